"""Initiatives beside upstream, as people run them."""

import csv
import io
import json
import re
import shutil
from dataclasses import dataclass, replace

import pytest

from twohats.cli.place import Place
from twohats.errors import TwohatsError
from twohats.flow.facts import Moments
from twohats.flow.initiatives import COLUMNS, GAP_COLUMNS, gaps_of, listed, story
from twohats.flow.initiatives.drafts import drafts_of
from twohats.flow.initiatives.standing import gathered
from twohats.flow.initiatives.story import called
from twohats.formats.yaml_text import parse_yaml

PLAN = """
[[items]]
title = "Readable charts"
kind = "initiative"
recorded = 2025-01-02
direction = "directed"
beneficiaries = ["Lantern Project", "Open Tides"]
build = "3 days"
coordination = "unknown"
items = ["{item}"]

[[items]]
title = "An idea"
kind = "initiative"
recorded = 2025-01-02
"""
WORDS = """
[words]
member_community = "customer"
"""


@pytest.fixture(scope="module")
def folder(demo, tmp_path_factory):
    """The made-up workspace with customers, two of whom are called like upstream communities."""
    folder = tmp_path_factory.mktemp("initiatives") / "workspace"
    shutil.copytree(demo, folder)
    settings = folder / "twohats.toml"
    text = settings.read_text("utf-8").replace(
        'organization = "', 'member_communities = ["Lantern Project", "Open Tides"]\norganization = "', 1
    )  # fmt: skip
    settings.write_text(text + WORDS, "utf-8")
    opened = Place(folder).open(Moments())
    merged = opened.facts.items.filter(
        lambda t: t.merged_at.notnull() & t.author_is_ours & (t.scope == "upstream")
    )
    (row,) = merged.order_by(merged.merged_at.desc()).limit(1).to_pyarrow().to_pylist()
    (folder / "plan").mkdir()
    plan = PLAN.format(item=row["item"].partition(":")[2])
    (folder / "plan" / "made-up.toml").write_text(plan, "utf-8")
    return folder


@dataclass(frozen=True)
class Ran:
    returncode: int
    stdout: str
    stderr: str


@pytest.fixture(scope="module")
def run():
    """Run the program within this process: the same edge, without starting anew each time."""
    from typer.testing import CliRunner

    from twohats.cli.app import app

    def invoke(*words):
        found = CliRunner().invoke(app, [str(word) for word in words])
        fault = found.exception
        if isinstance(fault, TwohatsError):
            return Ran(fault.exit_code, found.stdout, found.stderr + str(fault))
        if fault is not None and not isinstance(fault, SystemExit):
            raise fault
        return Ran(found.exit_code, found.stdout, found.stderr)

    return invoke


@pytest.fixture(scope="module")
def opened(folder):
    return Place(folder).open(Moments())


@pytest.fixture(scope="module")
def rows(opened):
    return {row["initiative"]: row for row in listed(opened).rows}


def test_every_initiative_that_sql_knows_is_one_row(run, folder, rows):
    """Tracked ones, and those of plan files."""
    query = "select count(distinct split_part(split_part(commitment, '>', 1), '|', 1)) as n from commitments where kind = 'initiative'"  # fmt: skip
    ran = run("-w", folder, "sql", query, "--format", "json")

    assert json.loads(ran.stdout)["rows"] == [{"n": len(rows)}]
    assert all(tuple(row) == COLUMNS for row in rows.values())


def test_a_customer_called_like_an_upstream_community_is_never_it(rows, opened):
    """Both stand there, each in its own column; the name counts as a customer only where it was asked for."""
    titles = {one.title.strip("@").lower() for one in opened.workspace.communities}
    mine = rows["plan/made-up.toml#1"]
    asked = [key for key, row in rows.items() if "Lantern Project" in row["member_communities"]]

    assert "lantern project" in {title.replace("-", " ") for title in titles} or titles
    assert mine["member_communities"] == ["Lantern Project", "Open Tides"]
    assert asked == ["plan/made-up.toml#1"]
    upstream = [row for row in rows.values() if any("lantern-project/" in one for one in row["upstream"])]  # fmt: skip
    assert len(upstream) > 1
    assert all("Lantern Project" not in one for row in rows.values() for one in row["upstream"])


def test_the_word_of_the_workspace_is_what_people_read(run, folder):
    """In the story, in traces and in warnings; columns keep their names."""
    told = run("-w", folder, "initiatives", "plan/made-up.toml#1")

    assert "Customer" in told.stdout
    assert "ember community" not in told.stdout + told.stderr


