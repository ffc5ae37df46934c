"""One project of GitLab, live: `GitlabProject` is the reader.

What a read brings, and how it goes on:

- The look (`scout`) gives the *watermark*: GitLab's time before anything else is asked. All that
  changed before it will have been seen; what changes later is for the next read.
- Issues and merge requests come by when they changed last, the earliest first. Each is read whole.
- Each page has a cursor. A cut read goes on from there; what has changed meanwhile stands at the end
  of the lists.
- The next read takes only what changed since the watermark. What GitLab changes without counting the
  item as updated is found when everything is read anew, every four weeks.
"""

import hashlib
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta

from twohats.errors import SourceUnreadable
from twohats.records import Page, owner_of, repository_key
from twohats.records.personal import personal_columns
from twohats.sources import forge_anew
from twohats.sources.asking.ports import NotThere, Rest
from twohats.sources.forge_tally import Promiser, Tally
from twohats.sources.forge_times import moment, text_of
from twohats.sources.gitlab_live.about import add_about
from twohats.sources.gitlab_live.cursor import Cursor, read_cursor
from twohats.sources.gitlab_live.documents import add_documents
from twohats.sources.gitlab_live.gathering import HOLDS, Gathered, Items
from twohats.sources.gitlab_live.promises import fresh_promises, promises
from twohats.sources.gitlab_live.scouting import LISTS, OVERLAP, Scouted, scout
from twohats.sources.gitlab_rows import GitlabRows

VERSION = 2
"""Of this reader; a higher one reads again what a lower one has read."""

ITEMS_PER_PAGE = 10
"""An item takes some requests; so many are read before they are put on disk."""

CHECKS_FOR = timedelta(days=90)
"""Of how old commits the checks are read at first."""

CHECKS_AGAIN = timedelta(days=7)
"""Of how old commits the checks are read again: they may still have been running."""

TOLD_EACH_TIME = ("repositories", "releases", "milestones", "memberships", "checks")
"""What each read looks at as a whole."""

DOCUMENTS = ("documents",)
"""What is looked at as a whole where somebody pushed."""

_PARTS = ("about", *LISTS, "documents", "end")
_OFF = {"issues": "issues_access_level", "merge_requests": "merge_requests_access_level"}
"""Where a project says that it has no such list."""


