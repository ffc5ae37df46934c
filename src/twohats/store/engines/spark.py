"""Apache Spark, as a standalone cluster or by Spark Connect, over the facts' own Parquet files."""

import socket
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import ibis
import ibis.expr.types as ir
from ibis.backends.pyspark.datatypes import PySparkSchema
from pyspark.errors import PySparkException
from pyspark.sql import SparkSession

from twohats.errors import OutOfReach, WrongUse
from twohats.formats.engine_urls import EngineUrl
from twohats.store.arrow import schema_of
from twohats.store.engines.merging import Part, parts_of
from twohats.store.engines.port import Engine
from twohats.store.engines.spark_backend import SparkBackend
from twohats.store.facts import Snapshot

SESSION = {
    "spark.sql.session.timeZone": "UTC",
    "spark.sql.execution.arrow.pyspark.enabled": "true",
}
PARTITIONS = "spark.sql.shuffle.partitions"
_USUAL_PARTITIONS = 200
_ROWS_IN_A_PARTITION = 100_000
_PATIENCE_S = 5.0


def open_spark(url: EngineUrl, snapshot: Snapshot) -> Engine:
    """Open facts in Spark; nothing is copied, so all its workers have to see the workspace's folder.

    Parameters
    ----------
    url
        Of a cluster's master, or of a server of Spark Connect.
    snapshot
        The facts as they stand now.

    Raises
    ------
    OutOfReach
        Nobody answered there.
    WrongUse
        There is no Java to start Spark's own part of this program with.
    """
    _must_answer(url)
    with _errors(url):
        session = _session(url)
        backend = SparkBackend()
        backend.register_options()  # Ibis does so for backends that it makes itself
        backend.do_connect(session)
        if session.conf.get(PARTITIONS) == str(_USUAL_PARTITIONS):
            session.conf.set(PARTITIONS, str(_partitions(snapshot)))
        tables = {name: _table(backend, name, part) for name, part in parts_of(snapshot).items()}
    return Engine(url.text, backend, tables, lambda: _about(session))


def _about(session: SparkSession) -> tuple[tuple[str, str], ...]:
    """Say which Spark it is; it holds no facts of its own."""
    return (
        ("Spark", session.version),
        ("on the cluster", "nothing: its workers read the workspace's own files"),
        ("parts of a query", str(session.conf.get(PARTITIONS))),
    )


def _session(url: EngineUrl) -> SparkSession:
    """Begin a session of its own: names of views are a session's, and facts are opened more than once."""
    builder = SparkSession.builder.appName("twohats")
    if url.kind == "connect":
        session = builder.remote(url.text).create()
    else:
        # Spark's own words are for whoever runs Spark; what fails is told in ours.
        builder = builder.master(url.text).config("spark.log.level", "OFF")
        builder = builder.config("spark.ui.showConsoleProgress", "false")
        session = builder.getOrCreate().newSession()
    for name, value in SESSION.items():
        session.conf.set(name, value)
    return session


def _partitions(snapshot: Snapshot) -> int:
    """Divide the work of small facts into few parts; each costs more than its rows."""
    rows = max(
        (file.rows for manifest in snapshot.manifests for file in manifest.tables.values()),
        default=0,
    )
    return max(4, min(_USUAL_PARTITIONS, rows // _ROWS_IN_A_PARTITION))


def _table(backend: SparkBackend, name: str, part: Part) -> ir.Table:
    """Make a view over files, by column names: a column that a file does not have is NULL there."""
    table = _read(backend, name, part.files)
    if not part.moved:
        return table
    hits = [table[column].re_search(part.pattern).fill_null(False) for column in part.outdated]
    return table.filter(~ibis.or_(*hits)).union(_read(backend, f"moved_{name}", part.moved))


def _read(backend: SparkBackend, name: str, files: tuple[Path, ...]) -> ir.Table:
    held = schema_of(name.removeprefix("moved_"))
    schema = ibis.Schema.from_pyarrow(held)
    session = backend.session
    kinds = PySparkSchema.from_ibis(schema)
    if files:
        rows = session.read.schema(kinds).parquet(*(f"file://{path.resolve()}" for path in files))
    else:
        rows = session.createDataFrame([], kinds)
    return backend.view(f"fact_{name}", rows, schema)


def _must_answer(url: EngineUrl) -> None:
    """Ask for a connection first: Spark itself would go on asking for minutes."""
    hosts = url.text.partition("://")[2].partition("/")[0].split(",")
    usual = 7077 if url.kind == "spark" else 15002
    last: Exception | None = None
    for host in hosts:
        name, _, port = host.partition(":")
        try:
            with socket.create_connection((name, int(port or usual)), _PATIENCE_S):
                return
        except OSError as refused:
            last = refused
    raise OutOfReach(
        f"{url.text}: not opened: {last}. Look whether Spark runs there, or move back with "
        "`twohats engine duckdb`."
    ) from last


@contextmanager
def _errors(url: EngineUrl) -> Iterator[None]:
    try:
        yield
    except PySparkException as refused:
        said = str(refused)
        if "JAVA_GATEWAY_EXITED" in said or "JAVA_HOME" in said:
            raise WrongUse(
                f"{url.text}: not opened: no Java that Spark can run on is here. Install Java 17, or "
                "use Spark Connect, `sc://HOST:15002`, which needs none."
            ) from refused
        raise OutOfReach(
            f"{url.text}: not opened: {said.strip().splitlines()[0]}. Look whether Spark runs there, "
            "or move back with `twohats engine duckdb`."
        ) from refused
