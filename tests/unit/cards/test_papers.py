"""Reading a clone's commit, a bare repository, and what an organization says for all."""

import os
import subprocess
from datetime import UTC, datetime

import pytest

from twohats.cards.papers import papers_of_clone, papers_of_rows, with_community
from twohats.errors import SourceUnreadable
from twohats.records.cards import Paper, Papers


@pytest.fixture
def make(tmp_path):
    """Make a repository of one commit per mapping of files, a day apart."""

    def _make(name, *commits, remote=None):
        folder = tmp_path / name
        folder.mkdir()
        names = {"AUTHOR": "Ada Example", "COMMITTER": "Bo Example"}
        env = {k: v for k, v in os.environ.items() if not k.startswith("GIT_")}
        for role, person in names.items():
            env |= {f"GIT_{role}_NAME": person, f"GIT_{role}_EMAIL": "them@example.org"}

        def git(*words):
            subprocess.run(["git", "-C", folder, *words], check=True, capture_output=True, env=env)

        git("init", "-q", "-b", "main")
        for day, files in enumerate(commits, 1):
            for path, text in files.items():
                (folder / path).parent.mkdir(parents=True, exist_ok=True)
                (folder / path).write_text(text)
            when = f"2026-03-{day:02}T12:00:00+0000"
            env |= {"GIT_AUTHOR_DATE": when, "GIT_COMMITTER_DATE": when}
            git("add", "-A")
            git("commit", "-q", "-m", "Change it")
        if remote:
            git("remote", "add", "origin", remote)
        return folder

    return _make


def test_a_paper_carries_the_day_of_its_last_change(make):
    """Later commits that leave it alone do not count."""
    clone = make("kelp", {"CONTRIBUTING.md": "a"}, {"CONTRIBUTING.md": "b"}, {"x.py": "1"})

    paper = papers_of_clone(clone).at("CONTRIBUTING.md")

    assert (paper.text, paper.changed_at) == ("b", datetime(2026, 3, 2, 12, tzinfo=UTC))


def test_the_work_tree_is_not_read(make):
    """What nobody committed is not what a community says."""
    clone = make("kelp", {"CONTRIBUTING.md": "said"})
    (clone / "CONTRIBUTING.md").write_text("not said")

    assert papers_of_clone(clone).at("CONTRIBUTING.md").text == "said"


def test_a_bare_repository_reads_as_its_clone(make, tmp_path):
    """The same commit gives the same papers."""
    clone = make(
        "kelp", {"CONTRIBUTING.md": "a", "docs/contributing/setup.md": "b", "src/x.py": "1"}
    )
    subprocess.run(["git", "clone", "-q", "--bare", clone, tmp_path / "bare"], check=True)

    one, other = papers_of_clone(clone), papers_of_clone(tmp_path / "bare")

    assert (one.papers, one.paths) == (other.papers, other.paths)
    assert one.paths == {"CONTRIBUTING.md", "docs/contributing/setup.md", "src/x.py"}


def test_a_shallow_clone_knows_no_days(make, tmp_path):
    """Its oldest commit seems to have made every file; that day is not told."""
    clone = make("kelp", {"CONTRIBUTING.md": "a"}, {"x.py": "1"})
    subprocess.run(
        ["git", "clone", "-q", "--depth", "1", f"file://{clone}", tmp_path / "cut"], check=True
    )

    assert papers_of_clone(tmp_path / "cut").at("CONTRIBUTING.md").changed_at is None


def test_the_organization_stands_in_for_what_is_missing(make):
    """The folder `.github` beside the clone is read, and its paths say so; a file of one's own wins."""
    make(
        ".github",
        {"CODE_OF_CONDUCT.md": "theirs", "CONTRIBUTING.md": "theirs", "LICENSE": "theirs"},
    )
    clone = make("kelp", {"CONTRIBUTING.md": "own"})

    read = papers_of_clone(clone)
    papers = read.papers

    assert read.has_shared
    assert {one.path: one.text for one in papers} == {
        "CONTRIBUTING.md": "own",
        ".github:CODE_OF_CONDUCT.md": "theirs",
    }


def test_a_repository_is_named_by_where_it_was_cloned_from(make):
    """Upper and lower case do not count; a folder's name stands in where there is no address."""
    named = make("a", {"x": "1"}, remote="git@github.com:Example/Kelp.git")

    assert papers_of_clone(named).repository == "github:example/kelp"
    assert papers_of_clone(make("wrack", {"x": "1"})).repository == "git:local/wrack"


def test_a_folder_without_a_repository_is_refused(tmp_path):
    """The message names the folder and the next step."""
    with pytest.raises(SourceUnreadable) as error:
        papers_of_clone(tmp_path)

    assert str(error.value) == (
        f"{tmp_path}: no card was read: there is no git repository. Name the folder of a clone."
    )


def test_a_repository_without_commits_is_refused(make):
    """There is nothing to read, and that is said."""
    with pytest.raises(SourceUnreadable, match="Name a clone with at least one commit"):
        papers_of_clone(make("kelp"))


def test_synced_rows_are_not_the_whole():
    """What was not synced was not looked at."""
    row = {"path": "CONTRIBUTING.md", "text": "a", "committed_at": None}
    papers = papers_of_rows("github:example/kelp", [row])

    assert (papers.is_whole, papers.papers) == (
        False,
        (Paper("CONTRIBUTING.md", "a", None, "contributing"),),
    )


def test_a_kind_of_ones_own_hides_the_shared_one():
    """Whatever it is called."""
    own = Papers("r", (Paper("docs/SECURITY.rst", "own", None, "security"),))
    theirs = [Paper("SECURITY.md", "theirs", None, "security")]

    assert with_community(own, theirs).papers == own.papers
