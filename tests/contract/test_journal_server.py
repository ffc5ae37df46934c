"""The journal on a PostgreSQL server: what it refuses, what a cut wire does, and moving there and back."""

import os
import subprocess
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from servers.wire import Wire

from twohats.errors import OutOfReach, TwohatsError, WrongUse
from twohats.flow.forget import Shelves, forget, look_for
from twohats.flow.journal import left_in_git, look_into, move, open_journal, server_journal
from twohats.formats.engine_urls import read_engine_url
from twohats.formats.forgotten import Forgotten, Identity, marks_of
from twohats.journal import FolderJournal, PrivateJournal, ServerJournal, standing, ulid
from twohats.journal import server as server_module
from twohats.journal.kept import Change
from twohats.journal.lines import to_line
from twohats.journal.server import roles_of, set_up_text
from twohats.records.decisions import Decision
from twohats.store.facts import FactStore
from twohats.store.kept_out import KeptOut
from twohats.workspace import load_workspace

START = datetime(2026, 1, 31, 23, 0, tzinfo=UTC)
LATER = datetime(2026, 6, 1, tzinfo=UTC)


def decision(
    number, who="ada", what="scope", why="because", about=None, supersedes=None, **content
):
    at = START + timedelta(hours=number)
    about = (f"github:o/{number}",) if about is None else about
    return Decision(
        ulid(at, who.encode().ljust(10, b"-")[:10]), who, at, what, about, why, content, supersedes
    )


class Team:
    """A database of its own with somebody who writes, somebody who may erase, and somebody else."""

    def __init__(self, server):
        self.server = server
        self.url = server.new_database()
        self.database = self.url.rpartition("/")[2]
        self.logins = {name: f"{name}_{self.database}" for name in ("writer", "eraser", "stranger")}
        for login in self.logins.values():
            server.run(f'CREATE ROLE "{login}" LOGIN')
        address = read_engine_url(self.url)
        text = set_up_text(address, [self.logins["writer"]], [self.logins["eraser"]])
        ServerJournal(address).set_up(text)

    def address(self, who):
        return read_engine_url(self.server.url(self.database, self.logins.get(who, who)))

    def journal(self, who="writer", **more):
        return ServerJournal(self.address(who), **more)

    def run(self, sql, who="postgres"):
        return self.server.run(sql, self.database, self.logins.get(who, who)).strip()

    def wait_for_writers(self):
        """Come back when whatever clients left behind is committed or gone."""
        self.run("BEGIN; LOCK TABLE twohats_journal.lines IN SHARE MODE; COMMIT;")

    def refused(self, sql, who="postgres"):
        with pytest.raises(subprocess.CalledProcessError) as caught:
            self.run(sql, who)
        return caught.value.stderr


@pytest.fixture
def team(postgres):
    return Team(postgres)


CHANGES = (
    "UPDATE twohats_journal.lines SET place = 'x'",
    "UPDATE twohats_journal.lines SET line = line WHERE false",
    "DELETE FROM twohats_journal.lines",
    "TRUNCATE twohats_journal.lines",
    "INSERT INTO twohats_journal.lines (number, place, line) OVERRIDING SYSTEM VALUE VALUES (1, 'x', 'x')",
)


def test_a_writer_may_read_and_insert_and_nothing_else(team):
    """Grants refuse every other statement, and the functions that erase."""
    team.journal().append(decision(0))

    assert team.journal().read() == ((decision(0),), ())
    for sql in (
        *CHANGES,
        "SELECT twohats_journal.hold()",
        "SELECT twohats_journal.erase('{}', '{}', '{}', 'now')",
        "INSERT INTO twohats_journal.erasures (erased_at, erased_by, lines, xact) VALUES ('', '', '{}', '')",
        "ALTER TABLE twohats_journal.lines DISABLE TRIGGER refuse",
        "DROP TABLE twohats_journal.lines",
    ):
        assert (
            "permission denied" in (said := team.refused(sql, "writer")) or "must be owner" in said
        )
    assert team.journal().read() == ((decision(0),), ())


