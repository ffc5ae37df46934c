"""Repositories that lack something: read as far as they go, and nothing is passed over."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from twohats.sources.git.salvage import Commit, behind_holes, walk


def five(repository):
    """Five commits in a row, three folders deep, with a license and a tag."""
    for n in range(5):
        repository.commit(f"Number {n}", {"LICENSE": "Free\n", f"sub/deep/f{n}.txt": f"{n}\n"})
    repository.git("tag", "-a", "v1.0", "-m", "First")
    return repository


def incomplete(found):
    return {holds for holds, promise in found.coverage.items() if not promise.complete}


def test_a_whole_repository_lacks_nothing(repository, read):
    """Where nothing is missing nothing is said to be."""
    found = read(five(repository).path, lines=True)

    assert found.skipped == []
    assert incomplete(found) == set()


@pytest.mark.parametrize("lines", [False, True])
@pytest.mark.parametrize("name", ["HEAD~2:sub/deep/f2.txt", "HEAD~2^{tree}", "HEAD~2:sub"])
def test_a_missing_blob_or_tree_is_named(repository, read, name, lines):
    """Every commit is read, the missing object is named, and contents are not complete."""
    lost = five(repository).lose(name)

    found = read(repository.path, lines=lines)

    assert len(found.oids()) == 5
    assert lost in found.skipped_keys()
    assert found.coverage["commits"].complete
    # Without a root tree nobody can tell what last touched the license.
    lost_date = {"documents"} if name.endswith("{tree}") else set()
    assert incomplete(found) == {"commit_files"} | lost_date


def test_lines_are_counted_around_a_missing_blob(repository, read):
    """Only the commits whose diff needs the missing object go without lines."""
    five(repository)
    commit = repository.oid("HEAD~2")
    repository.lose("HEAD~2:sub/deep/f2.txt")

    found = read(repository.path, lines=True)

    counted = {row["oid"] for row in found.rows("commit_files")}
    assert counted == set(found.oids()) - {commit}
    assert commit in found.skipped_keys()
    assert found.coverage["commit_files"].skipped == 1


def test_without_the_look_a_missing_blob_goes_unseen(repository, read):
    """The look can be turned off; then history alone is read, and promises speak of it."""
    five(repository).lose("HEAD~2:sub/deep/f2.txt")

    found = read(repository.path, check=False)

    assert found.skipped == []
    assert found.coverage["commits"].complete


def test_history_is_read_around_a_missing_commit(repository, read):
    """Both sides of a hole are read, the missing commit is named, history is not complete."""
    lost = five(repository).lose("HEAD~2")

    found = read(repository.path, lines=True)

    assert len(found.oids()) == len(set(found.oids())) == 4
    assert lost in found.skipped_keys()
    assert {"commits", "commit_people", "commit_files"} <= incomplete(found)
    assert found.coverage["commits"].rows == 4
    assert found.coverage["commits"].skipped == 1
    assert found.coverage["commits"].reason == "1 commit cannot be read"


def test_a_hole_far_back_costs_no_row_twice(repository, source, whole, monkeypatch):
    """Pages handed over before git gave up are not handed over again."""
    from twohats.sources.git import reading

    monkeypatch.setattr(reading, "COMMITS_A_PAGE", 2)
    for n in range(9):
        repository.commit(f"Number {n}")
    repository.lose("HEAD~7")

    found = whole(source(repository.path).pages())

    assert len(found.oids()) == len(set(found.oids())) == 8


def test_a_commit_thrown_away_is_not_taken_for_lost_history(repository, read):
    """What was amended away after the hole is no ancestor of it."""
    for n in range(5):
        repository.commit(f"Number {n}")
    amended = repository.oid()
    repository.clock += 60
    repository.git("commit", "-q", "--amend", "-m", "Better words")
    repository.lose("HEAD~3")

    assert amended not in read(repository.path).oids()


def test_a_tip_that_is_missing_leaves_the_rest(repository, read):
    """A branch whose newest commit is gone is named; the other history is read."""
    five(repository)
    repository.git("checkout", "-q", "-b", "next")
    repository.commit("Newest")
    lost = repository.lose("next")

    found = read(repository.path)

    assert len(found.oids()) == 5
    assert lost in found.skipped_keys()
    assert not found.coverage["commits"].complete


def test_a_missing_tag_object_is_named(repository, read):
    """Without the tag's object the release is not known, and that is said."""
    lost = five(repository).lose("v1.0")

    found = read(repository.path)

    assert len(found.oids()) == 5
    assert found.rows("releases") == []
    assert lost in found.skipped_keys()
    assert not found.coverage["releases"].complete


def test_a_missing_license_is_named(repository, read):
    """A community file without contents is not read as empty."""
    lost = five(repository).lose("HEAD:LICENSE")

    found = read(repository.path)

    assert found.rows("documents") == []
    assert lost in found.skipped_keys()
    assert not found.coverage["documents"].complete


def test_a_license_of_unknown_date_is_read(repository, read):
    """Where what last touched a file is lost, its text stands at the newest commit, undated."""
    five(repository).lose("HEAD~2^{tree}")

    (row,) = read(repository.path).rows("documents")

    assert (row["text"], row["oid"], row["committed_at"]) == ("Free\n", repository.oid(), None)


