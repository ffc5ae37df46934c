"""``register approvals``: which contributions need whose approval, what was waived, and what waits for one."""

import re
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, time
from shlex import quote

from twohats.cards.approving import level_of
from twohats.checks.inputs import OURS
from twohats.errors import WrongUse
from twohats.flow.approving import approving_of, read_approvals
from twohats.flow.facts import Opened
from twohats.flow.page import pseudonyms_of, shown_with
from twohats.flow.registers import Line, Listed, line_of, missing_first
from twohats.flow.rows import Row, fetch
from twohats.flow.words import named
from twohats.formats.approvals_file import NAME
from twohats.formats.suggest import nearest
from twohats.journal.registers import GIVEN, WAIVED, given_content, waived_content
from twohats.records.decisions import Decision
from twohats.records.preflight import Approving, Level, Waived
from twohats.workspace import Workspace

COLUMNS = (
    "kind", "state", "level", "contribution", "lines", "approval", "community", "by", "why", "until",
    "url", "waits", "path", "line",
)  # fmt: skip
ORDER = ("waits", "unknown", "ended", "holds", "approved", "waived")
_CONTRIBUTION = re.compile(r"((?:(?:ssh://)?git)?@?[^@#!]+)([#!][1-9]\d*|@.+)")
ANY = frozenset({"code"})
"""Kinds of files taken for a change of which the files were not read: the strictest."""


def approvals(
    workspace: Workspace, decisions: Sequence[Decision], opened: Opened | None, today: date
) -> Listed:
    """List the levels, the waivers, and open changes of ours beside them.

    Parameters
    ----------
    workspace
        Its ``approvals.toml``.
    decisions
        The journal, for waivers and approvals.
    opened
        The facts; None: nothing was read yet, so no change is listed.
    today
        Day on which waivers may have ended.
    """
    read = read_approvals(workspace)
    pseudonyms = pseudonyms_of(opened) if opened else None
    is_named = opened is not None and opened.is_named
    approving = approving_of(workspace, decisions, today, pseudonyms, is_named=is_named)
    rows = [_of_level(one) for one in read.levels]
    rows += [_of_waiver(one, today) for one in approving.waivers]
    if opened and read.levels:
        hosts = workspace.settings.hosts
        rows += [_of_change(row, approving, hosts) for row in _open_changes(opened, read.since)]
    rows = shown_with(rows, pseudonyms or {})
    meta = {"since": read.since, "levels": len(read.levels)}
    return Listed(missing_first(rows, ORDER, "state"), meta)


def waiving(
    level: str,
    place: str | None,
    by: str | None,
    why: str,
    until: date | None,
    workspace: Workspace,
    decisions: Sequence[Decision],
    today: date,
) -> Line:
    """Write down that an approval need not be asked for, for a while.

    Raises
    ------
    WrongUse
        There is no such level, or it does not say who waived it, why, or until when; all at once.
    """
    wrong = _unknown_level("--waive", level, workspace)
    if not by:
        wrong.append("--by: nothing was written: say who waived it.")
    if not why.strip():
        wrong.append("--why: nothing was written: a waiver needs a reason.")
    if until is None or until <= today:
        wrong.append("--ends: nothing was written: a waiver needs a last day that is to come.")
    if wrong or until is None:
        raise WrongUse("\n".join(wrong))
    about = f"approval:{level} {place or 'everywhere'}"
    content = waived_content(level, str(by), until, place)
    return line_of(WAIVED, about, why, content, decisions)


def parted(contribution: str) -> tuple[str, str] | None:
    """Part what people call a contribution into its repository and its number or branch.

    Examples
    --------
    >>> parted("kelp/tides#12"), parted("gitlab:kelp/tides!12"), parted("@kelp/tides@fix-#12")
    (('kelp/tides', '#12'), ('gitlab:kelp/tides', '!12'), ('@kelp/tides', '@fix-#12'))
    """
    found = _CONTRIBUTION.fullmatch(contribution)
    return (found[1], found[2]) if found else None


