"""``measure``: any measure of the catalogue by its name, with the rows behind it."""

import difflib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import Any

import ibis
import ibis.expr.types as ir
import pyarrow as pa

from twohats.errors import WrongUse
from twohats.facts import Facts
from twohats.facts.coverage import BEGINNING
from twohats.flow.facts import Opened
from twohats.flow.ledger import ledger_of, ledger_table
from twohats.flow.meta import meta
from twohats.flow.page import pseudonyms_of, shown_with
from twohats.flow.rows import Row, fetch, is_under, logins_of
from twohats.flow.words import many
from twohats.formats.suggest import nearest
from twohats.journal import sums_of
from twohats.ledger import attribution
from twohats.ledger.few import FEWEST_EVENTS, FEWEST_PEOPLE
from twohats.measures import contributor_absence_factor, merges
from twohats.measures.catalogue import MEASURES
from twohats.measures.measure import Measure, grouped
from twohats.records.measures import Definition, Number
from twohats.records.times import show_date

COLUMNS = (
    "measure", "repository", "part", "since", "until", "value", "unit", "n", "people", "low", "high",
    "answer", "note",
)  # fmt: skip
"""``repository`` is the group: a repository, a community, or NULL for all together."""
CATALOGUE: Mapping[str, Measure] = {**MEASURES, **attribution.MEASURES}
"""Every measure by name: those that read facts alone, and those that read the ledger, too."""
FORMERLY = {
    "bus_factor": "contributor_absence_factor",
    "truck_factor": "contributor_absence_factor",
}
"""Names that people still use of measures that CHAOSS calls otherwise now."""
UPSTREAM = "upstream"
NO_UPSTREAM = ("own-project", "personal-project")


@dataclass(frozen=True)
class Asked:
    """Which part of the facts a measure is asked for."""

    repositories: tuple[str, ...] = ()
    """Keys; empty, as communities: all that are upstream. Unknown scope counts in no total."""
    communities: tuple[str, ...] = ()
    """Owner keys."""
    by: str | None = None
    """``repository``, ``community``; None: one number for all."""


@dataclass(frozen=True)
class Measured:
    """A measure with what stands beside it."""

    rows: tuple[Row, ...]
    """One per number; see `COLUMNS`."""
    meta: Mapping[str, Any]


def measure_named(name: str) -> Measure:
    """Find a measure.

    Raises
    ------
    WrongUse
        There is none of that name.
    """
    key = name.lower().replace("-", "_").replace(" ", "_")
    if key not in CATALOGUE:
        meant = difflib.get_close_matches(key, [*CATALOGUE, *FORMERLY], n=1, cutoff=0.6)
        hint = f": did you mean `{FORMERLY.get(meant[0], meant[0])}`" if meant else ""
        raise WrongUse(f"{name}: no measure has that name{hint}. `twohats measure` lists them.")
    return CATALOGUE[key]


def must_be_known(opened: Opened, asked: Asked) -> None:
    """Refuse repositories and communities of which there are no facts: no number is about them.

    Raises
    ------
    WrongUse
        Some of them are unknown; the message tells all of them.
    """
    repositories = {one.repository for one in opened.scopes}
    communities = {one.community for one in opened.scopes}
    unknown = [
        *(f"--repository {one}" for one in asked.repositories if one not in repositories),
        *(f"--community {one}" for one in asked.communities if one not in communities),
    ]
    if unknown:
        raise WrongUse(
            f"{', '.join(unknown)}: no facts are there of this name. "
            "`twohats people scopes` lists what is known."
        )


def facts_for(opened: Opened, measure: Measure) -> Facts:
    """Give the facts a measure reads: with the ledger among them where it needs that.

    Parameters
    ----------
    opened
        A workspace with its facts.
    measure
        As `measure_named` gives it.
    """
    if measure.definition.name not in attribution.MEASURES:
        return opened.facts
    rate = opened.workspace.settings.measures.hours_per_answer
    ledger = ledger_table(opened, ledger_of(opened)).mutate(
        hours_per_answer=ibis.literal(rate, type="float64")
    )
    tables = {attribution.LEDGER: ledger, attribution.TEAM_HOURS: _team_hours(opened)}
    return replace(opened.facts, tables={**opened.facts.tables, **tables})


