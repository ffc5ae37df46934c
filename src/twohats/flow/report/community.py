"""The public page of one community: what we depend on it for, ask, give, hold, pay and do there now."""

from collections.abc import Sequence
from dataclasses import dataclass

from twohats.flow.facts import Opened
from twohats.flow.look.words import DEEDS
from twohats.flow.page import made_up_banner
from twohats.flow.report.book import NOT_TOLD, Book, item_name, of_page
from twohats.flow.report.counting import DEED_SAYS, KIND_SAYS, NEED_REST, STATES, deed_key
from twohats.flow.report.material import OTHERS, OURS, STUCK_D, UNKNOWN, Material, side_of
from twohats.flow.report.places import INDEX, Place
from twohats.flow.report.talk import disputes_section, funding_section, meta_of
from twohats.flow.rows import Row
from twohats.flow.words import many, short
from twohats.ledger.balance import percents
from twohats.ledger.few import FEWEST_EVENTS, FEWEST_PEOPLE
from twohats.ledger.settling import SHARED
from twohats.measures.contributions import KINDS
from twohats.measures.give_and_take import ASKED, GIVEN
from twohats.records.judgement import SHOWN
from twohats.records.pages import Cell, Chart, Column, Document, Figure, Grid, Section
from twohats.workspace.interests import Interest

MOST_UNKNOWN = 0.2
"""Above this share of unknown affiliation a share is told as a range alone."""
LISTED = 20
"""Open changes a section lists; all stand behind the number."""
NEED_NOTE = (
    "Shares are of the pieces of work that are listed: how many, not how long. Not told: their class is too "
    "small to tell, or hidden beside one that is."
)
PARTS_NOTE = (
    "A class too small to tell is never hidden alone, but with the next smallest: else it could be found "
    "by what is left."
)
KIND_WORDS = {
    "change": "changes", "commit": "commits", "review": "reviews", "comment": "comments",
    "issue": "issues", "triage": "triage", "merge": "merges", "release": "releases",
}  # fmt: skip


@dataclass(frozen=True)
class Page:
    """All that the page of one community is made from."""

    opened: Opened
    place: Place
    material: Material
    book: Book
    interest: Interest | None


def community_page(page: Page) -> Document:
    """Build the page of one community."""
    settings = page.opened.workspace.settings
    key = page.place.page
    sections = (
        _interest_section(page),
        _given_section(page),
        _share_section(page),
        _roles_section(page),
        _need_section(page),
        _now_section(page),
        funding_section(page.opened, page.place.key),
        disputes_section(page.book, key),
        _resting_section(page),
    )
    return Document(
        f"{settings.organization} in {page.place.title}",
        f"{page.opened.facts.window} (UTC)",
        sections,
        page.book.rows_of(key),
        made_up_banner(page.opened),
        meta_of(page.opened, page.book, key),
        up=(INDEX, f"{settings.organization}: all communities"),
        dispute=page.book.dispute(key),
    )


def _interest_section(page: Page) -> Section:
    interest, place = page.interest, page.place
    said = interest.paragraphs if interest else ()
    reviewed = f"Last reviewed on {interest.reviewed}." if interest and interest.reviewed else ""
    notes = (reviewed or "When this was last reviewed is not stated.",) if interest else ()
    return Section(
        "interest",
        f"Why we depend on {place.title}",
        "" if interest else "Not stated yet.",
        paragraphs=said,
        grid=Grid(
            (Column("repository", "Repository"),),
            tuple(
                (Cell(short(one), link=_address(one, page.opened)),) for one in place.repositories
            ),
            "Every number below is about these repositories, and no other.",
        ),
        notes=notes,
    )


def _address(repository: str, opened: Opened) -> str | None:
    forge, _, name = repository.partition(":")
    hosts = {one.name: one.host for one in opened.workspace.settings.forges}
    return f"https://{hosts[forge]}/{name}" if forge in hosts else None


