"""Rosters below a folder as a source."""

import subprocess
from datetime import UTC, datetime

import pytest

from twohats.errors import SourceUnreadable, WrongUse
from twohats.records import TABLES
from twohats.sources.rosters import kind_of, looks_like_rosters, open_rosters

COMPASS = "github:Example-Hub/Compass"
FILES = {
    "docs/_data/contributors/contributors-hub.yaml": (
        "- {name: Ada Example, handle: Ada, teams: [council]}\n"
    ),
    "docs/_data/contributors.yml": (
        "authors:\n- name: Bo Example\n  github: https://github.com/bo\n  affiliations: [acme]\n"
        '  teams: [{team: board, term: "2020-2021"}]\n'
    ),
    "docs/_data/organizations.yml": "affiliations: [{id: acme, name: Acme}]\n",
    ".github/CODEOWNERS": "* @cy\n",
    "CODEOWNERS": "* @nobody\n",
    "MAINTAINERS.md": "| Name | GitHub |\n| --- | --- |\n| Di Example | di |\n",
    "pkg/OWNERS": "approvers: [leads]\n",
    "OWNERS_ALIASES": "aliases: {leads: [ed]}\n",
    ".all-contributorsrc": '{"contributors": [{"login": "fay", "contributions": ["doc"]}]}',
    "vendor/other/OWNERS": "approvers: [stranger]\n",
    "README.md": "| Name | GitHub |\n| --- | --- |\n| No One | noone |\n",
}


@pytest.fixture
def compass(tmp_path):
    for path, text in FILES.items():
        place = tmp_path / "compass" / path
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text(text)
    return tmp_path / "compass"


def read(path, **options):
    (page,) = open_rosters(path, repository=COMPASS, **options).pages()
    return page


def rows(page, table):
    columns = page.tables.get(table, {})
    return [
        dict(zip(columns, values, strict=True)) for values in zip(*columns.values(), strict=True)
    ]


def test_rosters_of_all_kinds_are_read(compass):
    """Each roster's people hold their roles; what others vendor, and a README, say nothing."""
    page = read(compass)

    assert {(one["account"], one["role"], one["body"]) for one in rows(page, "memberships")} == {
        ("github:ada", "member", "council"),
        ("github:bo", "member", "board"),
        ("github:cy", "code_owner", "*"),
        ("github:di", "maintainer", None),
        ("github:ed", "approver", "pkg"),
        ("github:fay", "contributor", "doc"),
    }
    assert page.skipped == ()
    for table, columns in page.tables.items():
        assert set(columns) <= set(TABLES[table].columns)


def test_texts_are_kept_as_documents(compass):
    """Every roster that was read is there as a document; of CODEOWNERS the one that counts."""
    documents = rows(read(compass), "documents")

    passed_over = {"CODEOWNERS", "vendor/other/OWNERS", "README.md"}
    assert {one["path"]: one["text"] for one in documents} == {
        path: text for path, text in FILES.items() if path not in passed_over
    }
    assert {one["kind"] for one in documents} == {"codeowners", "roster"}


def test_what_was_read_is_promised(compass):
    """Whole rosters are promised whole, for the repository or for all of its owner."""
    promises = {one.holds: one for one in read(compass).coverage}
    assert {name: (one.complete, one.rows) for name, one in promises.items()} == {
        "memberships": (True, 6),
        "documents.roster": (True, 8),
    }
    assert promises["memberships"].scope == "github:example-hub/compass"

    page = read(compass, whole_owner=True)
    assert page.coverage[0].scope == "github:example-hub"
    assert {(one["repository"], one["owner"]) for one in rows(page, "memberships")} == {
        (None, "github:example-hub")
    }


def test_a_wrong_line_costs_the_promise_and_nothing_else(compass):
    """What cannot be read is named with file and line, and the rest is there."""
    (compass / ".github/CODEOWNERS").write_text("* @cy\n!docs @cy\n")

    page = read(compass)

    assert [one.key for one in page.skipped] == [".github/CODEOWNERS:2"]
    assert [(one.complete, one.reason) for one in page.coverage] == [
        (False, "1 part of rosters could not be read"),
        (True, None),
    ]
    assert len(rows(page, "memberships")) == 6


def test_a_link_that_leads_out_is_not_followed(compass):
    """A clone cannot make us read, and publish, a file of this machine."""
    (compass.parent / "secret").write_text("- @ada\n")
    (compass / "MAINTAINERS.md").unlink()
    (compass / "MAINTAINERS.md").symlink_to(compass.parent / "secret")

    page = read(compass)

    assert [one.reason for one in page.skipped] == ["not read: a link that leads out of the folder"]
    assert "MAINTAINERS.md" not in page.tables["documents"]["path"]


