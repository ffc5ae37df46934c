"""What is said of inputs that were not read whole."""

import pytest

from twohats.errors import SourceUnreadable
from twohats.flow.importing import Outcome, summary
from twohats.records import Skipped
from twohats.store.facts import FinishedRead


def _read(*losses):
    return FinishedRead("k", "backup", "a.tar", "f", ("github:kelp",), skipped=losses)


def test_an_input_that_cannot_be_read_is_named_once():
    """And nothing is said of a rest, where there is none."""
    failure = str(SourceUnreadable("gone.tar: not read: there is nothing. Check the path."))
    outcome = Outcome("gone.tar", "unknown", None, True, failure)

    assert summary([outcome]) == (
        "1 left out: gone.tar: not read: there is nothing. Check the path."
    )


def test_losses_within_an_input_stand_beside_what_was_read():
    """Three of them by name, the others by number."""
    losses = tuple(Skipped(f"pulls/{n}.json", "is no JSON") for n in range(5))

    assert summary([Outcome("a.tar", "backup", _read(*losses), True)]) == (
        "5 left out, the rest was read: pulls/0.json: is no JSON; pulls/1.json: is no JSON; "
        "pulls/2.json: is no JSON; and 2 more"
    )


@pytest.mark.parametrize("outcomes", [[], [Outcome("a.tar", "backup", _read(), True)]])
def test_what_is_whole_needs_no_words(outcomes):
    """The last line is for losses."""
    assert summary(outcomes) == ""
