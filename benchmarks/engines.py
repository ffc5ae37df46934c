"""Time the same measures in DuckDB, PostgreSQL and Spark, side by side, and say where the lines cross.

Run ``python benchmarks/engines.py [--events 100000 1000000] [--measures NAME …]``. PostgreSQL and a cluster
of Spark (a master, two workers) are started on loopback from what is installed here; ``--postgres URL`` and
``--spark URL`` take others. Each run is a process of its own: it opens the facts, works out the measures,
and opens them once more, as the second question of a day would. DuckDB in the same run is the reference.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from contextlib import ExitStack
from itertools import pairwise
from pathlib import Path
from typing import Any

from made_up_workspace import add_copies, made_up_source, write_workspace

MEASURES = ("change_requests", "time_to_first_response", "contributor_absence_factor")
DUCKDB = "duckdb"
MADE_UP_ONCE = 1_000_000
"""Events; of more the same million stands there several times, under other names."""


def one(folder: Path, url: str, names: list[str]) -> dict[str, Any]:
    """Open a workspace in an engine, work out measures, and open it again."""
    from twohats.flow.facts import Moments, on_engine, open_facts
    from twohats.flow.measure import CATALOGUE, Asked, measured
    from twohats.formats.engine_urls import read_engine_url
    from twohats.store.facts import FactStore
    from twohats.workspace import load_workspace

    workspace = on_engine(load_workspace(folder), read_engine_url(url))
    store = FactStore(workspace.facts_folder)
    marks = [time.perf_counter()]
    opened = open_facts(workspace, store, Moments(), secret=b"x")
    marks.append(time.perf_counter())
    told = [measured(opened, CATALOGUE[name], Asked()).rows for name in names]
    marks.append(time.perf_counter())
    open_facts(workspace, store, Moments(), secret=b"x")
    marks.append(time.perf_counter())
    first, measures, again = (b - a for a, b in pairwise(marks))
    numbers = [[row["part"], row["n"], _short(row["value"])] for rows in told for row in rows]
    return {"first": first, "measures": measures, "again": again, "numbers": numbers}


def _short(value: Any) -> Any:
    return f"{value:.9g}" if isinstance(value, float) else value


def timed(folder: Path, url: str, names: list[str]) -> dict[str, Any]:
    """Do `one` in a process of its own."""
    words = [sys.executable, __file__, "--one", str(folder), url, *names]
    done = subprocess.run(words, capture_output=True, text=True, check=False)
    if done.returncode:
        sys.exit(done.stderr[-3000:])
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return found


def crossing(sizes: list[int], here: list[float], there: list[float]) -> str:
    """Say from how many events on another engine is faster, as far as the sizes tell."""
    is_faster = [other < mine for mine, other in zip(here, there, strict=True)]
    for at, size in enumerate(sizes):
        if all(is_faster[at:]):  # once is chance, or a busy machine
            return f"faster from {size:,} events on, as far as was measured"
    if len(sizes) < 2:
        return "slower; more sizes are needed to say where that ends"
    span = sizes[-1] - sizes[-2]
    rate, other_rate = ((times[-1] - times[-2]) / span for times in (here, there))
    if other_rate >= rate:
        return "slower, and each further event costs it no less: no crossing in sight"
    events = sizes[-1] + (there[-1] - here[-1]) / (rate - other_rate)
    return f"slower up to about {events:,.0f} events, if both go on as between the last two sizes"


def servers(stack: ExitStack, arguments: argparse.Namespace) -> dict[str, str]:
    """Give the address of each engine, started here where none was given."""
    sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))
    from servers import postgres, spark

    urls = {"DuckDB": DUCKDB}
    if "postgresql" in arguments.engines:
        url = arguments.postgres
        if not url:
            programs = postgres.find_programs()
            if programs is None:
                sys.exit("no PostgreSQL server here: name one with --postgres URL")
            url = stack.enter_context(postgres.running(programs, durable=True)).new_database()
        urls["PostgreSQL"] = url
    if "spark" in arguments.engines:
        url = arguments.spark
        if not url:
            home = spark.find_home()
            if home is None or spark.find_java() is None:
                sys.exit("no Spark here: install the extra spark and Java 17, or use --spark URL")
            cluster = stack.enter_context(spark.running(home, quick=False))
            os.environ.update(cluster.environment)
            url = cluster.url
        urls["Spark"] = url
    return urls


def main() -> None:
    """Write workspaces, time every engine on each, and print the table."""
    if sys.argv[1:2] == ["--one"]:
        print(json.dumps(one(Path(sys.argv[2]), sys.argv[3], sys.argv[4:])))
        return
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--events", type=int, nargs="+", default=[100_000, 1_000_000])
    parser.add_argument("--measures", nargs="+", default=list(MEASURES), help="names, or all")
    parser.add_argument("--engines", nargs="+", default=["postgresql", "spark"])
    parser.add_argument("--postgres", help="address of a database; else one is started")
    parser.add_argument("--spark", help="address of a cluster; else one is started")
    arguments = parser.parse_args()
    if arguments.measures == ["all"]:
        from twohats.flow.measure import CATALOGUE

        arguments.measures = list(CATALOGUE)
    totals: dict[str, list[float]] = {}
    with ExitStack() as stack:
        urls = servers(stack, arguments)
        place = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="twohats-engines-")))
        place.chmod(0o755)
        print(f"measures: {', '.join(arguments.measures)}; seconds of the wall clock")
        for events in arguments.events:
            folder = place / str(events)
            write_workspace(folder, made_up_source(min(events, MADE_UP_ONCE)))
            add_copies(folder, max(1, events // MADE_UP_ONCE))
            reference = None
            for name, url in urls.items():
                found = timed(folder, url, arguments.measures)
                reference = reference or found
                same = found["numbers"] == reference["numbers"]
                total = found["again"] + found["measures"]
                totals.setdefault(name, []).append(total)
                print(
                    f"{events:>12,} events  {name:<10}  opened first {found['first']:8.1f}  again "
                    f"{found['again']:8.1f}  measures {found['measures']:8.1f}  "
                    f"ratio {total / totals['DuckDB'][-1]:6.1f}  "
                    f"{'same numbers' if same else 'OTHER NUMBERS'}",
                    flush=True,
                )
    for name, times in totals.items():
        if name != "DuckDB":
            print(f"{name}: {crossing(arguments.events, totals['DuckDB'], times)}.")


if __name__ == "__main__":
    main()
