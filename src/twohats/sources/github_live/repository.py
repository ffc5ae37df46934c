"""One repository of GitHub, live: `GithubRepository` is the reader.

What a read brings, and how it goes on:

- The first look (`scout`) gives the *watermark*: GitHub's time before anything else is asked. All that
  changed before it will have been seen; what changes later is for the next read.
- Items come in lists by when they changed last. Each is read whole, with all its comments, reviews
  and events, or it says what is lacking.
- Each page has a cursor; a cut read goes on from there. If meanwhile anything changed, the lists
  are looked at once more from the watermark on.
- The next read takes only what changed since the watermark. What GitHub changes without counting the
  item as updated is found when everything is read anew, every four weeks.
"""

import hashlib
from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta

from twohats.errors import SourceUnreadable
from twohats.records import Page, owner_of, repository_key
from twohats.records.personal import personal_columns
from twohats.sources import forge_anew
from twohats.sources.forge_tally import Promiser, Tally
from twohats.sources.forge_times import moment, text_of
from twohats.sources.github_api.ports import Connection
from twohats.sources.github_live.about import Home, add_home
from twohats.sources.github_live.cursor import Cursor, read_cursor
from twohats.sources.github_live.documents import add_documents
from twohats.sources.github_live.gathering import Gatherer
from twohats.sources.github_live.listing import Lister
from twohats.sources.github_live.lists import DISCUSSIONS, ISSUES, PULLS, Listing
from twohats.sources.github_live.oldest import REVIEWS_CAME, add_oldest
from twohats.sources.github_live.promises import fresh_promises, promises
from twohats.sources.github_live.rows import add_item, lose
from twohats.sources.github_live.scouting import Scouted, scout
from twohats.sources.github_rows import GithubRows
from twohats.sources.github_shapes import Repository

VERSION = 1
"""Of this reader; a higher one reads again what a lower one has read."""

OVERLAP = timedelta(minutes=2)
"""How far a read looks back behind the last one: GitHub's lists lag behind what happened."""

CHECKS_FOR = timedelta(days=90)
"""Of how old commits the checks are read at first."""

CHECKS_AGAIN = timedelta(days=7)
"""Of how old commits the checks are read again: they may still have been running."""

_LISTINGS = {"issues": ISSUES, "pulls": PULLS, "discussions": DISCUSSIONS}
_PARTS = (
    *("about", "issues", "pulls", "pulls again", "oldest", "discussions", "discussions again"),
    *("documents", "end"),
)


