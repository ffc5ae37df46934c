"""Open the engine that a workspace names."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from twohats.errors import WrongUse
from twohats.formats.engine_urls import EngineUrl
from twohats.store.engine import connect, fact_tables
from twohats.store.engines.merging import drop_merged
from twohats.store.engines.port import Engine, Stayed
from twohats.store.facts import Snapshot

EXTRAS = {"postgresql": "postgres", "spark": "spark", "connect": "spark"}
"""Extra of this package that brings an engine's driver, by kind."""


def open_engine(
    url: EngineUrl, snapshot: Snapshot, *, workspace: str, readers: Sequence[str] = ()
) -> Engine:
    """Open facts in an engine.

    Parameters
    ----------
    url
        Which one.
    snapshot
        The facts as they stand now.
    workspace
        Name of the workspace, by which a server that holds facts of several tells them apart.
    readers
        Roles of a server that may read what is loaded there, and nobody else.

    Raises
    ------
    WrongUse
        The engine's driver is not installed, or a server has no such role.
    OutOfReach
        The engine did not answer, or does not let us in.
    """
    if url.is_embedded:
        backend = connect(snapshot)
        return Engine(url.text, backend, fact_tables(backend))
    with _driver(url):
        if url.kind == "postgresql":
            from twohats.store.engines.postgres import open_postgres

            return open_postgres(url, snapshot, workspace, readers)
        from twohats.store.engines.spark import open_spark

        return open_spark(url, snapshot)


def copies_of(url: EngineUrl, workspace: str) -> tuple[str, ...]:
    """Name what an engine's server keeps of a workspace's facts.

    Parameters
    ----------
    url
        Of the engine.
    workspace
        Name of the workspace.

    Returns
    -------
    tuple of str
        Schemas, by name; none for an engine that reads the files.

    Raises
    ------
    WrongUse
        The engine's driver, or its password, is not here.
    OutOfReach
        The engine did not answer.
    """
    if url.kind != "postgresql":
        return ()
    with _driver(url):
        from twohats.store.engines.postgres import every_schema

        return every_schema(url, workspace)


def drop_copies(url: EngineUrl, workspace: str, facts: Path) -> tuple[Stayed, ...]:
    """Drop what an engine keeps of a workspace's facts; it is made again when it is needed.

    Parameters
    ----------
    url
        Of the engine.
    workspace
        Name of the workspace.
    facts
        Folder of its facts.

    Returns
    -------
    tuple of Stayed
        Copies that are still there.

    Raises
    ------
    WrongUse
        The engine's driver, or its password, is not here.
    OutOfReach
        The engine did not answer.
    TwohatsError
        It did not do what was asked.
    """
    drop_merged(facts)
    if url.kind != "postgresql":
        return ()
    with _driver(url):
        from twohats.store.engines.postgres import drop_all

        return drop_all(url, workspace)


@contextmanager
def _driver(url: EngineUrl) -> Iterator[None]:
    """Say in words that a driver is not installed."""
    try:
        yield
    except ImportError as lacking:
        raise WrongUse(
            f"{url.text}: not opened: its driver is not installed ({lacking.name}). "
            f"Run `pip install 'twohats[{EXTRAS[url.kind]}]'`."
        ) from lacking
