"""Write the workspace of a made-up programme office: many owners with little each, a few with much.

Run ``python benchmarks/made_up_office.py --repositories 20000 --people 5000 --out DIR``. Only its structure
is meant: how many owners, files, accounts and people there are. Files are written as the store does, but
not through it: thousands of merges would measure nothing here.
"""

import argparse
import hashlib
import random
import time
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from twohats.records import SEEN_AT
from twohats.store.arrow import to_arrow
from twohats.store.facts import folder_of, read_key
from twohats.store.manifest import Manifest, TableFile

SEEN = datetime(2026, 3, 2, 6, tzinfo=UTC)
BEGIN = SEEN - timedelta(days=400)
OURS = 20
"""Owners that are the office's own."""
LARGE = 0.004
"""Share of repositories that have a hundred times as many items."""
RENAMED = 0.01
"""Share of repositories that had another name."""


@dataclass(frozen=True)
class Office:
    """How large it is."""

    repositories: int
    people: int
    seed: int = 1

    @property
    def owners(self) -> int:
        """A fifth as many as repositories, some with one and some with hundreds."""
        return self.repositories // 5


def write_office(folder: Path, office: Office) -> dict[str, int]:
    """Write settings, team, register, facts and what reads left behind; rows by table."""
    chance = random.Random(office.seed)
    folder.mkdir(parents=True)
    owners = [f"guild-{number}" for number in range(office.owners)]
    _write_files(folder, office, owners, chance)
    counts: dict[str, int] = defaultdict(int)
    facts = folder / ".twohats" / "facts"
    (facts / "reads").mkdir(parents=True)
    for owner, names in _repositories(office, owners, chance):
        tables = _rows_of(owner, names, office, chance)
        _write_owner(facts, f"github:{owner}", tables)
        for name in names:
            _write_read(facts, f"github:{owner}/{name}", owner)
        for table, rows in tables.items():
            counts[table] += rows.num_rows
    return dict(counts)


