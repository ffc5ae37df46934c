"""Recurring items of the plan: drafted when they are due, and never a second one beside an open one.

Found by a key hidden in the issue, or by its title, which holds no date. Whatever was not drafted in
its iteration, because nobody ran the program or an earlier one was open, is drafted once, later.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from twohats.facts import Facts
from twohats.flow.rows import Row, fetch
from twohats.flow.words import named, short
from twohats.records.drafts import Draft
from twohats.workspace.iterations import Iteration, Iterations
from twohats.workspace.settings import RecurringItem, Settings

COLUMNS = ("name", "title", "state", "tracker", "open", "turn_began", "next_turn", "because")


@dataclass(frozen=True)
class Recurring:
    """What is due, and what became of the rest."""

    drafts: tuple[Draft, ...]
    rows: tuple[Row, ...]
    """One row per recurring item of the settings, with `COLUMNS`."""


@dataclass(frozen=True)
class TrackerLook:
    """What is known of one tracker."""

    issues: tuple[Mapping[str, Any], ...] = ()
    """``item, title, body, state, created_at, url``."""
    read_to: datetime | None = None
    """How far its issues were read; None: never."""


def look_at_trackers(facts: Facts, trackers: Iterable[str]) -> dict[str, TrackerLook]:
    """Read the issues of our trackers off the facts, and how far they reach."""
    items = facts.tables["items"]
    items = items.filter((items.kind == "issue") & items.gone_at.isnull())
    looks = {}
    for tracker in trackers:
        issues = items.filter(items.repository.lower() == tracker.lower())
        issues = issues.select("item", "title", "body", "state", "created_at", "url")
        scopes = {one.scope for one in facts.coverage if one.scope.lower() == tracker.lower()}
        ends = [end for scope in scopes for _, end in facts.promised.spans("items", scope)]
        read_to = min(max(ends), facts.as_of) if ends else None
        looks[tracker] = TrackerLook(tuple(fetch(issues.order_by("item"))), read_to)
    return looks


def recurring(
    settings: Settings, looks: Mapping[str, TrackerLook], iteration: Iteration
) -> Recurring:
    """Draft what is due in an iteration.

    Parameters
    ----------
    settings
        What recurs, and when iterations begin.
    looks
        What is known of each tracker; see `look_at_trackers`.
    iteration
        The one to plan.

    Returns
    -------
    Recurring
        At most one draft per recurring item, in the order of the settings.
    """
    iterations = settings.iterations
    assert iterations is not None
    drafts, rows = [], []
    for one in settings.recurring:
        row, is_due = _row(one, settings, looks, iterations, iteration)
        rows.append(row)
        if is_due:
            drafts.append(_draft(one, row["tracker"], iteration))
    return Recurring(tuple(drafts), tuple(rows))


def turn_of(one: RecurringItem, iteration: Iteration) -> int:
    """Find the iteration in which the present turn began, by its number.

    Examples
    --------
    >>> from datetime import date
    >>> third = RecurringItem("notes", "Notes", every=3)
    >>> [turn_of(third, Iterations(date(2026, 1, 7)).numbered(n)) for n in (1, 2, 3, 4, 7)]
    [1, 1, 1, 4, 7]
    """
    return iteration.number - (iteration.number - 1) % one.every


def key_of(one: RecurringItem, tracker: str) -> str:
    """Give the key hidden in the issue."""
    return f"recurring:{tracker}:{one.name}"


def is_same(issue: Mapping[str, Any], one: RecurringItem, tracker: str) -> bool:
    """Whether an issue is one of these, by its hidden key or else by its title."""
    if f"<!-- twohats:{key_of(one, tracker)} -->" in (issue["body"] or ""):
        return True
    return _plain(issue["title"] or "") == _plain(one.title)


def _row(
    one: RecurringItem,
    settings: Settings,
    looks: Mapping[str, TrackerLook],
    iterations: Iterations,
    iteration: Iteration,
) -> tuple[Row, bool]:
    tracker = one.tracker or next(iter(settings.trackers), None)
    turn = iterations.numbered(turn_of(one, iteration))
    row: Row = dict.fromkeys(COLUMNS)
    row |= {"name": one.name, "title": one.title, "tracker": tracker, "turn_began": turn.since}
    row["next_turn"] = iterations.numbered(turn.number + one.every).since
    if tracker is None:
        return row | _why("not known", "no tracker of ours is named: write `trackers`"), False
    look = looks.get(tracker, TrackerLook())
    if look.read_to is None:
        command = f"twohats sync {named(tracker, settings.hosts)}"
        because = f"{short(tracker)} was never read: run `{command}` first"
        return row | _why("not known", because), False
    same = [issue for issue in look.issues if is_same(issue, one, tracker)]
    standing = [issue for issue in same if issue["state"] == "open"]
    if standing:
        newest = max(standing, key=lambda issue: (issue["created_at"], issue["item"]))
        row["open"] = newest["url"] or newest["item"]
        return row | _why("open", "one is open, so no other is drafted"), False
    made = [issue for issue in same if issue["created_at"] >= turn.since_at]
    if made:
        because = f"the one of this turn was opened on {made[-1]['created_at']:%Y-%m-%d}"
        return row | _why("done", because), False
    read_to = f"{short(tracker)} was read up to {look.read_to:%Y-%m-%d}"
    return row | _why("due", f"none is open, and none was opened in this turn; {read_to}"), True


def _why(state: str, because: str) -> Row:
    return {"state": state, "because": because}


def _draft(one: RecurringItem, tracker: str, iteration: Iteration) -> Draft:
    key = key_of(one, tracker)
    said = {
        "What": one.activity,
        "Where": short(one.community) if one.community else None,
        "Points": None if one.points is None else f"{one.points:g}",
        "First iteration": f"{iteration.number} ({iteration.since} to {iteration.until})",
        "Done when": one.done_when,
    }
    lines = [f"- **{name}:** {value}" for name, value in said.items() if value]
    body = "\n".join(
        [
            *lines,
            "",
            "## What was chosen",
            "",
            "_Link what is to be done here._",
            "",
            "## What came of it",
            "",
            '_Link what was done, or write "no time"._',
            "",
            f"<!-- twohats:{key} -->",
        ]
    )
    return Draft(key, one.title, body + "\n", tracker, one.labels)


def _plain(title: str) -> str:
    return " ".join(title.casefold().split())
