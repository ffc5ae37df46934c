"""Which questions are asked, in which order, and how far an answer really could move a share."""

import re
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from twohats.ledger.lean import LEANS
from twohats.ledger.questions import Asking, Tally, questions, reach

REPOSITORY = "github:lantern-project/lantern"
KNOWS_ALL = Asking(True, True, True, {}, 0)


def tally(
    lean="unclear", n=1, lacks=("ruling",), activity="change", scope="upstream", name=REPOSITORY
):
    return Tally(name, "github:lantern-project", scope, lean, activity, tuple(lacks), n)


def asked(*tallies, **says):
    return {q.key: q for q in questions(tallies, Asking(**{**vars(KNOWS_ALL), **says}))}


def test_nothing_to_ask():
    """Where all is known, and where nothing was done, nobody is asked."""
    assert asked(tally(), tally("upstream", activity="review")) == {}
    assert asked(has_register=False, has_members=False, has_trackers=False) == {}


@pytest.mark.parametrize("lack", ["dates", "plan", "backlinks"])
def test_what_entries_lack_is_asked(lack):
    """A question counts the upstream entries that lack its answer, out of all of them."""
    found = asked(
        tally(n=3, lacks=[lack]),
        tally("upstream", n=2),
        tally(None, n=50, lacks=[], scope="own-project"),
    )

    assert set(found) == {lack}
    question = found[lack]
    assert (question.touches, question.total, question.unit) == (3, 5, "entries")
    assert question.weight == 0.6
    assert question.opens == f"question:{lack}"


def test_where_the_tracker_is():
    """Who named no tracker is asked for it; who did, for a longer recording."""
    lacking = tally(lacks=["backlinks"])

    assert asked(lacking, has_trackers=False)["backlinks"].text == "Where is your own tracker?"
    assert asked(lacking)["backlinks"].text.startswith("Can your tracker be read")


def test_communities_that_were_only_proposed():
    """Whoever did not choose the communities is asked whether they are the right ones."""
    here, owner = tally(n=2), tally("upstream", name="github:lantern-project/docs")
    elsewhere = Tally("github:mast/mast", "github:mast", "upstream", "unclear", "change", (), 4)

    assert asked(here, elsewhere) == {}
    one = asked(here, owner, elsewhere, proposed=frozenset({REPOSITORY}))["proposed"]
    assert (one.touches, one.total, one.moves) == (2, 7, "person 0% now, 0% to 29%")
    whole = asked(here, owner, elsewhere, proposed=frozenset({"github:lantern-project"}))
    assert whole["proposed"].touches == 3


def test_register_and_members():
    """They are asked for where they are missing and something is unclear, or a change not ours."""
    unclear, review = tally(n=2), tally("unclear", activity="review")
    found = asked(unclear, review, tally("ours"), has_register=False, has_members=False)

    assert (found["register"].touches, found["members"].touches) == (3, 2)
    assert asked(tally("ours"), has_register=False, has_members=False) == {}


def test_scope_of_each_repository():
    """A repository nobody knows is asked about, out of what would count with it."""
    other = "github:far-away/place"
    found = asked(
        tally("upstream", n=6),
        tally(n=2, scope="unknown", name=other, lacks=["scope"]),
        tally("ours", n=1, scope="unknown", name=other, lacks=["scope"]),
    )

    question = found[f"scope:{other}"]
    assert (question.touches, question.total) == (3, 9)
    assert question.text == "Is far-away/place an upstream project, your own, or one person's?"
    assert question.moves == "3 entries would count as upstream work, or as own project"


def test_who_reads_like_a_bot():
    """An account is asked about where it gave first answers."""
    found = asked(suspects={"github:helper-bot": 4, "github:other-bot": 0}, first_answers=10)

    assert set(found) == {"bot:github:helper-bot"}
    assert found["bot:github:helper-bot"].moves == "4 of 10 first answers would not count"


