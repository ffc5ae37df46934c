"""Public pages of a whole workspace: the internal numbers, each with its rows, and nothing private."""

import csv
import dataclasses
import html
import json
import re
import shutil
from collections import Counter
from datetime import UTC, datetime
from urllib.parse import parse_qs, unquote, urlsplit

import ibis
import pytest

from twohats.cli.place import Place
from twohats.errors import WrongUse
from twohats.flow.facts import Moments
from twohats.flow.ledger import ledger_of
from twohats.flow.look import look
from twohats.flow.measure import Asked, measured
from twohats.flow.own_projects import openness
from twohats.flow.report import Nothing, public_report
from twohats.flow.report.disputes import answered, disputes
from twohats.flow.report.our_own import carried_links
from twohats.flow.report.places import places_of
from twohats.formats.disputes import read_mark
from twohats.guards import Held
from twohats.journal import PrivateJournal
from twohats.journal.carrying import CARRIED, carried_content
from twohats.journal.private import PrivateLine
from twohats.measures.catalogue import MEASURES
from twohats.measures.give_and_take import ASKED, GIVEN
from twohats.publish.openings import loose_ends
from twohats.records.decisions import Decision
from twohats.workspace.interests import Interest, read_interests

MOMENTS = Moments(since=datetime(2025, 7, 1, tzinfo=UTC), until=datetime(2026, 7, 1, tzinfo=UTC))
DISPUTE = "https://example.org/tidewater-commons/initiatives/issues/new"
REPORT = f"""
[report]
dispute = "{DISPUTE}"
private_words = ["Project Saltbox"]
own_projects = ["tidewater-commons/reef-service", "tidewater-commons/hubs"]

[[funders]]
name = "Foundation for Slow Clocks (made up)"
strings = "none"

[[people]]
account = "wren-tidewater"
is_public = true
"""
MEMBERS = 'member_communities = ["Cobblestone College (made up)"]\n'


@pytest.fixture(scope="module")
def folder(demo, tmp_path_factory):
    """The demo with all that a report needs."""
    target = tmp_path_factory.mktemp("report") / "workspace"
    shutil.copytree(demo, target)
    settings = target / "twohats.toml"
    text = settings.read_text(encoding="utf-8").partition("[report]")[0]
    settings.write_text(text.replace("[[forges]]", f"{MEMBERS}\n[[forges]]", 1) + REPORT, "utf-8")
    (target / "interests").mkdir()
    (target / "interests" / "kelp-forge.md").write_text(
        "---\nreviewed: 2026-05-01\n---\nEvery dashboard goes through it.\n", "utf-8"
    )
    return target


@pytest.fixture(scope="module")
def opened(folder):
    return Place(folder).open(MOMENTS)


@pytest.fixture(scope="module")
def private(folder):
    journal = PrivateJournal(folder / ".twohats" / "private")
    content = {"text": "she is tired of the review queue"}
    journal.append(PrivateLine("01JPRIVATE", "page", "github:wren", MOMENTS.until, content))
    return journal.read()


@pytest.fixture(scope="module")
def report(opened, private, folder):
    return public_report(opened, private, read_interests(folder))


def numbers_of(report, answer):
    return {
        (one["page"], one["number"]): one["value"]
        for one in report.numbers
        if one["answer"] == answer
    }


@pytest.fixture(scope="module")
def told(report):
    """Every number that is told in full, by page and key."""
    return numbers_of(report, "counted")


@pytest.fixture(scope="module")
def least(report):
    """Every number of which some rows belong to numbers too small to tell."""
    return numbers_of(report, "at least")


def rows_of(report, page):
    """The rows behind each number of a page, as its CSV holds them."""
    found = {}
    for row in csv.DictReader(report.texts[f"{page}.csv"].splitlines()):
        found.setdefault(row["number"], []).append(row)
    return found


