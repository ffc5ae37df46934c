"""A database of github-to-sqlite becomes the same facts as a backup, as far as it holds them."""

import gzip
import json
import random
import sqlite3
from datetime import UTC, datetime

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from twohats.errors import SourceUnreadable
from twohats.records import TABLES
from twohats.sources.github_sqlite import looks_like_sqlite, open_sqlite

AT = "2024-05-01T10:00:00Z"
LATER = "2024-05-02T10:00:00Z"
SITE = "https://github.example/Lantern/Shade"

SCHEMA = {
    "users": "id INTEGER PRIMARY KEY, login TEXT, type TEXT, html_url TEXT, name TEXT",
    "licenses": "key TEXT PRIMARY KEY, spdx_id TEXT",
    "repos": (
        "id INTEGER PRIMARY KEY, name TEXT, full_name TEXT, owner INTEGER, html_url TEXT, "
        "fork INTEGER, archived INTEGER, created_at TEXT, updated_at TEXT, "
        "default_branch TEXT, license TEXT"
    ),
    "milestones": "id INTEGER PRIMARY KEY, number INTEGER, title TEXT, state TEXT, repo INTEGER",
    "issues": (
        "id INTEGER PRIMARY KEY, number INTEGER, title TEXT, user INTEGER, body TEXT, state TEXT, "
        "author_association TEXT, comments INTEGER, created_at TEXT, updated_at TEXT, "
        "closed_at TEXT, assignee INTEGER, milestone INTEGER, repo INTEGER, type TEXT, "
        "pull_request TEXT"
    ),
    "labels": "id INTEGER PRIMARY KEY, name TEXT",
    "issues_labels": "labels_id INTEGER, issues_id INTEGER, PRIMARY KEY (issues_id, labels_id)",
    "pull_requests": (
        "id INTEGER PRIMARY KEY, number INTEGER, title TEXT, user INTEGER, body TEXT, state TEXT, "
        "author_association TEXT, created_at TEXT, updated_at TEXT, merged_at TEXT, "
        "merged INTEGER, merged_by INTEGER, merge_commit_sha TEXT, draft INTEGER, "
        "additions INTEGER, repo INTEGER, head TEXT, base TEXT"
    ),
    "labels_pull_requests": "labels_id INTEGER, pull_requests_id INTEGER",
    "issue_comments": (
        "id INTEGER PRIMARY KEY, issue_url TEXT, html_url TEXT, user INTEGER, body TEXT, "
        "author_association TEXT, created_at TEXT, updated_at TEXT, issue INTEGER"
    ),
    "releases": (
        "id INTEGER PRIMARY KEY, repo INTEGER, tag_name TEXT, name TEXT, author INTEGER, "
        "published_at TEXT, prerelease INTEGER, draft INTEGER, html_url TEXT"
    ),
}

USERS = [
    {"id": 1, "login": "Robin", "type": "User", "name": "Robin"},
    {"id": 2, "login": "sasha", "type": "User", "name": "Sasha Made-Up"},
    {"id": 4, "login": "Lantern", "type": "Organization", "name": "Lantern"},
]
REPO = {
    "id": 77,
    "full_name": "Lantern/Shade",
    "owner": 4,
    "html_url": SITE,
    "fork": 0,
    "archived": 0,
    "license": "mit",
}
ISSUE = {
    "id": 101,
    "number": 1,
    "title": "It flickers",
    "user": 1,
    "state": "open",
    "author_association": "NONE",
    "comments": 1,
    "created_at": AT,
    "updated_at": AT,
    "repo": 77,
    "type": "issue",
}
PULL_AS_ISSUE = ISSUE | {
    "id": 102,
    "number": 2,
    "comments": 0,
    "type": "pull",
    "pull_request": "Lantern/Shade/pulls/2",
}
PULL = {
    "id": 202,
    "number": 2,
    "title": "Steady it",
    "user": 2,
    "state": "closed",
    "author_association": "MEMBER",
    "created_at": AT,
    "updated_at": AT,
    "merged_at": LATER,
    "merged": 1,
    "merged_by": 1,
    "merge_commit_sha": "e" * 40,
    "draft": 0,
    "additions": 3,
    "repo": 77,
    "head": "a" * 40,
    "base": "b" * 40,
}
COMMENT = {
    "id": 9,
    "issue_url": "https://api.github.example/repos/Lantern/Shade/issues/1",
    "html_url": f"{SITE}/issues/1#issuecomment-9",
    "user": 2,
    "body": "Same here.",
    "author_association": "MEMBER",
    "created_at": LATER,
    "updated_at": LATER,
    "issue": 101,
}
PLAIN = {
    "users": USERS,
    "licenses": [{"key": "mit", "spdx_id": "MIT"}],
    "repos": [REPO],
    "issues": [ISSUE, PULL_AS_ISSUE],
    "pull_requests": [PULL],
    "issue_comments": [COMMENT],
}