def _given_section(page: Page) -> Section:
    book, key = page.book, page.place.page
    rows = []
    for deed in (*ASKED, *GIVEN):
        cell = book.cell(key, deed_key(deed))
        said = Cell(side_of(deed)), Cell(DEED_SAYS[deed])
        rows.append((Cell(DEEDS[deed].capitalize()), cell, *said))
    return Section(
        "asked-and-given",
        _asked_heading(*(_times(book, key, side) for side in ("asked", "given"))),
        "Asked: what we opened, and what others did for it. Given: what our people did for others. "
        "These are numbers of things done, never of hours.",
        figures=(
            Figure("asked", book.cell(key, "asked")),
            Figure("given", book.cell(key, "given")),
        ),
        chart=_given_chart(book, key),
        grid=Grid(
            (
                Column("what", "What"),
                Column("number", "Number", numeric=True),
                Column("side", "Side"),
                Column("says", "What counts"),
            ),
            tuple(rows),
            "One row per kind of deed.",
        ),
        notes=(
            "What accounts opened that are gone is left out here: nobody knows whose it was.",
            _few_note(),
        ),
    )


def _few_note() -> str:
    return (
        f"Too few: fewer than {FEWEST_PEOPLE} people of ours or {FEWEST_EVENTS} things. What belongs to such a "
        "number is listed nowhere, and counted nowhere: other numbers then say “at least”."
    )


def _times(book: Book, page: str, side: str) -> str:
    count = book.value(page, side)
    if count is None:
        return "too few times to tell"
    least = "" if book.is_exact(page, side) else "at least "
    return f"{least}{many(count, 'time', 'times')}"


def _asked_heading(asked: str, given: str) -> str:
    return f"We asked {asked} and gave {given}"


def _given_chart(book: Book, page: str) -> Chart | None:
    marks = []
    for deed in (*ASKED, *GIVEN):
        side = side_of(deed)
        count = book.value(page, deed_key(deed))
        if count is not None:
            marks.append({"what": DEEDS[deed], "side": side, "count": count})
    if not any(mark["count"] for mark in marks):
        return None
    return Chart(
        "stacked_bars", "Asked and given, by what it was", tuple(marks), "count", "what", "side",
        ("asked", "given"), "times",
    )  # fmt: skip


def _share_section(page: Page) -> Section:
    book, key = page.book, page.place.page
    title = f"What share of the work in {page.place.title} is ours"
    told = next(iter(page.material.shares[key].rows), None)
    if told is None or told["answer"] == "not measured":
        return Section(
            "share",
            title,
            "Not measured: not everything it needs was read over the whole window."
            if told
            else "Nobody did anything here in the window.",
        )
    lines, marks = [], []
    for kind in ("all", *KINDS):
        if not book.counted[key, f"share.{kind}.of"].rows:
            continue
        lines.append(_share_line(book, key, kind))
        marks += _share_marks(book, key, kind)
    whole = "share.all"
    figure = Figure(
        "our share of all contributions",
        book.cell(key, whole, _share(book, key, whole)),
        detail=_share_detail(book, key, whole),
    )
    return Section(
        "share",
        title,
        "Of everything that people did here and that left a trace, by whom they worked for on that day. "
        "Whose employer nobody knows stands apart, and the range says what it could hide.",
        figures=(figure,),
        chart=Chart(
            "stacked_bars", "Contributions by whose they are, in percent of each kind", tuple(marks),
            "percent", "kind", "whose", (OURS, "others", "unknown"), "percent",
        ) if marks else None,
        grid=Grid(
            (
                Column("kind", "Kind"),
                Column("ours", "Ours", numeric=True),
                Column("unknown", "Unknown", numeric=True),
                Column("of", "Of all", numeric=True),
                Column("share", "Our share"),
                Column("says", "What counts"),
            ),
            tuple(lines),
            "One row per kind.",
        ),
        notes=(
            "Bots are left out. Commits and the changes that brought them both count, each in its own row.",
            f"Where more than {MOST_UNKNOWN:.0%} is unknown, there is a range and no single number.",
            "Unknown is not told beside a number of ours that is too small, or left out in part.",
        ),
    )  # fmt: skip


