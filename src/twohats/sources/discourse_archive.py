"""Recordings of a Discourse forum: a folder or tar archive of the JSON that the forum shows.

::

    **/*.json   a topic, as /t/ID.json gives it; more of its posts, as /t/ID/posts.json gives them;
                single posts, or pages of the latest ones, as /posts.json gives them
    site.json   the forum's own list of categories, as /site.json or /categories.json gives it

as people keep them when a forum goes, and as tools for that write them. What a file is, is seen from its
content. Which forum it was stands in none of them, so a person has to say it.
"""

import hashlib
import os
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

import msgspec

from twohats.errors import SourceUnreadable, WrongUse
from twohats.formats.forums import ALL, Forum, category_key, slugs_of
from twohats.records import Coverage, Page, Skipped
from twohats.records.personal import personal_columns
from twohats.sources.columns import utc_text
from twohats.sources.discourse_promises import nothing_of, said_in, silent_kinds
from twohats.sources.discourse_rows import DiscourseRows
from twohats.sources.discourse_shapes import (
    Category,
    CategoryList,
    Details,
    Post,
    PostStream,
    Topic,
    User,
    slug_paths,
)
from twohats.sources.forge_rows import ForgeRows
from twohats.sources.github_files import ARCHIVE_ERRORS, json_files, json_names

VERSION = 1
"""Of this reader; a higher one reads again what a lower one has read."""

TOPICS_PER_PAGE = 200
_LOOK_AT = 400
"""Files that are looked at before deciding that something is no recording of a forum."""
_UNTOLD = "nothing tells whether these are all topics: put the forum's site.json beside them"


class _File(msgspec.Struct):
    """All that a file may hold."""

    post_stream: PostStream | None = None
    latest_posts: list[Post] | None = None
    categories: list[Category] | None = None
    category_list: CategoryList | None = None
    category: Category | None = None
    title: str | None = None
    topic_id: int | None = None
    post_number: int | None = None
    id: int | None = None


_decode_file = msgspec.json.Decoder(_File, strict=False).decode
_decode_topic = msgspec.json.Decoder(Topic, strict=False).decode
_decode_post = msgspec.json.Decoder(Post, strict=False).decode
_NOT_JSON = (msgspec.MsgspecError, UnicodeDecodeError)


def looks_like_archive(path: Path) -> bool:
    """Whether a folder or archive holds topics or posts of a forum."""
    try:
        for _, (_, read) in zip(range(_LOOK_AT), json_files(path), strict=False):
            try:
                file = _decode_file(read())
            except _NOT_JSON:
                continue
            if file.post_stream or file.latest_posts or (file.topic_id and file.post_number):
                return True
    except ARCHIVE_ERRORS:
        pass
    return False


def open_archive(
    path: Path, place: str | None, hosts: Mapping[str, str], seen_at: datetime | None = None
) -> "DiscourseArchive":
    """Open a recording for reading.

    Parameters
    ----------
    path
        Its folder or archive.
    place
        Key of the category, or of the whole forum.
    hosts
        Hosts by the names of forges.
    seen_at
        When it was made, if one knows; else its latest time.

    Raises
    ------
    WrongUse
        Nobody said which forum it is, or that is no forum's key.
    """
    forge, _, rest = (place or "").partition(":")
    if not place or not (rest == ALL or rest.startswith(f"{ALL}/")):
        raise WrongUse(
            f"{path}: not read: it holds topics of a forum, and nothing in it tells which. Say it by "
            "`--repository forum.example.org:c/CATEGORY`, or `--repository forum.example.org:c` for "
            "all categories."
        )
    slugs = slugs_of(place) if rest != ALL else ()
    return DiscourseArchive(path, Forum(forge, hosts.get(forge, forge), slugs), seen_at)


@dataclass
class _Around:
    """What has to be known before the first row."""

    categories: list[Category] = field(default_factory=list)
    posts: dict[int, dict[int, Post]] = field(default_factory=dict)
    """Those outside of whole topics, by topic and number."""
    used: set[int | None] = field(default_factory=set)
    """Numbers of the categories that topics are in."""
    whole: set[int] = field(default_factory=set)
    """Numbers of the topics of which there is a file."""
    latest: str = ""


