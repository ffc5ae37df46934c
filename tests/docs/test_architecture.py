"""The map shows the folders as they are."""

import re
import tomllib

import pytest


@pytest.fixture(scope="module")
def architecture(pages):
    """Text of ARCHITECTURE.md."""
    return pages["ARCHITECTURE.md"]


def test_every_folder_has_a_row(architecture, repository):
    """The table of folders holds each folder of the package, and no other."""
    rows = re.findall(r"^\| `src/twohats/(\w+)` \|", architecture, re.MULTILINE)
    package = repository / "src" / "twohats"
    folders = {path.parent.name for path in package.glob("*/__init__.py")}

    assert sorted(rows) == sorted(folders)


def test_the_layers_drawn_are_the_layers_held(architecture, repository):
    """The picture of layers is the contract that `nox -s lint` checks, line by line."""
    settings = tomllib.loads((repository / "pyproject.toml").read_text("utf-8"))
    contract = settings["tool"]["importlinter"]["contracts"][0]
    pictures = re.findall(r"^```text\n(.+?)^```$", architecture, re.MULTILINE | re.DOTALL)
    drawn = [re.split(r" {2,}", line)[0] for line in pictures[1].splitlines()]

    assert drawn == contract["layers"]
