"""``feedback``: what users said and we carried upstream, what came of it, and whether they heard."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from typing import Any

from twohats.errors import WrongUse
from twohats.flow.experiments import Line
from twohats.flow.facts import Opened
from twohats.flow.meta import meta
from twohats.flow.page import shown_with
from twohats.flow.rows import Row, fetch
from twohats.flow.words import short
from twohats.formats.references import find_references
from twohats.formats.suggest import nearest
from twohats.journal.naming import may_be_named
from twohats.journal.user_feedback import (
    SOURCES,
    USER_FEEDBACK,
    UserFeedback,
    user_feedback_content,
    user_feedback_of,
)
from twohats.measures.pace import lives
from twohats.records.decisions import Decision
from twohats.workspace import Settings

COLUMNS = (
    "feedback", "said_on", "source", "member", "words", "item", "state", "result", "result_at",
    "told_on", "told", "waits", "url",
)  # fmt: skip
"""``state`` is that of the item upstream; ``result`` what came of it; ``told`` where or how they heard."""
NOT_READ = "not read"


@dataclass(frozen=True)
class Said:
    """What somebody asks to be kept."""

    words: str
    source: str
    issue: str | None = None
    """As people write it: an address, or owner/name#12."""
    on: date | None = None
    member: str | None = None
    """Who said it; kept only if they agreed to be named."""


@dataclass(frozen=True)
class Carried:
    """All that users said, as rows."""

    rows: tuple[Row, ...]
    """What waits first, then the newest."""
    meta: Mapping[str, Any]

    @property
    def waiting(self) -> int:
        """How many ended upstream, and nobody told whoever said it."""
        return sum(bool(row["waits"]) for row in self.rows)


def carried_feedback(opened: Opened) -> Carried:
    """List what users said, with the state upstream as of the day that is looked at."""
    said = user_feedback_of(opened.decisions)
    found = _upstream(opened, sorted({one.item for one in said if one.item}))
    word = opened.workspace.settings.words.unnamed
    rows = [_row(one, found.get(one.item or "", {}), word) for one in said]
    rows.sort(key=lambda row: row["said_on"], reverse=True)
    rows.sort(key=lambda row: not row["waits"])
    about = {**meta(opened), "unit": "things users said", "definitions": "docs/initiatives.md#user-feedback"}  # fmt: skip
    return Carried(tuple(shown_with(rows, opened.people.pseudonyms)), about)


def keeping(
    said: Said, settings: Settings, decisions: Sequence[Decision], today: date
) -> tuple[Line, str | None]:
    """Make a line for the journal of what users said.

    Returns
    -------
    Line, str or None
        The line, and who is not named in it, because no consent is on record.

    Raises
    ------
    WrongUse
        It is not whole; all that is wrong at once.
    """
    wrong, item = [], None
    if not said.words.strip():
        wrong.append("say what users said, in words of your own.")
    if said.source not in SOURCES:
        wrong.append(f"--from {said.source!r}: say one of {', '.join(SOURCES)}.")
    if said.on is not None and said.on > today:
        wrong.append(f"--date {said.on}: that day is to come.")
    if said.issue is not None:
        try:
            item = item_of(said.issue, settings)
        except WrongUse as error:
            wrong.append(str(error))
    if wrong:
        raise WrongUse("nothing was kept: " + " ".join(wrong))
    agreed = may_be_named(decisions)
    member = agreed.get(said.member.casefold()) if said.member else None
    kept = UserFeedback(
        "", "", said.words.strip(), said.source, item, said.on or today, datetime.min.replace(tzinfo=UTC), member
    )  # fmt: skip
    about = (item,) if item else ()
    line = Line(USER_FEEDBACK, about, f"users said so: {said.source}", dict(user_feedback_content(kept)))  # fmt: skip
    return line, said.member if said.member and member is None else None


def telling(
    name: str,
    decisions: Sequence[Decision],
    today: date,
    *,
    link: str | None = None,
    why: str = "",
    issue: str | None = None,
    settings: Settings | None = None,
) -> Line:
    """Make a line that says they heard back, or where it was carried.

    Raises
    ------
    WrongUse
        Nothing is called so, or it does not say where or how they heard.
    """
    one = _called(name, user_feedback_of(decisions))
    if issue is not None and settings is not None:
        changed = replace(one, item=item_of(issue, settings))
        why = why or "carried upstream"
    elif link is None and not why.strip():
        raise WrongUse(
            f"{name}: nothing was kept: say where they heard with --link URL, or how with --why."
        )
    elif link is not None and not link.startswith(("https://", "http://")):
        raise WrongUse(f"--link {link}: nothing was kept: write the whole address, https://…")
    else:
        changed = replace(one, told_on=today, told_link=link, told_why=why.strip() or None)
    # By its id: several things may be about one item.
    return Line(
        USER_FEEDBACK,
        (changed.item,) if changed.item else (),
        why.strip() or "they heard what became of it",
        dict(user_feedback_content(changed)),
        one.decision,
    )


