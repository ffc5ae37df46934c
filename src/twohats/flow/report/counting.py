"""Which numbers public pages have, what each counts, and which lie among which."""

import re
from collections.abc import Iterable, Mapping, Sequence

from twohats.flow.look.words import DEEDS
from twohats.flow.report.book import LOGGED, NOT_TOLD, Book, Counted, Place, is_logged, of_page
from twohats.flow.report.material import OURS, RECEIVED, STUCK_D, UNKNOWN, Material, side_of
from twohats.flow.report.places import INDEX
from twohats.flow.rows import Row
from twohats.flow.words import short
from twohats.ledger.rules import BY_ID
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
    "review": "Reviews of changes of others: one per person and change, the first.",
    "comment": "Items somebody commented on: one per person and item, the first.",
    "issue": "Issues opened.",
    "triage": "Items of others put in order: one per person and item, the first.",
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
_CLASS = (Column("shown", "Class"), "shown")
_RULE = (Column("settled", "Settled by"), "settled")
_FOR = (Column("for", "For"), "for")
_OPEN_D = (Column("open_d", "Days open", numeric=True), "open_days")
_WAIT_D = (Column("wait_d", "Days waiting", numeric=True), "wait_days")


def count_all(
    book: Book,
    material: Material,
    pages: Sequence[str],
    named: Sequence[str],
    unnamed: str = "one of our communities",
    own: Sequence[str] = (),
) -> None:
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
    unnamed
        What stands for the others.
    own
        Projects of our own that may be named.
    """
    for row in material.entries:
        _words_of_entry(row, named, unnamed)
    for row in (*material.ours, *material.queue):
        _words_of_change(row)
    for page in pages:
        entries, deeds = of_page(material.entries, page), of_page(material.deeds, page)
        done = of_page(material.done, page)
        _deeds(book, page, deeds, done, material.openers.get(page, 0))
        _shares(book, page, done, is_measured=material.is_share_measured(page))
        _roles(book, page, of_page(material.roles, page))
        _needs(book, page, entries)
        _now(
            book,
            page,
            of_page(material.ours, page),
            of_page(material.queue, page),
            material.openers.get(page, 0),
        )
        _carried(book, page, of_page(material.carried, page))
    _totals(book, material, pages)
    for project in own:
        for kind in OWN_SAYS:
            here = [
                row for row in material.own if (row["repository"], row["kind"]) == (project, kind)
            ]
            _own(book, project, own_title(project, own), kind, here)
            if (project, kind) in material.own_unread:
                book.unmeasured |= {(INDEX, own_key(project, kind, part)) for part in OWN_PARTS}
    for page, kind in material.unread:
        keys = [f"share.{kind}", f"share.{kind}.unknown", f"share.{kind}.of"]
        keys += [deed_key(deed) for deed, one in _KIND_OF.items() if one == kind]
        if not book.counted[page, f"share.{kind}.of"].rows:
            book.unmeasured |= {(page, key) for key in keys}
    book.settle()
    for page in (*pages, INDEX):
        _rest(book, page)


def _words_of_entry(row: Row, named: Sequence[str], unnamed: str) -> None:
    """Say of an entry what may be read: by what it was settled, and for whom without a name."""
    row["shown"] = SHOWN[row["class"]]
    decided = row["class"] != "undecided"
    row["settled"] = (
        ("people" if row["is_ruled"] else _rule_words(row["rule"])) if decided else "nobody yet"
    )
    names = [one if one in named else unnamed for one in row["beneficiaries"]]
    row["for"] = ", ".join(dict.fromkeys(names))


def _rule_words(code: str) -> str:
    """Say what a rule found; readers outside know no rule by its number."""
    rule = BY_ID.get(code)
    return f"rule {code}: {rule.sentence}" if rule else f"rule {code}"


def _words_of_change(row: Row) -> None:
    row["open_days"] = round(row["open_d"], 1) if "open_d" in row else None
    row["wait_days"] = None if row.get("wait_d") is None else round(row["wait_d"], 1)


def _deeds(book: Book, page: str, rows: Sequence[Row], done: Sequence[Row], openers: int) -> None:
    for deed in (*ASKED, *GIVEN):
        here = [row for row in rows if row["kind"] == deed]
        among = openers if deed == "changes" else _among(done, deed)
        book.count(Counted(page, deed_key(deed), DEEDS[deed], DEED_SAYS[deed], here, among=among))
    for side in SIDE_SAYS:
        here = [row for row in rows if side_of(row["kind"]) == side]
        _total(book, page, side, side, SIDE_SAYS[side], here, _parts(page, side))


SIDE_SAYS: Mapping[str, str] = {
    "asked": "What we opened, and what others did for it.",
    "given": "What our people did for items of others.",
}
_KIND_OF = {
    "issues": "issue", "reviews": "review", "answers": "comment", "triage": "triage",
    "merges": "merge", "releases": "release",
}  # fmt: skip
"""Kinds of anybody's contributions among which deeds of ours are."""


