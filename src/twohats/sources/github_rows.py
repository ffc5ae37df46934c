"""GitHub's objects to rows of facts, for every reader of GitHub.

Decisions that a reader of the rows needs to know:

- Those about events stand in `twohats.sources.github_events`.
- The account ``ghost`` stands for every deleted one, so it is no account: NULL.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from twohats.records import (
    event_key,
    item_key,
    repository_key,
)
from twohats.sources.forge_bucket import Bucket, Place
from twohats.sources.forge_rows import ForgeRows
from twohats.sources.forge_tally import Tally
from twohats.sources.github_events import EventRows, full_name_of
from twohats.sources.github_names import event_kind
from twohats.sources.github_shapes import (
    Comment,
    Item,
    Recording,
)


class GithubRows(ForgeRows):
    """Gathers what a read of GitHub finds; see `twohats.sources.forge_rows.ForgeRows`."""

    def __init__(
        self,
        forge: str,
        source: str,
        tallies: dict[str, Tally] | None = None,
        present: Mapping[tuple[str | None, int | None], str] | None = None,
    ):
        super().__init__(forge, source, tallies, present)
        self._events = EventRows(forge)

    # Items -------------------------------------------------------------------------------------

    def recording(self, recording: Recording, seen_at: datetime, name: str) -> None:
        """Take in an item with all that happened to it.

        Parameters
        ----------
        recording
            The decoded file.
        seen_at
            When it was fetched.
        name
            The file, to name what had to be left out.
        """
        is_pull = recording.pull is not None
        place = self.item(recording.pull or recording.issue, seen_at, name, is_pull=is_pull)
        if place is None:
            return
        tally, bucket = self._of(place.repository, seen_at)
        if recording.events is None:
            self.lose(name, "it holds no timeline", ["events.*", "item_commits"], place.repository)
        reviews, line_comments = set(), list(recording.comments or ())
        for at, event in enumerate(recording.events or ()):
            if event.event == "line-commented":  # those of old pull requests, listed once more
                known = {comment.id for comment in line_comments}
                line_comments += [one for one in event.comments or () if one.id not in known]
                continue
            if event.event == "reviewed":
                reviews.add(event.id)
            why_not = self._events.event(place, event, tally, bucket)
            if why_not:
                kind = event_kind(event.event) if event.event else "*"
                key = f"{name}: events[{at}]"
                self.lose(key, why_not, [f"events.{kind}"], place.repository)
        if is_pull and recording.comments is None:
            reason = "it holds no line comments"
            self.lose(name, reason, ["events.review_commented"], place.repository)
        for at, comment in enumerate(line_comments):
            if not self._events.comment(place, "review_commented", comment, tally, bucket):
                key = f"{name}: comments[{at}]"
                self.lose(key, "it has no id", ["events.review_commented"], place.repository)
        named = {comment.pull_request_review_id for comment in line_comments}
        tally.unseen_reviews += len(named - reviews - {None})

    def item(
        self,
        item: Item | None,
        seen_at: datetime,
        name: str,
        *,
        is_pull: bool | None = None,
        kind: str | None = None,
    ) -> Place | None:
        """Take in an item and its ``opened``; None, and a loss, where it cannot.

        It is a pull request if ``is_pull`` says so, or else if it looks like one; ``kind`` is for those
        that are neither that nor an issue.
        """
        if item is None or item.number is None:
            reason = "it holds no issue and no pull request" if item is None else "it has no number"
            self.lose(name, reason, ["items.*", "events.*"])
            return None
        base = item.base.repo if item.base else None
        full_name = base.full_name if base and base.full_name else full_name_of(item)
        if not full_name:
            self.lose(name, "it does not say its repository", ["items.*", "events.*"])
            return None
        repository = repository_key(self.forge, full_name)
        place = Place(item_key(repository, item.number), repository, item.number)
        tally, bucket = self._of(repository, seen_at)
        bucket.repository(repository, full_name, base)
        if is_pull is None:
            is_pull = item.base is not None or item.pull_request is not None
        kind = kind or ("pull_request" if is_pull else "issue")
        bucket.buffer("items").add(self._item_row(place, kind, item, bucket))
        tally.rows[f"items.{kind}"] += 1
        if item.milestone and bucket.milestone(repository, item.milestone):
            tally.rows["milestones"] += 1
        self._opened(place, item, tally, bucket)
        return place

    def _item_row(self, place: Place, kind: str, item: Item, bucket: Bucket) -> tuple[Any, ...]:
        link = item.pull_request
        merged_at = item.merged_at or (link.merged_at if link else None)
        merged = bool(merged_at or item.merged)
        account = bucket.account
        reviewers = item.requested_reviewers
        asked = None
        if reviewers is not None or item.requested_teams is not None:
            teams = (f"team:{team.slug}" for team in item.requested_teams or () if team.slug)
            asked = sorted({*filter(None, map(account, reviewers or ())), *teams})
        assigned = item.assignees
        head = item.head and item.head.repo
        return (
            place.item,
            place.repository,
            place.number,
            kind,
            item.title,
            item.body,
            item.html_url,
            account(item.user),
            _lower(item.author_association),
            item.created_at,
            item.updated_at,
            item.closed_at,
            merged_at,
            account(item.merged_by),
            "merged" if merged else _lower(item.state),
            item.draft,
            item.additions,
            item.deletions,
            item.changed_files,
            None if item.labels is None else sorted({one.name for one in item.labels if one.name}),
            item.milestone and item.milestone.title,
            None if assigned is None else sorted({*filter(None, map(account, assigned))}),
            asked,
            item.base and item.base.ref,
            repository_key(self.forge, head.full_name) if head and head.full_name else None,
            item.merge_commit_sha if merged else None,
            None,
        )

    def _opened(self, place: Place, item: Item, tally: Tally, bucket: Bucket) -> None:
        tally.rows["events.opened"] += 1
        bucket.event(
            place,
            "opened",
            event_key(self.forge, "opened", place.item),
            item.user,
            item.created_at,
            association=item.author_association,
            url=item.html_url,
        )

    # Events ------------------------------------------------------------------------------------

    def comment(self, repository: str, number: int, comment: Comment, seen_at: datetime) -> bool:
        """Take in a comment on an item; False if it has no id to know it by."""
        tally, bucket = self._of(repository, seen_at)
        place = Place(item_key(repository, number), repository, number)
        return self._events.comment(place, "commented", comment, tally, bucket)

    def line_comment(self, place: Place, comment: Comment, seen_at: datetime) -> bool:
        """Take in a comment on a line of a pull request; False if it has no id to know it by."""
        tally, bucket = self._of(place.repository, seen_at)
        return self._events.comment(place, "review_commented", comment, tally, bucket)


def _lower(word: str | None) -> str | None:
    return word.lower() if word else None