def test_a_folder_without_rosters_promises_nothing(tmp_path):
    """Nothing found is not the same as nobody there."""
    page = read(tmp_path)

    assert page.tables == {}
    assert [(one.complete, one.reason) for one in page.coverage] == [
        (False, "no roster was found")
    ] * 2


def git(folder, *arguments):
    setting = ("-c", "user.name=Ada", "-c", "user.email=ada@example.org")
    environment = {
        "GIT_CONFIG_GLOBAL": "/dev/null",
        "GIT_CONFIG_NOSYSTEM": "1",
        "GIT_COMMITTER_DATE": "2024-05-01T00:00:00Z",
        "GIT_AUTHOR_DATE": "2024-05-01T00:00:00Z",
        "PATH": __import__("os").environ["PATH"],
    }
    subprocess.run(
        ["git", *setting, *arguments], cwd=folder, env=environment, check=True, capture_output=True
    )


def test_a_clone_tells_the_commit_of_each_text(compass):
    """Committed texts carry their commit and its date; changed ones carry none."""
    git(compass, "init", "-q")
    git(compass, "add", ".")
    git(compass, "commit", "-q", "-m", "Begin")

    page = read(compass)

    assert page.seen_at == datetime(2024, 5, 1, tzinfo=UTC)
    assert {len(one["oid"]) for one in rows(page, "documents")} == {40}
    assert {one["committed_at"] for one in rows(page, "documents")} == {1_714_521_600_000_000}
    assert {one["oid"] for one in rows(page, "memberships")} == {
        one["oid"] for one in rows(page, "documents")
    }

    (compass / "MAINTAINERS.md").write_text("- Di Example (@di)\n")
    changed = {one["path"]: one["oid"] for one in rows(read(compass), "documents")}
    assert changed["MAINTAINERS.md"] is None
    assert changed["pkg/OWNERS"] is not None


def test_one_file_is_read_alone(compass):
    """A roster may be given by itself."""
    page = read(compass / "MAINTAINERS.md")

    assert [one["account"] for one in rows(page, "memberships")] == ["github:di"]


def test_the_fingerprint_changes_with_any_roster(compass):
    """Equal rosters, equal fingerprint; another text or another use, another one."""
    source = open_rosters(compass, repository=COMPASS)
    before = source.fingerprint()

    (compass / "README.md").write_text("changed")
    assert source.fingerprint() == before
    (compass / "pkg/OWNERS").write_text("approvers: [leads, ada]\n")
    assert source.fingerprint() != before
    assert open_rosters(compass, repository=COMPASS, whole_owner=True).fingerprint() != before


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("CODEOWNERS", "codeowners"),
        ("deep/CODEOWNERS", None),
        ("deep/OWNERS", "owners"),
        ("owners", None),
        ("maintainers.md", "maintainers"),
        ("MAINTAINERS.py", None),
        ("STEERING-COMMITTEE.md", "maintainers"),
        ("docs/contributors-jupyterhub.yaml", "contributors"),
        ("CONTRIBUTORS.md", None),
        ("project-maintainers.csv", "cncf"),
    ],
)
def test_rosters_are_known_by_name(path, kind):
    """Names tell a roster; those that only sound like one are none."""
    assert kind_of(path) == kind


def test_a_folder_looks_like_rosters_when_it_holds_one(compass, tmp_path):
    """One roster is enough; none is none."""
    (tmp_path / "empty").mkdir()

    assert looks_like_rosters(compass)
    assert looks_like_rosters(compass / "MAINTAINERS.md")
    assert not looks_like_rosters(tmp_path / "empty")
    assert not looks_like_rosters(compass / "README.md")
    assert not looks_like_rosters(tmp_path / "absent")


def test_wrong_use_is_said(tmp_path):
    """Nothing there, and no name of a repository, are said at once."""
    with pytest.raises(SourceUnreadable, match="there is nothing"):
        open_rosters(tmp_path / "absent", repository=COMPASS)
    with pytest.raises(WrongUse, match="forge:owner/name"):
        open_rosters(tmp_path, repository="compass")


def test_recorded_rosters_are_read_whole(recordings):
    """The recorded files of two communities give everybody, without a problem."""
    page = read(recordings / "formats", whole_owner=True)

    assert len(rows(page, "documents")) == 3
    assert len(rows(page, "memberships")) > 100
    assert page.skipped == ()
