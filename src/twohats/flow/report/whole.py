"""The public page for the whole: every community on one line, and how open our own projects are."""

from collections.abc import Sequence
from dataclasses import replace

from twohats.flow.facts import Opened
from twohats.flow.page import made_up_banner
from twohats.flow.report.book import TOO_FEW, Book
from twohats.flow.report.community import (
    NEED_NOTE,
    Page,
    by_need,
    need_chart,
    open_grid,
    open_work,
    percent_cell,
    rest_lines,
    share_of,
)
from twohats.flow.report.counting import OWN_SAYS, own_key, own_title
from twohats.flow.report.places import INDEX
from twohats.flow.report.talk import disputes_section, funding_section, meta_of
from twohats.flow.words import many
from twohats.ledger.settling import SHARED
from twohats.records import Skipped
from twohats.records.judgement import SHOWN
from twohats.records.pages import Cell, Column, Document, Figure, Grid, Section


def index_page(
    opened: Opened, book: Book, pages: Sequence[Page], losses: Sequence[Skipped]
) -> Document:
    """Build the page for the whole.

    Parameters
    ----------
    opened
        A workspace with its facts.
    book
        Every number, settled.
    pages
        The communities' pages.
    losses
        Communities that get none, and why.
    """
    settings = opened.workspace.settings
    sections = (
        _communities_section(book, pages, losses),
        _need_section(book, pages),
        _now_section(book, pages),
        funding_section(opened, None),
        _openness_section(opened, book),
        disputes_section(book, INDEX),
    )
    return Document(
        f"{settings.organization} upstream",
        f"What we ask of the communities we depend on, give them, and do there now. "
        f"{opened.facts.window} (UTC)",
        sections,
        book.rows_of(INDEX),
        made_up_banner(opened),
        meta_of(opened, book, INDEX),
        dispute=book.dispute(INDEX),
    )


def _communities_section(book: Book, pages: Sequence[Page], losses: Sequence[Skipped]) -> Section:
    rows = tuple(_line(book, page) for page in pages)
    notes = ["Work of ours in other communities is counted nowhere here."]
    if losses:
        # Names of what has no page stay inside: somebody may have left it out for a reason.
        communities = many(len(losses), "community", "communities")
        notes.append(
            f"{communities} of our register {'has' if len(losses) == 1 else 'have'} no page yet."
        )
    return Section(
        "communities",
        f"{many(len(pages), 'community', 'communities')} we depend on",
        "Each has a page of its own: why we depend on it, what share we hold, who pays, and what is stuck.",
        figures=(
            Figure("asked", book.cell(INDEX, "asked"), detail="in all of these communities"),
            Figure("given", book.cell(INDEX, "given"), detail="in all of these communities"),
        ),
        grid=Grid(
            (
                Column("community", "Community"),
                Column("asked", "Asked", numeric=True),
                Column("given", "Given", numeric=True),
                Column("share", "Our share of all"),
                Column("open", "Open now", numeric=True),
                Column("stuck", "Stuck", numeric=True),
                Column("reviewed", "Statement reviewed"),
            ),
            rows,
            "One row per community; its numbers open to their rows on its own page.",
        ),
        notes=tuple(notes),
    )


def _line(book: Book, page: Page) -> tuple[Cell, ...]:
    key, interest = page.place.page, page.interest
    reviewed = interest.reviewed if interest else None
    said = str(reviewed) if reviewed else "not stated"
    return (
        Cell(page.place.title, page=key),
        *(_shown(book, key, number) for number in ("asked", "given")),
        Cell(share_of(page), page=key),
        *(_shown(book, key, number) for number in ("now.open", "now.stuck")),
        Cell(said),
    )


def _shown(book: Book, page: str, number: str) -> Cell:
    """Show a number of another page, and lead there."""
    return Cell(book.say(page, number), page=page)


def _now_section(book: Book, pages: Sequence[Page]) -> Section:
    rows = [row for page in pages for row in open_work(page)]
    return Section(
        "now",
        "What we are doing now",
        "Open changes of ours; what is stuck stands first, where that is told.",
        figures=(Figure("changes of ours open now", book.cell(INDEX, "now.open")),),
        grid=open_grid(book, INDEX, by_need(book, rows)),
        notes=(
            "Listed are those of communities where at least three people of ours have something open, and "
            "those of people who agreed to it.",
        ),
    )


def _need_section(book: Book, pages: Sequence[Page]) -> Section:
    rows = [
        (
            Cell(SHOWN[class_]),
            book.cell(INDEX, f"need.{class_}"),
            percent_cell(book, INDEX, f"need.{class_}"),
        )
        for class_ in SHARED
    ]
    return Section(
        "need",
        "Whose need our upstream work met",
        "Directed: a need of ours, or of communities we serve. Foundational: a need of the upstream "
        "community. Nothing is decided where the evidence does not tell.",
        figures=(Figure("pieces of our work", book.cell(INDEX, "need")),),
        chart=need_chart(book, [(page.place.page, page.place.title) for page in pages]),
        grid=Grid(
            (
                Column("class", "Whose need"),
                Column("number", "Pieces of work", numeric=True),
                Column("percent", "Percent of what is listed", numeric=True),
            ),
            (*rows, *rest_lines(book, INDEX)),
            "One row per class; one piece of work per person, item and kind.",
        ),
        notes=(NEED_NOTE, *_without_a_bar(book, pages)),
    )


def _without_a_bar(book: Book, pages: Sequence[Page]) -> list[str]:
    """Name the communities that the chart leaves out, and why."""
    said = {page.place.title: book.say(page.place.page, "need") for page in pages}
    lacking = [
        f"{title} ({'none' if count == 0 else count})"
        for title, count in said.items()
        if not count or count == TOO_FEW
    ]
    return [f"Without a bar: {', '.join(lacking)}."] if lacking else []


def _openness_section(opened: Opened, book: Book) -> Section:
    """Show how far people who are not ours take part in our own projects, of those that are public."""
    wanted = opened.workspace.settings.report.own_projects
    title = "How open our own projects are"
    if not wanted:
        return Section(
            "openness", title, "Not stated: no project of ours is named as public here yet."
        )
    return Section(
        "openness",
        title,
        "Our own projects alone. None of this is upstream work, and no other number counts it.",
        grid=Grid(
            (
                Column("repository", "Project"),
                *(
                    Column(f"{kind}_{part}", f"{kind.capitalize()}s {words}", numeric=True)
                    for kind, did in (("change", "merged"), ("review", "given"))
                    for part, words in (("of", did), *_PARTS)
                ),
            ),
            tuple(
                (
                    Cell(own_title(one, wanted)),
                    *(cell for kind in OWN_SAYS for cell in _openness_cells(book, one, kind)),
                )
                for one in wanted
            ),
            "One row per project. Others are people who were not of our team that day.",
        ),
        notes=(
            "By others is not told where their part, or ours, is too small: one would give the other away.",
        ),
    )


_PARTS = (("others", "by others"), ("ours", "by us"))


def _openness_cells(book: Book, project: str, kind: str) -> tuple[Cell, ...]:
    total = book.value(INDEX, own_key(project, kind))
    parts = []
    for part, _ in _PARTS:
        key = own_key(project, kind, part)
        count = book.value(INDEX, key)
        said = f"{count / total:.0%}" if total and count is not None else None
        cell = book.cell(INDEX, key)
        # That a number was corrected is told first.
        parts.append(replace(cell, note=cell.note or said))
    return book.cell(INDEX, own_key(project, kind)), *parts