def database(path, *, without=(), **changed):
    """Write a database: the plain one, with some tables changed or left out."""
    connection = sqlite3.connect(path)
    for table, columns in SCHEMA.items():
        if table in without:
            continue
        connection.execute(f"CREATE TABLE {table} ({columns})")
        for row in changed.get(table, PLAIN.get(table, [])):
            marks = ", ".join("?" * len(row))
            names = ", ".join(row)
            values = tuple(row.values())
            connection.execute(f"INSERT INTO {table} ({names}) VALUES ({marks})", values)
    connection.commit()
    connection.close()
    return path


@pytest.fixture
def path(tmp_path):
    """Where a database lies."""
    return tmp_path / "github.db"


def read(path, **options):
    """All pages of a database."""
    return list(open_sqlite(path, **options).pages())


def rows(pages, table):
    """Rows of one table, as dicts with every column."""
    found = []
    for page in pages:
        columns = page.tables.get(table, {})
        count = len(next(iter(columns.values()), ()))
        found += [
            {name: columns[name][at] if name in columns else None for name in TABLES[table].columns}
            for at in range(count)
        ]
    return found


def by_number(pages):
    """Items by number."""
    return {row["number"]: row for row in rows(pages, "items")}


def skipped(pages):
    """Keys and reasons of what was left out."""
    return {one.key: one.reason for page in pages for one in page.skipped}


def promises(pages):
    """Coverage by what it holds."""
    return {promise.holds: promise for page in pages for promise in page.coverage}


# What rows become -------------------------------------------------------------------------------


def test_an_issue_gets_its_address_and_people_from_other_tables(path):
    """Ids are looked up, and the page on GitHub follows from the repository's."""
    pages = read(database(path))

    item = by_number(pages)[1]
    assert (item["item"], item["kind"]) == ("github:lantern/shade#1", "issue")
    assert (item["author"], item["url"]) == ("github:robin", f"{SITE}/issues/1")
    assert item["labels"] == []
    repository = rows(pages, "repositories")[0]
    assert (repository["forge_id"], repository["license_spdx"]) == ("77", "MIT")
    assert (repository["owner_kind"], repository["fork"]) == ("organization", False)


def test_a_pull_request_is_told_once(path):
    """``issues`` holds pull requests too; the row with more to say is the one that counts."""
    pages = read(database(path))

    item = by_number(pages)[2]
    assert len(rows(pages, "items")) == 2
    assert (item["kind"], item["state"], item["merged_by"]) == (
        "pull_request",
        "merged",
        "github:robin",
    )
    assert (item["merge_commit_oid"], item["draft"]) == ("e" * 40, False)
    assert (item["title"], item["url"]) == ("Steady it", f"{SITE}/pull/2")
    assert (item["base_ref"], item["head_repository"]) == (None, None)


def test_a_comment_is_the_row_that_a_backup_gives(path):
    """A comment is known by its number, and belongs to who wrote it."""
    comment = next(
        row for row in rows(read(database(path)), "events") if row["kind"] == "commented"
    )

    assert (comment["event"], comment["item"]) == ("github:commented:9", "github:lantern/shade#1")
    assert (comment["actor"], comment["happened_at"]) == ("github:sasha", LATER)
    assert (comment["association"], comment["edited_at"]) == ("member", None)


