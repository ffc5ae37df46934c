"""``forget``: take somebody out of everything that is kept here, and keep them out.

First the list, then the facts, then the journal, and copies of facts on a server last, since others may
hold those: whoever is cut in between runs it again, and no read can bring anything back meanwhile.
"""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any

from twohats.errors import TwohatsError, WrongUse
from twohats.facts.author_lines import SHARED, mail_identity
from twohats.flow.facts import Opened
from twohats.formats.addresses import HOSTS, read_account
from twohats.formats.forgotten import WORD, Forgotten, Identity
from twohats.journal import Journal, PrivateJournal, ulid
from twohats.journal.erasing import lines_of
from twohats.journal.kept import erasures
from twohats.records.decisions import Decision
from twohats.sources.github_followed import FOLLOWED, place_of
from twohats.store.engines import Stayed, copies_of, drop_copies
from twohats.store.facts import FactStore, read_key
from twohats.store.forgetting import Traces, erase_traces, find_traces
from twohats.store.kept_out import FILE, KeptOut
from twohats.workspace import CACHE_FOLDER, Workspace

COLUMNS = ("what", "where", "count", "then")
FORGOTTEN = "forgotten"
"""Kind of the line that says that somebody was forgotten, and not who."""
_LARGEST = 4_000_000


@dataclass(frozen=True)
class Shelves:
    """Everything in which somebody may stand."""

    workspace: Workspace
    store: FactStore
    journal: Journal
    private: PrivateJournal
    kept_out: KeptOut
    who: str
    """The person who runs this, as git knows them."""
    now: datetime
    chance: Callable[[int], bytes]
    left: Journal | None = None
    """Lines that stayed in git when the journal moved to a server; None: there are none."""

    @property
    def journals(self) -> tuple[Journal, ...]:
        """Every home in which lines lie."""
        return (self.journal, self.left) if self.left else (self.journal,)


@dataclass(frozen=True)
class Forgetting:
    """What would be taken out, or was."""

    identities: tuple[Identity, ...]
    """By what they are known; none: whoever is on the list already."""
    traces: Traces
    lines: tuple[str, ...]
    """Ids of lines of the journal."""
    private: int
    """Lines of the private part."""
    by_hand: tuple[str, ...]
    """Places in files that people edit, which a person has to change."""
    stayed: tuple[Stayed, ...] = ()
    """Copies of facts on the engine's server that could not be dropped; somebody may stand in them."""
    copies: tuple[str, ...] = ()
    """Copies of facts on the engine's server that would be dropped, by name."""
    unasked: str | None = None
    """Why nobody knows which copies the engine's server holds; None: it was asked, or holds none."""

    @property
    def is_nothing(self) -> bool:
        """Whether nobody is to be found but in files that people edit."""
        on_server = self.stayed or self.copies or self.unasked
        return not (self.traces.rows or self.lines or self.private or on_server)


def account_named(text: str, hosts: Mapping[str, str] = HOSTS) -> str:
    """Read what was given as an account's key, or as an address with ``mail:`` before it.

    Raises
    ------
    WrongUse
        It is neither.
    """
    address = text.strip().lower().removeprefix("mail:")
    if "@" in address.lstrip("@"):
        return f"mail:{address}"
    try:
        return read_account(text, hosts)
    except ValueError as error:
        raise WrongUse(
            f"{text}: nobody was forgotten: {error}. Write it like github:ada."
        ) from error


def identities_of(opened: Opened, key: str) -> tuple[Identity, ...]:
    """Find everything by which the person with this account, or address, is known.

    Returns
    -------
    tuple of Identity
        Their joined accounts and addresses, the numbers and earlier names that the forge gave these
        accounts, and their names. None where nothing names them.
    """
    person = opened.people.person_of.get(key)
    if person is None:
        return ()
    known = {*person.identities, person.key}
    found = [alone(one) for one in sorted(known) if not SHARED.search(_address(one))]
    tables = opened.facts.tables
    accounts = tables["accounts"].select("account", "forge_id", "name").to_pyarrow().to_pylist()
    ids = set()
    for row in accounts:
        if row["account"] in known:
            forge = row["account"].partition(":")[0]
            if row["forge_id"]:
                ids.add((forge, row["forge_id"]))
                found.append(Identity("id", f"{forge}:{row['forge_id']}"))
            found += _named(row["name"])
    lines = tables["commit_people"].select("name", "email").distinct().to_pyarrow().to_pylist()
    for row in lines:
        if mail_identity(row["name"] or "", row["email"] or "") in known:
            found += _named(row["name"])
    for row in tables["names"].select("forge_id", "name").to_pyarrow().to_pylist():
        forges = [forge for forge, number in ids if number == row["forge_id"]]
        if forges and row["name"] and "/" not in row["name"]:
            found.append(Identity("account", f"{forges[0]}:{row['name']}".lower()))
    return tuple(dict.fromkeys([*found, *identities_in_team(opened.workspace, known)]))


