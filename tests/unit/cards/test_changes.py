"""What a change is made of, from real repositories."""

import os
import subprocess

import pytest

from twohats.cards.changes import read_branch, read_patch, read_pull
from twohats.errors import TwohatsError, WrongUse

ENV = {k: v for k, v in os.environ.items() if not k.startswith("GIT_")} | {
    "GIT_AUTHOR_NAME": "Ada Example",
    "GIT_AUTHOR_EMAIL": "ada@example.org",
    "GIT_COMMITTER_NAME": "Ada Example",
    "GIT_COMMITTER_EMAIL": "ada@example.org",
    "GIT_CONFIG_GLOBAL": os.devnull,
}


@pytest.fixture
def clone(tmp_path):
    """A clone with one commit on `main` and one on `fix`, which is checked out."""
    folder = tmp_path / "kelp"
    folder.mkdir()

    def git(*words):
        return subprocess.run(
            ["git", "-C", folder, *words], check=True, capture_output=True, text=True, env=ENV
        ).stdout

    git("init", "-q", "-b", "main")
    (folder / "a.py").write_text("1\n")
    git("add", "-A")
    git("commit", "-q", "-m", "Begin")
    git("checkout", "-q", "-b", "fix")
    (folder / "a.py").write_text("1\n2\n")
    (folder / "späte zeit.py").write_text("1\n")
    git("add", "-A")
    git("commit", "-q", "-s", "-m", "Mend it")
    folder.joinpath("x").mkdir()
    return folder, git


def paths(change):
    """Path, added and removed lines of each file."""
    return [(one.path, one.added, one.removed) for one in change.files]


WANTED = [("a.py", 1, 0), ("späte zeit.py", 1, 0)]


def test_a_branch_is_what_it_adds_to_main(clone):
    """What is checked out, unless another is named; the base is where it left from."""
    folder, git = clone
    change, base = read_branch(folder)

    assert paths(change) == WANTED
    assert base == git("rev-parse", "main").strip()
    assert [(one.name, one.message.splitlines()[0]) for one in change.commits] == [
        ("Ada Example", "Mend it")
    ]
    assert read_branch(folder, "fix", "main")[0] == change


def test_what_came_to_main_since_is_not_of_the_branch(clone):
    """The branch is compared with where it left, not with main of today."""
    folder, git = clone
    git("checkout", "-q", "main")
    (folder / "later.py").write_text("1\n")
    git("add", "-A")
    git("commit", "-q", "-m", "Later")

    assert paths(read_branch(folder, "fix")[0]) == WANTED


def test_main_itself_changes_nothing(clone):
    """No change is no mistake."""
    assert read_branch(clone[0], "main")[0].files == ()


def test_a_patch_file_reads_as_its_branch(clone, tmp_path):
    """Name, address and message of its author are kept; nothing is applied."""
    folder, git = clone
    patch = tmp_path / "fix.patch"
    patch.write_text(git("format-patch", "--stdout", "main..fix"))
    change = read_patch(folder, patch)

    assert paths(change) == WANTED
    assert change.commits[0].mail == "ada@example.org"
    assert "Signed-off-by: Ada Example <ada@example.org>" in change.commits[0].message
    assert change.commits[0].message.startswith("Mend it\n")


def test_a_plain_difference_has_no_commits(clone, tmp_path):
    """So nobody knows how it will be signed."""
    folder, git = clone
    patch = tmp_path / "fix.diff"
    patch.write_text(git("diff", "main..fix"))

    assert read_patch(folder, patch).commits is None


def test_a_fetched_pull_request_is_read(clone):
    """As the forge numbers it."""
    folder, git = clone
    git("update-ref", "refs/pull/7/head", "fix")

    assert paths(read_pull(folder, 7)[0]) == WANTED


@pytest.mark.parametrize(
    ("ask", "message"),
    [
        (lambda folder: read_pull(folder, 8), "git fetch origin pull/8/head:refs/pull/8/head"),
        (lambda folder: read_branch(folder, "nope"), "there is no such branch"),
        (lambda folder: read_branch(folder, "--all"), "there is no such branch"),
        (lambda folder: read_branch(folder, "fix", "nope"), "Name one: --base upstream/main"),
        (lambda folder: read_patch(folder, folder / "a.py"), "Make one with `git format-patch`"),
        (lambda folder: read_patch(folder, folder / "no.patch"), "Name a patch file"),
    ],
)
def test_wrong_use_says_the_next_step(clone, ask, message):
    """Nothing is guessed."""
    with pytest.raises(WrongUse, match="nothing was checked") as error:
        ask(clone[0])

    assert message in str(error.value)


def test_a_folder_without_a_repository_is_refused(tmp_path):
    """It is named."""
    with pytest.raises(TwohatsError, match="there is no git repository"):
        read_branch(tmp_path)
