"""A few facts, told in a few words, as the `Facts` that every stage takes.

People, bots and affiliations go through `twohats.people.resolve`, as they do in the program; only
the store and the workspace's files are left out.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any

import ibis
import pyarrow as pa

from twohats.facts import Facts
from twohats.formats.gitdm import parse_developers
from twohats.people.affiliation import ALWAYS, FOREVER
from twohats.people.employers import employments
from twohats.people.resolve import Account, resolve
from twohats.records import TABLES, Coverage, owner_of
from twohats.records.people import GitIdentity
from twohats.records.times import Window
from twohats.store.arrow import to_arrow
from twohats.workspace import Member

START = datetime(2024, 1, 1, tzinfo=UTC)
"""Day 0 of every test."""
REPOSITORY = "github:lantern-project/lantern"
SCOPE_COLUMNS = ("repository", "scope", "reason", "community", "is_key")


def day(number: float) -> datetime:
    """Moment that many days after `START`."""
    return START + timedelta(days=number)


def ours(
    *logins: str,
    since: float | None = None,
    until: float | None = None,
    basis: str = "declared",
    emails: Sequence[str] = (),
    organization: str = "",
) -> Member:
    """One of ours: all logins are one person."""
    accounts = tuple(f"github:{login}" for login in logins)
    return Member(
        accounts[0],
        accounts,
        tuple(emails),
        None,
        None if since is None else day(since),
        None if until is None else day(until),
        basis,  # type: ignore[arg-type]
        "team.yml:1",
        organization=organization,
    )


@dataclass
class Story:
    """What happened, day by day; `facts` makes the `Facts` of it."""

    team: Sequence[Member] = ()
    kinds: Mapping[str, str] = field(default_factory=dict)
    """What the forge calls an account, by login; the others are users."""
    bot_rules: Mapping[str, tuple[bool, str]] = field(default_factory=dict)
    scopes: Mapping[str, str] = field(default_factory=dict)
    """Scope by repository; the others are upstream."""
    not_key: Sequence[str] = ()
    """Repositories that belong to no key community."""
    coverage: Sequence[Coverage] = ()
    employers: Sequence[tuple[str, str, float | None, float | None]] = ()
    """Login, employer, first day, day after the last; ours are told by the team."""
    rows: dict[str, list[dict[str, Any]]] = field(default_factory=dict)

    def add(self, table: str, **row: Any) -> None:
        """Add one row as it is."""
        self.rows.setdefault(table, []).append(row)

    def item(
        self,
        number: int,
        author: str | None,
        at: float,
        *,
        kind: str = "pull_request",
        repository: str = REPOSITORY,
        **columns: Any,
    ) -> str:
        """Open an item and give its key."""
        key = f"{repository}#{number}"
        url = f"https://github.com/{repository.partition(':')[2]}/pull/{number}"
        self.add(
            "items",
            **{
                "item": key,
                "repository": repository,
                "number": number,
                "kind": kind,
                "title": f"Item {number}",
                "url": url,
                "author": _account(author),
                "created_at": day(at),
                "state": "open",
                "draft": False,
                **columns,
            },
        )
        self.event(key, "opened", author, at)
        return key

    def event(self, item: str, kind: str, actor: str | None, at: float, **columns: Any) -> None:
        """Have somebody do something to an item."""
        events = self.rows.setdefault("events", [])
        repository, _, number = item.partition("#")
        events.append(
            {
                "event": f"github:{kind}:{len(events)}",
                "item": item,
                "repository": repository,
                "number": int(number),
                "kind": kind,
                "actor": _account(actor),
                "happened_at": day(at),
                **columns,
            }
        )

    def close(self, item: str, actor: str | None, at: float, *, merged: bool = False) -> None:
        """Close or merge an item, with the events a forge sends for it."""
        row = next(row for row in self.rows["items"] if row["item"] == item)
        row |= {"closed_at": day(at), "state": "closed"}
        if merged:
            row |= {"merged_at": day(at), "merged_by": _account(actor), "state": "merged"}
            self.event(item, "merged", actor, at)
        self.event(item, "closed", actor, at)

    def merged(self, number: int, author: str, at: float, by: str, **columns: Any) -> str:
        """Open a change and have it merged half a day later."""
        item = self.item(number, author, at, **columns)
        self.close(item, by, at + 0.5, merged=True)
        return item

    def commit(
        self,
        oid: str,
        name: str,
        email: str,
        at: float,
        *,
        account: str | None = None,
        repository: str = REPOSITORY,
        **columns: Any,
    ) -> None:
        """Commit something."""
        self.add(
            "commits",
            **{
                "repository": repository,
                "oid": oid,
                "author_name": name,
                "author_email": email,
                "authored_at": day(at),
                "committed_at": day(at),
                "subject": "Trim the wick",
                "parents": ["0"],
                **columns,
            },
        )
        self.add(
            "commit_people",
            repository=repository,
            oid=oid,
            role="author",
            name=name,
            email=email,
            account=_account(account),
        )

    def facts(self, *, since: float = 0, until: float = 90, as_of: float = 100) -> Facts:
        """Give the facts; the window is in days, half-open."""
        backend = ibis.duckdb.connect()
        backend.raw_sql("SET TimeZone = 'UTC'")
        for name in TABLES:
            # Tables of the engine's own, as the store has them: joins of DuckDB 1.5 push filters
            # down that it cannot use on Arrow.
            backend.con.register("told", _arrow(name, self.rows.get(name, ())))
            backend.con.execute(f"CREATE TABLE {name} AS FROM told")
            backend.con.unregister("told")
        people = resolve(
            [
                Account(account, None, account.partition(":")[2], self.kinds.get(account[7:]))
                for account in self._accounts()
            ],
            [
                GitIdentity(row["name"], row["email"], row.get("account"))
                for row in self.rows.get("commit_people", ())
            ],
            self.team,
            (),
            organization="Tidewater Commons",
            forge_by_host={"github.com": "github"},
            bot_rules=self.bot_rules,
            secret=b"made up",
            named=True,
        )
        identities = [
            {"identity": identity, "person": p.key, "label": p.label, "is_bot": p.is_bot}
            for p in people.persons
            for identity in p.identities
        ]
        affiliations = [
            {
                "identity": a.identity,
                "from_at": a.from_at or ALWAYS,
                "until_at": a.until_at or FOREVER,
                "basis": a.basis,
            }
            for a in people.affiliations
        ]
        return Facts(
            tables={name: backend.table(name) for name in TABLES},
            identities=_table(backend, "identities", identities, IDENTITIES),
            affiliations=_table(backend, "affiliations", affiliations, AFFILIATIONS),
            employers=_table(backend, "employers", self._employers(people), EMPLOYERS),
            scopes=_table(backend, "scopes", self._scopes(), SCOPES),
            coverage=tuple(self.coverage),
            window=Window(day(since), day(until)),
            as_of=day(as_of),
            digest="made up",
            keep=lambda name, table: _kept(backend, name, table),
        )

    def _employers(self, people: Any) -> list[dict[str, Any]]:
        text = "".join(
            f"{login}: x!example.org\n\t{employer}"
            + ("" if since is None else f" from {day(since):%Y-%m-%d}")
            + ("" if until is None else f" until {day(until):%Y-%m-%d}")
            + "\n"
            for login, employer, since, until in self.employers
        )
        found = employments(
            people.affiliations,
            parse_developers(text).developers,
            {identity: one.key for one in people.persons for identity in one.identities},
            organization="Tidewater Commons",
        )
        return [
            {**vars(job), "from_at": job.from_at or ALWAYS, "until_at": job.until_at or FOREVER}
            for job in found
        ]

    def _accounts(self) -> list[str]:
        columns = {"items": ("author", "merged_by"), "events": ("actor",), "releases": ("author",)}
        found = {
            row.get(column)
            for table, names in columns.items()
            for row in self.rows.get(table, ())
            for column in names
        }
        return sorted(found - {None})  # type: ignore[type-var]

    def _scopes(self) -> list[dict[str, Any]]:
        named = {row["repository"] for name in NAMED for row in self.rows.get(name, ())}
        return [
            dict(
                zip(
                    SCOPE_COLUMNS,
                    (
                        repository,
                        self.scopes.get(repository, "upstream"),
                        "the test says so",
                        owner_of(repository),
                        repository not in self.not_key,
                    ),
                    strict=True,
                )
            )
            for repository in sorted(named)
        ]


NAMED = ("items", "commits", "releases")
_TIME = pa.timestamp("us", tz="UTC")
IDENTITIES = pa.schema(
    [
        ("identity", pa.string()),
        ("person", pa.string()),
        ("label", pa.string()),
        ("is_bot", pa.bool_()),
    ]
)
AFFILIATIONS = pa.schema(
    [("identity", pa.string()), ("from_at", _TIME), ("until_at", _TIME), ("basis", pa.string())]
)
EMPLOYERS = pa.schema(
    [
        ("person", pa.string()),
        ("employer", pa.string()),
        ("from_at", _TIME),
        ("until_at", _TIME),
        ("basis", pa.string()),
    ]
)
SCOPES = pa.schema([*((name, pa.string()) for name in SCOPE_COLUMNS[:4]), ("is_key", pa.bool_())])


def rows_of(table: Any) -> list[dict[str, Any]]:
    """Run an expression and take its rows."""
    rows: list[dict[str, Any]] = table.to_pyarrow().to_pylist()
    return rows


def promise(holds: str, scope: str, since: float | None, until: float | None) -> Coverage:
    """Promise that everything between two days is there."""
    return Coverage(
        source="made-up",
        scope=scope,
        holds=holds,
        seen_at=day(100),
        complete=True,
        covers_from=None if since is None else day(since),
        covers_to=None if until is None else day(until),
    )


_NUMBERS = count()


def _kept(backend: Any, name: str, table: Any) -> Any:
    """Run an expression once, as the program does."""
    return backend.create_table(f"{name}_{next(_NUMBERS)}", table, temp=True)


def _account(login: str | None) -> str | None:
    """Key of a login; what already is an identity stays as it is."""
    return login if login is None or ":" in login else f"github:{login}"


def _arrow(name: str, rows: Iterable[Mapping[str, Any]]) -> pa.Table:
    rows = list(rows)
    columns = dict.fromkeys(column for row in rows for column in row)
    return to_arrow(name, {c: [row.get(c) for row in rows] for c in columns}, day(100))


def _table(backend: Any, name: str, rows: Sequence[Mapping[str, Any]], schema: pa.Schema) -> Any:
    backend.con.register(name, pa.Table.from_pylist(list(rows), schema))
    return backend.table(name)
