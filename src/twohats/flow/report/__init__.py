"""``report --public``: pages for everybody, from the numbers that every other verb tells."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from twohats.errors import TwohatsError, WrongUse
from twohats.flow.facts import Opened
from twohats.flow.report.book import Book
from twohats.flow.report.community import Page, community_page
from twohats.flow.report.counting import count_all
from twohats.flow.report.forbidden import forbidden_of
from twohats.flow.report.material import material_of
from twohats.flow.report.places import INDEX, places_of
from twohats.flow.report.unsaid import unsaid
from twohats.flow.report.whole import index_page
from twohats.flow.rows import Row
from twohats.guards.public import Forbidden, Leak, clear_public, leaks, refuse
from twohats.journal import PrivateState
from twohats.journal.disputes import answers_of
from twohats.publish.site import Form, site_texts
from twohats.records import Skipped
from twohats.records.pages import Cleared
from twohats.workspace.interests import Interest

__all__ = ["COLUMNS", "NOT_SAID", "Nothing", "Report", "public_report"]

COLUMNS = ("page", "number", "value", "answer", "title", "says")
"""Columns of the numbers, as scripts read them."""
SHEET = ("number", "item", "address", "kind", "day", "class")
"""Columns of the rows behind them, in the CSV file beside each page."""
NOT_SAID = (
    "no page was written: readers could not say that a number is wrong. Under [report] in twohats.toml, "
    "set `dispute` to the form for new issues of a tracker of yours, as "
    "https://github.com/OWNER/NAME/issues/new, or to a mail address."
)


class Nothing(TwohatsError):
    """There is nothing to publish until a person says something."""

    exit_code = 4


@dataclass(frozen=True)
class Report:
    """A whole site, cleared."""

    pages: Mapping[str, Cleared]
    """By the key of each page; ``index`` is the one for the whole."""
    texts: Mapping[str, str]
    """By the name of each file."""
    numbers: tuple[Row, ...]
    """One per page and number; see `COLUMNS`."""
    meta: Mapping[str, Any]
    losses: tuple[Skipped, ...]
    """Communities without a page, and why."""
    withheld: int
    """Titles that are not shown."""
    unsaid: tuple[str, ...] = ()
    """What readers look for and nobody wrote down yet, each with the next step."""


def public_report(
    opened: Opened,
    private: PrivateState,
    interests: Mapping[str, Interest],
    asked: Sequence[str] = (),
    form: Form = "html",
) -> Report:
    """Build the public pages of a workspace, and have the guard look at every text of them.

    Parameters
    ----------
    opened
        A workspace with its facts; our people under pseudonyms.
    private
        What is somebody's own, so that none of it leaves.
    interests
        Statements of interest by page.
    asked
        Owner or repository keys of communities; none: those of the register that people confirmed.
    form
        What to write the pages as.

    Raises
    ------
    WrongUse
        The workspace does not say where numbers can be disputed, or a community is not known.
    Nothing
        No community of the register was confirmed by anybody.
    Held
        Something that is ours alone would leave; nothing is written.
    """
    settings = opened.workspace.settings
    if settings.report.dispute is None:
        raise WrongUse(NOT_SAID)
    places, losses = places_of(opened, asked)
    if not places:
        said = "".join(f"\n  {loss.key}: {loss.reason}" for loss in losses)
        raise Nothing(f"no page was written: no community of the register can have one.{said}")
    forbidden = forbidden_of(opened, private)
    titles = {place.page: place.title for place in places}
    book = Book(
        opened.facts.window,
        opened.facts.digest,
        settings.report.dispute,
        {**titles, INDEX: settings.organization},
        forbidden,
        {(one.page, one.number): one for one in answers_of(opened.decisions)},
    )
    material = material_of(opened, places)
    count_all(
        book,
        material,
        [place.page for place in places],
        settings.report.named_members,
        settings.words.unnamed,
        own=settings.report.own_projects,
    )
    pages = [Page(opened, place, material, book, interests.get(place.page)) for place in places]
    documents = {page.place.page: community_page(page) for page in pages}
    documents = {INDEX: index_page(opened, book, pages, losses), **documents}
    cleared = clear_public(documents, forbidden)
    sheets = {key: book.sheet(key) for key in documents}
    numbers = book.numbers()
    meta = documents[INDEX].meta
    refuse([*leaks(sheets, forbidden, "rows"), *leaks(numbers, forbidden, "numbers")])
    texts = {
        **site_texts(cleared, form),
        **{f"{key}.csv": _csv(rows) for key, rows in sheets.items()},
        "numbers.json": _json(numbers, meta),
    }
    refuse(_leaks_of(texts, forbidden))
    return Report(
        cleared,
        texts,
        tuple(numbers),
        meta,
        losses,
        len(set().union(*book.withheld.values())),
        unsaid(opened, pages),
    )


def _leaks_of(texts: Mapping[str, str], forbidden: Forbidden) -> list[Leak]:
    """Look at files as they will be written: what no document holds, a writer may have added."""
    found = ((name, forbidden.found_in(text)) for name, text in texts.items())
    return [Leak(name, what) for name, what in found if what]


def _csv(rows: Sequence[Mapping[str, Any]]) -> str:
    import csv
    import io

    file = io.StringIO()
    writer = csv.writer(file, lineterminator="\n")
    writer.writerow(SHEET)
    writer.writerows(["" if row[name] is None else row[name] for name in SHEET] for row in rows)
    return file.getvalue()


def _json(numbers: Sequence[Mapping[str, Any]], meta: Mapping[str, Any]) -> str:
    return (
        json.dumps({"rows": numbers, "meta": meta, "skipped": []}, ensure_ascii=False, indent=1)
        + "\n"
    )
