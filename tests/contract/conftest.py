"""The made-up organization's workspace, made once."""

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

Run = Callable[..., "subprocess.CompletedProcess[str]"]


@pytest.fixture(scope="session")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A workspace with two years of made-up facts."""
    from twohats.flow.demo import make_demo

    folder = tmp_path_factory.mktemp("demo") / "workspace"
    make_demo(folder, 1)
    return folder


@pytest.fixture(scope="session")
def twohats(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Run]:
    """Run the program as a process of its own, as people do."""
    if not hasattr(os, "fork"):
        yield cold
        return
    from servers.warm import WarmProgram

    program = WarmProgram(tmp_path_factory.mktemp("printed"))

    def run(*arguments: object, cwd: Path | None = None) -> "subprocess.CompletedProcess[str]":
        return program.run([*map(str, arguments)], cwd or Path.cwd(), _environment())

    yield run
    program.stop()


def cold(*arguments: object, cwd: Path | None = None) -> "subprocess.CompletedProcess[str]":
    """Start the program anew."""
    return subprocess.run(
        [sys.executable, "-m", "twohats", *map(str, arguments)],
        capture_output=True,
        text=True,
        cwd=cwd,
        env=_environment(),
        check=False,
    )


def _environment() -> dict[str, str]:
    return {**os.environ, "COLUMNS": "100", "NO_COLOR": "1"}
