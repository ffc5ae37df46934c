"""``units``: upstream work by unit of a large organization, from a roster; nobody is named."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from shlex import quote

from twohats.errors import SettingsErrors, WrongUse
from twohats.flow.ledger import Ledger
from twohats.flow.page import clear_with
from twohats.flow.rows import ENTRY, Row, entry_rows
from twohats.flow.words import many, short
from twohats.formats.roster import Stay, parse_roster
from twohats.ledger.balance import MIXED
from twohats.ledger.units import Span, Total, Totals, totals
from twohats.records.judgement import ALIASES, SHOWN, Class
from twohats.records.pages import (
    Cell,
    Cleared,
    Column,
    Document,
    Figure,
    Grid,
    RowSet,
    Section,
)
from twohats.workspace import Workspace

COLUMNS = ("unit", "since", "until", "people", "entries", *MIXED, "answer")
"""Columns of the rows; ``answer`` is ``counted``, ``nothing done`` or ``too few``."""
ENTRY_COLUMNS = ("entry", *(name for name in ENTRY if name != "person"))
"""Columns of the entries behind a number: whose they are is not among them."""
NO_UNIT = "in no unit"
ALL = "everybody"
_ROWS_SHOWN = 20
"""Entries that a page keeps behind one number; the command beside them prints all."""


@dataclass(frozen=True)
class Units:
    """Upstream work by unit."""

    page: Cleared
    rows: tuple[Row, ...]
    """One per unit, then ``in no unit``, then ``everybody``; see `COLUMNS`."""
    meta: Mapping[str, str]
    counted: tuple[Row, ...]
    """Entries of upstream work, by whose place `totals` speaks of them."""
    totals: Totals
    command: str
    """What was asked, as a command: with a unit behind it, it lists the entries."""


def read_stays(text: str, path: str, workspace: Workspace) -> tuple[Stay, ...]:
    """Read a roster.

    Raises
    ------
    SettingsErrors
        All that is wrong in it, line by line.
    """
    roster = parse_roster(text, path, workspace.settings.hosts)
    if roster.mistakes:
        raise SettingsErrors(roster.mistakes)
    return roster.stays


def units(
    ledger: Ledger, workspace: Workspace, stays: Sequence[Stay], roster: str, moments: str = ""
) -> Units:
    """Count upstream work by unit.

    Parameters
    ----------
    ledger
        Every entry of the window, judged, our people under pseudonyms.
    workspace
        Its team says which accounts are one person.
    stays
        Who was where, and when; see `read_stays`.
    roster
        The roster's path, for the commands that open a number.
    moments
        The dates that were asked for, as options, for the same commands.
    """
    label_of = _labels(ledger, workspace)
    spans: dict[str, list[Span]] = {}
    unknown = set()
    for stay in stays:
        label = label_of.get(stay.account)
        if label is None:
            unknown.add(stay.account)
        # Whoever is not of the team has no entries, but their unit is a unit all the same.
        spans.setdefault(label or stay.account, []).append((stay.unit, stay.from_on, stay.to_on))
    upstream = [row for row in ledger.rows if row["scope"] == "upstream"]
    counted = [row for row in upstream if row["class"] in MIXED]
    found = totals(counted, spans)
    meta = {
        **ledger.meta,
        "roster": f"{roster}: {many(len({s.account for s in stays}), 'login', 'logins')}, "
        f"{len(unknown)} of them not in the team file",
    }
    command = f"twohats units --roster {quote(roster)}{moments}"
    document = _document(ledger, workspace, found, counted, len(unknown), command, meta)
    rows = [_row(total, total.unit or "", ledger) for total in found.units]
    rows += [_row(found.in_none, NO_UNIT, ledger), _row(found.whole, ALL, ledger)]
    return Units(
        clear_with(document, ledger.pseudonyms, ledger.banner),
        tuple(rows),
        meta,
        tuple(counted),
        found,
        command,
    )


def entries_of(found: Units, unit: str | None, class_: str | None = None) -> list[Row]:
    """List the entries behind a number, without whose they are.

    Parameters
    ----------
    found
        What `units` gave.
    unit
        Its name, or `NO_UNIT`; None is `ALL`.
    class_
        Only those of this class.

    Raises
    ------
    WrongUse
        There is no such unit or class, or the entries would speak of somebody.
    """
    wanted = ALIASES.get(class_ or "", class_)
    if wanted is not None and wanted not in MIXED:
        raise WrongUse(f"--class {class_!r} is none. Say one of {', '.join(MIXED)}.")
    if unit in (None, ALL):
        total = found.totals.whole
    elif unit == NO_UNIT:
        total = found.totals.in_none
    else:
        total = next((t for t in found.totals.units if t.unit == unit), None) or _no_such(unit)
    if total.is_too_small:
        raise WrongUse(
            f"{unit}: its entries are not listed: too few. They would speak of single people; "
            "look at a longer window."
        )
    rows = [found.counted[at] for at in total.entries]
    # Nobody stands beside these rows, so that a repository's owner is no clue to a pseudonym.
    listed = entry_rows([row for row in rows if wanted in (None, row["class"])], {})
    return [{name: row[name] for name in ENTRY_COLUMNS} for row in listed]


def _no_such(unit: str | None) -> Total:
    raise WrongUse(
        f"--unit {unit!r}: the roster has none of this name. `twohats units` lists them."
    )


def _labels(ledger: Ledger, workspace: Workspace) -> dict[str, str]:
    """Say under which label the entries of an account stand, for every account of the team."""
    labels: dict[str, str] = dict(ledger.pseudonyms)
    labels |= {row["account"]: row["label"] for row in ledger.rows}
    for member in workspace.team:
        known = next((labels[one] for one in member.accounts if one in labels), member.key)
        for account in member.accounts:
            labels.setdefault(account, known)
    return labels


def _row(total: Total, unit: str, ledger: Ledger) -> Row:
    window = ledger.window
    row: Row = dict.fromkeys(COLUMNS)
    row |= {"unit": unit, "since": window.since, "until": window.until}
    if total.is_too_small:
        return row | {"answer": "too few"}
    answer = "counted" if total.entries else "nothing done"
    return row | {
        "people": total.people,
        "entries": len(total.entries),
        **{str(class_): count for class_, count in total.classes.items()},
        "answer": answer,
    }


def _document(
    ledger: Ledger,
    workspace: Workspace,
    found: Totals,
    counted: Sequence[Row],
    unknown: int,
    command: str,
    meta: Mapping[str, str],
) -> Document:
    rows: dict[str, RowSet] = {}
    lines = [
        _line(total, total.unit or "", f"unit.{at}", counted, command, rows)
        for at, total in enumerate(found.units)
    ]
    lines.append(_line(found.in_none, NO_UNIT, "unit.none", counted, command, rows))
    few = sum(total.is_too_small for total in (*found.units, found.in_none))
    section = Section(
        "units",
        _heading(found),
        "Entries of upstream work in the window, each under the unit its person was in that day. "
        "Nobody is named.",
        figures=(_everybody(found.whole, counted, command, rows),),
        grid=Grid(
            (
                # As a title: a unit may bear the name of one of ours, and is no fault then.
                Column("title", "Unit"),
                Column("people", "People", numeric=True),
                Column("entries", "Entries", numeric=True),
                *(Column(name, SHOWN[name].capitalize(), numeric=True) for name in MIXED),
            ),
            tuple(lines),
            "One row per unit.",
            "The roster names no unit.",
        ),
        notes=(
            "Somebody in several units counts in each of them, so units may add up to more than "
            "everybody.",
            "People are those who did something upstream. A number stands for entries, never hours.",
            *_few(few),
            *_unknown(unknown),
        ),
    )
    return Document(
        f"Upstream work of {workspace.settings.organization}, by unit",
        f"{ledger.window} (UTC)",
        (section,),
        rows,
        meta=meta,
    )


def _heading(found: Totals) -> str:
    shown = sum(bool(total.entries) for total in found.units)
    if not found.whole.entries:
        return "No upstream work to show by unit"
    return f"{shown} of {many(len(found.units), 'unit', 'units')} can be shown at work upstream"


def _few(count: int) -> tuple[str, ...]:
    if not count:
        return ()
    return (
        f"{many(count, 'group is', 'groups are')} too few: fewer than three people or five entries, "
        "or such a figure would follow by taking one row from another.",
    )


def _unknown(count: int) -> tuple[str, ...]:
    if not count:
        return ()
    return (
        f"{many(count, 'login', 'logins')} of the roster are not in the team file, so nothing of "
        "theirs is counted. A roster makes nobody one of ours.",
    )


def _everybody(
    whole: Total, counted: Sequence[Row], command: str, rows: dict[str, RowSet]
) -> Figure:
    if whole.is_too_small:
        return Figure("entries of everybody", Cell("too few"))
    key = _open("unit.all", ALL, None, whole.entries, counted, command, rows)
    people = many(whole.people, "person", "people")
    return Figure("entries of everybody", Cell(len(whole.entries), key), detail=people)


def _line(
    total: Total,
    unit: str,
    key: str,
    counted: Sequence[Row],
    command: str,
    rows: dict[str, RowSet],
) -> tuple[Cell, ...]:
    if total.is_too_small:
        return (Cell(unit), Cell("too few"), *[Cell("–")] * (1 + len(MIXED)))
    cells = [Cell(unit), Cell(total.people)]
    for class_ in (None, *MIXED):
        behind = [at for at in total.entries if class_ in (None, counted[at]["class"])]
        cells.append(Cell(len(behind), _open(key, unit, class_, behind, counted, command, rows)))
    return tuple(cells)


def _open(
    key: str,
    unit: str,
    class_: Class | None,
    behind: Sequence[int],
    counted: Sequence[Row],
    command: str,
    rows: dict[str, RowSet],
) -> str | None:
    """Put the first entries behind their number, with the command that prints them all."""
    if not behind:
        return None
    key = f"{key}.{class_ or 'entries'}"
    only = f" --class {class_}" if class_ else ""
    rows[key] = RowSet(
        f"{unit}: {SHOWN[class_] if class_ else 'all entries'}",
        _entries_grid([counted[at] for at in behind[:_ROWS_SHOWN]]),
        len(behind),
        f"{command} --unit {quote(unit)}{only}",
    )
    return key


def _entries_grid(found: Sequence[Row]) -> Grid:
    return Grid(
        (
            Column("entry", "Entry"),
            Column("activity", "Activity"),
            Column("item", "Item"),
            Column("title", "Title"),
            Column("class", "Class"),
        ),
        tuple(
            (
                Cell(row["number"]),
                Cell(row["activity"]),
                Cell(short(row["item"]), link=row["url"]),
                Cell(row["title"]),
                Cell(SHOWN[row["class"]], note=row["rule"]),
            )
            for row in found
        ),
        "One row per entry, newest first.",
        "No entries.",
    )