def test_the_owner_is_refused_as_well(team):
    """A trigger stands where grants do not reach, also where triggers of others are switched off."""
    team.journal().append(decision(0))

    for sql in CHANGES[:4]:
        for session in ("", "SET session_replication_role = replica;"):
            assert "are added and never changed" in team.refused(session + sql)
    for sql in ("DELETE FROM twohats_journal.erasures", "TRUNCATE twohats_journal.erasures"):
        assert "are added and never changed" in team.refused(sql)
    assert team.journal().read() == ((decision(0),), ())


def test_whoever_erases_cannot_do_it_by_hand(team):
    """Only the function changes lines, and it changes none into a line that says something else."""
    team.journal().append(decision(0))
    other = to_line(replace(decision(0), why="never said")).hex()
    digest = team.run("SELECT sha256 FROM twohats_journal.lines")

    for sql in CHANGES:
        assert "permission denied" in team.refused(sql, "eraser")
    call = (
        f"SELECT twohats_journal.erase('{{{digest}}}', ARRAY['\\x{other}'::bytea], '{{x}}', 'now')"
    )
    assert "can only be erased, not changed" in team.refused(call, "eraser")
    assert team.run("SELECT count(*) FROM twohats_journal.erasures") == "0"
    assert team.journal().read() == ((decision(0),), ())


def test_an_erasure_is_kept_and_opens_the_table_for_itself_alone(team):
    """Who erased what, and when, stands in a table of its own; the next transaction is refused again."""
    team.journal().append(decision(0, why="says ada-m"), decision(1))
    gone = Forgotten(
        b"made up", frozenset(marks_of(b"made up", [Identity("account", "github:ada-m")]))
    )
    (changed,) = team.journal("eraser").erase(gone, LATER)

    kept = team.run(
        "SELECT erased_at, erased_by, lines[1], cardinality(lines) FROM twohats_journal.erasures"
    )
    assert changed == decision(0).id
    assert kept == f"2026-06-01T00:00:00+00:00|{team.logins['eraser']}|{changed}|1"
    assert [one.why for one in team.journal().read()[0]] == ["says forgotten", "because"]
    assert "are added and never changed" in team.refused(CHANGES[0])


def test_what_was_erased_does_not_come_back(team):
    """Somebody's old copy of the line is refused by the server itself."""
    team.journal().append(decision(0, why="says ada-m"))
    gone = Forgotten(
        b"made up", frozenset(marks_of(b"made up", [Identity("account", "github:ada-m")]))
    )
    team.journal("eraser").erase(gone, LATER)

    with pytest.raises(TwohatsError) as told:
        team.journal().append(decision(0, why="says ada-m"))
    assert (told.value.exit_code, str(told.value)) == (
        1,
        f"{team.journal().home}: the journal was not written to: line {decision(0).id} was erased and "
        "stays so. It was erased after this began; do it again, and it is left out.",
    )


def test_a_writer_is_told_before_anything_is_erased(team):
    """The message names the role, and nothing was done."""
    with pytest.raises(WrongUse) as told:
        team.journal().before_erasing()

    writer = team.logins["writer"]
    assert str(told.value) == (
        f"{team.address('writer').text}: nothing was erased: `{writer}` may write to this journal, and "
        f'not erase. Have its owner run: GRANT "{team.database}_journal_eraser" TO "{writer}"'
    )
    team.journal("eraser").before_erasing()


def test_columns_are_made_of_the_line_by_the_server(team):
    """Whoever asks by SQL sees what the line says; a client cannot say otherwise."""
    made = decision(0, "bo", "ruling", "so", ("a", "b"), decision(1).id, **{"class": "directed"})
    team.journal().append(made)

    row = team.run(
        "SELECT id, who, said_at, what, about, why, content, supersedes, place FROM twohats_journal.lines",
        "writer",
    )
    assert row.split("|") == [
        made.id, "bo", "2026-01-31T23:00:00+00:00", "ruling", '["a", "b"]', "so", '{"class": "directed"}',
        decision(1).id, "2026/01/bo.jsonl",
    ]  # fmt: skip
    assert "generated column" in team.refused(
        "INSERT INTO twohats_journal.lines (place, line, who) VALUES ('x', 'x', 'ada')"
    )


def test_setting_up_twice_changes_nothing(team):
    """Lines stay, and so do grants and guards."""
    team.journal().append(decision(0))
    team.journal("postgres").set_up(set_up_text(team.address("postgres")))

    assert team.journal().read() == ((decision(0),), ())
    assert "permission denied" in team.refused(CHANGES[0], "writer")
    assert "are added and never changed" in team.refused(CHANGES[0])


