"""One topic with all its posts: the first twenty come with it, the others by their numbers."""

from collections.abc import Iterator, Sequence

from twohats.errors import SourceUnreadable
from twohats.sources.asking.ports import Rest
from twohats.sources.discourse_shapes import Post, Topic, convert

CHUNK = 20
"""Posts that one request may ask for; Discourse itself shows so many at once."""


def read_topic(connection: Rest, number: int) -> tuple[Topic, list[Post]]:
    """Read a topic and its posts, as people wrote them where the forum tells.

    Returns
    -------
    Topic
        Itself.
    list of Post
        All that are shown; one that is deleted while they are read is not among them.

    Raises
    ------
    NotThere
        It is not shown (any more).
    """
    place = f"/t/{number}.json"
    topic = _topic(connection.get(f"{place}?include_raw=true").content, place)
    stream = topic.post_stream
    posts = list((stream and stream.posts) or ())
    held = {post.id for post in posts}
    missing = [one for one in (stream and stream.stream) or () if one not in held]
    for some in _chunks(missing):
        wanted = "&".join(f"post_ids[]={one}" for one in some)
        path = f"/t/{number}/posts.json?{wanted}&include_raw=true"
        more = _topic(connection.get(path).content, path).post_stream
        posts += (more and more.posts) or ()
    return topic, posts


def _topic(content: object, place: str) -> Topic:
    try:
        topic: Topic = convert(content, Topic)
    except ValueError as error:
        raise SourceUnreadable(f"{place}: not read: it is no topic: {error}.") from None
    return topic


def _chunks(numbers: Sequence[int]) -> Iterator[Sequence[int]]:
    for at in range(0, len(numbers), CHUNK):
        yield numbers[at : at + CHUNK]
