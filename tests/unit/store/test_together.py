"""Files of many owners put together: the same rows, few files, made again only where something changed."""

import os
from datetime import UTC, datetime, timedelta

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from twohats.records import TABLES, Page
from twohats.store import together
from twohats.store.engine import connect, fact_tables
from twohats.store.facts import FactStore, Snapshot, folder_of
from twohats.store.manifest import Manifest, TableFile
from twohats.store.together import files_together

AT = datetime(2026, 1, 5, tzinfo=UTC)
OWNERS = [f"github:guild-{number}" for number in range(9)]


def read(store, owner, *numbers, at=AT):
    """Items of one owner, as a reader brings them."""
    key = f"{owner}/tool"
    items = {
        "item": [f"{key}#{number}" for number in numbers],
        "repository": [key] * len(numbers),
        "number": list(numbers),
        "kind": ["issue"] * len(numbers),
        "state": ["open"] * len(numbers),
    }
    # An account that every owner has: such rows are merged, wherever their files lie.
    accounts = {"account": ["github:ada"], "login": ["ada"], "name": [f"Ada of {owner}"]}
    with store.begin("test", f"{owner} {at:%d} {numbers}", "f") as staging:
        staging.add(Page(owner, {"items": items, "accounts": accounts}, at))
        staging.finish()


@pytest.fixture
def store(tmp_path):
    store = FactStore(tmp_path / "cache" / "facts")
    for number, owner in enumerate(OWNERS):
        read(store, owner, 1, 2, at=AT + timedelta(days=number))
    return store


def rows(snapshot, table):
    found = fact_tables(connect(snapshot))[table].to_pyarrow().to_pylist()
    return sorted(found, key=repr)


def made(store):
    return {
        path.name: path.stat().st_ino
        for path in (store.folder.parent / "together").glob("*.parquet")
    }


def test_few_owners_are_read_where_they_lie(store):
    """Nothing is made for a team of usual size."""
    snapshot = store.snapshot()

    assert files_together(snapshot, "items") == snapshot.files("items")
    assert made(store) == {}


@pytest.mark.parametrize("table", ["items", "accounts", "releases"])
def test_many_owners_hold_the_same_rows_in_fewer_files(store, monkeypatch, table):
    """Merged rows as well, and a table that nobody filled stays empty."""
    apart = rows(store.snapshot(), table)
    monkeypatch.setattr(together, "FEW", 2)
    monkeypatch.setattr(together, "BUCKETS", 3)

    assert rows(store.snapshot(), table) == apart
    assert len(apart) == {"items": 18, "accounts": 1, "releases": 0}[table]
    assert len(files_together(store.snapshot(), "items")) <= 3


def test_what_changed_is_made_again_and_nothing_else(store, monkeypatch):
    """A night in which one owner had news costs one file."""
    monkeypatch.setattr(together, "BUCKETS", 4)
    before = set(files_together(store.snapshot(), "items", few=2))
    held = made(store)
    read(store, OWNERS[3], 3, at=AT + timedelta(days=30))
    after = set(files_together(store.snapshot(), "items", few=2))

    assert (len(after - before), len(before - after)) == (1, 1)
    assert {name: made(store)[name] for name in held} == held


def test_a_snapshot_held_while_others_read_still_finds_its_files(store, monkeypatch):
    """Files that a reader opened stay for a day, as an owner's own do."""
    monkeypatch.setattr(together, "FEW", 2)
    items = fact_tables(connect(store.snapshot()))["items"]
    for owner in OWNERS:
        read(store, owner, 3, at=AT + timedelta(days=30))
    rows(store.snapshot(), "items")

    assert items.count().execute() == 18


def test_what_nobody_opened_for_a_day_goes(store, monkeypatch):
    """Old states do not pile up, and what is still read stays however old it is."""
    monkeypatch.setattr(together, "BUCKETS", 4)
    first = files_together(store.snapshot(), "items", few=2)
    inodes = made(store)
    long_ago = (AT - timedelta(days=2)).timestamp()
    for path in first:
        os.utime(path, (long_ago, long_ago))
    read(store, OWNERS[3], 3, at=AT + timedelta(days=30))
    second = files_together(store.snapshot(), "items", few=2)
    again = files_together(store.snapshot(), "items", few=2)

    assert second == again
    assert all(path.is_file() for path in second)
    (gone,) = set(first) - set(second)
    assert not gone.exists()
    still = {path.name: inodes[path.name] for path in first if path != gone}
    assert {name: made(store)[name] for name in still} == still


