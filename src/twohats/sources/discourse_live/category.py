"""One category of a forum, live: `DiscourseCategory` is the reader.

What a read brings, and how it goes on:

- The first look gives the *watermark*: the forum's time before anything else is asked. All that was said
  before it will have been seen; what is said later is for the next read.
- Topics come in a list by when something was said last. Each is read whole, with all its posts.
- Each page of rows has a cursor; a cut read goes on from there. If meanwhile somebody wrote, the list is
  looked at once more from the watermark on.
- The next read takes only topics in which something was said since. What happens without that (old posts
  that are edited or deleted, topics that are closed or solved) is found when everything is read anew, every
  four weeks.
"""

import hashlib
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from twohats.errors import SourceUnreadable
from twohats.formats.forums import slugs_of
from twohats.records import Coverage, Page, owner_of
from twohats.records.personal import personal_columns
from twohats.sources import forge_anew
from twohats.sources.asking.ports import NotThere, Rest
from twohats.sources.discourse_live.cursor import Cursor, read_cursor
from twohats.sources.discourse_live.listing import Lister, ListPage
from twohats.sources.discourse_live.scouting import Scouted
from twohats.sources.discourse_live.topics import read_topic
from twohats.sources.discourse_promises import nothing_of, said_in, silent_kinds
from twohats.sources.discourse_rows import DiscourseRows
from twohats.sources.discourse_shapes import Topic
from twohats.sources.forge_rows import ForgeRows
from twohats.sources.forge_tally import Promiser, Tally
from twohats.sources.forge_times import moment

VERSION = 1
"""Of this reader; a higher one reads again what a lower one has read."""

OVERLAP = timedelta(minutes=2)
"""How far a read looks back behind the last one."""

ROWS_PER_PAGE = 400
"""Events after which a page goes to the disk, between two topics."""

BEGINNING = datetime(1, 1, 1, tzinfo=UTC)
_WHY_SILENT = "the forum does not count a topic as active for it: seen where somebody wrote besides"


