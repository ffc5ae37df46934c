"""An IETF group's archive becomes facts, as far as it holds them."""

import json
from datetime import UTC, datetime

import pytest

from twohats.errors import SourceUnreadable
from twohats.records import TABLES
from twohats.sources.github_archive import looks_like_archive, open_archive

AT = "2024-05-01T10:00:00Z"
LATER = "2024-05-02T10:00:00Z"
SITE = "https://github.example/Lantern/Shade"


def remark(author="Robin", **fields):
    """A comment."""
    said = {"authorAssociation": "NONE", "body": "Why?", "createdAt": AT, "updatedAt": AT}
    return ({} if author is ... else {"author": author}) | said | fields


def issue(number=1, **fields):
    """An issue as an archive holds it."""
    plain = {
        "number": number,
        "id": "I_x",
        "title": f"Issue {number}",
        "url": f"{SITE}/issues/{number}",
        "state": "OPEN",
        "author": "Robin",
        "authorAssociation": "FIRST_TIMER",
        "assignees": ["Sasha"],
        "labels": ["bug", "a11y"],
        "body": "It flickers.",
        "createdAt": AT,
        "updatedAt": LATER,
        "closedAt": None,
        "comments": [],
    }
    return plain | fields


def pull(number=2, **fields):
    """A pull request as an archive holds it."""
    more = {
        "url": f"{SITE}/pull/{number}",
        "baseRepository": "Lantern/Shade",
        "baseRefName": "main",
        "headRepository": "Robin/Shade",
        "mergedAt": None,
        "mergedBy": None,
        "mergeCommit": None,
        "reviews": [],
    }
    return issue(number) | more | fields


def review(**fields):
    """A review, with the number 619196141 in its node id."""
    plain = {
        "id": "MDE3OlB1bGxSZXF1ZXN0UmV2aWV3NjE5MTk2MTQx",
        "commit": {"abbreviatedOid": "abc1234"},
        "author": "Sasha",
        "authorAssociation": "MEMBER",
        "state": "CHANGES_REQUESTED",
        "body": "Nearly.",
        "createdAt": LATER,
        "updatedAt": LATER,
        "comments": [],
    }
    return plain | fields


@pytest.fixture
def path(tmp_path):
    """Where an archive lies."""
    return tmp_path / "archive.json"


def write(path, issues=(), pulls=(), **changed):
    """Write an archive; a field given as None is left out."""
    content = {
        "magic": "E!vIA5L86J2I",
        "timestamp": "2024-06-01T00:00:00.5+00:00",
        "repo": "Lantern/Shade",
        "labels": [],
        "issues": list(issues),
        "pulls": pulls if pulls is None else list(pulls),
    } | changed
    kept = {name: value for name, value in content.items() if value is not None}
    path.write_text(json.dumps(kept, indent=2))
    return path


def read(path, **options):
    """All pages of an archive."""
    return list(open_archive(path, **options).pages())


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


def events(pages, kind):
    """Events of one kind."""
    return [row for row in rows(pages, "events") if row["kind"] == kind]


def skipped(pages):
    """Keys and reasons of what was left out."""
    return {one.key: one.reason for page in pages for one in page.skipped}


def promises(pages):
    """Coverage by what it holds."""
    return {promise.holds: promise for page in pages for promise in page.coverage}


def test_items_are_those_of_any_other_source(path):
    """Issues and pull requests have the keys, words and lists that a backup gives."""
    merged = {"state": "MERGED", "mergedAt": LATER, "mergedBy": "Sasha"}
    pages = read(write(path, [issue()], [pull(**merged, mergeCommit={"oid": "e" * 40})]))

    first, second = rows(pages, "items")
    assert (first["item"], first["kind"], first["state"]) == (
        "github:lantern/shade#1",
        "issue",
        "open",
    )
    assert (first["author"], first["association"]) == ("github:robin", "first_timer")
    assert (first["labels"], first["assignees"]) == (["a11y", "bug"], ["github:sasha"])
    assert (second["kind"], second["state"], second["merged_by"]) == (
        "pull_request",
        "merged",
        "github:sasha",
    )
    assert (second["merge_commit_oid"], second["base_ref"]) == ("e" * 40, "main")
    assert second["head_repository"] == "github:robin/shade"
    assert [row["kind"] for row in rows(pages, "accounts")] == [None, None]
    assert {page.seen_at for page in pages} == {datetime(2024, 6, 1, 0, 0, 0, 500000, tzinfo=UTC)}


