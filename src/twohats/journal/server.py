"""The journal on a PostgreSQL server: one table, into which lines are inserted and never changed.

Grants and a trigger hold it, not this program: see `server.sql` beside this file. The exact line is what
counts, with the hash it carries; all other columns are made of it by the server. Its clock plays no part.
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from importlib.resources import files
from typing import TYPE_CHECKING, Any, TypeVar
from urllib.parse import unquote

from twohats.errors import Mistake, OutOfReach, TwohatsError, WrongUse
from twohats.formats.engine_urls import EngineUrl
from twohats.formats.forgotten import Forgotten
from twohats.journal.kept import Change, Kept, erasures, place_for, understood, written
from twohats.records.decisions import Decision

if TYPE_CHECKING:
    import psycopg

    Connection = psycopg.Connection[tuple[Any, ...]]
    Connecting = Callable[..., Connection]

TABLE = "twohats_journal.lines"
BATCH = 1000
"""Lines taken in one transaction."""
OLDEST = 14
"""Major version of PostgreSQL that the table needs."""
_STAYS_ERASED = "TH001"
"""Code with which `server.sql` refuses a line that was erased."""
_PATIENCE_S = 10
_LONGEST_NAME = 63

_Answer = TypeVar("_Answer")

_INSERT = """
INSERT INTO twohats_journal.lines (place, line)
SELECT place, line FROM unnest(%s::text[], %s::bytea[]) WITH ORDINALITY AS new (place, line, nth)
ORDER BY nth
ON CONFLICT DO NOTHING
"""
_SELECT = "SELECT place, number, line FROM twohats_journal.lines ORDER BY number"


class ServerJournal:
    """Decisions in a table of a PostgreSQL database; see `twohats.journal.ports`.

    Each call connects anew: a journal is read once or twice in a run, and a program that serves for
    weeks holds no connection meanwhile.

    Parameters
    ----------
    url
        The database.
    password
        For it; None: libpq finds it by PGPASSWORD or ``~/.pgpass``, or none is needed.
    connect
        Connects; tests pass one whose wire can be cut.
    """

    mending = "put the row back from a backup of the server"

    def __init__(
        self, url: EngineUrl, *, password: str | None = None, connect: "Connecting | None" = None
    ):
        self.url = url
        self._password = password
        self._connect = connect or _driver().connect

    @property
    def home(self) -> str:
        """Address of the database, which holds no password."""
        return self.url.text

    def append(self, *decisions: Decision) -> None:
        """Insert decisions, all or none; they are on the server's disk before this returns."""
        if decisions:
            self._insert(written(decisions))

    def read(self) -> tuple[tuple[Decision, ...], tuple[Mistake, ...]]:
        """Read every decision, oldest first, and every row that cannot be trusted."""
        rows = (Kept(TABLE, line.number, line.text) for line in self.kept())
        return understood(rows)

    def kept(self) -> tuple[Kept, ...]:
        """Give every row, in the order in which they came."""
        return self._asked("read", lambda connection: _rows(connection))

    def take(self, lines: Sequence[Kept]) -> None:
        """Insert lines as they are, a batch in one transaction; what is there is left alone."""
        for start in range(0, len(lines), BATCH):
            self._insert(lines[start : start + BATCH])

    def change(self, changes: Sequence[Change], at: datetime) -> None:
        """Put erased lines in the place of those that were not; the server keeps that it was done."""

        def work(connection: "Connection") -> None:
            with connection.transaction():
                _erase(connection, changes, at)

        self.before_erasing()
        self._asked("changed", work)

    def erase(self, forgotten: Forgotten, at: datetime) -> tuple[str, ...]:
        """Take what is personal of those forgotten out of every row; see the port."""

        def work(connection: "Connection") -> tuple[Change, ...]:
            with connection.transaction():
                connection.execute("SELECT twohats_journal.hold()")
                changes = erasures(_rows(connection), forgotten, at)
                _erase(connection, changes, at)
            return changes

        self.before_erasing()
        changes = self._asked("changed", work)
        return tuple(sorted({change.told for change in changes if change.told}))

    def before_erasing(self) -> None:
        """Make sure that whoever is logged in is one of those who may erase."""
        asks = "SELECT session_user, has_function_privilege('twohats_journal.hold()', 'EXECUTE')"
        who, may = self._asked("changed", lambda connection: _row(connection, asks))
        if not may:
            role = roles_of(self.url)[1]
            raise WrongUse(
                f"{self.home}: nothing was erased: `{who}` may write to this journal, and not erase. "
                f'Have its owner run: GRANT "{role}" TO "{who}"'
            )

    def set_up(self, text: str) -> None:
        """Run the SQL that makes the table, its guards and its roles."""

        def work(connection: "Connection") -> None:
            if connection.info.server_version < OLDEST * 10_000:
                version = connection.info.parameter_status("server_version")
                raise WrongUse(
                    f"{self.home}: nothing was made: the server is PostgreSQL {version}. "
                    f"Use {OLDEST} or later."
                )
            connection.execute(text.encode())

        self._asked("made", work)

    def _insert(self, lines: Sequence[Kept]) -> None:
        """Insert lines in one transaction, once more where the connection went in the middle.

        Whether a commit got through cannot be known when the wire is cut during it. The second try
        waits for the first, and what that wrote is left alone, so both together write each line once.
        """
        places, texts = [place_for(line) for line in lines], [line.text for line in lines]
        was_sent = False

        def work(connection: "Connection") -> None:
            nonlocal was_sent
            with connection.transaction():
                # Whatever the server's habit, a decision is on its disk before we say so.
                connection.execute("SET LOCAL synchronous_commit = on")
                connection.execute(_INSERT, [places, texts])
                was_sent = True

        try:
            self._asked("written to", work)
        except OutOfReach:
            if not was_sent:
                raise
            try:
                self._asked("written to", work)
            except OutOfReach as error:
                count = f"{len(lines)} line{'' if len(lines) == 1 else 's'}"
                raise OutOfReach(
                    f"{self.home}: the connection was lost while {count} went into the journal: all "
                    "or none are there. See with `twohats journal --last` before you do it again."
                ) from error

    def _asked(self, done: str, work: "Callable[[Connection], _Answer]") -> _Answer:
        """Do something on a connection of its own; errors come out as people can act on them."""
        with _in_words(self.home, done), self._connected() as connection:
            return work(connection)

    @contextmanager
    def _connected(self) -> "Iterator[Connection]":
        more: dict[str, Any] = {"application_name": "twohats", "autocommit": True}
        if self._password is not None:
            more["password"] = self._password
        if "connect_timeout" not in self.url.text:
            more["connect_timeout"] = _PATIENCE_S
        with self._connect(self.url.text, **more) as connection:
            yield connection