class DiscourseCategory:
    """The reader; `twohats.sources.ports.LiveSource` says what it promises.

    Parameters
    ----------
    connection
        Whom to ask.
    key
        The category: ``forum.example.org:c/lantern``.
    site
        Address of the forum, as people see it; no slash at the end.
    scouted
        What a look has told.
    since
        Leave out topics that have been quiet since; None: read all. A read goes back at least as far
        as the one before.
    before
        Cursor of the last finished read of it, from which this one goes on.
    """

    name = "discourse"
    personal = personal_columns("accounts", "repositories", "items", "events")

    def __init__(
        self,
        connection: Rest,
        key: str,
        site: str,
        scouted: Scouted,
        *,
        since: datetime | None,
        before: str | None = None,
    ):
        self._connection = connection
        self.key = key
        self.location = key
        self._site = site
        self._scouted = scouted
        self._first = scouted.first
        self._wanted_since = since
        self._before = read_cursor(before, VERSION)

    @property
    def resumes_as(self) -> str:
        before = self._before.watermark if self._before else "nothing"
        window = "all" if self._since is None else "a window"
        return f"{self.name} {VERSION}: {window} after {before}"

    def fingerprint(self) -> str:
        window = "all" if self._since is None else "window"
        scouted = self._look()
        text = f"{self.name} {VERSION} {window} {self._rounds()} {self.key} {scouted.mark}"
        return hashlib.sha256(text.encode()).hexdigest()[:32]

    def pages(self, after: str | None = None) -> Iterator[Page]:
        scouted = self._look()
        cursor = read_cursor(after, VERSION)
        if cursor is None or self._has_to_start_over(cursor):
            cursor = self._start()
        if cursor.part == "done":
            if cursor.mark == scouted.mark:
                return
            cursor.reads += 1  # so that what it says last replaces what it has said
        else:
            yield from self._read(cursor)
        if cursor.mark != scouted.mark:  # it was cut, and somebody wrote before it went on
            cursor.lower = _text(moment(cursor.watermark) - OVERLAP)
            cursor.watermark = _text(scouted.asked_at)
            cursor.mark, cursor.latest_post = scouted.mark, scouted.latest_post
            cursor.part, cursor.page, cursor.done, cursor.reached = "category", 0, [], None
            yield from self._read(cursor)
        yield from self._last_pages(cursor)

    # What to read ------------------------------------------------------------------------------

    @property
    def _since(self) -> datetime | None:
        """How far back to read: at least as far as the last time."""
        if self._before is None or self._wanted_since is None:
            return self._wanted_since
        earlier = self._before.since
        return None if earlier is None else min(moment(earlier), self._wanted_since)

    @property
    def _widens(self) -> bool:
        """Whether this read reaches further back than the last one."""
        if self._before is None or self._before.since is None:
            return False
        return self._since is None or self._since < moment(self._before.since)

    def _has_to_start_over(self, cursor: Cursor) -> bool:
        """Whether a cut read may not go on: it left out what is wanted now, or had another name."""
        if cursor.key != self.key or cursor.rounds < self._rounds():
            return True
        if cursor.since is None:
            return False
        return self._since is None or self._since < moment(cursor.since)

    def _look(self) -> Scouted:
        if self._scouted.missing:
            raise SourceUnreadable(
                f"{self.key}: not read: {self._scouted.missing}. Check its address, then run "
                "`twohats sync` again."
            )
        return self._scouted

    def _is_anew(self) -> bool:
        """Whether everything is read once more, though it was read before."""
        if self._before is None:
            return False
        is_renamed = self._before.key != self.key
        return is_renamed or self._widens or is_due(self._before, self.key, self._scouted.asked_at)

    def _rounds(self) -> int:
        """How many times everything will have been read anew, which tells a read from the one before."""
        return self._before.rounds + self._is_anew() if self._before else 0

    def _start(self) -> Cursor:
        before, since, scouted = self._before, self._since, self._scouted
        watermark = _text(scouted.asked_at)
        cursor = Cursor(
            version=VERSION,
            number=scouted.number,
            key=self.key,
            since=_text(since) if since else None,
            lower=_text(since) if since else None,
            watermark=watermark,
            mark=scouted.mark,
            latest_post=scouted.latest_post,
            looked_since=watermark,
            rounds=self._rounds(),
            was_narrower=self._widens or (before is not None and before.was_narrower),
        )
        if before is not None and not self._is_anew():
            # What the last read has seen is left out; what it could not read is still lacking.
            cursor.lower = _text(moment(before.watermark) - OVERLAP)
            cursor.looked_since, cursor.reads = before.looked_since, before.reads + 1
            cursor.tallies = {
                key: Tally(
                    lost=dict(one.lost), reasons=dict(one.reasons), left_out=dict(one.left_out)
                )
                for key, one in before.tallies.items()
            }
        return cursor

    # Reading -----------------------------------------------------------------------------------

    def _read(self, cursor: Cursor) -> Iterator[Page]:
        rows = ForgeRows(self.key.partition(":")[0], self.name, cursor.tallies)
        cursor.tallies = rows.tallies
        into = DiscourseRows(rows, self._site)
        if cursor.part == "category":
            before = cursor.text()
            into.category(self.key, cursor.number, moment(cursor.watermark))
            cursor.part = "topics"
            yield from self._pages(rows, before, cursor)
        for part in ("topics", "topics again"):
            if cursor.part == part:
                is_again = part != "topics"
                if not is_again or cursor.has_moved:
                    yield from self._topics(into, cursor, is_again=is_again)
                before = cursor.text()
                cursor.part = "end" if is_again else "topics again"
                cursor.page, cursor.done, cursor.reached = 0, [], None
                yield from self._pages(rows, before, cursor)

    def _topics(self, into: DiscourseRows, cursor: Cursor, *, is_again: bool) -> Iterator[Page]:
        """Read the topics of the list; ``is_again`` only those that moved while it was read."""
        lister = Lister(self._connection, cursor.number, slugs_of(self.key))
        lower = _text(moment(cursor.watermark) - OVERLAP) if is_again else cursor.lower
        page = self._where_it_was(lister, cursor)
        while True:
            yield from self._those_of(page, into, cursor, lower)
            if page.is_last or _ends(page, lower):
                return
            # What was deleted meanwhile has pulled topics from the next page to this one.
            cursor.has_moved |= not is_again
            page = lister.page(cursor.page)
            yield from self._those_of(page, into, cursor, lower)
            times = [one.bumped_at for one in page.ordered if one.bumped_at]
            cursor.page, cursor.done = cursor.page + 1, []
            cursor.reached = min(times, default=cursor.reached)
            page = lister.page(cursor.page)

    def _where_it_was(self, lister: Lister, cursor: Cursor) -> ListPage:
        """Ask for the page that was being read, or one before: topics may have moved up since."""
        if cursor.page == 0 and self._first is not None:
            page, self._first = self._first, None  # the look has just brought it
            return page
        page = lister.page(cursor.page)
        while cursor.page and cursor.reached:
            if any(_is_above(topic, cursor.reached) for topic in page.ordered[:1]):
                break
            cursor.page -= 1
            page = lister.page(cursor.page)
        return page

    def _those_of(
        self, page: ListPage, into: DiscourseRows, cursor: Cursor, lower: str | None
    ) -> Iterator[Page]:
        rows, before = into.rows, cursor.text()
        for listed in page.topics:
            assert listed.id is not None
            if listed.id in cursor.done or _is_quiet(listed, lower):
                continue
            if cursor.reached and _is_above(listed, cursor.reached):
                continue  # read before, or moved to the front and looked for once more
            self._topic(listed.id, page.asked_at, into)
            cursor.done = [*cursor.done, listed.id]
            if into.held >= ROWS_PER_PAGE:
                yield from self._pages(rows, before, cursor)
                into.held, before = 0, cursor.text()
        into.held = 0
        yield from self._pages(rows, before, cursor)

    def _topic(self, number: int, seen_at: datetime, into: DiscourseRows) -> None:
        try:
            topic, posts = read_topic(self._connection, number)
        except NotThere as hidden:
            into.rows.lose(
                f"{self.key}#{number}", str(hidden), ["items.discussion", "events.*"], self.key
            )
            return
        if topic.category_id in (None, self._scouted.number):  # else somebody has just moved it
            into.topic(topic, posts, self.key, seen_at)

    def _pages(self, rows: ForgeRows, before: str, cursor: Cursor) -> Iterator[Page]:
        yield from rows.pages(before, cursor.text(), owner=owner_of(self.key))
        rows.forget_looks()

    # What may be promised ------------------------------------------------------------------------

    def _last_pages(self, cursor: Cursor) -> Iterator[Page]:
        rows = ForgeRows(self.key.partition(":")[0], self.name, cursor.tallies)
        cursor.part = "done"
        promises = [one for each in rows.promisers() for one in _promises(each, cursor)]
        yield from rows.last_page(promises, cursor.text())


