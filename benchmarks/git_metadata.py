"""How long reading a repository's metadata takes, beside ``git log`` and beside perceval.

Run ``python benchmarks/git_metadata.py [REPOSITORY] [--commits N] [--perceval]``. Without a path it
makes a repository of N commits. All in one run, best of five; start-up of processes counts for
``git log`` and for us alike.

perceval is a program of its own (GPL) and is only run, never imported. With ``--perceval`` it is
taken from the path, else through ``uv tool run``. It reads changed paths with line counts besides,
so it is set beside us with and without lines; once as whole programs, start-up and all, and once
with the start-up of each taken off.
"""

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from twohats.records import row_count
from twohats.sources.git import open_git
from twohats.sources.git.log import LOG


def generate(folder: Path, commits: int) -> Path:
    """Make a repository of so many commits: a main line, merges, trailers, some binary files."""
    subprocess.run(["git", "init", "-q", "--bare", "-b", "main", str(folder)], check=True)
    lines: list[bytes] = []
    for n in range(1, commits + 1):
        person = n % 97
        ident = (
            f"Person {person} <person{person}@example.org> {1_500_000_000 + 600 * n} +0{n % 6}30"
        )
        message = f"Change number {n}\n\nIt matters because of number {n - 1}.\n"
        if n % 3 == 0:
            message += f"\nSigned-off-by: Person {person} <person{person}@example.org>\n"
            message += f"Reviewed-by: Person {n % 31} <person{n % 31}@example.org>\n"
        # Most lines of a file stay as they were; a few are new in each commit.
        words = (f"line {i} of {n if i % 12 == n % 12 else n % 400}\n" for i in range(40 + n % 50))
        body = "".join(words).encode()
        lines += [b"commit refs/heads/main\nmark :%d\n" % n]
        lines += [f"author {ident}\ncommitter {ident}\n".encode()]
        lines += [b"data %d\n" % len(message.encode()), message.encode(), b"\n"]
        if n > 1:
            lines += [b"from :%d\n" % (n - 1)]
        if n % 10 == 0:
            lines += [b"merge :%d\n" % (n - 5)]
        path = b"part%d/file%d.txt" % (n % 40, n % 400)
        if n % 250 == 1:
            path, body = b"image%d.bin" % (n % 1000), bytes(range(256)) + str(n).encode()
        lines += [b"M 100644 inline %s\ndata %d\n" % (path, len(body)), body, b"\n"]
    subprocess.run(
        ["git", "-C", str(folder), "fast-import", "--quiet"], input=b"".join(lines), check=True
    )
    return folder


def best_of(times: int, act: Callable[[], object]) -> float:
    """Shortest wall time of several runs, in seconds."""
    took = []
    for _ in range(times):
        start = time.perf_counter()
        act()
        took.append(time.perf_counter() - start)
    return min(took)


def git_log(repository: Path) -> None:
    """Let git print the same fields to nowhere."""
    with open(os.devnull, "wb") as nowhere:
        command = ["git", "-C", str(repository), *LOG, "--all"]
        subprocess.run(command, stdout=nowhere, check=True)


def read(repository: Path, *, check: bool, lines: bool = False) -> int:
    """Read all pages; how many commits there were."""
    with tempfile.TemporaryDirectory() as workdir:
        source = open_git(
            repository, repository=None, forges={}, workdir=Path(workdir), check=check, lines=lines
        )
        return sum(row_count(page.tables.get("commits", {})) for page in source.pages())


def read_as_program(repository: Path) -> None:
    """Read all pages in a process of its own, from the start of Python to its end."""
    code = "import sys; from pathlib import Path; from git_metadata import read; "
    code += "read(Path(sys.argv[1]), check=False)"
    here = Path(__file__).parent
    subprocess.run([sys.executable, "-c", code, str(repository.resolve())], cwd=here, check=True)


def perceval_command() -> list[str] | None:
    """How perceval can be run here, if at all."""
    if shutil.which("perceval"):
        return ["perceval"]
    return ["uv", "tool", "run", "--from", "perceval", "perceval"] if shutil.which("uv") else None


def perceval(command: list[str], repository: Path, mirror: Path) -> float | None:
    """Seconds perceval takes for the same history; None where it does not run."""
    full = [*command, "git", str(repository), "--git-path", str(mirror), "--json-line", "-o"]
    start = time.perf_counter()
    done = subprocess.run([*full, os.devnull], capture_output=True, check=False)
    took = time.perf_counter() - start
    if done.returncode:
        print(f"perceval does not run here: {done.stderr.decode(errors='replace')[-200:]}")
        return None
    return took


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("repository", nargs="?", type=Path)
    parser.add_argument("--commits", type=int, default=20_000)
    parser.add_argument("--perceval", action="store_true")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        repository = options.repository or generate(Path(folder) / "made.git", options.commits)
        commits = read(repository, check=False)
        reference = best_of(5, lambda: git_log(repository))
        plain = best_of(5, lambda: read(repository, check=False))
        checked = best_of(5, lambda: read(repository, check=True))
        print(f"{commits:,} commits in {repository.name}")
        print(f"git log, same fields             {reference:7.3f} s   1.00")
        print(f"twohats                          {plain:7.3f} s   {plain / reference:.2f}")
        print(f"twohats, looking for damage too  {checked:7.3f} s   {checked / reference:.2f}")
        command = perceval_command() if options.perceval else None
        if command is not None:
            # The first run makes perceval's mirror, and brings the program itself.
            mirror = Path(folder) / "mirror"
            runs = [perceval(command, repository, mirror) for _ in range(3)]
            took = min((one for one in runs if one is not None), default=None)
            if took is not None:
                start = best_of(
                    3,
                    lambda: subprocess.run(
                        [*command, "--version"], capture_output=True, check=False
                    ),
                )
                whole = best_of(3, lambda: read_as_program(repository))
                print(f"perceval, whole program          {took:7.3f} s")
                print(f"twohats, whole program           {whole:7.3f} s   {took / whole:.1f} times")
                took -= start
                with_lines = best_of(2, lambda: read(repository, check=False, lines=True))
                print(f"perceval, start-up apart         {took:7.3f} s")
                print(f"twohats, start-up apart          {plain:7.3f} s   {took / plain:.1f} times")
                print(
                    f"twohats, with lines too          {with_lines:7.3f} s   {took / with_lines:.1f} times"
                )


if __name__ == "__main__":
    main()
