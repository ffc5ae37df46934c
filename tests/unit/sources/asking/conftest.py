import pytest
from fakes.scripted_forge import MovedClock


@pytest.fixture
def clock():
    return MovedClock()
