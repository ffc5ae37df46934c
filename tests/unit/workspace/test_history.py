"""When the team file named whom, from git."""

import subprocess

import pytest

from twohats.workspace.history import read_team_history


def _seen(history):
    return [
        (f"{version.at:%Y-%m-%d}", [row.login for row in version.rows])
        for version in history.versions
    ]


def test_each_version_is_read_oldest_first(git, folder):
    """Commits that leave the file alone say nothing."""
    git.commit("2023-01-01", team_yml="- jane\n")
    git.commit("2023-02-01", README="x\n")
    git.commit("2023-03-01", team_yml="- jane\n- sam\n")

    history = read_team_history(folder / "team.yml")

    assert history.missing is None
    assert _seen(history) == [("2023-01-01", ["jane"]), ("2023-03-01", ["jane", "sam"])]
    assert history.versions[0].name.startswith("team.yml@")


def test_a_rename_is_followed(git, folder):
    """A file that was elsewhere, under another name, keeps its past."""
    names = "".join(f"person-{n}\n" for n in range(9))
    (folder / "sub").mkdir()
    git.commit("2023-01-01", **{"sub/people_txt": names})
    git.run("mv", "sub/people.txt", "team.txt")
    git.commit("2023-02-01", team_txt=names + "jane\n")

    assert [len(logins) for _, logins in _seen(read_team_history(folder / "team.txt"))] == [9, 10]


@pytest.mark.parametrize("place", ["", "deep/er"])
def test_a_plain_list_that_became_yaml_keeps_its_past(git, folder, place):
    """Every line changes then, so git itself sees no rename."""
    inner = folder / place
    inner.mkdir(parents=True, exist_ok=True)
    git.commit("2023-01-01", **{f"{place}/team_txt".lstrip("/"): "jane\n"})
    (inner / "team.txt").unlink()
    git.commit("2023-02-01", **{f"{place}/team_yml".lstrip("/"): "- jane\n- sam\n"})
    git.commit("2023-03-01", **{f"{place}/team_yml".lstrip("/"): "- jane\n"})

    history = read_team_history(inner / "team.yml")
    assert _seen(history) == [
        ("2023-01-01", ["jane"]),
        ("2023-02-01", ["jane", "sam"]),
        ("2023-03-01", ["jane"]),
    ]
    assert history.versions[0].name.startswith("team.txt@")


def test_a_file_that_went_when_another_kind_came_is_not_its_past(git, folder):
    """Only a team file in another spelling is taken for the same file."""
    git.commit("2023-01-01", people_txt="jane\n")
    (folder / "people.txt").unlink()
    git.commit("2023-02-01", team_yml="- sam\n")

    assert _seen(read_team_history(folder / "team.yml")) == [("2023-02-01", ["sam"])]


def test_somebody_added_in_a_pull_request_appears_when_it_was_merged(git, folder):
    """The branch's own commits are drafts; only the merge made it so."""
    git.commit("2023-01-01", team_yml="- jane\n")
    git.run("switch", "-qc", "hire")
    git.commit("2023-02-01", team_yml="- jane\n- sam\n")
    git.run("switch", "-q", "main")
    git.commit("2023-03-01", README="x\n")
    git.run("merge", "-q", "--no-ff", "-m", "Merge", "hire", at="2023-04-01")

    assert _seen(read_team_history(folder / "team.yml")) == [
        ("2023-01-01", ["jane"]),
        ("2023-04-01", ["jane", "sam"]),
    ]


def test_a_version_nobody_can_read_says_nothing(git, folder):
    """A broken commit, an emptied file or a removal does not end anybody's time."""
    git.commit("2023-01-01", team_yml="- jane\n")
    git.commit("2023-02-01", team_yml="- [jane\n")
    git.commit("2023-03-01", team_yml="")
    (folder / "team.yml").unlink()
    git.commit("2023-04-01")
    git.commit("2023-05-01", team_yml="- jane\n")

    assert _seen(read_team_history(folder / "team.yml")) == [
        ("2023-01-01", ["jane"]),
        ("2023-05-01", ["jane"]),
    ]


def test_a_clock_that_ran_back_does_not_turn_the_order(git, folder):
    """The order of commits is the truth."""
    git.commit("2023-06-01", team_yml="- jane\n")
    git.commit("2023-01-01", team_yml="- sam\n")

    assert _seen(read_team_history(folder / "team.yml")) == [
        ("2023-06-01", ["jane"]),
        ("2023-06-01", ["sam"]),
    ]


def test_a_repository_lacking_an_old_version_tells_the_rest(git, folder, tmp_path_factory):
    """A partial clone is read as far as it goes, and nothing is fetched."""
    git.commit("2023-01-01", team_yml="- jane\n")
    git.commit("2023-02-01", team_yml="- jane\n- sam\n")
    blob = git.run("rev-parse", "HEAD~1:team.yml").strip()
    (folder / ".git" / "objects" / blob[:2] / blob[2:]).unlink()

    assert _seen(read_team_history(folder / "team.yml")) == [("2023-02-01", ["jane", "sam"])]


def test_a_shallow_clone_begins_where_it_was_cut(git, folder, tmp_path_factory):
    """What came before is not known, and not made up."""
    git.commit("2023-01-01", team_yml="- jane\n")
    git.commit("2023-02-01", team_yml="- jane\n- sam\n")
    clone = tmp_path_factory.mktemp("shallow") / "clone"
    subprocess.run(
        ["git", "clone", "-q", "--depth=1", f"file://{folder}", clone],
        check=True,
        capture_output=True,
    )

    assert _seen(read_team_history(clone / "team.yml")) == [("2023-02-01", ["jane", "sam"])]


def test_a_file_with_odd_letters_in_its_path_is_found(git, folder):
    """Names go through git as bytes."""
    git.commit("2023-01-01", **{"té am\n_yml": "- jane\n"})

    assert _seen(read_team_history(folder / "té am\n.yml")) == [("2023-01-01", ["jane"])]


def test_not_committed_yet(git, folder):
    """Nothing is known, and why is said."""
    (folder / "team.yml").write_text("- jane\n")
    assert read_team_history(folder / "team.yml").missing == (
        "it is not in a git repository with commits"
    )

    git.commit("2023-01-01", README="x\n")
    git.run("rm", "-q", "--cached", "team.yml")
    git.run("commit", "-qm", "Forget")
    git.run("update-ref", "HEAD", git.run("commit-tree", "-m", "x", "HEAD^{tree}").strip())
    assert read_team_history(folder / "team.yml").missing == "it was never committed"


def test_outside_git_nothing_is_known(tmp_path):
    """A folder without git is a folder like any other."""
    (tmp_path / "team.yml").write_text("- jane\n")

    assert read_team_history(tmp_path / "team.yml").versions == ()


def test_without_git_nothing_is_known(tmp_path, monkeypatch):
    """The program runs where git is not installed."""
    monkeypatch.setenv("PATH", str(tmp_path))

    assert read_team_history(tmp_path / "team.yml").missing == "git is not installed"


@pytest.mark.parametrize("name", ["GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE"])
def test_a_hook_of_another_repository_does_not_mislead(git, folder, monkeypatch, name):
    """git hooks run with these set; the folder alone decides."""
    git.commit("2023-01-01", team_yml="- jane\n")
    monkeypatch.setenv(name, "/nowhere")

    assert len(read_team_history(folder / "team.yml").versions) == 1