def _parts(book: Book, page: str, key: str) -> tuple[int, int | None, int]:
    """Count ours, unknown and all; unknown is None where ours is not told in full."""
    ours = book.value(page, key) or 0
    return ours, book.value(page, f"{key}.unknown"), len(book.counted[page, f"{key}.of"].rows)


def _share(book: Book, page: str, key: str) -> str:
    """Say a share, or the range that the unknown leaves it."""
    if not book.is_told(page, key):
        return str(book.say(page, key))
    ours, unknown, total = _parts(book, page, key)
    if unknown is None:
        return f"at least {ours / total:.0%}"
    low, high = ours / total, (ours + unknown) / total
    if unknown / total > MOST_UNKNOWN:
        return f"{low:.0%} to {high:.0%}"
    return f"{low:.0%}"


def _share_detail(book: Book, page: str, key: str) -> str:
    if not book.is_told(page, key):
        return ""
    ours, unknown, total = _parts(book, page, key)
    if unknown is None:
        return f"at least {ours:,} of {total:,}"
    said = f"{ours:,} of {total:,}; {unknown:,} by people whose employer nobody knows"
    return f"{said}; with all of these at most {(ours + unknown) / total:.0%}" if unknown else said


def share_of(page: Page) -> str:
    """Say our share of all contributions in a few words."""
    key = page.place.page
    if not page.book.counted[key, "share.all.of"].rows:
        return "nothing done"
    return _share(page.book, key, "share.all")


def _share_line(book: Book, page: str, kind: str) -> tuple[Cell, ...]:
    key = f"share.{kind}"
    is_exact = book.is_exact(page, key)
    return (
        Cell("all kinds" if kind == "all" else KIND_WORDS[kind]),
        book.cell(page, key),
        # Beside a number that is not told in full, what is left of the whole could give it away.
        book.cell(page, f"{key}.unknown") if is_exact else Cell("–"),
        book.cell(page, f"{key}.of"),
        book.cell(page, key, _share(book, page, key)),
        Cell(KIND_SAYS.get(kind, "Contributions of every kind.")),
    )


def _share_marks(book: Book, page: str, kind: str) -> list[dict[str, object]]:
    ours, unknown, total = _parts(book, page, f"share.{kind}")
    if unknown is None:
        return []
    shares = percents([ours, total - ours - unknown, unknown])
    name = "all kinds" if kind == "all" else KIND_WORDS[kind]
    return [
        {"kind": name, "whose": whose, "percent": percent}
        for whose, percent in zip((OURS, OTHERS, UNKNOWN), shares, strict=True)
    ]


def _roles_section(page: Page) -> Section:
    book, key = page.book, page.place.page
    held = book.counted[key, "roles"].rows
    if not held:
        return Section(
            "roles", "Who may merge", "Not known: no roster was read, and nobody was seen merging."
        )
    by_role = any("role" in row["basis"] for row in held)
    return Section(
        "roles",
        "Who may merge",
        "As the community's own roster says. Nobody is named here; the roster is theirs."
        if by_role
        else "No roster was read: these people merged something in the year before.",
        figures=(
            Figure("people of ours who may merge", book.cell(key, "roles.ours")),
            Figure("people who may merge", book.cell(key, "roles"), detail="ours and others"),
        ),
    )


