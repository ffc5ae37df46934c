"""How long counting lines takes, beside one ``git log --all --numstat``; totals must be equal.

Run ``python benchmarks/git_lines.py [REPOSITORY] [--commits N]``. Without a path it makes a
repository of N commits. All in one run, best of three.
"""

import argparse
import os
import subprocess
import tempfile
import time
from pathlib import Path

from git_metadata import generate

from twohats.sources.git.lines import count_lines, with_attributes_of
from twohats.sources.git.place import git_dir_of
from twohats.sources.git.run import Git

Totals = tuple[int, int, int, int]
"""Rows, additions, deletions, binary files."""


def by_git(repository: Path) -> Totals:
    """Add up what one git process prints."""
    command = ["git", "-C", str(repository), "log", "--all", "--numstat", "--format="]
    printed = subprocess.run(command, capture_output=True, check=True).stdout
    rows = [line.split(b"\t", 2) for line in printed.splitlines() if line]
    counted = [(int(a), int(d)) for a, d, _ in rows if a != b"-"]
    return (
        len(rows),
        sum(a for a, _ in counted),
        sum(d for _, d in counted),
        len(rows) - len(counted),
    )


def by_us(repository: Path, workers: int) -> Totals:
    """Add up what we read."""
    git_dir = git_dir_of(repository)
    assert git_dir is not None
    rows = additions = deletions = binary = 0
    with tempfile.TemporaryDirectory() as workdir:
        git = with_attributes_of(Git(Path(workdir), git_dir.resolve()), "HEAD")
        oids = git.run("rev-list", "--all", "--max-parents=1").out.decode().split()
        for lines in count_lines(git, oids, "git:local/made", workers):
            rows += len(lines)
            additions += sum(n or 0 for n in lines.rows["additions"])
            deletions += sum(n or 0 for n in lines.rows["deletions"])
            binary += lines.rows["additions"].count(None)
    return rows, additions, deletions, binary


def main() -> None:
    """Measure, compare and print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("repository", nargs="?", type=Path)
    parser.add_argument("--commits", type=int, default=20_000)
    parser.add_argument("--workers", type=int, default=os.cpu_count() or 1)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        repository = options.repository or generate(Path(folder) / "made.git", options.commits)
        times: dict[str, list[float]] = {"git": [], "twohats": []}
        for _ in range(3):
            start = time.perf_counter()
            expected = by_git(repository)
            between = time.perf_counter()
            found = by_us(repository, options.workers)
            times["git"].append(between - start)
            times["twohats"].append(time.perf_counter() - between)
            assert found == expected, f"totals differ: {found} here, {expected} by git"
        reference, ours = min(times["git"]), min(times["twohats"])
        print(f"{expected[0]:,} files, +{expected[1]:,} -{expected[2]:,}, {expected[3]:,} binary")
        print(f"git log --all --numstat    {reference:7.3f} s   1.00")
        print(f"twohats, {options.workers} processes       {ours:7.3f} s   {ours / reference:.2f}")


if __name__ == "__main__":
    main()
