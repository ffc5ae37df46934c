"""A recorded community as GitHub sent it, in plain Python: the other side of comparisons.

Nothing of the product is used here but its list of programs that work under a person's account.
"""

import json
import tarfile
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from twohats.people.bots import known_bots

RECORDING = "github-backup-bitcoin-core-gui.tar.gz"
NOT_DONE_TO_IT = ("mentioned", "subscribed", "unsubscribed")
DAY = 86_400


@dataclass(frozen=True)
class Act:
    """One thing somebody did."""

    number: int
    kind: str
    """In GitHub's words; ``line comment`` for a comment on a line, ``opened`` for the item itself."""
    who: str | None
    """Login in small letters; None: gone, or not told."""
    is_bot: bool
    at: datetime
    id: str
    state: str = ""
    text: str = ""


@dataclass(frozen=True)
class Item:
    """One issue or pull request."""

    number: int
    is_pull: bool
    author: str | None
    is_bot: bool
    created_at: datetime
    closed_at: datetime | None
    merged_at: datetime | None
    merger: str | None
    is_draft: bool
    lines: int | None
    """Changed ones, as GitHub sums them."""
    acts: tuple[Act, ...] = field(repr=False)
    """In order of time, the opening first."""


def read(folder: Path) -> list[Item]:
    """Read a recording from the folder that holds it."""
    with tarfile.open(folder / RECORDING) as archive:
        records = [
            json.load(archive.extractfile(member) or archive)
            for member in archive
            if "/" in member.name and member.name.endswith(".json")
        ]
    return [_item(record) for record in records]


def at(text: str | None) -> datetime | None:
    """Read a time."""
    return None if text is None else datetime.fromisoformat(text)


def login(user: Mapping[str, Any] | None) -> str | None:
    """Take the login of somebody who is still there."""
    found = user["login"].lower() if user else None
    return None if found == "ghost" else found


def is_bot(user: Mapping[str, Any] | None) -> bool:
    """Whether a program did it."""
    if not user:
        return False
    name = user["login"].lower()
    return user.get("type") == "Bot" or name.endswith("[bot]") or name in _BOTS


_BOTS = {name.rpartition(":")[2] for name in known_bots()}


def _item(record: Mapping[str, Any]) -> Item:
    item = record.get("issue") or record["pull"]
    number, is_pull = item["number"], bool(record.get("pull"))
    created = at(item["created_at"])
    assert created
    acts = [Act(number, "opened", login(item["user"]), is_bot(item["user"]), created, "opened")]
    acts += [act for event in record["events"] or () for act in _acts(number, event)]
    acts += [
        Act(number, "line comment", login(one["user"]), is_bot(one["user"]), moment, str(one["id"]))
        for one in record.get("comments") or ()
        if (moment := at(one["created_at"]))
    ]
    merger = next(
        (one.who for one in acts if one.kind == "merged" and one.who), login(item.get("merged_by"))
    )
    merged = at(item.get("merged_at"))
    lines = item["additions"] + item["deletions"] if "additions" in item else None
    return Item(
        number, is_pull, login(item["user"]), is_bot(item["user"]), created,
        at(item.get("closed_at")), merged, merger if merged else None, bool(item.get("draft")), lines,
        tuple(sorted(acts, key=lambda one: one.at)),
    )  # fmt: skip


def _acts(number: int, event: Mapping[str, Any]) -> Iterable[Act]:
    kind = event["event"]
    if kind in NOT_DONE_TO_IT:
        return
    # Who wrote a text is its user; who asked for a review or assigned is not whom it is about.
    user = event.get("user") if kind in ("commented", "reviewed") else event.get("actor")
    user = event.get("review_requester") or event.get("assigner") or user
    moment = at(event.get("submitted_at") or event.get("created_at"))
    if kind == "committed":
        user, moment = None, at(event["committer"]["date"])
    if moment is None:
        return
    text, state = event.get("body") or "", (event.get("state") or "").lower()
    name = str(event.get("id") or event.get("sha"))
    yield Act(number, kind, login(user), is_bot(user), moment, name, state, text)


def days(since: datetime, until: datetime) -> float:
    """Count days, with their fraction."""
    return (until - since) / timedelta(days=1)


def year(number: int) -> tuple[datetime, datetime]:
    """Give both ends of a year."""
    return datetime(number, 1, 1, tzinfo=UTC), datetime(number + 1, 1, 1, tzinfo=UTC)


def kaplan_meier(waits: Iterable[tuple[float, bool]]) -> float | None:
    """Estimate the median of waits, of which some had not ended; None: not reached."""
    waits = list(waits)
    share = 1.0
    for day in sorted({day for day, is_over in waits if is_over}):
        at_risk = sum(other >= day for other, _ in waits)
        share *= 1 - sum(other == day and is_over for other, is_over in waits) / at_risk
        if share <= 0.5 + 1e-12:
            return day
    return None


def fewest_holding_half(counts: Iterable[int]) -> int:
    """Count the largest that together hold half, at least."""
    found = sorted(counts, reverse=True)
    reached = 0
    for place, count in enumerate(found, 1):
        reached += count
        if 2 * reached >= sum(found):
            return place
    return 0
