"""What a first sync and a quiet morning take from GitHub, beside the least that its cost rule allows.

Serves made-up worlds on loopback and reads them live, in a process of its own::

    python benchmarks/github_live.py [--items 2000] [--more-items 10000] [--others FOLDER]

*Least* counts, from the world itself, every list that has to be looked up (each page of a hundred
items, and for each item its timeline, labels, assignees, reviewers, files and threads, and for each
thread its comments, a hundred at a time), and divides by 149, the most look-ups that one point pays
for. Lists that turn out empty count, since nobody can know before asking. The aim is at most 1.25
times; nothing new over 100 repositories at most 3 requests; memory that does not grow with the
repository.

``--others`` is a virtual environment that holds perceval and github-to-sqlite (``pip install perceval
github-to-sqlite``); they are run as the separate programs they are, against the same simulator.
"""

import argparse
import math
import multiprocessing
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))

from github import made
from github.simulator import Simulator
from github.world import World

PACK = 149
KEY = "github:foundry/bolt-1"

ELSEWHERE = """
import sys, requests
there = sys.argv.pop(1)
send = requests.Session.request
def instead(self, method, url, **given):
    answer = send(self, method, url.replace("https://api.github.com", there), **given)
    answer._content = answer.content.replace(there.encode(), b"https://api.github.com")
    return answer
requests.Session.request = instead
from github_to_sqlite.cli import cli
cli()
"""
"""Runs github-to-sqlite with its requests led to the simulator."""


def main() -> None:
    """Measure one after the other, and print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--items", type=int, default=2000)
    parser.add_argument("--more-items", type=int, default=10_000, help="for memory; 0: do without")
    parser.add_argument("--others", type=Path, help="environment with perceval, github-to-sqlite")
    given = parser.parse_args()
    first_sync(given.items)
    if given.more_items:
        first_sync(given.more_items)
    nothing_new()
    if given.others:
        others(given.others, given.items)


def first_sync(items: int) -> None:
    """Read one repository for the first time, with its whole history."""
    world = made.made_world(1, repositories=1, items=items)
    repository = world.repositories[0]
    pulls = sum(one.typename == "PullRequest" for one in repository.items.values())
    with Simulator(world, heaviest=None, points=1_000_000) as server:
        started = time.perf_counter()
        rows, peak, before = apart(server)
        seconds = time.perf_counter() - started
        taken, least = server.count, math.ceil(least_look_ups(repository) / PACK)
    print(f"{items} items ({pulls} pull requests), {rows} rows")
    print(f"  {taken.points} points, {taken.requests} requests; least {least} points")
    print(f"  {taken.points / least:.2f} times the least")
    print(f"  {1000 * taken.points / pulls:.0f} points per 1,000 pull requests with their issues")
    print(
        f"  {peak:.0f} MB peak, {peak - before:.0f} MB of it to read; {seconds:.0f} s with server"
    )


def least_look_ups(repository: Any) -> int:
    """Count the lists that have to be looked up, however cleverly one asks."""
    items = list(repository.items.values())
    count = sum(
        pages(sum(one.typename == kind for one in items)) for kind in ("Issue", "PullRequest")
    )
    for one in items:
        timeline = sum(happening.is_on_timeline for happening in one.happenings)
        lengths = [timeline, len(one.labels), len(one.assignees)]
        if one.typename == "PullRequest":
            lengths += [len(one.review_requests), len(one.files), len(one.review_threads)]
            lengths += [len(thread.comments) for thread in one.review_threads]
        count += sum(map(pages, lengths))
    return count


def pages(length: int) -> int:
    """Count requests for a list, a hundred at a time."""
    return max(1, math.ceil(length / 100))


def apart(server: Simulator) -> tuple[int, float, float]:
    """Read in a process of its own; rows, and peak memory after and before in megabytes."""
    context = multiprocessing.get_context("spawn")
    receiver, sender = context.Pipe(duplex=False)
    environment = {
        "GITHUB_TOKEN": server.token,
        "GITHUB_API_URL": server.url,
        "GITHUB_GRAPHQL_URL": server.graphql_url,
    }
    process = context.Process(target=read, args=(environment, sender))
    process.start()
    found: tuple[int, float, float] = receiver.recv()
    process.join()
    return found


def read(environment: dict[str, str], sender: Any) -> None:
    """Read the repository page by page, as the store would put it on disk."""
    from datetime import UTC, datetime

    from twohats.records import row_count
    from twohats.sources.github_api.connecting import connect
    from twohats.sources.github_live import GithubRepository

    def now() -> datetime:
        return datetime.now(UTC)

    before = peak_megabytes()
    with connect("github.com", environment, now=now, wait=lambda _: None) as connection:
        source = GithubRepository(connection, KEY, since=None)
        rows = sum(row_count(table) for page in source.pages() for table in page.tables.values())
    sender.send((rows, peak_megabytes(), before))


def peak_megabytes() -> float:
    """Most memory this process ever held; ``getrusage`` would count its parent's too."""
    status = Path("/proc/self/status").read_text()
    return int(status.partition("VmHWM:")[2].split()[0]) / 1024


def nothing_new() -> None:
    """Look at a hundred repositories of which none has anything new."""
    from twohats.sources.github_api.connecting import connect
    from twohats.sources.github_live import scout

    world = World()
    ada = world.user("ada")
    for number in range(100):
        world.issue(world.repository(f"acme/anvil-{number}"), ada, "It is too heavy")
    with Simulator(world) as server:
        environment = {
            "GITHUB_TOKEN": server.token,
            "GITHUB_API_URL": server.url,
            "GITHUB_GRAPHQL_URL": server.graphql_url,
        }
        clock = server.clock
        with connect("github.com", environment, now=clock.now, wait=clock.wait) as connection:
            scout(connection, [f"github:acme/anvil-{number}" for number in range(100)])
        print(f"nothing new over 100 repositories: {server.count.requests} requests,", end=" ")
        print(f"{server.count.points} points")


def others(environment: Path, items: int) -> None:
    """Read the same world with other programs, and count what they ask for."""
    world = made.made_world(1, repositories=1, items=items)
    with tempfile.TemporaryDirectory() as folder:
        database = str(Path(folder, "github.db"))
        for name, commands in {
            "perceval": [
                ["perceval", "github", "foundry", "bolt-1", "--category", category]
                for category in ("issue", "pull_request")
            ],
            "github-to-sqlite": [
                ["github-to-sqlite", verb, database, "foundry/bolt-1"]
                for verb in ("issues", "pull-requests", "issue-comments", "releases")
            ],
        }.items():
            with Simulator(world, points=1_000_000, heaviest=None) as server:
                codes = [run(environment, server, command) for command in commands]
                print(f"{name}: {server.count.requests} requests, exit codes {codes}")


def run(environment: Path, server: Simulator, command: Iterable[str]) -> int:
    """Run another program against the simulator; its exit code."""
    name, *arguments = command
    variables = {**os.environ, "GITHUB_TOKEN": server.token}
    program = [str(environment / "bin" / name)]
    if name == "perceval":
        arguments += ["--enterprise-url", server.url, "-t", server.token, "--no-archive"]
    else:  # it knows GitHub by one address only
        program = [str(environment / "bin" / "python"), "-c", ELSEWHERE, server.url]
    ran = subprocess.run([*program, *arguments], env=variables, capture_output=True, timeout=900)
    if ran.returncode:
        print(ran.stderr.decode()[-300:])
    return ran.returncode


if __name__ == "__main__":
    main()