def test_there_is_a_page_for_each_community_and_one_for_the_whole(report):
    """With a file of rows beside each, and one of all numbers."""
    pages = ("index", "lantern-project", "saltmarsh-lab", "gullwing-data", "kelp-forge",
             "quiet-harbour", "beacon-charts")  # fmt: skip

    assert set(report.pages) == set(pages)
    assert set(report.texts) == {
        *(f"{page}.{kind}" for page in pages for kind in ("html", "csv")), "numbers.json",
    }  # fmt: skip
    assert all(not loose_ends(page.document) for page in report.pages.values())


def inside(opened, pages):
    """What `look`, `ledger` and `measure` tell readers inside, by page and key."""
    shown, organization = look(opened).numbers, opened.workspace.settings.organization
    found = Counter()
    for page in (page for page in pages if page != "index"):
        for side, deeds in (("asked", ASKED), ("given", GIVEN)):
            for deed in deeds:
                count = shown[f"{deed}:github:{page}"]
                found[page, f"{side}.{deed.replace('_', '-')}"] = count
                found[page, side] += count
                found["index", side] += count
        asked = Asked(communities=(f"github:{page}",))
        shares = measured(opened, MEASURES["organizational_diversity"], asked).rows
        found[page, "share.all"] = {one["part"]: one for one in shares}[organization]["n"]
        burden = {one["part"]: one for one in measured(opened, MEASURES["burden"], asked).rows}
        for key, part in (("now.queue", "queue"), ("now.waiting", "ours")):
            if burden[part]["answer"] == "counted":
                found[page, key] = burden[part]["value"]
    for row in ledger_of(opened).rows:
        page = row["community"].removeprefix("github:")
        if row["scope"] == "upstream" and page in pages:
            class_ = "undecided" if row["is_before_plan"] else row["class"]
            for place in (page, "index"):
                found[place, "need"] += 1
                found[place, f"need.{class_}"] += 1
    return found


def test_numbers_are_those_that_are_told_inside(opened, report, told, least):
    """What was asked and given, whose need, shares and queues: the same; or less, where it says "at least"."""
    numbers = inside(opened, report.pages)
    same = {at: told[at] for at in numbers.keys() & told.keys()}
    fewer = {at: least[at] for at in numbers.keys() & least.keys()}

    assert len(same) > 40
    assert same == {at: numbers[at] for at in same}
    assert len(fewer) > 20
    assert [at for at, value in fewer.items() if not 5 <= value <= numbers[at]] == []


def test_shares_are_what_measure_says(opened, told, report):
    """In percent, where all of ours and all of the others is told."""
    pages = [page for page in report.pages if (page, "share.all") in told]
    name = opened.workspace.settings.organization
    for page in pages:
        asked = Asked(communities=(f"github:{page}",))
        rows = measured(opened, MEASURES["organizational_diversity"], asked).rows
        share = {row["part"]: row["value"] for row in rows}
        assert told[page, "share.all"] / told[page, "share.all.of"] == pytest.approx(share[name])
        unknown = told[page, "share.all.unknown"] / told[page, "share.all.of"]
        assert unknown == pytest.approx(share.get("unknown", 0))


def test_every_number_counts_its_rows(report, told, least):
    """Count them in the file, and on the page: as many as the number says, whatever number it is."""
    for page in report.pages:
        rows, shown = rows_of(report, page), report.pages[page].document.rows
        for (place, key), value in {**told, **least}.items():
            if place == page:
                assert len(rows.get(key, [])) == value, (page, key)
                assert (shown[key].total if key in shown else 0) == value, (page, key)
        assert {key for place, key in {**told, **least} if place == page} >= rows.keys()
    assert len(told) + len(least) > 200