def test_sql_for_an_administrator_holds_names_as_they_are(postgres):
    """A login with a quote in it is a name, and no SQL."""
    text = set_up_text(read_engine_url("postgresql://db.example/team"), ['o"hara; DROP TABLE x'])

    assert 'GRANT "team_journal_writer" TO "o""hara; DROP TABLE x";' in text
    for name, writer in (
        ("my%20team", "my team_journal_writer"),
        ("team?port=5", "team_journal_writer"),
    ):
        assert roles_of(read_engine_url(f"postgresql://db.example/{name}"))[0] == writer
    with pytest.raises(WrongUse, match="a mark that nobody can see"):
        roles_of(read_engine_url("postgresql://db.example/a%0ADROP"))
    with pytest.raises(WrongUse, match="too long"):
        roles_of(read_engine_url("postgresql://db.example/" + "x" * 50))


@pytest.mark.parametrize("who", ["stranger", "writer"])
def test_somebody_who_may_not(team, who):
    """Whoever has no role is told which there are; where there is no journal, how one is made."""
    if who == "stranger":
        with pytest.raises(
            WrongUse, match=r"the journal was not read: permission denied .* shows which"
        ):
            team.journal(who).read()
    else:
        empty = read_engine_url(team.server.new_database())
        with pytest.raises(WrongUse) as told:
            ServerJournal(empty).append(decision(0))
        assert str(told.value) == (
            f"{empty.text}: the journal was not written to: there is none in this database yet. "
            f"Have its administrator run `twohats journal setup {empty.text}`."
        )


def test_a_server_out_of_reach():
    """Exit code 3, the address without a password, and what to check."""
    with pytest.raises(OutOfReach) as told:
        server_journal(
            read_engine_url("postgresql://ada:$MADE_UP@127.0.0.1:1/team"), {"MADE_UP": "geheim"}
        ).append(decision(0))

    assert told.value.exit_code == 3
    assert "the journal was not written to: " in str(told.value)
    assert "geheim" not in str(told.value)
    with pytest.raises(WrongUse, match="there is no environment variable MADE_UP"):
        server_journal(read_engine_url("postgresql://ada:$MADE_UP@127.0.0.1:1/team"), {})


def through(team, wire):
    """A journal at the end of a wire that may be cut."""
    url = f"postgresql://{team.logins['writer']}@127.0.0.1:{wire.port}/{team.database}"
    return ServerJournal(read_engine_url(f"{url}?sslmode=disable&gssencmode=disable"))


MADE = [decision(number) for number in range(3)]


@pytest.mark.parametrize("heals", [True, False], ids=["it heals", "it stays cut"])
@pytest.mark.parametrize("how", ["before", "after"])
def test_a_wire_cut_anywhere_leaves_nothing_half(postgres, how, heals):
    """All lines or none, and what is said of it is true; every place a client sends from is tried."""
    team = Team(postgres)
    outcomes = set()
    for place in range(1, 12):
        made = [decision(100 * place + number) for number in range(3)]
        with Wire(
            postgres.port, lambda nth, _, place=place: how if nth == place else None, heals=heals
        ) as wire:
            try:
                through(team, wire).append(*made)
                said = ""
            except OutOfReach as error:
                said = str(error)
            was_cut = wire.is_cut
        team.wait_for_writers()
        there = [one for one in team.journal().read()[0] if one in made]
        outcomes.add((bool(said), len(there)))
        assert len(there) in (0, 3)
        if not said:
            assert there == made
        elif "was not written to" in said:
            assert there == []
        else:
            assert "all or none are there. See with `twohats journal --last`" in said
        if not was_cut:
            break
    else:
        pytest.fail("it sends more often than was tried")
    assert (True, 0) in outcomes
    assert (False, 3) in outcomes
    # Only a commit whose answer is lost, twice, is not known to have been done.
    assert ((True, 3) in outcomes) == (how == "after" and not heals)


def test_a_commit_whose_answer_is_lost_is_written_once(postgres):
    """The second try finds what the first one wrote."""
    team = Team(postgres)

    def cut(_, text):
        return "after" if b"COMMIT" in text else None

    with Wire(postgres.port, cut, heals=True) as wire:
        through(team, wire).append(*MADE)
        assert wire.is_cut

    assert team.journal().read() == (tuple(MADE), ())
    assert team.run("SELECT count(*) FROM twohats_journal.lines") == "3"


