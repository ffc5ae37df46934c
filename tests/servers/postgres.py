"""A real PostgreSQL server on loopback, made for a run of tests and gone after it.

It needs the server's programs and nothing else: no package of Python, no network, no account. Where the
programs are missing, tests that ask for it are skipped and say so.
"""

import os
import re
import shutil
import signal
import socket
import subprocess
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from typing import IO, Any

USER = "postgres"
"""Who may do everything in the clusters made here."""
READY = "database system is ready to accept connections"
NOT_ROOT = ("postgres", "nobody")
"""Who runs the server where the tests are root's: PostgreSQL refuses to."""
DEBIAN = Path("/usr/lib/postgresql")

_QUICK = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}
_CALM = {
    "shared_buffers": "32MB",
    "max_connections": "60",
    "autovacuum": "off",
    "log_statement": "none",
}


def find_programs() -> Path | None:
    """Folder of initdb and postgres: the newest of those Debian keeps aside, else one on PATH."""
    aside = [path.parent for path in DEBIAN.glob("*/bin/initdb")]
    on_path = shutil.which("initdb")
    found = sorted(aside, key=_version)[-1:] or [
        Path(path).resolve().parent for path in [on_path] if path
    ]
    return next((folder for folder in found if (folder / "postgres").exists()), None)


def _version(folder: Path) -> tuple[int, ...]:
    return tuple(int(number) for number in re.findall(r"\d+", folder.parent.name))


class PostgresServer:
    """A running server.

    Parameters
    ----------
    programs
        Folder of ``postgres`` and ``psql``.
    folder
        Of this cluster: its data, its sockets.
    port
        On 127.0.0.1.
    process
        The server itself; ended by its id.
    """

    host = "127.0.0.1"

    def __init__(
        self, programs: Path, folder: Path, port: int, process: "subprocess.Popen[str]"
    ) -> None:
        self.programs = programs
        self.folder = folder
        self.port = port
        self.process = process
        self.log: list[str] = []
        """What it said, a line each."""
        self._databases = count(1)
        self._listener = threading.Thread(target=self._go_on_listening, daemon=True)

    def url(self, database: str = "postgres", user: str = USER) -> str:
        """Address of a database, without a password: everybody on loopback is let in."""
        return f"postgresql://{user}@{self.host}:{self.port}/{database}"

    def new_database(self) -> str:
        """Make an empty database; its address."""
        name = f"made_up_{os.getpid()}_{next(self._databases)}"
        self.run(f'CREATE DATABASE "{name}"')
        return self.url(name)

    def run(self, sql: str, database: str = "postgres", user: str = USER) -> str:
        """Run SQL as psql does; what it prints, values alone."""
        psql = shutil.which("psql", path=self.programs) or "psql"
        quiet = [psql, "-X", "-q", "-A", "-t", "-v", "ON_ERROR_STOP=1"]
        return subprocess.run(
            [*quiet, "-d", self.url(database, user), "-f", "-"],
            input=sql,
            text=True,
            capture_output=True,
            check=True,
        ).stdout

    def listen(self) -> bool:
        """Read what the server says until it is ready; False where it ended instead."""
        for line in self._said():
            self.log.append(line)
            if READY in line:
                # The pipe must never be full, or the server stops to wait for a reader.
                self._listener.start()
                return True
        return False

    def _said(self) -> IO[str]:
        assert self.process.stderr is not None
        return self.process.stderr

    def _go_on_listening(self) -> None:
        for line in self._said():
            self.log.append(line)

    def end(self) -> None:
        """Stop at once, clients or not: SIGINT is the fast way down."""
        self.process.send_signal(signal.SIGINT)
        try:
            self.process.wait(30)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        if self._listener.is_alive():
            self._listener.join(10)
        self._said().close()


@contextmanager
def running(programs: Path, *, durable: bool = False) -> Iterator[PostgresServer]:
    """Make a cluster in a folder of its own, run it, and take it away again.

    Parameters
    ----------
    programs
        As `find_programs` gives them.
    durable
        Whether what is committed has to survive a power cut; else the disk is not waited for.
    """
    folder = Path(tempfile.mkdtemp(prefix="twohats-postgres-"))
    somebody = _somebody(folder)
    try:
        initdb = [programs / "initdb", "-D", folder / "data", "-U", USER, "-A", "trust"]
        plain = ["--encoding=UTF8", "--no-locale", "--no-sync", "--no-instructions"]
        subprocess.run([*initdb, *plain], check=True, capture_output=True, cwd=folder, **somebody)
        server = _started(programs, folder, {} if durable else _QUICK, somebody)
        try:
            yield server
        finally:
            server.end()
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _somebody(folder: Path) -> dict[str, Any]:
    """Arguments that run a program as somebody who is not root, and own the folder."""
    if not hasattr(os, "geteuid") or os.geteuid() != 0:
        return {}
    import pwd

    names = {entry.pw_name: entry for entry in pwd.getpwall()}
    entry = next(names[name] for name in NOT_ROOT if name in names)
    os.chown(folder, entry.pw_uid, entry.pw_gid)
    return {"user": entry.pw_uid, "group": entry.pw_gid, "extra_groups": []}


def _started(
    programs: Path, folder: Path, durability: dict[str, str], somebody: dict[str, Any]
) -> PostgresServer:
    for _ in range(5):  # somebody else may take the port between looking and listening
        port = _free_port()
        options = {
            **_CALM,
            **durability,
            "listen_addresses": PostgresServer.host,
            "unix_socket_directories": str(folder),
            "port": str(port),
            "lc_messages": "C",
        }
        words = [word for name, value in options.items() for word in ("-c", f"{name}={value}")]
        process = subprocess.Popen(
            [programs / "postgres", "-D", folder / "data", *words],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            text=True,
            cwd=folder,
            **somebody,
        )
        server = PostgresServer(programs, folder, port, process)
        if server.listen():
            return server
        server.end()
    raise RuntimeError("PostgreSQL did not start: " + "".join(server.log))


def _free_port() -> int:
    with socket.socket() as one:
        one.bind((PostgresServer.host, 0))
        return int(one.getsockname()[1])
