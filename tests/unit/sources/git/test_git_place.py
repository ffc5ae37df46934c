"""Finding a repository and naming it."""

import pytest

from twohats.sources.git import looks_like_git
from twohats.sources.git.place import name_from_remote

FORGES = {"github": "github.com", "ghe": "git.example.org", "gitlab": "gitlab.com"}


@pytest.mark.parametrize(
    ("remote", "key"),
    [
        ("https://github.com/Made/Up.git", "github:made/up"),
        ("https://github.com/made/up/", "github:made/up"),
        ("https://someone:secret@github.com/made/up", "github:made/up"),
        ("git@github.com:made/up.git", "github:made/up"),
        ("ssh://git@git.example.org:2222/made/up.git", "ghe:made/up"),
        ("git://github.com/made/up.git", "github:made/up"),
        ("https://gitlab.com/group/sub/project.git", "gitlab:group/sub/project"),
    ],
)
def test_a_remote_at_a_known_forge_names_the_repository(remote, key):
    """All the forms git accepts lead to one key, in lower case."""
    assert name_from_remote(remote, FORGES).key == key


@pytest.mark.parametrize(
    "remote",
    [
        "https://unknown.example/made/up.git",
        "https://github.com.evil.example/made/up",
        "/srv/git/made/up.git",
        "../made/up",
        "C:/made/up",
        "https://github.com/alone",
        "https://[broken/made/up",
        "",
    ],
)
def test_other_remotes_name_nothing(remote):
    """A host nobody declared, a local path or half a name is not turned into a key."""
    assert name_from_remote(remote, FORGES) is None


def test_secrets_in_a_remote_go_nowhere(repository, source):
    """A token in the remote's address is in neither key, location nor rows."""
    repository.git("remote", "add", "origin", "https://t0ken:x@github.com/Made/Up.git")
    opened = source(repository.path, repository=None)
    pages = list(opened.pages())

    assert opened.repository == "github:made/up"
    assert not opened.repository_is_guess
    assert "t0ken" not in repr(pages) + opened.location


def test_the_repository_row_keeps_the_spelling(repository, read):
    """Owner and name stand as written; the address is the forge's."""
    repository.commit()
    repository.git("remote", "add", "origin", "git@github.com:Made/Up.git")

    (row,) = read(repository.path, repository=None).rows("repositories")

    assert row == {
        "repository": "github:made/up",
        "forge": "github",
        "owner": "Made",
        "name": "Up",
        "url": "https://github.com/Made/Up",
        "default_branch": "main",
    }


def test_the_default_branch_is_the_origins(repository, read, tmp_path):
    """In a clone that stands on a branch of its own, the origin's default is still named."""
    repository.commit("Start", {"LICENSE": "Free\n"})
    clone = tmp_path / "clone"
    repository.git("clone", "-q", str(repository.path), str(clone))
    repository.git("-C", str(clone), "checkout", "-q", "-b", "mine")

    (row,) = read(clone).rows("repositories")

    assert row["default_branch"] == "main"


def test_clones_and_bare_repositories_look_like_git(repository, tmp_path):
    """A clone, its ``.git`` folder, a bare repository and a work tree are known."""
    repository.commit()
    bare, linked = tmp_path / "bare", tmp_path / "linked"
    repository.git("clone", "-q", "--bare", str(repository.path), str(bare))
    repository.git("worktree", "add", "-q", "-b", "x", str(linked))

    assert all(map(looks_like_git, (repository.path, repository.path / ".git", bare, linked)))


def test_other_paths_do_not_look_like_git(repository, tmp_path):
    """A plain folder, a folder within a clone, a file and nothing at all are not repositories."""
    inner = repository.path / "inner"
    inner.mkdir()
    text = tmp_path / "text"
    text.write_text("hello")

    assert not any(map(looks_like_git, (tmp_path, inner, text, tmp_path / "absent")))