def _team_hours(opened: Opened) -> ir.Table:
    """Put the public sums of logged hours beside the facts, one row per month."""
    rows = []
    for month, told in sums_of(opened.decisions).items():
        since = datetime.fromisoformat(f"{month}-01").replace(tzinfo=UTC)
        until = (since + timedelta(days=32)).replace(day=1)
        sums = {"logged_h": told.logged_h, "people": told.people, "events": told.events}
        rows.append({"month": month, "since": since, "until": until, **sums})
    table = pa.Table.from_pylist(rows, _TEAM_HOURS)
    return opened.backend.create_table("team_hours", table, temp=True, overwrite=True)


_TIME = pa.timestamp("us", tz="UTC")
_TEAM_HOURS = pa.schema(
    [
        *(("month", pa.string()), ("since", _TIME), ("until", _TIME)),
        *(("logged_h", pa.float64()), ("people", pa.int64()), ("events", pa.int64())),
    ]
)


def measured(
    opened: Opened, measure: Measure, asked: Asked, facts: Facts | None = None
) -> Measured:
    """Work out the numbers of one measure.

    Parameters
    ----------
    opened
        A workspace with its facts.
    measure
        As `measure_named` gives it.
    asked
        For which repositories, and how they are divided.
    facts
        As `facts_for` gives them, where that was done; its window and as-of date count.
    """
    facts, definition = facts or facts_for(opened, measure), measure.definition
    rows = behind(facts, measure, asked)
    numbers = measure.numbers(fetch(measure.sums(grouped(rows, asked.by))))
    scopes = _scopes(opened, asked)
    found = sorted(
        (_told(number, definition, facts, scopes) for number in numbers), key=_place(definition)
    )
    shown = [
        {
            **_row(number, definition, facts),
            "note": left_censored(facts, definition, _about(number.group, scopes)),
        }
        for number in found
    ]
    return Measured(
        tuple(shown_with(shown, pseudonyms_of(opened))), _meta(opened, definition, asked)
    )


def read_as(opened: Opened, measure: Measure, asked: Asked, tool: str) -> Measured:
    """Work out a measure as other tools would, from the same rows and in the same window.

    Parameters
    ----------
    opened, measure, asked
        As for `measured`.
    tool
        Its name, or ``all``.

    Raises
    ------
    WrongUse
        There is no such tool, or nobody else reads this measure in a way of their own.
    """
    definition = measure.definition
    if measure is not contributor_absence_factor.MEASURE:
        raise WrongUse(
            f"--as {tool}: {definition.name} has no other readings; "
            f"{contributor_absence_factor.DEFINITION.name} has."
        )
    readings = contributor_absence_factor.READINGS
    if tool != "all" and tool.lower() not in readings:
        raise WrongUse(f"--as {tool}: no tool of that name is known{nearest(tool, readings)}")
    counts = fetch(measure.sums(grouped(behind(opened.facts, measure, asked), asked.by)))
    scopes = _scopes(opened, asked)
    rows = []
    for name in readings if tool == "all" else [tool.lower()]:
        reading = readings[name]
        also = {"tool": name, "counts": reading.counts, "their_window": reading.window}
        for number in contributor_absence_factor.read_as(reading, counts):
            told = _told(number, definition, opened.facts, scopes)
            row = _row(told, definition, opened.facts)
            rows.append({**row, **also, "differs": reading.differs})
    return Measured(
        tuple(shown_with(rows, pseudonyms_of(opened))), _meta(opened, definition, asked)
    )