def giving(
    contribution: str,
    level: str | None,
    by: str | None,
    why: str,
    workspace: Workspace,
    decisions: Sequence[Decision],
) -> Line:
    """Write down that one contribution was approved.

    Raises
    ------
    WrongUse
        It does not say at which level and by whom, or names no contribution; all at once.
    """
    wrong = _unknown_level("--level", level or "", workspace)
    if parted(contribution) is None:
        wrong.append(
            f"--give {contribution}: nothing was written: write it as OWNER/NAME#12, as GROUP/NAME!12 where it is "
            "a merge request, or as OWNER/NAME@BRANCH."
        )
    if not by:
        wrong.append("--by: nothing was written: say who approved it.")
    if wrong:
        raise WrongUse("\n".join(wrong))
    content = given_content(contribution, str(level), str(by))
    return line_of(
        GIVEN, f"approval:{contribution}", why or f"approved by {by}", content, decisions
    )


def _unknown_level(option: str, level: str, workspace: Workspace) -> list[str]:
    known = [one.name for one in read_approvals(workspace).levels]
    if level in known:
        return []
    hint = nearest(level, known) or f": write levels into {NAME} first"
    return [f"{option} {level}: nothing was written: there is no such level{hint}"]


def _of_level(one: Level) -> Row:
    row: Row = dict.fromkeys(COLUMNS)
    return row | {
        "kind": "level",
        "state": "holds",
        "level": one.name,
        "lines": one.up_to_lines,
        "approval": one.approval or "nobody",
        "community": one.place,
        "why": f"files of {', '.join(one.only)} alone" if one.only else None,
        "path": NAME,
        "line": one.line,
    }


def _of_waiver(one: Waived, today: date) -> Row:
    row: Row = dict.fromkeys(COLUMNS)
    return row | {
        "kind": "waiver",
        "state": "waived" if today < one.until else "ended",
        "level": one.level,
        "community": one.place,
        "by": one.by,
        "why": one.why,
        "until": one.until,
    }


def _open_changes(opened: Opened, since: date | None) -> list[Row]:
    """Give the open changes of ours upstream that were opened since this was agreed on."""
    items = opened.facts.items
    items = items.filter(
        (items.kind == "pull_request")
        & items.closed_at.isnull()
        & items.author_is_ours.fill_null(False)
        & ~items.author_is_bot
        & ~items.scope.isin(list(OURS))
    )
    if since:
        items = items.filter(items.created_at >= datetime.combine(since, time(), UTC))
    told = items.select("item", "repository", "url", "created_at", "additions", "deletions")
    return fetch(told.order_by("created_at", "item"))


def _of_change(change: Row, approving: Approving, hosts: Mapping[str, str]) -> Row:
    """Set one open change beside the levels; which files it touches is not asked of a forge."""
    row: Row = dict.fromkeys(COLUMNS)
    row |= {"kind": "change", "contribution": change["item"], "url": change["url"]}
    if change["additions"] is None or change["deletions"] is None:
        return row | {"state": "unknown", "why": "how large it is was not read"}
    lines = change["additions"] + change["deletions"]
    repository, day = change["repository"], change["created_at"].date()
    level = level_of(approving.levels, repository, lines, ANY)
    row |= {"lines": lines}
    if level is None:
        return row | {"state": "unknown", "why": f"no level of {NAME} fits it"}
    row |= {
        "level": level.name,
        "approval": level.approval or "nobody",
        "line": level.line,
        "path": NAME,
    }
    given = [
        one
        for one in approving.given
        if one.contribution.lower() == change["item"] and one.level == level.name
    ]
    if given:
        return row | {"state": "approved", "by": given[-1].by}
    if level.approval is None:
        return row | {"state": "approved", "why": "needs nobody's approval"}
    waived = [
        one
        for one in approving.waivers
        if one.holds(level.name, repository, approving.today)
        or one.holds(level.name, repository, day)
    ]
    if waived:
        return row | {"state": "waived", "by": waived[-1].by, "until": waived[-1].until}
    # In quotes: a shell takes the mark of a merge request for one of its own.
    contribution = quote(named(change["item"], hosts))
    command = f"twohats register approvals --give {contribution} --level {level.name} --by WHO"
    return row | {"state": "waits", "waits": command}