class DiscourseArchive:
    """The reader; `twohats.sources.ports.Source` says what it promises."""

    name = "discourse-archive"
    personal = personal_columns("accounts", "repositories", "items", "events")

    def __init__(self, path: Path, forum: Forum, seen_at: datetime | None):
        self.path = path
        self.location = str(path)
        self._forum = forum
        self._seen_at = seen_at

    def fingerprint(self) -> str:
        text = f"{self.name} {VERSION} {self._forum.key} {self._seen_at}"
        digest = hashlib.sha256(text.encode())
        for name in json_names(self.path) if self.path.is_dir() else [""]:
            status = os.stat(os.path.join(self.path, name) if name else self.path)
            digest.update(f"\0{name}\0{status.st_size}\0{status.st_mtime_ns}".encode())
        return digest.hexdigest()[:32]

    def pages(self, after: str | None = None) -> Iterator[Page]:
        around = _look_around(self.path)
        keys = self._keys(around)
        seen_at = self._seen_at or _moment(around.latest)
        rows = ForgeRows(self._forum.forge, self.name)
        into = DiscourseRows(rows, f"https://{self._forum.host}")
        elsewhere: Counter[int | None] = Counter()
        done = 0
        for name, topic in self._topics(around, rows):
            key = keys.get(topic.category_id)
            if key is None:
                elsewhere[topic.category_id] += 1
                continue
            if topic.category_id is not None and topic.category_id > 0:
                into.category(key, topic.category_id, seen_at)
            posts = _posts_of(topic, around)
            missing = set((topic.post_stream and topic.post_stream.stream) or ()) - posts.keys()
            if missing:
                reason = f"{len(missing)} of its posts are not in the recording"
                rows.lose(name, reason, ["events.*"], key, len(missing))
            into.topic(topic, posts.values(), key, seen_at)
            done += 1
            if done % TOPICS_PER_PAGE == 0:
                yield from rows.pages(None, None)
                rows.forget_looks()
        yield from rows.pages(None, None)
        yield from self._last_pages(rows, around, keys, elsewhere)

    def _keys(self, around: _Around) -> dict[int | None, str]:
        """Keys of the categories that are meant, by number."""
        forge = self._forum.forge
        paths = slug_paths(around.categories)
        if paths:
            keys = {number: category_key(forge, slugs) for number, slugs in paths.items()}
            return {number: key for number, key in keys.items() if self._forum.covers(key)}
        if self._forum.is_whole or len(around.used) > 1:
            raise SourceUnreadable(
                f"{self.path}: not read: nothing in it tells what its categories are called. Put the "
                f"forum's own list beside the topics: https://{self._forum.host}/site.json."
            )
        return dict.fromkeys(around.used, self._forum.key)

    def _topics(self, around: _Around, rows: ForgeRows) -> Iterator[tuple[str, Topic]]:
        """Go through whole topics, then through those of which there are only posts."""
        seen: set[int] = set()
        try:
            for name, read in json_files(self.path):
                try:
                    content = read()
                    file = _decode_file(content)
                    topic = _decode_topic(content) if file.post_stream and file.title else None
                except (*_NOT_JSON, PermissionError) as error:
                    rows.lose(name, f"it cannot be read: {error}", ["items.*", "events.*"])
                    continue
                if topic is None or topic.id is None:
                    continue
                if topic.id in seen:
                    rows.lose(name, f"topic {topic.id} is there a second time", [])
                    continue
                seen.add(topic.id)
                if topic.archetype == "private_message":
                    rows.lose(name, "it is a private message, which is never read", [])
                    continue
                yield name, topic
        except ARCHIVE_ERRORS as error:
            reason = f"the archive is damaged here: {error}"
            rows.lose(str(self.path), reason, ["items.*", "events.*"])
        for number, posts in sorted(around.posts.items()):
            if number in seen:
                continue
            topic = _made_of(number, list(posts.values()))
            if topic is not None:
                yield f"topic {number}", topic
            else:
                reason = f"{len(posts)} posts are there, and not the first one"
                rows.lose(f"topic {number}", reason, ["items.*", "events.*"])

    def _last_pages(
        self,
        rows: ForgeRows,
        around: _Around,
        keys: dict[int | None, str],
        elsewhere: Counter[int | None],
    ) -> Iterator[Page]:
        told = {keys[one.id]: one for one in around.categories if one.id in keys}
        promises: list[Coverage] = []
        for promiser in rows.promisers():
            category = told.get(promiser.repository)
            # Discourse does not count what stands above a category: its description.
            count = category.topic_count if category else None
            whole = count is not None and promiser.tally.rows["items.discussion"] >= count
            kinds = [f"events.{kind}" for kind in silent_kinds(promiser)]
            for promise in (*said_in(promiser), *map(promiser.promise, kinds)):
                is_held = whole or not promise.complete
                promises.append(promise if is_held else promiser.deny(promise.holds, _UNTOLD))
            promises += nothing_of(promiser)
        left = tuple(
            Skipped(
                f"category {number}",
                f"{count} topics are left out: it is not within {self._forum.key}"
                if any(one.id == number for one in around.categories)
                else f"{count} topics are left out: site.json does not name it",
            )
            for number, count in sorted(elsewhere.items(), key=str)
        )
        yield from rows.last_page(promises, None)
        if left:
            yield Page(f"{self._forum.forge}:{ALL}", skipped=left)


