"""Losses of a damaged copy, and the whole one that makes them good."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from twohats.flow.losses import made_good
from twohats.records import Skipped
from twohats.store.facts import FinishedRead

AT = datetime(2026, 1, 1, tzinfo=UTC)
DAMAGED = FinishedRead(
    "damaged", "backup", "a.tar", "f", ("github:kelp",), skipped=(Skipped("a", "breaks off"),)
)
WHOLE = FinishedRead("whole", "backup", "b.tar", "g", ("github:kelp",))


def _promise(read, holds="items.issue", rows=10, at=AT, scope="github:kelp/forge"):
    return {"read": read, "scope": scope, "holds": holds, "rows": rows, "seen_at": at}


LOST = [_promise("damaged"), _promise("damaged", "events.opened", 3)]
FOUND = [_promise("whole", rows=12), _promise("whole", "events.opened", 3)]


def test_a_whole_copy_makes_a_damaged_one_good():
    """Whoever was told to bring it does not hear of the loss for ever."""
    assert made_good([DAMAGED, WHOLE], LOST + FOUND) == {"damaged"}


@pytest.mark.parametrize(
    ("other", "found"),
    [
        (replace(WHOLE, source="git"), FOUND),
        (replace(WHOLE, skipped=(Skipped("b", "too"),)), FOUND),
        (WHOLE, FOUND[:1]),
        (WHOLE, [_promise("whole", rows=9), FOUND[1]]),
        (WHOLE, [_promise("whole", at=AT - timedelta(days=1)), FOUND[1]]),
        (WHOLE, [_promise("whole", scope="github:kelp/other"), FOUND[1]]),
        (WHOLE, []),
    ],
    ids=["other kind", "also damaged", "less", "fewer", "older", "elsewhere", "nothing"],
)
def test_what_may_still_be_missing_stays_a_loss(other, found):
    """Another kind, a damaged or smaller or older copy, or one of something else, mends nothing."""
    assert made_good([DAMAGED, other], LOST + found) == frozenset()


def test_a_read_without_losses_needs_no_mending():
    """Nor does one that promised nothing get any."""
    assert made_good([WHOLE], FOUND) == frozenset()
    assert made_good([DAMAGED, WHOLE], FOUND) == frozenset()
