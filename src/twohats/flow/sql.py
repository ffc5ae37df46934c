"""``sql``: the facts and the tables made from them, for questions nobody foresaw.

Rows of our people show them under their pseudonyms, here as everywhere: whatever in such a row names
them is the pseudonym, or NULL. A repository that one of ours owns names them, so it is NULL with all that
lies in it. What people wrote (``body``, ``title``), other addresses and repositories stay as they are, but
where an answer calls one of ours it is renamed, as on pages.
"""

from collections.abc import Collection, Mapping, Sequence
from typing import Any

import ibis.expr.types as ir

from twohats.errors import WrongUse
from twohats.facts.author_lines import mail_identity_of
from twohats.flow.facts import Opened
from twohats.flow.look import judged_entries
from twohats.flow.page import shown_with
from twohats.flow.sql_reach import check_reach
from twohats.measures.first_response import first_responses
from twohats.measures.give_and_take import deeds
from twohats.measures.openness import own_changes, own_reviews
from twohats.records import TABLES, owner_of

NAMING = {
    "accounts": ("account",),
    "repositories": ("owner",),
    "items": ("author", "merged_by"),
    "events": ("actor",),
    "releases": ("author",),
    "links": ("actor",),
    "memberships": ("account",),
    "commitments": ("holder",),
    "commit_people": ("account",),
    "coverage": ("declared_by",),
    "first_responses": ("author", "author_person", "author_label", "responder"),
    "deeds": ("identity",),
    "entries": ("account", "person", "author"),
    "own_changes": ("author", "author_person", "merger", "merger_person"),
    "own_reviews": ("reviewer", "reviewer_person"),
}
"""Columns that are an account; one of ours is shown as the pseudonym."""

LISTS = {"items": ("assignees", "requested_reviewers")}
"""Columns that are lists of accounts."""

TELLING = {
    "accounts": ("login", "name", "company", "url", "forge_id"),
    "repositories": ("url", "forge_id"),
}
"""Columns that tell more of the account in `NAMING`; of one of ours they are NULL."""

LINES = {
    "commits": (("author_name", "author_email"), ("committer_name", "committer_email")),
    "commit_people": (("name", "email"),),
}
"""Names and addresses that commits carry; both become the pseudonym.

Where only the name is one of ours, nobody knows whether it is them, and both are NULL.
"""


PLACES = (
    "repository", "item", "url", "scope", "community", "head_repository", "from_item", "to_item", "to_url",
    "subject", "effort", "undertaking", "upstream_need", "entry", "name",
)  # fmt: skip
"""Columns that are the key or the address of something, in whatever table."""


def run_sql(opened: Opened, query: str) -> tuple[list[str], list[dict[str, Any]]]:
    """Run one query over facts and derived tables.

    Parameters
    ----------
    opened
        A workspace with its facts.
    query
        SQL of DuckDB. It can read ``facts.md``'s tables, and ``entries``, ``first_responses``,
        ``deeds``, ``scopes``, ``own_changes`` and ``own_reviews``, which are the tables behind pages;
        nothing else.

    Returns
    -------
    columns, rows

    Raises
    ------
    WrongUse
        The query is not one, or reads something else; the message is the engine's where it has one.
    """
    return answer(opened, prepare(opened), query)


def answer(
    opened: Opened, shown: Collection[str], query: str
) -> tuple[list[str], list[dict[str, Any]]]:
    """Run one query over the tables that `prepare` made; see `run_sql`."""
    check_reach(opened.backend.con, query, shown)
    try:
        result = opened.backend.con.sql(query)
        table = result.to_arrow_table() if result is not None else None
    except Exception as error:  # whatever the engine says of a query is for who wrote it
        raise WrongUse(f"the query did not run: {error}") from error
    if table is None:
        raise WrongUse("the query did not run: it asks nothing. Begin it with SELECT or FROM.")
    return table.column_names, shown_with(table.to_pylist(), opened.people.pseudonyms)


