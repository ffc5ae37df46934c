"""Every engine with the same facts open in it, beside the embedded one.

The servers are real: a PostgreSQL, and a cluster of Spark with a master and two workers, asked directly
and by Spark Connect. They are started when first asked for, and ended by their process ids.
"""

import importlib.util
import os
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

import pytest

from twohats.flow import ledger as ledger_flow
from twohats.flow.demo import make_demo
from twohats.flow.facts import Moments, Opened, on_engine, open_facts
from twohats.flow.needs import search_in
from twohats.formats.engine_urls import read_engine_url
from twohats.store.facts import FactStore
from twohats.workspace import load_workspace

ENGINES = ("postgresql", "spark", "connect")
NEEDS = {"postgresql": ("psycopg", "adbc_driver_postgresql"), "spark": ("pyspark",), "connect": ("pyspark", "grpc")}  # fmt: skip


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Let Spark's own Python part leave its sockets to the end of the process."""
    for item in items:
        if Path(__file__).parent in item.path.parents:
            # py4j and pyspark 4.0 keep connections to the JVM; drop with a release that closes them.
            item.add_marker(pytest.mark.filterwarnings("ignore:unclosed:ResourceWarning"))
            item.add_marker(
                pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
            )


@dataclass
class Side:
    """A workspace open in one engine."""

    opened: Opened
    kept: dict[str, Any] = field(default_factory=dict)

    @cached_property
    def derived(self) -> Any:
        """The case that evidence is found for, and the rows of the ledger."""
        seen = {}
        found = ledger_flow.find_all

        def find_all(case: Any) -> Any:
            seen["case"] = case
            return found(case)

        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(ledger_flow, "find_all", find_all)
            evidence, entries, *_ = ledger_flow._derived(self.opened)
        return seen["case"], evidence, entries

    @cached_property
    def search(self) -> Any:
        """What the rules for needs are given."""
        return search_in(self.opened)


@dataclass(frozen=True)
class Sides:
    """The same workspace twice."""

    name: str
    """Of the engine."""
    here: Side
    """In the embedded engine."""
    there: Side
    url: str


@pytest.fixture(scope="session")
def world(tmp_path_factory) -> Path:
    """A made-up workspace."""
    folder = tmp_path_factory.mktemp("engines") / "demo"
    make_demo(folder, 7)
    # Workers of a cluster may be other users.
    for path in (folder, *folder.parents):
        if path.stat().st_uid == os.getuid() and str(path).startswith(("/tmp", "/var")):
            path.chmod(path.stat().st_mode | 0o055)
    return folder


@pytest.fixture(scope="session")
def spark_cluster() -> Iterator[Any]:
    """A cluster of Spark, and the environment in which its programs find each other."""
    from servers.spark import find_home, find_java, running

    home = find_home()
    if home is None:
        pytest.skip("no Spark here: install the extra spark")
    if find_java() is None:
        pytest.skip("no Java here: Spark runs on Java 17")
    with running(home) as cluster, pytest.MonkeyPatch.context() as patch:
        for name, value in cluster.environment.items():
            patch.setenv(name, value)
        yield cluster


@pytest.fixture(scope="session", params=ENGINES)
def engine(request) -> Iterator[tuple[str, str]]:
    """Name and address of an engine, a session of which ends with its tests."""
    if not os.environ.get("TWOHATS_ENGINES"):
        pytest.skip("servers take a minute to start: nox -s engines")
    lacking = [name for name in NEEDS[request.param] if importlib.util.find_spec(name) is None]
    if lacking:
        pytest.skip(f"no driver here: {', '.join(lacking)} is not installed")
    if request.param == "postgresql":
        yield "postgresql", request.getfixturevalue("postgres").new_database()
        return
    cluster = request.getfixturevalue("spark_cluster")
    yield request.param, cluster.url if request.param == "spark" else cluster.connect_url()
    if request.param == "spark":
        from pyspark import SparkContext

        # The next one is of another kind, and a process holds one kind at a time.
        if SparkContext._active_spark_context is not None:
            SparkContext._active_spark_context.stop()


@pytest.fixture(scope="session")
def sides(engine, world) -> Iterator[Sides]:
    """The made-up workspace in an engine, and in the embedded one."""
    name, url = engine
    there = open_in(world, url)
    yield Sides(name, Side(open_in(world, "duckdb")), Side(there), url)
    if name == "postgresql":
        there.backend.disconnect()


def open_in(folder: Path, url: str, moments: Moments | None = None) -> Opened:
    """Open a workspace in an engine."""
    workspace = on_engine(load_workspace(folder), read_engine_url(url))
    store = FactStore(workspace.facts_folder)
    return open_facts(workspace, store, moments or Moments(days=365), secret=b"made up")
