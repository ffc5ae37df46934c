"""Line comments from before there were reviews, which GraphQL may not lead to."""

from datetime import UTC, datetime

import msgspec

from twohats.records import item_key
from twohats.sources.asking.ports import NotThere
from twohats.sources.forge_bucket import Place
from twohats.sources.forge_times import moment
from twohats.sources.github_api.ports import Connection
from twohats.sources.github_live.about import Home
from twohats.sources.github_rows import GithubRows
from twohats.sources.github_shapes import Comment

REVIEWS_CAME = datetime(2017, 1, 1, tzinfo=UTC)
"""From then on every line comment belongs to a review: they came in September 2016."""


class _Listed(Comment):
    """A line comment in the list of a whole repository."""

    pull_request_url: str | None = None


def add_oldest(rows: GithubRows, connection: Connection, home: Home) -> None:
    """Take in the line comments that belong to no review, by the list of REST, oldest first."""
    path = f"/repos/{home.full_name}/pulls/comments?sort=created&direction=asc"
    try:
        for reply in connection.pages(path):
            comments = msgspec.convert(reply.content, list[_Listed], strict=False)
            for one in comments:
                if one.pull_request_review_id is None:
                    _add(rows, home, one, reply.asked_at)
            last = comments[-1].created_at if comments else None
            if last and moment(last) >= REVIEWS_CAME:
                return
    except (NotThere, msgspec.ValidationError) as error:
        reason = f"the list of line comments: {error}"
        rows.lose(home.key, reason, ["events.review_commented"], home.key)


def _add(rows: GithubRows, home: Home, comment: _Listed, seen_at: datetime) -> None:
    number = (comment.pull_request_url or "").rpartition("/")[2]
    if not number.isdigit():
        reason = "a line comment does not say its pull request"
        rows.lose(home.key, reason, ["events.review_commented"], home.key)
        return
    place = Place(item_key(home.key, int(number)), home.key, int(number))
    rows.line_comment(place, comment, seen_at)