def test_a_name_that_is_only_the_login_is_no_name(path):
    """github-to-sqlite puts the login where it knows no name."""
    accounts = {row["login"]: row for row in rows(read(database(path)), "accounts")}

    assert accounts["Robin"]["name"] is None
    assert accounts["sasha"]["name"] == "Sasha Made-Up"
    assert accounts["Lantern"]["kind"] == "organization"


def test_labels_come_from_either_table(path):
    """Labels of issues and of pull requests lie in tables of their own."""
    pages = read(
        database(
            path,
            labels=[{"id": 1, "name": "bug"}, {"id": 2, "name": "a11y"}],
            issues_labels=[{"labels_id": n, "issues_id": 101} for n in (1, 2)],
            labels_pull_requests=[{"labels_id": 2, "pull_requests_id": 202}],
        )
    )

    assert by_number(pages)[1]["labels"] == ["a11y", "bug"]
    assert by_number(pages)[2]["labels"] == ["a11y"]


@pytest.mark.parametrize("written", [json.dumps, repr], ids=["JSON", "as Python prints it"])
def test_what_is_nested_may_stand_in_the_column(path, written):
    """Some versions write nested objects as text; base and head then tell more."""
    base = {"ref": "main", "repo": {"full_name": "Lantern/Shade", "private": False}}
    head = {"ref": "fix", "repo": {"full_name": "Sasha/Shade"}}
    pull = PULL | {"base": written(base), "head": written(head)}
    item = by_number(read(database(path, pull_requests=[pull])))[2]

    assert (item["base_ref"], item["head_repository"]) == ("main", "github:sasha/shade")


def test_an_account_may_stand_in_the_column_too(path):
    """A nested user is a user."""
    user = json.dumps({"login": "Kim", "id": 5, "type": "Bot"})
    pages = read(database(path, issues=[ISSUE | {"user": user}], pull_requests=[]))

    assert by_number(pages)[1]["author"] == "github:kim"


def test_releases_are_read_and_drafts_are_not(path):
    """A release that is out is a row; a draft is nobody's business yet."""
    out = {"id": 1, "repo": 77, "tag_name": "v1", "author": 1, "published_at": AT, "prerelease": 0}
    pages = read(database(path, releases=[out, out | {"id": 2, "tag_name": "v2", "draft": 1}]))

    (release,) = rows(pages, "releases")
    assert (release["tag"], release["author"]) == ("v1", "github:robin")
    assert (release["prerelease"], release["published_at"]) == (False, AT)
    assert promises(pages)["releases"].complete


def test_milestones_are_known_by_their_number(path):
    """A milestone has its own row, and its title stands with the item."""
    milestone = {"id": 6, "number": 3, "title": "1.0", "state": "open", "repo": 77}
    pages = read(database(path, milestones=[milestone], issues=[ISSUE | {"milestone": 6}]))

    assert by_number(pages)[1]["milestone"] == "1.0"
    assert [row["milestone"] for row in rows(pages, "milestones")] == ["3"]


def test_repositories_that_are_only_named_are_passed_over(path):
    """A starred repository without issues gives no rows."""
    starred = {"id": 78, "full_name": "wick/oil", "owner": 4}
    pages = read(database(path, repos=[REPO, starred]))

    assert {row["repository"] for row in rows(pages, "repositories")} == {"github:lantern/shade"}


# When it was made -------------------------------------------------------------------------------


def test_each_repository_was_seen_when_something_last_changed_in_it(path):
    """Without a date of its own, the latest time of a repository's rows is when it was seen."""
    other = {"id": 78, "full_name": "wick/oil", "owner": 4, "html_url": "https://x.example/w"}
    old = ISSUE | {"id": 301, "repo": 78, "updated_at": AT, "comments": 0}
    pages = read(database(path, repos=[REPO, other], issues=[ISSUE, PULL_AS_ISSUE, old]))

    assert {page.owner: page.seen_at for page in pages if page.tables} == {
        "github:lantern": datetime(2024, 5, 2, 10, tzinfo=UTC),
        "github:wick": datetime(2024, 5, 1, 10, tzinfo=UTC),
    }


