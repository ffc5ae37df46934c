"""One row per initiative: what it is, what it takes upstream, how long, and when it will be there."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from twohats.flow.facts import Opened
from twohats.flow.initiatives.standing import day_told, gathered, in_order, slowest, standing
from twohats.flow.meta import meta
from twohats.flow.page import shown_with
from twohats.flow.rows import Row
from twohats.flow.words import short
from twohats.journal.private import PrivateState
from twohats.records.initiatives import Initiative, Standing
from twohats.records.pace import ENDS

COLUMNS = (
    "initiative", "title", "state", "direction", "member_communities", "funder", "upstream",
    "last_sign", "build_estimate_h", "coordination_estimate_h", "build_d", "waiting_d", "rounds",
    "talk", "build_h", "coordination_h", "hours_answer", "target", "target_answer", "decided_50",
    "decided_80", "merged_50", "merged_80", "released_50", "released_80", "needs_closing", "url",
)  # fmt: skip
"""Columns of an initiative as people and scripts read it."""


@dataclass(frozen=True)
class Listed:
    """All initiatives."""

    rows: tuple[Row, ...]
    """Those that need closing first, then open ones by how long nothing was seen; closed ones last."""
    meta: Mapping[str, Any]
    unread: int
    """Items upstream that are named, and of which no facts are here."""

    @property
    def to_close(self) -> int:
        """How many landed and are open still."""
        return sum(row["needs_closing"] for row in self.rows)


def listed(opened: Opened, private: PrivateState | None = None) -> Listed:
    """List every initiative as of the day that is looked at.

    Parameters
    ----------
    opened
        A workspace with its facts.
    private
        People's own part; what may be told of it is added up.
    """
    initiatives = gathered(opened).initiatives
    found = in_order(standing(opened, initiatives, private))
    rows = [row_of(opened, one) for one in found]
    unread = {item.item for one in initiatives for item in one.upstream if item.state == "not read"}
    return Listed(tuple(shown_with(rows, opened.people.pseudonyms)), about(opened), len(unread))


def about(opened: Opened) -> dict[str, Any]:
    """Say what the figures of initiatives rest on."""
    return {
        **meta(opened),
        "window": f"all history up to {opened.facts.as_of:%Y-%m-%d}",
        "unit": "initiatives; days from opening to end for changes of ours, hours as people wrote them",
        "definitions": "docs/initiatives.md",
    }


def row_of(opened: Opened, one: Standing) -> Row:
    """Give an initiative as people and scripts read it."""
    initiative = one.initiative
    turns = [item.turns for item in initiative.upstream if item.turns]
    days = {
        f"{end}_{round(100 * part)}": day_told(opened, slowest(one, end, part), part)
        for end in ENDS
        for part in (0.5, 0.8)
    }
    return {
        "initiative": short(initiative.key),
        "title": initiative.title,
        "state": state_of(initiative),
        "direction": initiative.direction,
        "member_communities": list(initiative.member_communities),
        "funder": initiative.funder,
        "upstream": [f"{short(item.item)} {item.state}" for item in initiative.upstream],
        "last_sign": initiative.last_sign_at,
        "build_estimate_h": initiative.build_h,
        "coordination_estimate_h": initiative.coordination_h,
        "build_d": _sum([each.build_d for each in turns]),
        "waiting_d": _sum([each.waiting_d for each in turns]),
        "rounds": sum(each.rounds for each in turns) if turns else None,
        "talk": sum(each.talk for each in turns) if turns else None,
        "build_h": one.spent.build_h,
        "coordination_h": one.spent.coordination_h,
        "hours_answer": one.spent.answer,
        "target": initiative.target,
        "target_answer": target_answer(initiative, days),
        **days,
        "needs_closing": initiative.is_open and initiative.has_landed,
        "url": initiative.url,
    }


def state_of(initiative: Initiative) -> str:
    """Say in a word how it stands."""
    if not initiative.is_open:
        return "closed"
    return "landed" if initiative.has_landed else "open"


def target_answer(initiative: Initiative, days: Mapping[str, str | None]) -> str | None:
    """Say whether its target can be met at the pace of upstream; None: it has no target."""
    if initiative.target is None:
        return None
    half, most = (_day(days.get(name)) for name in ("decided_50", "decided_80"))
    if not initiative.is_open or half is None:
        return "nothing waits" if days.get("decided_50") is None else "unknown"
    if initiative.target < half:
        return "too soon"
    return "fits" if most is not None and initiative.target >= most else "tight"


def _day(said: str | None) -> date | None:
    try:
        return date.fromisoformat(said or "")
    except ValueError:
        return None


def _sum(days: Sequence[float]) -> float | None:
    return round(sum(days), 1) if days else None