def identities_in_team(workspace: Workspace, known: Collection[str]) -> tuple[Identity, ...]:
    """Find what the team file alone says of whoever has one of these accounts or addresses."""
    found: list[Identity] = []
    for member in workspace.team:
        keys = (member.key, *member.accounts, *(f"mail:{one.lower()}" for one in member.emails))
        if set(keys).intersection(known):
            found += [*map(alone, keys), *_named(member.name)]
    return tuple(dict.fromkeys(found))


def with_words(identities: Iterable[Identity]) -> tuple[Identity, ...]:
    """Add that the logins call them wherever they stand as a word."""
    every = tuple(identities)
    logins = (one.value.partition(":")[2] for one in every if one.kind == "account")
    return tuple(dict.fromkeys([*every, *(Identity("word", login) for login in logins)]))


def look_for(shelves: Shelves, identities: tuple[Identity, ...]) -> Forgetting:
    """Find what would be taken out; writes nothing."""
    forgotten = shelves.kept_out.trial(identities)
    found = (erasures(home.kept(), forgotten, shelves.now) for home in shelves.journals)
    lines = {change.told for changes in found for change in changes if change.told}
    copies, unasked = _copies(shelves)
    return Forgetting(
        identities,
        find_traces(shelves.store, forgotten),
        tuple(sorted(lines)),
        len(lines_of(shelves.private.read().lines, forgotten)),
        tuple(_by_hand(shelves.workspace.folder, forgotten)),
        copies=copies,
        unasked=unasked,
    )


def forget(shelves: Shelves, identities: tuple[Identity, ...], why: str) -> Forgetting:
    """Take them out, and keep them out from now on.

    Parameters
    ----------
    shelves
        Where they may stand.
    identities
        By what they are known; none: apply the list once more.
    why
        The reason, kept in the journal without the name.

    Raises
    ------
    TwohatsError
        The engine that holds copies of facts did not answer, or did not do what was asked; nothing else
        is left undone.
    """
    for home in shelves.journals:
        home.before_erasing()
    trial = shelves.kept_out.trial(identities)
    is_new = bool(trial.marks - shelves.kept_out.read().marks)
    if is_new:
        shelves.journal.append(_told(shelves, trial, why))
    shelves.kept_out.add(identities, shelves.now.date().isoformat())
    forgotten = shelves.kept_out.read()
    # Before the facts: whoever is cut in between is still found by them.
    _erase_followed(shelves.store, identities)
    traces = erase_traces(shelves.store, forgotten)
    erased = {one for home in shelves.journals for one in home.erase(forgotten, shelves.now)}
    private = _erase_private(shelves, forgotten)
    by_hand = tuple(_by_hand(shelves.workspace.folder, forgotten))
    stayed = _drop_copies(shelves)
    return Forgetting(identities, traces, tuple(sorted(erased)), private, by_hand, stayed)


def rows_of(found: Forgetting, workspace: Workspace) -> list[dict[str, Any]]:
    """List it, one row per place."""
    rows: list[dict[str, Any]] = [
        _row(one.kind, one.value, 1, "known by a salted hash") for one in found.identities
    ]
    for (owner, table), count in sorted(found.traces.rows.items()):
        goes = owner in found.traces.owners
        rows.append(_row("facts", f"{owner} {table}", count, "gone" if goes else "without them"))
    for path in found.traces.made:
        rows.append(_row("made", _within(path, workspace.folder), 1, "gone; it can be made again"))
    if found.lines:
        rows.append(_row("journal", "journal", len(found.lines), "without them, or a tombstone"))
    if found.private:
        rows.append(_row("private", "the private part", found.private, "a tombstone"))
    rows += [_row("by hand", place, 1, "a person has to change it") for place in found.by_hand]
    rows += [_row("engine", one.where, 1, _after(one)) for one in found.stayed]
    again = "gone as a whole; what is left is loaded again when it is asked"
    rows += [_row("engine", name, 1, again) for name in found.copies]
    if found.unasked:
        where = workspace.settings.engine.text
        rows.append(_row("engine", where, None, f"copies there are not known: {found.unasked}"))
    return rows


