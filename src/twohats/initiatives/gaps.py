"""Gaps between initiatives and upstream: work without one, one without a trace, work nobody was told of.

I01, I02 and I03 of docs/initiatives.md#gaps. What was looked at and is no gap is listed with its reason.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any

from twohats.journal.gaps import GapLine
from twohats.records import Skipped
from twohats.records.initiatives import GapSaid, Initiative
from twohats.records.situations import Quiet, Seen, Situation

RULES: Mapping[str, str] = {
    "I01": "Directed work upstream that no initiative of ours is linked to.",
    "I02": "An open initiative of which nothing was seen upstream for a while.",
    "I03": "What an initiative asked for is upstream, and nobody told whoever asked.",
}
"""What each rule sees."""
NEVER = datetime(1970, 1, 1, tzinfo=UTC)
QUIET_DAYS = 30
"""Days without a trace upstream that are nothing to ask about."""

Row = Mapping[str, Any]


@dataclass(frozen=True)
class Around:
    """What is known beside the initiatives."""

    now: datetime
    quiet_days: int = QUIET_DAYS
    read_until: Mapping[str, datetime] | None = None
    """Up to when comments of each repository were read; one that is missing never was. None: all of
    them, up to now.
    """
    told_at: Mapping[str, datetime] = field(default_factory=dict)
    """When somebody logged that they told others, by address of what they told of."""


def find_gaps(initiatives: Sequence[Initiative], entries: Iterable[Row], around: Around) -> Seen:
    """Look at every initiative, and at every piece of upstream work, for what is missing.

    Parameters
    ----------
    initiatives
        Open and closed.
    entries
        Rows of the ledger that are upstream: ``undertaking, item, class, community, repository, title,
        url, happened_at, person, has_plan``.
    around
        What is known beside them.
    """
    parts = [_without_initiative(initiatives, entries, around)]
    parts += [_without_trace(one, around) for one in initiatives]
    parts += [_not_told(one, around) for one in initiatives]
    return Seen(
        tuple(one for part in parts for one in part.situations),
        tuple(one for part in parts for one in part.quiet),
        tuple(one for part in parts for one in part.not_measured),
    )


def _without_initiative(
    initiatives: Sequence[Initiative], entries: Iterable[Row], around: Around
) -> Seen:
    """I01: one situation per undertaking, whoever worked on it and however often."""
    linked = {item.item for one in initiatives for item in one.upstream}
    efforts: dict[str, list[Row]] = {}
    for row in entries:
        efforts.setdefault(row["undertaking"], []).append(row)
    situations, quiet, lost = [], [], []
    for key, rows in sorted(efforts.items()):
        name, directed = f"I01:{key}", [row for row in rows if row["class"] == "directed"]
        community = rows[0]["community"]
        if not directed:
            why = (
                "its class is not settled"
                if any(row["class"] == "undecided" for row in rows)
                else "not driven by a need of ours"
            )
            quiet.append(Quiet("I01", key, community, why))
        elif linked.intersection([key, *(row["item"] for row in rows)]):
            quiet.append(Quiet("I01", key, community, "linked to an initiative"))
        elif not all(row["has_plan"] for row in directed):
            lost.append(Skipped(name, "nobody read what we planned then"))
        else:
            situations.append(_effort(name, directed))
    return Seen(tuple(situations), tuple(quiet), tuple(lost))


def _effort(name: str, rows: Sequence[Row]) -> Situation:
    last = max(rows, key=lambda row: (row["happened_at"], row["item"]))
    return Situation(
        name,
        "I01",
        last["community"],
        last["title"] or last["item"],
        last["happened_at"],
        "a need of ours drove it, and no initiative says which",
        last["repository"],
        last["item"],
        last["url"],
        tuple(sorted({row["person"] for row in rows})),
        figures={"entries": len(rows)},
    )


def _without_trace(one: Initiative, around: Around) -> Seen:
    """I02: nothing upstream, or nothing lately."""
    name = f"I02:{one.key}"
    began, seen = one.recorded_at, one.last_upstream_at
    until = _read_until(one, around)
    unread = [item for item in one.upstream if item.state == "not read"]
    if not one.is_open:
        return _quiet("I02", one, "the initiative is closed")
    if one.has_landed:
        return _quiet("I02", one, "it has landed")
    days = timedelta(days=around.quiet_days)
    if seen is not None and seen >= around.now - days:
        return _quiet("I02", one, f"seen upstream in the last {around.quiet_days} days")
    if until == NEVER:
        return Seen(not_measured=(Skipped(name, "nobody read what people say upstream"),))
    if seen is not None and seen >= until - days:
        read = f"the last {around.quiet_days} days that were read"
        return _quiet("I02", one, f"seen upstream in {read}")
    if unread:
        return Seen(not_measured=(Skipped(name, f"{len(unread)} items upstream were not read"),))
    if seen is None and began is None:
        return Seen(not_measured=(Skipped(name, "it does not say since when it is there"),))
    if seen is None and began is not None and began >= around.now - days:
        return _quiet("I02", one, f"recorded in the last {around.quiet_days} days")
    because = (
        "nothing upstream is linked to it"
        if not one.upstream
        else "nothing of what is linked to it moved upstream"
        if seen is not None
        else "nobody did anything to what is linked to it upstream"
    )
    since = seen or began
    assert since is not None
    silent = (until - since).days
    situation = _gap("I02", one, since, f"{because} for {silent} days", {"days": silent})
    return Seen((situation,))


def _read_until(one: Initiative, around: Around) -> datetime:
    """Say up to when silence upstream is known to be silence; `NEVER` where nobody read it."""
    if around.read_until is None or not one.upstream:
        return around.now
    places = {item.repository for item in one.upstream if item.state != "not read"}
    return min([around.now, *(around.read_until.get(place, NEVER) for place in places)])


def _not_told(one: Initiative, around: Around) -> Seen:
    """I03: it landed, ours is still open, and nobody is known to have told whoever asked."""
    if not one.is_open:
        return _quiet("I03", one, "the initiative is closed")
    if not one.has_landed:
        return _quiet("I03", one, "not all of it has landed")
    if one.direction == "foundational":
        return _quiet("I03", one, "upstream asked for it, and sees it itself")
    landed = max(item.merged_at for item in one.changes if item.merged_at)
    addresses = [one.url, *(item.url for item in one.upstream)]
    told = [around.told_at[url] for url in addresses if url and url in around.told_at]
    if any(at >= landed - timedelta(days=1) for at in told):
        return _quiet("I03", one, "somebody told others of it, as the log says")
    released = [item.release for item in one.changes if item.release]
    how = f"is in {released[-1]}" if released else "was merged"
    for_whom = " and ".join(one.member_communities or one.beneficiaries) or "whoever asked"
    because = f"what it asked for {how}; nothing says that {for_whom} heard of it"
    figures = {"changes": sum(item.state == "merged" for item in one.changes)}
    return Seen((_gap("I03", one, landed, because, figures),))


def _gap(
    rule: str, one: Initiative, at: datetime, because: str, figures: Mapping[str, int]
) -> Situation:
    community = next((item.community for item in one.upstream if item.community), "")
    return Situation(
        f"{rule}:{one.key}", rule, community or "", one.title, at, because,
        None, one.key, one.url, figures=dict(figures), audience="team",
    )  # fmt: skip


def _quiet(rule: str, one: Initiative, because: str) -> Seen:
    community = next((item.community for item in one.upstream if item.community), "")
    return Seen(quiet=(Quiet(rule, one.key, community or "", because, one.url),))


def said_of(
    situation: Situation,
    lines: Sequence[GapLine],
    today: date,
    persons: Mapping[str, str] | None = None,
) -> GapSaid:
    """Say how a gap stands.

    Parameters
    ----------
    situation
        What was seen.
    lines
        Answers in force, oldest first.
    today
        Day on which what waited is open again.
    persons
        Person by whatever a line may call them, in lower case; who is not among them is called so.

    Returns
    -------
    GapSaid
        ``open``: nobody said anything, or the day to look again has come. ``to confirm``: only those
        whose own work it is did. ``contested``: two others say different things. Else ``answered``.
    """
    if not lines:
        return GapSaid("open")
    called, concerned = persons or {}, frozenset(situation.concerned)
    by_line = [(line, tuple(called.get(one.lower(), one) for one in line.by)) for line in lines]
    others = [(line, by) for line, by in by_line if not concerned.issuperset(by) or not concerned]
    last, by = (others or by_line)[-1]
    answers = {line.answer for line, _ in others}
    state = "to confirm" if not others else "contested" if len(answers) > 1 else "answered"
    if state == "answered" and last.until is not None and last.until <= today:
        state = "open"
    return GapSaid(
        state,  # type: ignore[arg-type]
        last.answer, last.why, last.link, last.until, by, last.at,
    )  # fmt: skip
