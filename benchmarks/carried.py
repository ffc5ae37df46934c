"""How long it takes to find what a fork carries, beside ``git cherry``.

Run ``python benchmarks/carried.py [REPOSITORY --upstream PATH_OR_BRANCH]``. Without a path it makes a
fork 500 commits ahead and 5,000 behind, a fifth of whose changes upstream took.
Best of three, by turns. Everything that `git cherry` finds upstream has to be found.
"""

import argparse
import random
import subprocess
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from twohats.formats.addresses import HOSTS
from twohats.sources.git.carrying import read_carrying

FILES, LINES = 300, 300
AHEAD, BEHIND, SHARED = 500, 5_000, 100


class _History:
    """Commits of one branch, as `git fast-import` reads them."""

    def __init__(self, ref: str, start: str | None, files: dict[int, list[str]]):
        self.ref, self.start = ref, start
        self.files = {name: list(lines) for name, lines in files.items()}

    def commit(self, edits: list[tuple[int, int, str]], clock: int) -> Iterator[bytes]:
        """Write one commit that changes lines."""
        message = f"Change {clock}".encode()
        yield f"commit {self.ref}\n".encode()
        yield f"author A <a@example.org> {clock} +0000\n".encode()
        yield f"committer A <a@example.org> {clock} +0000\n".encode()
        yield b"data %d\n%s\n" % (len(message), message)
        if self.start:
            yield f"from {self.start}\n".encode()
            self.start = None
        for file, line, text in edits:
            self.files[file][line] = text
        for file in sorted({file for file, _, _ in edits}):
            content = "".join(self.files[file]).encode()
            yield f"M 100644 inline src/{file // 20}/{file}.py\n".encode()
            yield b"data %d\n%s\n" % (len(content), content)


def make(folder: Path) -> None:
    """Make upstream and the fork as two branches of one repository."""
    chance = random.Random(7)
    clock = 1_600_000_000
    begun = {n: [f"line {n} {m}\n" for m in range(LINES)] for n in range(FILES)}
    upstream = _History("refs/heads/upstream", None, begun)
    stream = list(upstream.commit([(n, 0, "top\n") for n in begun], clock))
    stream += [b"reset refs/heads/main\nfrom refs/heads/upstream\n\n"]
    fork = _History("refs/heads/main", None, upstream.files)
    # The fork edits the lower half of files, upstream the upper; what is shared lies low.
    mine = [
        (chance.randrange(FILES), chance.randrange(160, 290), f"ours {n}\n") for n in range(AHEAD)
    ]
    for number, edit in enumerate(mine):
        stream += fork.commit([edit], clock + 60 * number)
    shared = set(chance.sample(range(AHEAD), SHARED))
    for number in range(BEHIND):
        theirs = (chance.randrange(FILES), chance.randrange(1, 140), f"theirs {number}\n")
        edit = mine[number // 10] if number % 10 == 0 and number // 10 in shared else theirs
        stream += upstream.commit([edit], clock + 60 * number)
    subprocess.run(["git", "init", "-q", "--bare", str(folder)], check=True)
    command = ["git", "-C", str(folder), "fast-import", "--quiet", "--force"]
    subprocess.run(command, input=b"".join(stream), check=True)
    subprocess.run(
        ["git", "-C", str(folder), "symbolic-ref", "HEAD", "refs/heads/main"], check=True
    )


def by_git(repository: Path, upstream: str) -> set[str]:
    """Ask `git cherry` what upstream has."""
    command = ["git", "-C", str(repository), "cherry", upstream, "HEAD"]
    lines = subprocess.run(command, capture_output=True, text=True, check=True).stdout.split("\n")
    return {line[2:] for line in lines if line.startswith("- ")}


def by_us(repository: Path, upstream: str) -> tuple[set[str], str]:
    """Find what upstream has, and read all that is carried."""
    with tempfile.TemporaryDirectory() as folder:
        found = read_carrying(repository, workdir=Path(folder), hosts=HOSTS, upstream=upstream)
    fork = found.fork
    assert fork is not None
    said = (
        f"{fork.ahead:,} ahead, {fork.behind:,} behind, {len(fork.upstreamed):,} upstream already"
    )
    return {one.change.oid for one in fork.upstreamed}, said


def main() -> None:
    """Measure, compare and print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("repository", nargs="?", type=Path)
    parser.add_argument("--upstream", default="upstream")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="twohats-benchmark-") as folder:
        repository = options.repository or Path(folder) / "fork.git"
        if options.repository is None:
            make(repository)
        best = {"git cherry": float("inf"), "twohats": float("inf")}
        for _ in range(3):
            start = time.perf_counter()
            taken = by_git(repository, options.upstream)
            best["git cherry"] = min(best["git cherry"], time.perf_counter() - start)
            start = time.perf_counter()
            found, said = by_us(repository, options.upstream)
            best["twohats"] = min(best["twohats"], time.perf_counter() - start)
    missed = taken - found
    print(said)
    print(f"git cherry finds {len(taken):,} upstream, we find {len(found):,}; missed {len(missed)}")
    ratio = best["twohats"] / best["git cherry"]
    print(f"{best['git cherry']:.2f} s cherry, {best['twohats']:.2f} s carried: {ratio:.1f} times")
    if missed:
        raise SystemExit(1)


if __name__ == "__main__":
    main()
