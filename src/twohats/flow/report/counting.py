"""Which numbers public pages have, what each counts, and which lie among which."""

from collections.abc import Callable, Mapping, Sequence

from twohats.flow.look.words import DEEDS
from twohats.flow.report.book import (
    LOGGED,
    OPEN_DAYS,
    WAIT_DAYS,
    Book,
    Counted,
    is_logged,
    of_page,
)
from twohats.flow.report.material import OURS, STUCK_D, Material, side_of
from twohats.flow.report.places import INDEX
from twohats.flow.rows import Row
from twohats.ledger.few import is_small
from twohats.ledger.settling import SHARED
from twohats.measures.contributions import KINDS
from twohats.measures.give_and_take import ASKED, GIVEN
from twohats.records.judgement import SHOWN
from twohats.records.pages import Column

DEED_SAYS: Mapping[str, str] = {
    "changes": "Change requests that our people opened.",
    "issues": "Issues that our people opened.",
    "reviews_received": "Reviews of our changes by people who are not ours: one per person and change.",
    "answers_received": "Items of ours on which somebody who is not ours commented: one per person and item.",
    "reviews": "Reviews our people gave on changes of others: one per person and change.",
    "answers": "Items of others on which our people commented: one per person and item.",
    "triage": "Items of others that our people labelled, closed, assigned or otherwise put in order.",
    "merges": "Changes of others that our people merged.",
    "releases": "Releases that our people made.",
}
CLASS_SAYS: Mapping[str, str] = {
    "directed": "Work that a need of ours, or of communities we serve, asked for, with evidence.",
    "foundational": "Work that the upstream community asked for, with evidence.",
    "personal": "Work outside any plan, done of somebody's own accord.",
    "undecided": "Work for which the evidence does not yet say whose need it met.",
}
KIND_SAYS: Mapping[str, str] = {
    "change": "Changes merged, by whoever wrote them.",
    "commit": "Commits by their authors, merges of branches left out.",
    "review": "Reviews of changes of others: one per person and change.",
    "comment": "Items somebody commented on: one per person and item.",
    "issue": "Issues opened.",
    "triage": "Items of others put in order: one per person and item.",
    "merge": "Changes merged, by whoever merged them.",
    "release": "Releases made.",
}
STATE_SAYS: Mapping[str, str] = {
    "open": "Change requests of ours that are open on the as-of date, drafts included.",
    "waiting": "Those of them that no human but the author has answered yet; drafts do not wait.",
    "stuck": f"Those of them that are no drafts and have been open for more than {STUCK_D} days.",
    "merged": "Change requests of ours that were merged in the window.",
    "closed": "Change requests of ours that were closed in the window without being merged.",
}
_WHOSE = (Column("whose", "Whose"), "whose")
_CLASS = (Column("shown", "Class"), "shown")
_RULE = (Column("settled", "Settled by"), "settled")
_FOR = (Column("for", "For"), "for")
_OPEN_D = (Column("open_d", "Days open", numeric=True), OPEN_DAYS)
_WAIT_D = (Column("wait_d", "Days waiting", numeric=True), WAIT_DAYS)


def count_all(book: Book, material: Material, pages: Sequence[str], named: Sequence[str]) -> None:
    """Put every number of every page into the book, and settle which may be told.

    Parameters
    ----------
    book
        Empty so far.
    material
        What is counted.
    pages
        Keys of the communities' pages.
    named
        Member communities that agreed to be named.
    """
    for row in material.entries:
        _words_of_entry(row, named)
    for row in (*material.ours, *material.queue):
        _words_of_change(row)
    # In the order in which they are told, where not all can be: what readers come for stands first.
    for page in pages:
        entries, deeds = of_page(material.entries, page), of_page(material.deeds, page)
        _deeds(book, page, deeds)
        _needs(book, page, entries)
        _now(book, page, of_page(material.ours, page), of_page(material.queue, page))
        _shares(book, page, of_page(material.done, page))
        _settled(book, page, entries)
        _sides(book, page, deeds)
    _totals(book, material)
    book.settle()
    _unlist(book, material, pages)
    for row in material.entries:
        # Else the rows would say what the number of those that people settled hides.
        if not book.is_told(row["place"], f"{_need_of(row)[1]}.people"):
            row["settled"] = "not told"