def _write_files(folder: Path, office: Office, owners: list[str], chance: random.Random) -> None:
    ours = ", ".join(f'"{owner}"' for owner in owners[:OURS])
    (folder / "twohats.toml").write_text(
        f'organization = "Made-up Office"\nowners = [{ours}]\nframework_from = 2025-06-01\n\n'
        "[iterations]\nstart = 2026-01-05\ndays = 14\n"
    )
    lines = (f"- login: person-{number}\n  from: 2024-01-01\n" for number in range(office.people))
    (folder / "team.yml").write_text("".join(lines))
    listed = chance.sample(owners[OURS:], len(owners) // 2)
    (folder / "key-communities.toml").write_text(
        "".join(
            f'[[communities]]\ntitle = "{owner}"\nurl = "https://github.com/{owner}"\n\n'
            for owner in sorted(listed)
        )
    )


def _repositories(
    office: Office, owners: list[str], chance: random.Random
) -> Iterator[tuple[str, list[str]]]:
    """Give each owner one, and the rest to few: what is had attracts more."""
    sizes = [1] * len(owners)
    weights = [1 / (rank + 1) for rank in range(len(owners))]
    rest = office.repositories - len(owners)
    for at in chance.choices(range(len(owners)), weights, k=rest):
        sizes[at] += 1
    for owner, size in zip(owners, sizes, strict=True):
        yield owner, [f"tool-{number}" for number in range(size)]


def _rows_of(
    owner: str, names: list[str], office: Office, chance: random.Random
) -> dict[str, pa.Table]:
    rows: dict[str, list[dict[str, Any]]] = defaultdict(list)
    logins: set[str] = set()
    for name in names:
        key = f"github:{owner}/{name}"
        forge_id = str(chance.getrandbits(40))
        if chance.random() < RENAMED:
            rows["repositories"].append(_repository(f"{key}-old", forge_id, SEEN - timedelta(90)))
        rows["repositories"].append(_repository(key, forge_id, SEEN))
        count = 3 if chance.random() > LARGE else 300
        for number in range(1, count + 1):
            _item(rows, logins, key, number, office, chance)
        rows["coverage"] += (
            {
                "read": read_key("github", key),
                "source": "github",
                "scope": key,
                "holds": holds,
                "covers_from": BEGIN,
                "covers_to": SEEN,
                SEEN_AT: SEEN,
                "complete": True,
                "rows": count,
                "skipped": 0,
            }
            for holds in ("items", "events", "events.reviewed", "events.commented")
        )
    rows["accounts"] = [
        {
            "account": f"github:{login}",
            "forge": "github",
            "forge_id": str(int(hashlib.sha256(login.encode()).hexdigest()[:10], 16)),
            "login": login,
            "kind": "user",
        }
        for login in sorted(logins)
    ]
    return {table: _arrow(table, held) for table, held in rows.items() if held}


def _repository(key: str, forge_id: str, seen_at: datetime) -> dict[str, Any]:
    owner, name = key.partition(":")[2].split("/")
    return {
        "repository": key,
        "forge": "github",
        "forge_id": forge_id,
        "owner": owner,
        "name": name,
        "owner_kind": "organization",
        "url": f"https://github.com/{owner}/{name}",
        "default_branch": "main",
        SEEN_AT: seen_at,
    }


def _item(
    rows: dict[str, list[dict[str, Any]]],
    logins: set[str],
    key: str,
    number: int,
    office: Office,
    chance: random.Random,
) -> None:
    """Open one, talk about it, and perhaps end it."""
    opened = BEGIN + (SEEN - BEGIN) * chance.random()
    author, other = _somebody(office, chance), _somebody(office, chance)
    logins |= {author, other}
    is_pull = chance.random() < 0.5
    ended = opened + timedelta(days=chance.expovariate(0.1))
    is_over = ended < SEEN
    item = f"{key}#{number}"
    state = ("merged" if is_pull else "closed") if is_over else "open"
    rows["items"].append(
        {
            "item": item,
            "repository": key,
            "number": number,
            "kind": "pull_request" if is_pull else "issue",
            "title": f"Item {number}",
            "url": f"https://github.com/{key.partition(':')[2]}/issues/{number}",
            "author": f"github:{author}",
            "association": "CONTRIBUTOR",
            "created_at": opened,
            "updated_at": min(ended, SEEN),
            "closed_at": ended if is_over else None,
            "merged_at": ended if is_over and is_pull else None,
            "merged_by": f"github:{other}" if is_over and is_pull else None,
            "state": state,
            "draft": False,
            "labels": [],
            "assignees": [],
            "requested_reviewers": [],
        }
    )
    acts = [("opened", author, opened)]
    answered = opened + timedelta(days=chance.expovariate(0.5))
    if answered < SEEN:
        acts.append(("reviewed" if is_pull else "commented", other, answered))
    if is_over:
        acts.append(("merged" if is_pull else "closed", other, ended))
    rows["events"] += (
        {
            "event": f"github:{kind}:{item}",
            "item": item,
            "repository": key,
            "number": number,
            "kind": kind,
            "actor": f"github:{who}",
            "happened_at": at,
            "state": "APPROVED" if kind == "reviewed" else None,
        }
        for kind, who, at in acts
    )


def _somebody(office: Office, chance: random.Random) -> str:
    """One of ours in ten; the others are as many again as there are repositories."""
    if chance.random() < 0.1:
        return f"person-{chance.randrange(office.people)}"
    return f"other-{chance.randrange(office.repositories)}"


def _arrow(table: str, rows: list[dict[str, Any]]) -> pa.Table:
    names = dict.fromkeys(name for row in rows for name in row if name != SEEN_AT)
    made = to_arrow(table, {name: [row.get(name) for row in rows] for name in names}, SEEN)
    field = made.schema.field(SEEN_AT)
    seen = pa.array([row.get(SEEN_AT, SEEN) for row in rows], field.type)
    return made.set_column(made.schema.get_field_index(SEEN_AT), field, seen)


def _write_owner(facts: Path, owner: str, tables: dict[str, pa.Table]) -> None:
    folder = folder_of(facts, owner)
    folder.mkdir(parents=True)
    files = {}
    for table, rows in tables.items():
        name = f"{table}-000001.parquet"
        pq.write_table(rows, folder / name, compression="zstd")
        digest = hashlib.sha256(f"{owner} {table} {rows.num_rows}".encode()).hexdigest()[:16]
        files[table] = TableFile(name, rows.num_rows, digest)
    manifest = Manifest(owner, 1, files)
    (folder / manifest.name).write_bytes(manifest.to_json())
    (folder / "HEAD").write_text(f"{manifest.name}\n")


def _write_read(facts: Path, repository: str, owner: str) -> None:
    key = read_key("github", repository)
    text = (
        f'{{"key": "{key}", "source": "github", "location": "{repository}", "fingerprint": "f", '
        f'"owners": ["github:{owner}"], "rows": {{}}, "skipped": [], "incomplete": [], '
        '"cursor": null, "forgotten": 0}'
    )
    (facts / "reads" / f"{key}.json").write_text(text)


def main() -> None:
    """Write it and tell."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--repositories", type=int, default=20_000)
    parser.add_argument("--people", type=int, default=5_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--out", type=Path, required=True)
    given = parser.parse_args()
    started = time.perf_counter()
    counts = write_office(given.out, Office(given.repositories, given.people, given.seed))
    print(f"written in {time.perf_counter() - started:.0f} s")
    for table, count in sorted(counts.items()):
        print(f"{table:>16}: {count:9,}")


if __name__ == "__main__":
    main()
