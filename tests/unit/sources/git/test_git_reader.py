"""The git source, from an ordinary repository to its rows."""

import subprocess
from datetime import UTC, datetime

import pytest

from twohats.errors import WrongUse
from twohats.records import TABLES
from twohats.sources.git import open_git, reading
from twohats.sources.ports import Source


def branched(repository):
    """Two branches, one merged, one not; a stash of nothing; a tag beside every branch."""
    repository.commit("Start", {"a.txt": "1\n"})
    repository.git("checkout", "-q", "-b", "side")
    repository.commit("Aside", {"b.txt": "1\n"})
    repository.git("checkout", "-q", "main")
    repository.commit("Ahead", {"a.txt": "2\n"})
    repository.clock += 60
    repository.git("merge", "-q", "--no-ff", "-m", "Merge side", "side")
    repository.git("checkout", "-q", "-b", "open")
    repository.commit("Unmerged", {"c.txt": "1\n"})
    repository.git("checkout", "-q", "--detach")
    repository.commit("Only a tag leads here")
    repository.git("tag", "v0.1")
    repository.git("checkout", "-q", "main")
    return repository


def test_it_is_a_source(repository, source):
    """A git source has all that the port asks for."""
    opened: Source = source(repository.path)

    assert (opened.name, opened.location) == ("git", str(repository.path))


def test_every_commit_of_every_branch_comes_once(repository, read):
    """What is read is exactly what ``git rev-list --all`` counts, merges and tags included."""
    branched(repository)

    found = read(repository.path)

    assert sorted(found.oids()) == sorted(repository.git("rev-list", "--all").split())
    assert found.coverage["commits"].complete
    assert found.coverage["commits"].rows == repository.count() == 6
    assert found.skipped == []


def test_columns_are_those_of_the_tables(repository, read):
    """No row has a column its table does not know, and keys are never NULL where they name."""
    branched(repository)

    found = read(repository.path, lines=True)

    for table, rows in found.tables.items():
        assert set(rows[0]) <= set(TABLES[table].columns), table
        assert all(row["repository"] == "github:made/up" for row in rows)
    assert {page.owner for page in found.pages} == {"github:made"}


def test_a_commit_as_git_tells_it(repository, read):
    """Names and times stand as the commit has them; parents in order; times in microseconds."""
    first = repository.commit("Start")
    second = repository.commit(
        "Fix a thing\n\nA long story.",
        GIT_AUTHOR_DATE="1699999999 +0530",
        GIT_AUTHOR_NAME="Zoë Ünal",
    )

    rows = {row["oid"]: row for row in read(repository.path).rows("commits")}

    assert rows[first]["parents"] == []
    assert rows[second] == {
        "repository": "github:made/up",
        "oid": second,
        "author_name": "Zoë Ünal",
        "author_email": "ada@example.org",
        "authored_at": 1_699_999_999_000_000,
        "author_utc_offset_minutes": 330,
        "committer_name": "Bo Example",
        "committer_email": "bo@example.org",
        "committed_at": repository.clock * 1_000_000,
        "subject": "Fix a thing",
        "parents": [first],
    }


@pytest.mark.parametrize(
    ("offset", "minutes"), [("+0000", 0), ("-0330", -210), ("+1245", 765), ("-1200", -720)]
)
def test_odd_time_zones_are_kept(repository, read, offset, minutes):
    """The author's offset from UTC is kept in minutes, however odd."""
    repository.commit(GIT_AUTHOR_DATE=f"1699999999 {offset}")

    assert read(repository.path).rows("commits")[0]["author_utc_offset_minutes"] == minutes


def test_mailmap_is_not_applied(repository, read):
    """A mailmap is a document for the people stage; rows say what git said."""
    repository.commit("Start", {".mailmap": "Real Name <real@example.org> <ada@example.org>\n"})

    found = read(repository.path)

    assert found.people("author") == {("author", "Ada Example", "ada@example.org")}
    assert [row["kind"] for row in found.rows("documents")] == ["mailmap"]