def deed_key(deed: str) -> str:
    """Name the number of a deed."""
    return f"{side_of(deed)}.{deed.replace('_', '-')}"


def _parts(page: str, side: str) -> tuple[Place, ...]:
    return tuple((page, deed_key(deed)) for deed in (*ASKED, *GIVEN) if side_of(deed) == side)


def _total(
    book: Book,
    page: str,
    key: str,
    title: str,
    says: str,
    rows: Sequence[Row],
    parts: tuple[Place, ...],
) -> None:
    book.count(Counted(page, key, title, says, rows, parts=parts))


def _among(done: Sequence[Row], deed: str) -> int:
    """Count who did something of the kind of a deed at all, or for whom others did it."""
    if deed in RECEIVED:
        kind = "review" if deed == "reviews_received" else "comment"
        return len(
            {
                row["author"]
                for row in done
                if row["kind"] == kind and row["author"] != row["person"]
            }
        )
    return _people_of(row for row in done if row["kind"] == _KIND_OF[deed])


def _people_of(rows: Iterable[Row]) -> int:
    return len({row["person"] for row in rows})


def _shares(book: Book, page: str, rows: Sequence[Row], *, is_measured: bool) -> None:
    for kind in KINDS:
        here = [row for row in rows if row["kind"] == kind]
        _share(book, page, kind, here)
    _share(book, page, "all", rows, tuple(f"share.{kind}" for kind in KINDS))
    if not is_measured:
        book.unmeasured |= {
            at for at in book.counted if at[0] == page and at[1].startswith("share.")
        }


def _share(
    book: Book, page: str, kind: str, rows: Sequence[Row], parts: tuple[str, ...] = ()
) -> None:
    """Count our part of one kind, what nobody knows whose it is, and all of it."""
    says = KIND_SAYS.get(kind, "Contributions of every kind that leave a trace.")
    words = "contributions of all kinds" if kind == "all" else f"contributions of the kind {kind}"
    mine, unknown = ([row for row in rows if row["whose"] == whose] for whose in (OURS, UNKNOWN))
    key = f"share.{kind}"
    among = None if parts else _people_of(rows)
    book.count(
        Counted(page, key, f"our part of {words}", f"{says} Those of ours.", mine,
                parts=tuple((page, part) for part in parts), among=among)
    )  # fmt: skip
    book.count(
        Counted(page, f"{key}.unknown", f"{words}: whose is not known",
                f"{says} Those by people whose employer nobody knows.", unknown, is_about_us=False,
                beside=(page, key))
    )  # fmt: skip
    book.count(Counted(page, f"{key}.of", f"all {words}", says, rows, is_about_us=False))


_ROLE = ((Column("where", "Where"), "where"), (Column("how", "How that is known"), "how"))


def _roles(book: Book, page: str, rows: Sequence[Row]) -> None:
    """Count who may merge, and who of them is ours."""
    mine = [row for row in rows if row["whose"] == OURS]
    says = "People who may merge in at least one of the repositories, on the as-of date."
    titles = {"roles.ours": "people of ours who may merge", "roles": "people who may merge"}
    for key, here in (("roles.ours", mine), ("roles", rows)):
        is_ours = key != "roles"
        book.count(
            Counted(page, key, titles[key], says, here, _ROLE, is_about_us=is_ours, shows_item=False,
                    among=len(rows) if is_ours else None, counts_people=is_ours)
        )  # fmt: skip


_ENTRY = (_CLASS, _RULE, _FOR)


def _needs(book: Book, page: str, rows: Sequence[Row]) -> None:
    """Count what our people did by whose need it met, and by what that was settled."""
    says = "What our people did here, one per person, item and kind of work, by whose need it met."
    _need(book, page, "need", "pieces of our work", says, rows)
    for class_ in SHARED:
        key, here = f"need.{class_}", [row for row in rows if row["class"] == class_]
        title = SHOWN[class_]
        _need(book, page, key, title, CLASS_SAYS[class_], here, part_of=(page, "need"))
        if class_ == "undecided":
            continue
        for by, said in SETTLED_SAYS.items():
            settled = [row for row in here if row["is_ruled"] == (by == "people")]
            _need(
                book,
                page,
                f"{key}.{by}",
                f"{title}, settled by {by}",
                said,
                settled,
                part_of=(page, key),
            )
    # Names and links of items say of what kind a piece of work is, whether a number counts it or not.
    kinds: dict[str, list[Row]] = {}
    for row in rows:
        kinds.setdefault(LOGGED if is_logged(row) else row["kind"], []).append(row)
    book.groups += kinds.values()


NEED_REST = "need.not-told"
"""The number of pieces of work that are listed without a class."""


def _rest(book: Book, page: str) -> None:
    """Count the rows that stand without a class, as every reader can once it is settled which do."""
    says = (
        "Those of the pieces listed of which no row says the class: it is too small to tell, or hidden "
        "beside one that is."
    )
    rows = [row for row in book.listed(page, "need") if book.detail_of(row, "class") == NOT_TOLD]
    book.count(
        Counted(
            page,
            NEED_REST,
            "class not told",
            says,
            rows,
            _ENTRY,
            is_about_us=False,
            shows_kind=False,
        )
    )


