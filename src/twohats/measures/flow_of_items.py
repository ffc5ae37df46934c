"""What came, what was worked on and what went: issues and change requests, and their ratios."""

from collections.abc import Callable, Mapping, Sequence

import ibis
import ibis.expr.types as ir

from twohats.facts import Facts
from twohats.measures.measure import ALL, Measure, Sums
from twohats.records.measures import Definition, Number

BOTS = "what bots opened is left out"
LAST_CLOSE = "by the last close; closed at the window's end"
ACTIVE = ("commented", "labeled", "unlabeled", "assigned", "unassigned", "closed")
_SHOWN = (
    "repository", "community", "item", "title", "url", "author", "author_person", "author_label",
    "created_at", "closed_at", "merged_at", "fate",
)  # fmt: skip


def _items(facts: Facts, kind: str) -> ir.Table:
    items = facts.items.filter(lambda t: (t.kind == kind) & ~t.author_is_bot)
    return items.filter(items.created_at < facts.window.until)


def _moved(facts: Facts, kind: str) -> ir.Table:
    """List what was open at some moment of the window, with what became of it in it.

    ``came``: opened in the window. ``fate``: ``accepted``, ``declined`` (``closed`` for issues) or
    ``open`` at its end.
    """
    since, until = facts.window.since, facts.window.until
    items = _items(facts, kind)
    items = items.filter(items.closed_at.isnull() | (items.closed_at >= since))
    ended = ibis.coalesce(items.closed_at < until, False)
    fate = ibis.cases(
        (ended & items.merged_at.notnull(), "accepted"),
        (ended, "closed" if kind == "issue" else "declined"),
        else_="open",
    )
    return items.mutate(fate=fate).select(*_SHOWN).mutate(came=lambda t: t.created_at >= since)


def _active(facts: Facts) -> ir.Table:
    """List issues to which something was done in the window."""
    acts = facts.within(facts.acts).filter(lambda t: t.kind.isin(ACTIVE) & ~t.actor_is_bot)
    issues = _items(facts, "issue").mutate(fate=ibis.literal("active")).select(*_SHOWN)
    return issues.semi_join(acts, "item")


def _where(kind: str, keep: Callable[[ir.Table], ir.BooleanValue]) -> Callable[[Facts], ir.Table]:
    return lambda facts: _moved(facts, kind).filter(keep)


def _count(rows: ir.Table) -> ir.Table:
    return rows.group_by("group").agg(items=rows.count())


def _counts(counts: Sums) -> Sequence[Number]:
    return [Number(row["group"], ALL, row["items"], row["items"]) for row in counts]


def _fates(rows: ir.Table) -> ir.Table:
    return rows.group_by("group").agg(
        came=rows.came.cast("int64").sum(),
        stood=(~rows.came).cast("int64").sum(),
        went=(rows.fate != "open").cast("int64").sum(),
        accepted=(rows.fate == "accepted").cast("int64").sum(),
    )


def _acceptance(counts: Sums) -> Sequence[Number]:
    """Give the share of what ended that was merged."""
    return [_share(row, ALL, row["accepted"], row["went"]) for row in counts]


def _closure(counts: Sums) -> Sequence[Number]:
    """Give both ratios: of all that could be closed, and of what came."""
    return [
        number
        for row in counts
        for number in (
            _share(row, "of open", row["went"], row["stood"] + row["came"]),
            _share(row, "of opened", row["went"], row["came"]),
        )
    ]


def _share(row: Mapping[str, object], part: str, some: int, of: int) -> Number:
    group: str | None = row["group"]  # type: ignore[assignment]
    if not of:
        return Number(group, part, None, 0, answer="none")
    return Number(group, part, some / of, of)


def _counted(
    name: str, title: str, says: str, page: str, needs: str, rows: Callable[[Facts], ir.Table],
    **choices: str,
) -> Measure:  # fmt: skip
    unit = "issues" if needs == "items.issue" else "change requests"
    definition = Definition(
        name, title, says, unit, f"https://chaoss.community/{page}", ((needs,),),
        {**choices, "bots": BOTS},
    )  # fmt: skip
    return Measure(definition, rows, _count, _counts)


_ISSUES, _CHANGES = "items.issue", "items.pull_request"

MEASURES = (
    _counted("issues_new", "New issues", "Issues opened in the window.", "kb/metric-issues-new/", _ISSUES,
             _where("issue", lambda t: t.came)),
    _counted("issues_active", "Active issues",
             "Issues that were commented on, labeled, assigned or closed in the window.", "?p=3632", _ISSUES,
             _active, active="a comment, a change of labels or assignees, a close; by a human"),
    _counted("issues_closed", "Closed issues", "Issues closed in the window.", "?p=3633", _ISSUES,
             _where("issue", lambda t: t.fate != "open"), closed=LAST_CLOSE),
    _counted("change_requests", "Change requests", "Pull requests opened in the window.", "?p=3610", _CHANGES,
             _where("pull_request", lambda t: t.came)),
    _counted("change_requests_accepted", "Change requests accepted", "Pull requests merged in the window.",
             "?p=3589", _CHANGES, _where("pull_request", lambda t: t.fate == "accepted"),
             merged="as the forge says; what somebody merged by hand is not recognized"),
    _counted("change_requests_declined", "Change requests declined",
             "Pull requests closed in the window without a merge.", "?p=3588", _CHANGES,
             _where("pull_request", lambda t: t.fate == "declined"), closed=LAST_CLOSE),
    Measure(
        Definition(
            "change_request_acceptance_ratio", "Change request acceptance ratio",
            "Share of the pull requests that ended in the window that were merged.", "share",
            "https://chaoss.community/?p=3598", ((_CHANGES,),),
            {"ratio": "accepted / (accepted + declined)", "closed": LAST_CLOSE, "bots": BOTS},
        ),
        _where("pull_request", lambda t: t.fate != "open"), _fates, _acceptance,
    ),
    Measure(
        Definition(
            "change_request_closure_ratio", "Change request closure ratio",
            "How far closing keeps up with opening.", "share", "https://chaoss.community/?p=4834",
            ((_CHANGES,),),
            {
                "of open": "closed in the window / (open at its start + opened in it); 0 to 1",
                "of opened": "closed in the window / opened in it, which others call review efficiency",
                "closed": LAST_CLOSE, "bots": BOTS,
            },
            parts=("of open", "of opened"), needs_whole_history=True,
        ),
        lambda facts: _moved(facts, "pull_request"), _fates, _closure,
    ),
)  # fmt: skip