def test_every_number_on_a_page_opens(report):
    """In every section, a cell that is a number leads to its rows; but for days, and what is none."""
    for key, page in report.pages.items():
        for section in page.document.sections:
            cells = [figure.cell for figure in section.figures]
            if section.grid and section.key not in ("now", "communities"):
                cells += [cell for line in section.grid.rows for cell in line]
            for cell in cells:
                if re.fullmatch(r"(at least )?[1-9][\d,.]*( ?%)?", str(cell.value)):
                    assert cell.opens or cell.page, (key, section.key, cell)


def test_rows_lead_to_public_items(report, told):
    """Each but logged work has an address on the forge, in a community that has a page."""
    pages = "|".join(page for page in report.pages if page != "index")
    for page in report.pages:
        for row in csv.DictReader(report.texts[f"{page}.csv"].splitlines()):
            if row["item"] != "logged" and not row["number"].startswith(("roles", "own.")):
                assert re.match(rf"https://example\.org/({pages})/", row["address"]), row


def test_each_number_can_be_disputed_in_two_clicks(report):
    """Open the number; the link below its rows leads to a form that is filled in."""
    for key, page in report.pages.items():
        for number, rows in page.document.rows.items():
            address = urlsplit(rows.dispute)
            mark = read_mark(parse_qs(address.query)["body"][0])
            assert rows.dispute.startswith(f"{DISPUTE}?")
            assert (mark.page, mark.number) == (key, number)
            assert html.escape(rows.dispute) in report.texts[f"{key}.html"]


def test_nobody_is_named_anywhere(opened, report):
    """Neither ours nor others: no login, name, address or pseudonym stands in any file."""
    words = {one.partition(":")[2] for one in opened.people.pseudonyms}
    words |= set(opened.people.pseudonyms.values())
    words |= {person.label for person in opened.people.persons if "@" not in person.label}
    # Accounts of the communities themselves are no people.
    words -= {*report.pages, *(scope.community.partition(":")[2] for scope in opened.scopes)}
    text = unquote(html.unescape("\n".join(report.texts.values()))).lower()
    said = set(re.findall(r"[\w-]+", text))
    plain = {word.lower() for word in words if re.fullmatch(r"[\w-]+", word)}
    found = plain & said | {
        word for word in words if word.lower() not in plain and word.lower() in text
    }

    assert len(words) > 100
    assert found == set()


def test_pages_say_why_who_pays_and_what_is_open(report):
    """What somebody wrote, the funder with strings, and work of those who agreed to it."""
    page = report.texts["kelp-forge.html"]

    assert "Every dashboard goes through it." in page
    assert "Last reviewed on 2026-05-01." in page
    assert "Foundation for Slow Clocks (made up)" in page
    assert "Not stated yet." in report.texts["lantern-project.html"]
    # Somebody pays for all, and own projects are named.
    (one,) = report.unsaid
    assert one == (
        "why you depend on 5 communities. Write interests/lantern-project.md; "
        "`twohats disclose --statement lantern-project` drafts it."
    )


def test_openness_is_what_is_told_inside(opened, report, told):
    """The share of others in our own projects, open to its rows; what was not read is not measured."""
    rows = {
        one["measure"]: one
        for one in openness(opened).rows
        if one["repository"] == "github:tidewater-commons/reef-service"
    }
    key = "own.github.tidewater-commons.reef-service.changes"
    answers = {
        one["number"]: one["answer"] for one in report.numbers if one["number"].startswith("own.")
    }
    authors = rows["outside_authors"]

    assert told["index", key] == authors["n"] > 0
    assert told["index", f"{key}.others"] == authors["not_ours"]
    assert told["index", f"{key}.others"] / told["index", key] == pytest.approx(
        authors["value"], abs=1e-4
    )
    assert len(rows_of(report, "index")[key]) == authors["n"]
    assert answers["own.github.tidewater-commons.hubs.changes"] == "not measured"


