"""``sql``: the facts and the tables made from them, for questions nobody foresaw.

Columns that name accounts show our people under their pseudonyms, here as everywhere. What people
wrote (``body``, ``title``) and public addresses stay as they are.
"""

from collections.abc import Mapping
from typing import Any

from twohats.errors import WrongUse
from twohats.flow.facts import Opened
from twohats.flow.look import judged_entries
from twohats.measures.first_response import first_responses
from twohats.measures.give_and_take import deeds
from twohats.measures.openness import own_changes, own_reviews
from twohats.records import SEEN_AT, TABLES

NAMING = {
    "accounts": ("account", "login", "name", "url"),
    "items": ("author", "merged_by", "assignees", "requested_reviewers"),
    "events": ("actor", "subject"),
    "commits": ("author_name", "author_email", "committer_name", "committer_email"),
    "commit_people": ("name", "email", "account"),
    "releases": ("author",),
    "links": ("actor",),
    "memberships": ("account", "name"),
    "commitments": ("holder",),
    "names": ("name",),
}
"""Columns of fact tables that name people."""

DERIVED = {
    "first_responses": ("author", "author_person", "author_label", "responder"),
    "deeds": ("identity",),
    "entries": ("entry", "account", "person", "author"),
    "scopes": (),
    "own_changes": ("author", "author_person", "merger", "merger_person"),
    "own_reviews": ("reviewer", "reviewer_person"),
}


def run_sql(opened: Opened, query: str) -> tuple[list[str], list[dict[str, Any]]]:
    """Run one query over facts and derived tables.

    Parameters
    ----------
    opened
        A workspace with its facts.
    query
        SQL of DuckDB. It can read ``facts.md``'s tables, and ``entries``, ``first_responses``,
        ``deeds``, ``scopes``, ``own_changes`` and ``own_reviews``, which are the tables behind pages.

    Returns
    -------
    columns, rows

    Raises
    ------
    WrongUse
        The query is not one; the message is the engine's.
    """
    prepare(opened)
    try:
        result = opened.backend.con.sql(query)
        table = result.to_arrow_table() if result is not None else None
    except Exception as error:  # whatever the engine says of a query is for who wrote it
        raise WrongUse(f"the query did not run: {error}") from error
    if table is None:
        raise WrongUse("the query did not run: it asks nothing. Begin it with SELECT or FROM.")
    return table.column_names, table.to_pylist()


def prepare(opened: Opened) -> None:
    """Make the tables that queries see, in a schema of their own."""
    backend = opened.backend
    tables = {name: opened.facts.tables[name] for name in TABLES}
    derived = {
        "first_responses": first_responses(opened.facts),
        "deeds": deeds(opened.facts),
        "entries": judged_entries(opened),
        "scopes": opened.facts.scopes,
        "own_changes": own_changes(opened.facts),
        "own_reviews": own_reviews(opened.facts),
    }
    hidden = _hidden(opened)
    backend.raw_sql("CREATE SCHEMA shown")
    for name, table in {**tables, **derived}.items():
        columns = {**NAMING, **DERIVED}.get(name, ())
        shown = ", ".join(
            _shown(column, column in columns and bool(hidden)) for column in table.columns
        )
        query = backend.compile(table)
        backend.raw_sql(f"CREATE VIEW shown.{name} AS SELECT {shown} FROM ({query})")  # noqa: S608
    backend.con.execute(
        "SET VARIABLE hidden = map($names, $shown)",
        {"names": list(hidden), "shown": list(hidden.values())},
    )
    backend.con.execute("SET search_path = 'shown'")


def _hidden(opened: Opened) -> Mapping[str, str]:
    """Whatever names one of ours, with the pseudonym to show for it."""
    hidden = {}
    ours = {a.identity for a in opened.people.affiliations}
    for person in opened.people.persons:
        if not any(identity in ours for identity in person.identities):
            continue
        if person.label in {identity.partition(":")[2] for identity in person.identities}:
            continue
        for identity in person.identities:
            hidden[identity] = person.label
            hidden[identity.partition(":")[2]] = person.label
    for member in opened.workspace.team:
        if member.name and member.key in hidden:
            hidden[member.name.lower()] = hidden[member.key]
    return hidden


def _shown(column: str, names_people: bool) -> str:
    if not names_people:
        return column
    known = "getvariable('hidden')"
    if column in ("assignees", "requested_reviewers"):
        return f"list_transform({column}, lambda x: coalesce(map_extract_value({known}, lower(x)), x)) AS {column}"
    if column == "entry":  # account : item : activity
        return f"coalesce(map_extract_value({known}, account), account) || substr(entry, length(account) + 1) AS entry"
    if column == SEEN_AT:
        return column
    return f"coalesce(map_extract_value({known}, lower({column})), {column}) AS {column}"
