"""Fixtures that more than one folder of tests needs."""

import os
from pathlib import Path

import pytest

REPOSITORY = Path(__file__).parents[1]


@pytest.fixture(scope="session")
def recordings() -> Path:
    """Recorded public communities, kept outside the project; absent on most machines."""
    folder = Path(os.environ.get("TWOHATS_SHARED_DATA") or REPOSITORY.parent / "shared" / "data")
    if not (folder / "README.md").is_file():
        pytest.skip("no recorded data: set TWOHATS_SHARED_DATA to a folder that holds some")
    return folder
