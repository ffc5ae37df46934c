"""What a forum answers, by the published serializers; nothing about limits or faults."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from discourse.world import REGULAR, SMALL_ACTION, WHISPER, Category, Post, Topic, User, World

CHUNK = 20


def time_text(time: datetime | None) -> str | None:
    """Write a time as Rails does."""
    return time and f"{time:%Y-%m-%dT%H:%M:%S}.{time.microsecond // 1000:03d}Z"


class Answers:
    """Answers for one who asks.

    Parameters
    ----------
    world
        What is served.
    is_member
        Whether who asks sees what is not for everybody.
    per_page
        Topics on a page of a list; 30 at any forum.
    tags_are_objects
        Whether tags come as objects, as they do since 2026.
    """

    def __init__(
        self, world: World, is_member: bool, per_page: int = 30, *, tags_are_objects: bool = False
    ):
        self.world, self.is_member, self.per_page = world, is_member, per_page
        self._objects = tags_are_objects

    # Who sees what -------------------------------------------------------------------------------

    def categories(self) -> list[Category]:
        return [one for one in self.world.categories if self.is_member or not one.read_restricted]

    def sees(self, topic: Topic) -> bool:
        return not topic.deleted and topic.category in self.categories()

    def posts_of(self, topic: Topic) -> list[Post]:
        kinds = {SMALL_ACTION, REGULAR, 2, *([WHISPER] if self.is_member else [])}
        return [one for one in topic.posts if one.type in kinds and one.deleted_at is None]

    # Answers -------------------------------------------------------------------------------------

    def site(self) -> dict[str, Any]:
        return {"post_types": {}, "categories": [self.category(one) for one in self.categories()]}

    def category(self, category: Category) -> dict[str, Any]:
        within = [one for one in self.world.topics if one.category is category and not one.deleted]
        told = {
            "id": category.id,
            "name": category.slug.title(),
            "slug": category.slug,
            "topic_count": len(within),
            "post_count": sum(len(one.posts) for one in within),
            "read_restricted": category.read_restricted,
        }
        return told | ({"parent_category_id": category.parent.id} if category.parent else {})

    def latest_in(
        self, category: Category, page: int, *, subcategories: bool = True
    ) -> dict[str, Any]:
        """One page of a category's list: what is pinned stands on the first, above all others."""
        inner = {category.id}
        if subcategories:
            inner |= {one.id for one in self.world.categories if category in _parents(one)}
        topics = [one for one in self.world.topics if one.category.id in inner and self.sees(one)]
        topics.sort(key=lambda one: (one.bumped_at, one.id), reverse=True)
        pinned = [one for one in topics if one.pinned and one.category is category]
        rest = [one for one in topics if one not in pinned]
        if page == 0:
            shown = (pinned + rest)[: self.per_page]
        else:
            begin = max(0, page * self.per_page - len(pinned))
            shown = rest[begin : begin + self.per_page]
        path = "/".join([*category.path, str(category.id)])
        more = {"more_topics_url": f"/c/{path}/l/latest?page={page + 1}"}
        listed = [self._listed(one) for one in shown]
        return {
            "users": [],
            "topic_list": {
                "can_create_topic": False,
                "per_page": self.per_page,
                **(more if len(shown) == self.per_page else {}),
                "topics": listed,
            },
        }

    def _listed(self, topic: Topic) -> dict[str, Any]:
        posts = self.posts_of(topic)
        return {
            "id": topic.id,
            "title": topic.title,
            "slug": topic.slug,
            "posts_count": len(posts),
            "created_at": time_text(topic.created_at),
            "last_posted_at": time_text(topic.last_posted_at),
            "bumped": True,
            "bumped_at": time_text(topic.bumped_at),
            "archetype": "regular",
            "pinned": topic.pinned,
            "unpinned": None,
            "visible": True,
            "closed": topic.closed,
            "archived": topic.archived,
            "category_id": topic.category.id,
            "tags": self._tags(topic),
            "has_accepted_answer": topic.solved_by is not None,
        }

    def latest_posts(self, before: int | None) -> dict[str, Any]:
        """Regular posts of all that everybody may see, the latest fifty."""
        told = [
            (topic, post)
            for topic in self.world.topics
            if self.sees(topic) and not topic.category.read_restricted
            for post in self.posts_of(topic)
            if post.type == REGULAR and (before is None or post.id < before)
        ]
        told.sort(key=lambda pair: pair[1].id, reverse=True)
        return {
            "latest_posts": [
                {
                    **self._post(topic, post, raw=True),
                    "topic_title": topic.title,
                    "category_id": topic.category.id,
                }
                for topic, post in told[:50]
            ]
        }

    def topic(self, topic: Topic, *, raw: bool) -> dict[str, Any]:
        posts = self.posts_of(topic)
        first = topic.posts[0].user
        told: dict[str, Any] = {
            "post_stream": {
                "posts": [self._post(topic, one, raw=raw) for one in posts[:CHUNK]],
                "stream": [one.id for one in posts],
            },
            "id": topic.id,
            "title": topic.title,
            "fancy_title": topic.title,
            "posts_count": len(posts),
            "created_at": time_text(topic.created_at),
            "last_posted_at": time_text(topic.last_posted_at),
            "visible": True,
            "closed": topic.closed,
            "archived": topic.archived,
            "archetype": "regular",
            "slug": topic.slug,
            "category_id": topic.category.id,
            "tags": self._tags(topic),
            "deleted_at": None,
            "chunk_size": CHUNK,
            "details": {"created_by": _user(first), "participants": []},
        }
        if topic.solved_by is not None:
            told["accepted_answer"] = {
                "post_number": topic.solved_by.number,
                "username": topic.solved_by.user and topic.solved_by.user.username,
                "excerpt": None,
                **({"accepter_username": topic.accepted_by.username} if topic.accepted_by else {}),
            }
        return told

    def more_posts(self, topic: Topic, wanted: Sequence[int], *, raw: bool) -> dict[str, Any]:
        posts = [one for one in self.posts_of(topic) if one.id in wanted]
        return {
            "post_stream": {"posts": [self._post(topic, one, raw=raw) for one in posts]},
            "id": topic.id,
        }

    def _post(self, topic: Topic, post: Post, *, raw: bool) -> dict[str, Any]:
        user, hidden = post.user, post.hidden and not self.is_member
        shown = "This post was flagged by the community and is temporarily hidden."
        told: Mapping[str, Any] = {
            "id": post.id,
            "name": user.name if user else None,
            "username": user.username if user else None,
            "created_at": time_text(post.created_at),
            "cooked": f"<p>{shown}</p>" if hidden else post.cooked,
            "post_number": post.number,
            "post_type": post.type,
            "updated_at": time_text(post.updated_at),
            "reply_count": sum(one.reply_to == post.number for one in topic.posts),
            "reply_to_post_number": post.reply_to,
            "topic_id": topic.id,
            "topic_slug": topic.slug,
            "display_username": user.name if user else None,
            "version": post.version,
            "moderator": bool(user and user.moderator),
            "admin": bool(user and user.admin),
            "staff": bool(user and (user.admin or user.moderator)),
            "user_id": user.id if user else None,
            "hidden": post.hidden,
            "trust_level": 1,
            "deleted_at": None,
            "user_deleted": post.user_deleted,
            "accepted_answer": topic.solved_by is post,
        }
        extra = {"action_code": post.action_code} if post.action_code else {}
        return {**told, **extra, **({"raw": post.raw} if raw and not hidden else {})}

    def _tags(self, topic: Topic) -> list[Any]:
        if self._objects:
            return [{"id": at, "name": name, "slug": name} for at, name in enumerate(topic.tags)]
        return list(topic.tags)


def _user(user: User | None) -> dict[str, Any] | None:
    return user and {"id": user.id, "username": user.username, "name": user.name}


def _parents(category: Category) -> list[Category]:
    return [category.parent, *_parents(category.parent)] if category.parent else []
