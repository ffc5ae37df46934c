"""``journal``: where decisions are kept, what is in there, and how they move to another home.

Moving copies every line as it is, compares both homes, and says where decisions are kept last of all.
Nothing is taken away where they were, so whoever is cut in between runs it again.
"""

import hashlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from twohats.errors import Mistake, TwohatsError, WrongUse
from twohats.flow.words import many
from twohats.formats.engine_urls import EngineUrl
from twohats.formats.journal_homes import GIT, read_journal_home
from twohats.journal import FolderJournal, Journal, ServerJournal, contested, standing
from twohats.journal.erasing import is_erased
from twohats.journal.kept import Change, Kept, understood
from twohats.journal.lines import has_break, id_claimed
from twohats.records.decisions import Decision
from twohats.workspace import Workspace

COLUMNS = ("what", "count", "where")
LINE_COLUMNS = ("id", "said_at", "what")
"""Of single lines: nothing that could name somebody."""
SETTING = "journal.home"


def open_journal(workspace: Workspace, environment: Mapping[str, str]) -> Journal:
    """Open the journal where the workspace says it is.

    Parameters
    ----------
    workspace
        Whose.
    environment
        Variables, one of which may hold the server's password.
    """
    return journal_at(workspace, workspace.settings.journal_server, environment)


def journal_at(
    workspace: Workspace, server: EngineUrl | None, environment: Mapping[str, str]
) -> Journal:
    """Open a journal in one home; None: in git."""
    if server is None:
        return FolderJournal(workspace.journal_folder)
    return server_journal(server, environment)


def server_journal(server: EngineUrl, environment: Mapping[str, str]) -> ServerJournal:
    """Open a journal on a server.

    Raises
    ------
    WrongUse
        The address names a variable for the password, and there is none of that name.
    """
    password = None
    if server.password_from is not None:
        password = environment.get(server.password_from)
        if password is None:
            raise WrongUse(
                f"{server.text}: the journal was not opened: there is no environment variable "
                f"{server.password_from}. Put the password into it."
            )
    return ServerJournal(server, password=password)


def left_in_git(workspace: Workspace) -> FolderJournal | None:
    """Give the folder that a journal moved out of; None: it lies there, or never did."""
    folder = workspace.journal_folder
    if workspace.settings.journal_server is None or not folder.is_dir():
        return None
    return FolderJournal(folder)


def named_home(text: str) -> EngineUrl | None:
    """Read a home as it is given on the command line; None: git.

    Raises
    ------
    WrongUse
        It is none.
    """
    try:
        return read_journal_home(text)
    except ValueError as error:
        raise WrongUse(f"journal: a home {error}.") from error


def source_of(
    here: EngineUrl | None, target: EngineUrl | None, named: str | None
) -> EngineUrl | None:
    """Find where lines come from: where they are now, or what was left in git when they moved.

    Parameters
    ----------
    here
        Where decisions are kept; None: in git.
    target
        Where they are to be kept.
    named
        The home to bring lines from, as given on the command line, if one was.

    Raises
    ------
    WrongUse
        Decisions are kept in neither home: those of today would be left where nobody looks.
    """
    if named is None:
        return None if here == target else here
    source = named_home(named)
    if here not in (source, target):
        there = target.text if target else GIT
        raise WrongUse(
            f"journal: nothing was moved: decisions are kept in {here.text if here else GIT}, which is "
            f"neither of the two homes. Move those first: twohats journal move {there}"
        )
    return source


@dataclass(frozen=True)
class Held:
    """What a home holds."""

    home: str
    decisions: tuple[Decision, ...]
    mistakes: tuple[Mistake, ...]
    behind: tuple[Kept, ...] = ()
    """Lines in the folder that the server lacks: somebody wrote them after the move."""
    mending: str = ""

    @property
    def contests(self) -> int:
        """How often two decisions say different things, and nobody has settled it."""
        return len(contested(self.decisions))


def look_into(journal: Journal, left: Journal | None = None) -> Held:
    """See what a journal holds, and what was left behind where it moved from."""
    decisions, mistakes = journal.read()
    behind: tuple[Kept, ...] = ()
    if left is not None:
        behind = tuple(_missing(left.kept(), journal.kept()))
    return Held(journal.home, decisions, mistakes, behind, journal.mending)


def rows_of(held: Held) -> list[dict[str, Any]]:
    """List it: one row per kind of decision, then what needs a person."""
    kinds: dict[str, int] = {}
    for one in held.decisions:
        kinds[one.what] = kinds.get(one.what, 0) + 1
    rows = [_row("lines", len(held.decisions), held.home)]
    rows += [_row(kind, count, held.home) for kind, count in sorted(kinds.items())]
    rows.append(_row("in force", len(standing(held.decisions)), held.home))
    rows.append(_row("contested", held.contests, held.home))
    rows.append(_row("untrusted", len(held.mistakes), held.home))
    if held.behind:
        rows.append(_row("left behind", len(held.behind), GIT))
    return rows


def _row(what: str, count: int, where: str) -> dict[str, Any]:
    return {"what": what, "count": count, "where": where}


def line_rows(held: Held, last: int) -> list[dict[str, Any]]:
    """List the last decisions, the newest first."""
    newest = reversed(held.decisions[-last:])
    return [{"id": one.id, "said_at": one.at, "what": one.what} for one in newest]


@dataclass(frozen=True)
class Moved:
    """What a move did."""

    source: str
    target: str
    lines: int
    """Lines of the home it moved from, each once."""
    copied: int
    there: int
    """Lines that the new home held already."""
    more: int
    """Lines of the new home that the old one lacks."""
    erased: int
    """Lines whose erased form took the place of what the other home still held."""
    untrusted: int
    digest: str
    """Over all lines of the old home, as the new one holds them; of both it is the same."""


