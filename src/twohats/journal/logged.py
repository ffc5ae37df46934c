"""Logged work: what left no trace on a forge, as rows of the ledger.

The public line says when, what, which activity, which community and where it can be read. Hours are
a person's own and stand in the private part; the line holds only a digest of what stands there.
"""

from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime
from typing import Any

from twohats.journal.fold import in_force, root_of
from twohats.journal.rulings import texts
from twohats.records import Skipped
from twohats.records.decisions import Decision

LOGGED = "logged"

ACTIVITIES = (
    "meeting", "mentoring", "moderation", "governance", "talk", "funding", "care", "goals",
    "sponsoring", "newcomers", "review", "triage", "answer", "release", "docs", "ci", "security",
    "change", "other",
)  # fmt: skip
"""Kinds of work that can be logged; those of the ledger are spelled as there."""


def logged_of(decisions: Iterable[Decision]) -> list[dict[str, Any]]:
    """List logged work in force, oldest first.

    Returns
    -------
    list of dict
        One row per line that holds: ``entry, account, item, activity, happened_at, title, url,
        community, item_kind`` as in the ledger, and ``decision, said_by, links, class, why, hat,
        private``. ``item`` is ``log:`` and the id of the first line; a correction keeps it, so that
        what people ruled on it stays. ``happened_at`` is the start of the day; ``community`` an owner
        key, or None where none was named.
    """
    logged = [one for one in decisions if one.what == LOGGED]
    known = {one.id: one for one in logged}
    found = (read_logged(one, root_of(one, known)) for one in in_force(logged))
    rows = [row for row in found if not isinstance(row, Skipped)]
    return sorted(rows, key=lambda row: (row["happened_at"], row["item"]))


def read_logged(decision: Decision, root: str | None = None) -> dict[str, Any] | Skipped:
    """Read one line; `Skipped` with the reason where it cannot be used."""
    content = decision.content
    try:
        day = date.fromisoformat(str(content.get("date"))[:10])
    except ValueError:
        return Skipped(decision.id, f"{content.get('date')!r} is no date")
    activity, title = content.get("activity"), content.get("title")
    if activity not in ACTIVITIES:
        return Skipped(decision.id, f"{activity!r} is no activity")
    if not isinstance(title, str) or not title.strip():
        return Skipped(decision.id, "it does not say what was done")
    account = content.get("account") or account_of(decision.who)
    item = f"log:{root or decision.id}"
    links = texts(content.get("links"))
    return {
        "entry": f"{account}:{item}:{activity}",
        "account": account,
        "item": item,
        "activity": activity,
        "happened_at": datetime(day.year, day.month, day.day, tzinfo=UTC),
        "title": title,
        "url": links[0] if links else None,
        "community": content.get("community"),
        "item_kind": "log",
        "decision": decision.id,
        "said_by": decision.who,
        "links": links,
        "class": content.get("class"),
        "why": decision.why,
        "hat": content.get("hat"),
        "private": content.get("private"),
    }


def logged_content(
    title: str,
    on: date,
    activity: str,
    *,
    community: str | None = None,
    account: str | None = None,
    links: Iterable[str] = (),
    class_: str | None = None,
    hat: str | None = None,
    private: str | None = None,
) -> Mapping[str, Any]:
    """Write the content of a logged line, as `read_logged` reads it."""
    content: dict[str, Any] = {
        "date": on.isoformat(),
        "title": title,
        "activity": activity,
        "community": community,
        "account": account,
        "links": list(links),
        "class": class_,
        "hat": hat,
        "private": private,
    }
    return {name: value for name, value in content.items() if value}


def account_of(who: str) -> str:
    """Name the identity of a line's writer, as git knows them.

    Examples
    --------
    >>> account_of("Ada@Tidewater.example"), account_of("ada")
    ('mail:ada@tidewater.example', 'ada')
    """
    return f"mail:{who.strip().lower()}" if "@" in who else who.strip().lower()