def _unlist(book: Book, material: Material, pages: Sequence[str]) -> None:
    """Take away rows from which a hidden number could be put together."""
    for page in pages:
        if not book.is_told(page, "now.open"):
            # What was opened and is neither merged nor closed is open; links say of each what it is.
            book.unlisted |= {(page, key) for key in _TELLS_OPEN}
        elif not all(book.is_told(page, key) for key in ("now.waiting", "now.stuck")):
            # Changes of ours that stand in the queue, too, are those that wait.
            book.unlisted.add((page, "now.queue"))
        if not _tells_kinds(book, page, of_page(material.entries, page)):
            needs = [key for place, key in book.counted if place == page and _is_need(key)]
            book.unlisted |= {(page, key) for key in needs}
    if any(_is_need(key) for _, key in book.unlisted):
        book.unlisted |= {at for at in book.counted if at[0] == INDEX and _is_need(at[1])}


_TELLS_OPEN = (
    "asked.changes", "asked.reviews-received", "asked.answers-received", "now.merged", "now.closed",
)  # fmt: skip


def _is_need(key: str) -> bool:
    return key.partition(".")[0] == "need"


def _tells_kinds(book: Book, page: str, entries: Sequence[Row]) -> bool:
    """Whether it may be known of what kind each piece of our work is: names and links of items say it."""
    keys = [f"given.{deed}" for deed in GIVEN]
    # No entry is an issue.
    keys += [f"share.{kind}" for kind in KINDS if kind != "issue"]
    if not all(book.is_told(page, key) for key in keys):
        return False
    if not book.is_listed(page, "asked.changes"):
        return False
    found: dict[str, list[str]] = {}
    for row in entries:
        kind = LOGGED if is_logged(row) else row["kind"]
        found.setdefault(kind, []).append(row["person"])
    return not any(is_small(range(len(people)), people) for people in found.values())


def _words_of_entry(row: Row, named: Sequence[str]) -> None:
    """Say of an entry what may be read: by what it was settled, and for whom without a name."""
    row["shown"] = SHOWN[row["class"]]
    decided = row["class"] != "undecided"
    row["settled"] = (
        ("people" if row["is_ruled"] else f"rule {row['rule']}") if decided else "nobody yet"
    )
    names = [one if one in named else "one of our communities" for one in row["beneficiaries"]]
    row["for"] = ", ".join(dict.fromkeys(names))


def _words_of_change(row: Row) -> None:
    row["open_days"] = round(row["open_d"], 1) if "open_d" in row else None
    row["wait_days"] = None if row.get("wait_d") is None else round(row["wait_d"], 1)


def _deeds(book: Book, page: str, rows: Sequence[Row]) -> None:
    for deed in (*ASKED, *GIVEN):
        here = [row for row in rows if row["kind"] == deed]
        key = f"{side_of(deed)}.{deed.replace('_', '-')}"
        book.count(Counted(page, key, DEEDS[deed], DEED_SAYS[deed], here))


def _sides(book: Book, page: str, rows: Sequence[Row]) -> None:
    for side, says in (
        ("asked", "What we opened, and what others did for it."),
        ("given", "What our people did for items of others."),
    ):
        here = [row for row in rows if side_of(row["kind"]) == side]
        book.count(Counted(page, side, side, says, here, part=_deed_of))


_ENTRY = (_CLASS, _RULE, _FOR)


def _needs(book: Book, page: str, rows: Sequence[Row]) -> None:
    for class_ in SHARED:
        here = [row for row in rows if row["class"] == class_]
        says = CLASS_SAYS[class_]
        book.count(_about_need(page, f"need.{class_}", SHOWN[class_], says, here, part=_need_of))