def prepare(opened: Opened) -> tuple[str, ...]:
    """Make the tables that queries see, in a schema of their own, and name them."""
    backend = opened.backend
    tables = {
        **{name: opened.facts.tables[name] for name in TABLES},
        "first_responses": first_responses(opened.facts),
        "deeds": deeds(opened.facts),
        "entries": judged_entries(opened),
        "scopes": opened.facts.scopes,
        "own_changes": own_changes(opened.facts),
        "own_reviews": own_reviews(opened.facts),
    }
    hidden = _hidden(opened)
    owners = _owners(opened, hidden)
    backend.raw_sql("CREATE SCHEMA shown")
    if hidden:
        _keep(opened, hidden)
    for name, table in tables.items():
        wanted = table.columns
        for at, (who, email) in enumerate(LINES.get(name, ())):
            table = table.mutate(**{f"line_{at}": mail_identity_of(table[who], table[email])})
        cells = _cells(name, table) if hidden else {}
        cells |= _places(table, cells, owners)
        columns = ", ".join(
            f"{cells[column]} AS {column}" if column in cells else f"t.{column}"
            for column in wanted
        )
        query = backend.compile(table)
        backend.raw_sql(f"CREATE VIEW shown.{name} AS SELECT {columns} FROM ({query}) AS t")  # noqa: S608
    backend.con.execute("SET search_path = 'shown'")
    # Otherwise names that no table bears would be looked for among Python's variables.
    backend.con.execute("SET python_enable_replacements = false")
    return tuple(tables)


def _hidden(opened: Opened) -> dict[str, str]:
    """Whatever names one of ours, with the pseudonym to show for it."""
    pseudonyms = opened.people.pseudonyms
    return {
        **{identity.partition(":")[2]: label for identity, label in pseudonyms.items()},
        **pseudonyms,
    }


def _keep(opened: Opened, hidden: dict[str, str]) -> None:
    """Put what is to be hidden where the views find it and no query does."""
    run, tables = opened.backend.con.execute, opened.facts.tables
    given = {"names": list(hidden), "shown": list(hidden.values())}
    run("SET VARIABLE hidden = map($names, $shown)", given)
    # Joined rather than looked up in the map: that is read from its beginning for each row.
    run("CREATE TEMP TABLE hidden AS SELECT unnest($names) AS name, unnest($shown) AS label", given)
    forge = tables["accounts"].select("account", "forge_id", "name")
    people = tables["commit_people"]
    lines = people.select("name", line=mail_identity_of(people.name, people.email)).distinct()
    # One word is as often a machine's name as somebody's.
    run(
        "CREATE TEMP TABLE hidden_names AS SELECT DISTINCT lower(trim(name)) AS name FROM ("  # noqa: S608
        f"SELECT name FROM ({opened.backend.compile(forge)}) WHERE account IN (SELECT name FROM hidden) "
        f"UNION SELECT name FROM ({opened.backend.compile(lines)}) "
        "WHERE line IN (SELECT name FROM hidden) UNION SELECT unnest($team)) "
        "WHERE trim(name) LIKE '% %'",
        {"team": [member.name for member in opened.workspace.team if member.name]},
    )
    run(
        "CREATE TEMP TABLE hidden_ids AS SELECT DISTINCT forge_id AS name "  # noqa: S608
        f"FROM ({opened.backend.compile(forge)}) "
        "WHERE forge_id IS NOT NULL AND account IN (SELECT name FROM hidden)"
    )