def test_trailers_name_people(repository, read):
    """Everyone a trailer names is a row with a role, once, besides author and committer."""
    repository.commit(
        "Change\n\nBody with Reviewed-by: nobody <no@example.org>\n\n"
        "Co-Authored-By: Cy Example <cy@example.org>\n"
        "Reviewed-by: Di Example <di@example.org>\n"
        "Reviewed-by: Di Example <di@example.org>\n"
        "Fixes: #12\n"
    )

    found = read(repository.path)

    assert found.people("co_authored", "reviewed") == {
        ("co_authored", "Cy Example", "cy@example.org"),
        ("reviewed", "Di Example", "di@example.org"),
    }
    assert len(found.rows("commit_people")) == 4
    assert all(row["account"] is None for row in found.rows("commit_people"))


def raw_commit(repository, header_lines: bytes, message: bytes = b"Odd\n") -> str:
    """Write a commit object byte by byte, as other programs do, and put it on a branch."""
    tree = repository.git("write-tree").encode()
    oid = repository.git(
        *("hash-object", "-t", "commit", "-w", "--stdin", "--literally"),
        stdin=b"tree " + tree + b"\n" + header_lines + b"\n" + message,
    )
    repository.git("update-ref", "refs/heads/odd", oid)
    return oid


def test_names_that_are_no_utf8_are_read(repository, read):
    """An author in Latin-1 is read, with a mark where a letter cannot be told."""
    repository.commit()
    line = b"Ren\xe9e <r@example.org> 1699999999 +0100\n"
    raw_commit(repository, b"author " + line + b"committer " + line)

    assert ("author", "Ren�e", "r@example.org") in read(repository.path).people("author")


def test_a_declared_encoding_is_honoured(repository, read):
    """A commit that says it is in Latin-1 is read as such."""
    repository.commit()
    line = b"Ren\xe9e <r@example.org> 1699999999 +0100\n"
    raw_commit(
        repository,
        b"author " + line + b"committer " + line + b"encoding ISO-8859-1\n",
        b"\xdcber\n",
    )

    found = read(repository.path)

    assert ("author", "Renée", "r@example.org") in found.people("author")
    assert "Über" in {row["subject"] for row in found.rows("commits")}


@pytest.mark.parametrize(
    "line",
    [
        b"No Date <n@example.org>\n",
        b"Far Off <n@example.org> 99999999999999 +0000\n",
        b"\x1f\x1e\x02 <\x1d> 1699999999 +0000\n",
        b"<> 1699999999 +9999\n",
    ],
)
def test_broken_identities_do_not_shift_columns(repository, read, line):
    """A malformed author line costs a NULL at most; every other column stays in place."""
    good = repository.commit("Good")
    odd = raw_commit(repository, b"author " + line + b"committer " + line, b"Odd\x01 one\n")

    rows = {row["oid"]: row for row in read(repository.path).rows("commits")}

    assert set(rows) == {good, odd}
    assert rows[good]["subject"] == "Good"
    assert rows[good]["authored_at"] == repository.clock * 1_000_000


def test_an_empty_repository_is_complete(repository, read):
    """A repository without commits gives its own row, no others, and nothing is lacking."""
    found = read(repository.path)

    assert found.rows("commits") == []
    assert found.skipped == []
    assert all(promise.complete for promise in found.coverage.values())


def test_a_bare_repository_reads_like_its_clone(repository, read, tmp_path):
    """Clone, bare repository and linked work tree of one history give the same rows."""
    branched(repository)
    bare, linked = tmp_path / "bare.git", tmp_path / "linked"
    repository.git("clone", "-q", "--mirror", str(repository.path), str(bare))
    repository.git("worktree", "add", "-q", str(linked), "side")

    here = read(repository.path, lines=True).tables

    assert read(bare, lines=True).tables == here
    assert (linked / ".git").is_file()
    assert read(linked, lines=True).tables["commits"] == here["commits"]