@pytest.mark.parametrize("name", ["HEAD~2", "HEAD~2^{tree}", "HEAD~2:sub/deep/f2.txt"])
def test_an_empty_object_file_is_found(repository, read, name):
    """What a loss of power leaves, a file of no bytes, counts as missing."""
    oid = five(repository).oid(name)
    path = repository.path / ".git" / "objects" / oid[:2] / oid[2:]
    path.chmod(0o644)
    path.write_bytes(b"")

    found = read(repository.path, lines=True)

    assert len(found.oids()) >= 4
    assert oid in found.skipped_keys()
    assert "commit_files" in incomplete(found)


@pytest.mark.parametrize("kept", [0.3, 0.6, 0.95])
def test_a_truncated_pack_is_read_as_far_as_it_goes(repository, read, kept):
    """What stands before the cut is rescued, the pack and what is missing are named."""
    five(repository).git("gc", "-q", "--prune=now")
    (pack,) = (repository.path / ".git" / "objects" / "pack").glob("*.pack")
    pack.chmod(0o644)
    pack.write_bytes(pack.read_bytes()[: int(pack.stat().st_size * kept)])

    found = read(repository.path, lines=True)

    assert pack.name in found.skipped_keys()
    assert "commit_files" in incomplete(found)
    assert len(found.oids()) == len(set(found.oids())) > 0
    if len(found.oids()) < 5:
        assert not found.coverage["commits"].complete


def test_a_pack_of_no_bytes_leaves_nothing_but_the_word(repository, read):
    """Where nothing can be read, that is what is said, without a traceback."""
    five(repository).git("gc", "-q", "--prune=now")
    (pack,) = (repository.path / ".git" / "objects" / "pack").glob("*.pack")
    pack.unlink()
    pack.with_suffix(".idx").unlink()

    found = read(repository.path)

    assert found.oids() == []
    assert not found.coverage["commits"].complete
    assert found.skipped != []


def test_a_shallow_clone_says_from_when_it_holds(repository, read, tmp_path):
    """A shallow clone is complete from its last boundary on, and not before."""
    five(repository)
    shallow = tmp_path / "shallow"
    repository.git("clone", "-q", "--depth", "2", f"file://{repository.path}", str(shallow))

    found = read(shallow, lines=True)

    promise = found.coverage["commits"]
    assert len(found.oids()) == 2
    assert not promise.complete
    assert promise.covers_from.timestamp() == repository.clock - 60
    assert (
        promise.reason == "the clone is shallow: history before its oldest commits was not fetched"
    )
    # The boundary seems to add all files at once; its lines are nobody's.
    assert {row["oid"] for row in found.rows("commit_files")} == {repository.oid()}
    assert found.skipped_keys() == {repository.oid("HEAD~1")}


def test_a_partial_clone_has_metadata_and_no_lines(repository, read, tmp_path):
    """A clone without contents is complete in its commits, and never asks its remote."""
    five(repository)
    repository.git("config", "uploadpack.allowFilter", "true")
    partial = tmp_path / "partial"
    repository.git(
        *("clone", "-q", "--bare", "--filter=blob:none"), f"file://{repository.path}", str(partial)
    )

    found = read(partial, lines=True)

    assert len(found.oids()) == 5
    assert found.coverage["commits"].complete
    assert found.rows("commit_files") == []
    assert not found.coverage["commit_files"].complete
    assert found.coverage["commit_files"].reason == (
        "the clone is partial: it left contents at its remote"
    )
    assert not list((partial / "objects" / "pack").glob("*.tmp"))


def test_a_folder_that_only_looks_like_a_repository_is_named(tmp_path, read):
    """A ``.git`` folder git cannot open is skipped with git's reason."""
    (tmp_path / "husk" / ".git").mkdir(parents=True)

    found = read(tmp_path / "husk")

    assert found.skipped_keys() == {str(tmp_path / "husk")}
    assert incomplete(found) == {"commits", "commit_people", "releases", "documents"}


def test_a_pointer_to_nowhere_is_named(tmp_path, read):
    """A linked work tree whose repository was moved away is skipped with a reason."""
    (tmp_path / "linked").mkdir()
    (tmp_path / "linked" / ".git").write_text("gitdir: ../gone\n")

    found = read(tmp_path / "linked")

    assert [one.reason for one in found.skipped] == ["there is no repository where the path leads"]


def test_a_branch_file_of_no_bytes_does_not_stop_the_rest(repository, read):
    """A ref that a loss of power emptied is passed; other branches are read."""
    five(repository)
    repository.git("branch", "other")
    (repository.path / ".git" / "refs" / "heads" / "main").write_text("")

    assert len(read(repository.path).oids()) == 5


@given(st.data())
@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_walking_around_holes_reaches_what_refs_reach(data):
    """With any commits missing, those a ref still reaches are found, and each hole is named."""
    size = data.draw(st.integers(1, 12))
    graph = {}
    for n in range(size):
        parents = data.draw(st.sets(st.integers(0, n - 1), max_size=2)) if n else set()
        graph[str(n)] = Commit(tuple(map(str, sorted(parents))), n)
    missing = data.draw(st.sets(st.sampled_from(sorted(graph))))
    present = {oid: commit for oid, commit in graph.items() if oid not in missing}
    tips = [oid for oid in (str(size - 1),) if oid in present]

    reached, holes = walk(tips, present)
    behind = behind_holes(present, reached, holes, has_lost_refs=not tips)

    whole, _ = walk([str(size - 1)], graph)
    assert reached <= whole & set(present)
    assert set(holes) == {p for oid in reached for p in graph[oid].parents} & missing
    assert not behind & reached
    assert whole & set(present) - reached <= behind if holes or not tips else True
