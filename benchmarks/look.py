"""Time ``look`` on a million made-up events as a process, beside a bare scan of the same files.

Run ``python benchmarks/look.py [--workspace DIR] [--events N]``. The reference is DuckDB counting the
events of each kind and month straight from the Parquet files, in the same run: what reading costs
whatever one does with it.
"""

import argparse
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from made_up_workspace import made_up_source, write_workspace

SCAN = """
import duckdb, sys
print(duckdb.sql(f"select kind, date_trunc('month', happened_at)::varchar m, count(*), count(distinct actor) "
                 f"from '{sys.argv[1]}/**/events-*.parquet' group by all").fetchall()[:1])
"""


def timed(command: list[str]) -> tuple[float, float]:
    """Run a command; return seconds and the largest memory of any child so far, in GB."""
    started = time.perf_counter()
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    took = time.perf_counter() - started
    return took, resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 2**20


def stages(folder: Path) -> dict[str, float]:
    """Time the stages of one look in this process, start-up apart."""
    from twohats.flow.facts import Moments, open_facts
    from twohats.flow.look import look
    from twohats.flow.page import clear_page
    from twohats.publish import to_html
    from twohats.store.facts import FactStore
    from twohats.workspace import load_workspace

    took: dict[str, float] = {}

    def stage(name: str, work: Callable[[], object]) -> object:
        started = time.perf_counter()
        result = work()
        took[name] = time.perf_counter() - started
        return result

    workspace = stage("settings", lambda: load_workspace(folder))
    store = FactStore(workspace.facts_folder)  # type: ignore[attr-defined]
    opened = stage(
        "people and scope",
        lambda: open_facts(workspace, store, Moments(), secret=b"x"),  # type: ignore[arg-type]
    )
    found = stage("queries", lambda: look(opened))  # type: ignore[arg-type]
    cleared = stage("guards", lambda: clear_page(found.document, opened))  # type: ignore[attr-defined, arg-type]
    stage("page", lambda: to_html(cleared))  # type: ignore[arg-type]
    return took


def main() -> None:
    """Measure and tell."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--workspace", type=Path, help="one that exists; else it is made up")
    parser.add_argument("--events", type=int, default=1_000_000)
    parser.add_argument("--runs", type=int, default=3)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as made:
        folder = arguments.workspace or Path(made) / "workspace"
        if arguments.workspace is None:
            rows = write_workspace(folder, made_up_source(arguments.events))
            print(f"made up: {rows['events']:,} events, {rows['items']:,} items")
        facts = folder / ".twohats" / "facts"
        page = Path(made) / "look.html"
        look = [sys.executable, "-m", "twohats", "-w", str(folder), "look", "--out", str(page)]
        scan = [sys.executable, "-c", SCAN, str(facts)]
        looks, scans, memory = [], [], 0.0
        for _ in range(arguments.runs):
            scans.append(timed(scan)[0])
            took, memory = timed(look)
            looks.append(took)
        process, reference = statistics.median(looks), statistics.median(scans)
        print(f"scan, as a process:      {reference:6.2f} s  (reference)")
        print(
            f"look, as a process:      {process:6.2f} s  {process / reference:.1f} times the scan"
        )
        print(f"memory at most:          {memory:6.2f} GB")
        for name, seconds in stages(folder).items():
            print(f"  {name:<22} {seconds:6.2f} s")


if __name__ == "__main__":
    main()