def test_reading_twice_gives_the_same(repository, read):
    """Pages, coverage and the time they stand for do not depend on when one reads."""
    branched(repository)

    assert read(repository.path).pages == read(repository.path).pages


def test_seen_at_is_the_newest_commit(repository, read):
    """Without better knowledge a clone speaks for the time of its newest commit."""
    repository.commit("Old")
    repository.commit("New")

    seen = {promise.seen_at for promise in read(repository.path).coverage.values()}

    assert seen == {datetime.fromtimestamp(repository.clock, UTC)}


def test_seen_at_can_be_given(repository, read):
    """Who knows when the clone was fetched says so, and every page carries it."""
    repository.commit()
    fetched_at = datetime(2026, 1, 2, tzinfo=UTC)

    assert {page.seen_at for page in read(repository.path, seen_at=fetched_at).pages} == {
        fetched_at
    }


def test_reading_goes_on_from_any_cursor(repository, source, whole, monkeypatch):
    """Stopped after any page, the rest plus what was there make the whole, with equal promises."""
    monkeypatch.setattr(reading, "COMMITS_A_PAGE", 2)
    monkeypatch.setattr(reading, "FILES_A_PAGE", 1)
    branched(repository)
    opened = source(repository.path, lines=True)
    pages = list(opened.pages())

    assert len(pages) > 4
    for stopped, page in enumerate(pages):
        rest = list(opened.pages(page.cursor))
        joined = whole(pages[: stopped + 1] + rest)

        assert joined.tables["commits"] == whole(pages).tables["commits"]
        assert joined.tables["commit_files"] == whole(pages).tables["commit_files"]
        assert joined.coverage == whole(pages).coverage


def test_a_cursor_of_another_state_is_not_trusted(repository, source, whole):
    """When refs moved since a cursor was written, reading starts over."""
    repository.commit("One")
    cursor = list(source(repository.path).pages())[-1].cursor
    repository.commit("Two")

    assert len(whole(source(repository.path).pages(cursor)).oids()) == 2


def test_the_fingerprint_stays_while_nothing_changes(repository, source):
    """Looking again, also after reading, finds the same fingerprint."""
    branched(repository)
    before = source(repository.path).fingerprint()
    list(source(repository.path).pages())

    assert source(repository.path).fingerprint() == before


@pytest.mark.parametrize("change", ["commit", "branch", "tag", "loss", "options", "key"])
def test_the_fingerprint_changes_with_what_can_be_read(repository, source, change):
    """New commits, moved refs, lost objects and other options each bring a new fingerprint."""
    repository.commit(files={"a.txt": "1\n"})
    options = {}
    before = source(repository.path).fingerprint()
    if change == "commit":
        repository.commit()
    elif change in ("branch", "tag"):
        repository.git(change, "v1")
    elif change == "loss":
        repository.lose("HEAD:a.txt")
    else:
        options = {"options": {"lines": True}, "key": {"repository": "github:other/name"}}[change]

    assert source(repository.path, **options).fingerprint() != before


def test_settings_of_the_repository_run_nothing(repository, read, tmp_path):
    """No program that a repository's settings, hooks or attributes name is started."""
    trap = tmp_path / "trap.sh"
    sprung = tmp_path / "sprung"
    trap.write_text(f"#!/bin/sh\ntouch '{sprung}'\nexit 1\n")
    trap.chmod(0o755)
    repository.commit("Start", {".gitattributes": "*.txt diff=trap filter=trap\n", "a.txt": "1\n"})
    repository.commit("More", {"a.txt": "2\n"})
    for key in (
        *("core.fsmonitor", "core.pager", "pager.log", "core.sshCommand", "gpg.program"),
        *("diff.external", "diff.trap.textconv", "diff.trap.command"),
        *("filter.trap.clean", "filter.trap.smudge", "filter.trap.process"),
    ):
        repository.git("config", key, str(trap))
    repository.git("config", "log.showSignature", "true")
    repository.git("config", "core.hooksPath", str(tmp_path))

    found = read(repository.path, lines=True)

    assert not sprung.exists()
    assert len(found.oids()) == 2
    assert found.rows("commit_files") != []


