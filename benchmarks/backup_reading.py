"""Read a large GitHub backup, against an untyped parse of the same bytes.

Makes a folder of recorded issues and pull requests, by replicating a sample with shifted numbers
(or made-up ones, seeded), and prints seconds and their ratio::

    python benchmarks/backup_reading.py [--sample BACKUP] [--megabytes 500] [--rounds 3]

Both sides read the same files from disk, by turns, each in a process of its own; the fastest round
of each counts. The aim is at most 3 times, with memory that does not grow with the backup.
"""

import argparse
import json
import multiprocessing
import random
import resource
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import msgspec

from twohats.records import row_count
from twohats.sources.github_backup import open_backup
from twohats.sources.github_files import json_files

SHIFT = 1_000_000_000_000


def main() -> None:
    """Make the backup, read it both ways, print what it took."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--sample", type=Path, help="a real backup to replicate, folder or archive")
    parser.add_argument("--megabytes", type=int, default=500)
    parser.add_argument("--rounds", type=int, default=3)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="twohats-benchmark-") as folder:
        backup = Path(folder)
        recordings = list(replicated(given.sample) if given.sample else made_up())
        files, size = write_copies(recordings, backup, given.megabytes * 1_000_000)
        print(f"{files} files, {size / 1e6:.0f} MB")
        ways: dict[str, Callable[[Path], int]] = {"untyped parse": parse, "twohats": read}
        best: dict[str, float] = {}
        for _ in range(given.rounds):
            for name, way in ways.items():
                seconds, found, peak = apart(way, backup)
                best[name] = min(best.get(name, seconds), seconds)
                print(f"  {name:14} {seconds:6.2f} s  {peak:5.0f} MB peak  {found} rows")
        ratio = best["twohats"] / best["untyped parse"]
        print(
            f"{best['untyped parse']:.2f} s untyped, {best['twohats']:.2f} s read: {ratio:.2f} times"
        )


def replicated(sample: Path) -> Iterator[dict]:
    """Yield the recordings of a sample."""
    for _, content in json_files(sample):
        recording = json.loads(content())
        if "issue" in recording or "pull" in recording:
            yield recording


def made_up() -> Iterator[dict]:
    """Yield plausible recordings of a repository that does not exist."""
    chance = random.Random(1)
    words = ["the", "menu", "of", "this", "window", "shows", "an", "old", "balance", "twice"]
    logins = [f"person-{number}" for number in range(200)]

    def account() -> dict:
        login = chance.choice(logins)
        urls = (
            "url",
            "followers_url",
            "gists_url",
            "repos_url",
            "events_url",
            "received_events_url",
        )
        return {
            "login": login,
            "id": logins.index(login) + 1,
            **{url: f"https://api.example.org/users/{login}/{url}" for url in urls},
            "html_url": f"https://example.org/{login}",
            "type": "User",
        }

    def text() -> str:
        return " ".join(chance.choices(words, k=chance.randint(5, 120)))

    at, address = "2024-05-01T10:00:00Z", "https://example.org/made-up/lantern"
    for number in range(1, 501):
        is_pull = number % 2
        item = {
            "number": number,
            "title": text()[:60],
            "user": account(),
            "body": text(),
            "html_url": f"{address}/{'pull' if is_pull else 'issues'}/{number}",
            "state": "open",
            "created_at": at,
            "updated_at": at,
            "labels": [{"name": "bug"}],
            "author_association": "NONE",
        }
        kinds = chance.choices(["commented", "labeled", "reviewed", "closed", "subscribed"], k=30)
        events = [
            {
                "event": kind,
                "id": number * 1000 + at_event,
                "actor": account(),
                "user": account(),
                "body": text(),
                "created_at": at,
                "submitted_at": at,
                "html_url": f"{address}/{number}#{at_event}",
                "label": {"name": "bug"},
            }
            for at_event, kind in enumerate(kinds)
        ]
        yield {
            "type": "pull" if is_pull else "issue",
            "pull" if is_pull else "issue": item,
            "events": events,
            **({"comments": []} if is_pull else {}),
        }


def write_copies(recordings: list[dict], folder: Path, size: int) -> tuple[int, int]:
    """Write copies with shifted numbers until there are enough bytes; files and bytes written."""
    files = written = copy = 0
    for name in ("issues", "pulls"):
        (folder / name).mkdir()
    while written < size:
        for recording in recordings:
            kind = "pull" if "pull" in recording else "issue"
            number = recording[kind]["number"] + copy * 100_000
            content = json.dumps(shifted(recording, copy, number)).encode()
            (folder / f"{kind}s" / f"{number}.json").write_bytes(content)
            files, written = files + 1, written + len(content)
        copy += 1
    (folder / "state.json").write_text('{"last_backup": "2026-08-21T20:00:04Z"}')
    return files, written


def shifted(recording: dict, copy: int, number: int) -> dict:
    """Give an item and all that happened to it numbers of its own."""
    kind = "pull" if "pull" in recording else "issue"
    address = recording[kind]["html_url"].rpartition("/")[0]
    item = {**recording[kind], "number": number, "html_url": f"{address}/{number}"}
    lists = {
        name: [
            {**one, "id": one["id"] + copy * SHIFT} if one.get("id") else one
            for one in recording[name]
        ]
        for name in ("events", "comments")
        if name in recording
    }
    return {**recording, kind: item, **lists}


def parse(folder: Path) -> int:
    """Decode every file into plain objects, and let go of them."""
    return sum(bool(msgspec.json.decode(content())) for _, content in json_files(folder))


def read(folder: Path) -> int:
    """Read the backup into pages, and let go of them."""
    pages = open_backup(folder).pages()
    return sum(row_count(rows) for page in pages for rows in page.tables.values())


def apart(way: Callable[[Path], int], folder: Path) -> tuple[float, int, float]:
    """Run one way in a process of its own: seconds, rows, peak memory in MB."""
    with multiprocessing.get_context("spawn").Pool(1) as pool:
        return pool.apply(_timed, (way, folder))


def _timed(way: Callable[[Path], int], folder: Path) -> tuple[float, int, float]:
    begin = time.perf_counter()
    found = way(folder)
    seconds = time.perf_counter() - begin
    return seconds, found, peak_megabytes()


def peak_megabytes() -> float:
    """Most memory this process has held; elsewhere than on Linux, it or its parent."""
    status = Path("/proc/self/status")
    if status.exists():
        peak = next(one for one in status.read_text().splitlines() if one.startswith("VmHWM"))
        return int(peak.split()[1]) / 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


if __name__ == "__main__":
    main()