def test_anybody_may_delete_them(store, monkeypatch):
    """They are made again."""
    monkeypatch.setattr(together, "FEW", 2)
    before = rows(store.snapshot(), "items")
    for path in (store.folder.parent / "together").glob("*.parquet"):
        path.unlink()

    assert rows(store.snapshot(), "items") == before


def test_whoever_may_only_read_reads_every_file(store, monkeypatch):
    """A folder that is not ours to write into is no hindrance."""

    class Refusing(together.Disk):
        def folder(self, path):
            raise PermissionError(path)

    snapshot = store.snapshot()
    assert files_together(snapshot, "items", few=2, disk=Refusing()) == snapshot.files("items")


def test_large_files_are_not_copied(store, monkeypatch):
    """Owners with much are read where they lie; the rest comes together."""
    monkeypatch.setattr(together, "SMALL", 2)
    read(store, OWNERS[0], 3, at=AT + timedelta(days=30))
    snapshot = store.snapshot()
    large = folder_of(snapshot.folder, OWNERS[0]) / snapshot.manifests[0].tables["items"].file

    found = files_together(snapshot, "items", few=2)
    assert large in found
    assert [path for path in found if "together" not in path.parts] == [large]


def test_files_from_before_a_column_was_added(store, monkeypatch):
    """They have none, and that reads as unknown."""
    monkeypatch.setattr(together, "FEW", 2)
    snapshot = store.snapshot()
    for path in snapshot.files("items")[:4]:
        pq.write_table(pq.read_table(path).drop_columns(["draft"]), path)

    found = rows(snapshot, "items")
    assert (len(found), {row["draft"] for row in found}) == (18, {None})


def test_thousands_of_renames_open(tmp_path):
    """Everything stands under its present key, however many repositories have another name now."""
    names = range(1200)
    old, new = ([f"github:guild/{word}-{n}" for n in names] for word in ("old", "new"))
    tables = {
        "repositories": {
            "repository": [*old, *new],
            "forge": ["github"] * 2400,
            "forge_id": [*map(str, names), *map(str, names)],
            "owner": ["guild"] * 2400,
            "name": [key.rpartition("/")[2] for key in [*old, *new]],
        },
        "items": {
            "item": [f"{key}#1" for key in old] + ["github:guild/other#1"],
            "repository": [*old, "github:guild/other"],
        },
        "links": {
            "from_item": ["github:guild/other#1"],
            "to_item": [f"{old[7]}#1"],
            "from_event": [f"github:cross_referenced:{old[7]}#1>{old[8]}#1"],
        },
    }
    from twohats.store.arrow import to_arrow

    folder = folder_of(tmp_path, "github:guild")
    folder.mkdir(parents=True)
    files = {}
    for table, columns in tables.items():
        arrow = to_arrow(table, columns, AT)
        if table == "repositories":
            seen = [AT] * 1200 + [AT + timedelta(days=1)] * 1200
            field = arrow.schema.field("seen_at")
            arrow = arrow.set_column(arrow.num_columns - 1, field, pa.array(seen, field.type))
        pq.write_table(arrow, folder / f"{table}.parquet")
        files[table] = TableFile(f"{table}.parquet", arrow.num_rows, table)
    snapshot = Snapshot(tmp_path, (Manifest("github:guild", 1, files),))

    held = {row["item"] for row in rows(snapshot, "items")}
    assert held == {"github:guild/other#1", *(f"{key}#1" for key in new)}
    assert len(rows(snapshot, "repositories")) == 1200
    (link,) = rows(snapshot, "links")
    assert link["to_item"] == f"{new[7]}#1"
    assert link["from_event"] == f"github:cross_referenced:{new[7]}#1>{new[8]}#1"
    assert len(rows(snapshot, "names")) == 1200
    assert set(TABLES["links"].columns) <= set(link)
