"""The team's hours: one figure, and never one from which a person's hours follow."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from twohats.journal import MonthSum, PrivateLine, sums_of, ulid
from twohats.journal.sums import LEAST_EVENTS, LEAST_PEOPLE, due_sums, sum_content
from twohats.records.decisions import Decision

NOW = datetime(2026, 4, 2, tzinfo=UTC)
TEAM = ("ada", "bo", "cy")


def hours(number, who, hours=1.0, day="2026-03-05", item=None):
    at = NOW + timedelta(minutes=number)
    content = {"hours": hours, "date": day, "item": item or f"log:{number}"}
    return PrivateLine(ulid(at, bytes(10)), "hours", who, at, content)


def worked(number, who, hours, day="2026-03-01"):
    at = NOW + timedelta(minutes=number)
    content = {"hours": hours, "date": day}
    return PrivateLine(ulid(at, bytes(10)), "hours", who, at, content)


def counted(number, month, lines):
    at = NOW + timedelta(minutes=number)
    ids = [line.id for line in lines]
    return PrivateLine(ulid(at, bytes(10)), "counted", "", at, {"month": month, "ids": ids})


def five(start=0, team=TEAM):
    return [hours(start + number, team[number % len(team)], number + 1.0) for number in range(5)]


def test_three_people_and_five_events_are_a_sum():
    """Of a month that is over."""
    lines = five()

    (due,) = due_sums(lines, NOW)

    assert due.sum == MonthSum("2026-03", logged_h=15.0, people=3, events=5)
    assert set(due.ids) == {line.id for line in lines}


def test_fewer_people_or_events_are_none():
    """Two people, or four events, however many of the other."""
    assert due_sums(five(team=("ada", "bo")), NOW) == ()
    assert due_sums(five()[:4], NOW) == ()
    assert due_sums([], NOW) == ()


def test_a_month_that_goes_on_is_not_summed():
    """The next hour would show beside it."""
    assert due_sums(five(), datetime(2026, 3, 31, 23, tzinfo=UTC)) == ()


def test_what_was_counted_is_not_counted_again():
    """The same lines give no new sum."""
    lines = five()

    assert due_sums([*lines, counted(50, "2026-03", lines)], NOW) == ()


def test_a_late_line_of_one_person_waits():
    """Beside the earlier sum, a new one would be that person's hours."""
    lines = five()
    late = [hours(20 + number, "ada") for number in range(9)]

    assert due_sums([*lines, counted(10, "2026-03", lines), *late], NOW) == ()


def test_late_lines_of_enough_people_make_a_new_sum():
    """As many as a sum needs."""
    lines, late = five(), five(20)
    all_lines = [*lines, counted(10, "2026-03", lines), *late]

    (due,) = due_sums(all_lines, NOW)

    assert (due.sum.events, due.sum.logged_h) == (10, 30.0)


def test_an_erased_line_leaves_the_sum_as_it_is():
    """A sum without it would give it away."""
    lines, late = five(), five(20)

    assert due_sums([*lines[1:], counted(10, "2026-03", lines), *late], NOW) == ()


def test_a_correction_counts_once():
    """The latest word on an item, and it is one event."""
    lines = five()
    lines.append(hours(9, "ada", 10.0, item="log:0"))

    (due,) = due_sums(lines, NOW)

    assert (due.sum.logged_h, due.sum.events) == (24.0, 5)


def test_working_time_needs_three_people_too():
    """Each person's month counts once, by their latest word."""
    two = [worked(30, "ada", 160), worked(31, "bo", 120)]
    three = [*two, worked(32, "cy", 80), worked(33, "ada", 150, day="2026-03-31")]

    assert due_sums([*five(), *two], NOW)[0].sum.worked_h is None
    shown = due_sums([*five(), *three], NOW)[0].sum
    assert (shown.worked_h, shown.worked_people) == (350.0, 3)


def test_one_persons_new_working_time_waits():
    """Though enough others logged something new."""
    before = [*five(), *(worked(30 + at, who, 100) for at, who in enumerate(TEAM))]
    late = five(60)
    state = [*before, counted(50, "2026-03", before), *late]

    assert len(due_sums(state, NOW)) == 1
    assert due_sums([*state, worked(70, "ada", 90)], NOW) == ()


def test_working_time_that_three_give_later_is_added():
    """None of it was shown before, so nobody's own follows from it."""
    lines = five()
    state = [*lines, counted(10, "2026-03", lines)]
    given = [worked(30 + at, who, 100.0) for at, who in enumerate(TEAM)]

    assert due_sums([*state, *given[:2]], NOW) == ()
    assert [due.sum.worked_h for due in due_sums([*state, *given], NOW)] == [300.0]


def test_a_public_sum_is_read_as_it_was_written():
    """The later one of a month takes the earlier one's place."""
    first, second = MonthSum("2026-03", 15.0, 3, 5), MonthSum("2026-03", 30.0, 3, 10, 350.0, 3)
    lines = [
        Decision("1", "ada", NOW, "team-hours", ("2026-03",), "", sum_content(first)),
        Decision("2", "ada", NOW, "team-hours", ("2026-03",), "", sum_content(second), "1"),
        Decision("3", "ada", NOW, "team-hours", ("2026-02",), "", {"month": "2026-02"}),
    ]

    assert sums_of(lines[:1]) == {"2026-03": first}
    assert sums_of(lines) == {"2026-03": second}


changes = st.lists(
    st.lists(
        st.tuples(st.sampled_from(("ada", "bo", "cy", "di")), st.booleans(), st.integers(0, 8)),
        max_size=7,
    ),
    max_size=4,
)


@given(changes)
def test_no_two_sums_tell_one_persons_hours(rounds):
    """Whatever comes in when, what lies between two sums is three people's and five events'."""
    lines, shown, number = [], [], 0
    for batch in rounds:
        for who, is_logged, value in batch:
            number += 1
            lines.append(
                hours(number, who, value) if is_logged else worked(number, who, float(value))
            )
        for due in due_sums(lines, NOW):
            number += 1
            shown.append(set(due.ids))
            lines.append(counted(number, due.sum.month, [x for x in lines if x.id in due.ids]))
    by_id = {line.id: line for line in lines}
    for before, after in zip([set(), *shown], shown, strict=False):
        between = [by_id[one] for one in before ^ after]
        logged = [line for line in between if "item" in line.content]
        moved = {line.who for line in between if "item" not in line.content}
        was = {by_id[one].who for one in before if "item" not in by_id[one].content}
        assert not logged or len({line.who for line in logged}) >= LEAST_PEOPLE
        assert not logged or len(logged) >= LEAST_EVENTS
        assert not moved or len(was) < LEAST_PEOPLE or len(moved) >= LEAST_PEOPLE
