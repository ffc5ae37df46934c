"""Topics and posts of a forum as rows: a topic is a discussion, its posts are what was said there."""

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta

from twohats.formats.cooked import text_of
from twohats.formats.forums import ALL
from twohats.records import event_key, item_key
from twohats.sources.discourse_shapes import (
    SMALL_ACTION,
    WHISPER,
    Accepted,
    Post,
    Topic,
    User,
)
from twohats.sources.forge_bucket import Place
from twohats.sources.forge_rows import ForgeRows
from twohats.sources.forge_shapes import Account, Repository

KINDS = {
    "closed.enabled": "closed",
    "autoclosed.enabled": "closed",
    "closed.disabled": "reopened",
    "autoclosed.disabled": "reopened",
}
"""What Discourse notes in a topic, as all forges call it; the rest keeps its own word."""

WHISPERS = "whispers"
"""Under this posts are counted that only staff sees."""

HIDDEN = "hidden words"
"""Under this posts are counted whose words the forum hides."""


class DiscourseRows:
    """Takes in topics with their posts.

    Parameters
    ----------
    rows
        Where they go.
    site
        Address of the forum, without a slash at the end.
    """

    def __init__(self, rows: ForgeRows, site: str):
        self.rows = rows
        self._site = site
        self.held = 0
        """Posts taken in since somebody set it back."""

    def category(self, repository: str, number: int, seen_at: datetime) -> None:
        """Take in a category, by its key and its number."""
        name = repository.partition(f":{ALL}/")[2]
        path = name.replace(":", "/")
        row = Repository(number, f"{ALL}/{name}", html_url=f"{self._site}/{ALL}/{path}/{number}")
        row.owner = None
        self.rows.repository(row, seen_at)

    def topic(
        self, topic: Topic, posts: Iterable[Post], repository: str, seen_at: datetime
    ) -> None:
        """Take in a topic with the posts that are known of it.

        Parameters
        ----------
        topic
            Itself.
        posts
            In any order; each once.
        repository
            Key of its category.
        seen_at
            When it was looked at.
        """
        if topic.id is None:
            self.rows.lose("a topic", "it has no number", ["items.*", "events.*"], repository)
            return
        known = sorted(posts, key=lambda post: (post.post_number or 0, post.id or 0))
        place = Place(item_key(repository, topic.id), repository, topic.id)
        self._item(topic, known, place, seen_at)
        self.held += len(known)
        forge = self.rows.forge
        keys = {
            post.post_number: event_key(forge, "commented", post.id) for post in known if post.id
        }
        keys[1] = event_key(forge, "opened", place.item)
        for post in known:
            self._post(topic, post, place, seen_at, keys)
        self._accepted(topic, known, place, seen_at)

    def _item(self, topic: Topic, posts: list[Post], place: Place, seen_at: datetime) -> None:
        first = next((post for post in posts if post.post_number == 1), None)
        created_by = topic.details.created_by if topic.details else None
        author = self._account(place, created_by or first, seen_at)
        is_over = bool(topic.closed or topic.archived)
        created_at = topic.created_at or (first.created_at if first else None)
        row = (
            place.item,
            place.repository,
            place.number,
            "discussion",
            topic.title,
            _words(first) if first else None,
            self._address(topic),
            author,
            _standing(first) if first else None,
            created_at,
            topic.last_posted_at or topic.created_at,
            _closed_at(posts) if is_over else None,
            None,
            None,
            None if topic.closed is None else "closed" if is_over else "open",
            *[None] * 4,
            topic.tag_names,
            *[None] * 6,
            _gone_at(seen_at) if topic.deleted_at else None,
        )
        self.rows.row("items", place.repository, row, seen_at)
        tally = self.rows.tallies[place.repository]
        tally.rows["items.discussion"] += 1
        self.rows.event(
            place,
            seen_at,
            "opened",
            place.item,
            _who(created_by or first),
            created_at,
            association=_standing(first) if first else None,
            url=self._address(topic),
        )

    def _post(
        self,
        topic: Topic,
        post: Post,
        place: Place,
        seen_at: datetime,
        keys: Mapping[int | None, str],
    ) -> None:
        """Take in one post; the first one is the topic itself. ``keys`` are those of all its posts."""
        repository = place.repository
        if post.id is None:
            name = f"{place.item}: a post"
            self.rows.lose(name, "it has no number", ["events.commented"], repository)
            return
        tally = self.rows.tallies[repository]
        if post.post_type == WHISPER:
            tally.left_out[WHISPERS] += 1
            return
        if post.post_number == 1:
            return
        code = post.action_code or "moved" if post.post_type == SMALL_ACTION else None
        kind = KINDS.get(code, code) if code else "commented"
        if post.hidden:
            tally.left_out[HIDDEN] += 1
        row = (
            event_key(self.rows.forge, kind, post.id),
            place.item,
            repository,
            place.number,
            kind,
            self._account(place, post, seen_at),
            post.created_at,
            None,
            None,
            keys.get(post.reply_to_post_number) if post.reply_to_post_number else None,
            None,
            None,
            _standing(post),
            None if code else _words(post),
            self._address(topic, post),
            post.updated_at if (post.version or 1) > 1 and not post.user_deleted else None,
            _gone_at(seen_at) if post.deleted_at or post.user_deleted else None,
        )
        self.rows.row("events", repository, row, seen_at)
        tally.rows[f"events.{kind}"] += 1

    def _accepted(self, topic: Topic, posts: list[Post], place: Place, seen_at: datetime) -> None:
        """Note what solved the topic: Discourse tells which post it was, and not when it was said."""
        told = topic.accepted_answer
        found = told if isinstance(told, list) else [told] if isinstance(told, Accepted) else []
        by_number = {post.post_number: post for post in posts}
        if not found:
            found = [Accepted(one.post_number) for one in posts if one.accepted_answer]
        for one in found:
            post = by_number.get(one.post_number)
            if post is None or post.id is None:
                continue
            self.rows.event(
                place,
                seen_at,
                "answered",
                post.id,
                Account(one.accepter_username) if one.accepter_username else None,
                None,
                parent=event_key(self.rows.forge, "commented", post.id),
                url=self._address(topic, post),
            )

    def _account(self, place: Place, who: Post | User | None, seen_at: datetime) -> str | None:
        account = _who(who)
        return self.rows.account(place.repository, account, seen_at) if account else None

    def _address(self, topic: Topic, post: Post | None = None) -> str:
        base = f"{self._site}/t/{topic.slug or '-'}/{topic.id}"
        return base if post is None else f"{base}/{post.post_number}"


