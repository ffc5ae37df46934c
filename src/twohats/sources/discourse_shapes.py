"""What Discourse sends of topics, posts and categories; every field may be missing.

Sources: the API documentation (docs.discourse.org) and the serializers it is made from. Fields have come
and gone over the years, and recordings are of any of them.
"""

from typing import Any

import msgspec

from twohats.sources.forge_shapes import Shape

REGULAR, MODERATOR, SMALL_ACTION, WHISPER = 1, 2, 3, 4
"""Kinds of posts, by Discourse's numbers."""


class Post(Shape):
    """One post of a topic."""

    id: int | None = None
    username: str | None = None
    name: str | None = None
    user_id: int | None = None
    created_at: str | None = None
    updated_at: str | None = None
    deleted_at: str | None = None
    user_deleted: bool | None = None
    """Whether its author took it back: the words are gone, the post is still there for a while."""
    hidden: bool | None = None
    version: int | None = None
    post_number: int | None = None
    post_type: int | None = None
    action_code: str | None = None
    reply_to_post_number: int | None = None
    cooked: str | None = None
    raw: str | None = None
    moderator: bool | None = None
    admin: bool | None = None
    accepted_answer: bool | None = None
    topic_id: int | None = None
    topic_slug: str | None = None
    topic_title: str | None = None
    category_id: int | None = None


class PostStream(Shape):
    """The posts of a topic: the first twenty, and the numbers of all."""

    posts: list[Post] | None = None
    stream: list[int] | None = None


class User(Shape):
    """Somebody, as named beside a topic."""

    id: int | None = None
    username: str | None = None
    name: str | None = None


class Details(Shape):
    """What stands beside a topic."""

    created_by: User | None = None


class Accepted(Shape):
    """The post that solved a topic, and who said so."""

    post_number: int | None = None
    username: str | None = None
    accepter_username: str | None = None


class Tag(Shape):
    """A tag, since tags are more than their name."""

    name: str | None = None


class Topic(Shape):
    """A topic, whole or as in a list."""

    id: int | None = None
    title: str | None = None
    slug: str | None = None
    category_id: int | None = None
    created_at: str | None = None
    last_posted_at: str | None = None
    bumped_at: str | None = None
    deleted_at: str | None = None
    closed: bool | None = None
    archived: bool | None = None
    pinned: bool | None = None
    pinned_globally: bool | None = None
    archetype: str | None = None
    tags: list[str | Tag] | None = None
    details: Details | None = None
    post_stream: PostStream | None = None
    accepted_answer: Accepted | list[Accepted] | bool | None = None
    posts_count: int | None = None

    @property
    def tag_names(self) -> list[str] | None:
        """Names of its tags, in order; None: not told."""
        if self.tags is None:
            return None
        names = (tag if isinstance(tag, str) else tag.name for tag in self.tags)
        return sorted({name for name in names if name})


class TopicList(Shape):
    """One page of a list of topics."""

    topics: list[Topic] | None = None
    more_topics_url: str | None = None


class Listed(Shape):
    """The answer that holds such a page."""

    topic_list: TopicList | None = None


class Category(Shape):
    """A category."""

    id: int | None = None
    name: str | None = None
    slug: str | None = None
    parent_category_id: int | None = None
    read_restricted: bool | None = None
    topic_count: int | None = None
    subcategory_list: list["Category"] | None = None


class Site(Shape):
    """What a forum says of itself, as far as it matters here."""

    categories: list[Category] | None = None


class CategoryList(Shape):
    """The list of categories as a page of its own."""

    categories: list[Category] | None = None


def convert(content: Any, shape: type[Any]) -> Any:
    """Read decoded JSON as one of these.

    Raises
    ------
    ValueError
        It is something else.
    """
    try:
        return msgspec.convert(content, shape, strict=False)
    except msgspec.ValidationError as error:
        raise ValueError(str(error)) from None


def slug_paths(categories: list[Category]) -> dict[int, tuple[str, ...]]:
    """Slugs of each category by its number, the outermost first.

    A category without one is called after its number, as Discourse does in addresses.

    Examples
    --------
    >>> slug_paths([Category(id=5, slug="lantern"), Category(id=7, parent_category_id=5)])
    {5: ('lantern',), 7: ('lantern', '7-category')}
    """
    flat: dict[int, Category] = {}
    queue = list(categories)
    while queue:
        one = queue.pop(0)
        if one.id is not None:
            flat[one.id] = one
        for inner in one.subcategory_list or ():
            if inner.parent_category_id is None:
                inner.parent_category_id = one.id
            queue.append(inner)
    paths: dict[int, tuple[str, ...]] = {}
    for number in flat:
        slugs: list[str] = []
        at: int | None = number
        while at in flat and len(slugs) < len(flat):
            slugs.insert(0, (flat[at].slug or f"{at}-category").lower())
            at = flat[at].parent_category_id
        paths[number] = tuple(slugs)
    return paths