def _rows(connection: "Connection") -> tuple[Kept, ...]:
    rows = connection.execute(_SELECT, binary=True).fetchall()
    return tuple(Kept(place, number, line) for place, number, line in rows)


def _row(connection: "Connection", asked: str) -> tuple[Any, ...]:
    row = connection.execute(asked.encode()).fetchone()
    assert row is not None
    return row


def _erase(connection: "Connection", changes: Sequence[Change], at: datetime) -> None:
    if changes:
        connection.execute(
            "SELECT twohats_journal.erase(%s::text[], %s::bytea[], %s::text[], %s)",
            [
                [change.line.digest for change in changes],
                [change.to.text if change.to else None for change in changes],
                [place_for(change.to) if change.to else None for change in changes],
                at.astimezone(UTC).isoformat(),
            ],
        )


def set_up_text(url: EngineUrl, writers: Sequence[str] = (), erasers: Sequence[str] = ()) -> str:
    """Give the SQL that an administrator runs once.

    Parameters
    ----------
    url
        The team's database; roles are named for it.
    writers, erasers
        Logins who may write, and who may erase as well.

    Raises
    ------
    WrongUse
        The database's name is too long to name roles for it.
    """
    writer, eraser = roles_of(url)
    members = [
        f"GRANT {_name(role)} TO {_name(login)};"
        for role, logins in ((writer, writers), (eraser, erasers))
        for login in logins
    ]
    example = f"-- Then, for each person of the team: GRANT {_name(writer)} TO somebody;"
    return (
        (files("twohats.journal") / "server.sql")
        .read_text("utf-8")
        .format(
            writer=_name(writer),
            writer_text=_text(writer),
            eraser=_name(eraser),
            eraser_text=_text(eraser),
            members="\n".join(members or [example]),
        )
    )


def roles_of(url: EngineUrl) -> tuple[str, str]:
    """Name the roles of a database's journal: who may write, and who may erase.

    Roles belong to a whole server, and each team has a database of its own.
    """
    database = unquote(url.text.partition("?")[0].rpartition("/")[2])
    if not database.isprintable():  # a line break would end a comment of the SQL
        raise WrongUse(f"{url.text}: the name of the database holds a mark that nobody can see.")
    roles = f"{database}_journal_writer", f"{database}_journal_eraser"
    if len(roles[0].encode()) > _LONGEST_NAME:
        raise WrongUse(f"{url.text}: the name of the database is too long: take a shorter one.")
    return roles


def _name(text: str) -> str:
    return '"' + text.replace('"', '""') + '"'


def _text(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


def _driver() -> Any:
    try:
        import psycopg
    except ImportError as error:
        raise WrongUse(
            "journal: not opened: it lies on a PostgreSQL server, and psycopg is not installed. "
            "Install it by `pip install 'twohats[postgres]'`."
        ) from error
    return psycopg


@contextmanager
def _in_words(home: str, done: str) -> Iterator[None]:
    """Let no error of the driver out as it is."""
    errors = _driver().errors
    try:
        yield
    except (errors.InvalidSchemaName, errors.UndefinedTable, errors.UndefinedFunction) as error:
        raise WrongUse(
            f"{home}: the journal was not {done}: there is none in this database yet. "
            f"Have its administrator run `twohats journal setup {home}`."
        ) from error
    except errors.InsufficientPrivilege as error:
        raise WrongUse(
            f"{home}: the journal was not {done}: {_reason(error)}. "
            f"Ask its owner for the role; `twohats journal setup {home}` shows which there are."
        ) from error
    except (errors.OperationalError, errors.InterfaceError) as error:
        raise OutOfReach(
            f"{home}: the journal was not {done}: {_reason(error)}. "
            "Check the address, the network and your login, then do it again."
        ) from error
    except errors.Error as error:
        if error.sqlstate == _STAYS_ERASED:
            raise TwohatsError(
                f"{home}: the journal was not {done}: {_reason(error)}. "
                "It was erased after this began; do it again, and it is left out."
            ) from error
        raise TwohatsError(
            f"{home}: the journal was not {done}: {_reason(error)}. "
            f"Run `twohats journal setup {home}` once more; it repairs what is missing."
        ) from error


def _reason(error: Exception) -> str:
    """Take the first line of what the server or the driver said."""
    lines = [line.strip() for line in str(error).splitlines() if line.strip()]
    return (lines[0] if lines else type(error).__name__).rstrip(".")
