"""Lines added and deleted, file by file: on demand, by several git processes at once.

Each commit's numbers are those one ``git log --numstat`` would print, so merges have none, renames
count under the new name, and files git takes for binary are NULL.
"""

import os
import tempfile
from collections import deque
from collections.abc import Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, field, replace
from pathlib import Path, PurePosixPath
from typing import Any

from twohats.records import Skipped
from twohats.sources.git.objects import read_objects
from twohats.sources.git.run import Git

LINES = (
    *("log", "-z", "--numstat", "--no-show-signature", "--no-ext-diff", "--no-textconv"),
    *("--no-walk=unsorted", "--format=tformat:%x00%H", "--stdin"),
)
COMMITS_AT_ONCE = 500


@dataclass
class Lines:
    """``commit_files`` of some commits, as columns."""

    rows: dict[str, list[Any]] = field(
        default_factory=lambda: {
            c: [] for c in ("repository", "oid", "path", "additions", "deletions")
        }
    )
    skipped: list[Skipped] = field(default_factory=list)
    """Commits whose lines could not be counted."""

    def __len__(self) -> int:
        return len(self.rows["oid"])


def with_attributes_of(git: Git, head: str) -> Git:
    """Let git see the ``.gitattributes`` of a commit, which say what is binary.

    They alone are written to a work tree of ours, so that a bare repository and a bundle count as
    a clean clone does.
    """
    listed = git.run("ls-tree", "-r", "-z", "--full-tree", head)
    found: dict[str, str] = {}
    for line in listed.out.split(b"\0"):
        facts, _, path = line.decode("utf-8", "surrogateescape").partition("\t")
        parts = PurePosixPath(path).parts
        if facts.startswith("100") and parts[-1:] == (".gitattributes",) and ".." not in parts:
            found[path] = facts.split(" ")[2]
    tree = Path(tempfile.mkdtemp(prefix="tree-", dir=git.workdir))
    contents = {oid: text for oid, _, text in read_objects(git, sorted(set(found.values())))}
    for path, oid in found.items():
        place = tree / path.lstrip("/")
        # A damaged tree may hold a file and a folder of one name.
        with suppress(OSError):
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_bytes(contents.get(oid, b""))
    return replace(git, work_tree=tree)


def count_lines(
    git: Git, oids: Sequence[str], repository: str, workers: int | None = None
) -> Iterator[Lines]:
    """Count the lines of each commit, group by group, in the order given.

    Parameters
    ----------
    git
        The repository.
    oids
        Commits to count. Merges may be among them; they bring no rows.
    repository
        Key that goes on each row.
    workers
        How many git processes run at once; None: as many as there are processors.
    """
    workers = workers or os.cpu_count() or 1
    # A thread per process is enough: nearly all the work is git's.
    with ThreadPoolExecutor(workers) as threads:
        running: deque[Future[Lines]] = deque()
        try:
            for start in range(0, len(oids), COMMITS_AT_ONCE):
                group = oids[start : start + COMMITS_AT_ONCE]
                running.append(threads.submit(_count_group, git, group, repository))
                if len(running) > 2 * workers:
                    yield running.popleft().result()
            while running:
                yield running.popleft().result()
        finally:
            for future in running:
                future.cancel()


def _count_group(git: Git, oids: Sequence[str], repository: str) -> Lines:
    printed, broken = git.run_apart(oids, *LINES)
    lines = Lines()
    for part in printed:
        _add(lines.rows, part, repository)
    lines.skipped = [
        Skipped(oid, f"its lines could not be counted: {reason}") for oid, reason in broken
    ]
    return lines


def _add(rows: dict[str, list[Any]], printed: bytes, repository: str) -> None:
    """Append what git printed: an empty token, an id, then counts and paths."""
    oid = ""
    # A path that is not UTF-8 stays distinct from another one, since it is part of the key.
    tokens = iter(printed.decode("utf-8", "backslashreplace").split("\0"))
    for token in tokens:
        counts = token.lstrip("\n")
        if not counts:
            oid = next(tokens, "")
            continue
        added, deleted, path = counts.split("\t", 2)
        if not path:  # a rename: old and new name follow
            next(tokens)
            path = next(tokens)
        rows["repository"].append(repository)
        rows["oid"].append(oid)
        rows["path"].append(path)
        rows["additions"].append(None if added == "-" else int(added))
        rows["deletions"].append(None if deleted == "-" else int(deleted))
