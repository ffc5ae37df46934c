"""Fixtures that more than one folder of tests needs."""

import os
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import settings

if TYPE_CHECKING:
    from servers.postgres import PostgresServer

# How long an example takes says more about the machine than about the code.
settings.register_profile("twohats", deadline=None)
settings.load_profile("twohats")

REPOSITORY = Path(__file__).parents[1]
# Fakes are imported as `fakes.…`, the simulator as `github.…`, real servers as `servers.…`; with
# import-mode importlib the folder has to be named.
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


@pytest.fixture(scope="session")
def postgres() -> "Iterator[PostgresServer]":
    """A PostgreSQL server of one's own; `postgres.new_database()` is an empty one's address."""
    from servers.postgres import find_programs, running

    programs = find_programs()
    if programs is None:
        pytest.skip("no PostgreSQL server here: install the package postgresql")
    with running(programs) as server:
        yield server


@pytest.fixture(scope="module")
def module_database(postgres: "PostgresServer") -> str:
    """Address of a database that the tests of one file share."""
    return postgres.new_database()


@pytest.fixture
def database(postgres: "PostgresServer") -> str:
    """Address of an empty database, a test's own."""
    return postgres.new_database()
