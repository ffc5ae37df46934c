"""A thousand small repositories, synced by one, two and four processes from a GitHub with latency.

Run ``python benchmarks/sharded_sync.py [--repositories 1000] [--latency 0.05]``. The simulator of the tests
serves them on loopback from a process of its own; each request waits on its way, in real time. The
reference is one process with one token, in the same run. All runs have to hold the same rows, or it stops.

Beside wall time stands the processor time of the programs and of the simulator: where the latter comes near the
former, or the cores of this machine are fewer than the processes, it is those that are measured.
"""

import argparse
import multiprocessing
import os
import resource
import subprocess
import sys
import tempfile
import threading
import time
from multiprocessing.connection import Connection
from pathlib import Path
from urllib.parse import urlsplit

sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))

from fakes.synced import rows_held
from github.simulator import Simulator
from github.world import World
from servers.wire import Wire

from twohats.store.facts import FactStore

PER_OWNER = 4
"""Repositories of one owner."""
TOKENS = {f"ghp_made-up-{number}": f"reader-{number}" for number in range(1, 5)}


def small_world(repositories: int) -> World:
    """Make repositories with three issues each, talked about a little."""
    world = World()
    ada, bo = world.user("ada"), world.user("bo")
    for number in range(repositories):
        owner = f"guild-{number // PER_OWNER}"
        if number % PER_OWNER == 0:
            world.organization(owner, members=[ada])
        home = world.repository(f"{owner}/tool-{number}")
        world.commit(home, ada, "Begin", {"CONTRIBUTING.md": "Open an issue first."})
        for _ in range(3):
            item = world.issue(home, bo, "It is heavy", "So heavy.")
            world.comment(item, ada, "We know.")
    return world


def serve(repositories: int, latency: float, sender: Connection) -> None:
    """Serve until told to stop; runs in a process of its own."""

    def wait(_: int, __: bytes) -> None:
        time.sleep(latency)
        with turn:  # the server's clock goes with ours, or its limits of a minute would never end
            now = time.monotonic()
            server.clock.advance(now - seen[0])
            seen[0] = now

    world = small_world(repositories)
    turn, seen = threading.Lock(), [time.monotonic()]
    with (
        Simulator(world, tokens=TOKENS, latency=0, heaviest=None, points=10**6) as server,
        Wire(urlsplit(server.url).port or 0, wait, heals=True) as wire,
    ):
        there = f"http://127.0.0.1:{wire.port}"
        sender.send((there, f"{there}/graphql"))
        while sender.recv() != "stop":
            sender.send((time.process_time(), server.count.requests))


def office(folder: Path, repositories: int) -> Path:
    """Write a workspace that names all owners."""
    folder.mkdir()
    (folder / "twohats.toml").write_text('organization = "Made-up Office"\n')
    owners = range((repositories + PER_OWNER - 1) // PER_OWNER)
    (folder / "key-communities.toml").write_text(
        "".join(
            f'[[communities]]\ntitle = "{n}"\nurl = "https://github.com/guild-{n}"\n'
            for n in owners
        )
    )
    return folder


def sync(folder: Path, processes: int, environment: dict[str, str]) -> tuple[float, float]:
    """Sync everything; wall time, and processor time of all its processes, in seconds."""
    tokens = ",".join(list(TOKENS)[:processes])
    words = ["--processes", str(processes)] if processes > 1 else []
    before, started = _children(), time.perf_counter()
    done = subprocess.run(
        [sys.executable, "-m", "twohats", "-w", str(folder), "sync", *words],
        env={**os.environ, **environment, "TWOHATS_GITHUB_TOKENS": tokens},
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        sys.exit(f"{processes} processes: exit code {done.returncode}: {done.stderr[-2000:]}")
    return time.perf_counter() - started, _children() - before


def _children() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def main() -> None:
    """Measure one after the other, and print."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--repositories", type=int, default=1000)
    parser.add_argument("--latency", type=float, default=0.05, help="seconds per request")
    parser.add_argument("--processes", type=int, nargs="*", default=[1, 2, 4])
    given = parser.parse_args()
    context = multiprocessing.get_context("spawn")
    receiver, sender = context.Pipe()
    server = context.Process(target=serve, args=(given.repositories, given.latency, sender))
    server.start()
    sender.close()  # so that its end is heard where the server fails
    url, graphql_url = receiver.recv()
    environment = {"GITHUB_API_URL": url, "GITHUB_GRAPHQL_URL": graphql_url}
    print(
        f"{given.repositories} repositories of {given.repositories // PER_OWNER} owners, "
        f"{1000 * given.latency:.0f} ms per request, {os.cpu_count()} cores"
    )
    print("processes  seconds  times faster  processor s  simulator's s  requests")
    reference, held = 0.0, None
    with tempfile.TemporaryDirectory() as made:
        for processes in given.processes:
            folder = office(Path(made) / str(processes), given.repositories)
            receiver.send("count")
            used_before, asked_before = receiver.recv()
            seconds, used = sync(folder, processes, environment)
            receiver.send("count")
            served, asked = receiver.recv()
            reference = reference or seconds
            print(
                f"{processes:9}  {seconds:7.1f}  {reference / seconds:12.2f}  {used:11.1f}"
                f"  {served - used_before:13.1f}  {asked - asked_before:8}"
            )
            now_held = rows_held(FactStore(folder / ".twohats" / "facts"))
            if held is not None and now_held != held:
                sys.exit(f"{processes} processes hold other rows than {given.processes[0]}")
            held = now_held
    receiver.send("stop")
    server.join()


if __name__ == "__main__":
    main()