def _settled(book: Book, page: str, rows: Sequence[Row]) -> None:
    """Count what people settled, and all of it."""
    for class_ in (one for one in SHARED if one != "undecided"):
        ruled = [row for row in rows if row["class"] == class_ and row["is_ruled"]]
        says = "Those of them whose class people settled; rules found the others."
        title = f"{SHOWN[class_]}, settled by people"
        book.count(_about_need(page, f"need.{class_}.people", title, says, ruled))
    says = "What our people did here, one per person, item and kind of work, by whose need it met."
    book.count(_about_need(page, "need", "pieces of our work", says, rows, part=_need_of))


def _about_need(
    page: str,
    key: str,
    title: str,
    says: str,
    rows: Sequence[Row],
    part: Callable[[Row], tuple[str, str]] | None = None,
) -> Counted:
    # Of what kind a piece of work is, other numbers say, and they may be hidden.
    return Counted(page, key, title, says, rows, _ENTRY, shows_kind=False, part=part)


def _need_of(row: Row) -> tuple[str, str]:
    """Name the number of a community's page that tells of an entry."""
    return row["place"], f"need.{row['class']}"


def _deed_of(row: Row) -> tuple[str, str]:
    return row["place"], f"{side_of(row['kind'])}.{row['kind'].replace('_', '-')}"


def _share_of(row: Row) -> tuple[str, str]:
    return row["place"], f"share.{row['kind']}"


def _open_of(row: Row) -> tuple[str, str]:
    return row["place"], "now.open"


def _shares(book: Book, page: str, rows: Sequence[Row]) -> None:
    says = "Contributions of every kind that leave a trace; those of ours are marked."
    for kind in ("all", *KINDS):
        here = rows if kind == "all" else [row for row in rows if row["kind"] == kind]
        mine = [row for row in here if row["whose"] == OURS]
        title = "our share of all" if kind == "all" else f"our share: {kind}"
        book.count(
            Counted(
                page,
                f"share.{kind}",
                title,
                KIND_SAYS.get(kind, says),
                mine,
                (_WHOSE,),
                here,
                part=_share_of,
            )
        )


def _now(book: Book, page: str, rows: Sequence[Row], queue: Sequence[Row]) -> None:
    opened = [row for row in rows if row["kind"] == "open"]
    found = {
        "open": opened,
        "waiting": [row for row in opened if row["waits"]],
        "stuck": [row for row in opened if row["is_stuck"]],
        "merged": [row for row in rows if row["kind"] == "merged"],
        "closed": [row for row in rows if row["kind"] == "closed without merge"],
    }
    for state, here in found.items():
        extra = (_OPEN_D, _WAIT_D) if state in ("open", "waiting", "stuck") else ()
        title = f"changes of ours {STATES[state]}"
        book.count(Counted(page, f"now.{state}", title, STATE_SAYS[state], here, extra))
    says = "Change requests of anybody, ours too, that nobody but the author has answered yet."
    title = "changes of anybody that wait for a first answer"
    book.count(Counted(page, "now.queue", title, says, queue, (_WAIT_D,), is_about_us=False))


STATES: Mapping[str, str] = {
    "open": "open now",
    "waiting": "waiting for a first answer",
    "stuck": f"open for more than {STUCK_D} days",
    "merged": "merged",
    "closed": "closed without merge",
}


def _totals(book: Book, material: Material) -> None:
    """Count the whole: nothing but what the communities' pages count."""
    _needs(book, INDEX, material.entries)
    opened = [row for row in material.ours if row["kind"] == "open"]
    title = f"changes of ours {STATES['open']}"
    days = (_OPEN_D, _WAIT_D)
    says = STATE_SAYS["open"]
    book.count(Counted(INDEX, "now.open", title, says, opened, days, part=_open_of))
    says = "What our people did in these communities, by whose need it met."
    book.count(
        _about_need(INDEX, "need", "pieces of our work", says, material.entries, part=_need_of)
    )
    _sides(book, INDEX, material.deeds)
