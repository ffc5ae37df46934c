"""Write a large made-up workspace, for other benchmarks to read; say how long that took.

Run ``python benchmarks/made_up_workspace.py --events 1000000 --out DIR``.
"""

import argparse
import resource
import time
from pathlib import Path

from twohats.flow.importing import read_into
from twohats.sources.made_up import MadeUpSource
from twohats.store.facts import FactStore

EVENTS_AT_SCALE_1 = 20_250
"""Events in a large world, divided by its scale."""


def made_up_source(events: int, seed: int = 1) -> MadeUpSource:
    """Make a source that has about so many events, give or take three in a hundred."""
    return MadeUpSource(seed, scale=events / EVENTS_AT_SCALE_1)


def write_workspace(folder: Path, source: MadeUpSource) -> dict[str, int]:
    """Write settings, team, register and facts; return rows by table."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "team.yml").write_text(source.team_text, encoding="utf-8")
    (folder / "key-communities.toml").write_text(source.communities_text, encoding="utf-8")
    (folder / "twohats.toml").write_text(source.settings_text, encoding="utf-8")
    outcome = read_into(FactStore(folder / ".twohats" / "facts"), [source])[0]
    assert outcome.read is not None, outcome.failure
    return outcome.read.rows


def main() -> None:
    """Write it and tell."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--events", type=int, default=1_000_000)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--seed", type=int, default=1)
    arguments = parser.parse_args()
    source = made_up_source(arguments.events, arguments.seed)
    started = time.perf_counter()
    pages = sum(1 for _ in source.pages())
    made = time.perf_counter() - started
    rows = write_workspace(arguments.out, source)
    written = time.perf_counter() - started - made
    print(f"made up:  {made:6.1f} s, {pages} pages")
    print(f"written:  {written:6.1f} s, made up again on the way")
    print(f"memory:   {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20:6.2f} GB at most")
    for table, count in sorted(rows.items()):
        print(f"{table:>16}: {count:9,}")


if __name__ == "__main__":
    main()
