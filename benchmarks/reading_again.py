"""Time importing a repository again with nothing new, beside the first import of it.

Run ``python benchmarks/reading_again.py [PATH]``; without a path a repository is generated.
"""

import argparse
import subprocess
import tempfile
import time
from pathlib import Path

from git_metadata import generate

from twohats.flow.importing import read_into
from twohats.sources.git import open_git
from twohats.store.facts import FactStore


def main() -> None:
    """Measure and tell."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("path", type=Path, nargs="?")
    parser.add_argument("--commits", type=int, default=20_000)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as made:
        path = arguments.path or generate(Path(made) / "repository", arguments.commits)
        counted = subprocess.run(
            ["git", "-C", str(path), "rev-list", "--all", "--count"],
            check=True,
            capture_output=True,
            text=True,
        )
        commits = int(counted.stdout)
        store = FactStore(Path(made) / "facts")

        def read() -> float:
            started = time.perf_counter()
            source = open_git(
                path,
                repository="github:made-up/repository",
                forges={"github": "github.com"},
                workdir=Path(made) / "work",
            )
            read_into(store, [source])
            return time.perf_counter() - started

        first = read()
        again = sorted(read() for _ in range(5))[2]
        print(f"first read, {commits:,} commits: {first:7.3f} s  (reference)")
        print(f"read again, nothing new:   {again:7.3f} s  {again / first:.3f} of it")
        print(f"per 10,000 commits:        {again / commits * 10_000:7.4f} s")


if __name__ == "__main__":
    main()