def test_figures_open_to_as_many_rows(opened, rows):
    """Comments and reviews are counted row by row; every forecast opens to those like it."""
    name = max(rows, key=lambda key: rows[key]["talk"] or 0)
    told = story(opened, name)
    talk = [row for row in told.rows if row["part"] == "act" and row["note"] == "talk"]

    assert len(talk) == rows[name]["talk"] > 0
    document = told.page.document
    for section in document.sections:
        for row in section.grid.rows if section.grid else ():
            for cell in row:
                if cell.opens:
                    assert document.rows[cell.opens].total == cell.value


def test_days_of_a_change_add_up(opened, rows):
    """Ours and theirs are the days it was open."""
    for one in gathered(opened).initiatives:
        for item in one.upstream:
            if item.turns:
                end = item.ended_at or opened.facts.as_of
                open_d = (end - item.created_at).total_seconds() / 86_400
                assert item.turns.build_d + item.turns.waiting_d == pytest.approx(open_d)


def test_at_most_one_draft_is_for_upstream(opened):
    """Per initiative; the rest is for our side, and none names the tracker upstream."""
    every = [(one, drafts_of(opened, one)) for one in gathered(opened).initiatives]
    upstream = [[row for row in drafts if row["what"] == "upstream"] for _, drafts in every]

    assert max(map(len, upstream)) == 1
    for rows_ in upstream:
        for row in rows_:
            assert "a person copies it there" in row["note"]
            assert "tidewater-commons/initiatives" not in row["value"]


def test_the_stub_of_a_post_has_what_sites_ask_for(opened):
    """A slug, one category, two to five tags, and both closing sections; nobody who did not agree is named."""
    (one,) = [one for one in gathered(opened).initiatives if one.key == "plan/made-up.toml#1"]
    (row,) = [row for row in drafts_of(opened, one) if row["what"] == "a post"]
    front, _, text = row["value"].removeprefix("---\n").partition("\n---\n")
    said = parse_yaml(front)

    assert one.has_landed
    assert re.fullmatch(r"[a-z0-9-]+", said.text("slug"))
    assert said.text("title") == "Readable charts"
    assert len(said.texts("categories")) == 1
    assert 2 <= len(said.texts("tags")) <= 5
    assert "## Learn more\n\n- [" in text
    assert "## Acknowledgements" in text
    assert "one of our customers" in text
    assert "Open Tides" not in row["value"]


def test_nobody_of_ours_is_named(opened, rows):
    """Neither in lists nor in stories, gaps or drafts."""
    logins = {one.partition(":")[2] for one in opened.people.pseudonyms if "-tidewater" in one}
    told = story(opened, max(rows, key=lambda key: rows[key]["talk"] or 0))
    words = repr((rows, told.rows, told.page.document, gaps_of(opened).rows))

    assert len(logins) > 5
    assert not [login for login in logins if login in words]


def test_gaps_wait_until_somebody_answers(run, folder):
    """Exit 4 while one waits; an answer until a day, then it is quiet; half an answer is refused."""
    ran = run("-w", folder, "initiatives", "--gaps", "--format", "csv")
    found = list(csv.DictReader(io.StringIO(ran.stdout)))
    gap = "I02:plan/made-up.toml#2"

    assert ran.returncode == 4
    assert tuple(found[0]) == GAP_COLUMNS
    assert [row["state"] for row in found if row["gap"] == gap] == ["open"]

    half = run("-w", folder, "initiatives", "--answer", gap, "waits", "--why", "x")
    assert (half.returncode, half.stdout) == (2, "")
    assert "--look-again" in half.stderr

    words = (
        "--why",
        "the school is closed",
        "--look-again",
        "2030-01-01",
        "--by",
        "wren-tidewater",
    )
    kept = run("-w", folder, "initiatives", "--answer", gap, "waits", *words)
    assert kept.returncode == 0, kept.stderr
    after = gaps_of(Place(folder).open(Moments()))
    (row,) = [row for row in after.rows if row["gap"] == gap]
    assert (row["state"], row["answer"], row["why"]) == (
        "answered",
        "waits",
        "the school is closed",
    )


