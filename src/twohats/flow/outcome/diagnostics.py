"""Four diagnostics for a retrospective: planned share, spread, coverage, hours. None ranks anybody."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from twohats.checks.hours import OwnHours, after_hours, together
from twohats.flow.facts import Opened
from twohats.flow.outcome.figures import Told
from twohats.flow.rows import Row, fetch
from twohats.journal import logged_of
from twohats.ledger.entries import all_entries
from twohats.ledger.few import FEWEST_EVENTS, FEWEST_PEOPLE
from twohats.measures.spread import spread_of
from twohats.people.affiliation import ALWAYS, FOREVER
from twohats.records.measures import Spread
from twohats.records.outcomes import SlotOutcome
from twohats.workspace.iterations import Iteration

ENTRY_COLUMNS = ("entry", "person", "activity", "item", "title", "happened_at", "planned", "url")
COVERAGE_COLUMNS = ("community", "activity", "people", "times", "last")
COVERED_D = 365
"""Days over which it counts who has done a duty."""


def with_slots(
    entries: Sequence[Mapping[str, Any]],
    slots: Sequence[SlotOutcome],
    iterations: Sequence[Iteration],
) -> list[dict[str, Any]]:
    """Say of entries that a slot of the plan held them, or that in its iteration none did.

    Parameters
    ----------
    entries
        Upstream entries of the window, as the ledger has them. What a tracker planned stays planned.
    slots
        With what closed each.
    iterations
        Of the window; of one in which no slot was open nothing is learned.
    """
    closed = {(deed.person, deed.item, deed.activity) for one in slots for deed in one.deeds}
    numbers = {one.iteration for one in slots}
    spans = [(one.since_at, one.until_at) for one in iterations if one.number in numbers]
    found = []
    for row in entries:
        planned = row["planned"]
        if (row["person"], row["item"], row["activity"]) in closed:
            planned = True
        elif planned is None and any(a <= row["happened_at"] < b for a, b in spans):
            planned = False
        found.append({**row, "planned": planned})
    return found


def planned_share(entries: Sequence[Mapping[str, Any]], *, by_slots: bool = True) -> Told:
    """Say which part of our upstream work a plan held, as far as that is known.

    Parameters
    ----------
    entries
        Upstream entries of the window; see `with_slots`.
    by_slots
        Whether the plan held a slot in it; else what is planned is so by trackers alone.
    """
    says = "Part of our upstream work that a plan held"
    known = [row for row in entries if row["planned"] is not None]
    unknown = len(entries) - len(known)
    people = len({row["person"] for row in entries})
    held = sum(row["planned"] for row in known)
    detail = f"{held} of {len(known)} entries; of {unknown} it is not known"
    if held and not by_slots:
        detail += "; held by your trackers, no slots"
    rows = _entry_rows(entries)
    if not entries:
        return Told("planned_share", says, None, "share of entries", "nothing done")
    if len(known) < FEWEST_EVENTS or people < FEWEST_PEOPLE:
        answer = "not known" if not known else "too few"
        return Told("planned_share", says, None, "share of entries", answer, detail=detail, behind=rows, columns=ENTRY_COLUMNS)  # fmt: skip
    value = round(sum(row["planned"] for row in known) / len(known), 4)
    return Told(
        "planned_share", says, value, "share of entries", n=len(known), people=people,
        detail=detail, behind=rows, columns=ENTRY_COLUMNS,
    )  # fmt: skip


def after_hours_share(entries: Sequence[Mapping[str, Any]], hours: Mapping[str, OwnHours]) -> Told:
    """Say which part of our upstream work lay outside the hours of those who did it.

    Parameters
    ----------
    entries
        Upstream entries of the window.
    hours
        By person, on their own clock; who said none is left out and counted.

    Returns
    -------
    Told
        The team's, without rows: when somebody works is their own.
    """
    says = "Part of our upstream work outside people's own hours"
    times: dict[str, list[datetime]] = defaultdict(list)
    for row in entries:
        times[row["person"]].append(row["happened_at"])
    parts = [after_hours(times[one], own) for one, own in sorted(hours.items()) if times.get(one)]
    team, left_out = together(parts), len(times.keys() - hours.keys())
    detail = f"{left_out} of {len(times)} people said no time zone and are left out"
    if not entries:
        return Told("after_hours", says, None, "share of entries", "nothing done")
    if team.people < FEWEST_PEOPLE or team.n < FEWEST_EVENTS:
        answer = "too few" if team.people else "not measured"
        return Told("after_hours", says, None, "share of entries", answer, detail=detail)
    value = round(team.share or 0, 2)
    return Told("after_hours", says, value, "share of entries", n=team.n, people=team.people, detail=detail)  # fmt: skip


def spread_figures(
    entries: Sequence[Mapping[str, Any]],
    team: Iterable[str],
    capacity: Mapping[str, float] | None,
) -> tuple[Told, ...]:
    """Say how our upstream work lay on the team, everybody counted.

    Parameters
    ----------
    entries
        Upstream entries of the window.
    team
        Persons who were ours in it.
    capacity
        What each could carry; None: nobody said, so all count alike.
    """
    done = Counter(row["person"] for row in entries)
    loads = {person: float(done.get(person, 0)) for person in sorted({*team, *done})}
    found = spread_of(loads, capacity, events=len(entries))
    rows = _entry_rows(entries)
    carried = "" if capacity is None else ", by what each could carry"
    return tuple(
        Told(
            f"spread_{name}",
            says.format(carried=carried),
            None if value is None else round(value, 6),
            unit,
            found.answer if found.answer != "measured" else "counted",
            n=len(entries),
            people=found.people,
            detail=_spread_detail(found, name),
            behind=rows if found.answer == "measured" else (),
            columns=ENTRY_COLUMNS,
        )
        for name, says, unit, value in (
            ("jain", "How evenly our upstream work lay on the team (Jain){carried}", "1 is even", found.jain),
            ("gini", "The same as Gini's coefficient{carried}", "0 is even", found.gini),
            ("gini_corrected", "Gini's coefficient, corrected for the team's size{carried}", "0 is even", found.gini_corrected),
            ("entropy", "The same as normalised entropy{carried}", "1 is even", found.entropy),
            ("top_share", "Part carried by the most laden fifth{carried}", "share of entries", found.top_share),
        )
    )  # fmt: skip


def coverage_rows(opened: Opened, until: datetime) -> list[Row]:
    """Count for each duty how many of ours have done it in the year before a moment.

    Returns
    -------
    list of dict
        One row per community and activity that anybody did: ``community, activity, people``
        (how many), ``times, last``. Fewest people first. A duty that only one person has done stands
        with 1, and with no name.
    """
    since = until - timedelta(days=COVERED_D)
    every = all_entries(opened.facts)
    every = every.filter(
        (every.scope == "upstream") & (every.happened_at >= since) & (every.happened_at < until)
    )
    rows = fetch(every.select("community", "activity", "person", "happened_at"))
    persons, ours = opened.people.person_of, opened.people.ours
    rows += [
        {**row, "person": persons[row["account"]].key}
        for row in logged_of(opened.decisions)
        if since <= row["happened_at"] < until and row["account"] in ours and row["community"]
    ]
    found: dict[tuple[str, str], list[Row]] = defaultdict(list)
    for row in rows:
        found[row["community"], row["activity"]].append(row)
    return sorted(
        (
            {
                "community": community,
                "activity": activity,
                "people": len({row["person"] for row in here}),
                "times": len(here),
                "last": max(row["happened_at"] for row in here).date(),
            }
            for (community, activity), here in found.items()
        ),
        key=lambda row: (row["people"], row["community"], row["activity"]),
    )


def single_duties(rows: Sequence[Row], team: int) -> Told:
    """Count the duties that only one of ours has done, without saying who."""
    says = "Duties that only one of ours has done in a year"
    if team < FEWEST_PEOPLE:
        return Told("single_duties", says, None, "duties", "too few", people=team)
    single = [row for row in rows if row["people"] == 1]
    detail = f"of {len(rows)} duties that any of {team} people has done"
    return Told(
        "single_duties", says, len(single), "duties", "counted" if rows else "nothing done",
        len(rows), team, detail=detail, behind=rows, columns=COVERAGE_COLUMNS,
    )  # fmt: skip


def team_in(opened: Opened) -> tuple[str, ...]:
    """List the persons who were ours at any time in the window; no bots."""
    window = opened.facts.window
    ours = {
        one.identity
        for one in opened.people.affiliations
        if (one.from_at or ALWAYS) < window.until and (one.until_at or FOREVER) > window.since
    }
    return tuple(
        sorted(
            person.key
            for person in opened.people.persons
            if not person.is_bot and not ours.isdisjoint(person.identities)
        )
    )


def _entry_rows(entries: Iterable[Mapping[str, Any]]) -> list[Row]:
    return [
        {
            **{name: row[name] for name in ENTRY_COLUMNS},
            "entry": row["number"],
            "person": row["label"],
        }
        for row in entries
    ]


def _spread_detail(found: Spread, name: str) -> str:
    if found.answer == "too few":
        return f"{found.people} people; it takes {FEWEST_PEOPLE}, and {FEWEST_EVENTS} entries"
    said = f"{found.people} people, those with nothing included"
    if name == "jain" and found.jain is not None:
        said += f"; as if {found.jain * found.people:.1f} of them shared it evenly"
    if found.without_capacity:
        said += f"; {found.without_capacity} without time left out"
    return said
