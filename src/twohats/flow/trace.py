"""``trace``: from upstream repositories to the member communities whose services rest on them."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path

from twohats.errors import Mistake, SettingsErrors, WrongUse
from twohats.flow.ledger import Ledger
from twohats.flow.rows import Row
from twohats.flow.why import find_entries
from twohats.formats.addresses import read_place
from twohats.formats.component_files import read_components
from twohats.formats.services_file import ServicesFile, parse_services
from twohats.formats.suggest import nearest
from twohats.ledger.tracing import (
    EntryTrace,
    Link,
    Trace,
    trace,
    trace_entry,
    untraced,
)
from twohats.records import Skipped
from twohats.records.components import ComponentList, Service
from twohats.records.keys import covers
from twohats.workspace import Workspace, read_text
from twohats.workspace.files import not_utf8
from twohats.workspace.words import Words

SERVICES_FILE = "services.toml"
SERVICES_TABLE = "services.csv"
"""Read by itself where it is there, since a table names its services."""
COLUMNS = (
    "repository", "component", "service", "member_community", "path", "place",
    "repository_by", "member_by", "level",
)  # fmt: skip
_ITEM = re.compile(r"#\d+$|!\d+$|/(?:pull|pulls|issues|discussions|merge_requests)/\d+")
_NUMBER = re.compile(r"[0-9a-f]{1,10}")


@dataclass(frozen=True)
class Inputs:
    """Everything that says what is built from what."""

    services: ServicesFile
    used: tuple[tuple[Service | None, ComponentList], ...]
    is_whole: bool = True
    """Whether these are all lists, so that a word on a component that none has is odd."""

    @property
    def mistakes(self) -> tuple[Mistake, ...]:
        """What could not be read of the lists, each file once."""
        lists = {listed.path: listed for _, listed in self.used}
        return tuple(mistake for listed in lists.values() for mistake in listed.mistakes)


@dataclass(frozen=True)
class Traced:
    """An answer, before anybody chose how it looks."""

    target: str | None
    """What was asked about, as people know it; None: everything."""
    links: tuple[Link, ...]
    untraced: tuple[str, ...]
    """Upstream repositories and communities to which no component leads."""
    trace: Trace
    work: Mapping[str, tuple[Row, ...]] | None
    """Entries by upstream repository; None: no facts were read."""
    entries: tuple[tuple[Row, EntryTrace], ...] = ()
    """Where entries were asked about."""
    skipped: tuple[Skipped, ...] = ()
    words: Words = field(default_factory=Words)
    """What the workspace calls its member communities."""

    @property
    def rows(self) -> list[Row]:
        """One per chain, and one per repository that is not traced; see `COLUMNS`."""
        lost = [Link(repository) for repository in self.untraced]
        return [asdict(link) for link in (*self.links, *lost)]


def read_inputs(workspace: Workspace, given: Sequence[Path] = ()) -> Inputs:
    """Read ``services.toml`` and every file that it names.

    Parameters
    ----------
    workspace
        Where the files are.
    given
        Files to read in place of those.

    Raises
    ------
    SettingsErrors
        ``services.toml`` is wrong; all of it is named.
    WrongUse
        There is nothing to read.
    """
    hosts = workspace.settings.hosts
    said = ServicesFile()
    file = workspace.folder / SERVICES_FILE
    if file.is_file():
        try:
            said = parse_services(read_text(file), SERVICES_FILE, hosts)
        except UnicodeDecodeError as error:
            raise SettingsErrors([not_utf8(SERVICES_FILE, error)]) from error
        if said.mistakes:
            raise SettingsErrors(said.mistakes)
    if given:
        lists = [_read(path, str(path), hosts) for path in given]
        return Inputs(said, tuple((None, listed) for listed in lists), is_whole=False)
    tables = said.tables or (
        (SERVICES_TABLE,) if (workspace.folder / SERVICES_TABLE).is_file() else ()
    )
    if not said.services and not tables:
        raise WrongUse(
            f"{workspace.folder}: nothing to trace: no file says what your services are built "
            f"from. Write {SERVICES_FILE} or {SERVICES_TABLE}, as docs/trace.md shows, or name a "
            "list with --from."
        )
    reading = _Reading(workspace.folder, hosts)
    used: list[tuple[Service | None, ComponentList]] = [
        (service, listed)
        for service in said.services
        for written in service.components
        for listed in reading.lists(written, service.line)
    ]
    used += [(None, listed) for table in tables for listed in reading.lists(table, None)]
    return Inputs(said, tuple(used))


class _Reading:
    """Reads each file once, however many services name it."""

    def __init__(self, folder: Path, hosts: Mapping[str, str]):
        self.folder, self.hosts = folder, hosts
        self.read: dict[str, ComponentList] = {}

    def lists(self, written: str, line: int | None) -> list[ComponentList]:
        names = [written]
        if "*" in written and not Path(written).is_absolute():
            names = sorted(
                path.relative_to(self.folder).as_posix()
                for path in self.folder.glob(written)
                if path.is_file()
            )
            if not names:
                lost = Mistake(SERVICES_FILE, line, f"no file is called like `{written}`")
                return [ComponentList(written, "unknown", mistakes=(lost,))]
        for name in names:
            if name not in self.read:
                self.read[name] = _read(self.folder / name, name, self.hosts)
        return [self.read[name] for name in names]


def _read(file: Path, name: str, hosts: Mapping[str, str]) -> ComponentList:
    try:
        return read_components(read_text(file), name, hosts)
    except UnicodeDecodeError as error:
        mistake = not_utf8(name, error)
    except OSError as error:
        mistake = Mistake(name, None, f"cannot be read: {(error.strerror or str(error)).lower()}")
    return ComponentList(name, "unknown", mistakes=(mistake,))


def trace_work(
    workspace: Workspace, inputs: Inputs, ledger: Ledger | None, target: str | None = None
) -> Traced:
    """Trace upstream repositories to member communities.

    Parameters
    ----------
    workspace
        Whose upstream it is.
    inputs
        See `read_inputs`.
    ledger
        What our people did; None where no facts were read.
    target
        A repository, an owner or title of a community, a member community, an item, or an entry's
        number; None: everything.

    Raises
    ------
    WrongUse
        Nothing is called like the target, or two things are.
    """
    settings = workspace.settings
    services = inputs.services
    found = trace(
        inputs.used,
        services.services,
        services.origins,
        is_ours=settings.is_ours,
        services_path=SERVICES_FILE,
    )
    work = _work(ledger)
    upstream = {*(work or ()), *(one.repository or one.owner for one in workspace.communities)}
    upstream -= {key for key in upstream if key in settings.owners or settings.is_ours(key)}
    skipped = tuple(_skipped(workspace, inputs, found))
    lost = tuple(
        key
        for key in untraced(found.links, upstream)
        # An owner of the register is not lost where one of its repositories is listed as lost.
        if not any(covers(key, other) for other in upstream - {key})
    )
    if target is None:
        return Traced(None, found.links, lost, found, work, skipped=skipped, words=settings.words)
    rows = _entries(target, ledger, found, upstream, workspace)
    if rows:
        entries = tuple((row, _entry_trace(row, found, settings.words)) for row in rows)
        repository = rows[0]["repository"]
        links = dict.fromkeys(link for _, one in entries for link in one.links)
        is_lost = not found.of_repository(repository) and not settings.is_ours(repository)
        lost = (repository,) if is_lost else ()
        return Traced(target, tuple(links), lost, found, work, entries, skipped, settings.words)
    key, is_member = _place(target, found, upstream, workspace)
    if is_member:
        links_of_member = found.of_member(key)
        return Traced(key, links_of_member, (), found, work, skipped=skipped, words=settings.words)
    links_of_key = found.of_repository(key)
    lost = tuple(one for one in lost if covers(key, one)) or (() if links_of_key else (key,))
    return Traced(key, links_of_key, lost, found, work, skipped=skipped, words=settings.words)


def _work(ledger: Ledger | None) -> dict[str, tuple[Row, ...]] | None:
    if ledger is None:
        return None
    found: dict[str, list[Row]] = {}
    for row in ledger.rows:
        if row["scope"] == "upstream" and row["repository"]:
            found.setdefault(row["repository"], []).append(row)
    return {repository: tuple(rows) for repository, rows in found.items()}


def _entry_trace(row: Row, found: Trace, words: Words) -> EntryTrace:
    return trace_entry(
        row["class"],
        row["beneficiaries"] or (),
        row["repository"],
        found.of_repository(row["repository"]),
        url=row["url"],
        number=row["number"],
        word=words.member_community,
    )


def _entries(
    target: str, ledger: Ledger | None, found: Trace, upstream: Iterable[str], workspace: Workspace
) -> list[Row]:
    """Find the entries that are meant; a word that may be a name as well is taken for a name."""
    is_item = _ITEM.search(target) is not None
    is_number = _NUMBER.fullmatch(target.strip().lower()) is not None
    if not is_item and not (is_number and not _named(target, found, upstream, workspace)):
        return []
    if ledger is None:
        raise WrongUse(
            f"{target}: no such entry: no facts were read yet. Run `twohats import PATH` with a "
            "clone, a backup or a database."
        )
    return find_entries(ledger, target)


def _named(
    target: str, found: Trace, upstream: Iterable[str], workspace: Workspace
) -> list[tuple[str, bool]]:
    """List what is called so: keys of repositories and owners, and names of members."""
    word = target.strip()
    keys = {*upstream, *(link.repository for link in found.links if link.repository)}
    keys |= {key.rpartition("/")[0] for key in keys if "/" in key}
    members = {link.member_community for link in found.links if link.member_community}
    named: list[tuple[str, bool]] = [
        (name, True)
        for name in sorted({*members, *workspace.settings.member_communities})
        if name.casefold() == word.casefold()
    ][:1]
    titled = [
        community.repository or community.owner
        for community in workspace.communities
        if community.title.casefold() == word.casefold()
    ]
    try:
        owner, repository = read_place(word, workspace.settings.hosts)
        key = repository or owner
    except ValueError:
        key = word.lower().rstrip("/").removesuffix(".git")
    return [(one, False) for one in titled[:1] or [key] if one in keys] + named


def _place(
    target: str, found: Trace, upstream: Iterable[str], workspace: Workspace
) -> tuple[str, bool]:
    upstream = set(upstream)
    named = _named(target, found, upstream, workspace)
    if len(named) > 1:
        raise WrongUse(
            f"{target}: it is not clear what is meant: an upstream community and a "
            f"{workspace.settings.words.member_community} are both called so. Write `{named[0][0]}` for the first, and rename the second in "
            f"twohats.toml and {SERVICES_FILE}."
        )
    if named:
        return named[0]
    try:
        _, repository = read_place(target, workspace.settings.hosts)
    except ValueError:
        repository = None
    if repository:
        return repository, False
    members = {link.member_community for link in found.links if link.member_community}
    words = [name.partition(":")[2] for name in upstream] + sorted(members)
    hint = nearest(target, words)
    raise WrongUse(
        f"{target}: nothing is called so{hint if hint.endswith('?') else '.'} Write a repository as "
        f"owner/name, a community's owner, a {workspace.settings.words.member_community}, an item as "
        "owner/name#12, or an entry's number."
    )


def _skipped(workspace: Workspace, inputs: Inputs, found: Trace) -> Iterable[Skipped]:
    """Name what could not be read, and what was read and is odd."""
    for mistake in inputs.mistakes:
        place = f"{mistake.path}:{mistake.line}" if mistake.line else mistake.path
        yield Skipped(place, mistake.message)
    for word in found.unused if inputs.is_whole else ():
        yield Skipped(f"{SERVICES_FILE}:{word.line}", f"no list has a component `{word.component}`")
    listed = {name.casefold() for name in workspace.settings.member_communities}
    members = {link.member_community for link in found.links if link.member_community}
    for name in sorted(members) if listed else ():
        if name.casefold() not in listed:
            hint = nearest(name, workspace.settings.member_communities)
            yield Skipped(name, f"is none of `member_communities` in twohats.toml{hint}")
