"""Bundles: whole, cut short, built upon something else."""

import pytest

from twohats.sources.git import looks_like_git


@pytest.fixture
def bundle(repository, tmp_path):
    """A bundle of six commits on two branches, and its repository."""
    for n in range(5):
        repository.commit(f"Number {n}", {f"f{n}.txt": f"{n}\n" * 50, "LICENSE": "Free\n"})
    repository.git("checkout", "-q", "-b", "side", "HEAD~2")
    repository.commit("Aside")
    repository.git("checkout", "-q", "main")
    path = tmp_path / "made.bundle"
    repository.git("bundle", "create", "-q", str(path), "--all")
    return path


def test_a_bundle_reads_like_its_repository(bundle, repository, read):
    """Nothing tells the rows of a bundle from those of the clone it was made from."""
    here, there = read(repository.path, lines=True), read(bundle, lines=True)

    assert there.tables == here.tables
    assert there.coverage == here.coverage
    assert there.skipped == []


def test_attributes_count_in_a_bundle_too(repository, read, tmp_path):
    """What ``.gitattributes`` says is binary is binary in a clone and in its bundle."""
    repository.commit("Start", {".gitattributes": "*.lock -diff\n", "a.lock": "1\n"})
    path = tmp_path / "made.bundle"
    repository.git("bundle", "create", "-q", str(path), "--all")

    rows = {row["path"]: row["additions"] for row in read(path, lines=True).rows("commit_files")}

    assert rows == {".gitattributes": 1, "a.lock": None}
    assert read(repository.path, lines=True).rows("commit_files") == read(path, lines=True).rows(
        "commit_files"
    )


def test_the_fingerprint_of_a_bundle_unpacks_nothing(bundle, source, tmp_path):
    """The refs in its header and its size are enough; no mirror is made for it."""
    before = source(bundle).fingerprint()

    assert source(bundle).fingerprint() == before
    assert not (tmp_path / "work").exists()


def test_the_fingerprint_of_a_bundle_changes_with_its_refs(bundle, repository, source):
    """A bundle made anew after a commit has another fingerprint."""
    before = source(bundle).fingerprint()
    repository.commit("Later")
    repository.git("bundle", "create", "-q", str(bundle), "--all")

    assert source(bundle).fingerprint() != before


@pytest.mark.parametrize("kept", [0.5, 0.8, 0.99])
def test_a_truncated_bundle_is_read_as_far_as_it_goes(bundle, read, kept):
    """Commits before the cut are read; the bundle is named, and something is not complete."""
    bundle.write_bytes(bundle.read_bytes()[: int(bundle.stat().st_size * kept)])

    found = read(bundle, lines=True)

    assert 0 < len(found.oids()) <= 6
    assert bundle.name in found.skipped_keys()
    assert not found.coverage["commit_files"].complete
    assert found.coverage["commits"].complete == (len(found.oids()) == 6)


@pytest.mark.parametrize("kept", [16, 30, 90, 400])
def test_a_bundle_cut_within_or_near_its_header_is_named(bundle, read, kept):
    """However early the cut, there is a reason and no traceback."""
    bundle.write_bytes(bundle.read_bytes()[:kept])

    found = read(bundle)

    assert bundle.name in found.skipped_keys()
    assert not found.coverage["commits"].complete


def test_a_bundle_of_the_latest_work_alone_says_what_it_builds_upon(
    bundle, repository, read, tmp_path
):
    """A bundle made since a commit holds what came after it, and says that more is needed."""
    since = tmp_path / "since.bundle"
    repository.git("bundle", "create", "-q", str(since), "HEAD~2..main")

    found = read(since)

    assert len(found.oids()) == 2
    assert "the bundle builds upon 1 commit it does not hold" in {s.reason for s in found.skipped}
    assert not found.coverage["commits"].complete


def test_a_bundle_is_known_by_its_first_line(bundle, tmp_path):
    """A bundle under any name is one; a text under its name is not."""
    renamed = bundle.rename(tmp_path / "history.bin")
    other = tmp_path / "other.bundle"
    other.write_text("# v2 git bundles are fine\n")

    assert looks_like_git(renamed)
    assert not looks_like_git(other)