def item_of(text: str, settings: Settings) -> str:
    """Read the one item upstream that somebody names.

    Raises
    ------
    WrongUse
        It names none, or several, or one of our own.
    """
    home = f"{next(iter(settings.hosts.values()), 'github')}:-/-"
    found = find_references(text, repository=home, hosts=settings.hosts)
    keys = {one.to_item for one in found if one.to_item and not one.to_item.startswith(home)}
    if len(keys) != 1:
        raise WrongUse(f"--issue {text}: write one item, as owner/name#12 or its address.")
    (key,) = keys
    repository = key.rpartition("#")[0] or key.rpartition("!")[0]
    if settings.is_ours_or_tracker(repository):
        raise WrongUse(f"--issue {text}: that is our own: name the item upstream.")
    return key


def _called(name: str, said: Sequence[UserFeedback]) -> UserFeedback:
    word = name.strip().lower()
    found = [one for one in said if len(word) >= 3 and one.name.startswith(word)]
    if len(found) != 1:
        known = [one.name for one in said]
        hint = f": say one of {', '.join(one.name for one in found)}" if found else nearest(word, known)[:200]  # fmt: skip
        raise WrongUse(f"{name}: nothing was kept: nothing users said is called so{hint}")
    return found[0]


def _row(one: UserFeedback, there: Row, word: str) -> Row:
    ended_at = there.get("ended_at")
    waits = None
    if one.item is None:
        waits = "to be carried upstream"
    elif ended_at and one.told_on is None:
        waits = "they have not heard"
    told = one.told_link or one.told_why
    return {
        "feedback": one.name,
        "said_on": one.said_on,
        "source": one.source,
        "member": one.member or word,
        "words": one.words,
        "item": short(one.item) if one.item else None,
        "state": there.get("state", NOT_READ) if one.item else None,
        "result": there.get("result"),
        "result_at": ended_at,
        "told_on": one.told_on,
        "told": told,
        "waits": waits,
        "url": there.get("url"),
    }


def _upstream(opened: Opened, keys: Sequence[str]) -> dict[str, Row]:
    """Read how each item stands, and which merged change closed it."""
    if not keys:
        return {}
    every = lives(opened.facts)
    names = opened.facts.items.select("item", "url", "draft")
    items = every.filter(every.item.isin(list(keys))).inner_join(names, "item")
    links = opened.facts.tables["links"]
    closing = links.filter((links.kind == "closes") & links.to_item.isin(list(keys)))
    closing = closing.select("from_item", "to_item").distinct()
    merged = every.filter(every.merged_at.notnull()).select(
        *("item", "merged_at", "released_at", "release")
    )
    closers = fetch(merged.inner_join(closing, merged.item == closing.from_item))
    by_item: dict[str, list[Row]] = {}
    for row in closers:
        by_item.setdefault(row["to_item"], []).append(row)
    return {
        row["item"]: _standing(opened, row, by_item.get(row["item"], ())) for row in fetch(items)
    }


def _standing(opened: Opened, row: Row, closers: Sequence[Row]) -> Row:
    ended_at = row["ended_at"]
    change = row if row["merged_at"] else max(closers, key=lambda one: one["merged_at"], default=None)  # fmt: skip
    state = "merged" if row["merged_at"] else "closed" if ended_at else "draft" if row["draft"] else "open"  # fmt: skip
    result = None
    if ended_at and change is not None:
        by = f" by {short(change['item'])}" if change["item"] != row["item"] else ""
        place = change["item"].rpartition("#")[0] or change["item"].rpartition("!")[0]
        is_read = opened.facts.promised.spans("releases", place)
        waits = "not released yet" if is_read else "nobody read whether it is released"
        result = f"changed{by}; {'released in ' + change['release'] if change['release'] else waits}"  # fmt: skip
    elif ended_at:
        result = "closed; no change that was read says it closes it"
    return {"state": state, "result": result, "ended_at": ended_at, "url": row["url"]}