def test_the_clock_of_the_server_plays_no_part(team):
    """No column is filled by it, so two servers that are years apart hold the same."""
    made = team.run(
        "SELECT column_name || ' ' || coalesce(column_default, '') FROM information_schema.columns "
        "WHERE table_schema = 'twohats_journal'"
    )
    assert "now" not in made
    assert "current_" not in made
    functions = team.run(
        "SELECT prosrc FROM pg_proc p JOIN pg_namespace n ON n.oid = pronamespace WHERE nspname = 'twohats_journal'"
    )
    assert not [word for word in ("now(", "clock_timestamp", "current_time") if word in functions]


# -- moving ------------------------------------------------------------------------------------------


@pytest.fixture
def folder(tmp_path):
    """A workspace with decisions of three people over three months, contested ones, and a cut line."""
    folder = tmp_path / "acme"
    folder.mkdir()
    (folder / "twohats.toml").write_text('# ours\norganization = "Acme"  # the name\n')
    journal = FolderJournal(folder / "journal")
    first = decision(
        0, "ada@tidewater.example", "ruling", about=("x", "y"), **{"class": "directed"}
    )
    journal.append(
        first,
        decision(1, "bo", "ruling", about=("x",), supersedes=first.id, **{"class": "personal"}),
        decision(2, "cy", "ruling", about=("x",), supersedes=first.id, **{"class": "foundational"}),
        *(decision(700 * number, "bo", why=f"é {number}") for number in range(1, 4)),
    )
    (path, *_) = sorted(journal.folder.rglob("*bo.jsonl"))
    path.write_bytes(path.read_bytes() + b'{"id": "cut within \xc3\n')
    return folder


def files(folder):
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in (folder / "journal").rglob("*")
        if path.is_file()
    }


def settings(folder):
    return (folder / "twohats.toml").read_text()


@pytest.mark.parametrize("left", [True, False], ids=["the folder stays", "the folder is gone"])
def test_a_team_moves_to_a_server_and_back(twohats, team, folder, left):
    """One command each way: every line as it was, what holds is the same, and the folder is byte for byte."""
    before, held = files(folder), FolderJournal(folder / "journal").read()
    url = team.address("writer").text
    there = twohats("-w", folder, "journal", "move", url)

    assert there.returncode == 0, there.stderr
    assert settings(folder).startswith('# ours\norganization = "Acme"  # the name\n')
    assert f'[journal]\nhome = "{url}"' in settings(folder)
    workspace = load_workspace(folder)
    assert standing(open_journal(workspace, {}).read()[0]) == standing(held[0])
    shown = twohats("-w", folder, "journal", "--format", "csv")
    assert (shown.returncode, shown.stdout.splitlines()[1]) == (1, f"lines,6,{url}")
    assert f"contested,1,{url}" in shown.stdout
    assert "twohats_journal.lines:" in shown.stderr
    assert files(folder) == before
    if not left:
        for path in sorted((folder / "journal").rglob("*"), reverse=True):
            path.rmdir() if path.is_dir() else path.unlink()
    back = twohats("-w", folder, "journal", "move", "git")

    assert back.returncode == 0, back.stderr
    assert 'home = "git"' in settings(folder)
    assert files(folder) == before
    assert FolderJournal(folder / "journal").read() == held
    assert [line for line in there.stderr.splitlines() if "digest" in line] == [
        "7 lines of git: 7 copied, 0 there already. Both homes hold them: "
        + back.stderr.partition("hold them: ")[2].partition("\n")[0]
    ]


def test_what_is_decided_on_the_server_comes_back(team, folder):
    """Lines of both homes are there after the way back, each in the file of whoever wrote it."""
    workspace = moved(team, folder)
    open_journal(workspace, {}).append(decision(5, "ada@tidewater.example"), decision(6, "new"))
    move(
        open_journal(workspace, {}),
        git := FolderJournal(folder / "journal"),
        at=LATER,
        switch=lambda: None,
    )

    decisions, _ = git.read()
    new = {decision(5, "ada@tidewater.example").id, decision(6, "new").id}
    assert new <= {one.id for one in decisions}
    assert (folder / "journal/2026/02/new.jsonl").is_file()
    assert standing(decisions) == standing(open_journal(workspace, {}).read()[0])


