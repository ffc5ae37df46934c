"""Write a large made-up workspace, for other benchmarks to read; say how long that took.

Run ``python benchmarks/made_up_workspace.py --events 1000000 --out DIR``. With ``--copies 10`` each
community stands there ten times, every time with other repositories, items, accounts and commits, and with
the same people of ours: a hundred million events are a million a hundred times over, because making them
up one by one would take a day's memory.
"""

import argparse
import hashlib
import json
import resource
import shutil
import time
from collections.abc import Iterator
from pathlib import Path

import duckdb
import yaml

from twohats.flow.importing import read_into
from twohats.sources.made_up import MadeUpSource
from twohats.store.facts import FactStore

EVENTS_AT_SCALE_1 = 20_250
"""Events in a large world, divided by its scale."""


def made_up_source(events: int, seed: int = 1) -> MadeUpSource:
    """Make a source that has about so many events, give or take three in a hundred."""
    return MadeUpSource(seed, scale=events / EVENTS_AT_SCALE_1)


def write_workspace(folder: Path, source: MadeUpSource) -> dict[str, int]:
    """Write settings, team, register and facts; return rows by table."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "team.yml").write_text(source.team_text, encoding="utf-8")
    (folder / "key-communities.toml").write_text(source.communities_text, encoding="utf-8")
    (folder / "twohats.toml").write_text(source.settings_text, encoding="utf-8")
    outcome = read_into(FactStore(folder / ".twohats" / "facts"), [source])[0]
    assert outcome.read is not None, outcome.failure
    return outcome.read.rows


_PLACES = ("repository", "head_repository", "scope", "owner", "item", "from_item", "to_item")
_PEOPLE = ("account", "actor", "author", "merged_by")
_LISTS = ("assignees", "requested_reviewers")
_NUMBERED = ("event", "forge_id", "oid", "merge_commit_oid")


def add_copies(folder: Path, copies: int) -> None:
    """Put each community of a workspace there again under other names, until there are so many of it."""
    members = yaml.safe_load((folder / "team.yml").read_text("utf-8"))
    logins = [name for one in members for name in (one["login"], *one.get("accounts", ()))]
    ours = ", ".join(f"'github:{login}'" for login in logins)
    settings = (folder / "twohats.toml").read_text("utf-8")
    owners = [
        owner
        for owner in sorted((folder / ".twohats" / "facts" / "github").iterdir())
        if f"github:{owner.name}" not in settings
    ]
    for number in range(2, copies + 1):
        for owner in owners:
            _copy(owner, owner.with_name(f"{owner.name}-{number}"), number, ours)


def _copy(owner: Path, to: Path, number: int, ours: str) -> None:
    shutil.rmtree(to, ignore_errors=True)
    to.mkdir()
    manifest = json.loads((owner / (owner / "HEAD").read_text().strip()).read_bytes())
    for table in manifest["tables"].values():
        source = duckdb.read_parquet(str(owner / table["file"]))
        replaced = ", ".join(
            f"{how} AS {name}" for name in source.columns for how in _renamed(name, number, ours)
        )
        chosen = f"SELECT * {f'REPLACE ({replaced})' if replaced else ''} FROM source"
        duckdb.sql(chosen).write_parquet(str(to / table["file"]), compression="zstd")
        table["digest"] = hashlib.sha256(f"{table['digest']} {number}".encode()).hexdigest()[:20]
    manifest["owner"] = f"github:{to.name}"
    (to / "000001.json").write_text(json.dumps(manifest))
    (to / "HEAD").write_text("000001.json\n")


def _renamed(name: str, number: int, ours: str) -> Iterator[str]:
    """Say how a column's keys read in a copy; nothing for one that holds none."""
    person = f"CASE WHEN {{0}} IN ({ours}) THEN {{0}} ELSE {{0}} || '-{number}' END"
    if name in _PLACES:
        yield f"regexp_replace({name}, '^(github:[^/]+)', '\\1-{number}')"
    elif name in _PEOPLE:
        yield person.format(name)
    elif name in _LISTS:
        yield f"list_transform({name}, lambda one: {person.format('one')})"
    elif name in _NUMBERED:
        yield f"{name} || '-{number}'"
    elif name == "parents":
        yield f"list_transform({name}, lambda one: one || '-{number}')"
    elif name == "email":
        yield f"CASE WHEN email LIKE '%@people.example' THEN '{number}-' || email ELSE email END"


def main() -> None:
    """Write it and tell."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--events", type=int, default=1_000_000)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument(
        "--copies", type=int, default=1, help="of each community; --events is for one"
    )
    arguments = parser.parse_args()
    source = made_up_source(arguments.events, arguments.seed)
    started = time.perf_counter()
    pages = sum(1 for _ in source.pages())
    made = time.perf_counter() - started
    rows = write_workspace(arguments.out, source)
    written = time.perf_counter() - started - made
    add_copies(arguments.out, arguments.copies)
    print(f"made up:  {made:6.1f} s, {pages} pages")
    print(f"written:  {written:6.1f} s, made up again on the way")
    print(f"memory:   {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20:6.2f} GB at most")
    for table, count in sorted(rows.items()):
        print(f"{table:>16}: {count:9,}")


if __name__ == "__main__":
    main()
