"""Units and own projects, over the made-up organization: numbers open, and nobody is named."""

import json
from dataclasses import replace

import pytest

from twohats.flow.balance import balance
from twohats.flow.facts import Moments, open_facts
from twohats.flow.ledger import ledger_of
from twohats.flow.own_projects import openness
from twohats.flow.sql import prepare
from twohats.flow.trace import Traced
from twohats.flow.trace_page import trace_page
from twohats.flow.units import ALL, NO_UNIT, entries_of, read_stays, units
from twohats.flow.why import entries_page, why
from twohats.journal import PrivateState
from twohats.ledger.balance import MIXED
from twohats.ledger.tracing import Trace
from twohats.publish import to_markdown
from twohats.publish.openings import loose_ends
from twohats.store.facts import FactStore
from twohats.workspace import load_workspace


def open_(demo):
    """Open a year of the made-up organization."""
    workspace = load_workspace(demo)
    store = FactStore(workspace.facts_folder)
    return open_facts(workspace, store, Moments(days=365), secret=b"made up")


@pytest.fixture(scope="module")
def opened(demo):
    return open_(demo)


@pytest.fixture(scope="module")
def roster(opened, tmp_path_factory):
    """Half of the team in one unit, the others in none, and a stranger."""
    logins = list(dict.fromkeys(member.accounts[0][7:] for member in opened.workspace.team))
    lines = [f"{login},Reefs & Co,," for login in logins[: len(logins) // 2]]
    path = tmp_path_factory.mktemp("roster") / "our roster.csv"
    path.write_text("\n".join(["login,unit,from,to", *lines, "stranger,Tides,,"]), "utf-8")
    return path


@pytest.fixture(scope="module")
def counted(opened, roster):
    stays = read_stays(roster.read_text("utf-8"), str(roster), opened.workspace)
    return units(ledger_of(opened), opened.workspace, stays, str(roster))


def test_units_and_no_unit_are_everybody(counted):
    """Where nobody is in two units, the parts add up to the whole."""
    reefs, tides, none, everybody = counted.rows

    assert [row["unit"] for row in counted.rows] == ["Reefs & Co", "Tides", NO_UNIT, ALL]
    assert tides["answer"] == "nothing done"
    for name in ("entries", *MIXED):
        assert reefs[name] + none[name] == everybody[name]
    assert reefs["entries"] > 20


def test_pages_of_a_ledger_say_first_that_it_is_made_up(opened, counted):
    """Whether it was judged now or kept: units, balance, what is traced, and why."""
    ledger = ledger_of(opened)
    pages = (
        counted.page,
        balance(ledger, opened.workspace.settings, opened.decisions, PrivateState()).page,
        why(ledger, ledger.rows[0], opened.decisions).page,
        entries_page(ledger.rows[:2], ledger),
        trace_page(Traced(None, (), (), Trace(), None), "Tidewater", ledger),
    )

    for page in pages:
        assert page.document.banner.startswith("Everything here is made up"), page.document.title


def test_every_number_of_a_unit_opens_to_as_many_entries(counted):
    """By the command beside it, and on the page."""
    document = counted.page.document

    assert not loose_ends(document)
    for row in counted.rows:
        for class_ in (None, *MIXED):
            assert len(entries_of(counted, row["unit"], class_)) == row[class_ or "entries"]
    assert "--unit 'Reefs & Co' --class directed" in str(
        [rows.command for rows in document.rows.values()]
    )


def test_units_name_nobody(opened, counted):
    """Neither a login nor a pseudonym stands on the page or among the entries."""
    page = to_markdown(counted.page)
    names = {a.identity.partition(":")[2] for a in opened.people.affiliations}
    names |= {row["label"] for row in ledger_of(opened).rows}
    cells = {str(cell) for row in entries_of(counted, ALL) for cell in row.values()}

    assert {name for name in names if f"| {name} " in page} == set()
    assert names & cells == set()


def test_every_number_about_own_projects_opens_to_its_rows(demo):
    """The command beside it gives as many, and nothing is left loose."""
    opened = open_(demo)
    document = openness(opened).page.document
    prepare(opened)

    assert not loose_ends(document)
    assert len(document.rows) >= 4
    for rows in document.rows.values():
        query = rows.command.partition('"')[2].rpartition('"')[0]
        found = opened.backend.con.execute(f"select count(*) from ({query})").fetchall()
        assert found == [(rows.total,)]
        assert "--since" in rows.command


def test_own_projects_are_measured_alone(opened):
    """One row per project of ours and measure; each part of people who merged is told."""
    found = openness(opened).rows
    own = {scope.repository for scope in opened.scopes if scope.scope == "own-project"}
    answers = {"counted", "too few", "not reached", "not measured", "none"}

    assert {row["repository"] for row in found} == own
    assert len(found) == 4 * len(own)
    assert {row["answer"] for row in found} <= answers
    (merged,) = [r for r in found if r["measure"] == "maintainers" and r["answer"] == "counted"]
    assert merged["people"] == merged["ours"] + merged["not_ours"]


def test_what_the_facts_do_not_hold_is_not_measured(opened):
    """Without a promise of completeness there is neither a number nor rows behind one."""
    bare = replace(opened, facts=replace(opened.facts, coverage=()))
    found = openness(bare)

    assert {row["answer"] for row in found.rows} == {"not measured"}
    assert {row["value"] for row in found.rows} == {None}
    assert not found.page.document.rows


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (("units", "--roster", "nowhere.csv"), "nowhere.csv: no roster was read"),
        (("units", "--roster", "{roster}", "--class", "directed"), "--class needs --unit"),
        (("units", "--roster", "{roster}", "--unit", "Dunes"), "the roster has none of this name"),
        (("experiments", "keep", "nothing", "--why", "x"), "no experiment is called so"),
        (("experiments", "start", "Hour"), "--hypothesis is missing"),
    ],
)
def test_wrong_use_says_the_next_step(twohats, demo, roster, words, message):
    """Exit 2, nothing on standard output."""
    ran = twohats("-w", demo, *(word.format(roster=roster) for word in words))

    assert (ran.returncode, ran.stdout) == (2, "")
    assert message in ran.stderr