class GitlabProject:
    """The reader; `twohats.sources.ports.LiveSource` says what it promises.

    Parameters
    ----------
    connection
        Whom to ask.
    key
        The project: ``gitlab:group/sub/name``, under any path it ever had.
    since
        Leave out items that have not changed since; None: read all. A read goes back at least as far
        as the one before.
    now
        Our clock, where GitLab has not told its own yet.
    before
        Cursor of the last finished read of it, from which this one goes on.
    scouted
        What a look has told already; None: have one.
    """

    name = "gitlab"
    personal = personal_columns(
        *("accounts", "repositories", "names", "items", "events", "item_files", "item_commits"),
        *("links", "releases", "milestones", "checks", "documents", "memberships"),
    )

    def __init__(
        self,
        connection: Rest,
        key: str,
        *,
        since: datetime | None,
        now: datetime,
        before: str | None = None,
        scouted: Scouted | None = None,
    ):
        self._connection = connection
        self._forge = key.partition(":")[0]
        self.key = key
        self.location = key
        self._before = read_cursor(before, VERSION)
        self._wanted_since = since
        self._now = now
        self._scouted = scouted

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
        elif cursor.marks != scouted.marks:  # it was cut, and things have changed since
            cursor.reads += cursor.part == "done"  # what it says last replaces what it has said
            cursor.marks, cursor.part = dict(scouted.marks), _PARTS[0]
        if cursor.part == "done":
            return
        yield from self._read(cursor, scouted)
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
            before = {self.key: self._before}
            self._scouted = scout(self._connection, before, self._now)[self.key]
        if self._scouted.missing or self._scouted.full_name is None:
            raise SourceUnreadable(
                f"{self.key}: not read: {self._scouted.missing}. Check its name and that the token "
                "may read it, then run `twohats sync` again."
            )
        return self._scouted

    def _is_anew(self, scouted: Scouted) -> bool:
        """Whether everything is read once more, though it was read before."""
        before = self._before
        if before is None:
            return False
        # That some of what is told as a whole cannot be had is no reason to read items anew.
        whole = (*TOLD_EACH_TIME, *DOCUMENTS)
        lost = any(name not in whole for tally in before.tallies.values() for name in tally.lost)
        since = moment(before.looked_since)
        is_due = forge_anew.is_due(self.key, since, scouted.asked_at, has_losses=lost)
        # Under another name it has other keys, and promises are made for these.
        return before.full_name != scouted.full_name or self._widens or is_due

    def _rounds(self, scouted: Scouted) -> int:
        """How many times everything will have been read anew, which tells a read from the one before."""
        return self._before.rounds + self._is_anew(scouted) if self._before else 0

    def _start(self, scouted: Scouted) -> Cursor:
        before, since = self._before, self._since
        assert scouted.full_name is not None
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
        if before is not None and not self._is_anew(scouted):
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

    # Reading -----------------------------------------------------------------------------------

    def _read(self, cursor: Cursor, scouted: Scouted) -> Iterator[Page]:
        """Read all parts from the cursor's on."""
        project, key = scouted.project, repository_key(self._forge, cursor.full_name)
        rows = GitlabRows(self._forge, self.name, cursor.tallies)
        cursor.tallies = rows.tallies
        for part in _PARTS[_PARTS.index(cursor.part) : -1]:
            before = cursor.text()
            if part == "about":
                self._forget(cursor, key, TOLD_EACH_TIME)
                checks_since = self._checks_since(cursor)
                add_about(rows, self._connection, project, checks_since, scouted.asked_at)
                self._note_old_name(rows, key, project.get("id"), scouted.asked_at)
            elif part == "documents":
                if self._has_news(cursor, "activity"):
                    self._forget(cursor, key, DOCUMENTS)
                    add_documents(rows, self._connection, project, key)
            elif self._has_news(cursor, part) and project.get(_OFF[part]) != "disabled":
                for before, page in self._items(rows, key, scouted, part, cursor):
                    yield from self._pages(rows, before, page)
                before = cursor.text()
            cursor.part = _PARTS[_PARTS.index(part) + 1]
            yield from self._pages(rows, before, cursor)

    @staticmethod
    def _has_news(cursor: Cursor, name: str) -> bool:
        return cursor.before.get(name) != cursor.marks.get(name, "")

    @staticmethod
    def _forget(cursor: Cursor, key: str, told: Sequence[str]) -> None:
        """Count anew what is looked at as a whole."""
        tally = cursor.tallies.get(key)
        if tally is None:
            return
        for holds in told:
            tally.rows.pop(holds, None)
            tally.lost.pop(holds, None)
            tally.reasons.pop(holds, None)

    def _items(
        self, rows: GitlabRows, key: str, scouted: Scouted, part: str, cursor: Cursor
    ) -> Iterator[tuple[str, Cursor]]:
        """Read one list; now and then there is enough for a page, with the cursor before it."""
        items = Items(self._connection, scouted.project, part, cursor)
        before, count = cursor.text(), 0
        try:
            for gathered in items.read():
                if count >= ITEMS_PER_PAGE or rows.is_full:
                    # The cursor stands behind all but the one in hand.
                    yield before, cursor
                    before, count = cursor.text(), 0
                self._add(rows, key, gathered)
                count += 1
        except NotThere as missing:
            kind = "issue" if part == "issues" else "pull_request"
            rows.lose(f"{key}: {part}", str(missing), [f"items.{kind}", "events.*"], key)

    @staticmethod
    def _add(rows: GitlabRows, key: str, gathered: Gathered) -> None:
        item = gathered.whole.item
        name = str(item.get("web_url") or key)
        for lost, reason in gathered.losses.items():
            rows.lose(f"{name}: {lost}", reason, HOLDS[lost], key)
        rows.item(key, gathered.whole, gathered.seen_at, name)

    def _pages(self, rows: GitlabRows, before: str, cursor: Cursor) -> Iterator[Page]:
        yield from rows.pages(before, cursor.text(), owner=owner_of(self.key))
        rows.forget_looks()

    @staticmethod
    def _checks_since(cursor: Cursor) -> str:
        if cursor.lower is None or not cursor.before:
            return cursor.checks_from
        return text_of(moment(cursor.lower) - CHECKS_AGAIN) or ""

    def _note_old_name(
        self, rows: GitlabRows, key: str, number: int | None, seen_at: datetime
    ) -> None:
        """Remember the path it was asked for by, if GitLab led on from there."""
        if key != self.key and number is not None:
            old = self.key.partition(":")[2]
            rows.row("names", key, (str(number), old, None, None), seen_at)

    def _last_pages(self, cursor: Cursor) -> Iterator[Page]:
        """Say what is held; promises that are of unequal age go on pages of their own."""
        key = repository_key(self._forge, cursor.full_name)
        rows = GitlabRows(self._forge, self.name, cursor.tallies)
        promiser = Promiser(self.name, key, cursor.tallies[key], cursor.tallies.get("", Tally()))
        before = cursor.text()
        yield from rows.last_page(fresh_promises(promiser, cursor), before)
        cursor.part = "done"
        yield from rows.last_page(promises(promiser, cursor), cursor.text())
