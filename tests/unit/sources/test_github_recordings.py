"""The readers against recordings of a real community, kept outside the project."""

import json
import tarfile
from collections import Counter

import pytest

from twohats.records import TABLES
from twohats.sources.github_backup import looks_like_backup, open_backup
from twohats.sources.github_names import database_id
from twohats.sources.github_sqlite import looks_like_sqlite, open_sqlite


@pytest.fixture(scope="module")
def archive(recordings):
    """A REST backup."""
    return recordings / "github-backup-bitcoin-core-gui.tar.gz"


@pytest.fixture(scope="module")
def database(recordings):
    """A github-to-sqlite database of the same repository."""
    return recordings / "github-to-sqlite-bitcoin-core-gui.db.gz"


@pytest.fixture(scope="module")
def backup_pages(archive):
    """Everything in the backup."""
    return list(open_backup(archive).pages())


@pytest.fixture(scope="module")
def database_pages(database):
    """Everything in the database."""
    return list(open_sqlite(database).pages())


def rows(pages, table):
    """Rows of one table by key; only a repository may become better known as the read goes on."""
    found = {}
    names = list(TABLES[table].columns)
    for page in pages:
        columns = page.tables.get(table, {})
        count = len(next(iter(columns.values()), ()))
        for at in range(count):
            row = {name: columns[name][at] if name in columns else None for name in names}
            key = tuple(row[name] for name in TABLES[table].key)
            assert key not in found or table == "repositories"
            found[key] = found.get(key, {}) | {
                name: row[name] for name in names if row[name] is not None
            }
    return {key: dict.fromkeys(names) | row for key, row in found.items()}


def promises(pages):
    """Coverage by what it holds."""
    return {promise.holds: promise for page in pages for promise in page.coverage}


def test_each_is_known_for_what_it_is(archive, database):
    """Neither is taken for the other."""
    assert looks_like_backup(archive)
    assert looks_like_sqlite(database)
    assert not looks_like_backup(database)
    assert not looks_like_sqlite(archive)


def test_the_backup_is_read_whole(backup_pages):
    """As many items and events of each kind as the files hold, and nothing is lost."""
    kinds = Counter(row["kind"] for row in rows(backup_pages, "items").values())
    happened = Counter(row["kind"] for row in rows(backup_pages, "events").values())

    assert kinds == {"issue": 341, "pull_request": 537}
    assert (happened["opened"], happened["commented"]) == (878, 5197)
    assert (happened["reviewed"], happened["review_commented"]) == (1788, 2308)
    assert (happened["merged"], happened["closed"], happened["force_pushed"]) == (332, 785, 1153)
    assert happened["committed"] == len(rows(backup_pages, "item_commits")) == 1303
    assert not {"mentioned", "subscribed", "unsubscribed"} & set(happened)
    assert [one for page in backup_pages for one in page.skipped] == []


def test_the_backup_says_what_it_does_not_hold(backup_pages):
    """What is left out or lies outside of GitHub's timeline is counted."""
    held = promises(backup_pages)

    assert held["items.issue"].complete
    assert held["items.pull_request"].complete
    assert (held["events.mentioned"].skipped, held["events.subscribed"].skipped) == (1952, 1974)
    assert held["events.reviewed"].skipped == 1105
    assert not held["links.backlink"].complete
    kinds = Counter(row["kind"] for row in rows(backup_pages, "events").values())
    for kind, count in kinds.items():
        assert held[f"events.{kind}"].rows == count


def test_the_database_holds_the_same_items_and_comments(backup_pages, database_pages):
    """Every column that both declare is equal in every row; 5,197 comments among them."""
    compared = Counter()
    for table in ("items", "events", "accounts", "repositories", "milestones"):
        backup, database = rows(backup_pages, table), rows(database_pages, table)
        assert set(database) <= set(backup)
        for key, row in database.items():
            both = {
                name: (row[name], backup[key][name])
                for name in row
                if row[name] is not None and backup[key][name] is not None
            }
            assert {name: pair for name, pair in both.items() if pair[0] != pair[1]} == {}
            compared[table, row.get("kind")] += 1

    assert set(rows(database_pages, "items")) == set(rows(backup_pages, "items"))
    assert compared["items", "issue"] == 341
    assert compared["items", "pull_request"] == 537
    assert compared["events", "commented"] == 5197
    assert [one for page in database_pages for one in page.skipped] == []


def test_comments_are_equal_in_every_column(backup_pages, database_pages):
    """No column of a comment is NULL in one and not in the other."""
    backup, database = rows(backup_pages, "events"), rows(database_pages, "events")

    assert {key: row for key, row in database.items() if row["kind"] == "commented"} == {
        key: row for key, row in backup.items() if row["kind"] == "commented"
    }


def test_the_database_declares_what_it_does_not_hold(database_pages):
    """Reviews, line comments and the timeline are declared as not held."""
    held = promises(database_pages)

    assert held["events.commented"].complete
    for kind in ("reviewed", "review_commented", "closed", "merged", "labeled", "committed"):
        assert not held[f"events.{kind}"].complete


def test_a_deleted_account_is_nobody_anywhere(backup_pages):
    """The account that stands for deleted ones appears in no row."""
    for table in ("accounts", "events", "items"):
        for row in rows(backup_pages, table).values():
            assert "github:ghost" not in row.values()


def test_one_renamed_person_is_one_account(backup_pages):
    """A file that was fetched early keeps an old login; there is one account for each number."""
    numbers = Counter(row["forge_id"] for row in rows(backup_pages, "accounts").values())

    assert set(numbers.values()) == {1}
    assert [row["name"] for row in rows(backup_pages, "names").values()] == ["MarcoFalke"]


def test_numbers_stand_in_node_ids_of_both_generations(archive):
    """For every event that has both, the number decoded from the node id is its number."""
    seen = Counter()
    with tarfile.open(archive) as packed:
        for member in packed:
            if not member.isfile() or member.name.endswith("state.json"):
                continue
            for event in json.load(packed.extractfile(member))["events"]:
                if event["id"] is not None:
                    assert database_id(event["node_id"]) == event["id"]
                    seen["new" if "_" in event["node_id"] else "old"] += 1

    assert min(seen["new"], seen["old"]) > 1000