def behind(facts: Facts, measure: Measure, asked: Asked) -> ir.Table:
    """Give the rows that the numbers of a measure count."""
    rows = measure.rows(facts)
    if asked.repositories:
        rows = rows.filter(rows.repository.isin(asked.repositories))
    if asked.communities:
        rows = rows.filter(rows.community.isin(asked.communities))
    if not (asked.repositories or asked.communities):
        left_out = facts.scopes.filter(facts.scopes.scope != UPSTREAM).select("repository")
        rows = rows.anti_join(left_out, "repository")
    return rows


def rows_of(
    opened: Opened, measure: Measure, asked: Asked, facts: Facts | None = None
) -> tuple[tuple[str, ...], list[Row]]:
    """Fetch the rows behind a measure, our people under the names they are shown by.

    Parameters
    ----------
    opened, measure, asked, facts
        As for `measured`.

    Returns
    -------
    tuple
        Names of the columns, and the rows; where they tell hours, nobody stands beside them.
    """
    table = behind(facts or facts_for(opened, measure), measure, asked)
    people = [name.removesuffix("_label") for name in table.columns if name.endswith("_label")]
    if measure.definition.name in attribution.OF_HOURS:
        table = table.drop(*[name for name in table.columns if _is_of(name, people)])
        people = []
    # Of each person there are account, person and label; the label is what may be shown.
    hidden = [name for who in people for name in (who, f"{who}_person") if name in table.columns]
    table = table.drop(*hidden).rename({who: f"{who}_label" for who in people})
    table = table.order_by(*[name for name in ("repository", "item") if name in table.columns])
    owners = logins_of(pseudonyms_of(opened))
    rows = [
        # The owner of such a repository is one of ours: whoever stands beside it would be known.
        {**row, **dict.fromkeys(people)} if is_under(row.get("repository"), owners) else row
        for row in fetch(table)
    ]
    return tuple(table.columns), shown_with(rows, pseudonyms_of(opened))


def _is_of(column: str, people: Iterable[str]) -> bool:
    """Whether a column says who it was."""
    return any(column in (who, f"{who}_person", f"{who}_label") for who in people)


def _scopes(opened: Opened, asked: Asked) -> Mapping[str, tuple[str, ...]]:
    """Repositories by community, of those that were asked for."""
    found: dict[str, list[str]] = {}
    for scope in opened.scopes:
        named = scope.repository in asked.repositories or scope.community in asked.communities
        by_default = not (asked.repositories or asked.communities)
        if named or (by_default and scope.scope == UPSTREAM):
            found.setdefault(scope.community or "", []).append(scope.repository)
    return {community: tuple(sorted(keys)) for community, keys in found.items()}


def _told(
    number: Number, definition: Definition, facts: Facts, scopes: Mapping[str, Sequence[str]]
) -> Number:
    """Take back a number that must not be told, and say why."""
    about = _about(number.group, scopes)
    if not all(_is_held(facts, definition, repository) for repository in about):
        return _without(number, "not measured")
    if number.n == 0:
        return _without(number, "none")
    few_people = number.people is not None and number.people < FEWEST_PEOPLE
    if number.n < FEWEST_EVENTS or few_people:
        return _without(number, "too few")
    return number


def _without(number: Number, answer: Any) -> Number:
    return replace(number, value=None, low=None, high=None, answer=answer)


def _about(group: str | None, scopes: Mapping[str, Sequence[str]]) -> Iterable[str]:
    if group is None:
        return [repository for keys in scopes.values() for repository in keys]
    return scopes.get(group, (group,))


def _is_held(facts: Facts, definition: Definition, repository: str) -> bool:
    """Whether all that a measure needs is promised for a repository, over the window."""
    since, until = facts.window.since, min(facts.window.until, facts.as_of)
    return all(
        any(facts.promised.covers(holds, repository, since, until) for holds in one_of)
        for one_of in definition.needs
    )