def test_an_experiment_from_start_to_stop(twohats, tmp_path):
    """It runs, waits for its review (exit 4), is kept, and its story is in the journal."""
    place = tmp_path / "w"
    twohats("init", place, "--organization", "Made Up", "--login", "ada")

    def tried(*words):
        return twohats("-w", place, "experiments", *words)

    started = tried(
        "start", "--example", "triage-hours", "--start-on", "2024-01-01", "--review-on", "2024-02-01"
    )  # fmt: skip
    assert started.returncode == 0, started.stderr
    waits = tried("--format", "json")
    assert waits.returncode == 4
    assert [row["waits"] for row in json.loads(waits.stdout)["rows"]] == ["review"]
    assert tried("keep", "triage-hours").returncode == 2  # a reason is missing
    assert tried("keep", "triage-hours", "--why", "more in order").returncode == 0
    assert tried("feedback", "too late in the day", "--about", "triage-hours").returncode == 0
    shown = tried("--format", "json")
    assert shown.returncode == 0
    (row,) = json.loads(shown.stdout)["rows"]
    assert (row["state"], row["why"], row["feedback"]) == ("kept", "more in order", 1)
    (journal,) = (place / "journal").glob("*/*/*.jsonl")
    assert len(journal.read_text("utf-8").splitlines()) == 3


def test_a_kpi_is_set_beside_the_time_before(twohats, demo, tmp_path):
    """Two periods of one length, each with the command that lists its rows."""
    import shutil

    copy = tmp_path / "w"
    shutil.copytree(demo, copy)
    twohats(
        "-w", copy, "experiments", "start", "Hour", "--hypothesis", "if, then", "--kpi", "triage",
        "--start-on", "2026-03-01", "--review-on", "2026-06-01",
    )  # fmt: skip
    shown = twohats("-w", copy, "experiments", "kpi", "hour", "--format", "json")
    before, since = json.loads(shown.stdout)["rows"]

    assert (before["period"], since["period"]) == ("before", "since the start")
    assert before["until"] == since["since"] == "2026-03-01T00:00:00Z"
    words = since["rows"].split('"')
    listed = twohats("-w", copy, "sql", words[1], *words[2].split(), "--format", "json")
    assert len(json.loads(listed.stdout)["rows"]) == since["value"]


@pytest.mark.parametrize(
    ("recording", "answers"),
    [
        ("github-backup-bitcoin-core-gui.tar.gz", ["counted"] * 4),
        (
            "github-to-sqlite-bitcoin-core-gui.db.gz",
            ["counted", "not measured", "counted", "not measured"],
        ),
    ],
    ids=["with reviews", "without"],
)
def test_a_recording_without_reviews_measures_neither_reviews_nor_waiting(
    twohats, tmp_path, recordings, recording, answers
):
    """A real community, looked at as if it were ours: what a source does not hold is no zero."""
    place, source = tmp_path / "w", recordings / recording
    if source.suffixes[-2:] == [".db", ".gz"]:
        import gzip

        (tmp_path / "recording.db").write_bytes(gzip.decompress(source.read_bytes()))
        source = tmp_path / "recording.db"
    twohats("init", place, "--organization", "Made Up", "--login", "hebasto")
    (place / "twohats.toml").write_text(
        'organization = "Made Up"\nowners = ["bitcoin-core"]\n', "utf-8"
    )
    twohats("-w", place, "import", source)
    words = ("openness", "--since", "2022-01-01", "--until", "2023-01-01", "--format", "json")
    found = json.loads(twohats("-w", place, *words).stdout)["rows"]

    assert [row["answer"] for row in found] == answers