def test_a_review_has_the_number_that_a_backup_knows(path):
    """The number is decoded from the node id; its line comments are its author's."""
    line = remark(...)
    pages = read(write(path, [], [pull(reviews=[review(comments=[line])])]))

    (said,) = events(pages, "reviewed")
    assert (said["event"], said["state"]) == ("github:reviewed:619196141", "changes_requested")
    assert (said["actor"], said["happened_at"], said["body"]) == ("github:sasha", LATER, "Nearly.")
    (comment,) = events(pages, "review_commented")
    assert (comment["actor"], comment["parent"]) == ("github:sasha", "github:reviewed:619196141")
    assert promises(pages)["events.reviewed"].complete


def test_comments_are_known_by_who_and_when(path):
    """Without numbers, author and second tell comments apart; equal ones are counted."""
    said = [remark(), remark(), remark("Sasha")]
    pages = read(write(path, [issue(comments=said)]))

    assert [row["event"] for row in events(pages, "commented")] == [
        f"github:commented:github:lantern/shade#1@{AT}/robin",
        f"github:commented:github:lantern/shade#1@{AT}/robin/2",
        f"github:commented:github:lantern/shade#1@{AT}/sasha",
    ]
    assert not promises(pages)["events.commented"].complete


@pytest.mark.parametrize(
    ("author", "ending"), [(None, ""), (..., "; 1 lack their author")], ids=["deleted", "unknown"]
)
def test_a_deleted_author_is_not_an_unknown_one(path, author, ending):
    """Both are NULL; only the author that the archive lacks is missed."""
    pages = read(write(path, [], [pull(comments=[remark(author)])]))

    assert events(pages, "commented")[0]["actor"] is None
    assert promises(pages)["events.commented"].reason == (
        "they have no numbers in an archive, by which another source's rows could be matched"
        + ending
    )


def test_what_is_not_stored_is_declared(path):
    """The timeline is not held; five labels may be more."""
    pages = read(write(path, [issue(labels=list("abcde"))]))
    held = promises(pages)

    assert held["items.issue"].complete
    assert held["events.closed"].reason == "an archive does not hold it"
    assert held["items.labels"].reason == "1 have 5 labels or assignees, and maybe more"
    assert "items.labels" not in promises(read(write(path, [issue()])))


def test_an_archive_of_issues_alone_says_so(path):
    """Without pull requests none are promised."""
    held = promises(read(write(path, [issue()], pulls=None)))

    assert held["items.issue"].complete
    assert held["items.pull_request"].reason == "it was made for issues alone"


def test_a_cut_archive_is_read_up_to_the_cut(path):
    """All before the cut is kept, the cut is named, nothing is promised."""
    content = write(path, [issue(n) for n in range(1, 5)], [pull(n) for n in range(5, 9)])
    text = content.read_text()
    path.write_text(text[: text.index('"Issue 6"') + 4])

    pages = read(path)

    assert [row["number"] for row in rows(pages, "items")] == [1, 2, 3, 4, 5]
    assert skipped(pages)["the rest of the archive"].startswith("it breaks off: ")
    assert not promises(pages)["items.issue"].complete
    assert not promises(pages)["events.reviewed"].complete


def test_one_odd_value_costs_itself_alone(path):
    """A value of the wrong type is lost; the item stays."""
    odd = issue(title=7, labels=["bug", {"name": "x"}])
    pages = read(write(path, [odd, "not an issue"], [pull(reviews=[review(id=None)])]))

    assert rows(pages, "items")[0]["title"] is None
    assert rows(pages, "items")[0]["labels"] == ["bug"]
    assert skipped(pages) == {
        "issue 1: title": "expected `str | null`, got `int`",
        "issue 1: labels[1]": "expected `str`, got `object`",
        "issue None": "expected an object, got str",
        "pull_request 2: a review": "it has no id",
    }


@pytest.mark.parametrize("text", ["", "{}", '{"magic": "E!vIA5L86J2I"}', '{"magic'])
def test_nothing_readable_is_an_error(path, text):
    """An archive that does not say whose it is cannot be read."""
    path.write_text(text)

    with pytest.raises(SourceUnreadable, match="nothing was read"):
        read(path)


def test_an_archive_is_known_by_its_first_words(path, tmp_path):
    """Whatever its name; other JSON is not taken for one."""
    other = tmp_path / "other.json"
    other.write_text('{"repo": "x/y", "issues": []}')

    assert looks_like_archive(write(path.with_name("photo.jpg")))
    assert not looks_like_archive(other)
    assert not looks_like_archive(tmp_path)


def test_a_person_knows_better(path):
    """A given time overrides the archive's."""
    given = datetime(2024, 7, 1, tzinfo=UTC)

    assert {page.seen_at for page in read(write(path, [issue()]), seen_at=given)} == {given}
