"""Time every measure on a million made-up events, beside the usual way with pandas.

Run ``python benchmarks/measures.py [--workspace DIR] [--events N] [--copies N]``. One process opens the facts and works
out all measures that read them, once; its queries are timed apart from opening. The reference loads whole
tables into pandas, merges and groups them for four of the measures, in the same run. Seconds of the wall
clock and of the processor are both given: on a busy machine only the second means anything.
"""

import argparse
import json
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from made_up_workspace import add_copies, made_up_source, write_workspace

AS_PANDAS = (
    "change_requests",
    "change_requests_duration",
    "types_of_contributions",
    "time_to_first_response",
)


def measure_all(folder: Path) -> dict[str, Any]:
    """Work out every measure of an open workspace, in this process."""
    began = time.perf_counter(), time.process_time()
    from twohats.flow.facts import Moments, open_facts
    from twohats.flow.measure import Asked, measured
    from twohats.measures.catalogue import MEASURES
    from twohats.store.facts import FactStore
    from twohats.workspace import load_workspace

    workspace = load_workspace(folder)
    opened = open_facts(workspace, FactStore(workspace.facts_folder), Moments(), secret=b"x")
    ready = time.perf_counter(), time.process_time()
    took = {}
    for name, measure in MEASURES.items():
        since = time.process_time()
        measured(opened, measure, Asked())
        took[name] = time.process_time() - since
    done = time.perf_counter(), time.process_time()
    return {
        "opening": [b - a for a, b in zip(began, ready, strict=True)],
        "queries": [b - a for a, b in zip(ready, done, strict=True)],
        "each": took,
        "memory_gb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20,
    }


def with_pandas(folder: Path) -> dict[str, Any]:
    """Do four of them as is usual: load all, merge, group."""
    began = time.perf_counter(), time.process_time()
    import pandas as pd

    facts = folder / ".twohats" / "facts"

    def load(table: str) -> Any:
        parts = [pd.read_parquet(path) for path in sorted(facts.rglob(f"{table}-*.parquet"))]
        return pd.concat(parts, ignore_index=True)

    events, items, accounts = load("events"), load("items"), load("accounts")
    bots = set(accounts[accounts.kind.str.lower() == "bot"].account)
    until = events.happened_at.max()
    since = until - pd.Timedelta(days=90)
    changes = items[(items.kind == "pull_request") & ~items.author.isin(bots)]
    opened = changes[(changes.created_at >= since) & (changes.created_at < until)]
    merged = opened[opened.merged_at.notna()]
    (merged.merged_at - merged.created_at).median()
    acts = events.merge(items[["item", "author"]], on="item")
    acts = acts[~acts.actor.isin(bots) & (acts.actor != acts.author)]
    within = acts[(acts.happened_at >= since) & (acts.happened_at < until)]
    within.drop_duplicates(["item", "actor", "kind"]).groupby("kind").size()
    said = acts[acts.kind.isin(["commented", "reviewed", "review_commented", "closed", "merged"])]
    first = said.groupby("item").happened_at.min().rename("first_at").reset_index()
    waits = items[(items.created_at >= since) & ~items.author.isin(bots)].merge(first, how="left")
    (waits.first_at - waits.created_at).median()
    done = time.perf_counter(), time.process_time()
    return {
        "all": [b - a for a, b in zip(began, done, strict=True)],
        "memory_gb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20,
    }


def apart(what: str, folder: Path) -> tuple[float, dict[str, Any]]:
    """Run one of them as a process of its own; give seconds in all, and what it says."""
    since = time.perf_counter()
    command = [sys.executable, __file__, "--workspace", str(folder), "--only", what]
    said = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    took = time.perf_counter() - since
    found: dict[str, Any] = json.loads(said)
    return took, found


def main() -> None:
    """Measure and tell."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--workspace", type=Path, help="one that exists; else it is made up")
    parser.add_argument("--events", type=int, default=1_000_000)
    parser.add_argument(
        "--copies", type=int, default=1, help="of each community, of so many events"
    )
    parser.add_argument(
        "--without-pandas", action="store_true", help="it takes 1.5 GB for each million events"
    )
    parser.add_argument("--only", choices=["twohats", "pandas"], help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    wanted = ("twohats",) if arguments.without_pandas else ("pandas", "twohats")
    if arguments.only:
        work = {"twohats": measure_all, "pandas": with_pandas}[arguments.only]
        print(json.dumps(work(arguments.workspace)))
        return
    with tempfile.TemporaryDirectory() as made:
        folder = arguments.workspace or Path(made) / "workspace"
        if arguments.workspace is None:
            rows = write_workspace(folder, made_up_source(arguments.events))
            add_copies(folder, arguments.copies)
            many = arguments.copies
            print(
                f"made up: about {many * rows['events']:,} events, {many * rows['items']:,} items"
            )
        found = {what: apart(what, folder) for what in wanted}
    process, ours = found["twohats"]
    print(f"all {len(ours['each'])}, process:   {process:6.2f} s, {ours['memory_gb']:.2f} GB")
    for name in ("opening", "queries"):
        wall, processor = ours[name]
        print(f"  {name:<18} {wall:6.2f} s, {processor:6.2f} s of processor")
    for name, seconds in sorted(ours["each"].items(), key=lambda one: -one[1])[:8]:
        print(f"    {name:<34} {seconds:6.2f} s of processor")
    if arguments.without_pandas:
        return
    reference, usual = found["pandas"]
    print(f"pandas, {len(AS_PANDAS)} of them:  {reference:6.2f} s, {usual['all'][1]:6.2f} s of processor, "
          f"{usual['memory_gb']:.2f} GB")  # fmt: skip
    four = sum(ours["each"][name] for name in AS_PANDAS)
    ratio = four / usual["all"][1]
    print(f"  those four         {four:6.2f} s of processor, {ratio:.2f} times pandas; the first one of "
          "them makes what all share")  # fmt: skip


if __name__ == "__main__":
    main()