def moved(team, folder, who="writer"):
    """The workspace after the move."""
    text = f'[journal]\nhome = "{team.address(who).text}"\n'
    with (folder / "twohats.toml").open("a") as file:
        file.write(text)
    workspace = load_workspace(folder)
    journal = open_journal(workspace, {})
    move(FolderJournal(folder / "journal"), journal, at=LATER, switch=lambda: None)
    return workspace


def test_killed_in_the_middle_it_is_simply_run_again(team, folder, monkeypatch):
    """The setting is as it was until all is there; the second run brings the rest, once."""
    monkeypatch.setattr(server_module, "BATCH", 2)
    target, switched = team.journal(), []

    class Dying(ServerJournal):
        left = 2

        def _insert(self, lines):
            if not self.left:
                raise KeyboardInterrupt
            self.left -= 1
            super()._insert(lines)

    source = FolderJournal(folder / "journal")
    with pytest.raises(KeyboardInterrupt):
        move(source, Dying(team.address("writer")), at=LATER, switch=lambda: switched.append(1))
    assert (len(target.kept()), switched) == (4, [])

    done = move(source, target, at=LATER, switch=lambda: switched.append(1))

    assert (done.copied, done.there, switched) == (3, 4, [1])
    assert [line.text for line in target.kept()] == [line.text for line in source.kept()]


def test_a_home_that_loses_lines_is_not_moved_into(team, folder):
    """Both are compared after copying; where one lacks a line, decisions stay where they were."""

    class Losing(ServerJournal):
        def take(self, lines):
            super().take(lines[:-1])

    with pytest.raises(TwohatsError, match=r"1 line of 7 did not arrive. Decisions stay in git"):
        move(
            FolderJournal(folder / "journal"),
            Losing(team.address("writer")),
            at=LATER,
            switch=lambda: pytest.fail("it was switched"),
        )


def test_another_teams_journal_is_refused(team, folder):
    """Decisions of two teams never come together: what is inserted cannot be taken out."""
    team.journal().append(decision(50, "zoe"))
    before = team.journal().kept()

    with pytest.raises(
        WrongUse, match=r"it is another team's journal. Name a database of your own"
    ):
        move(FolderJournal(folder / "journal"), team.journal(), at=LATER, switch=pytest.fail)
    assert team.journal().kept() == before


def test_what_somebody_wrote_into_the_folder_after_the_move_is_noticed(team, folder):
    """It is counted and named until it is taken along; then it is on the server."""
    workspace = moved(team, folder)
    assert look_into(open_journal(workspace, {}), left_in_git(workspace)).behind == ()
    FolderJournal(folder / "journal").append(decision(9, "late"))

    (behind,) = look_into(open_journal(workspace, {}), left_in_git(workspace)).behind
    assert behind.place == "2026/02/late.jsonl"
    move(left_in_git(workspace), open_journal(workspace, {}), at=LATER, switch=lambda: None)
    assert look_into(open_journal(workspace, {}), left_in_git(workspace)).behind == ()


OUT = (
    "../outside.jsonl",
    "2026/01/../../x.jsonl",
    "x",
    "2026/01/.x.jsonl",
)


def unguarded(team, *rows):
    """Rows as a writer could insert them before the table knew what a place and a line are."""
    checks = "DROP CONSTRAINT place_is_a_file, DROP CONSTRAINT line_is_one"
    team.run(f"ALTER TABLE twohats_journal.lines {checks}")
    for place, line in rows:
        values = f"('{place}', '\\x{line.hex()}'::bytea)"
        team.run(f"INSERT INTO twohats_journal.lines (place, line) VALUES {values}", "writer")
    team.journal("postgres").set_up(set_up_text(team.address("postgres")))