def left_censored(facts: Facts, definition: Definition, repositories: Iterable[str]) -> str | None:
    """Say where a measure that needs all of history begins after the project did.

    Parameters
    ----------
    facts
        Their coverage tells where history begins.
    definition
        Of the measure; most need no more than the window.
    repositories
        Keys.

    Returns
    -------
    str or None
        None: history reaches back far enough, or the measure does not need it.
    """
    if not definition.needs_whole_history:
        return None
    begun = _created(facts)
    late = []
    for repository in repositories:
        start = _history_starts(facts, definition, repository)
        created = begun.get(repository)
        if start is not None and (created is None or start > created):
            late.append((start, created, repository))
    if not late:
        return None
    start, created, repository = max(late)
    project = (
        f"the project {show_date(created)}" if created else "nobody says since when it is there"
    )
    more = f", and {len(late) - 1} more like it" if len(late) > 1 else ""
    return f"left-censored: history of {repository} begins {show_date(start)}, {project}{more}"


def _history_starts(facts: Facts, definition: Definition, repository: str) -> datetime | None:
    """Find where the unbroken history of a window begins; None: with the first thing ever."""
    starts = []
    for one_of in definition.needs:
        reach = [
            start
            for holds in one_of
            for start, until in facts.promised.spans(holds, repository)
            if start <= facts.window.since < until
        ]
        starts += [min(reach)] if reach else []
    latest = max(starts, default=BEGINNING)
    return None if latest == BEGINNING else latest


@lru_cache(maxsize=8)
def _created(facts: Facts) -> Mapping[str, datetime]:
    """When each repository was made, of those of which it is known."""
    made = facts.tables["repositories"].filter(lambda t: t.created_at.notnull())
    return {
        row["repository"]: row["created_at"].astimezone(UTC)
        for row in fetch(made.select("repository", "created_at"))
    }


def _place(definition: Definition) -> Any:
    parts = {part: place for place, part in enumerate(definition.parts)}
    return lambda number: (
        number.group is not None,
        number.group or "",
        parts.get(number.part, len(parts)),
        number.part,
    )


def _row(number: Number, definition: Definition, facts: Facts) -> Row:
    return {
        "measure": definition.name,
        "repository": number.group,
        "part": number.part,
        "since": facts.window.since,
        "until": facts.window.until,
        "value": number.value,
        "unit": number.unit or definition.unit,
        "n": number.n,
        "people": number.people,
        "low": number.low,
        "high": number.high,
        "answer": number.answer,
        "note": None,
    }


def _meta(opened: Opened, definition: Definition, asked: Asked) -> dict[str, Any]:
    return {
        **meta(opened),
        "unit": definition.unit,
        "definition": definition.says,
        "source": definition.source,
        "choices": _choices(definition, opened.facts),
        "by": asked.by or "all together",
        "repositories": ", ".join(asked.repositories or asked.communities) or "upstream",
        "left_out": left_out(opened, asked),
    }


def left_out(opened: Opened, asked: Asked) -> str | None:
    """Say how many repositories count in no total because nobody knows what they are to us.

    Parameters
    ----------
    opened
        A workspace with its facts.
    asked
        What was asked for; repositories and communities called by name are never left out.

    Returns
    -------
    str or None
        None: there are none.
    """
    unknown = sum(scope.scope == "unknown" for scope in opened.scopes)
    if not unknown or asked.repositories or asked.communities:
        return None
    return (
        f"{many(unknown, 'repository', 'repositories')} of unknown scope left out: `twohats look` "
        "asks about them, and `--repository` shows them."
    )


def _choices(definition: Definition, facts: Facts) -> dict[str, str]:
    """Say how the definition was read, with what the workspace said of it."""
    choices = dict(definition.choices)
    if definition in [measure.definition for measure in merges.MEASURES]:
        said = [
            f"{owner.partition(':')[2]}: {', '.join(words)}"
            for owner, words in facts.approval_comments
        ]
        choices["approval comments"] = "; ".join(said) or "in no community, as far as settings say"
    return choices