def move(source: Journal, target: Journal, *, at: datetime, switch: Callable[[], None]) -> Moved:
    """Bring every line of one home into another, compare them, then say that it is the home now.

    Parameters
    ----------
    source, target
        The homes. Lines of the first stay where they are.
    at
        When, for lines that have to be erased on the way.
    switch
        Writes the setting; called last, and only when both homes agree.

    Raises
    ------
    WrongUse
        The new home holds decisions, and none of them is among those that come.
    TwohatsError
        A line cannot be brought as it is, or the homes differ after copying; the setting is as it was.
    """
    ours, theirs = source.kept(), target.kept()
    _refuse_strangers(source, ours, target, theirs)
    _refuse_broken(source, ours)
    erased = _erase_in(source, ours, theirs, at) + _erase_in(target, theirs, ours, at)
    if erased:
        ours, theirs = source.kept(), target.kept()
    missing = tuple(_missing(ours, theirs))
    target.take(missing)
    after = target.kept()
    digest = _compare(source, ours, target, after)
    switch()
    count = len({line.text for line in ours})
    return Moved(
        source.home,
        target.home,
        count,
        len(missing),
        count - len(missing),
        len({line.text for line in after} - {line.text for line in ours}),
        erased,
        len(understood(ours)[1]),
        digest,
    )


def said_after(moved: Moved) -> list[str]:
    """Tell what a move did."""
    said = [
        f"{many(moved.lines, 'line', 'lines')} of {moved.source}: {moved.copied} copied, "
        f"{moved.there} there already. Both homes hold them: digest {moved.digest[:16]}."
    ]
    if moved.more:
        said.append(
            f"{moved.target} holds {many(moved.more, 'line', 'lines')} more; they count, too."
        )
    if moved.untrusted:
        said.append(
            f"{many(moved.untrusted, 'line', 'lines')} cannot be trusted; they moved as they are."
        )
    if moved.erased:
        said.append(
            f"{many(moved.erased, 'line', 'lines')} had been erased in one home; now in both."
        )
    return said


def _refuse_strangers(
    source: Journal, ours: Sequence[Kept], target: Journal, theirs: Sequence[Kept]
) -> None:
    """Keep two teams' decisions apart: what is inserted once cannot be taken out again."""
    known = _ids(ours) | {line.text for line in ours}
    strange = _ids(theirs) | {line.text for line in theirs}
    if known and strange and not known & strange:
        raise WrongUse(
            f"{target.home}: nothing was moved: it holds {many(len(theirs), 'line', 'lines')}, and none "
            f"of them is in {source.home}: it is another team's journal. Name a database of your own."
        )


def _refuse_broken(source: Journal, ours: Sequence[Kept]) -> None:
    """Stop at what no file can hold as it is."""
    broken = [str(line.number) for line in ours if has_break(line.text)]
    if broken:
        raise TwohatsError(
            f"{source.home}: nothing was moved: a line break stands in row {', '.join(broken)}, and no "
            "line of a journal has one. Have it taken out as docs/journal.md#broken says, then run it again."
        )


def _erase_in(home: Journal, lines: Sequence[Kept], other: Sequence[Kept], at: datetime) -> int:
    """Erase what either home has erased already, so that nobody forgotten comes back.

    A line that cannot be trusted and carries the id of an erased one goes: it may say what was erased.
    """
    tombs = {one.id: line for line, one in _read((*other, *lines)) if is_erased(one)}
    held = {line.text for line in lines}
    changes = []
    for line in lines:
        tomb = tombs.get(id_claimed(line.text) or "")
        one = line.decision
        if tomb is None or (not isinstance(one, Mistake) and is_erased(one)):
            continue
        goes = isinstance(one, Mistake) or tomb.text in held
        changes.append(Change(line, None if goes else tomb))
    if changes:
        home.change(changes, at)
    return len(changes)


def _read(lines: Iterable[Kept]) -> Iterable[tuple[Kept, Decision]]:
    for line in lines:
        one = line.decision
        if not isinstance(one, Mistake):
            yield line, one


def _ids(lines: Iterable[Kept]) -> set[object]:
    return {one.id for _, one in _read(lines)}


def _missing(lines: Iterable[Kept], held: Iterable[Kept]) -> Iterable[Kept]:
    """Give the lines that the other home lacks, each once."""
    seen = {line.text for line in held}
    for line in lines:
        if line.text not in seen:
            seen.add(line.text)
            yield line


def _compare(source: Journal, ours: Sequence[Kept], target: Journal, after: Sequence[Kept]) -> str:
    """Make sure that the new home says what the old one does; the digest both have."""
    wanted = {line.digest for line in ours}
    found = wanted & {line.digest for line in after}
    before = _digest(wanted)
    if _digest(found) != before:
        lacking = len(wanted) - len(found)
        raise TwohatsError(
            f"{target.home}: the journal was not moved: {many(lacking, 'line', 'lines')} of "
            f"{len(wanted)} did not arrive. Decisions stay in {source.home}; do it again."
        )
    if len({line.digest for line in after}) == len(wanted) and (
        standing(understood(ours)[0]) != standing(understood(after)[0])
    ):
        raise TwohatsError(
            f"{target.home}: the journal was not moved: what holds there is not what holds in "
            f"{source.home}, though the lines are the same. Please report it."
        )
    return before


def _digest(digests: Iterable[str]) -> str:
    return hashlib.sha256("\n".join(sorted(digests)).encode()).hexdigest()