def test_what_we_carry_is_told_where_somebody_said_where_it_goes(opened):
    """The item upstream and the day, however the link is spelled, of this community alone; never what it is, or why it stays."""
    links = {
        "1": "https://example.org/kelp-forge/kelp/pull/100/files#diff",
        "2": "https://example.org/kelp-forge/kelp/pull/999999",
        "3": "https://example.org/somebody/else/pull/1",
        "4": None,
        "5": "http://www.Example.org/Kelp-Forge/Kelp/pull/100",
        "6": "http://www.Example.org/Kelp-Forge/Kelp/tree/mend",
        "7": "https://example.org/kelp-forge-two/kelp/tree/mend",
    }
    decisions = [
        Decision(name, "wren", MOMENTS.since, CARRIED, (f"carried:{name}",), "because of Saltbox",
                 carried_content(link, None if link else MOMENTS.until.date(), "Saltbox patch"))
        for name, link in links.items()
    ]  # fmt: skip
    found = carried_links(
        dataclasses.replace(opened, decisions=tuple(decisions)), places_of(opened, ())[0]
    )

    assert [(row["place"], row["item"], row["url"]) for row in found] == [
        ("kelp-forge", "github:kelp-forge/kelp#100", links["1"].partition("/files")[0]),
        ("kelp-forge", f"link:{links['2']}", links["2"]),
        ("kelp-forge", "github:kelp-forge/kelp#100", links["1"].partition("/files")[0]),
        ("kelp-forge", f"link:{links['6']}", links["6"]),
    ]
    assert "Saltbox" not in str(found)


def test_json_holds_the_same_numbers(report, told, least):
    """Whoever reads numbers.json reads the pages."""
    rows = json.loads(report.texts["numbers.json"])["rows"]

    assert {(r["page"], r["number"]): r["value"] for r in rows if r["value"] is not None} == {
        **told, **least,
    }  # fmt: skip


ALONE = (["github:kelp-forge"], "md")
"""One community, and nothing drawn."""
WORD = "Project Saltbox"


def planted(opened, table, column, text):
    """Write a text into a column of every row of a table of the facts."""
    tables = dict(opened.facts.tables)
    tables[table] = opened.backend.create_table(
        f"planted_{table}_{column}_{len(text)}",
        tables[table].mutate(**{column: ibis.literal(text)}),
        temp=True,
    )
    # A new object: what was derived from the facts before is not taken.
    facts = dataclasses.replace(opened.facts, tables=tables)
    return dataclasses.replace(opened, facts=facts, request=f"planted-{table}-{column}-{text}")


def test_a_private_word_in_a_title_never_reaches_a_page(opened, private):
    """The rows stay, without it; how many is said."""
    found = public_report(planted(opened, "items", "title", f"Pin for {WORD}"), private, {})

    assert found.withheld > 0
    assert not re.search(r"project\W*saltbox", "\n".join(found.texts.values()), re.IGNORECASE)
    assert "title not shown" in found.texts["kelp-forge.html"]


@pytest.mark.parametrize(
    "text",
    [
        f"https://example.org/kelp-forge/{WORD.replace(' ', '-')}/1",
        "https://example.org/wren-tidewater/kelp/1",
    ],
    ids=["a private word", "a login"],
)
def test_a_link_that_tells_is_held(opened, private, text):
    """Nothing is written, and the message says where."""
    with pytest.raises(Held, match="link: a"):
        public_report(planted(opened, "items", "url", text), private, {}, *ALONE)


@pytest.mark.parametrize(
    ("paragraph", "what"),
    [
        (f"It carries {WORD}.", "a private word"),
        ("It carries pro\u200bject saltbox.", "a private word"),
        ("Cobblestone College (made up) asked for it.", "a member community"),
        ("Ask wren-tidewater.", "a login of one of ours"),
        ("Write to wren@tidewater.example.", "a mail address"),
        ("As said: she is tired of the review queue.", "a text of somebody's private part"),
        ("See /home/wren/notes.", "a path of a machine"),
        ("Read with ghp_abcdefghijklmnopqrstuvwxyz0123456789.", "what looks like a token"),
    ],
)
def test_a_statement_that_tells_is_held(opened, private, paragraph, what):
    """Whoever wrote it, and in whatever spelling."""
    with pytest.raises(Held) as held:
        public_report(opened, private, {"kelp-forge": Interest((paragraph,))}, *ALONE)

    assert f"kelp-forge, sections 1, paragraphs 1: {what}" in str(held.value)


