"""Releases from tags."""

import pytest

from twohats.sources.git.tags import is_prerelease, is_version


@pytest.mark.parametrize(
    ("tag", "before_final"),
    [
        ("1.0", False),
        ("v1.2.3", False),
        ("v4", False),
        ("2024.5.1", False),
        ("1.0-1", False),
        ("1.0.post1", False),
        ("4.1.0.Final", False),
        ("1.2.3+build.5", False),
        ("OpenSSL_1_1_1a", None),
        ("@scope/pkg@2.0.0", False),
        ("release-1.4", False),
        ("1.0a1", True),
        ("1.0.0-alpha.1", True),
        ("v2.0.0b3", True),
        ("v6.1-rc3", True),
        ("REL_16_BETA1", True),
        ("1.0.dev20240101", True),
        ("3.0.0.M2", True),
        ("1.0-SNAPSHOT", True),
        ("1.0.0-purple", None),
    ],
)
def test_versions_and_whether_they_come_before_a_final_one(tag, before_final):
    """Versions in the forms projects use are releases; words nobody knows stay unknown."""
    assert is_version(tag)
    assert is_prerelease(tag) is before_final


@pytest.mark.parametrize(
    "tag", ["latest", "nightly", "backup-2020-01-01", "before-merge", "main", "old/5", "issue-12"]
)
def test_other_tags_are_no_releases(tag):
    """Days, branches that were put away and marks are left alone."""
    assert not is_version(tag)


@pytest.mark.parametrize("tag", ["1.0" + "a" * 190 + "!", "1." * 95 + "!", "1.0" + "x-" * 9_000])
def test_long_tags_are_judged_at_once(tag):
    """A tag made to keep a pattern busy does not."""
    assert not is_version(tag)


def test_an_annotated_tag_tells_who_and_when(repository, read):
    """The tagger and the tag's own date and title are the release's, not the commit's."""
    oid = repository.commit()
    repository.clock += 3600
    repository.git("tag", "-a", "v1.0", "-m", "The first one\n\nWith a story.")
    repository.commit()
    repository.git("tag", "nightly")

    found = read(repository.path)

    assert found.rows("releases") == [
        {
            "repository": "github:made/up",
            "tag": "v1.0",
            "name": "The first one",
            "author": "mail:bo@example.org",
            "published_at": (repository.clock - 60) * 1_000_000,
            "prerelease": False,
            "url": None,
        }
    ]
    assert found.people("tagged") == {("tagged", "Bo Example", "bo@example.org")}
    assert [r["oid"] for r in found.rows("commit_people") if r["role"] == "tagged"] == [oid]


def test_a_plain_tag_has_the_commits_date_and_no_author(repository, read):
    """Who put a plain tag is not known, so nobody is named for it."""
    repository.commit()
    repository.git("tag", "v1.0rc1")

    found = read(repository.path)

    (row,) = found.rows("releases")
    assert (row["name"], row["author"], row["prerelease"]) == ("v1.0rc1", None, True)
    assert row["published_at"] == repository.clock * 1_000_000
    assert found.people("tagged") == set()


def test_a_tag_of_a_tag_and_of_a_file(repository, read):
    """A tag of a tag is a release, a tag of a file's contents is not, and neither is damage."""
    repository.commit("Start", {"a.txt": "1\n"})
    repository.git("tag", "-a", "v1.0", "-m", "One")
    repository.git("tag", "-a", "v1.0.1", "-m", "Signed again", "v1.0")
    repository.git("tag", "v9.9", "HEAD:a.txt")

    found = read(repository.path)

    assert [row["tag"] for row in found.rows("releases")] == ["v1.0", "v1.0.1"]
    assert found.skipped == []
