"""What the code imports is what pyproject.toml asks for."""

import ast
import re
import sys
import tomllib
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest

REPOSITORY = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def project():
    """The project table of pyproject.toml."""
    return tomllib.loads((REPOSITORY / "pyproject.toml").read_text("utf-8"))["project"]


def normal(name):
    """A distribution's name as indexes compare it."""
    return re.sub(r"[-_.]+", "-", name).lower()


def imported(path):
    """Top-level names that one module imports when it runs, anywhere in it."""
    tree = ast.parse(path.read_text("utf-8"))
    checked = [n for n in ast.walk(tree) if is_for_types(n)]
    for_types = {inner for node in checked for inner in ast.walk(node)}
    for node in ast.walk(tree):
        if node in for_types:
            continue
        if isinstance(node, ast.Import):
            yield from (alias.name.split(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            yield node.module.split(".")[0]


def is_for_types(node):
    """Whether a node is a block that only type checkers read."""
    return isinstance(node, ast.If) and ast.unparse(node.test).endswith("TYPE_CHECKING")


def test_every_import_is_a_declared_dependency(project):
    """Nothing is imported that is only there because something else needs it."""
    extras = [line for extra in project["optional-dependencies"].values() for line in extra]
    asked = [*project["dependencies"], *extras]
    declared = {normal(re.match(r"[\w.-]+", line).group()) for line in asked}
    owners = packages_distributions()
    lacking = {
        f"{path.relative_to(REPOSITORY)}: {name}"
        for path in (REPOSITORY / "src").rglob("*.py")
        for name in imported(path)
        if name not in sys.stdlib_module_names
        and name != "twohats"
        and not {normal(owner) for owner in owners.get(name, [name])} & declared
    }

    assert lacking == set()


def test_every_dependency_has_a_bound(project):
    """pip ignores the lock, so each dependency says in pyproject.toml what it was tried with."""
    assert [line for line in project["dependencies"] if not re.search("[<>=]", line)] == []
