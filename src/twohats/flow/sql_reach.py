"""What a query may reach: the tables shown to it, and no others, however it asks for them.

The query is parsed by the engine itself, and every table and function in it is looked at before it
runs. What is not known here is refused.
"""

import json
from collections.abc import Collection, Iterator
from typing import TYPE_CHECKING, Any

from twohats.errors import WrongUse

if TYPE_CHECKING:
    import duckdb

SOURCES = frozenset(
    {"BASE_TABLE", "TABLE_FUNCTION", "JOIN", "EMPTY", "EXPRESSION_LIST", "PIVOT", "SHOW_REF"}
)
"""Kinds of sources that are looked into; a subquery holds others and is looked into anyway."""
MAKING_ROWS = frozenset({"unnest", "range", "generate_series", "json_each", "json_tree"})
"""Functions that may stand in place of a table: they read what they are given, nothing else."""
TELLING = frozenset({"getvariable", "getenv"})
"""Functions that tell what is beside the tables: who is behind a pseudonym is in a variable."""

Node = dict[str, Any]


def check_reach(
    connection: "duckdb.DuckDBPyConnection", query: str, shown: Collection[str]
) -> None:
    """Refuse a query that reads anything but the tables shown.

    Parameters
    ----------
    connection
        Parses the query; nothing of it runs.
    query
        SQL of DuckDB.
    shown
        Names of the tables it may read, which bear no schema.

    Raises
    ------
    WrongUse
        It is no query, or reads a table, file or function that is not for queries.
    """
    row = connection.execute("SELECT json_serialize_sql(?)", [query]).fetchone()
    parsed = json.loads(row[0]) if row else {"error": True, "error_message": "it is empty"}
    if parsed["error"]:
        raise WrongUse(f"the query did not run: {parsed['error_message']}")
    if not parsed["statements"]:
        raise WrongUse("the query did not run: it asks nothing. Begin it with SELECT or FROM.")
    nodes = list(_nodes(parsed["statements"]))
    named = {each["key"] for node in nodes for each in _named_queries(node)}
    held = _held(connection, shown)
    for name in sorted(named):
        # Outside of its WITH, such a name would mean the table of ours.
        if name.lower() in held:
            raise WrongUse(f"the query did not run: give what it calls {name} another name.")
    known = {name.lower() for name in (*shown, *named)}
    for node in nodes:
        _check(node, known, shown)


def _check(node: Node, known: Collection[str], shown: Collection[str]) -> None:
    kind = node.get("type")
    if kind == "BASE_TABLE" or (kind == "SHOW_REF" and node["show_type"] != "SHOW_SPECIAL"):
        _check_table(node, known, shown)
    elif kind == "TABLE_FUNCTION":
        function = node["function"].get("function_name", "").lower()
        if function not in MAKING_ROWS or node["function"].get("schema"):
            raise WrongUse(f"the query did not run: {function}() is not for queries here.")
    elif node.get("class") == "FUNCTION" and node["function_name"].lower() in TELLING:
        raise WrongUse(f"the query did not run: {node['function_name']}() is not for queries here.")
    elif "sample" in node and "query_location" in node and kind not in {*SOURCES, "SUBQUERY"}:
        raise WrongUse(f"the query did not run: it reads from what is not known here ({kind}).")


def _check_table(node: Node, known: Collection[str], shown: Collection[str]) -> None:
    name = ".".join(
        node[part] for part in ("catalog_name", "schema_name", "table_name") if node[part]
    )
    if name and name.strip('"').lower() not in known:
        raise WrongUse(
            f"the query did not run: there is no table {name} to ask. "
            f"There are {', '.join(sorted(shown))}."
        )


def _nodes(found: Any) -> Iterator[Node]:
    """Give every node of a parsed query, at any depth."""
    if isinstance(found, dict):
        yield found
    for each in found.values() if isinstance(found, dict) else found:
        if isinstance(each, dict | list):
            yield from _nodes(each)


def _named_queries(node: Node) -> list[Node]:
    named: list[Node] = (node.get("cte_map") or {}).get("map", [])
    return named


def _held(connection: "duckdb.DuckDBPyConnection", shown: Collection[str]) -> set[str]:
    """Name every table and view there is, but those shown."""
    rows = connection.execute(
        "SELECT table_name FROM duckdb_tables() UNION "
        "SELECT view_name FROM duckdb_views() WHERE NOT internal"
    ).fetchall()
    return {name.lower() for (name,) in rows} - {name.lower() for name in shown}
