"""``engine``: where facts are asked, what that costs, and how a workspace moves to another place."""

from collections.abc import Callable
from dataclasses import dataclass, replace

from twohats.errors import TwohatsError, WrongUse
from twohats.flow.words import many
from twohats.formats.engine_urls import NOBODY, EngineUrl, read_engine_url, read_reader
from twohats.records import TABLES
from twohats.store.engines import Engine, drop_copies, open_engine
from twohats.store.facts import FactStore, Snapshot
from twohats.workspace import Workspace
from twohats.workspace.writing import set_value

COLUMNS = ("what", "found")
SETTING = "store.engine"
READERS = "store.readers"

Row = dict[str, str]
Seconds = Callable[[], float]
"""Reads a clock that only goes forward."""


@dataclass(frozen=True)
class Moved:
    """What a move did."""

    rows: tuple[Row, ...]
    """What the engine holds now; see `COLUMNS`."""
    before: str
    """The engine that was in use."""
    left_behind: str | None = None
    """Why copies of facts stay where they were; None: none do."""
    readers: tuple[str, ...] | None = None
    """Roles that may read the facts from now on; None: nobody asked for a change."""


def look_into(workspace: Workspace, store: FactStore, seconds: Seconds) -> list[Row]:
    """Say which engine is in use, what it holds and how long it took to open.

    Raises
    ------
    OutOfReach
        It did not answer.
    """
    began = seconds()
    snapshot = store.snapshot()
    engine = _opened(workspace, workspace.settings.engine, snapshot)
    return _rows(engine, snapshot, seconds() - began)


def move(
    workspace: Workspace,
    store: FactStore,
    address: str,
    seconds: Seconds,
    readers: str | None = None,
) -> Moved:
    """Open the facts in another engine, count them there, and name it in the settings last.

    Killed in the middle, nothing has changed for the workspace; the next try goes on.

    Parameters
    ----------
    workspace
        That moves.
    store
        Its facts.
    address
        Of the engine; see `twohats.formats.engine_urls`.
    seconds
        A clock.
    readers
        Roles of a server that may read the facts there, with commas, or `NOBODY`; None: as settings say.

    Raises
    ------
    WrongUse
        That is no address of an engine, its driver is not installed, or nobody can be let in there.
    OutOfReach
        The engine did not answer.
    TwohatsError
        It holds other facts than the files do.
    """
    try:
        url = read_engine_url(address)
    except ValueError as error:
        raise WrongUse(f"engine: not changed: the address {error}.") from error
    before = workspace.settings.engine
    named = _readers(url, readers)
    if named is not None:
        settings = replace(workspace.settings, engine_readers=named)
        workspace = replace(workspace, settings=settings)
    began = seconds()
    snapshot = store.snapshot()
    engine = _opened(workspace, url, snapshot)
    _must_hold_all(engine, workspace, snapshot)
    rows = _rows(engine, snapshot, seconds() - began)
    if named is not None:
        set_value(workspace.folder, READERS, list(named))
    set_value(workspace.folder, SETTING, url.text)
    left = _left_behind(before, workspace, store) if before.text != url.text else None
    return Moved(tuple(rows), before.text, left, named)


def _opened(workspace: Workspace, url: EngineUrl, snapshot: Snapshot) -> Engine:
    settings = workspace.settings
    return open_engine(
        url, snapshot, workspace=settings.organization, readers=settings.engine_readers
    )


def _readers(url: EngineUrl, written: str | None) -> tuple[str, ...] | None:
    """Read the names of roles; all that are wrong are told at once."""
    if written is None:
        return None
    if url.kind != "postgresql":
        raise WrongUse(
            f"engine: not changed: {url.text} has no readers of its own; only PostgreSQL is told who "
            "may read. Leave --readers out."
        )
    if written.strip() == NOBODY:
        return ()
    found, wrong = [], []
    for name in written.split(","):
        try:
            found.append(read_reader(name))
        except ValueError as error:
            wrong.append(f"`{name.strip()}` {error}")
    if wrong:
        raise WrongUse(f"engine: not changed: in --readers {'; '.join(wrong)}.")
    return tuple(dict.fromkeys(found))


def _must_hold_all(engine: Engine, workspace: Workspace, snapshot: Snapshot) -> None:
    """Compare the number of rows of every table with what the files hold."""
    embedded = _opened(workspace, read_engine_url("duckdb"), snapshot)
    wanted, found = _counts(embedded), _counts(engine)
    wrong = [
        f"{name} {found[name]:,} of {wanted[name]:,}"
        for name in TABLES
        if found[name] != wanted[name]
    ]
    if wrong:
        raise TwohatsError(
            f"{engine.url}: not moved: it holds other facts than the files: {', '.join(wrong)} rows. "
            "Run the command again; if that does not help, report it."
        )


def _counts(engine: Engine) -> dict[str, int]:
    names = list(TABLES)
    each = [engine.tables[name].count() for name in names]
    return {name: int(one.to_pyarrow().as_py()) for name, one in zip(names, each, strict=True)}


def _rows(engine: Engine, snapshot: Snapshot, took_s: float) -> list[Row]:
    rows = sum(file.rows for manifest in snapshot.manifests for file in manifest.tables.values())
    owners = many(len(snapshot.manifests), "owner", "owners")
    return [
        _row("engine", engine.url),
        _row("facts", f"{rows:,} {'row' if rows == 1 else 'rows'} of {owners}"),
        *(_row(what, found) for what, found in engine.about()),
        _row("opened in", f"{took_s:.1f} s"),
    ]


def _row(what: str, found: str) -> Row:
    return {"what": what, "found": found}


def _left_behind(before: EngineUrl, workspace: Workspace, store: FactStore) -> str | None:
    """Drop the copies of facts that the engine before was given; say why where some are still there."""
    try:
        stayed = drop_copies(before, workspace.settings.organization, store.folder)
    except TwohatsError as refused:  # the move has happened, whatever it was
        return str(refused)
    if not stayed:
        return None
    which = ", ".join(f"{one.where} ({one.why})" for one in stayed)
    return f"{before.text}: {which}. DROP SCHEMA … CASCADE removes one when nobody works with it."