def test_digests_of_the_private_part_are_held(opened, private):
    """Public lines of the journal hold them; pages do not."""
    digest = next(iter(private.digests.values()))

    with pytest.raises(Held, match="a digest of something private"):
        public_report(opened, private, {"kelp-forge": Interest((f"See {digest}.",))}, *ALONE)


def test_the_word_that_may_stand_there_passes(folder, private):
    """A login that is a word, too, is no reason to hold a site for ever."""
    settings = folder / "twohats.toml"
    before = settings.read_text(encoding="utf-8")
    settings.write_text(
        before.replace("[report]", '[report]\npublic_words = ["wren-tidewater"]'), "utf-8"
    )
    try:
        opened = Place(folder).open(MOMENTS)
        found = public_report(
            opened, private, {"kelp-forge": Interest(("Ask wren-tidewater.",))}, *ALONE
        )
    finally:
        settings.write_text(before, "utf-8")

    assert "Ask wren-tidewater." in found.texts["kelp-forge.md"]


@pytest.mark.parametrize("form", ["myst", "md"])
def test_markdown_says_the_same(opened, private, report, form):
    """Each number of the HTML page stands in the text, too, and leads to its rows."""
    found = public_report(opened, private, {}, ["github:kelp-forge"], form)
    page = found.texts["kelp-forge.md"]
    given = next(one["value"] for one in found.numbers if one["number"] == "given.reviews")

    label = f"{'kelp-forge-' if form == 'myst' else ''}rows-given-reviews"
    assert set(found.pages) == {"index", "kelp-forge"}
    assert f"[{given}](#{label})" in page
    assert (f"({label})=" in page) == (form == "myst")


def settings_without(folder, tmp_path, old, new):
    """A copy of the workspace with other settings; its facts are shared."""
    target = tmp_path / "workspace"
    shutil.copytree(folder, target, ignore=shutil.ignore_patterns(".twohats"))
    (target / ".twohats").symlink_to(folder / ".twohats")
    for name in ("twohats.toml", "key-communities.toml"):
        text = (target / name).read_text(encoding="utf-8")
        (target / name).write_text(text.replace(old, new), "utf-8")
    return target


def test_without_a_way_to_dispute_there_is_no_page(twohats, folder, tmp_path):
    """The message says what to set."""
    target = settings_without(folder, tmp_path, f'dispute = "{DISPUTE}"', "")
    ran = twohats("-w", target, "report", "--public", "--out", tmp_path / "site")

    assert ran.returncode == 2
    assert "set `dispute` to the form for new issues of a tracker of yours" in ran.stderr
    assert not (tmp_path / "site").exists()


def test_what_nobody_confirmed_gets_no_page(folder, private, tmp_path):
    """The program proposed them all: somebody has to say that they are ours."""
    target = settings_without(
        folder, tmp_path, "[[communities]]", '[[communities]]\nproposed = "by three"'
    )

    with pytest.raises(Nothing, match="take out `proposed`") as waits:
        public_report(Place(target).open(MOMENTS), private, {})
    assert waits.value.exit_code == 4


def test_what_is_left_out_stands_on_no_page(folder, private, tmp_path):
    """Neither its numbers nor its name."""
    target = settings_without(
        folder,
        tmp_path,
        "[report]",
        '[report]\nleave_out = ["kelp-forge", "lantern-project/lantern-docs"]',
    )
    found = public_report(Place(target).open(MOMENTS), private, {})

    assert "kelp-forge" not in found.pages
    assert "kelp-forge" not in "".join(found.texts.values())
    assert [loss.key for loss in found.losses] == ["github:kelp-forge"]


