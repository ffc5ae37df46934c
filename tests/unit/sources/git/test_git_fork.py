"""What a fork carries: changes are told apart by what they do."""

from uuid import uuid4

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from twohats.sources.git.fork import read_fork
from twohats.sources.git.run import Git

LINES = [f"line {n}\n" for n in range(40)]


@pytest.fixture
def repository(make):
    """A repository with one file, on a branch for upstream and one for the fork."""
    made = make("lantern")
    made.commit("Begin", {"core.py": "".join(LINES), "other.py": "a\nb\nc\n"})
    made.git("branch", "upstream")
    return made


def compared(repository, head="main", upstream="upstream"):
    """Read the fork as the program does."""
    workdir = repository.path.parent / "work"
    workdir.mkdir(exist_ok=True)
    git = Git(workdir, repository.path / ".git")
    return read_fork(git, repository.oid(head), repository.oid(upstream))


def changed(number: int, text: str) -> str:
    """Give the file with one line changed."""
    return "".join([*LINES[:number], f"{text}\n", *LINES[number + 1 :]])


def test_a_change_nobody_took_is_carried_with_its_lines_and_first_date(repository):
    """What upstream lacks is carried; it costs its added and removed lines."""
    oid = repository.commit("Mend the lamp", {"core.py": changed(3, "mended")})

    fork = compared(repository)

    assert [(c.oid, c.subject, c.lines) for c in fork.carried] == [(oid, "Mend the lamp", 2)]
    assert fork.carried[0].authored_at.timestamp() == repository.clock
    assert (fork.ahead, fork.behind, fork.upstreamed) == (1, 0, [])


def test_a_rebased_change_counts_as_upstreamed(repository):
    """The same change upon other lines, under another message, is upstream."""
    repository.commit("Mend the lamp", {"core.py": changed(3, "mended")})
    repository.git("checkout", "-q", "upstream")
    repository.commit("Earlier work", {"core.py": "top\n" + "".join(LINES)})
    theirs = repository.commit("Lamp: mend (#7)", {"core.py": "top\n" + changed(3, "mended")})

    fork = compared(repository)

    assert fork.carried == []
    assert [(u.how, u.commit) for u in fork.upstreamed] == [("the same change", theirs)]
    assert fork.behind == 2


def test_a_change_elsewhere_in_the_same_file_is_not_the_same(repository):
    """Touching the same file is not enough."""
    repository.commit("Mend the lamp", {"core.py": changed(3, "mended")})
    repository.git("checkout", "-q", "upstream")
    repository.commit("Mend the lamp", {"core.py": changed(30, "mended")})

    fork = compared(repository)

    assert [c.subject for c in fork.carried] == ["Mend the lamp"]
    assert fork.upstreamed == []


def test_a_whole_branch_that_was_squashed_counts_as_upstreamed(repository):
    """One commit upstream that does all the fork does takes all of its commits."""
    repository.commit("First half", {"core.py": changed(3, "half")})
    repository.commit("Second half", {"other.py": "a\nB\nc\n"})
    repository.git("checkout", "-q", "upstream")
    theirs = repository.commit("Both (#8)", {"core.py": changed(3, "half"), "other.py": "a\nB\nc\n"})  # fmt: skip

    fork = compared(repository)

    assert {(u.how, u.commit) for u in fork.upstreamed} == {("squashed", theirs)}
    assert (len(fork.upstreamed), fork.carried) == (2, [])


def test_a_squash_that_lacks_a_part_leaves_all_carried(repository):
    """Half of a branch upstream is not the branch."""
    repository.commit("First half", {"core.py": changed(3, "half")})
    repository.commit("Second half", {"core.py": changed(3, "half"), "other.py": "a\nB\nc\n"})
    repository.commit("Third", {"notes.txt": "x\n"})
    repository.git("checkout", "-q", "upstream")
    repository.commit("Two of three", {"core.py": changed(3, "half"), "other.py": "a\nB\nc\n"})

    assert len(compared(repository).carried) == 3


def test_a_merged_topic_that_was_squashed_upstream_counts_and_its_neighbour_does_not(repository):
    """Each merged branch is compared as a whole by itself."""
    repository.git("checkout", "-q", "-b", "topic")
    repository.commit("One", {"core.py": changed(3, "one")})
    repository.commit("Two", {"core.py": changed(3, "one").replace("line 20", "two")})
    repository.git("checkout", "-q", "main")
    repository.commit("Ours alone", {"other.py": "a\nours\nc\n"})
    repository.git("merge", "-q", "--no-ff", "-m", "Merge topic", "topic")
    repository.git("checkout", "-q", "upstream")
    repository.commit("Topic (#9)", {"core.py": changed(3, "one").replace("line 20", "two")})

    fork = compared(repository)

    assert [c.subject for c in fork.carried] == ["Ours alone"]
    assert {u.how for u in fork.upstreamed} == {"squashed"}
    assert (fork.merges, fork.ahead) == (1, 3)


