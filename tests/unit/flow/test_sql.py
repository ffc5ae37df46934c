"""SQL: rows of ours name nobody, and nothing but what is shown can be read."""

from datetime import UTC, datetime

import pytest

from twohats.errors import WrongUse
from twohats.flow.facts import Moments, open_facts
from twohats.flow.sql import answer, prepare
from twohats.records import Coverage, Page
from twohats.store.facts import FactStore
from twohats.workspace import load_workspace

AT = datetime(2026, 4, 1, tzinfo=UTC)
LANTERN = "github:lantern-project/lantern"
OURS = ("ada", "lovelace", "sea.example", "7001", "countess")
"""Whatever of these is in an answer names one of ours."""


def columns(*rows):
    """Rows as a reader gives them: column by column."""
    names = dict.fromkeys(name for row in rows for name in row)
    return {name: [row.get(name) for row in rows] for name in names}


def line(oid, name, email, account=None):
    """One commit, and who is named on it."""
    commit = {
        "repository": LANTERN,
        "oid": oid,
        "author_name": name,
        "author_email": email,
        "committer_name": "Bo Sand",
        "committer_email": "bo@hill.example",
        "authored_at": AT,
        "committed_at": AT,
        "subject": "Trim the wick",
    }
    person = {
        "repository": LANTERN,
        "oid": oid,
        "role": "author",
        "name": name,
        "email": email,
        "account": account,
    }
    return commit, person


LINES = (
    line("1", "Ada Lovelace", "al@sea.example", "github:ada"),
    line("2", "Ada Lovelace", "lovelace@hill.example"),
    line("3", "Bo Sand", "bo@hill.example", "github:bo"),
)
OWN = "github:ada/night-clock"
TABLES = {
    "accounts": columns(
        {
            "account": "github:ada",
            "forge": "github",
            "forge_id": "7001",
            "login": "Ada",
            "name": "Ada Lovelace",
            "url": "https://forge.example/ada",
        },
        {
            "account": "github:bo",
            "forge": "github",
            "forge_id": "7002",
            "login": "bo",
            "name": "Bo Sand",
            "url": "https://forge.example/bo",
        },
    ),
    "names": columns(
        {"forge_id": "7001", "name": "countess", "from_at": AT},
        {"forge_id": "7002", "name": "bosun", "from_at": AT},
    ),
    "items": columns(
        *(
            {
                "item": f"{LANTERN}#{number}",
                "repository": LANTERN,
                "number": number,
                "kind": "pull_request",
                "title": f"Item {number}, as @ADA and al@sea.example said",
                "author": f"github:{who}",
                "created_at": AT,
                "state": "open",
                "assignees": ["github:ada", "github:bo"],
                "head_repository": f"github:{who}/lantern",
            }
            for number, who in ((1, "ada"), (2, "bo"))
        ),
        {
            "item": f"{OWN}#7",
            "repository": OWN,
            "number": 7,
            "kind": "issue",
            "title": "Wind it",
            "url": "https://github.com/Ada/night-clock/issues/7",
            "author": "github:bo",
            "created_at": AT,
            "state": "open",
        },
    ),
    "repositories": columns(
        *(
            {"repository": key, "forge": "github", "owner": owner, "name": key.partition(":")[2]}
            for key, owner in ((OWN, "github:ada"), (LANTERN, "github:lantern-project"))
        )
    ),
    "events": columns(
        *(
            {
                "event": f"github:assigned:{number}",
                "item": f"{LANTERN}#1",
                "repository": LANTERN,
                "number": 1,
                "kind": "assigned",
                "actor": "github:bo",
                "subject": f"github:{who}",
                "happened_at": AT,
            }
            for number, who in enumerate(("ada", "bo"))
        )
    ),
    "commits": columns(*(commit for commit, _ in LINES)),
    "commit_people": columns(*(person for _, person in LINES)),
    "memberships": columns(
        *(
            {"repository": LANTERN, "account": account, "name": name, "role": "maintainer"}
            for account, name in (
                ("github:ada", "Ada Lovelace"),
                (None, "Ada Lovelace"),
                ("github:bo", "Bo Sand"),
            )
        )
    ),
}


@pytest.fixture(scope="module")
def workspace(tmp_path_factory):
    """One of ours, of whom the team file says nothing but the login, and one stranger."""
    folder = tmp_path_factory.mktemp("w")
    (folder / "twohats.toml").write_text('organization = "Tidewater Commons"\n')
    (folder / "team.yml").write_text("- ada\n")
    workspace = load_workspace(folder)
    promise = Coverage("made-up", LANTERN, "items", AT, True, declared_by="github:ada")
    with FactStore(workspace.facts_folder).begin("made-up", "here", "1") as staging:
        staging.add(Page("github:lantern-project", TABLES, AT, (promise,)))
        staging.finish()
    return workspace


@pytest.fixture(scope="module")
def ask(workspace):
    """Ask one query, of facts opened once with names and once without."""
    store = FactStore(workspace.facts_folder)
    opened, asked = {}, {}
    for named in (False, True):
        opened[named] = open_facts(workspace, store, Moments(), secret=b"made up", named=named)
        asked[named] = prepare(opened[named])

    def ask(query, *, named=False):
        return answer(opened[named], asked[named], query)[1]

    return ask


