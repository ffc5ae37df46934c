"""Rows of a forge, gathered while a read goes on and handed over in pages."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from typing import Any

from twohats.records import Coverage, Page, Skipped, event_key, owner_of, repository_key
from twohats.sources.forge_bucket import Bucket, Place
from twohats.sources.forge_shapes import Account, Milestone, Repository
from twohats.sources.forge_tally import Promiser, Tally

ROWS_PER_PAGE = 64_000


class ForgeRows:
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
        self.tallies: dict[str, Tally] = tallies or {}
        """Counts by repository; losses that belong to no known one are under ``""``."""
        self._present = present or {}
        self._buckets: dict[tuple[str, datetime], Bucket] = {}
        self._skipped: list[Skipped] = []

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
            Further columns, as `twohats.sources.forge_bucket.Bucket.event` names them.
        """
        tally, bucket = self._of(place.repository, seen_at)
        tally.rows[f"events.{kind}"] += 1
        key = event_key(self.forge, kind, number)
        bucket.event(place, kind, key, actor, happened_at, **fields)

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
