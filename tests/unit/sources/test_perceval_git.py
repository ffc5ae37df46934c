"""perceval's git recordings as a source."""

import gzip
import json
from datetime import UTC, datetime, timedelta

import pytest

from twohats.errors import SourceUnreadable, WrongUse
from twohats.records import TABLES
from twohats.sources import perceval_git
from twohats.sources.perceval_git import looks_like_perceval, open_perceval

APP = "github:Example-Hub/App"
DAY = datetime(2024, 5, 1, tzinfo=UTC)


def oid(number):
    return f"{number:040x}"


def commit(number, parents=None, **data):
    """One line as perceval prints it; each commit follows the one before."""
    made = DAY + timedelta(days=number)
    date = f"{made:%a %b} {made.day} {made:%H:%M:%S %Y} +0000"
    data = {
        "commit": oid(number),
        "Author": "Ada Example <ada@example.org>",
        "AuthorDate": date,
        "Commit": "Bo Example <bo@example.org>",
        "CommitDate": date,
        "message": f"Change {number}\n\nCo-authored-by: Cy Example <cy@example.org>",
        "parents": ([oid(number - 1)] if number > 1 else []) if parents is None else parents,
        "files": [{"action": "M", "file": "a.py", "added": "2", "removed": "1"}],
    } | data
    timestamp = (DAY + timedelta(days=100)).timestamp() + number
    record = {"backend_name": "Git", "category": "commit", "data": data, "timestamp": timestamp}
    return json.dumps(record) + "\n"


def rows(pages, table):
    """All rows of one table, as mappings."""
    found = []
    for page in pages:
        columns = page.tables.get(table, {})
        found += [
            dict(zip(columns, values, strict=True))
            for values in zip(*columns.values(), strict=True)
        ]
    return found


@pytest.fixture
def recording(tmp_path):
    path = tmp_path / "app.jsonl"
    path.write_text("".join(map(commit, (1, 2, 3))))
    return path


def read(path, after=None, **options):
    return list(open_perceval(path, repository=APP, **options).pages(after))


def test_rows_are_those_of_the_git_reader(recording):
    """Commits, people in their roles and files fill the columns of the tables."""
    pages = read(recording)

    first = rows(pages, "commits")[0]
    assert first == {
        "repository": "github:example-hub/app",
        "oid": oid(1),
        "author_name": "Ada Example",
        "author_email": "ada@example.org",
        "authored_at": int((DAY + timedelta(days=1)).timestamp()) * 1_000_000,
        "author_utc_offset_minutes": 0,
        "committer_name": "Bo Example",
        "committer_email": "bo@example.org",
        "committed_at": int((DAY + timedelta(days=1)).timestamp()) * 1_000_000,
        "subject": "Change 1",
        "parents": [],
    }
    assert {(one["role"], one["name"]) for one in rows(pages, "commit_people")} == {
        ("author", "Ada Example"),
        ("committer", "Bo Example"),
        ("co_authored", "Cy Example"),
    }
    assert [one["additions"] for one in rows(pages, "commit_files")] == [2, 2, 2]
    for page in pages:
        for table, columns in page.tables.items():
            assert set(columns) <= set(TABLES[table].columns)
            assert set(TABLES[table].key) <= set(columns)


def test_a_whole_history_is_complete(recording):
    """Where every parent is there, commits, people and files are promised."""
    pages = read(recording)

    promises = {one.holds: (one.complete, one.rows, one.reason) for one in pages[-1].coverage}
    assert promises == {
        "commits": (True, 3, None),
        "commit_people": (True, 9, None),
        "commit_files": (True, 3, None),
    }
    assert pages[-1].seen_at == DAY + timedelta(days=100, seconds=3)
    assert pages[-1].owner == "github:example-hub"


def test_a_history_that_begins_in_the_middle_is_not(tmp_path):
    """A parent that was never printed means that commits are lacking."""
    path = tmp_path / "late.jsonl"
    path.write_text(commit(5) + commit(6))

    promise = read(path)[-1].coverage[0]

    assert (promise.complete, promise.reason) == (
        False,
        "1 parent commit named but not recorded",
    )


def test_a_cut_last_line_is_named(recording):
    """What stands before the cut is read; the cut costs completeness, not the read."""
    recording.write_bytes(recording.read_bytes()[:-100])

    pages = read(recording)

    assert len(rows(pages, "commits")) == 2
    assert [(one.key, one.reason) for page in pages for one in page.skipped] == [
        ("app.jsonl:3", "line not read: it is cut short, or not JSON")
    ]
    assert [one.complete for one in pages[-1].coverage] == [False] * 3


@pytest.mark.parametrize("cut", [None, 30])
def test_packed_files_are_read_as_far_as_they_go(tmp_path, cut):
    """A gzip file reads like a plain one, up to where it breaks off."""
    path = tmp_path / "app.jsonl.gz"
    # Two packed files behind one another, as two runs appended to one file leave them.
    halves = ["".join(map(commit, numbers)).encode() for numbers in (range(1, 30), range(30, 60))]
    path.write_bytes(b"".join(map(gzip.compress, halves))[: -cut if cut else None])

    pages = read(path)

    assert looks_like_perceval(path)
    assert pages[-1].coverage[0].complete is (cut is None)
    if cut:
        assert 29 <= len(rows(pages, "commits")) < 59
        assert "the file breaks off" in pages[-1].skipped[-1].reason
    else:
        assert len(rows(pages, "commits")) == 59


def test_a_damaged_packed_file_is_named(tmp_path):
    """Bytes that cannot be unpacked end the read, and are said."""
    path = tmp_path / "app.jsonl.gz"
    path.write_bytes(gzip.compress(commit(1).encode()) + b"no gzip at all")

    pages = read(path)

    assert len(rows(pages, "commits")) == 1
    assert "it cannot be unpacked" in pages[-1].skipped[0].reason