def test_numbers_for_scripts_do_not_name_what_is_left_out(twohats, folder, tmp_path):
    """Rows may be passed on: who has no page is said on standard error alone."""
    target = settings_without(folder, tmp_path, "[report]", '[report]\nleave_out = ["kelp-forge"]')
    ran = twohats("-w", target, "report", "--public", "--format", "json")

    assert ran.returncode == 0, ran.stderr
    assert json.loads(ran.stdout)["rows"]
    assert "kelp-forge" not in ran.stdout
    assert "No page: github:kelp-forge" in ran.stderr


def test_the_command_line_writes_lists_and_answers(twohats, folder, tmp_path):
    """A reader disputes; a person answers; the next page says so."""
    target = settings_without(folder, tmp_path, "nothing", "nothing")
    (target / ".twohats").unlink()
    shutil.copytree(folder / ".twohats", target / ".twohats")
    site, dates = tmp_path / "site", ("--since", "2025-07-01", "--until", "2026-07-01")
    ran = twohats("-w", target, "report", "--answer", "kelp-forge/given.reviews",
                  "--note", "Two were by Project Saltbox.", *dates)  # fmt: skip
    assert ran.returncode == 2
    assert "everybody reads it" in ran.stderr
    ran = twohats("-w", target, "report", "--answer", "kelp-forge/given.reviews",
                  "--note", "Two were by a bot.", *dates)  # fmt: skip
    assert ran.returncode == 0, ran.stderr

    ran = twohats("-w", target, "report", "--public", "--out", site,
                  "--community", "kelp-forge", *dates)  # fmt: skip
    page = (site / "kelp-forge.html").read_text(encoding="utf-8")

    assert ran.returncode == 0, ran.stderr
    assert ran.stdout == ""
    assert "Two were by a bot." in page
    assert re.search(r"corrected on \d{4}-\d\d-\d\d", page)
    assert {path.suffix for path in site.iterdir()} == {".html", ".csv", ".json"}
    assert f"{len(list(site.iterdir()))} files, all cleared: " in ran.stderr
    assert "Not stated yet" not in ran.stderr


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("nosuch/asked.changes", "there is no page 'nosuch'"),
        ("kelp-forge/asked.change", "the page has no number 'asked.change': did you mean"),
        ("index/asked.changes", "the page has no number 'asked.changes'"),
    ],
)
def test_an_answer_names_a_number_that_there_is(opened, private, name, message):
    """A page or number that no report has is refused, and nothing is written."""
    with pytest.raises(WrongUse, match=message):
        answered(opened, private, name, "stands", "It was right.")


def test_every_number_of_every_page_can_be_answered(opened, private, report):
    """By its name, those too few to tell and the whole page among them."""
    names = {(one["page"], one["number"]) for one in report.numbers}
    for page, number in (*names, ("index", "page"), ("lantern-project", "page")):
        line = answered(opened, private, f"{page}/{number}", "stands", "It was right.")
        assert line.about == (f"report:{page}:{number}",)


def test_a_dispute_is_read_back_from_our_tracker(opened, report):
    """By its hidden mark, whatever else the issue says; others are no disputes."""
    rows = report.pages["kelp-forge"].document.rows
    body = parse_qs(urlsplit(rows["given.reviews"].dispute).query)["body"][0]
    found = planted(opened, "items", "body", f"Two of these are mine.\n{body}")
    tracker = "github:tidewater-commons/initiatives"
    count = opened.facts.tables["items"].filter(lambda t: t.repository == tracker).count().execute()
    listed, losses = disputes(found)

    assert count > 0
    assert len(listed) == count
    assert losses == []
    assert {(one["page"], one["number"]) for one in listed} == {("kelp-forge", "given.reviews")}
    assert {one["state"] for one in listed} <= {"new", "closed"}
    assert disputes(opened) == ([], [])
