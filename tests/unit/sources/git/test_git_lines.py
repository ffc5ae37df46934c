"""Line counts: the numbers of one ``git log --numstat``, by several processes."""

import subprocess

import pytest

from twohats.sources.git import lines as counting


def by_git(path):
    """Add up what one git process prints over a whole repository."""
    printed = subprocess.run(
        ["git", "-C", str(path), "log", "--all", "--numstat", "--format="],
        capture_output=True,
        check=True,
    ).stdout
    rows = [line.split(b"\t", 2)[:2] for line in printed.splitlines() if line]
    counted = [(int(a), int(d)) for a, d in rows if a != b"-"]
    return len(rows), sum(a for a, _ in counted), sum(d for _, d in counted), len(counted)


def by_us(found):
    rows = found.rows("commit_files")
    counted = [(r["additions"], r["deletions"]) for r in rows if r["additions"] is not None]
    return len(rows), sum(a for a, _ in counted), sum(d for _, d in counted), len(counted)


def eventful(repository):
    """A history with merges, renames, binary files, odd names and empty commits."""
    repository.commit("Start", {"a.txt": "one\ntwo\nthree\nfour\n", "b.bin": b"\0\1\2" * 99})
    repository.git("mv", "a.txt", "with space\tand tab.txt")
    repository.commit("Rename", {"b.bin": b"\0\3" * 99})
    repository.commit("Ünïcode", {"ünï\ncode.txt": "1\n2\n"})
    repository.git("checkout", "-q", "-b", "side")
    repository.commit("Aside", {"side.txt": "1\n" * 30})
    repository.git("checkout", "-q", "main")
    repository.commit("Ahead", {"main.txt": "1\n" * 20})
    repository.git("merge", "-q", "--no-ff", "-m", "Merge", "side")
    repository.git("commit", "-q", "--allow-empty", "-m", "Nothing")
    repository.git("rm", "-q", "side.txt")
    repository.commit("Remove", {"main.txt": "2\n" * 20})
    return repository


def test_totals_equal_those_of_one_git_log(repository, read):
    """Rows, additions, deletions and binary files add up to what git prints."""
    eventful(repository)

    assert by_us(read(repository.path, lines=True)) == by_git(repository.path)


@pytest.mark.parametrize(("at_once", "workers"), [(1, 1), (2, 3), (500, 2)])
def test_totals_do_not_depend_on_the_split(repository, read, monkeypatch, at_once, workers):
    """However commits are dealt out to processes, the rows are the same, in the same order."""
    monkeypatch.setattr(counting, "COMMITS_AT_ONCE", at_once)
    eventful(repository)

    found = read(repository.path, lines=True, workers=workers)

    assert by_us(found) == by_git(repository.path)
    assert found.coverage["commit_files"].rows == len(found.rows("commit_files"))


def test_paths_and_binaries(repository, read):
    """A rename counts under its new name, a binary file is NULL, odd names are kept whole."""
    eventful(repository)

    rows = read(repository.path, lines=True).rows("commit_files")
    counts = [(r["path"], r["additions"], r["deletions"]) for r in rows]

    assert ("with space\tand tab.txt", 0, 0) in counts
    assert ("b.bin", None, None) in counts
    assert ("ünï\ncode.txt", 2, 0) in counts


def test_merges_have_no_lines(repository, read):
    """A merge brings no rows, as in git's own log."""
    eventful(repository)
    merges = set(repository.git("rev-list", "--all", "--min-parents=2").split())

    oids = {row["oid"] for row in read(repository.path, lines=True).rows("commit_files")}

    assert merges
    assert not oids & merges


def test_lines_are_counted_only_when_asked_for(repository, read):
    """Without the option there are no rows, and no promise about them."""
    eventful(repository)

    found = read(repository.path)

    assert found.rows("commit_files") == []
    assert "commit_files" not in found.coverage


def test_the_recorded_history_adds_up(recordings, read, tmp_path):
    """A whole real history has the totals git gives it."""
    bundle = recordings / "git" / "oauthenticator.bundle"
    clone = tmp_path / "clone"
    subprocess.run(["git", "clone", "-q", "--mirror", str(bundle), str(clone)], check=True)

    assert by_us(read(bundle, lines=True)) == by_git(clone)