def test_a_person_knows_better(path):
    """A given time overrides it."""
    given = datetime(2024, 7, 1, tzinfo=UTC)

    assert {page.seen_at for page in read(database(path), seen_at=given)} == {given}


# What it promises -------------------------------------------------------------------------------


def test_what_is_not_stored_is_declared(path):
    """Reviews, line comments and the timeline are declared as not held, with the reason."""
    held = promises(read(database(path)))

    for kind in ("reviewed", "review_commented", "closed", "merged", "labeled"):
        assert not held[f"events.{kind}"].complete
        assert held[f"events.{kind}"].reason == "github-to-sqlite does not store it"
    for holds in ("items.issue", "items.pull_request", "events.opened", "events.commented"):
        assert held[holds].complete
    assert held["items.issue"].rows == 1


def test_comments_that_were_not_fetched_are_missed(path):
    """GitHub counts comments; where more than a few lack, they are not promised."""
    promise = promises(read(database(path, issue_comments=[])))["events.commented"]

    assert not promise.complete
    assert promise.reason == "1 of the 1 that GitHub counts were not fetched"


def test_pull_requests_without_their_details_are_not_whole(path):
    """Without its row in ``pull_requests`` nobody knows whether a closed one was merged."""
    closed = PULL_AS_ISSUE | {"state": "closed"}
    pages = read(database(path, issues=[ISSUE, closed], pull_requests=[]))

    assert by_number(pages)[2]["kind"] == "pull_request"
    assert by_number(pages)[2]["state"] is None
    assert not promises(pages)["items.pull_request"].complete
    assert promises(pages)["items.issue"].complete


def test_pull_requests_that_changed_since_are_not_whole(path):
    """A row in ``pull_requests`` older than the same item in ``issues`` is stale."""
    newer = PULL_AS_ISSUE | {"updated_at": LATER}
    promise = promises(read(database(path, issues=[ISSUE, newer])))["items.pull_request"]

    assert not promise.complete
    assert promise.reason.startswith("1 have changed since")


# Damage -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "table", sorted(set(SCHEMA) - {"issues", "repos", "users"}), ids=lambda table: table
)
def test_a_table_that_lacks_is_lived_without(path, table):
    """Versions differ in tables; the rest is read."""
    pages = read(database(path, without=[table]))

    assert set(by_number(pages)) == {1, 2}
    assert skipped(pages) == {}


def test_users_that_lack_are_named_once(path):
    """An id without a row is nobody, and is told."""
    pages = read(database(path, users=USERS[:2]))

    assert rows(pages, "repositories")[0]["owner_kind"] is None
    assert skipped(pages) == {"users 4": "it is named, and has no row"}


def test_a_comment_on_nothing_is_a_loss(path):
    """A comment whose issue is not known is named."""
    lost = COMMENT | {"issue_url": None, "issue": 999}
    pages = read(database(path, issue_comments=[lost]))

    assert skipped(pages) == {"issue_comments 9": "its issue has no row"}


def test_an_odd_value_costs_itself_alone(path):
    """A value of the wrong type is lost; its row stays."""
    pages = read(database(path, pull_requests=[PULL | {"additions": "many"}]))

    assert by_number(pages)[2]["additions"] is None
    assert by_number(pages)[2]["title"] == "Steady it"
    assert skipped(pages) == {"pull_requests 202: additions": "expected `int | null`, got `str`"}
    assert not promises(pages)["items.pull_request"].complete


def large(path):
    """Write a database of many pages."""
    chance = random.Random(1)  # what repeats itself packs too well to be cut in an interesting way
    issues = [
        ISSUE | {"id": n, "number": n, "comments": 0, "body": f"{n}: {chance.randbytes(800).hex()}"}
        for n in range(1, 201)
    ]
    return database(path, issues=issues, pull_requests=[], issue_comments=[])


