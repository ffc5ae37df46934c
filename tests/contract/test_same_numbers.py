"""Same digest, same number: page, JSON and SQL say the same, and every number opens."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from twohats.flow.facts import Moments, Opened, open_facts
from twohats.flow.look import Look, look
from twohats.flow.page import clear_page
from twohats.flow.sql import prepare
from twohats.publish import to_html, to_markdown
from twohats.publish.openings import loose_ends
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


def query_of(command: str) -> str:
    """Take the query out of a command that a page shows."""
    return command.partition('"')[2].rpartition('"')[0]


def test_every_number_opens_to_as_many_rows_as_it_says(looked):
    """The command beside a number gives exactly its rows."""
    opened, found = looked
    prepare(opened)
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


def test_shares_of_lean_add_up(looked):
    """Every entry leans one way, or is counted as unclear."""
    numbers = looked[1].numbers

    assert (
        sum(numbers[f"lean_{lean}"] for lean in ("upstream", "ours", "person", "unclear"))
        == (numbers["entries"])
    )


def test_no_page_names_one_of_ours(looked):
    """Neither HTML nor Markdown holds a login or address of one of ours."""
    opened, found = looked
    cleared = clear_page(found.document, opened)
    pages = (to_html(cleared) + to_markdown(cleared)).lower()
    ours = {a.identity.partition(":")[2] for a in opened.people.affiliations}

    assert len(ours) > 5
    assert {login for login in ours if f">{login}<" in pages or f"@{login}" in pages} == set()