def test_what_came_back_by_a_merge_of_upstream_is_upstreamed(repository):
    """A fork that merged upstream since has its change twice; `git cherry` would still list it."""
    repository.commit("Mend the lamp", {"core.py": changed(3, "mended")})
    repository.git("checkout", "-q", "upstream")
    repository.commit("Move", {"other.py": "a\nb\nd\n"})
    repository.commit("Lamp (#7)", {"core.py": changed(3, "mended")})
    repository.git("checkout", "-q", "main")
    repository.git("merge", "-q", "-m", "Take upstream", "upstream")
    listed = repository.git("cherry", "upstream", "main")

    fork = compared(repository)

    assert listed.startswith("+ ")
    assert fork.carried == []
    assert [u.how for u in fork.upstreamed] == ["the same change"]


def test_binaries_are_compared_by_what_they_hold(repository):
    """Two pictures under one name are two changes; the same picture is one."""
    repository.commit("Picture", {"logo.png": b"\0one"})
    repository.commit("Icon", {"icon.png": b"\0same"})
    repository.git("checkout", "-q", "upstream")
    repository.commit("Picture", {"logo.png": b"\0two"})
    repository.commit("Icon", {"icon.png": b"\0same"})

    fork = compared(repository)

    assert [c.subject for c in fork.carried] == ["Picture"]
    assert [u.change.subject for u in fork.upstreamed] == ["Icon"]


def test_a_message_that_names_the_commit_it_was_picked_from_counts_only_if_upstream_has_it(
    repository,
):
    """`git cherry-pick -x` is believed where the commit is found upstream."""
    repository.git("checkout", "-q", "upstream")
    theirs = repository.commit("Fix", {"core.py": changed(5, "fixed")})
    repository.git("checkout", "-q", "main")
    said = f"(cherry picked from commit {theirs})"
    repository.commit(f"Fix, adapted\n\n{said}", {"core.py": changed(5, "fixed for us")})
    unknown = f"(cherry picked from commit {'ab' * 20})"
    repository.commit(f"Other\n\n{unknown}", {"other.py": "a\nb\nx\n"})

    fork = compared(repository)

    assert [(u.how, u.commit) for u in fork.upstreamed] == [("picked", theirs)]
    assert [c.subject for c in fork.carried] == ["Other"]


def test_commits_that_change_nothing_are_counted_apart(repository):
    """An empty commit is no patch."""
    repository.git("commit", "-q", "--allow-empty", "-m", "Nothing")

    fork = compared(repository)

    assert (fork.empty, fork.carried, fork.ahead) == (1, [], 1)


def test_a_branch_without_common_history_is_not_compared(repository):
    """Nothing is said of strangers."""
    repository.git("checkout", "-q", "--orphan", "stranger")
    repository.commit("Elsewhere", {"x.txt": "x\n"})

    assert compared(repository, head="stranger") is None


@settings(max_examples=12, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_all_that_git_cherry_finds_upstream_is_found(make, data):
    """On random histories nothing `git cherry` calls upstream is carried, and nothing is lost."""
    repository = make(f"law-{uuid4()}")
    repository.commit("Begin", {f"f{n}.txt": "".join(LINES) for n in range(3)})
    repository.git("branch", "upstream")
    edits = st.tuples(st.integers(0, 2), st.sampled_from((5, 20, 35)), st.sampled_from("ab"))
    for branch in ("main", "upstream"):
        repository.git("checkout", "-q", branch)
        for file, line, text in data.draw(st.lists(edits, max_size=6)):
            path = repository.path / f"f{file}.txt"
            lines = path.read_text().splitlines(keepends=True)
            lines[line] = f"{text}\n"
            repository.commit("Edit", {path.name: "".join(lines)})
    listed = repository.git("cherry", "upstream", "main").split("\n")
    oids = {line[2:] for line in listed if line}
    taken = {line[2:] for line in listed if line.startswith("- ")}

    fork = compared(repository)

    upstreamed = {one.change.oid for one in fork.upstreamed}
    carried = {one.oid for one in fork.carried}
    # Git calls an empty commit upstream if any there is empty; we count those apart.
    assert not taken & carried
    assert len(taken - upstreamed) <= fork.empty
    assert fork.ahead == len(oids)
    assert upstreamed | carried <= oids
    assert not upstreamed & carried
