"""One line of a perceval recording."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from twohats.formats.perceval import parse_commit, parse_git_date, unquote_path

OID, PARENT = "a" * 40, "b" * 40


def line(**data):
    data = {
        "commit": OID,
        "Author": "Ada Example <ada@example.org>",
        "AuthorDate": "Tue Aug 14 14:32:15 2012 -0330",
        "Commit": "Bo <bo@example.org>",
        "CommitDate": "Tue Aug 14 18:10:00 2012 +0000",
        "message": "Begin\n\nReviewed-by: Cy <cy@example.org>",
        "parents": [PARENT],
        "files": [],
        "refs": [],
    } | data
    data = {key: value for key, value in data.items() if value is not None}
    record = {"backend_name": "Git", "category": "commit", "data": data, "timestamp": 1.5}
    return json.dumps(record).encode()


def test_a_commit_is_read():
    """People, times with their offset, subject and trailers come out of one line."""
    commit = parse_commit(line())

    assert (commit.oid, commit.parents) == (OID, (PARENT,))
    assert (commit.author.name, commit.author.email) == ("Ada Example", "ada@example.org")
    assert commit.authored_at == 1_344_967_335_000_000
    assert commit.author_utc_offset_minutes == -210
    assert commit.committed_at == 1_344_967_800_000_000
    assert (commit.subject, commit.trailers) == ("Begin", ("Reviewed-by: Cy <cy@example.org>",))
    assert (commit.files, commit.fetched_at) == ((), 1_500_000)


def test_files_count_as_git_counts_them():
    """Renames count under the new name, binary files and copies have no lines."""
    files = [
        {"action": "M", "file": "a", "added": "3", "removed": "1"},
        {"action": "R090", "file": "b", "newfile": "c", "added": "1", "removed": "0"},
        {"action": "A", "file": "d.png", "added": "-", "removed": "-"},
        {"action": "C100", "file": "a", "newfile": "e", "added": "0", "removed": "0"},
        {"action": "M", "file": '"\\303\\251.md"', "added": "1", "removed": "1"},
    ]

    read = parse_commit(line(files=files)).files

    assert [(one.path, one.additions, one.deletions, one.is_copy) for one in read] == [
        ("a", 3, 1, False),
        ("c", 1, 0, False),
        ("d.png", None, None, False),
        ("e", None, None, True),
        ("é.md", 1, 1, False),
    ]


def test_files_of_a_merge_are_left_out():
    """A merge has files in perceval's words, and none in git's."""
    files = [{"file": "a => b", "added": "3", "removed": "1"}]

    assert parse_commit(line(parents=[PARENT, "c" * 40], files=files)).files == ()


def test_what_was_filtered_out_is_unknown():
    """Fields that perceval was told to leave out are None, and its own trailers are used."""
    commit = parse_commit(
        line(Author=None, message=None, files=None, **{"Signed-off-by": ["Ada <ada@b.c>"]})
    )

    assert (commit.author.name, commit.subject, commit.files) == (None, None, None)
    assert commit.trailers == ("Signed-off-by: Ada <ada@b.c>",)


def test_bytes_beyond_utf8_are_replaced():
    """A lone surrogate, as Python writes an undecodable byte, reads as the replacement mark."""
    commit = parse_commit(line(Author="Ad\udce9 <ada@example.org>"))

    assert commit.author.name == "Ad\ufffd"


@pytest.mark.parametrize(
    "text",
    [
        b"",
        b"{}",
        b"[1]",
        line()[:-40],
        line(commit="abc"),
        line(commit=None),
        line().replace(b'"Git"', b'"GitHub"'),
        line().replace(b'"commit", "data"', b'"issue", "data"'),
        b"\xff\xfe",
        b"[" * 100_000,
    ],
)
def test_what_is_no_commit_is_refused(text):
    """Cut lines, other backends and other things raise one kind of error."""
    with pytest.raises(ValueError, match=r"^it "):
        parse_commit(text)


@pytest.mark.parametrize(
    ("text", "microseconds", "minutes"),
    [
        ("Thu Jan 1 00:00:00 1970 +0000", 0, 0),
        ("Thu Jan 1 13:59:00 1970 +1359", 0, 839),
        ("Wed Dec 31 23:00:00 1969 -0100", 0, -60),
        ("Thu Jan 1 00:00:00 1970", None, None),
        ("Thu Foo 1 00:00:00 1970 +0000", None, None),
        ("Thu Jan 1 00:00:00 99999 +0000", None, None),
        (None, None, None),
    ],
)
def test_dates_keep_their_offset(text, microseconds, minutes):
    """Odd offsets are kept, and what is no date is unknown."""
    assert parse_git_date(text) == (microseconds, minutes)


@given(st.text())
def test_plain_paths_stay(path):
    """Only a path in quotes is changed."""
    if not (path.startswith('"') and path.endswith('"')):
        assert unquote_path(path) == path
    else:
        unquote_path(path)
