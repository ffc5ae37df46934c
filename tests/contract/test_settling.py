"""Settling: an answer is one line, reaches what it is about, and survives every reading of facts."""

import json
import re
import shutil
from dataclasses import dataclass

import pytest
from typer.testing import CliRunner

from twohats.cli.app import app
from twohats.errors import TwohatsError
from twohats.flow.importing import read_into
from twohats.sources.made_up import MadeUpSource
from twohats.store.facts import FactStore


@dataclass(frozen=True)
class Ran:
    """How a command ended."""

    returncode: int
    stdout: str
    stderr: str


@pytest.fixture
def twohats():
    """Run a command in this process: there are many of them here."""

    def run(*arguments):
        found = CliRunner().invoke(app, [str(argument) for argument in arguments])
        if isinstance(found.exception, TwohatsError):
            return Ran(found.exception.exit_code, found.stdout, str(found.exception))
        if found.exception and not isinstance(found.exception, SystemExit):
            raise found.exception
        return Ran(found.exit_code, found.stdout, found.stderr)

    return run


@pytest.fixture(scope="module")
def asking(demo, tmp_path_factory):
    """The made-up organization, before it said when its iterations begin: it has much to settle."""
    copy = tmp_path_factory.mktemp("settling") / "workspace"
    shutil.copytree(demo, copy)
    settings = copy / "twohats.toml"
    text = settings.read_text("utf-8")
    settings.write_text(re.sub(r"\[iterations\]\n(.+\n)+", "", text), "utf-8")
    return copy


@pytest.fixture
def workspace(asking, tmp_path):
    """The same, for one test alone."""
    copy = tmp_path / "workspace"
    shutil.copytree(asking, copy)
    return copy


def listed(twohats, workspace):
    """What waits for an answer."""
    ran = twohats("-w", workspace, "settle", "--list", "--format", "json")
    assert ran.returncode == 0, ran.stderr
    return json.loads(ran.stdout)["rows"]


def efforts(twohats, workspace):
    """Efforts among it."""
    return [row["effort"] for row in listed(twohats, workspace) if row["kind"] == "effort"]


def answered(twohats, workspace, *words):
    """Write an answer down."""
    ran = twohats("-w", workspace, "settle", *words)
    assert ran.returncode == 0, ran.stderr
    return ran.stderr


def classes(twohats, workspace, effort):
    """Classes of an effort's entries, with their rules."""
    query = f"select class, rule from entries where undertaking = 'github:{effort}'"
    ran = twohats("-w", workspace, "sql", query, "--format", "json")
    return {(row["class"], row["rule"]) for row in json.loads(ran.stdout)["rows"]}


def lines(workspace):
    """Lines of the journal."""
    texts = [path.read_text("utf-8") for path in (workspace / "journal").rglob("*.jsonl")]
    return [json.loads(line) for text in texts for line in text.splitlines()]


TWO = ("--by", "wren", "--by", "sorrel")


def test_questions_on_gates_come_before_efforts(twohats, asking):
    """Affiliation, scope and bots first; then efforts, the largest first; ten at most."""
    rows = listed(twohats, asking)
    kinds = [row["kind"] for row in rows]
    sizes = [row["entries"] for row in rows if row["kind"] == "effort"]

    assert len(rows) <= 10
    assert kinds == sorted(kinds, key=lambda kind: kind == "effort")
    assert {"dates", "scope", "bot", "effort"} == set(kinds)
    assert sizes == sorted(sizes, reverse=True)


def test_an_answer_settles_its_effort_and_outlives_the_facts(twohats, workspace):
    """It is asked no more; `why` names who said so; reading all facts again changes nothing."""
    effort = efforts(twohats, workspace)[0]
    said = answered(
        twohats, workspace, effort, "--class", "directed", "--why", "Marram asked for it", *TWO
    )
    first = classes(twohats, workspace, effort)
    why = twohats("-w", workspace, "why", effort, "--format", "json").stdout
    shutil.rmtree(workspace / ".twohats" / "derived")
    shutil.rmtree(workspace / ".twohats" / "facts")
    source = MadeUpSource(1)
    (outcome,) = read_into(FactStore(workspace / ".twohats" / "facts"), [source])

    assert outcome.is_new
    assert "directed." in said
    assert effort not in efforts(twohats, workspace)
    assert first == {("directed", "G3")} == classes(twohats, workspace, effort)
    assert "answered directed on" in why
    assert "Marram asked for it" in why
    assert "wren-tidewater" not in why


def test_many_efforts_are_one_line(twohats, workspace):
    """Bulk is one line of the journal, and each effort is settled by it."""
    three = efforts(twohats, workspace)[:3]
    answered(twohats, workspace, *three, "--class", "personal", "--why", "nobody planned it", *TWO)

    assert len(lines(workspace)) == 1
    assert not set(three) & set(efforts(twohats, workspace))