def test_a_commit_printed_twice_is_read_once(recording):
    """Two runs into one file overlap; no row comes twice, and nothing is lacking."""
    recording.write_text("".join(map(commit, (1, 2, 2, 3, 1))))

    pages = read(recording)

    assert [one["oid"] for one in rows(pages, "commits")] == [oid(1), oid(2), oid(3)]
    assert pages[-1].coverage[0].complete


def test_reading_goes_on_from_a_cursor(recording, monkeypatch):
    """From any page's cursor, the rest comes, with the same promises at the end."""
    monkeypatch.setattr(perceval_git, "COMMITS_A_PAGE", 2)
    recording.write_text("".join(map(commit, range(1, 8))))
    whole = read(recording)
    assert len(whole) == 4

    for at, page in enumerate(whole[:-1], start=1):
        rest = read(recording, after=page.cursor)

        assert [one.tables for one in rest] == [one.tables for one in whole[at:]]
        assert rest[-1].coverage == whole[-1].coverage


def test_a_cursor_of_another_file_starts_over(recording, monkeypatch):
    """Where the file has changed since, everything is read again."""
    monkeypatch.setattr(perceval_git, "COMMITS_A_PAGE", 2)
    cursor = read(recording)[0].cursor
    recording.write_text("".join(map(commit, range(1, 6))))

    assert len(rows(read(recording, after=cursor), "commits")) == 5


def test_copies_and_lacking_fields_are_not_promised(tmp_path):
    """What perceval does not tell is not claimed, each for its own table."""
    path = tmp_path / "app.jsonl"
    copied = [{"action": "C100", "file": "a", "newfile": "b", "added": "0", "removed": "0"}]
    path.write_text(commit(1, files=copied) + commit(2, Author=None))

    pages = read(path)

    assert {one.holds: one.reason for one in pages[-1].coverage} == {
        "commits": None,
        "commit_people": "1 commit without author or committer",
        "commit_files": "lines of 1 copied file are not told by perceval",
    }
    assert rows(pages, "commit_files")[0]["additions"] is None


def test_other_backends_lines_are_named(recording):
    """Lines of another backend are skipped with what they are."""
    other = '{"backend_name": "GitHub", "category": "issue", "data": {}}\n'
    recording.write_text(commit(1) + other)

    assert read(recording)[-1].skipped[0].reason == (
        "line not read: it holds what perceval calls 'GitHub issue', not a commit"
    )


def test_an_empty_file_promises_nothing(tmp_path):
    """No line, no commit, and no claim to know them all."""
    path = tmp_path / "empty.jsonl"
    path.write_text("\n")

    (page,) = read(path)

    assert (page.tables, page.coverage[0].complete) == ({}, False)
    assert page.coverage[0].reason == "the file holds no commit"


def test_no_secret_of_the_origin_comes_out(tmp_path):
    """The address perceval was given may hold a token; no row repeats it."""
    path = tmp_path / "app.jsonl"
    record = json.loads(commit(1)) | {"origin": "https://ada:s3cret@example.org/a/b"}
    path.write_text(json.dumps(record))

    assert "s3cret" not in repr(read(path))


@pytest.mark.parametrize(
    ("origin", "key", "is_guess"),
    [
        ("https://ada:s3cret@github.com/Example-Hub/App.git", "github:example-hub/app", False),
        ("/home/ada/app", "git:local/tool", True),
        ("https://example.org/a/b", "git:local/tool", True),
    ],
)
def test_a_recording_may_tell_whose_it_is(tmp_path, origin, key, is_guess):
    """Without a name, the address perceval was given tells it; else it is a guess, and says so."""
    path = tmp_path / "tool.jsonl.gz"
    path.write_bytes(gzip.compress(json.dumps(json.loads(commit(1)) | {"origin": origin}).encode()))

    source = open_perceval(path, repository=None)

    assert (source.repository, source.repository_is_guess) == (key, is_guess)
    assert "s3cret" not in repr(list(source.pages()))


def test_seen_at_can_be_told(recording):
    """Who knows better when it was made may say so."""
    assert {page.seen_at for page in read(recording, seen_at=DAY)} == {DAY}


def test_the_fingerprint_changes_with_the_file(recording):
    """Equal input, equal fingerprint; more input, another one."""
    source = open_perceval(recording, repository=APP)
    before = source.fingerprint()
    assert open_perceval(recording, repository=APP).fingerprint() == before

    recording.write_text(recording.read_text() + commit(4))
    assert source.fingerprint() != before
    assert open_perceval(recording, repository="github:a/b").fingerprint() != before


@pytest.mark.parametrize(
    "content", [b"", b"{}", b"{\n", b"text\n", b"\x1f\x8b broken", b'{"issue": {}}\n', b"\n\n"]
)
def test_other_files_do_not_look_like_it(tmp_path, content):
    """Only a commit of perceval's git backend on the first line is one."""
    path = tmp_path / "other"
    path.write_bytes(content)

    assert not looks_like_perceval(path)
    assert not looks_like_perceval(tmp_path)
    assert not looks_like_perceval(tmp_path / "absent")


def test_a_recording_looks_like_it(recording):
    """A recording is known by its first line, also behind an empty one."""
    assert looks_like_perceval(recording)


def test_wrong_use_is_said(tmp_path, recording):
    """No file, and no name of a repository, are said at once."""
    with pytest.raises(SourceUnreadable, match="there is no such file"):
        open_perceval(tmp_path / "absent", repository=APP)
    with pytest.raises(WrongUse, match="forge:owner/name"):
        open_perceval(recording, repository="app")