def test_what_is_quiet_says_why(run, folder):
    """Every initiative is looked at by both rules about initiatives."""
    ran = run("-w", folder, "initiatives", "--gaps", "--quiet", "--format", "json")
    content = json.loads(ran.stdout)

    assert ran.returncode == 0
    assert {row["rule"] for row in content["rows"]} == {"I01", "I02", "I03"}
    assert all(row["because"] for row in content["rows"])


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (("nothing#1",), "no initiative is called so"),
        (("9999999",), "no initiative is called so"),
        (("--gaps", "--tried"), "--gaps and --tried: ask for one of them"),
        (("--gaps", "--rule", "I09"), "there is no such rule. Say one of I01, I02, I03"),
        (("--answer", "I02:x", "told", "--why", "y", "--link", "https://x"), "no gap is called so"),
        (
            ("--lint", "nowhere.md"),
            "nothing was read: no such file or directory. Name a text file.",
        ),
    ],
)
def test_wrong_use_names_the_next_step(run, folder, words, message):
    """Exit 2, nothing on standard output."""
    ran = run("-w", folder, "initiatives", *words)

    assert (ran.returncode, ran.stdout) == (2, "")
    assert message in ran.stderr


def test_an_initiative_is_called_by_its_number_too(opened):
    """With or without a sign or the repository, where only one has it; the full name says the same."""
    one, *_ = (each for each in gathered(opened).initiatives if "#" in each.key and each.upstream)
    place, _, number = one.key.partition("#")
    names = (number, f"#{number}", f"{place.rpartition('/')[2]}#{number}", one.key)

    assert [called(name, [one]) for name in names] == [one] * 4
    twin = replace(one, key=f"github:made-up/{place.rpartition('/')[2]}#{number}", title="A twin", url=None)  # fmt: skip
    assert called(one.key, [one, twin]) is one
    with pytest.raises(TwohatsError, match="several initiatives are called so"):
        called(number, [one, twin])


def test_texts_are_looked_at_with_line_and_column(run, folder, tmp_path):
    """Exit 1 where something is to mend; the program's own form is whole."""
    text = tmp_path / "idea.md"
    text.write_text("### Kind\n\nurgent\n\n### Beneficiaries\n\nOpen Tide\n", "utf-8")
    form = run("-w", folder, "initiatives", "--new-form")
    (tmp_path / "form.yml").write_text(form.stdout, "utf-8")
    ran = run("-w", folder, "initiatives", "--lint", text, tmp_path / "form.yml", "--format", "json")  # fmt: skip
    rows = json.loads(ran.stdout)["rows"]

    assert "Each customer it is for" in form.stdout
    assert ran.returncode == 1
    assert {row["path"] for row in rows} == {str(text)}
    assert (3, 1, "kind") in {(row["line"], row["column"], row["rule"]) for row in rows}
    assert any("is no customer that is listed: did you mean `Open Tides`?" in row["says"] for row in rows)  # fmt: skip


def test_open_initiatives_of_trackers_are_looked_at(run, folder, rows):
    """Without a file: every open issue that is one."""
    ran = run("-w", folder, "initiatives", "--lint", "--format", "csv")
    tracked = [key for key, row in rows.items() if row["state"] != "closed" and "#" in key and "plan/" not in key]  # fmt: skip

    assert ran.returncode == 1
    assert f"{len(tracked)} looked at" in ran.stderr
    assert {row["path"] for row in csv.DictReader(io.StringIO(ran.stdout))} == set(tracked)


def test_users_hear_what_became_of_it(run, folder, opened):
    """Kept, waiting while it ended upstream, quiet when they heard; who said it is not told."""
    ended = opened.facts.items.filter(
        lambda t: t.closed_at.notnull() & (t.scope == "upstream") & (t.kind == "issue")
    )
    (found,) = ended.order_by("item").limit(1).to_pyarrow().to_pylist()
    item = found["item"].partition(":")[2]
    words = ("it jumps", "--from", "call", "--issue", item, "--member", "Open Tides")
    kept = run("-w", folder, "feedback", *words)
    before = run("-w", folder, "feedback", "--format", "json")
    (row,) = json.loads(before.stdout)["rows"]

    assert "Open Tides is not named" in kept.stderr
    assert (before.returncode, row["state"], row["waits"]) == (4, "closed", "they have not heard")
    assert row["member"] == "one of our customers"
    told = run("-w", folder, "feedback", "--told", row["feedback"], "--why", "in the call")
    after = run("-w", folder, "feedback", "--format", "json")
    assert (told.returncode, after.returncode) == (0, 0), told.stderr
    assert json.loads(after.stdout)["rows"][0]["told"] == "in the call"
    assert "Open Tides" not in before.stdout + after.stdout
