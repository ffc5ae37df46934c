"""Start git so that it only reads: no hook, pager, filter, signature program or fetch runs.

A repository's own configuration can name programs. Each way that reading commands would take to
one is closed here, and nowhere else is git started.
"""

import os
import subprocess
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from twohats.errors import SourceUnreadable

QUIET_SETTINGS = {
    "core.fsmonitor": "false",
    "core.hooksPath": os.devnull,
    "core.quotePath": "false",
    # A commit graph may tell of commits whose objects are gone.
    "core.commitGraph": "false",
    # These would run gpg, cut the log, or change which lines count.
    "log.showSignature": "false",
    "log.showRoot": "true",
    "log.follow": "false",
    "diff.relative": "false",
    "diff.renames": "true",
    "diff.algorithm": "default",
}

ERRORS_KEPT = 64 * 1024
PIPE_SIZE = 1024 * 1024
"""Room for git to run ahead while a page is made; where it cannot be had it is not used."""


@dataclass(frozen=True)
class Outcome:
    """How a git process ended."""

    code: int
    out: bytes
    errors: str
    """What it wrote to standard error, cut at 64 kB."""

    @property
    def reason(self) -> str:
        """The last thing git complained about, as one line."""
        lines = [line.strip() for line in self.errors.splitlines() if line.strip()]
        fatal = [line for line in lines if line.startswith("fatal: ")]
        said = (fatal or lines or [f"git ended with status {self.code}"])[-1]
        return said.removeprefix("fatal: ").removeprefix("error: ")


class Running:
    """A git process whose output is read piece by piece."""

    def __init__(self, process: "subprocess.Popen[bytes]", errors: IO[bytes]):
        self._process = process
        self._errors = errors

    def read(self, size: int) -> bytes:
        """Up to ``size`` bytes of its output; empty at the end."""
        assert self._process.stdout is not None
        return self._process.stdout.read(size)

    def read_some(self, size: int) -> bytes:
        """At most ``size`` bytes, as soon as there are any; empty at the end."""
        assert self._process.stdout is not None
        out: bytes = self._process.stdout.read1(size)  # type: ignore[attr-defined]
        return out

    def finish(self) -> Outcome:
        """Wait for the end; ``out`` is what nobody had read yet."""
        assert self._process.stdout is not None
        out = self._process.stdout.read()
        code = self._process.wait()
        self._errors.seek(0)
        return Outcome(code, out, self._errors.read(ERRORS_KEPT).decode("utf-8", "replace"))

    def stop(self) -> None:
        """End it, whether or not anybody still listens."""
        if self._process.poll() is None:
            self._process.kill()
        assert self._process.stdout is not None
        self._process.stdout.close()
        self._process.wait()
        self._errors.close()


@dataclass(frozen=True)
class Git:
    """Git, for one repository (or none yet).

    It is given the repository's folder outright, so it neither looks further up nor asks who owns
    the folder. Its index and work tree are ours and empty: the same commits give the same rows
    whether they stand in a clone, a bare repository or a bundle.
    """

    workdir: Path
    """A folder of ours for what git has to write."""
    git_dir: Path | None = None
    more_objects: Path | None = None
    """Objects that were rescued from a damaged pack."""
    may_read_files: bool = False
    """Whether git may clone from a file; only a bundle needs it."""
    work_tree: Path | None = None
    """The folder git believes to be the work tree; None: an empty one."""

    def environment(self) -> dict[str, str]:
        """Variables git sees: ours, and none of git's own from outside."""
        kept = {k: v for k, v in os.environ.items() if not k.startswith(("GIT_", "LC_", "LANG"))}
        ours = {
            "LC_ALL": "C",
            "GIT_ALLOW_PROTOCOL": "file" if self.may_read_files else "none",
            "GIT_CONFIG_GLOBAL": os.devnull,
            # Else git writes to a pipe commit by commit.
            "GIT_FLUSH": "0",
            "GIT_CONFIG_NOSYSTEM": "1",
            "GIT_NO_LAZY_FETCH": "1",
            "GIT_OPTIONAL_LOCKS": "0",
            "GIT_TERMINAL_PROMPT": "0",
            "GIT_PAGER": "cat",
        }
        if self.git_dir is not None:
            ours["GIT_DIR"] = str(self.git_dir)
            ours["GIT_WORK_TREE"] = str(self.tree)
            ours["GIT_INDEX_FILE"] = str(self.workdir / "index")
        if self.more_objects is not None:
            ours["GIT_ALTERNATE_OBJECT_DIRECTORIES"] = str(self.more_objects)
        return kept | ours

    @property
    def tree(self) -> Path:
        """Where git runs: the folder it believes to be the work tree."""
        return self.work_tree or self.workdir / "empty"

    def command(self, *arguments: str) -> list[str]:
        """Spell out the whole command line."""
        settings = [part for k, v in QUIET_SETTINGS.items() for part in ("-c", f"{k}={v}")]
        return ["git", "--no-pager", *settings, *arguments]

    @contextmanager
    def start(self, *arguments: str, stdin: bytes | IO[bytes] = b"") -> Iterator[Running]:
        """Start git; it is ended when the block is left, however it is left."""
        self.tree.mkdir(parents=True, exist_ok=True)
        # Files, not pipes: git can write errors and read a long list at any pace.
        with tempfile.TemporaryFile(dir=self.workdir) as source:
            if isinstance(stdin, bytes):
                source.write(stdin)
                source.seek(0)
            errors = tempfile.TemporaryFile(dir=self.workdir)  # noqa: SIM115 (Running closes it)
            try:
                process = subprocess.Popen(
                    self.command(*arguments),
                    stdin=source if isinstance(stdin, bytes) else stdin,
                    stdout=subprocess.PIPE,
                    stderr=errors,
                    pipesize=PIPE_SIZE,
                    cwd=self.tree,
                    env=self.environment(),
                )
            except FileNotFoundError as error:
                errors.close()
                raise SourceUnreadable(
                    "git: nothing was read: the program `git` is not installed. "
                    "Install git 2.32 or later and run the command again."
                ) from error
            running = Running(process, errors)
            try:
                yield running
            finally:
                running.stop()

    def run_apart(
        self, oids: Sequence[str], *arguments: str
    ) -> tuple[list[bytes], list[tuple[str, str]]]:
        """Run git over commits given on standard input, around those it breaks at.

        Returns
        -------
        tuple
            What it printed, in the order of ``oids``; and id and reason of each commit it could
            not work on.
        """
        outcome = self.run(*arguments, stdin="".join(f"{oid}\n" for oid in oids).encode())
        if outcome.code == 0:
            return [outcome.out], []
        if len(oids) == 1:
            return [], [(oids[0], outcome.reason)]
        half = len(oids) // 2
        first, broken_first = self.run_apart(oids[:half], *arguments)
        second, broken_second = self.run_apart(oids[half:], *arguments)
        return first + second, broken_first + broken_second

    def run(self, *arguments: str, stdin: bytes | IO[bytes] = b"") -> Outcome:
        """Run git to its end."""
        with self.start(*arguments, stdin=stdin) as running:
            return running.finish()