def test_settings_that_change_the_log_do_not_change_rows(repository, read):
    """Numbers depend on the history, not on how its owner likes to see it."""
    branched(repository)
    before = read(repository.path, lines=True).tables
    for key, value in {
        "log.showRoot": "false",
        "diff.renames": "false",
        "diff.relative": "true",
        "i18n.logOutputEncoding": "ISO-8859-1",
        "format.pretty": "oneline",
        "log.date": "relative",
    }.items():
        repository.git("config", key, value)

    assert read(repository.path, lines=True).tables == before


def test_variables_of_git_around_us_do_not_matter(repository, make, read, monkeypatch):
    """Run from within a hook, where git points at another repository, ours is read."""
    repository.commit("Ours")
    other = make("other")
    other.commit("Theirs")
    monkeypatch.setenv("GIT_DIR", str(other.path / ".git"))
    monkeypatch.setenv("GIT_INDEX_FILE", str(other.path / ".git" / "index"))

    assert [row["subject"] for row in read(repository.path).rows("commits")] == ["Ours"]


def test_nothing_is_written_to_the_repository(repository, read):
    """Reading leaves every file of the repository as it was."""
    branched(repository)

    def files():
        return {p: p.stat().st_mtime_ns for p in repository.path.rglob("*") if p.is_file()}

    before = files()
    read(repository.path, lines=True)

    assert files() == before


def test_stopping_early_leaves_no_process(repository, source, monkeypatch):
    """A reader that is dropped after its first page ends the git processes it started."""
    monkeypatch.setattr(reading, "COMMITS_A_PAGE", 1)
    branched(repository)
    started = []
    popen = subprocess.Popen

    def remember(*arguments, **options):
        started.append(popen(*arguments, **options))
        return started[-1]

    monkeypatch.setattr(subprocess, "Popen", remember)
    pages = source(repository.path).pages()
    next(pages)
    pages.close()

    assert started
    assert all(process.poll() is not None for process in started)


def test_a_name_that_is_no_key_is_wrong_use(repository, source):
    """A repository named without its forge is refused with the form to write."""
    with pytest.raises(WrongUse) as caught:
        source(repository.path, repository="jupyterhub/oauthenticator")

    assert str(caught.value) == (
        "jupyterhub/oauthenticator: not used as the repository's name: it is not of the form "
        "forge:owner/name. Write, for example, github:jupyterhub/oauthenticator."
    )


def test_the_recorded_bundle_gives_what_git_counts(recordings, tmp_path, read):
    """A whole real history, every branch of it, gives exactly what git counts."""
    bundle = recordings / "git" / "oauthenticator.bundle"
    mirror = tmp_path / "mirror"
    subprocess.run(["git", "clone", "-q", "--mirror", str(bundle), str(mirror)], check=True)
    listed = subprocess.run(
        ["git", "-C", str(mirror), "rev-list", "--all"], capture_output=True, check=True, text=True
    ).stdout.split()

    found = read(bundle)

    assert sorted(found.oids()) == sorted(listed)
    assert found.skipped == []
    assert all(promise.complete for promise in found.coverage.values())


def test_open_git_needs_no_repository_name(repository, tmp_path):
    """Without a name and a remote the folder's name is taken, and said to be a guess."""
    opened = open_git(repository.path, repository=None, forges={}, workdir=tmp_path / "work")

    assert (opened.repository, opened.repository_is_guess) == ("git:local/made", True)