def test_a_server_takes_only_places_in_the_folder_and_whole_lines(team):
    """What would be written outside, or fall apart in a file, is refused by the table itself."""
    insert = "INSERT INTO twohats_journal.lines (place, line) VALUES"
    for place in (
        *OUT,
        "/x.jsonl",
        "2026/01/ada.jsonl\n",
        "2026/01/Ada.jsonl",
        "2026/01/a/b.jsonl",
    ):
        assert "place_is_a_file" in team.refused(f"{insert} ('{place}', 'x')", "writer")
    for line in ("\\x780a78", "\\x780d"):
        assert "line_is_one" in team.refused(f"{insert} ('2026/01/ada.jsonl', '{line}')", "writer")
    team.run(f"{insert} ('2026/01/ada-m_x.y.jsonl', 'x'), ('0000/00/unplaced.jsonl', '')", "writer")


def test_no_place_on_a_server_leads_out_of_the_folder(team, folder):
    """A line goes where it belongs whatever place it has there; what cannot be read is set aside."""
    before = files(folder)
    workspace = moved(team, folder)
    made = [decision(number, "new") for number in range(10, 10 + len(OUT))]
    rows = [(place, to_line(one)) for place, one in zip(OUT, made, strict=True)]
    unguarded(team, *rows, ("../outside.jsonl", b"no decision"))
    git = FolderJournal(folder / "journal")
    move(open_journal(workspace, {}), git, at=LATER, switch=lambda: None)

    now = files(folder)
    assert now.pop("journal/2026/02/new.jsonl").splitlines() == [to_line(one) for one in made]
    assert now.pop("journal/0000/00/unplaced.jsonl") == b"no decision\n"
    assert now == before
    assert not list(folder.rglob("outside.jsonl"))


def test_an_erased_line_stays_within_the_folder(team, folder):
    """Its new place comes from the other home; a row with a place of before can still be erased."""
    git, one = (
        FolderJournal(folder / "journal"),
        decision(10, "bo", why="says ada@tidewater.example"),
    )
    git.append(one)
    workspace = moved(team, folder, "eraser")
    unguarded(team, (OUT[0], to_line(decision(11, "bo", why="says ada@tidewater.example"))))
    server = open_journal(workspace, {})
    server.erase(Forgotten(b"made up", frozenset(marks_of(b"made up", ADA))), LATER)
    (line,) = (line for line in git.kept() if line.decision == one)
    (tomb,) = (line for line in server.kept() if getattr(line.decision, "id", "") == one.id)
    git.change([Change(line, replace(tomb, place=OUT[0]), one.id)], LATER)

    assert tomb.text in {held.text for held in git.kept()}
    assert not list(folder.rglob("outside.jsonl"))
    assert b"ada@" not in b"".join(held.text for held in server.kept())


def test_a_row_with_a_line_break_is_named_and_can_be_taken_out(team, folder):
    """No file can hold it as it is: nothing is moved until whoever may erase takes it out."""
    workspace = moved(team, folder)
    text = to_line(decision(10, "new"))
    unguarded(team, ("2026/02/new.jsonl", text.replace(b", ", b",\n", 1)))
    server, git, before = team.journal(), FolderJournal(folder / "journal"), files(folder)

    assert "new" not in {one.who for one in server.read()[0]}
    with pytest.raises(TwohatsError) as told:
        move(server, git, at=LATER, switch=pytest.fail)
    assert str(told.value) == (
        f"{server.home}: nothing was moved: a line break stands in row 8, and no line of a journal has "
        "one. Have it taken out as docs/journal.md#broken says, then run it again."
    )
    assert files(folder) == before
    page = (Path(__file__).parents[2] / "docs/journal.md").read_text("utf-8")
    team.run(page.partition("```sql\n")[2].partition("```")[0].replace("= 7", "= 8"), "eraser")
    assert move(open_journal(workspace, {}), git, at=LATER, switch=lambda: None).lines == 7


def test_what_is_decided_now_is_not_left_behind_by_an_older_home(twohats, team, folder):
    """From git into another database is refused while a server holds decisions; into that one it goes."""
    workspace = moved(team, folder)
    open_journal(workspace, {}).append(decision(5, "new"))
    FolderJournal(folder / "journal").append(decision(9, "late"))
    before, other = settings(folder), team.server.new_database()

    refused = twohats("-w", folder, "journal", "move", other, "--from", "git")
    taken = twohats("-w", folder, "journal", "move", team.address("writer").text, "--from", "git")

    assert refused.returncode == 2
    assert f"Move those first: twohats journal move {other}" in refused.stderr
    assert (taken.returncode, settings(folder)) == (0, before)
    held = {one.id for one in open_journal(workspace, {}).read()[0]}
    assert {decision(5, "new").id, decision(9, "late").id} <= held