def _who(who: Post | User | None) -> Account | None:
    """Read an account: those below zero are Discourse's own robots."""
    if who is None or not who.username:
        return None
    number = who.user_id if isinstance(who, Post) else who.id
    kind = None if number is None else "Bot" if number < 0 else "User"
    return Account(who.username, number, kind, name=who.name or None)


def _words(post: Post) -> str | None:
    """Take what a post says, as written where that is known; None where it is hidden or taken back."""
    if post.hidden or post.user_deleted:
        return None
    if post.raw is not None:
        return post.raw
    return text_of(post.cooked) if post.cooked is not None else None


def _gone_at(seen_at: datetime) -> str:
    """Say that something was gone when it was looked at: facts take that from a later moment only."""
    return (seen_at + timedelta(microseconds=1)).isoformat()


def _standing(post: Post) -> str | None:
    """Tell what its author is in the forum, as on the day it was read."""
    return "admin" if post.admin else "moderator" if post.moderator else None


def _closed_at(posts: Iterable[Post]) -> str | None:
    """Find when a topic was closed or archived for the last time; None: no post tells."""
    ends = (*(code for code, kind in KINDS.items() if kind == "closed"), "archived.enabled")
    told = [post.created_at for post in posts if post.action_code in ends and post.created_at]
    return max(told, default=None)
