"""GitHub's objects to rows of facts, for every reader of GitHub.

Decisions that a reader of the rows needs to know:

- Those about events stand in `twohats.sources.github_events`.
- The account ``ghost`` stands for every deleted one, so it is no account: NULL.
"""

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from typing import Any

from twohats.records import (
    Coverage,
    Page,
    Skipped,
    event_key,
    item_key,
    owner_of,
    repository_key,
)
from twohats.sources.github_bucket import Bucket, Place
from twohats.sources.github_events import EventRows, full_name_of
from twohats.sources.github_names import event_kind
from twohats.sources.github_shapes import (
    Account,
    Comment,
    Item,
    Milestone,
    Recording,
    Repository,
)
from twohats.sources.github_tally import Promiser, Tally

ROWS_PER_PAGE = 64_000


class GithubRows:
    """Gathers what a read finds, and hands it over in pages.

    Parameters
    ----------
    forge
        Name of the forge in the workspace.
    source
        Name of the reader, for coverage.
    tallies
        Counts of an earlier, cut read to go on from.
    present
        Logins that accounts have now, by the older login and the number of the account.
    """

    def __init__(
        self,
        forge: str,
        source: str,
        tallies: dict[str, Tally] | None = None,
        present: Mapping[tuple[str | None, int | None], str] | None = None,
    ):
        self.forge = forge
        self.source = source
        self._events = EventRows(forge)
        self.tallies: dict[str, Tally] = tallies or {}
        """Counts by repository; losses that belong to no known one are under ``""``."""
        self._present = present or {}
        self._buckets: dict[tuple[str, datetime], Bucket] = {}
        self._skipped: list[Skipped] = []

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

    def event(
        self,
        place: Place,
        seen_at: datetime,
        kind: str,
        number: int | str,
        actor: Account | None,
        happened_at: str | None,
        **fields: str | None,
    ) -> None:
        """Take in an event that a reader has put together by itself.

        Parameters
        ----------
        place
            The item, as `item` gave it.
        seen_at
            When it was looked at.
        kind
            As the facts name it.
        number
            What tells it from others of its kind.
        actor, happened_at
            Who, and when.
        **fields
            Further columns, as `twohats.sources.github_bucket.Bucket.event` names them.
        """
        tally, bucket = self._of(place.repository, seen_at)
        tally.rows[f"events.{kind}"] += 1
        key = event_key(self.forge, kind, number)
        bucket.event(place, kind, key, actor, happened_at, **fields)

    # Everything else ---------------------------------------------------------------------------

    def repository(self, repository: Repository, seen_at: datetime) -> str | None:
        """Take in a repository by itself; its key."""
        if not repository.full_name:
            return None
        key = repository_key(self.forge, repository.full_name)
        self._of(key, seen_at)[1].repository(key, repository.full_name, repository)
        return key

    def account(self, repository: str, account: Account, seen_at: datetime) -> str | None:
        """Take in an account met in a repository; its key."""
        return self._of(repository, seen_at)[1].account(account)

    def milestone(self, repository: str, milestone: Milestone, seen_at: datetime) -> None:
        """Take in a milestone by itself."""
        tally, bucket = self._of(repository, seen_at)
        if bucket.milestone(repository, milestone):
            tally.rows["milestones"] += 1

    def row(self, table: str, repository: str, row: tuple[Any, ...], seen_at: datetime) -> None:
        """Take in a row of another table that is already complete."""
        tally, bucket = self._of(repository, seen_at)
        bucket.buffer(table).add(row)
        tally.rows[table] += 1

    def lose(
        self, key: str, reason: str, holds: Iterable[str], repository: str = "", count: int = 1
    ) -> None:
        """Count something that could not be read, and name it.

        Parameters
        ----------
        key
            What it was: a file, a row, an event of a file.
        reason
            Why, for the person who brought the input.
        holds
            What is not complete without it; ``events.*`` is every kind of event.
        repository
            Whose; left out where it could be any.
        count
            How many.
        """
        self._skipped.append(Skipped(key, reason))
        tally = self.tallies.setdefault(repository, Tally())
        for held in holds:
            tally.lose(held, reason, count)

    def _of(self, repository: str, seen_at: datetime) -> tuple[Tally, Bucket]:
        """Find the counts of a repository, and the bucket its rows go to."""
        tally = self.tallies.get(repository)
        if tally is None:
            tally = self.tallies[repository] = Tally()
        if tally.seen_at is None or seen_at < tally.seen_at:
            tally.seen_at = seen_at
        owner = owner_of(repository)
        bucket = self._buckets.get((owner, seen_at))
        if bucket is None:
            bucket = self._buckets[owner, seen_at] = Bucket(
                self.forge, owner, seen_at, self._present
            )
        return tally, bucket

    # Pages -------------------------------------------------------------------------------------

    @property
    def is_full(self) -> bool:
        """Whether there are rows for a page."""
        return any(len(b.buffers["events"]) >= ROWS_PER_PAGE for b in self._buckets.values())

    @property
    def repositories(self) -> list[str]:
        """Keys of the repositories seen so far."""
        return sorted(key for key in self.tallies if key)

    def promisers(self) -> Iterator[Promiser]:
        """One for each repository seen, to say what is held of it."""
        anywhere = self.tallies.get("", Tally())
        for repository in self.repositories:
            yield Promiser(self.source, repository, self.tallies[repository], anywhere)

    def pages(
        self, before: str | None, cursor: str | None, *, owner: str | None = None
    ) -> Iterator[Page]:
        """Hand over what was gathered, one page per owner and look.

        Parameters
        ----------
        before
            Cursor of the page before: on all but the last, since only the last makes them whole.
        cursor
            Where to go on after the last of them.
        owner
            On whose page losses stand if no row came beside them. None: on the next page with rows,
            or with the coverage.
        """
        made = list(filter(None, map(self._page, self._buckets.values())))
        if not made and owner is None:
            return
        skipped, self._skipped = tuple(self._skipped), []
        if not made and owner is not None and skipped:
            yield Page(owner, skipped=skipped, cursor=cursor)
        for at, (bucket, tables, lost) in enumerate(made):
            yield Page(
                owner=bucket.owner,
                tables=tables,
                seen_at=bucket.seen_at,
                skipped=(*(skipped if at == 0 else ()), *lost),
                cursor=cursor if at == len(made) - 1 else before,
            )

    def _page(self, bucket: Bucket) -> tuple[Bucket, dict[str, Any], list[Skipped]] | None:
        tables, skipped = {}, []
        for name, buffer in bucket.buffers.items():
            if len(buffer):
                tables[name], lost = buffer.take()
                skipped += lost
        return (bucket, tables, skipped) if tables else None

    def forget_looks(self) -> None:
        """Forget which rows were made so far, once they are handed over; memory stays bounded."""
        self._buckets.clear()

    def last_page(self, promises: Iterable[Coverage], cursor: str | None) -> Iterator[Page]:
        """Hand over coverage, and losses that no page has named yet."""
        by_owner: dict[str, list[Coverage]] = {}
        for promise in promises:
            by_owner.setdefault(owner_of(promise.scope), []).append(promise)
        for owner, coverage in by_owner.items():
            skipped, self._skipped = tuple(self._skipped), []
            seen_at = max(promise.seen_at for promise in coverage)
            yield Page(owner, {}, seen_at, tuple(coverage), skipped, cursor)

    @property
    def first_loss(self) -> str:
        """The first thing that could not be read and is not handed over yet, and why."""
        if not self._skipped:
            return "it holds no issue and no pull request"
        return f"{self._skipped[0].key}: {self._skipped[0].reason}"


def _lower(word: str | None) -> str | None:
    return word.lower() if word else None
