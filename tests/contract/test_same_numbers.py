"""Same digest, same number: page, JSON and SQL say the same, and every number opens."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from twohats.flow.facts import Moments, Opened, open_facts
from twohats.flow.ledger import kept_ledger, ledger_of
from twohats.flow.look import Look, look
from twohats.flow.page import clear_page
from twohats.flow.sql import prepare
from twohats.flow.why import case_of
from twohats.ledger.judge import judge
from twohats.ledger.settling import SHARED
from twohats.publish import to_html, to_markdown
from twohats.publish.openings import loose_ends
from twohats.records.evidence import Evidence
from twohats.store.derived import DerivedStore
from twohats.store.facts import FactStore
from twohats.workspace import load_workspace

MOMENTS = {
    "latest": Moments(),
    "a window": Moments(
        since=datetime(2025, 9, 1, tzinfo=UTC), until=datetime(2025, 12, 1, tzinfo=UTC)
    ),
    "the past": Moments(as_of=datetime(2026, 1, 15, tzinfo=UTC), days=60),
}


def opened_at(demo: Path, moments: Moments, secret: bytes = b"made up") -> Opened:
    workspace = load_workspace(demo)
    return open_facts(workspace, FactStore(workspace.facts_folder), moments, secret=secret)


@pytest.fixture(scope="module", params=MOMENTS.values(), ids=MOMENTS.keys())
def looked(request, demo) -> tuple[Opened, Look]:
    opened = opened_at(demo, request.param)
    return opened, look(opened)


@pytest.fixture(scope="module")
def asked(looked) -> tuple[Opened, Look]:
    """The same, with the tables that SQL sees."""
    prepare(looked[0])
    return looked


def query_of(command: str) -> str:
    """Take the query out of a command that a page shows."""
    return command.partition('"')[2].rpartition('"')[0]


def test_every_number_opens_to_as_many_rows_as_it_says(asked):
    """The command beside a number gives exactly its rows."""
    opened, found = asked
    wrong = {}
    for key, rows in found.document.rows.items():
        counted = opened.backend.con.execute(
            f"select count(*) from ({query_of(rows.command)})"
        ).fetchone()[0]
        if counted != rows.total:
            wrong[key] = (rows.total, counted, rows.command)

    assert len(found.document.rows) > 20
    assert wrong == {}


def test_no_number_and_no_rows_are_left_over(looked):
    """Every key a cell opens has rows, and every row set is opened by some cell."""
    assert not loose_ends(looked[1].document)


def test_each_number_is_as_large_as_the_rows_behind_it(looked):
    """A cell and the row set it opens agree."""
    document = looked[1].document
    cells = [figure.cell for section in document.sections for figure in section.figures]
    cells += [c for s in document.sections if s.grid for row in s.grid.rows for c in row]
    counted = [cell for cell in cells if cell.opens and isinstance(cell.value, int)]

    assert len(counted) > 10
    assert [c for c in counted if document.rows[str(c.opens)].total != c.value] == []


def test_the_same_facts_give_the_same_page(demo):
    """Equal digest, equal document, to the last row."""
    first, second = (look(opened_at(demo, Moments())) for _ in range(2))

    assert first.document == second.document


def test_another_window_is_another_digest(demo):
    """Whatever a number comes from is in the digest."""
    digests = {opened_at(demo, moments).facts.digest for moments in MOMENTS.values()}

    assert len(digests) == len(MOMENTS)


def test_every_entry_has_a_class_or_is_undecided(looked):
    """Three classes and undecided are all of them."""
    numbers = looked[1].numbers

    assert sum(numbers[f"class_{class_}"] for class_ in SHARED) == numbers["entries"]


def test_shares_of_lean_add_up(looked):
    """Every entry without a class leans one way, or is counted as unclear."""
    numbers = looked[1].numbers

    assert (
        sum(numbers[f"lean_{lean}"] for lean in ("upstream", "ours", "person", "unclear"))
        == (numbers["class_undecided"])
    )


def test_ledger_and_sql_show_the_same_rows(asked):
    """The verb, the page and SQL read one table."""
    opened, found = asked
    columns = ["number", "class", "rule", "lean", "on_clock", "planned", "hat"]
    shown = opened.backend.con.execute(f"select {', '.join(columns)} from entries").fetchall()
    ledger = ledger_of(opened)

    assert sorted(shown, key=str) == sorted(
        (tuple(row[name] for name in columns) for row in ledger.rows), key=str
    )
    upstream = [row for row in ledger.rows if row["scope"] == "upstream"]
    assert found.numbers["entries"] == len(upstream)


def test_why_says_what_the_ledger_says(demo):
    """One entry judged alone, from what was kept, has the class it has among all."""
    opened = opened_at(demo, Moments(days=120))
    ledger = ledger_of(opened)
    wrong = []
    for row in ledger.rows:
        pieces = [Evidence(**piece) for piece in ledger.evidence_of(row["entry"])]
        found = judge(case_of(ledger, row, opened.decisions), pieces)
        if (found.class_, found.rule, list(found.lacks)) != (
            row["class"],
            row["rule"],
            row["lacks"],
        ):
            wrong.append((row["entry"], row["rule"], found.rule))

    assert len(ledger.rows) > 100
    assert wrong == []


def test_what_is_kept_is_what_would_be_derived(demo):
    """The ledger taken from its file is the one that was judged."""
    opened = opened_at(demo, Moments(days=45))
    derived = DerivedStore(opened.workspace.derived_folder)
    first = ledger_of(opened)
    for path in derived.folder.glob(f"{opened.request}*.parquet"):
        path.unlink()
    again = ledger_of(opened)
    kept = kept_ledger(derived, opened.request)

    assert first.rows == again.rows
    assert kept.rows == again.rows
    for row in again.rows[:20]:
        assert sorted(kept.evidence_of(row["entry"]), key=str) == sorted(
            again.evidence_of(row["entry"]), key=str
        )


def test_no_page_names_one_of_ours(looked):
    """Neither HTML nor Markdown holds a login or address of one of ours."""
    opened, found = looked
    cleared = clear_page(found.document, opened)
    pages = (to_html(cleared) + to_markdown(cleared)).lower()
    ours = {a.identity.partition(":")[2] for a in opened.people.affiliations}

    assert len(ours) > 5
    assert {login for login in ours if f">{login}<" in pages or f"@{login}" in pages} == set()


def test_an_entry_is_judged_alike_whatever_the_window(demo):
    """Entries of two windows side by side are those of both as one, with the same date and class."""
    as_of = datetime(2026, 6, 1, tzinfo=UTC)
    since, border = datetime(2026, 4, 1, tzinfo=UTC), datetime(2026, 5, 1, tzinfo=UTC)
    columns = ("happened_at", "class", "rule", "confidence", "lacks", "lean", "points")
    first, second, joint = (
        {
            row["entry"]: [row[name] for name in columns]
            for row in ledger_of(opened_at(demo, Moments(as_of=as_of, since=a, until=b))).rows
        }
        for a, b in ((since, border), (border, as_of), (since, as_of))
    )

    assert len(first) > 20
    assert not first.keys() & second.keys()
    assert {**first, **second} == joint
