"""Totals by unit: dated, overlapping, and never about single people."""

from datetime import UTC, date, datetime

from hypothesis import given
from hypothesis import strategies as st

from twohats.ledger.balance import MIXED
from twohats.ledger.few import FEWEST_EVENTS, FEWEST_PEOPLE
from twohats.ledger.units import totals

PEOPLE = tuple("abcdefgh")


def entry(person, on=date(2026, 4, 1), class_="directed"):
    """One entry of upstream work."""
    return {
        "label": person,
        "happened_at": datetime(on.year, on.month, on.day, 12, tzinfo=UTC),
        "class": class_,
    }


def entries(people, each=2, **columns):
    """As many entries of each person."""
    return [entry(person, **columns) for person in people for _ in range(each)]


def always(unit):
    return [(unit, None, None)]


def by_unit(found):
    """Entries by unit; None is too few."""
    return {t.unit: None if t.is_too_small else len(t.entries) for t in found.units}


def test_entries_and_classes_of_a_unit_are_counted():
    """Undecided is a class of its own."""
    rows = [*entries("abc"), *entries("abc", each=1, class_="undecided")]
    (unit,) = totals(rows, {person: always("Reefs") for person in "abc"}).units

    assert (unit.people, len(unit.entries)) == (3, 9)
    assert unit.classes == {"directed": 6, "foundational": 0, "personal": 0, "undecided": 3}


def test_membership_counts_on_the_day_of_the_work():
    """Whoever moved on the first of May worked for the old unit until the last of April."""
    moved = [("Reefs", None, date(2026, 5, 1)), ("Tides", date(2026, 5, 1), None)]
    april, may = (entries("abcd", on=on) for on in (date(2026, 4, 30), date(2026, 5, 1)))
    found = totals([*april, *may], dict.fromkeys("abcd", moved))

    assert by_unit(found) == {"Reefs": 8, "Tides": 8}
    assert found.units[0].entries == tuple(range(8))


def test_somebody_in_two_units_counts_in_both_and_once_in_the_whole():
    """Units are no parts of a whole."""
    spans = {person: [*always("Guild"), *always("Reefs")] for person in "abc"}
    found = totals(entries("abc"), spans)

    assert by_unit(found) == {"Guild": 6, "Reefs": 6}
    assert len(found.whole.entries) == 6


def test_who_is_in_no_unit_is_counted_apart():
    """They are in no unit's number, and in the whole."""
    found = totals(entries("abcdef"), {person: always("Reefs") for person in "abc"})

    assert by_unit(found) == {"Reefs": 6}
    assert (found.in_none.unit, found.in_none.people, len(found.in_none.entries)) == (None, 3, 6)
    assert len(found.whole.entries) == 12


def test_a_unit_that_did_nothing_is_named_with_zero():
    """Nothing is an answer that speaks of nobody."""
    found = totals(entries("abc"), {**{p: always("Reefs") for p in "abc"}, "z": always("Tides")})

    assert by_unit(found) == {"Reefs": 6, "Tides": 0}


def test_two_people_are_too_few_however_much_they_did():
    """No count, no classes, no entries."""
    rows = [*entries("ab", each=50), *entries("cdef")]
    spans = {p: always("Reefs" if p in "ab" else "Tides") for p in "abcdef"}
    reefs = totals(rows, spans).units[0]

    assert (reefs.is_too_small, reefs.entries, reefs.people, reefs.classes) == (True, (), 0, {})


def test_four_entries_are_too_few_however_many_people():
    """Five at least."""
    found = totals(
        [*entries("abcd", each=1), *entries("efgh")], {p: always("Reefs") for p in "abcd"}
    )

    assert by_unit(found) == {"Reefs": None}


def test_what_would_follow_by_taking_one_row_from_another_is_not_given():
    """A division of two teams tells the small team, once the large one is shown."""
    spans = {p: [*always("Division"), *always("Large")] for p in "abc"}
    spans |= {p: [*always("Division"), *always("Small")] for p in "de"}
    found = by_unit(totals([*entries("abcde"), *entries("fgh", each=5)], spans))

    assert (found["Small"], found["Large"]) == (None, None)
    assert found["Division"] == 10


def test_a_division_and_its_teams_are_all_shown_where_each_is_large_enough():
    """Nothing is hidden without need."""
    spans = {p: [*always("Division"), *always("One")] for p in "abc"}
    spans |= {p: [*always("Division"), *always("Two")] for p in "def"}

    assert by_unit(totals(entries("abcdef"), spans)) == {"Division": 12, "One": 6, "Two": 6}


units = st.sampled_from(["Reefs", "Tides", "Guild"])
rosters = st.dictionaries(
    st.sampled_from(PEOPLE), st.sets(units, max_size=3).map(lambda s: [(u, None, None) for u in sorted(s)])
)  # fmt: skip
ledgers = st.lists(st.builds(entry, st.sampled_from(PEOPLE), class_=st.sampled_from(MIXED)), max_size=60)  # fmt: skip


@given(ledgers, rosters)
def test_no_row_and_no_difference_of_two_rows_speaks_of_few(rows, spans):
    """Whatever the roster: three people and five entries, or nothing."""
    found = totals(rows, spans)
    shown = [set(t.entries) for t in (*found.units, found.in_none, found.whole) if t.entries]
    told = [*shown, *(outer - inner for outer in shown for inner in shown if inner <= outer)]

    for group in told:
        if group:
            assert len(group) >= FEWEST_EVENTS
            assert len({rows[at]["label"] for at in group}) >= FEWEST_PEOPLE


@given(ledgers, rosters)
def test_what_is_shown_is_counted_right(rows, spans):
    """Classes add up to entries, and each entry is of somebody in the unit."""
    for total in totals(rows, spans).units:
        if not total.is_too_small:
            assert sum(total.classes.values()) == len(total.entries)
            wanted = [
                at for at, row in enumerate(rows)
                if total.unit in {unit for unit, _, _ in spans.get(row["label"], ())}
            ]  # fmt: skip
            assert list(total.entries) == wanted