SETTLED_SAYS: Mapping[str, str] = {
    "people": "Those of them whose class people settled.",
    "rules": "Those of them whose class rules found.",
}


def _need(
    book: Book,
    page: str,
    key: str,
    title: str,
    says: str,
    rows: Sequence[Row],
    *,
    part_of: Place | None = None,
    parts: tuple[Place, ...] = (),
) -> None:
    # Of what kind a piece of work is, other numbers say.
    book.count(
        Counted(
            page, key, title, says, rows, _ENTRY, shows_kind=False, part_of=part_of, parts=parts
        )
    )


def _now(book: Book, page: str, rows: Sequence[Row], queue: Sequence[Row], openers: int) -> None:
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
        book.count(
            Counted(page, f"now.{state}", title, STATE_SAYS[state], here, extra, among=openers)
        )
    # Readers take one number from the other.
    book.groups += [[row for row in opened if not row[state]] for state in ("waits", "is_stuck")]
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


def _totals(book: Book, material: Material, pages: Sequence[str]) -> None:
    """Count the whole: nothing but what the communities' pages count."""

    def parts(key: str) -> tuple[Place, ...]:
        return tuple((page, key) for page in pages)

    says = "What our people did in these communities, by whose need it met."
    _need(book, INDEX, "need", "pieces of our work", says, material.entries, parts=parts("need"))
    for class_ in SHARED:
        key, here = f"need.{class_}", [row for row in material.entries if row["class"] == class_]
        _need(book, INDEX, key, SHOWN[class_], CLASS_SAYS[class_], here, parts=parts(key))
    opened = [row for row in material.ours if row["kind"] == "open"]
    title, days = f"changes of ours {STATES['open']}", (_OPEN_D, _WAIT_D)
    book.count(
        Counted(INDEX, "now.open", title, STATE_SAYS["open"], opened, days, parts=parts("now.open"))
    )
    for side, said in SIDE_SAYS.items():
        here = [row for row in material.deeds if side_of(row["kind"]) == side]
        _total(book, INDEX, side, side, said, here, parts(side))


def _carried(book: Book, page: str, rows: Sequence[Row]) -> None:
    """Count what we carry; whose it is upstream may be held back."""
    says = (
        "Things we carry in place of contributing them (patches, commits of forks, pins, copies), of which "
        "somebody said where they go upstream."
    )
    title = "carried by us, with a way upstream"
    book.count(Counted(page, "now.carried", title, says, rows, shows_kind=False, is_nobodys=True))
    if not rows:
        book.unmeasured.add((page, "now.carried"))


OWN_SAYS: Mapping[str, str] = {
    "own change": "Changes merged in the window, by who wrote them; bots are left out.",
    "own review": "Reviews of changes of somebody else in the window: one per person and change.",
}
_IN_NO_KEY = re.compile(r"[^a-z0-9-]")
"""Signs that marks of disputes do not know, or that part names: they stand there by their number."""
OWN_PARTS = ("", "others", "ours")
"""Parts of what was done in a project of ours: all of it first."""


def own_key(project: str, kind: str, part: str = "") -> str:
    """Name the number of a project of ours; those of two projects are never called alike.

    Examples
    --------
    >>> own_key("github:acme/tide-map", "own change")
    'own.github.acme.tide-map.changes'
    >>> own_key("gitlab:acme/tide.map", "own review", "ours")
    'own.gitlab.acme.tide..2e.map.reviews.ours'
    """
    forge, _, path = project.lower().partition(":")
    names = [
        _IN_NO_KEY.sub(lambda sign: f"..{ord(sign[0]):x}.", one)
        for one in (forge, *path.split("/"))
    ]
    return ".".join(one for one in ("own", *names, f"{kind.removeprefix('own ')}s", part) if one)


def own_title(project: str, own: Sequence[str]) -> str:
    """Call a project of ours as readers know it: with its forge, where another is called the same."""
    return short(project) if [short(one) for one in own].count(short(project)) < 2 else project


def _own(book: Book, project: str, called: str, kind: str, rows: Sequence[Row]) -> None:
    """Count what was done in a project of ours, and by whom; neither part is told without the other."""
    title = f"{called}: {kind.removeprefix('own ')}s"
    book.count(
        Counted(INDEX, own_key(project, kind), title, OWN_SAYS[kind], rows, is_about_us=False,
                shows_kind=False)
    )  # fmt: skip
    for part, other in (("others", "ours"), ("ours", "others")):
        here = [row for row in rows if row["whose"] == part]
        said = f"{OWN_SAYS[kind]} Those by people who were {'not ' if part == 'others' else ''}of our team that day."
        book.count(
            Counted(INDEX, own_key(project, kind, part), f"{title} by {part}", said, here, shows_kind=False,
                    beside=(INDEX, own_key(project, kind, other)))
        )  # fmt: skip
