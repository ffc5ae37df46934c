"""Fixtures that more than one folder of tests needs."""

import os
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings

# How long an example takes says more about the machine than about the code.
settings.register_profile("twohats", deadline=None)
settings.load_profile("twohats")

REPOSITORY = Path(__file__).parents[1]
# Fakes are imported as `fakes.…`, the simulator as `github.…`; with import-mode importlib the
# folder has to be named.
sys.path.insert(0, str(Path(__file__).parent))


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Skip what takes minutes, unless it was asked for."""
    if "soak" not in config.option.markexpr:
        for item in items:
            if item.get_closest_marker("soak"):
                item.add_marker(pytest.mark.skip(reason="takes minutes: nox -s soak"))


@pytest.fixture(scope="session")
def recordings() -> Path:
    """Recorded public communities, kept outside the project; absent on most machines."""
    folder = Path(os.environ.get("TWOHATS_SHARED_DATA") or REPOSITORY.parent / "shared" / "data")
    if not (folder / "README.md").is_file():
        pytest.skip("no recorded data: set TWOHATS_SHARED_DATA to a folder that holds some")
    return folder


@pytest.fixture
def github() -> Iterator[Callable[..., Any]]:
    """Start simulators of GitHub: ``server = github(world)``; each ends with the test."""
    from github.simulator import Simulator

    with ExitStack() as running:
        yield lambda world, **options: running.enter_context(Simulator(world, **options))
