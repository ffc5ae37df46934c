"""Whose turn a pull request is: its author's or its maintainers'."""

from datetime import datetime

from twohats.needs.making import label_on
from twohats.needs.open_items import OpenItem
from twohats.needs.search import Search


def waits_on_author(search: Search, one: OpenItem) -> tuple[str, datetime] | None:
    """Say why a pull request waits on its author, and since when; None: it does not.

    It does while it is a draft, while a label says so or that it conflicts, and when a maintainer
    spoke after the author last did something. An approval hands nothing back.
    """
    if one.draft:
        return "it is a draft", one.last_author_at or one.created_at
    for meaning in ("waiting_on_author", "needs_info", "conflict"):
        label = label_on(search, one, meaning)
        if label is not None:
            put = search.put_on.get((one.item, label))
            return f"label “{label}”", put["happened_at"] if put else one.created_at
    word, own = one.last_word_at, one.last_author_at or one.created_at
    if word is not None and word > own:
        return "a maintainer spoke last", word
    return None


def is_first_unanswered(one: OpenItem) -> bool:
    """Whether it is a first-time author's pull request that nobody has answered.

    First-time: no change of theirs was merged in the community before they opened it.
    """
    return (
        one.is_change
        and one.waiting is True
        and one.merged_before == 0
        and not one.author_is_ours
        and not one.author_is_bot
        and not one.author_is_maintainer
    )


def answers_seen(one: OpenItem) -> str | None:
    """Say whose answer an item has already; None: nobody's."""
    if one.waiting is not False:
        return None
    return "answered by one of ours" if one.responder_is_ours else "answered by somebody not ours"
