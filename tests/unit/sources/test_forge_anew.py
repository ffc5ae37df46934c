"""When a place is read anew: each on its own day, sooner where something was lost."""

from datetime import UTC, datetime, timedelta

from twohats.sources.forge_anew import is_due

BEGAN = datetime(2026, 1, 1, tzinfo=UTC)
KEYS = [f"forge:group/place-{number}" for number in range(400)]


def due_after(days: float, *, has_losses: bool) -> int:
    """How many of the places are due so many days after the last read of everything."""
    now = BEGAN + timedelta(days=days)
    return sum(is_due(key, BEGAN, now, has_losses=has_losses) for key in KEYS)


def test_four_weeks_give_or_take_one():
    """None is due before three weeks, about half after four, all after five."""
    assert due_after(20.9, has_losses=False) == 0
    assert 160 < due_after(28, has_losses=False) < 240
    assert due_after(35.1, has_losses=False) == len(KEYS)


def test_a_week_where_something_was_lost():
    """A quarter of that time, spread in the same way."""
    assert due_after(5.2, has_losses=True) == 0
    assert 160 < due_after(7, has_losses=True) < 240
    assert due_after(8.8, has_losses=True) == len(KEYS)