def _after(stayed: Stayed) -> str:
    """Say what takes a copy away that is still there."""
    if stayed.owner:
        return f"still there: {stayed.why}; have them run `twohats forget --yes`"
    return f"still there: {stayed.why}; run `twohats forget --yes` once more"


def _row(what: str, where: str, count: int | None, then: str) -> dict[str, Any]:
    return {"what": what, "where": where, "count": count, "then": then}


def _within(path: Path, folder: Path) -> str:
    return path.relative_to(folder).as_posix() if path.is_relative_to(folder) else str(path)


def _address(identity: str) -> str:
    """Take the address of an identity; of an account one that nobody shares."""
    return identity.removeprefix("mail:") if identity.startswith("mail:") else "one@a.example"


def alone(key: str) -> Identity:
    """Take an account's key, or an address with ``mail:`` before it, as all that is known."""
    if key.startswith("mail:"):
        return Identity("mail", key.removeprefix("mail:"))
    return Identity("account", key)


def _named(name: str | None) -> list[Identity]:
    """Take a name of several words; one alone is as often a machine's."""
    return [Identity("name", name)] if name and " " in name.strip() else []


def _told(shelves: Shelves, forgotten: Forgotten, why: str) -> Decision:
    who = WORD if forgotten.has_identity(shelves.who) else shelves.who
    id_ = ulid(shelves.now, shelves.chance(10))
    return Decision(id_, who, shelves.now, FORGOTTEN, (), forgotten.text(why.strip()))


def _copies(shelves: Shelves) -> tuple[tuple[str, ...], str | None]:
    """Name the copies that the engine's server holds, or say why that is not known."""
    settings = shelves.workspace.settings
    try:
        return copies_of(settings.engine, settings.organization), None
    except TwohatsError as refused:
        return (), str(refused)


def _drop_copies(shelves: Shelves) -> tuple[Stayed, ...]:
    """Drop the copies that the engine's server holds, and give those that are still there."""
    settings = shelves.workspace.settings
    try:
        return drop_copies(settings.engine, settings.organization, shelves.store.folder)
    except TwohatsError as refused:
        raise type(refused)(
            f"{refused} Copies of facts there were not dropped; all else is done. "
            "Once that is mended, run `twohats forget --yes`."
        ) from refused


def _erase_followed(store: FactStore, identities: Iterable[Identity]) -> None:
    """Erase what is remembered of reading somebody's work elsewhere; its name is made of theirs."""
    for one in identities:
        if one.kind == "account":
            read = store.folder / "reads" / f"{read_key(FOLLOWED, place_of(one.value))}.json"
            if read.is_file():
                store.disk.remove(read)


def _erase_private(shelves: Shelves, forgotten: Forgotten) -> int:
    """Erase their private lines; what went into the team's sums stays known, without their name."""
    found = lines_of(shelves.private.read().lines, forgotten)
    for line in found:
        if line.kind == "counted":
            id_ = ulid(line.at, shelves.chance(10))
            shelves.private.append(replace(line, id=id_, who=WORD))
    return len(shelves.private.erase([line.id for line in found], shelves.now)) if found else 0


def _by_hand(folder: Path, forgotten: Forgotten) -> Iterator[str]:
    """Give the places in people's own files that name them."""
    for path in sorted(folder.rglob("*")):
        parts = path.relative_to(folder).parts
        if parts[0] in (CACHE_FOLDER, "journal", ".git", FILE) or not path.is_file():
            continue
        name = path.relative_to(folder).as_posix()
        try:
            text = path.read_text("utf-8") if path.stat().st_size <= _LARGEST else ""
        except (OSError, UnicodeDecodeError):
            continue
        if forgotten.text(name) != name:
            yield name
        for number, line in enumerate(text.splitlines(), start=1):
            if forgotten.text(line) != line:
                yield f"{name}:{number}"
