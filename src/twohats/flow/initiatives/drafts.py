"""Words for the gaps of one initiative: on our side, and at most one upstream, where that is welcome."""

import json
import re
from collections.abc import Iterator
from datetime import datetime
from typing import Any

from twohats.flow.disclose import disclosure
from twohats.flow.facts import Opened
from twohats.flow.needs import search_in
from twohats.flow.page import pseudonyms_of
from twohats.flow.words import short
from twohats.guards.drafts import clear_draft
from twohats.journal.naming import may_be_named
from twohats.needs.welcome import Welcomes
from twohats.records.drafts import Draft
from twohats.records.initiatives import Initiative, UpstreamItem
from twohats.records.needs import Need

OPEN_TO = (None, "anybody")
"""From whom a community asks for help, where that can be us."""


def drafts_of(opened: Opened, one: Initiative) -> list[dict[str, Any]]:
    """Draft what closes the gaps of an initiative; a person posts it.

    Parameters
    ----------
    opened
        A workspace with its facts.
    one
        The initiative.

    Returns
    -------
    list of dict
        One row per draft: ``part, item, what, value`` (the words), ``at, note`` (where it goes, and why
        the program does not put it there), ``url``. At most one is for upstream.
    """
    found = [*_here(opened, one)]
    upstream = _upstream(opened, one)
    drafts = [*found, *([upstream] if upstream else [])]
    return [_row(opened, draft, what, why, item) for draft, what, why, item in drafts]


_Made = tuple[Draft, str, str, UpstreamItem | None]


def _here(opened: Opened, one: Initiative) -> Iterator[_Made]:
    """Draft what is missing in our own issue, and the post where it landed."""
    place = one.key.rpartition("#")[0] if ":" in one.key else None
    if one.is_open and not one.upstream:
        text = "Upstream: [owner/name#12, or why there is nothing upstream]"
        yield Draft(f"initiative-upstream:{one.key}", one.title, text, place), "in our issue", "nothing upstream is linked", None  # fmt: skip
    for item in one.upstream:
        if item.named_by == "theirs":
            text = f"Upstream: {short(item.item)}"
            yield Draft(f"initiative-link:{item.item}", one.title, text, place), "in our issue", "upstream names us, and we do not name it", item  # fmt: skip
    if one.is_open and one.has_landed and one.direction != "foundational":
        yield Draft(f"initiative-post:{one.key}", one.title, _post(opened, one)), "a post", "it landed, and nothing says that whoever asked heard of it", None  # fmt: skip


def _post(opened: Opened, one: Initiative) -> str:
    """Write the stub of a post: the community first, with gaps for a person to fill."""
    merged = [item for item in one.changes if item.state == "merged"]
    landed = max((item.merged_at for item in merged if item.merged_at), default=None)
    community = short(merged[0].community or merged[0].repository)
    slug = re.sub(r"[^a-z0-9]+", "-", one.title.lower()).strip("-")[:60]
    agreed = may_be_named(opened.decisions)
    asked = [agreed.get(name.casefold()) for name in one.member_communities]
    who = ", ".join(name for name in asked if name) or opened.workspace.settings.words.unnamed
    links = "".join(f"- [{short(item.item)}]({item.url})\n" for item in one.upstream if item.url)
    day = f"{landed:%Y-%m-%d}" if landed else "[date]"
    return (
        f"---\ntitle: {json.dumps(one.title, ensure_ascii=False)}\nslug: {slug}\ndate: {day}\nauthors: [who writes this]\n"
        "categories: [upstream impact]\ntags: [open source, "
        f"{community.partition('/')[0]}]\n---\n\n"
        f"[What {who} can do now that they could not before, in a sentence.]\n\n"
        f"[How the {community} community and we got there: who decided, who reviewed.]\n\n"
        f"## Learn more\n\n{links}\n## Acknowledgements\n\n"
        f"[First those of {community} who reviewed, merged and released it; then whoever wrote and paid for it.]\n"
    )


def _upstream(opened: Opened, one: Initiative) -> _Made | None:
    """Draft the one paragraph for upstream: who drives this, in a change of ours or where help is asked for."""
    if not one.is_open:
        return None
    silent = [item for item in one.upstream if item.named_by == "ours" and item.is_open]
    silent.sort(key=lambda item: (item.created_at is None, item.created_at, item.item))
    own = next((item for item in silent if item.is_change and item.author_is_ours), None)
    if own is not None:
        why = "it is a change of ours, and nothing in it leads to this initiative"
        return _disclosure(opened, one, own), "upstream", why, own
    others = [item for item in silent if item.author_is_ours is False]
    if not others:
        return None
    welcomes = Welcomes.of(search_in(opened))
    for item in others:
        welcome = welcomes.to(_as_need(item, opened.facts.as_of))
        if welcome is not None and welcome.from_whom in OPEN_TO:
            why = f"help is asked for there: {welcome.url}"
            return _disclosure(opened, one, item), "upstream", why, item
    return None


def _disclosure(opened: Opened, one: Initiative, item: UpstreamItem) -> Draft:
    settings = opened.workspace.settings
    agreed = may_be_named(opened.decisions)
    known = {funder.name.casefold() for funder in settings.funders} | set(agreed)
    asked = next(iter(one.member_communities), None)
    # Who pays may be a member who never agreed to be named.
    payer = one.funder if one.funder and one.funder.casefold() in known else None
    said = disclosure(
        "organization",
        settings.organization,
        opened.decisions,
        asked_by=asked,
        paid_by=payer,
        unnamed=settings.words.unnamed,
    )
    return Draft(f"initiative-disclosure:{item.item}", one.title, said.text, item.repository)


def _as_need(item: UpstreamItem, now: datetime) -> Need:
    return Need(
        f"initiative:{item.item}", "initiative", "change", item.community or "", item.repository,
        item.item, item.title or "", "", item.created_at or now, item.url,
    )  # fmt: skip


def _row(
    opened: Opened, draft: Draft, what: str, why: str, item: UpstreamItem | None
) -> dict[str, Any]:
    settings = opened.workspace.settings
    cleared = clear_draft(draft, pseudonyms_of(opened), settings.is_ours_or_tracker)
    held = [one for one in cleared.held if not one.startswith("nobody stands behind")]
    return {
        "part": "draft",
        "item": short(item.item) if item else None,
        "what": what,
        "value": cleared.draft.body,
        "at": None,
        "note": "; ".join([why, *held]),
        "url": item.url if item else None,
    }