SHOWN = (
    "scopes", "repositories", "accounts", "names", "items", "events", "commits", "commit_people", "memberships", "coverage",
    "entries", "deeds", "first_responses", "own_changes", "own_reviews",
)  # fmt: skip


@pytest.mark.parametrize("table", SHOWN)
def test_no_cell_of_a_row_of_ours_names_them(ask, table):
    """Neither login nor name, address, number at the forge, earlier name or fork."""
    said = str(ask(f"from {table}")).lower()

    assert [name for name in OURS if name in said] == []


@pytest.mark.parametrize(
    ("table", "cells"),
    [
        ("accounts", ("7002", "Bo Sand", "https://forge.example/bo")),
        ("names", ("7002", "bosun")),
        ("items", ("github:bo/lantern", "github:bo")),
        ("commits", ("Bo Sand", "bo@hill.example")),
        ("commit_people", ("Bo Sand", "bo@hill.example", "github:bo")),
        ("memberships", ("github:bo", "Bo Sand")),
    ],
)
def test_rows_of_strangers_stay_as_they_are(ask, table, cells):
    """Every cell of them."""
    said = str(ask(f"from {table}"))

    assert [cell for cell in cells if cell not in said] == []


def test_a_name_alone_is_no_reason_to_say_who_it_is(ask):
    """A commit under a name of ours and an unknown address is shown without both."""
    rows = ask("select author_name, author_email from commits where oid = '2'")

    assert rows == [{"author_name": None, "author_email": None}]


def test_rows_of_ours_still_join(ask):
    """The pseudonym is one and the same in every table."""
    rows = ask(
        "select a.account from accounts a join items i on i.author = a.account "
        "join commit_people c on c.account = a.account where i.number = 1"
    )

    assert len(rows) == 1


def test_what_lies_in_a_repository_of_ours_is_not_said_where(ask):
    """Whoever reads its name, or an address in it, knows whose it is; those of others stay."""
    rows = ask("select number, item, repository, url from items order by number")

    assert [(row["number"], row["repository"]) for row in rows] == [
        (1, LANTERN),
        (2, LANTERN),
        (7, None),
    ]
    assert (rows[2]["item"], rows[2]["url"]) == (None, None)
    assert rows[0]["item"] == f"{LANTERN}#1"


def test_names_that_were_asked_for_are_shown(ask):
    """In every table, as the facts have them."""
    rows = ask("select name, url from accounts where account = 'github:ada'", named=True)

    assert rows == [{"name": "Ada Lovelace", "url": "https://forge.example/ada"}]


@pytest.mark.parametrize(
    "query",
    [
        "from identities",
        "from temp.identities",
        "from temp.hidden",
        "from main.identities",
        "from facts.events",
        "from memory.facts.events",
        "from facts.every_accounts",
        'from "FACTS"."Accounts"',
        "from ledger",
        "from information_schema.tables",
        "from duckdb_views()",
        "from pragma_table_info('facts.events')",
        "from query('from facts.events')",
        "from query_table('identities')",
        "from read_parquet('*.parquet')",
        "from 'events.parquet'",
        "select * from items where author in (select identity from identities)",
        "select (select count(*) from facts.events)",
        "with x as (from facts.events) from x",
        "with x as (with identities as (select 1) select 1) from identities",
        "select getvariable('hidden')",
        "select map_keys(GetVariable('hidden')) from items",
        "select getenv('HOME')",
        "summarize identities",
        "describe facts.events",
        "show facts.events",
        "from items; from facts.events",
        "from (pivot facts.events on kind in ('opened'))",
        "attach 'x.db'",
        "copy items to 'x.csv'",
        "set search_path = 'facts'",
        "create table x as from facts.events",
        "pragma database_list",
        "explain from facts.events",
        "from opened",
        "",
        ";",
    ],
)
def test_nothing_else_can_be_read(ask, query):
    """Raw tables, who is who, files, and what the engine knows of itself stay out of reach."""
    with pytest.raises(WrongUse, match="the query did not run: "):
        ask(query)


@pytest.mark.parametrize(
    "query",
    [
        "select 1 as one",
        "FROM Items",
        "select count(*) from items i, events e",
        "with mine as (from items), more as (from mine) select count(*) from more",
        "with recursive n as (select 1 as a union all select a + 1 from n where a < 3) from n",
        "select unnest(labels) from items",
        "from items, unnest(items.assignees) as u(who)",
        "from range(3)",
        "values (1), (2)",
        "from (values (1)) as v(a)",
        "from items union all from items",
        "from items tablesample 50%",
        "from (pivot events on kind in ('assigned') using count(*))",
        "describe items",
        "summarize items",
        "select kind, count(*) over (partition by kind) from events qualify true",
        "from items where exists (from events where events.item = items.item)",
        "select list_transform([1], lambda x: x + 1)",
    ],
)
def test_ordinary_queries_run(ask, query):
    """Whatever asks nothing but the tables that are shown."""
    assert ask(query) is not None
