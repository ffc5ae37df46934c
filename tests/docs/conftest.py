"""What the tests of the documentation look at."""

from pathlib import Path

import pytest


@pytest.fixture(scope="session")
def repository() -> Path:
    """The root of the checkout."""
    return Path(__file__).parents[2]


@pytest.fixture(scope="session")
def pages(repository) -> dict[str, str]:
    """Text of every page that people read, by its path from the root."""
    found = [*repository.glob("*.md"), *(repository / "docs").rglob("*.md")]
    return {
        path.relative_to(repository).as_posix(): path.read_text("utf-8")
        for path in sorted(found)
        if "_build" not in path.parts
    }