def test_the_most_far_reaching_first():
    """Questions are ordered by the share of their total, then by key; input order changes nothing."""
    tallies = [
        tally(n=2, lacks=["plan", "backlinks"]),
        tally(n=5, lacks=["dates"]),
        tally(n=3, lacks=["ruling"]),
    ]
    asking = Asking(True, True, True, {"github:x-bot": 9}, 10)
    found = questions(tallies, asking)

    assert [q.key for q in found] == ["bot:github:x-bot", "dates", "backlinks", "plan"]
    assert questions(tallies[::-1], asking) == found


ONES = st.builds(
    tally,
    lean=st.sampled_from(LEANS),
    activity=st.sampled_from(["change", "review"]),
    lacks=st.lists(st.sampled_from(["dates", "plan", "backlinks"]), unique=True),
)
SMALL = st.lists(ONES, min_size=1, max_size=5)
COULD = {
    "dates": lambda one: {one.lean, None} if "dates" in one.lacks else {one.lean},
    "backlinks": lambda one: (
        {one.lean, "ours"} if "backlinks" in one.lacks and one.lean != "upstream" else {one.lean}
    ),
    "members": lambda one: (
        {one.lean, "ours"} if one.activity == "change" and one.lean != "upstream" else {one.lean}
    ),
    "register": lambda one: {one.lean, "person"} if one.lean == "unclear" else {one.lean},
}
"""What each answer could make of an entry; None: it would not count."""


def shares(outcome, lean):
    counted = [one for one in outcome if one is not None]
    return counted.count(lean) / len(counted) if counted else 0.0


def extremes(ones, could):
    """Lowest and highest share of each lean over every possible answer, one by one."""
    outcomes = list(product(*[sorted(could(one), key=str) for one in ones]))
    found = {lean: [shares(outcome, lean) for outcome in outcomes] for lean in LEANS}
    return {lean: (min(values), max(values)) for lean, values in found.items()}


@settings(deadline=None)
@given(st.lists(st.tuples(ONES, st.sets(st.sampled_from([*LEANS, None]))), min_size=1, max_size=5))
def test_reach_is_the_extremes(drawn):
    """Whatever entries could become, the ranges are the extremes over all possible answers."""
    could = {one: {one.lean} | extra for one, extra in drawn}
    ones = [one for one, _ in drawn]

    ranges = reach(ones, could.__getitem__)

    for lean, (low, high) in extremes(ones, could.__getitem__).items():
        assert ranges[lean] == pytest.approx((shares([o.lean for o in ones], lean), low, high))


@settings(deadline=None)
@given(SMALL)
def test_what_a_question_claims(ones):
    """The share named is the one that could move furthest, and really could as far as is said."""
    # Not one by one but counted, as the program hands them over.
    counted = [
        tally(one.lean, ones.count(one), one.lacks, one.activity) for one in dict.fromkeys(ones)
    ]
    found = asked(*counted, has_register=False, has_members=False)
    for key, could in COULD.items():
        if key not in found:
            continue
        ranges = extremes(ones, could)
        widest = max(high - low for low, high in ranges.values())
        claim = re.match(r"(\w+) (\d+)% now, (\d+)% to (\d+)%", found[key].moves)
        assert claim
        if claim[1] == "undecided":
            assert widest == 0
            continue
        low, high = ranges[claim[1]]
        now = shares([one.lean for one in ones], claim[1])
        assert high - low == pytest.approx(widest)
        assert [f"{share:.0%}" for share in (now, low, high)] == [
            f"{n}%" for n in claim.groups()[1:]
        ]


@pytest.mark.parametrize(
    ("lacks", "moves"),
    [
        (["plan"], "undecided 100% now, 50% to 100%"),
        (["plan", "dates"], "undecided 100% now, 50% to 100%"),
        (
            ["plan", "backlinks"],
            "undecided 100% now, 50% to 100%, once the backlinks are known too",
        ),
    ],
)
def test_a_plan_moves_classes(lacks, moves):
    """A plan changes no lean: what it could settle is the class, and with what else."""
    assert asked(tally(lacks=lacks), tally("upstream"))["plan"].moves == moves


def test_backlinks_of_what_is_done_for_others():
    """No link from our tracker makes work for others lean to us; it could still settle its class."""
    found = asked(tally("upstream", 3, ["backlinks"], "review"), tally("upstream", 1))

    assert found["backlinks"].moves == "undecided 100% now, 25% to 100%"
