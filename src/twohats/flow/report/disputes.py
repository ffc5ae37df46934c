"""``report --disputes``: what readers said is wrong, read back from our tracker, and answered by a person."""

import hashlib
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

import ibis

from twohats.errors import WrongUse
from twohats.flow.facts import Opened
from twohats.flow.report.book import Book
from twohats.flow.report.counting import count_all
from twohats.flow.report.forbidden import forbidden_of
from twohats.flow.report.material import Material
from twohats.flow.report.places import INDEX, pages_known
from twohats.flow.rows import Row, fetch
from twohats.formats.addresses import read_repository
from twohats.formats.disputes import WHOLE, Disputed, read_mark, tracker_of
from twohats.formats.suggest import nearest
from twohats.guards.public import Forbidden
from twohats.journal import PrivateState, to_supersede
from twohats.journal.disputes import DISPUTE, Answer, answer_content, answers_of
from twohats.records import Skipped

COLUMNS = ("dispute", "state", "page", "number", "since", "until", "opened", "note", "url")
"""``state``: ``new``; ``corrected`` or ``stands``, as a person answered; ``closed`` without an answer."""
_NAMES = "twohats dispute:"


@dataclass(frozen=True)
class Line:
    """What an answer adds to the journal."""

    what: str
    about: tuple[str, ...]
    why: str
    content: Mapping[str, Any]
    supersedes: str | None


def trackers_of(opened: Opened) -> tuple[str, ...]:
    """List the repositories in which disputes may stand: where pages lead to, and our trackers."""
    settings = opened.workspace.settings
    found = set(settings.trackers)
    address = tracker_of(settings.report.dispute or "")
    if address:
        # A form may be elsewhere, where nothing is read from.
        with suppress(ValueError):
            found.add(read_repository(address, settings.hosts))
    return tuple(sorted(found))


def disputes(opened: Opened) -> tuple[list[Row], list[Skipped]]:
    """List every dispute in our trackers, the newest first.

    Parameters
    ----------
    opened
        A workspace with its facts.

    Returns
    -------
    tuple
        Rows, see `COLUMNS`; and issues that name a dispute in a way that cannot be read.
    """
    answers = {one.item: one for one in answers_of(opened.decisions) if one.item}
    rows, losses = [], []
    for item in _issues(opened):
        mark = read_mark(item["body"])
        if mark is None:
            losses.append(
                Skipped(item["url"] or item["item"], "names a dispute, but no number of ours")
            )
            continue
        answer = answers.get(item["item"])
        rows.append(
            {
                "dispute": short_of(item["item"]),
                "state": answer.answer if answer else "closed" if item["closed_at"] else "new",
                **{name: getattr(mark, name) for name in ("page", "number", "since", "until")},
                "opened": f"{item['created_at']:%Y-%m-%d}",
                "note": answer.note if answer else None,
                "url": item["url"],
                "item": item["item"],
            }
        )
    return rows, losses


def _issues(opened: Opened) -> list[Row]:
    items = opened.facts.tables["items"]
    here = items.filter(
        items.repository.isin(list(trackers_of(opened)) or [""])
        & items.gone_at.isnull()
        & items.body.contains(_NAMES)
    )
    return fetch(
        here.select("item", "url", "body", "created_at", "closed_at").order_by(
            ibis.desc("created_at"), "item"
        )
    )


def short_of(item: str) -> str:
    """Name a dispute in few signs."""
    return hashlib.sha256(item.encode()).hexdigest()[:8]


def answered(
    opened: Opened, private: PrivateState, dispute: str, answer: Answer, note: str
) -> Line:
    """Write what a person answers, for the journal.

    Parameters
    ----------
    opened
        A workspace with its facts.
    private
        What is somebody's own, so that none of it stands in the note.
    dispute
        Its name as `disputes` lists it; or ``PAGE/NUMBER``, for what came by mail.
    answer
        What a person found.
    note
        What readers are told.

    Raises
    ------
    WrongUse
        There is no such dispute, page or number, or the note cannot be read by everybody.
    """
    what = forbidden_of(opened, private).found_in(note)
    if what:
        raise WrongUse(f"--note: nothing was written: it holds {what}, and everybody reads it.")
    mark, item, url = _meant(dispute, disputes(opened)[0])
    _must_be_known(mark, opened)
    about = (mark.about, item) if item else (mark.about,)
    before = to_supersede(opened.decisions, DISPUTE, about[-1:])
    content = answer_content(answer, mark.page, mark.number, item=item, url=url, also=before[1:])
    return Line(DISPUTE, about, note, content, before[0] if before else None)


def _meant(dispute: str, rows: Sequence[Row]) -> tuple[Disputed, str | None, str | None]:
    page, slash, number = dispute.partition("/")
    if slash and page and number:
        mark = read_mark(f"{_NAMES} {page} {number} 2000-01-01..2000-01-01 00000000")
        if mark is not None and mark.number == number:
            return mark, None, None
    found = [row for row in rows if row["dispute"] == dispute]
    if not found:
        raise WrongUse(
            f"{dispute}: there is no such dispute. `twohats report --disputes` lists them; what came by "
            "mail is named PAGE/NUMBER."
        )
    row = found[0]
    mark = Disputed(row["page"], row["number"], row["since"], row["until"], "00000000")
    return mark, row["item"], row["url"]


def _must_be_known(mark: Disputed, opened: Opened) -> None:
    """Refuse a page or a number that no report ever had: nobody would read the answer.

    Raises
    ------
    WrongUse
        There is none of this name.
    """
    said = f"{mark.page}/{mark.number}: nothing was written: "
    if mark.page not in pages_known(opened):
        raise WrongUse(
            f"{said}there is no page {mark.page!r}. `twohats report --public --format table` lists pages "
            "and numbers."
        )
    numbers = _numbers_of(mark.page, opened)
    if mark.number not in numbers:
        hint = nearest(mark.number, numbers)
        raise WrongUse(f"{said}the page has no number {mark.number!r}{hint}")


def _numbers_of(page: str, opened: Opened) -> set[str]:
    """List the keys of a page's numbers; a page has the same ones whatever was done."""
    book = Book(opened.facts.window, "", "", {}, Forbidden())
    nothing = Material((), (), (), (), (), (), {}, {})
    own = opened.workspace.settings.report.own_projects
    count_all(book, nothing, [] if page == INDEX else [page], (), own=own)
    return {WHOLE, *(key for place, key in book.counted if place == page)}
