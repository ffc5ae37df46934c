"""Facts close slots; a slot not done says "no time" and blames nobody."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from twohats.measures.closing import close_slots, share_of_time
from twohats.records.outcomes import Deed
from twohats.records.plan import Duty, Pick, Slot

START = datetime(2026, 1, 7, tzinfo=UTC)
END = START + timedelta(days=14)
LANTERN = "github:lantern-project"


def slot(name="a", activity="review", count=2, community=LANTERN, points=2.0):
    return Slot(f"slot:{name}", 1, Duty(activity, community), points, count)


def deed(person, number=1, activity="review", community=LANTERN, after=1.0, basis="facts"):
    item = f"{community}/lantern#{number}"
    return Deed(person, activity, community, item, START + timedelta(days=after), basis=basis)


def closed(slots, picks=(), deeds=(), now=END, is_known=lambda activity, community: True):
    found = close_slots(slots, picks, deeds, ends_at=END, now=now, is_known=is_known)
    return {one.slot.removeprefix("slot:"): one for one in found}


def test_done():
    """Two reviews by the holder close a slot of two."""
    done = closed([slot()], [Pick("slot:a", "ada")], [deed("ada", 1), deed("ada", 2)])["a"]

    assert (done.state, done.share, done.because) == ("done", 1, "facts show it")
    assert [one.item for one in done.deeds] == [f"{LANTERN}/lantern#1", f"{LANTERN}/lantern#2"]


def test_in_part():
    """One of two is half done, with no time for the rest."""
    done = closed([slot()], [Pick("slot:a", "ada")], [deed("ada")])["a"]

    assert (done.state, done.share, done.because) == (
        "in part",
        0.5,
        "1 of 2; no time for the rest",
    )


def test_no_time():
    """None of two says no time, and names nobody."""
    done = closed([slot()], [Pick("slot:a", "ada")])["a"]

    assert (done.state, done.share, done.because) == ("no time", 0, "0 of 2")
    assert "ada" not in repr(done)


def test_not_held():
    """Nobody held it: that is told apart, and is nobody's fault either."""
    assert closed([slot()])["a"].state == "not held"


def test_unheld_is_the_teams():
    """What nobody holds is closed by whoever of ours does it."""
    assert closed([slot()], (), [deed("ada", 1), deed("bea", 2)])["a"].state == "done"


def test_running():
    """Before the iteration is over, what is not done is no word on time."""
    done = closed([slot()], [Pick("slot:a", "ada")], [deed("ada")], now=END - timedelta(days=1))

    assert (done["a"].state, done["a"].share, done["a"].because) == (
        "running",
        None,
        "1 of 2 so far",
    )


def test_not_known():
    """Where facts do not reach, what was not seen was not necessarily left undone."""
    picks = [Pick("slot:a", "ada")]

    assert closed([slot()], picks, is_known=lambda *_: False)["a"].state == "not known"
    done = closed([slot()], picks, [deed("ada", 1), deed("ada", 2)], is_known=lambda *_: False)
    assert done["a"].state == "done"


@pytest.mark.parametrize(
    "other",
    [
        deed("bea"),
        deed("ada", activity="triage"),
        deed("ada", community="github:far-away"),
    ],
)
def test_what_closes_nothing(other):
    """Another person's deed, another activity, another community."""
    assert closed([slot(count=1)], [Pick("slot:a", "ada")], [other])["a"].state == "no time"


def test_pair():
    """What the second person of a pair does counts for the slot; one change reviewed by both counts once."""
    picks = [Pick("slot:a", "ada", "bea")]

    assert closed([slot()], picks, [deed("ada", 1), deed("bea", 2)])["a"].state == "done"
    assert closed([slot()], picks, [deed("ada", 1), deed("bea", 1)])["a"].state == "in part"


def test_each_deed_once():
    """One review does not close two slots; the one its person holds comes first."""
    picks = [Pick("slot:a", "bea", "ada"), Pick("slot:b", "ada")]

    done = closed([slot("a", count=1), slot("b", count=1)], picks, [deed("ada")])

    assert (done["a"].state, done["b"].state) == ("no time", "done")


def test_logged():
    """What left no trace is closed by the log, and says so."""
    meeting = slot(activity="meeting", count=1)
    logged = deed("ada", activity="meeting", basis="logged")

    assert closed([meeting], [Pick("slot:a", "ada")], [logged])["a"].because == "it was logged"


@pytest.mark.parametrize(
    ("spent", "planned", "share"), [(2.5, 8, 31), (8, 8, 100), (12, 8, 150), (0, 8, 0)]
)
def test_share_of_time(spent, planned, share):
    """Two and a half of eight hours is 31 %."""
    assert round(100 * share_of_time(spent, planned)) == share


def test_no_time_meant():
    """Where no time was meant for it there is no share."""
    assert share_of_time(2, 0) is None


PEOPLE = st.sampled_from(["ada", "bea", "cleo"])
DEEDS = st.lists(st.builds(deed, PEOPLE, st.integers(1, 6), after=st.floats(0, 13)), max_size=12)
SLOTS = st.lists(st.integers(1, 3), min_size=1, max_size=4)


@given(counts=SLOTS, deeds=DEEDS, data=st.data())
def test_laws(counts, deeds, data):
    """Order changes nothing, no deed closes two slots, and no slot holds more than was asked for."""
    slots = [slot(f"s{at}", count=count) for at, count in enumerate(counts)]
    picks = [
        Pick(one.key, data.draw(PEOPLE), data.draw(st.none() | PEOPLE))
        for one in slots
        if data.draw(st.booleans())
    ]
    found = close_slots(slots, picks, deeds, ends_at=END, now=END)

    assert found == close_slots(slots[::-1], picks[::-1], deeds[::-1], ends_at=END, now=END)
    used = [one for outcome in found for one in outcome.deeds]
    assert len(used) == len(set(used))
    assert all(len(outcome.deeds) <= outcome.count for outcome in found)
    holders = {pick.slot: {pick.holder, pick.pair} for pick in picks}
    assert all(
        one.person in holders[outcome.slot]
        for outcome in found
        if outcome.slot in holders
        for one in outcome.deeds
    )
