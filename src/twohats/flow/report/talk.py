"""Parts that every public page has: who pays, what was disputed, and what the numbers rest on."""

from twohats.flow.facts import Opened
from twohats.flow.meta import meta
from twohats.flow.report.book import Book
from twohats.records.pages import Cell, Column, Grid, Section
from twohats.workspace.settings import Funder

_COMMAND = "coverage"


def meta_of(opened: Opened, book: Book, page: str) -> dict[str, str]:
    """Say what every number of a page rests on, without what only readers inside can use."""
    said = {key: value for key, value in meta(opened).items() if key != _COMMAND}
    said["names"] = "nobody is named: neither ours nor others"
    said["rows"] = "one per thing that counts; its link leads to the public item"
    if withheld := book.withheld.get(page):
        said["titles"] = f"{len(withheld)} not shown, because they hold what is not ours to tell"
    return said


def funding_section(opened: Opened, place: str | None) -> Section:
    """Say who pays for the work, and what they ask for it.

    Parameters
    ----------
    opened
        A workspace with its facts.
    place
        Owner or repository key; None: all of it.
    """
    paying = paying_for(opened, place)
    return Section(
        "money",
        "Who pays for this work",
        "" if paying else "Not stated.",
        grid=Grid(
            (
                Column("funder", "Funder"),
                Column("for", "For"),
                Column("strings", "What they ask in return"),
                Column("period", "Period"),
            ),
            tuple(
                (
                    Cell(one.name, link=one.url),
                    Cell(
                        one.community.partition(":")[2]
                        if one.community
                        else "all of our upstream work"
                    ),
                    Cell(one.strings or "not stated"),
                    Cell(_period(one.since, one.until)),
                )
                for one in paying
            ),
            "One row per funder.",
        )
        if paying
        else None,
    )


def paying_for(opened: Opened, place: str | None) -> list[Funder]:
    """List who pays within the window for the work in a place, as `funding_section` takes it."""
    window = opened.facts.window
    since, until = window.since.date(), window.until.date()
    return [
        one
        for one in opened.workspace.settings.funders
        if one.pays_for(place or one.community or "", since, until)
    ]


def _period(since: object, until: object) -> str:
    if since is None and until is None:
        return "not stated"
    return f"{since or '…'} to {until or 'now'}"


def disputes_section(book: Book, page: str) -> Section:
    """Say how to dispute a number, and what was corrected or stands."""
    answers = [one for (place, _), one in book.answers.items() if place == page]
    answers.sort(key=lambda one: (one.on, one.decision), reverse=True)
    corrected = sum(one.answer == "corrected" for one in answers)
    return Section(
        "disputes",
        "Is a number wrong?",
        "Open the number, and say so with the link below its rows. A person of ours looks at it, and the "
        "next page says what came of it.",
        grid=Grid(
            (
                Column("number", "Number"),
                Column("answer", "What came of it"),
                Column("on", "On"),
                Column("note", "Note"),
            ),
            tuple(
                (
                    Cell(_number(book, page, one.number), link=one.url),
                    Cell(one.answer),
                    Cell(f"{one.on}"),
                    Cell(one.note),
                )
                for one in answers
            ),
            f"One row per number that was disputed and looked at; {corrected} corrected.",
        )
        if answers
        else None,
    )


def _number(book: Book, page: str, number: str) -> str:
    counted = book.counted.get((page, number))
    return counted.title if counted else "the page"