def test_a_timebox_that_ended_stays_undecided_and_is_counted(twohats, workspace):
    """The effort is asked no more, and no share takes it."""
    effort = efforts(twohats, workspace)[0]
    answered(twohats, workspace, effort, "--class", "undecided", "--why", "timebox ended", *TWO)
    ran = twohats("-w", workspace, "settle", "--list")

    assert effort not in efforts(twohats, workspace)
    assert classes(twohats, workspace, effort) == {("undecided", "G3")}
    assert "stay undecided by an answer" in ran.stderr


def test_as_of_a_day_before_the_answer_nobody_has_answered(twohats, workspace):
    """It waits then as it did, and is settled now."""
    effort = efforts(twohats, workspace)[0]
    answered(twohats, workspace, effort, "--class", "directed", "--why", "they asked", *TWO)
    query = f"select class, rule from entries where undertaking = 'github:{effort}'"
    then = twohats("-w", workspace, "sql", query, "--as-of", "2026-06-30", "--format", "json")
    rules = {row["rule"] for row in json.loads(then.stdout)["rows"]}

    assert rules
    assert "G3" not in rules
    assert classes(twohats, workspace, effort) == {("directed", "G3")}


def test_a_later_answer_takes_the_place_of_the_earlier_one(twohats, workspace):
    """Both stay in the journal, and nothing is contested."""
    effort = efforts(twohats, workspace)[0]
    for class_ in ("directed", "foundational"):
        answered(twohats, workspace, effort, "--class", class_, "--why", "we looked again", *TWO)
    first, second = lines(workspace)

    assert second["supersedes"] == first["id"]
    assert classes(twohats, workspace, effort) == {("foundational", "G3")}


def test_a_standing_answer_reaches_like_cases_and_no_others(twohats, workspace):
    """The same community, activity and evidence, until its day."""
    query = (
        "select likeness, count(distinct undertaking) as n, min(undertaking) as effort "
        "from entries where class = 'undecided' and scope = 'upstream' group by 1 "
        "order by n desc, 1 limit 1"
    )
    ran = twohats("-w", workspace, "sql", query, "--format", "json")
    (kind,) = json.loads(ran.stdout)["rows"]
    effort = kind["effort"].removeprefix("github:")
    words = (effort, "--class", "foundational", "--why", "asked in their roadmap", *TWO)
    dates = ("--since", "2026-01-01", "--until", "2027-01-01")
    said = answered(twohats, workspace, *words, "--like", *dates)
    (line,) = lines(workspace)
    left = json.loads(
        twohats(
            "-w",
            workspace,
            "sql",
            "select count(*) as n from entries where class = 'undecided' "
            f"and likeness = '{kind['likeness']}'",
            "--format",
            "json",
        ).stdout
    )["rows"][0]["n"]

    assert line["content"]["until"] == "2027-01-01"
    assert kind["likeness"] in line["content"]["like"]["likeness"]
    assert left == 0
    assert ("like one" in said) is (kind["n"] > 1)


def test_one_part_of_an_effort_can_be_answered_alone(twohats, workspace):
    """The rest of it stays as it was."""
    effort = next(
        row["effort"]
        for row in listed(twohats, workspace)
        if row["kind"] == "effort" and len(row["activities"]) > 1
    )
    words = (effort, "--activity", "review", "--class", "directed", "--why", "ours", *TWO)
    answered(twohats, workspace, *words)

    assert ("directed", "G3") in classes(twohats, workspace, effort)
    assert ("undecided", "R13") in classes(twohats, workspace, effort)


def alone(twohats, workspace):
    """An effort done by one person, and a login of theirs."""
    query = (
        "select undertaking, any_value(person) as person from entries where class = 'undecided' "
        "and scope = 'upstream' group by 1 having count(distinct person) = 1 order by 1 limit 1"
    )
    ran = twohats("-w", workspace, "sql", query, "--names", "a test", "--format", "json")
    (row,) = json.loads(ran.stdout)["rows"]
    return row["undertaking"].removeprefix("github:"), row["person"].removeprefix("github:")


def test_nobody_answers_alone_for_their_own_work(twohats, workspace):
    """Exit 2 and no line; with a second person it is kept."""
    effort, login = alone(twohats, workspace)
    other = "wren-tidewater" if login != "wren-tidewater" else "sorrel-tidewater"
    words = ("-w", workspace, "settle", effort, "--class", "foundational", "--why", "it is so")
    before = len(lines(workspace))
    refused = twohats(*words, "--by", login)
    kept = twohats(*words, "--by", login, "--by", other)

    assert refused.returncode == 2
    assert "would answer alone for their own work" in refused.stderr
    assert login not in refused.stderr
    assert kept.returncode == 0, kept.stderr
    assert len(lines(workspace)) == before + 1