ADA = [Identity("mail", "ada@tidewater.example")]


def shelves(workspace, environment):
    return Shelves(
        workspace,
        FactStore(workspace.facts_folder),
        open_journal(workspace, environment),
        PrivateJournal(workspace.private_folder),
        KeptOut(workspace.folder),
        "bo",
        LATER,
        os.urandom,
        left_in_git(workspace),
    )


def test_forgetting_reaches_both_homes(team, folder):
    """On the server and in what was left in git, nothing names them, and what was decided holds."""
    workspace = moved(team, folder, "eraser")
    before = look_for(shelves(workspace, {}), tuple(ADA))
    done = forget(shelves(workspace, {}), tuple(ADA), "asked")

    said = b"".join(line.place.encode() + line.text for line in open_journal(workspace, {}).kept())
    assert before.lines == done.lines == (decision(0, "ada@tidewater.example").id,)
    assert b"ada@" not in said
    assert not [name for name, text in files(folder).items() if b"ada@" in name.encode() + text]
    assert "ada@" not in team.run("SELECT * FROM twohats_journal.lines")
    assert [one.decision.what for one in standing(open_journal(workspace, {}).read()[0])][
        -1
    ] == "forgotten"


def test_forgetting_stops_before_the_first_step_where_the_journal_may_not_be_erased(team, folder):
    """Nothing is half done: no list, no line."""
    workspace = moved(team, folder)
    before = files(folder)

    with pytest.raises(WrongUse, match="nothing was erased"):
        forget(shelves(workspace, {}), tuple(ADA), "asked")
    assert files(folder) == before
    assert not (folder / "forgotten").exists()


@pytest.mark.parametrize("erased_in", ["git", "server"])
def test_moving_brings_nobody_back(team, folder, erased_in):
    """Where one home has erased a line, the other's copy is erased on the way, and not copied."""
    workspace = moved(team, folder, "eraser")
    git, server = FolderJournal(folder / "journal"), open_journal(workspace, {})
    gone = Forgotten(b"made up", frozenset(marks_of(b"made up", ADA)))
    first, second = (git, server) if erased_in == "git" else (server, git)
    first.erase(gone, LATER)

    done = move(git, server, at=LATER, switch=lambda: None)

    assert done.erased == 1
    for one in (git, server):
        assert b"ada@" not in b"".join(line.place.encode() + line.text for line in one.kept())
    assert {line.text for line in git.kept()} == {line.text for line in server.kept()}
    assert second.read()[0] == first.read()[0]


@pytest.mark.parametrize("is_there", [True, False], ids=["erased there", "erased here alone"])
def test_an_old_copy_that_cannot_be_trusted_stops_no_move(team, folder, is_there):
    """A spoiled line with the id of an erased one goes; other spoiled lines move as they are."""
    git, server = FolderJournal(folder / "journal"), team.journal("eraser")
    old = to_line(decision(0, "bo", "scope", why="says ada@tidewater.example"))
    git.append(decision(0, "bo", "scope", why="says ada@tidewater.example"))
    if is_there:
        move(git, server, at=LATER, switch=lambda: None)
    gone = Forgotten(b"made up", frozenset(marks_of(b"made up", ADA)))
    (server if is_there else git).erase(gone, LATER)
    path = folder / "journal/2026/02/zz.jsonl"
    path.write_bytes(old.replace(b"says", b"said") + b"\n" + old + b"\n")

    done = move(git, server, at=LATER, switch=lambda: None)

    assert done.untrusted == 1
    for home in (git, server):
        assert b"ada@" not in b"".join(line.text for line in home.kept())
    assert {line.text for line in git.kept()} == {line.text for line in server.kept()}


def test_passwords_stay_out_of_settings(folder):
    """The mistake names file and line, says where passwords go, and does not repeat it."""
    from twohats.errors import SettingsErrors

    with (folder / "twohats.toml").open("a") as file:
        file.write('\n[journal]\nhome = "postgresql://ada:geheim@db.example/team"\n')
    with pytest.raises(SettingsErrors) as told:
        load_workspace(folder)

    assert "twohats.toml:5: `home` must not hold a password" in str(told.value)
    assert "geheim" not in str(told.value)