class GithubRepository:
    """The reader; `twohats.sources.ports.LiveSource` says what it promises.

    Parameters
    ----------
    connection
        Whom to ask.
    key
        The repository: ``github:owner/name``, under any name it ever had.
    since
        Leave out items that have not changed since; None: read all. A read goes back at least as far
        as the one before.
    before
        Cursor of the last finished read of it, from which this one goes on.
    scouted
        What a look has told already; None: have one.
    """

    name = "github"
    personal = personal_columns(
        *("accounts", "repositories", "names", "items", "events", "item_files", "item_commits"),
        *("links", "releases", "milestones", "documents"),
    )

    def __init__(
        self,
        connection: Connection,
        key: str,
        *,
        since: datetime | None,
        before: str | None = None,
        scouted: Scouted | None = None,
    ):
        self._connection = connection
        self._forge = key.partition(":")[0]
        self.key = key
        self.location = key
        self._before = read_cursor(before, VERSION)
        self._wanted_since = since
        self._scouted = scouted
        self._earlier_tallies: dict[str, Tally] = {}

    @property
    def resumes_as(self) -> str:
        before = self._before.watermark if self._before else "nothing"
        window = "all" if self._since is None else "a window"
        return f"{self.name} {VERSION}: {window} after {before}"

    def fingerprint(self) -> str:
        scouted = self._look()
        marks = "\0".join(f"{name}={mark}" for name, mark in sorted(scouted.marks.items()))
        window = "all" if self._since is None else "window"
        rounds = self._rounds(scouted)
        text = f"{self.name} {VERSION} {window} {rounds} {scouted.full_name} {marks}"
        return hashlib.sha256(text.encode()).hexdigest()[:32]

    def pages(self, after: str | None = None) -> Iterator[Page]:
        scouted = self._look()
        cursor = read_cursor(after, VERSION)
        if cursor is None or self._has_to_start_over(cursor, scouted):
            cursor = self._start(scouted)
        if cursor.part == "done":
            if cursor.marks == scouted.marks:
                return
            cursor.reads += 1  # so that what it says last replaces what it has said
        else:
            yield from self._read(cursor)
        if cursor.marks != scouted.marks:  # it was cut, and things have changed before it went on
            self._follow(cursor, scouted)
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

    def _has_to_start_over(self, cursor: Cursor, scouted: Scouted) -> bool:
        """Whether a cut read may not go on: it left out what is wanted now, or had another name."""
        if cursor.full_name != scouted.full_name or cursor.rounds < self._rounds(scouted):
            return True
        if cursor.since is None:
            return False
        return self._since is None or self._since < moment(cursor.since)

    def _look(self) -> Scouted:
        if self._scouted is None:
            self._scouted = scout(self._connection, [self.key])[self.key]
        if self._scouted.missing or self._scouted.full_name is None:
            raise SourceUnreadable(
                f"{self.key}: not read: {self._scouted.missing}. Check its name and that the token "
                "may read it, then run `twohats sync` again."
            )
        return self._scouted

    def _is_due(self, scouted: Scouted) -> bool:
        """Whether it is time to read everything anew."""
        return self._before is not None and is_due(self._before, self.key, scouted.asked_at)

    def _is_anew(self, scouted: Scouted) -> bool:
        """Whether everything is read once more, though it was read before."""
        # Under another name it has other keys, and promises are made for these.
        is_renamed = self._before is not None and self._before.full_name != scouted.full_name
        return is_renamed or self._widens or self._is_due(scouted)

    def _rounds(self, scouted: Scouted) -> int:
        """How many times everything will have been read anew, which tells a read from the one before."""
        return self._before.rounds + self._is_anew(scouted) if self._before else 0

    def _start(self, scouted: Scouted) -> Cursor:
        before, since = self._before, self._since
        assert scouted.full_name is not None
        anew = before is None or self._is_anew(scouted)
        watermark = text_of(scouted.asked_at) or ""
        checks_from = text_of(max(scouted.asked_at - CHECKS_FOR, since or scouted.asked_at)) or ""
        cursor = Cursor(
            version=VERSION,
            full_name=scouted.full_name,
            since=text_of(since),
            lower=text_of(since),
            watermark=watermark,
            marks=dict(scouted.marks),
            looked_since=watermark,
            rounds=self._rounds(scouted),
            was_narrower=self._widens or (before is not None and before.was_narrower),
            checks_from=before.checks_from if before else checks_from,
            part=_PARTS[0],
        )
        if before is not None and not anew:
            self._go_on_behind(before, cursor)
        return cursor

    @staticmethod
    def _go_on_behind(before: Cursor, cursor: Cursor) -> None:
        """Leave out what the last read has seen; what it could not read is still lacking."""
        cursor.lower = text_of(moment(before.watermark) - OVERLAP)
        cursor.before = before.marks
        cursor.looked_since = before.looked_since
        cursor.reads = before.reads + 1
        cursor.tallies = {
            key: Tally(lost=dict(one.lost), reasons=dict(one.reasons), left_out=dict(one.left_out))
            for key, one in before.tallies.items()
        }

    @staticmethod
    def _follow(cursor: Cursor, scouted: Scouted) -> None:
        """Go over it once more, for what has changed since the read began."""
        cursor.lower = text_of(moment(cursor.watermark) - OVERLAP)
        cursor.watermark = text_of(scouted.asked_at) or ""
        cursor.before, cursor.marks = cursor.marks, dict(scouted.marks)
        cursor.part, cursor.after = _PARTS[0], None

    # Reading -----------------------------------------------------------------------------------

    def _read(self, cursor: Cursor) -> Iterator[Page]:
        """Read all parts from the cursor's on."""
        home = Home(
            self._connection, cursor.full_name, repository_key(self._forge, cursor.full_name)
        )
        rows = GithubRows(self._forge, self.name, cursor.tallies)
        cursor.tallies = rows.tallies
        itself = Repository(full_name=cursor.full_name)
        for part in _PARTS[_PARTS.index(cursor.part) : -1]:
            before, listed = cursor.text(), part.removesuffix(" again")
            if part == "about":
                itself = add_home(rows, home, self._checks_since(cursor))
                self._note_old_name(rows, itself, home, moment(cursor.watermark))
            elif part == "oldest":
                if cursor.lower is None and self._is_old(cursor):
                    add_oldest(rows, self._connection, home)
            elif part == "documents":
                if self._has_news(cursor, "head"):
                    add_documents(rows, self._connection, home, cursor)
            elif self._is_to_read(cursor, listed) and (part == listed or cursor.has_moved):
                yield from self._items(
                    rows, home, itself, cursor, _LISTINGS[listed], again=part != listed
                )
            cursor.part, cursor.after = _PARTS[_PARTS.index(part) + 1], None
            yield from self._pages(rows, before, cursor)

    def _is_to_read(self, cursor: Cursor, name: str) -> bool:
        """Whether a list may hold anything for this read."""
        lower = moment(cursor.lower) if cursor.lower else None
        return self._has_news(cursor, name) and not self._look().is_quiet(name, lower)

    @staticmethod
    def _has_news(cursor: Cursor, name: str) -> bool:
        mark = cursor.marks.get(name, "")
        if name in cursor.before:
            return cursor.before[name] != mark
        return not mark.startswith("0 ")

    def _items(
        self,
        rows: GithubRows,
        home: Home,
        itself: Repository,
        cursor: Cursor,
        listing: Listing,
        *,
        again: bool,
    ) -> Iterator[Page]:
        """Read one list of items; ``again`` only those that changed while it was read."""
        since = moment(cursor.watermark) - OVERLAP if again else None
        if since is None and cursor.lower is not None:
            since = moment(cursor.lower)
        lister = Lister(self._connection, home.owner, home.name, listing, since)
        cursor.has_moved = again or (cursor.has_moved and cursor.after is not None)
        for page in Gatherer(self._connection).whole(lister.pages(cursor.after)):
            before = cursor.text()
            for name, loss in page.losses:
                lose(rows, home.key, name, loss)
            for item in page.items:
                add_item(rows, itself, home.key, item)
            cursor.has_moved |= lister.runs_from_latest and not page.is_last
            if not page.is_last:  # the last one goes with what comes next
                cursor.after = page.after
                yield from self._pages(rows, before, cursor)

    def _pages(self, rows: GithubRows, before: str, cursor: Cursor) -> Iterator[Page]:
        yield from rows.pages(before, cursor.text(), owner=owner_of(self.key))
        rows.forget_looks()

    def _is_old(self, cursor: Cursor) -> bool:
        """Whether it may hold line comments from before there were reviews."""
        made_at = self._look().created_at
        return made_at is not None and made_at < REVIEWS_CAME and self._has_news(cursor, "pulls")

    @staticmethod
    def _checks_since(cursor: Cursor) -> str:
        if cursor.lower is None or not cursor.before:
            return cursor.checks_from
        since = moment(cursor.lower) - CHECKS_AGAIN
        # Whatever the age of the newest commit, checks of it may have run again.
        newest = cursor.marks.get("checks", "").partition(" ")[0]
        return text_of(min(since, moment(newest)) if newest else since) or ""

    def _note_old_name(
        self, rows: GithubRows, itself: Repository, home: Home, seen_at: datetime
    ) -> None:
        """Remember the name it was asked for by, if GitHub led on from there."""
        if home.key != self.key and itself.id is not None:
            old = self.key.partition(":")[2]
            rows.row("names", home.key, (str(itself.id), old, None, None), seen_at)

    def _last_pages(self, cursor: Cursor) -> Iterator[Page]:
        """Say what is held; promises that are of unequal age go on pages of their own."""
        key = repository_key(self._forge, cursor.full_name)
        rows = GithubRows(self._forge, self.name, cursor.tallies)
        anywhere = cursor.tallies.get("", Tally())
        promiser = Promiser(self.name, key, cursor.tallies[key], anywhere)
        discussions = not cursor.marks.get("discussions", "0").startswith("0 ")
        before = cursor.text()
        yield from rows.last_page(fresh_promises(promiser, cursor), before)
        cursor.part, cursor.after = "done", None
        told = list(promises(promiser, cursor, discussions=discussions))
        yield from rows.last_page(told, cursor.text())


def has_news(scouted: Scouted, before: str | None) -> bool:
    """Whether reading a repository would bring anything that the last read did not.

    Parameters
    ----------
    scouted
        What a look told.
    before
        Cursor of the last finished read; None: there was none.
    """
    if scouted.missing is not None:
        return False
    cursor = read_cursor(before, VERSION)
    if cursor is None or cursor.marks != scouted.marks or cursor.full_name != scouted.full_name:
        return True
    return is_due(cursor, scouted.key, scouted.asked_at)


def marks_of(before: str | None) -> Mapping[str, str] | None:
    """Tell what a look saw when the last read began; None where there was none that counts."""
    cursor = read_cursor(before, VERSION)
    return cursor.marks if cursor else None


def is_due(before: Cursor, key: str, now: datetime) -> bool:
    """Whether a repository should be read anew: each has its own day."""
    lost = any(tally.lost for tally in before.tallies.values())
    return forge_anew.is_due(key, moment(before.looked_since), now, has_losses=lost)