def test_two_answers_that_did_not_see_each_other_are_contested(
    twohats, workspace, tmp_path, monkeypatch
):
    """The later one holds, exit 4 says that people have to talk, and a third answer ends it."""
    other = tmp_path / "other"
    shutil.copytree(workspace, other)
    effort = efforts(twohats, workspace)[0]
    for place, mail, class_ in ((workspace, "wren", "directed"), (other, "sorrel", "personal")):
        monkeypatch.setenv("GIT_CONFIG_COUNT", "1")
        monkeypatch.setenv("GIT_CONFIG_KEY_0", "user.email")
        monkeypatch.setenv("GIT_CONFIG_VALUE_0", f"{mail}@tidewater.example")
        answered(twohats, place, effort, "--class", class_, "--why", "so it is", *TWO)
    for path in (other / "journal").rglob("*.jsonl"):
        target = workspace / path.relative_to(other)
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(path.read_bytes())
    why = twohats("-w", workspace, "why", effort, "--format", "json")
    listing = twohats("-w", workspace, "settle", "--list")
    answered(twohats, workspace, effort, "--class", "directed", "--why", "we talked", *TWO)
    after = twohats("-w", workspace, "why", effort, "--format", "json")

    assert (why.returncode, listing.returncode, after.returncode) == (4, 4, 0)
    assert "the later one holds" in why.stdout
    assert f"settle again together: github:{effort}" in listing.stderr


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (("--class", "nice", "--why", "x", *TWO), "'nice' is no class. Say one of directed,"),
        (("--class", "directed", "--why", " ", *TWO), "--why needs a reason in words"),
        (("--why", "x", *TWO), "--class is missing"),
        (("--class", "directed", "--why", "x", "--by", "nobody"), "nobody of the team is called"),
        (("--class", "directed", "--why", "x", *TWO, "--like"), "--like needs an end"),
        (
            ("--class", "directed", "--why", "x", *TWO, "--until", "2027-01-01"),
            "--until is for answers that hold for like cases",
        ),
        (("--class", "directed", "--why", "x"), "the team file does not name that"),
        (("--class", "directed", "--why", "x", *TWO, "--activity", "talk"), "no talk is part of"),
    ],
    ids=["class", "why", "no class", "by", "like", "until", "nobody", "activity"],
)
def test_what_cannot_be_kept_is_said_and_not_kept(twohats, asking, words, message):
    """Exit 2, with the next step, and no line."""
    effort = efforts(twohats, asking)[0]
    ran = twohats("-w", asking, "settle", effort, *words)

    assert ran.returncode == 2
    assert message in ran.stderr
    assert lines(asking) == []


@pytest.mark.parametrize("name", ["lantern-project/lantern#99999", "ffffffffff0"])
def test_an_effort_nobody_knows_is_not_settled(twohats, asking, name):
    """The message says where names come from."""
    ran = twohats("-w", asking, "settle", name, "--class", "directed", "--why", "x", *TWO)

    assert ran.returncode == 2
    assert "`twohats settle --list` names what waits" in ran.stderr


def test_older_words_for_a_class_are_read(twohats, workspace):
    """`stakeholder-led` is directed, and is written as that."""
    effort = efforts(twohats, workspace)[0]
    answered(twohats, workspace, effort, "--class", "stakeholder-led", "--why", "x", *TWO)

    assert lines(workspace)[0]["content"]["class"] == "directed"


def test_like_cases_show_what_people_said(twohats, workspace):
    """An earlier answer on the same community and activity is shown as advice."""
    rows = [row for row in listed(twohats, workspace) if row["kind"] == "effort"]
    communities = [row["effort"].partition("/")[0] for row in rows]
    twice = next(name for name in communities if communities.count(name) > 1)
    first, second, *_ = [row["effort"] for row in rows if row["effort"].startswith(twice)]
    answered(twohats, workspace, first, "--class", "directed", "--why", "Marram asked", *TWO)
    like = next(row["like"] for row in listed(twohats, workspace) if row["effort"] == second)

    assert like == [f"{first} directed: Marram asked"]


def test_a_link_that_is_no_address_is_refused(twohats, workspace):
    """Nothing is kept that nobody can follow."""
    effort = efforts(twohats, workspace)[0]
    ran = twohats(
        "-w", workspace, "settle", effort, "--class", "directed", "--why", "x",
        "--by", "Wren", "--link", "notalink",
    )  # fmt: skip

    assert ran.returncode == 2
    assert "--link 'notalink' is no address" in ran.stderr