def _promises(promiser: Promiser, cursor: Cursor) -> Iterator[Coverage]:
    """Say what is held; all of it is as old as the last look at everything, for later ones see less."""
    # One microsecond more for each read, so that its word replaces the one before; and one second
    # less, because clocks tell whole seconds and no row may be older than the promise.
    seen_at = moment(cursor.looked_since) + timedelta(seconds=-1, microseconds=cursor.reads)
    since = moment(cursor.since) if cursor.since else None
    start = since or (BEGINNING if cursor.was_narrower else None)
    for promise in said_in(promiser):
        end = moment(cursor.watermark)
        yield replace(promise, seen_at=seen_at, covers_from=start, covers_to=end)
    for kind in silent_kinds(promiser):
        if since is not None:
            yield replace(promiser.deny(f"events.{kind}", _WHY_SILENT), seen_at=seen_at)
        else:
            promise = promiser.promise(f"events.{kind}")
            end = moment(cursor.looked_since)
            yield replace(promise, seen_at=seen_at, covers_from=start, covers_to=end)
    for promise in nothing_of(promiser):
        yield replace(promise, seen_at=moment(cursor.watermark))


def is_due(before: Cursor, key: str, now: datetime) -> bool:
    """Whether a category should be read anew: each has its own day."""
    lost = any(tally.lost for tally in before.tallies.values())
    return forge_anew.is_due(key, moment(before.looked_since), now, has_losses=lost)


def _is_quiet(topic: Topic, lower: str | None) -> bool:
    """Whether nothing was said in a topic since."""
    bumped_at = topic.bumped_at
    return lower is not None and bumped_at is not None and moment(bumped_at) < moment(lower)


def _ends(page: ListPage, lower: str | None) -> bool:
    """Whether nothing new follows a page."""
    return any(_is_quiet(topic, lower) for topic in page.ordered)


def _is_above(topic: Topic, reached: str) -> bool:
    """Whether a topic stands above what was read."""
    return topic.bumped_at is not None and moment(topic.bumped_at) > moment(reached)


def _text(time: datetime) -> str:
    return time.astimezone(UTC).isoformat().replace("+00:00", "Z")
