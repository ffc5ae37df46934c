"""The files of one commit: which there are, what they hold, since when their lines stand there."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from twohats.sources.git.objects import read_objects
from twohats.sources.git.run import Git

TEXT_AT_MOST = 5_000_000
"""Larger files, in bytes, are not read as text."""
_WITHOUT_PROGRAMS = ("--no-textconv",)


@dataclass(frozen=True)
class TreeFile:
    """One file, link or submodule of a commit."""

    path: str
    mode: str
    oid: str
    size: int | None
    """In bytes; None for a submodule."""

    @property
    def is_submodule(self) -> bool:
        """Whether it is a commit of another repository."""
        return self.mode == "160000"


def list_tree(git: Git, commit: str) -> tuple[list[TreeFile], str | None]:
    """List all files of a commit; and why it could not be done, where it could not."""
    listed = git.run("ls-tree", "-r", "-l", "-z", "--full-tree", commit)
    files = []
    for line in listed.out.decode("utf-8", "backslashreplace").split("\0")[:-1]:
        facts, _, path = line.partition("\t")
        mode, _, oid, size = facts.split()
        files.append(TreeFile(path, mode, oid, int(size) if size.isdigit() else None))
    return files, listed.reason if listed.code else None


def read_texts(git: Git, files: Iterable[TreeFile]) -> Mapping[str, str]:
    """Read files as text, by path; those that are missing, too large or no text are left out."""
    wanted = [f for f in files if f.size is not None and f.size <= TEXT_AT_MOST]
    oids = sorted({one.oid for one in wanted})
    found = {oid: content for oid, kind, content in read_objects(git, oids) if kind == "blob"}
    return {
        one.path: found[one.oid].decode("utf-8", "replace")
        for one in wanted
        if one.oid in found and b"\0" not in found[one.oid][:8000]
    }


def paths_with(git: Git, commit: str, expressions: Sequence[str]) -> list[str]:
    """List files of a commit in which one of the extended expressions matches."""
    asked = [part for one in expressions for part in ("-e", one)]
    shape = ("-I", "-l", "-z", "-E", "--full-name", "--no-textconv", "--no-recurse-submodules")
    out = git.run("grep", *shape, *asked, commit, "--").out.decode("utf-8", "backslashreplace")
    return [line.removeprefix(f"{commit}:") for line in out.split("\0")[:-1]]


def line_dates(git: Git, commit: str, path: str, lines: Iterable[int]) -> Mapping[int, datetime]:
    """Find when lines of a file came to read as they do."""
    wanted = sorted(set(lines))
    ranges = [part for one in wanted for part in ("-L", f"{one},{one}")]
    asked = git.run("blame", "--line-porcelain", *_WITHOUT_PROGRAMS, *ranges, commit, "--", path)
    found: dict[int, datetime] = {}
    number = 0
    for line in asked.out.decode("utf-8", "replace").splitlines():
        words = line.split(" ")
        if len(words) >= 3 and len(words[0]) in (40, 64) and words[2].isdigit():
            number = int(words[2])
        elif line.startswith("author-time "):
            found[number] = datetime.fromtimestamp(int(words[1]), UTC)
    return found


def first_added(git: Git, commit: str, paths: Iterable[str]) -> Mapping[str, datetime]:
    """Find when files, or folders, first came to be, by path."""
    wanted = list(paths)
    if not wanted:
        return {}
    shape = ("-z", "--name-only", "--no-renames", "--diff-filter=A", "--format=%x01%at")
    command = ("--literal-pathspecs", "log", *shape, "--no-ext-diff", "--no-textconv")
    out = git.run(*command, commit, "--", *wanted).out.decode("utf-8", "backslashreplace")
    found: dict[str, datetime] = {}
    at: datetime | None = None
    for token in out.split("\0"):
        said = token.strip("\n")
        if said.startswith("\x01"):
            seconds, _, said = said[1:].partition("\n")
            at = datetime.fromtimestamp(int(seconds), UTC)
        if said and at:
            for name in _around(said):
                if name in wanted and (name not in found or at < found[name]):
                    found[name] = at
    return found


def lines_in(git: Git, commit: str, path: str) -> int | None:
    """Count the lines of all texts in a folder or file; None where git could not."""
    asked = git.run("hash-object", "-t", "tree", "--stdin")
    empty = asked.out.decode().strip()
    shape = ("--numstat", "-z", "--no-renames", "--no-ext-diff", "--no-textconv")
    counted = git.run("--literal-pathspecs", "diff", *shape, empty, commit, "--", path)
    if counted.code:
        return None
    lines = counted.out.decode("utf-8", "backslashreplace").split("\0")
    return sum(int(n) for n in (line.partition("\t")[0] for line in lines) if n.isdigit())


def _around(path: str) -> Iterator[str]:
    """Yield a path and the folders it lies in."""
    yield path
    while "/" in path:
        path = path.rpartition("/")[0]
        yield path
