"""The SQL that each engine is given for a few expressions, as files that a reviewer reads.

To write them anew after a change that is meant: ``TWOHATS_WRITE_GOLDEN=1 python -m pytest tests/golden``.
"""

import os
from datetime import UTC, datetime
from pathlib import Path

import ibis
import pytest
from ibis.backends.sql.compilers.duckdb import DuckDBCompiler

from twohats.facts import Facts, as_of
from twohats.facts.firsts import first_of_each
from twohats.ledger.cases import first_label, has_label
from twohats.records import TABLES
from twohats.records.times import Window
from twohats.store.arrow import schema_of
from twohats.store.engines import postgres_sql, spark_sql

FOLDER = Path(__file__).parent / "sql"
COMPILERS = {
    "duckdb": (DuckDBCompiler, "duckdb"),
    "postgresql": (postgres_sql.Compiler, "postgres"),
    "spark": (spark_sql.Compiler, "spark"),
}
DAY = datetime(2024, 3, 1, tzinfo=UTC)
MOMENT = "timestamp('UTC', 6)"


def facts():
    """Facts that are nowhere: names and types alone."""
    tables = {
        name: ibis.table(ibis.Schema.from_pyarrow(schema_of(name)), name=name) for name in TABLES
    }
    people = {"identity": "string", "person": "string", "label": "string", "is_bot": "boolean"}
    period = {"from_at": MOMENT, "until_at": MOMENT, "basis": "string"}
    scope = dict.fromkeys(("repository", "scope", "reason", "community"), "string")
    return Facts(
        tables=tables,
        identities=ibis.table(people, name="identities"),
        affiliations=ibis.table({"identity": "string", **period}, name="affiliations"),
        employers=ibis.table(
            {"person": "string", "employer": "string", **period}, name="employers"
        ),
        scopes=ibis.table({**scope, "is_key": "boolean"}, name="scopes"),
        coverage=(),
        window=Window(datetime(2024, 2, 1, tzinfo=UTC), DAY),
        as_of=DAY,
        digest="made up",
    )


def labels():
    """A label among several, by a regular expression."""
    items = facts().tables["items"]
    return items.select(
        "item",
        is_kind=has_label(items.labels, r"kind[:/ -]\s*docs?"),
        kind=first_label(items.labels, "docs?"),
        is_word=items.title.re_search(r"(?i)\bdocs?\b"),
    )


def first_events():
    """The first event of each item."""
    return first_of_each(facts().tables["events"], ["item"], "happened_at", ["event", "actor"])


def waits():
    """Medians of days, and a share, where some rows count."""
    items = facts().tables["items"]
    seconds = items.closed_at.epoch_seconds() - items.created_at.epoch_seconds()
    table = items.mutate(wait_d=seconds / 86400.0)
    is_change = table.kind == "pull_request"
    return table.group_by("repository").agg(
        wait_d=table.wait_d.median(where=is_change),
        share=is_change.sum() / table.count(),
        last=table.item.argmax(table.number, where=is_change),
    )


def people():
    """Who did something, and whether they were ours that day."""
    known = facts()
    return known.who(known.tables["events"].select("event", "actor", "happened_at"), "actor", "happened_at", "actor")  # fmt: skip


def labels_then():
    """Labels as they were on a day, replayed from events."""
    return as_of(facts().tables, DAY)["items"].select("item", "labels")


EXPRESSIONS = (labels, first_events, waits, people, labels_then)


@pytest.mark.parametrize("engine", COMPILERS)
@pytest.mark.parametrize("expression", EXPRESSIONS, ids=lambda one: one.__name__)
def test_the_sql_is_what_was_reviewed(engine, expression):
    """What an engine is asked changes only where somebody meant it to, and reads the file."""
    compiler, dialect = COMPILERS[engine]
    sql = compiler().to_sqlglot(expression()).sql(dialect, pretty=True) + "\n"
    path = FOLDER / engine / f"{expression.__name__}.sql"
    if os.environ.get("TWOHATS_WRITE_GOLDEN"):
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(sql, "utf-8")

    assert sql == path.read_text("utf-8")