def _need_section(page: Page) -> Section:
    book, key = page.book, page.place.page
    return Section(
        "need",
        "Whose need our work here met",
        "Directed: a need of ours, or of communities we serve. Foundational: a need of the upstream "
        "community. What people settled and what rules found stand apart; undecided is a share of its own.",
        figures=(Figure("pieces of our work", book.cell(key, "need")),),
        chart=need_chart(book, [(key, page.place.title)]),
        grid=Grid(
            (
                Column("class", "Whose need"),
                Column("number", "Pieces of work", numeric=True),
                Column("percent", "Percent of what is listed", numeric=True),
                Column("people", "Settled by people", numeric=True),
                Column("rules", "By rules", numeric=True),
            ),
            (
                *(_need_line(book, key, class_) for class_ in SHARED),
                *((*line, Cell("–"), Cell("–")) for line in rest_lines(book, key)),
            ),
            "One row per class; one piece of work per person, item and kind.",
        ),
        notes=(NEED_NOTE, _few_note(), PARTS_NOTE),
    )


def _need_line(book: Book, page: str, class_: str) -> tuple[Cell, ...]:
    key, dash = f"need.{class_}", Cell("–")
    settled = (
        (dash, dash)
        if class_ == "undecided"
        else (book.cell(page, f"{key}.people"), book.cell(page, f"{key}.rules"))
    )
    return Cell(SHOWN[class_]), book.cell(page, key), percent_cell(book, page, key), *settled  # type: ignore[index]


def rest_lines(book: Book, page: str) -> list[tuple[Cell, ...]]:
    """Show how much of our work stands without a class, so that the percents are of one whole."""
    if not book.value(page, NEED_REST):
        return []
    return [(Cell(NOT_TOLD), book.cell(page, NEED_REST), percent_cell(book, page, NEED_REST))]


def percent_cell(book: Book, page: str, key: str) -> Cell:
    """Show how much of our work that is listed is of one class."""
    count, total = book.value(page, key), book.value(page, "need")
    return book.cell(page, key, round(100 * count / total, 1)) if count and total else Cell("–")


def need_chart(book: Book, pages: Sequence[tuple[str, str]]) -> Chart | None:
    """Draw whose need work met: a bar per page of which anything is told, all of it."""
    marks = []
    for page, title in pages:
        counts = [(SHOWN[class_], book.value(page, f"need.{class_}")) for class_ in SHARED]
        counts.append((NOT_TOLD, book.value(page, NEED_REST) or None))
        marks += [
            {"community": title, "class": shown, "pieces": count}
            for shown, count in counts
            if count is not None
        ]
    if not any(mark["pieces"] for mark in marks):
        return None
    return Chart(
        "stacked_bars", "Pieces of our work, by whose need they met", tuple(marks), "pieces",
        "community", "class", (*(SHOWN[class_] for class_ in SHARED), NOT_TOLD), "pieces of work",
    )  # fmt: skip


def _now_section(page: Page) -> Section:
    book, key = page.book, page.place.page
    listed = open_work(page)
    stuck = book.say(key, "now.stuck")
    found = book.value(key, "now.open")
    heading = "What we are doing here now"
    if found is not None:
        said = many(found, "change", "changes") if found else "no change"
        said = said if book.is_exact(key, "now.open") else f"at least {said}"
        heading = f"{said} of ours {'is' if found < 2 else 'are'} open now"
        heading = heading[0].upper() + heading[1:]
    return Section(
        "now",
        heading,
        "What is stuck stands first. A change waits until a human who is not its author answers.",
        figures=(
            *(
                Figure(f"{STATES[state]}", book.cell(key, f"now.{state}"))
                for state in ("open", "waiting", "stuck", "merged", "closed")
            ),
            *_carried_figures(page),
            Figure(
                "waiting here for a first answer, of anybody",
                book.cell(key, "now.queue"),
                detail=_waited(page),
            ),
        ),
        grid=open_grid(book, key, listed),
        notes=(
            f"Stuck: no draft, and open for more than {STUCK_D} days. In all: {stuck}.",
            _carried_note(page),
        ),
    )


def _carried_figures(page: Page) -> tuple[Figure, ...]:
    book, key = page.book, page.place.page
    rows = book.listed(key, "now.carried")
    if not rows:
        return ()
    oldest = min(row["happened_at"] for row in rows)
    detail = f"the oldest is on record since {oldest:%Y-%m-%d}"
    return (
        Figure("carried by us, with a way upstream", book.cell(key, "now.carried"), detail=detail),
    )


