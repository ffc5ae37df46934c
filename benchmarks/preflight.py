"""Preflight and card in a clone of a community with 40,000 commits, made by git fast-import.

    python benchmarks/preflight.py

Wanted: preflight within 1 s, card within 3 s, each as a whole process. On a busy machine the time
spent computing says more than the clock.
"""

import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

COMMITS = 40_000
FILES = 2_000
GUIDE = b"Please open an issue first.\n\nPlease add a line to CHANGELOG.md.\n"


def history() -> Iterator[bytes]:
    """Give what fast-import reads: one small change per commit, over many files."""
    for number in range(COMMITS):
        who = f"Ada Example <ada@example.org> {1_500_000_000 + number * 600} +0000"
        yield f"commit refs/heads/main\nmark :{number + 1}\ncommitter {who}\ndata 7\nChange\n".encode()
        if number:
            yield f"from :{number}\n".encode()
        text = f"{number}\n".encode()
        path = f"src/part{number % 40}/file{number % FILES}.py"
        yield f"M 100644 inline {path}\ndata {len(text)}\n".encode() + text + b"\n"
        if number == 0:
            for name in (b"CONTRIBUTING.md", b"GOVERNANCE.md", b"README.md", b"SECURITY.md"):
                yield b"M 100644 inline " + name + f"\ndata {len(GUIDE)}\n".encode() + GUIDE + b"\n"
    yield f"commit refs/heads/fix\ncommitter Ada Example <ada@example.org> 1600000000 +0000\ndata 3\nFixfrom :{COMMITS}\nM 100644 inline src/new.py\ndata 2\n1\n\n".replace(
        "Fixfrom", "Fix\nfrom"
    ).encode()


def main() -> None:
    """Make the clone and time both verbs, the best of three."""
    with tempfile.TemporaryDirectory() as folder:
        clone = Path(folder) / "clone"
        subprocess.run(["git", "init", "-q", "-b", "main", clone], check=True)
        subprocess.run(
            ["git", "-C", clone, "fast-import", "--quiet"], input=b"".join(history()), check=True
        )
        for words in (("preflight", clone, "--branch", "fix"), ("brief", clone)):
            times, used = [], []
            for _ in range(3):
                start, before = time.perf_counter(), resource.getrusage(resource.RUSAGE_CHILDREN)
                subprocess.run(
                    [sys.executable, "-m", "twohats", *map(str, words), "--format", "csv"],
                    check=True, cwd=folder, stdout=subprocess.DEVNULL,
                )  # fmt: skip
                times.append(time.perf_counter() - start)
                after = resource.getrusage(resource.RUSAGE_CHILDREN)
                used.append(after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime)
            print(f"{words[0]:10} {min(times):.2f} s, of which {min(used):.2f} s computing")


if __name__ == "__main__":
    main()