def _cells(name: str, table: ir.Table) -> dict[str, str]:
    """Say how the columns of a table that name people are shown."""
    cells = {column: f"coalesce({_label(column)}, t.{column})" for column in NAMING.get(name, ())}
    for column in LISTS.get(name, ()):
        cells[column] = (
            f"list_transform(t.{column}, "
            "lambda x: coalesce(map_extract_value(getvariable('hidden'), lower(x)), x))"
        )
    for column in TELLING.get(name, ()):
        (who,) = NAMING[name]
        cells[column] = f"CASE WHEN {_label(who)} IS NULL THEN t.{column} END"
    for at, (who, email) in enumerate(LINES.get(name, ())):
        mine = f"{_label(f'line_{at}')}"
        if name == "commit_people":
            mine = f"coalesce({mine}, {_label('account')})"
        for column in (who, email):
            cells[column] = f"coalesce({mine}, CASE WHEN NOT {_is_name(who)} THEN t.{column} END)"
        if name == "commit_people":
            cells["account"] = f"coalesce({_label('account')}, {_label(f'line_{at}')}, t.account)"
    return {**cells, **_single_cells(name)}


def _single_cells(name: str) -> dict[str, str]:
    """Say how columns are shown that are like no others."""
    if name == "items":  # a fork stands under its owner's name
        owner = "split_part(t.head_repository, '/', 1)"
        return {
            "head_repository": f"CASE WHEN {_label_of(owner)} IS NULL THEN t.head_repository END"
        }
    if name == "events":  # other subjects are labels, milestones and titles
        people = "t.kind LIKE '%assigned' OR t.kind LIKE 'review_request%'"
        return {
            "subject": f"CASE WHEN {people} THEN coalesce({_label('subject')}, t.subject) ELSE t.subject END"
        }
    if name == "memberships":
        mine = f"{_label('account')} IS NULL AND NOT {_is_name('name')}"
        return {"name": f"CASE WHEN {mine} THEN t.name END"}
    if name == "names":
        owner = "split_part(t.name, '/', 1)"
        mine = f"({_is_in('hidden_ids', 't.forge_id')} OR {_label_of(owner)} IS NOT NULL)"
        return {
            "forge_id": f"CASE WHEN NOT {mine} THEN t.forge_id END",
            "name": f"CASE WHEN NOT {mine} THEN t.name END",
        }
    if name == "entries":  # account : item : activity
        shown = f"coalesce({_label('account')}, t.account)"
        return {"entry": f"{shown} || substr(t.entry, length(t.account) + 1)"}
    return {}


def _owners(opened: Opened, hidden: Collection[str]) -> list[str]:
    """List accounts of ours that own a repository among the facts, by login."""
    keys = opened.facts.scopes.repository.to_pyarrow().to_pylist()
    logins = {owner_of(key).partition(":")[2].lower() for key in keys}
    return sorted(logins & {name.lower() for name in hidden})


def _places(table: ir.Table, cells: Mapping[str, str], owners: Sequence[str]) -> dict[str, str]:
    """Say how columns are shown that would lead to a repository of one of ours."""
    if not owners:
        return {}
    held = ", ".join("'" + login.replace("'", "''") + "'" for login in owners)
    found = {}
    for column in PLACES:
        if column not in table.columns or not table[column].type().is_string():
            continue
        shown = cells.get(column, f"t.{column}")
        # An entry is named by its account, item and activity.
        key = f"t.{'item' if column == 'entry' else column}"
        path = f"regexp_replace({key}, '^([^:]*://[^/]*/|[^:/]*:)', '')"
        is_theirs = (
            f"lower(split_part({path}, '/', 1)) IN ({held}) AND regexp_matches({key}, '[:/]')"
        )
        found[column] = f"CASE WHEN {is_theirs} THEN NULL ELSE {shown} END"
    return found


def _label(column: str) -> str:
    return _label_of(f"t.{column}")


def _label_of(value: str) -> str:
    return f"(SELECT label FROM temp.hidden WHERE name = lower({value}))"  # noqa: S608


def _is_name(column: str) -> str:
    return _is_in("hidden_names", f"lower(trim(t.{column}))")


def _is_in(table: str, value: str) -> str:
    return f"EXISTS (SELECT 1 FROM temp.{table} AS h WHERE h.name = {value})"  # noqa: S608
