"""What people install holds what the program needs."""

import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

REPOSITORY = Path(__file__).parents[2]
PACKAGE = REPOSITORY / "src" / "twohats"


@pytest.fixture(scope="module")
def wheel(tmp_path_factory):
    """The wheel, built as `pip install .` would, without a network."""
    folder = tmp_path_factory.mktemp("wheel")
    build = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)]
    subprocess.run(build, cwd=REPOSITORY, check=True, capture_output=True)
    (path,) = folder.glob("*.whl")
    with zipfile.ZipFile(path) as opened:
        yield opened


def metadata(wheel, name):
    """Text of one file of the wheel's metadata."""
    (path,) = [n for n in wheel.namelist() if n.endswith(f".dist-info/{name}")]
    return wheel.read(path).decode()


def test_the_wheel_holds_every_file_of_the_package(wheel):
    """Templates, lists and `py.typed` are installed, and not only modules."""
    ours = {
        path.relative_to(PACKAGE.parent).as_posix()
        for path in PACKAGE.rglob("*")
        if path.is_file() and "__pycache__" not in path.parts and not path.name.startswith(".")
    }

    assert ours - set(wheel.namelist()) == set()
    assert "twohats/py.typed" in ours
    assert any("/templates/" in path for path in ours)


def test_the_wheel_holds_nothing_else(wheel):
    """No tests, benchmarks or settings of the project are installed."""
    tops = {name.split("/")[0] for name in wheel.namelist()}

    assert {top for top in tops if not top.endswith(".dist-info")} == {"twohats"}


def test_the_wheel_brings_the_command_and_the_license(wheel):
    """`twohats` is a command after installing, and the license travels along."""
    assert "twohats=twohats.cli:main" in metadata(wheel, "entry_points.txt").replace(" ", "")
    assert metadata(wheel, "licenses/LICENSE") == (REPOSITORY / "LICENSE").read_text("utf-8")
    assert "License-Expression: BSD-3-Clause" in metadata(wheel, "METADATA")


def test_the_version_of_the_wheel_is_the_version_of_the_code(wheel):
    """There is one place that says the version."""
    from twohats import __version__

    assert f"\nVersion: {__version__}\n" in metadata(wheel, "METADATA")
