"""The balance: two figures, and what neither may do."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from twohats.ledger.balance import (
    MIXED,
    OTHERS,
    WEIGHTS,
    Part,
    Spent,
    Worked,
    band,
    mix,
    months,
    percents,
    periods,
)
from twohats.ledger.few import FEWEST_EVENTS, FEWEST_PEOPLE
from twohats.workspace.iterations import Iterations
from twohats.workspace.settings import Policy, Settings

APRIL, MAY = date(2026, 4, 1), date(2026, 5, 1)
POLICY = Policy("first", date(2026, 1, 1), band_upstream=(0.15, 0.25), free_choice_share=0.2)
PEOPLE = ("ada", "bea", "cleo", "dina")

amounts = st.one_of(st.none(), st.floats(0.25, 40))
parts = st.lists(
    st.builds(
        Part,
        st.sampled_from(PEOPLE),
        st.sampled_from([*WEIGHTS, "meeting"]),
        st.sampled_from(MIXED),
        st.booleans(),
        amounts,
        amounts,
    ),
    max_size=30,
)


def spent(class_="foundational", hours=10.0, person="ada", on_clock="yes", on=APRIL):
    """Hours that one person logged."""
    return Spent(on, person, class_, on_clock, hours)


def enough(*more):
    """Hours of three people at five events, two hours each, and some more."""
    return [*(spent(hours=2.0, person=PEOPLE[n % 3]) for n in range(5)), *more]


WORKED = Worked(APRIL, MAY, 100.0, 4)


@given(parts)
def test_shares_add_up_to_the_whole(found):
    """Three classes and undecided are 100 %, in every unit; and so are what people and rules settled."""
    divided = mix(found)
    shares = divided.shares

    if divided.hidden:
        assert sum(share.share for share in shares) <= 1 + 1e-9
    elif shares:
        assert sum(share.share for share in shares) == pytest.approx(1)
        assert sum(percents([share.share for share in shares])[at] for at in range(4)) == 100
        for share in shares:
            if share.by_people is not None:
                assert share.by_people + share.by_rules == pytest.approx(share.share)


@given(parts)
def test_a_share_lies_within_its_interval(found):
    """Weights leave an interval around the likely share; what was measured leaves none."""
    divided = mix(found)

    for share in divided.shares:
        assert share.low - 1e-9 <= share.share <= share.high + 1e-9
        if divided.unit != "weighted entries":
            assert share.low == pytest.approx(share.high)


@given(parts, st.data())
def test_no_weights_put_a_share_outside_its_interval(found, data):
    """Whatever an activity weighs between its least and its most."""
    divided = mix([replace(part, hours=None, points=None) for part in found])
    weights = {
        activity: data.draw(st.floats(*WEIGHTS.get(activity, OTHERS)[::2]))
        for activity in sorted({part.activity for part in found})
    }
    whole = sum(weights[part.activity] for part in found)
    for share in divided.shares:
        mine = sum(weights[part.activity] for part in found if part.class_ == share.class_)
        assert share.low - 1e-9 <= mine / whole <= share.high + 1e-9


@given(parts, st.randoms())
def test_the_order_of_entries_makes_no_difference(found, chance):
    """The mix is of a set of entries."""
    mixed = list(found)
    chance.shuffle(mixed)
    before, after = mix(found), mix(mixed)

    assert (before.unit, before.entries, before.people) == (after.unit, after.entries, after.people)
    assert [s.share for s in before.shares] == pytest.approx([s.share for s in after.shares])


@given(parts)
def test_counts_are_never_called_hours(found):
    """The unit is hours only where at least half of the entries were logged."""
    divided = mix(found)
    logged = [part for part in found if part.hours is not None]

    if divided.unit == "hours":
        assert 2 * len(logged) >= len(found)
        assert divided.entries == len(logged)
    if not logged:
        assert divided.unit != "hours"


@given(parts)
def test_small_groups_get_no_shares(found):
    """Fewer than three people or five entries would speak of somebody."""
    divided = mix(found)

    if divided.people < FEWEST_PEOPLE or divided.entries < FEWEST_EVENTS:
        assert divided.is_too_small


@given(st.lists(st.floats(0, 1000), max_size=8))
def test_percents_add_up_to_100(shares):
    """Whole percents are of one whole; each is less than one away from what it rounds."""
    rounded = percents(shares)
    whole = sum(shares)

    assert sum(rounded) == (100 if whole else 0)
    for share, percent in zip(shares, rounded, strict=True):
        assert not whole or abs(100 * share / whole - percent) < 1.000001


def test_own_projects_are_in_no_share():
    """The framework does not apply to them."""
    found = [Part(PEOPLE[n % 3], "review", "foundational") for n in range(6)]

    assert mix([*found, Part("ada", "review", "own-project")]).shares == mix(found).shares


@pytest.mark.parametrize(
    ("hours", "points", "unit", "unmeasured"),
    [
        ([1.0] * 6, [3.0] * 6, "hours", 0),
        ([1.0] * 5 + [None], [3.0] * 6, "hours", 1),
        ([1.0] * 2 + [None] * 4, [3.0] * 6, "points", 0),
        ([1.0] * 2 + [None] * 4, [3.0] * 2 + [None] * 4, "weighted entries", 0),
        ([None] * 6, [None] * 6, "weighted entries", 0),
    ],
)
def test_the_best_unit_that_most_entries_have(hours, points, unit, unmeasured):
    """Logged hours, else points, else an estimate; entries without are counted."""
    found = [
        Part(PEOPLE[n % 3], "review", "foundational", False, hours[n], points[n]) for n in range(6)
    ]

    assert (mix(found).unit, mix(found).unmeasured) == (unit, unmeasured)


def test_the_band_without_working_time_is_not_measured():
    """It says what is lacking, and keeps the band that was agreed on."""
    found = band(enough(), [], POLICY, APRIL, MAY)

    assert found.answer == "not measured"
    assert found.lacking == ("the team's working time for these days",)
    assert (found.low, found.high, found.band) == (None, None, (0.15, 0.25))


def test_the_band_without_hours_is_not_measured():
    """Working time alone says nothing about upstream, and nothing is not zero."""
    assert band([], [WORKED], POLICY, APRIL, MAY).lacking == ("hours logged for upstream work",)


@pytest.mark.parametrize(
    ("more", "answer"),
    [
        ([], "below"),
        ([spent(hours=8.0)], "within"),
        ([spent(hours=30.0)], "above"),
        ([spent("undecided", 8.0)], "open"),
        ([spent("undecided", 4.0)], "below"),
        ([spent("personal", 30.0)], "below"),
        ([spent("directed", 30.0)], "below"),
        ([spent(hours=6.0, person=who, on_clock="no") for who in PEOPLE * 2], "below"),
        ([spent(hours=30.0, on_clock="no")], "too few"),
        ([spent(hours=8.0, on_clock="ask")], "open"),
        ([spent("undecided", 30.0, on_clock="no")], "below"),
        ([spent(hours=30.0, on=MAY)], "below"),
    ],
)
def test_only_upstream_driven_working_time_moves_the_band(more, answer):
    """Foundational hours on the clock count, undecided ones could, all others never do."""
    assert band(enough(*more), [WORKED], POLICY, APRIL, MAY).answer == answer


def test_free_choice_stands_apart():
    """It is a share of its own, in none of the others."""
    without, found = (
        band(enough(*more), [WORKED], POLICY, APRIL, MAY)
        for more in ([], [spent("personal", 4.0, PEOPLE[n % 3]) for n in range(5)])
    )

    assert (found.free_choice, found.free_choice_agreed) == (0.2, 0.2)
    assert (found.low, found.high) == (without.low, without.high)


def test_hours_of_which_nobody_said_whose_time_they_are_leave_free_choice_open():
    """A range, as for what is undecided."""
    asked = [spent("personal", 1.0, PEOPLE[n % 3], on_clock="ask") for n in range(5)]
    found = band(enough(*asked), [WORKED], POLICY, APRIL, MAY)

    assert (found.free_choice, found.free_choice_high) == (0.0, 0.05)


def test_no_policy_has_no_band():
    """The share is shown all the same."""
    found = band(enough(), [WORKED], None, APRIL, MAY)

    assert (found.answer, found.low) == ("no band agreed", 0.1)


@pytest.mark.parametrize(
    ("hours", "worked"),
    [
        ([spent(person=PEOPLE[n % 2]) for n in range(8)], WORKED),
        ([spent(person=PEOPLE[n]) for n in range(4)], WORKED),
        (enough(), Worked(APRIL, MAY, 100.0, 2)),
    ],
    ids=["two people", "four events", "two at work"],
)
def test_the_band_of_few_is_not_shown(hours, worked):
    """Neither hours nor shares of fewer than three people or five events."""
    found = band(hours, [worked], POLICY, APRIL, MAY)

    assert found.answer == "too few"
    assert (found.working_h, found.upstream_h, found.low) == (None, None, None)


def test_working_time_is_never_spread_over_days():
    """A stretch that reaches beyond the period is not used: nobody said on which days people worked."""
    longer = Worked(date(2026, 3, 15), MAY, 150.0, 4)

    assert band(enough(), [longer], POLICY, APRIL, MAY).answer == "not measured"


def test_of_two_that_overlap_the_later_word_counts():
    """Working time that was said again is not added up."""
    again = Worked(APRIL, MAY, 50.0, 4)

    assert band(enough(), [WORKED, again], POLICY, APRIL, MAY).working_h == 50.0


def test_a_band_of_part_of_the_period_says_which():
    """Hours on days without known working time are left out, too."""
    half = Worked(APRIL, date(2026, 4, 15), 50.0, 4)
    found = band(enough(spent(hours=30.0, on=date(2026, 4, 20))), [half], POLICY, APRIL, MAY)

    assert (found.upstream_h, found.measured) == (10.0, ((APRIL, date(2026, 4, 15)),))


def test_periods_are_cut_where_the_policy_changes():
    """Nothing is smoothed across a change, and the first part after it is marked."""
    second = Policy("second", date(2026, 4, 16), effective_until=date(2026, 5, 10))
    found = periods(
        months(date(2026, 4, 1), date(2026, 6, 1)), Settings("x", policies=(POLICY, second))
    )

    assert [(p.name, p.since.day, p.until.day, p.policy and p.policy.name) for p in found] == [
        ("2026-04", 1, 16, "first"),
        ("2026-04", 16, 1, "second"),
        ("2026-05", 1, 10, "second"),
        ("2026-05", 10, 1, None),
    ]
    assert [p.is_first_under_policy for p in found] == [False, True, False, True]


def test_one_policy_leaves_periods_whole():
    """Months stay months."""
    found = periods(months(date(2026, 4, 10), date(2026, 6, 5)), Settings("x", policies=(POLICY,)))

    assert [(p.since, p.until) for p in found] == [
        (date(2026, 4, 10), MAY),
        (MAY, date(2026, 6, 1)),
        (date(2026, 6, 1), date(2026, 6, 5)),
    ]
    assert not any(p.is_first_under_policy for p in found)


def logged(class_, count, people=PEOPLE, **more):
    """Entries of one class with hours, by turns of these people."""
    return [
        Part(people[n % len(people)], "review", class_, hours=2.0, **more) for n in range(count)
    ]


@given(parts)
def test_hours_of_few_do_not_follow_from_what_is_shown(found):
    """Neither of a class, nor of all classes that are not shown, nor of what people settled of one."""
    divided = mix(found)
    if divided.unit != "hours" or not divided.shares:
        return
    measured = [part for part in found if part.hours is not None]
    of = {class_: [p for p in measured if p.class_ == class_] for class_ in MIXED}
    groups = [of[share.class_] for share in divided.shares]
    groups.append([part for class_ in divided.hidden for part in of[class_]])
    for share in divided.shares:
        if share.by_people is not None:
            for is_ruled in (True, False):
                groups.append([p for p in of[share.class_] if p.is_ruled is is_ruled])
    for group in filter(None, groups):
        assert len(group) >= FEWEST_EVENTS
        assert len({part.person for part in group}) >= FEWEST_PEOPLE


def test_hours_of_one_person_take_a_second_class_with_them():
    """Otherwise they would be what is left of the whole."""
    found = mix(
        [*logged("directed", 8), *logged("foundational", 6), *logged("personal", 2, ["ada"])]
    )

    assert found.hidden == ("foundational", "personal")
    assert [share.class_ for share in found.shares] == ["directed", "undecided"]


def test_classes_of_many_are_all_shown():
    """Nothing is hidden that speaks of nobody."""
    found = mix([*logged("directed", 8), *logged("foundational", 6)])

    assert (found.unit, found.hidden, len(found.shares)) == ("hours", (), 4)


def test_counts_hide_no_class():
    """The rule is for hours; whose entries there are, the ledger shows."""
    found = mix([Part(PEOPLE[n % 4], "review", "directed" if n else "personal") for n in range(9)])

    assert (found.unit, found.hidden) == ("weighted entries", ())


def test_hours_are_of_months_and_iterations_only():
    """Two windows that differ by a day would tell the hours of that day."""
    assert mix(logged("directed", 8), is_whole=False).unit == "weighted entries"
    assert mix(logged("directed", 8), is_whole=True).unit == "hours"


def test_a_month_an_iteration_and_what_a_policy_left_of_one_are_whole():
    """Any other stretch is not."""
    settings = Settings(
        "x",
        policies=(POLICY, Policy("second", date(2026, 4, 16))),
        iterations=Iterations(date(2026, 4, 6)),
    )
    iteration = settings.iterations.on(date(2026, 4, 6))
    spans = [(APRIL, MAY), (APRIL, date(2026, 6, 1)), (APRIL, date(2026, 4, 30))]
    found = [
        {p.is_whole for p in periods([("p", *span)], settings)}
        for span in [*spans, (iteration.since, iteration.until)]
    ]

    assert found == [{True}, {False}, {False}, {True}]


@pytest.mark.parametrize(
    ("more", "low", "high"),
    [
        ([], 0.1, 0.1),
        ([spent("undecided", 8.0)], None, 0.18),
        ([spent("undecided", 1.0, PEOPLE[n % 3]) for n in range(6)], 0.1, 0.16),
        ([spent(hours=8.0, on_clock="no")], None, None),
    ],
    ids=["none", "undecided of one", "undecided of three", "own time of one"],
)
def test_what_is_undecided_of_one_does_not_follow_from_the_band(more, low, high):
    """The share that would tell it by subtraction is not shown; what the mix shows counts as known."""
    found = band(enough(*more), [WORKED], POLICY, APRIL, MAY)

    assert (found.low, found.high) == (
        low and pytest.approx(low),
        high and pytest.approx(high),
    )
    assert found.undecided_h is None or found.undecided_h == pytest.approx(100 * (high - low))


def test_free_choice_of_one_is_not_shown():
    """Nor is it from two months, one of which alone would tell it."""
    may = [
        spent(c, 2.0, PEOPLE[n % 3], on=MAY) for n in range(6) for c in ("personal", "foundational")
    ]
    june = date(2026, 6, 1)
    worked = [WORKED, Worked(MAY, june, 100.0, 4)]
    hours = [*enough(spent("personal", 20.0)), *may]

    assert band(hours, worked, POLICY, APRIL, june).free_choice is None
    assert band(hours, worked[1:], POLICY, MAY, june).free_choice == pytest.approx(0.12)