def _carried_note(page: Page) -> str:
    if page.book.counted[page.place.page, "now.carried"].rows:
        return (
            "What we carry in place of contributing it is told where somebody of ours said where it goes "
            "upstream. There may be more."
        )
    return "Of what we carry in place of contributing it, nothing is on record here: it is not measured."


def open_grid(book: Book, page: str, rows: Sequence[Row]) -> Grid:
    """List open changes of ours on a page."""
    return Grid(
        (
            Column("item", "Change"),
            Column("title", "Title"),
            Column("state", "State"),
            Column("open_d", "Days open", numeric=True),
            Column("wait_d", "Days without an answer", numeric=True),
        ),
        tuple(open_line(book, page, row) for row in rows[:LISTED]),
        "One row per open change of ours; what is stuck stands first, where that is told.",
        "No change of ours is listed: none is open, or it would speak of people of ours who did not agree "
        "to it.",
    )


def open_work(page: Page) -> list[Row]:
    """List open changes of ours where that speaks of no single person, or whoever it is agreed to it."""
    key, book = page.place.page, page.book
    rows = [row for row in of_page(page.material.ours, key) if row["kind"] == "open"]
    person_of = page.opened.people.person_of
    agreed = {
        person_of[one.account].key
        for one in page.opened.workspace.settings.plan.people
        if one.is_public and one.account in person_of
    }
    return by_need(book, [row for row in rows if book.may_show(row) or row["person"] in agreed])


def by_need(book: Book, rows: Sequence[Row]) -> list[Row]:
    """Put what is stuck first, then what has been open longest; last, by name, what may not be told."""

    def place(row: Row) -> tuple[bool, bool, float, str]:
        if not book.may_show(row):
            return True, True, 0.0, row["item"]
        return not row["is_stuck"], False, -row["open_d"], row["item"]

    return sorted(rows, key=place)


def open_line(book: Book, page: str, row: Row) -> tuple[Cell, ...]:
    """Show one open change of ours on a page, without what hidden numbers count."""
    is_told = book.may_show(row)
    state = "stuck" if is_told and row["is_stuck"] else "draft" if row["draft"] else "open"
    waits = round(row["wait_d"], 1) if row["waits"] else "–" if row["draft"] else "answered"
    return (
        Cell(item_name(row), link=row["url"]),
        Cell(book.title_of(row, page)),
        Cell(state),
        Cell(round(row["open_d"], 1) if is_told else NOT_TOLD),
        Cell(waits if is_told else NOT_TOLD),
    )


def _waited(page: Page) -> str:
    """Say how long the queue has waited, as the measure tells it."""
    rows = page.material.queues[page.place.page].rows
    told = next((row for row in rows if row["part"] == "waited so far"), None)
    if told is None or told["value"] is None:
        return ""
    return f"half of them for {told['value']:.0f} days or longer"


def _resting_section(page: Page) -> Section:
    """Say what is not held; nothing was filled in."""
    facts, wanted = page.opened.facts, set(page.place.repositories)
    lacking: dict[str, set[str]] = {}
    for promise in facts.coverage:
        is_lacking = promise.scope in wanted and not promise.complete
        if is_lacking and not facts.promised.spans(promise.holds, promise.scope):
            lacking.setdefault(promise.scope, set()).add(promise.holds)
    return Section(
        "coverage",
        "What this rests on",
        "What could be read of the forge, up to the as-of date. What was not held is listed; nothing was "
        "filled in.",
        grid=Grid(
            (Column("repository", "Repository"), Column("holds", "Not held")),
            tuple(
                (Cell(short(one)), Cell(", ".join(sorted(lacking[one])))) for one in sorted(lacking)
            ),
            "One row per repository.",
            "All that was looked for is held.",
        ),
    )