def _look_around(path: Path) -> _Around:
    """Go through all files once, for categories, single posts and the latest time."""
    around = _Around()
    try:
        for _, read in json_files(path):
            _note(around, read)
    except ARCHIVE_ERRORS:
        pass  # reading proper comes to the same place, and tells
    return around


def _note(around: _Around, read: Callable[[], bytes]) -> None:
    try:
        content = read()
        file = _decode_file(content)
        single = _decode_post(content) if file.topic_id and file.post_number else None
        topic = _decode_topic(content) if file.post_stream and file.title else None
    except (*_NOT_JSON, PermissionError):
        return
    listed = file.category_list.categories if file.category_list else None
    around.categories += file.categories or listed or ()
    if file.category and file.category.id is not None:
        around.categories.append(file.category)
    posts = [*(file.latest_posts or ()), *([single] if single else ())]
    streamed = (file.post_stream.posts if file.post_stream else None) or []
    if topic is not None and topic.id is not None:
        around.used.add(topic.category_id)
        around.whole.add(topic.id)
    else:
        for post in streamed:
            post.topic_id = post.topic_id or file.id
        posts += streamed
    for post in posts:
        if post.topic_id is not None and post.id is not None:
            around.posts.setdefault(post.topic_id, {})[post.id] = post
            if post.post_number == 1 and post.topic_title:
                around.used.add(post.category_id)
    times = (utc_text(post.updated_at or post.created_at) or "" for post in (*posts, *streamed))
    around.latest = max([around.latest, *times])


def _posts_of(topic: Topic, around: _Around) -> dict[int, Post]:
    """Gather the posts of a topic by number, from its own file and from others."""
    assert topic.id is not None
    own = (topic.post_stream.posts if topic.post_stream else None) or ()
    return {
        **around.posts.get(topic.id, {}),
        **{post.id: post for post in own if post.id is not None},
    }


def _made_of(number: int, posts: list[Post]) -> Topic | None:
    """Make a topic of its posts alone; None where the first one is missing, so that nobody opened it."""
    first = next((post for post in posts if post.post_number == 1), None)
    if first is None:
        return None
    return Topic(
        id=number,
        title=first.topic_title,
        slug=first.topic_slug,
        category_id=first.category_id,
        created_at=first.created_at,
        last_posted_at=max(post.created_at or "" for post in posts) or None,
        details=Details(User(first.user_id, first.username, first.name)),
    )


def _moment(text: str) -> datetime:
    """Read a time; a recording without any loses to every other look."""
    return datetime.fromisoformat(text) if text else datetime.fromtimestamp(0, UTC)
