"""What categories a forum has, and in which of them somebody said something new.

The forum's own counts of topics are made anew now and then only, so they tell nothing. The latest fifty
posts do: where they reach back to the last look, one request tells it for all categories.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from twohats.formats.forums import category_key, slugs_of
from twohats.sources.asking.ports import NotThere, Rest
from twohats.sources.discourse_live.cursor import Cursor
from twohats.sources.discourse_live.listing import Lister, ListPage
from twohats.sources.discourse_shapes import Category, CategoryList, Post, Site, convert, slug_paths

_HIDDEN = "it does not exist, or the forum does not show it to everybody"


@dataclass(frozen=True)
class Directory:
    """The categories of a forum that this connection may see, by key."""

    forge: str
    categories: Mapping[str, Category]
    asked_at: datetime | None
    missing: str | None = None
    """Why there are none; None: there may be."""


@dataclass(frozen=True)
class Scouted:
    """What a look at one category told."""

    key: str
    asked_at: datetime
    """By the forum's clock, before anything else was asked."""
    number: int = 0
    mark: str = ""
    """When something was said there last, and where."""
    latest_post: int | None = None
    """The latest post of the whole forum; None: not told."""
    topics: int | None = None
    """How many there are, as the forum counts."""
    first: ListPage | None = None
    """First page of its list, where the look took that."""
    missing: str | None = None
    """Why it cannot be read; None: it can."""


@dataclass(frozen=True)
class Latest:
    """The latest posts of a forum."""

    newest: int | None = None
    oldest: int | None = None
    by_category: Mapping[int, int] = field(default_factory=dict)
    """Newest post, by category."""
    is_told: bool = False
    """Whether each of them says its category."""

    def is_quiet(self, number: int, before: int | None) -> bool:
        """Whether nothing was said in a category after a post of the forum."""
        if not self.is_told or before is None or self.oldest is None or self.oldest > before + 1:
            return False
        return self.by_category.get(number, 0) <= before


def open_directory(connection: Rest, forge: str) -> Directory:
    """Ask a forum for its categories: one request.

    Raises
    ------
    SourceUnreadable
        The forum is out of reach.
    """
    try:
        reply = connection.get("/site.json")
        found = convert(reply.content, Site).categories
        if found is None:  # very large forums leave them out
            reply = connection.get("/categories.json?include_subcategories=true")
            listed = convert((reply.content or {}).get("category_list"), CategoryList)
            found = listed.categories
    except NotThere as hidden:
        return Directory(forge, {}, None, _reason(hidden))
    except (ValueError, AttributeError):
        return Directory(forge, {}, None, "what answers there is no Discourse forum")
    flat = slug_paths(found or [])
    by_number = {one.id: one for one in _all(found or [])}
    categories = {category_key(forge, slugs): by_number[n] for n, slugs in flat.items()}
    return Directory(forge, categories, reply.asked_at)


def scout(
    connection: Rest, directory: Directory, before: Mapping[str, Cursor | None]
) -> dict[str, Scouted]:
    """Look where there is news: one request for the forum, and one for each category that may have some.

    Parameters
    ----------
    connection
        Whom to ask.
    directory
        What the forum has.
    before
        Keys of categories, each with where its last read ended; None: it was never read.
    """
    if directory.asked_at is None:
        now = datetime.fromtimestamp(0).astimezone()
        return {key: Scouted(key, now, missing=directory.missing) for key in before}
    latest = _latest(connection)
    return {
        key: _look(connection, directory, key, latest, cursor) for key, cursor in before.items()
    }


def _look(
    connection: Rest, directory: Directory, key: str, latest: Latest, before: Cursor | None
) -> Scouted:
    assert directory.asked_at is not None
    category = directory.categories.get(key)
    if category is None or category.id is None:
        return Scouted(key, directory.asked_at, missing=_HIDDEN)
    known = (key, directory.asked_at, category.id)
    # What only some may see is not among the latest posts.
    if (
        before is not None
        and before.number == category.id
        and not category.read_restricted
        and latest.is_quiet(category.id, before.latest_post)
    ):
        return Scouted(*known, before.mark, latest.newest, category.topic_count)
    try:
        first = Lister(connection, category.id, slugs_of(key)).page(0)
    except NotThere as hidden:
        return Scouted(*known, missing=_reason(hidden))
    times = [(topic.bumped_at or "", topic.id) for topic in first.topics]
    mark = " ".join(map(str, max(times, default=("", ""))))
    return Scouted(*known, mark, latest.newest, category.topic_count, first)


def _latest(connection: Rest) -> Latest:
    """Ask for the latest posts; a forum that does not give them has each category looked at."""
    try:
        content = connection.get("/posts.json").content
        posts = convert((content or {}).get("latest_posts"), list[Post])
    except (NotThere, ValueError, AttributeError):
        return Latest()
    numbers = [post.id for post in posts if post.id is not None]
    by_category: dict[int, int] = {}
    for post in posts:
        if post.category_id is not None and post.id is not None:
            by_category[post.category_id] = max(post.id, by_category.get(post.category_id, 0))
    is_told = all(post.category_id is not None for post in posts)
    return Latest(max(numbers, default=None), min(numbers, default=None), by_category, is_told)


def _all(categories: list[Category]) -> list[Category]:
    """List categories with those within them."""
    found = list(categories)
    for one in found:
        found += one.subcategory_list or ()
    return found


def _reason(hidden: NotThere) -> str:
    """Say what a refusal says, without the place, which is named beside it."""
    return str(hidden).partition(": not read: ")[2].rstrip(".") or str(hidden)
