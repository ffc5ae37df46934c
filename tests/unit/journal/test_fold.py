"""What holds: a fold over the set of lines, whatever their order and however often each is there."""

from datetime import UTC, datetime, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from twohats.journal import contested, in_force, standing, to_supersede, ulid
from twohats.records.decisions import Decision

START = datetime(2026, 1, 31, 23, 0, tzinfo=UTC)


def line(number, supersedes=None, about=("x",), who="ada", what="scope", **content):
    at = START + timedelta(hours=number)
    before = supersedes.id if supersedes else None
    return Decision(ulid(at, bytes(10)), who, at, what, about, "because", content, before)


def test_only_the_last_word_of_a_chain_is_in_force():
    """Words beside it stay."""
    first, beside = line(0), line(1)
    second = line(2, first)
    third = line(3, second)

    assert in_force((first, beside, second)) == (beside, second)
    assert in_force((first, beside, second, third)) == (beside, third)
    assert in_force((first, beside)) == (first, beside)
    assert in_force(()) == ()


def test_two_take_the_place_of_one():
    """The later holds, and both are shown until somebody settles it."""
    first = line(0)
    ada, bo = line(1, first), line(2, first, who="bo")

    assert in_force((first, bo, ada)) == (bo,)
    (contest,) = contested((first, bo, ada))
    assert (contest.about, contest.holds, contest.others) == (("x",), bo, (ada,))


def test_a_third_settles_a_contest():
    """A line that takes the place of both ends it."""
    first = line(0)
    ada, bo = line(1, first), line(2, first, who="bo")
    third = line(3, bo, also_supersedes=[ada.id])

    assert in_force((first, ada, bo, third)) == (third,)
    assert contested((first, ada, bo, third)) == ()


def test_going_on_from_one_side_does_not_settle_it():
    """The other side was not heard."""
    first = line(0)
    ada, bo = line(1, first), line(2, first, who="bo")
    third = line(3, bo)

    (contest,) = contested((first, ada, bo, third))
    assert (contest.holds, contest.others) == (third, (ada,))


def test_two_lines_without_a_common_root_are_no_contest():
    """Two people may each say something about one key, as long as it is no ruling."""
    assert contested((line(0), line(1, who="bo"))) == ()


def test_rulings_of_two_who_did_not_know_of_each_other():
    """Different answers about one entry are a contest; the same answer twice is none."""
    ada = line(0, what="ruling", **{"class": "directed"})
    bo = line(1, who="bo", what="ruling", **{"class": "foundational"})
    same = line(1, who="bo", what="ruling", **{"class": "directed"})

    assert [contest.holds for contest in contested((ada, bo))] == [bo]
    assert contested((ada, same)) == ()
    assert in_force((ada, same)) == (same,)


def test_a_change_of_mind_is_no_contest():
    """One person's later ruling about an entry holds, though it does not name the earlier one."""
    first = line(0, what="ruling", **{"class": "directed"})
    later = line(1, what="ruling", **{"class": "foundational"})

    assert in_force((first, later)) == (later,)
    assert contested((first, later)) == ()


def test_part_of_a_bulk_line_is_corrected():
    """A line about one of many keys leaves the others as they were."""
    bulk = line(0, about=("a", "b", "c"))
    one = line(1, bulk, about=("b",))

    assert [(held.decision, held.about) for held in standing((bulk, one))] == [
        (bulk, ("a", "c")),
        (one, ("b",)),
    ]


def test_a_line_about_something_else_takes_the_whole_place():
    """An undertaking's ruling can be split into its entries."""
    whole = line(0, about=("undertaking",))
    parts = line(1, whole, about=("a",)), line(2, whole, about=("b",), who="bo")

    assert in_force((whole, *parts)) == parts
    assert contested((whole, *parts)) == ()


def test_what_is_withdrawn_holds_no_longer():
    """Nothing takes its place."""
    first = line(0)

    assert in_force((first, line(1, first, withdrawn=True))) == ()


def test_a_withdrawal_can_be_contested():
    """Another who changed the line meanwhile is heard."""
    first = line(0)
    bo, gone = line(1, first, who="bo"), line(2, first, withdrawn=True)

    assert in_force((first, bo, gone)) == ()
    assert [contest.others for contest in contested((first, bo, gone))] == [(bo,)]


def test_a_line_that_is_not_here_can_be_superseded():
    """A file that was lost, or not fetched yet, stops nothing; two who name it are a contest."""
    lost = line(0)
    ada, bo = line(1, lost), line(2, lost, who="bo")

    assert in_force((ada,)) == (ada,)
    assert in_force((ada, bo)) == (bo,)
    assert len(contested((ada, bo))) == 1


def test_clocks_that_disagree():
    """A correction holds though the clock it was written by was behind."""
    first = line(5)
    correction = line(1, first)

    assert in_force((first, correction)) == (correction,)


def test_what_a_new_line_has_to_supersede():
    """All that is said about its keys, both sides of a contest, and nothing else."""
    first = line(0, about=("a", "b"), what="ruling", **{"class": "directed"})
    bo = line(1, about=("b",), who="bo", what="ruling", **{"class": "personal"})
    other = line(2, about=("c",), what="ruling", **{"class": "directed"})
    scope = line(3, about=("b",))
    lines = (first, bo, other, scope)

    assert to_supersede(lines, "ruling", ["b"]) == (bo.id, first.id)
    assert to_supersede(lines, "ruling", ["c"]) == (other.id,)
    assert to_supersede(lines, "ruling", ["d"]) == ()


@st.composite
def journals(draw):
    """Lines of up to three people that take the place of any earlier ones."""
    made = []
    for number in range(draw(st.integers(0, 12))):
        before = draw(st.none() | st.sampled_from(made)) if made else None
        also = draw(st.lists(st.sampled_from(made), max_size=2)) if made else []
        one = line(
            number,
            before,
            about=tuple(draw(st.lists(st.sampled_from("abc"), unique=True, max_size=3))),
            who=draw(st.sampled_from(("ada", "bo", "cy"))),
            what=draw(st.sampled_from(("ruling", "scope"))),
            also_supersedes=[each.id for each in also],
            **{"class": draw(st.sampled_from(("directed", "personal")))},
        )
        made.append(one)
    return tuple(made)


@settings(max_examples=40)
@given(journals(), st.randoms(use_true_random=False))
def test_neither_order_nor_repetition_changes_what_holds(lines, random):
    """A union merge may bring lines in any order, and some twice."""
    shuffled = [*lines, *lines[::2]]
    random.shuffle(shuffled)

    assert standing(shuffled) == standing(lines)
    assert contested(shuffled) == contested(lines)


@settings(max_examples=40)
@given(journals())
def test_for_each_key_one_line_at_most_holds_of_each_chain(lines):
    """Who asks gets one answer, and whatever anybody said last of a key is that or is beside it."""
    held = standing(lines)
    rulings = [key for one in held if one.decision.what == "ruling" for key in one.about]
    told = {key for one in lines if one.what == "ruling" for key in one.about}

    assert len(rulings) == len(set(rulings))
    heard = {one.decision.id for one in held} | {r.id for one in held for _, r in one.rivals}
    ends = {one.id for one in lines} - {b for one in lines for b in _before(one)}
    assert {one.id for one in lines if one.id in ends and one.what == "scope"} <= heard
    assert set(rulings) <= told


def _before(decision):
    return {decision.supersedes, *decision.content["also_supersedes"]}