def test_a_damaged_place_costs_what_lies_in_it(path):
    """Rows before and behind a damaged page are read; the damage is named."""
    content = bytearray(large(path).read_bytes())
    needle = content.find(b"100: ")
    content[needle // 4096 * 4096 : (needle // 4096 + 1) * 4096] = b"\xff" * 4096
    path.write_bytes(content)

    pages = read(path)

    numbers = set(by_number(pages))
    assert {1, 50, 150, 200} <= numbers
    assert len(numbers) < 200
    assert skipped(pages)["issues"].startswith("rows after ")
    assert not promises(pages)["items.issue"].complete


@pytest.mark.parametrize("packed", [False, True], ids=["plain", "packed"])
@pytest.mark.parametrize("share", [0.3, 0.6, 0.95])
def test_a_cut_file_is_read_as_far_as_it_goes(path, share, packed):
    """A database that was cut gives the rows before the cut, and says that it was cut."""
    content = large(path).read_bytes()
    content = gzip.compress(content) if packed else content
    path.write_bytes(content[: int(len(content) * share)])

    pages = read(path)

    numbers = sorted(by_number(pages))
    assert 20 < len(numbers) <= 200
    assert "the end of the file" in skipped(pages)
    assert not promises(pages)["items.issue"].complete


@settings(max_examples=30, deadline=None, suppress_health_check=list(HealthCheck))
@given(pages=st.sets(st.integers(1, 200), min_size=1, max_size=8), junk=st.sampled_from([0, 255]))
def test_wherever_it_is_damaged_reading_comes_to_an_end(tmp_path_factory, pages, junk):
    """Damaged pages, few or many: what is read is true, and the read ends."""
    path = large(tmp_path_factory.mktemp("damaged") / "x.db")
    content = bytearray(path.read_bytes())
    for page in pages:
        if (page + 1) * 4096 <= len(content):
            content[page * 4096 : (page + 1) * 4096] = bytes([junk]) * 4096
    path.write_bytes(content)

    try:
        found = by_number(read(path))
    except SourceUnreadable:
        return
    assert set(found) <= set(range(1, 201))


def test_no_file_is_an_error(tmp_path):
    """A path that is not there is told at once."""
    with pytest.raises(SourceUnreadable, match="there is no such file"):
        open_sqlite(tmp_path / "gone.db")


# Knowing it -------------------------------------------------------------------------------------


def test_a_database_is_known_by_its_tables(path, tmp_path):
    """Packed or not, whatever its name."""
    packed = tmp_path / "photo.jpg"
    packed.write_bytes(gzip.compress(database(path).read_bytes()))

    assert looks_like_sqlite(path)
    assert looks_like_sqlite(packed)
    assert by_number(read(packed)) == by_number(read(path))


def test_other_files_are_not_taken_for_one(path, tmp_path):
    """Another program's database, a text, a packed text, a folder are not."""
    sqlite3.connect(path).execute("CREATE TABLE issues (id)").connection.close()
    text, packed = tmp_path / "text.db", tmp_path / "text.db.gz"
    text.write_text("SQLite format 4")
    packed.write_bytes(gzip.compress(b"text"))

    assert not any(map(looks_like_sqlite, (path, text, packed, tmp_path)))


def test_reading_leaves_the_file_as_it_is(path):
    """A database is only read: no byte changes, nothing appears beside it."""
    before = database(path).read_bytes()
    read(path)

    assert path.read_bytes() == before
    assert list(path.parent.iterdir()) == [path]


def test_the_fingerprint_changes_with_the_file(path):
    """The same file has the same fingerprint."""
    before = open_sqlite(database(path)).fingerprint()
    assert open_sqlite(path).fingerprint() == before

    connection = sqlite3.connect(path)
    connection.execute("CREATE TABLE more (x)")
    connection.close()
    assert open_sqlite(path).fingerprint() != before
