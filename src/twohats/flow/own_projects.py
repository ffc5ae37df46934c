"""``openness``: how open our own projects are to people who are not ours, apart from upstream work."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from twohats.flow.facts import Opened
from twohats.flow.look.draft import Draft
from twohats.flow.look.waiting import waiting_grid
from twohats.flow.meta import meta
from twohats.flow.page import clear_page
from twohats.flow.rows import Row, fetch
from twohats.flow.words import short
from twohats.ledger.few import FEWEST_EVENTS, FEWEST_PEOPLE
from twohats.measures.openness import outside_waits, own_changes, own_reviews
from twohats.measures.survival import read_survival, survival_table
from twohats.records.pages import Cell, Cleared, Column, Document, Grid, Section

COLUMNS = (
    "repository", "measure", "since", "until", "value", "unit", "n", "people", "ours", "not_ours",
    "unknown", "low", "high", "answer",
)  # fmt: skip
"""Columns of the rows: ``n`` counts events; ``ours``, ``not_ours`` and ``unknown`` divide what
``unit`` names. ``answer`` is ``counted``, ``too few``, ``not reached``, ``not measured`` or ``none``."""
AUTHORS, REVIEWERS, MAINTAINERS, RESPONSE = (
    "outside_authors", "outside_reviewers", "maintainers", "time_to_first_response",
)  # fmt: skip
"""The measures, as their rows name them."""


@dataclass(frozen=True)
class Openness:
    """How open each of our own projects is."""

    page: Cleared
    rows: tuple[Row, ...]
    """One per project and measure; see `COLUMNS`."""


def openness(opened: Opened) -> Openness:
    """Measure every own project with a change, a review or a wait of outsiders in the window.

    Parameters
    ----------
    opened
        A workspace with its facts.
    """
    facts, draft = opened.facts, Draft(opened)
    since, until = facts.window.since, facts.window.until
    own = sorted(scope.repository for scope in opened.scopes if scope.scope == "own-project")
    changes = _by_repository(fetch(own_changes(facts).order_by("merged_at", "item")))
    reviews = _by_repository(fetch(own_reviews(facts).order_by("happened_at", "item")))
    waiting = outside_waits(facts)
    waits = _by_repository(fetch(waiting.order_by("clock_at", "item")))
    steps = fetch(survival_table(waiting, by="repository"))
    rows, lines = [], []
    for repository in own:
        here = [
            _authors(changes.get(repository, ())),
            _reviewers(reviews.get(repository, ())),
            _maintainers(changes.get(repository, ())),
            _response(waits.get(repository, ()), steps, repository),
        ]
        for row, needs in zip(here, _NEEDS, strict=True):
            row |= {"repository": repository, "since": since, "until": until}
            if not facts.promised.covers_all(needs, repository, since, until):
                row |= dict.fromkeys(_NUMBERS) | {"answer": "not measured"}
        rows += [{**dict.fromkeys(COLUMNS), **row} for row in here]
        behind = (changes, reviews, changes, waits)
        keys = _open(draft, repository, here, [found.get(repository, []) for found in behind])
        lines.append(_line(repository, here, keys))
    document = Document(
        f"How open the projects of {opened.workspace.settings.organization} are",
        f"{facts.window} (UTC)",
        (_section(lines),),
        draft.rows,
        meta={**meta(opened), "unit": "said with each figure"},
    )
    return Openness(clear_page(document, opened), tuple(rows))


_NUMBERS = ("value", "n", "people", "ours", "not_ours", "unknown", "low", "high")
_CHANGES = (("items.pull_request",),)
# GitHub's timeline lacks reviews that only answer line comments: those comments stand for them.
_REVIEWS = ("events.reviewed", "events.review_commented")
_NEEDS: tuple[tuple[tuple[str, ...], ...], ...] = (
    _CHANGES,
    (*_CHANGES, _REVIEWS),
    _CHANGES,
    (*_CHANGES, ("items.issue",), ("events.commented",), _REVIEWS),
)
"""What has to be held completely for each measure, in the order in which they stand: of each tuple
at least one. Answers may be reviews, so waiting is not known without them."""


def _by_repository(rows: Iterable[Row]) -> dict[str, list[Row]]:
    found: dict[str, list[Row]] = {}
    for row in rows:
        found.setdefault(row["repository"], []).append(row)
    return found


def _answer(events: int, people: int) -> str:
    if not events:
        return "none"
    is_enough = events >= FEWEST_EVENTS and people >= FEWEST_PEOPLE
    return "counted" if is_enough else "too few"


def _authors(changes: Sequence[Row]) -> Row:
    """Share of merged changes that people wrote who are not ours; bots wrote none."""
    written = [row for row in changes if not row["author_is_bot"]]
    return _shared(AUTHORS, "merged changes", written, "author", [r["author_is_ours"] for r in written])  # fmt: skip


def _reviewers(reviews: Sequence[Row]) -> Row:
    """Share of reviews that people gave who are not ours."""
    return _shared(REVIEWERS, "reviewed changes, per person", reviews, "reviewer", [r["reviewer_is_ours"] for r in reviews])  # fmt: skip


def _maintainers(changes: Sequence[Row]) -> Row:
    """People who merged, by whether they were ours when they last did."""
    merges = [row for row in changes if not row["merger_is_bot"]]
    ours = {row["merger_person"]: row["merger_is_ours"] for row in merges if row["merger"]}
    found = _shared(MAINTAINERS, "people who merged", merges, "merger", list(ours.values()))
    # Who merged is not known for these: they are changes, and nobody can say how many people.
    return found | {"unknown": sum(row["merger"] is None for row in merges)} if _counted(found) else found  # fmt: skip


def _counted(row: Row) -> bool:
    return bool(row["answer"] == "counted")


def _shared(
    measure: str, unit: str, rows: Sequence[Row], who: str, is_ours: Sequence[bool | None]
) -> Row:
    """Divide what was done into ours, not ours and unknown."""
    people = len({row[f"{who}_person"] for row in rows if row[who]})
    answer = _answer(len(rows), people)
    row: Row = {"measure": measure, "unit": unit, "answer": answer}
    if answer != "counted":
        return row | dict.fromkeys(_NUMBERS)
    outside = sum(one is False for one in is_ours)
    return row | {
        "value": round(outside / len(is_ours), 4),
        "n": len(rows),
        "people": people,
        "ours": sum(one is True for one in is_ours),
        "not_ours": outside,
        "unknown": sum(one is None for one in is_ours),
        "low": None,
        "high": None,
    }


def _response(waits: Sequence[Row], steps: Sequence[Row], repository: str) -> Row:
    """Median days until somebody answers people who are not ours."""
    people = len({row["author_person"] for row in waits})
    answer = _answer(len(waits), people)
    row: Row = {"measure": RESPONSE, "unit": "days", "answer": answer, **dict.fromkeys(_NUMBERS)}
    if answer != "counted":
        return row
    found = read_survival(steps, repository)
    return row | {
        "value": found.median_d,
        "n": found.n,
        "people": people,
        "low": found.low_d,
        "high": found.high_d,
        "answer": "counted" if found.median_d is not None else "not reached",
    }


def _open(
    draft: Draft, repository: str, measured: Sequence[Row], behind: Sequence[Sequence[Row]]
) -> list[str | None]:
    """Put the rows behind each number of one project.

    Rows of what is not held completely would look like all there is: they stay out.
    """
    here = f"repository = '{repository}'"
    tests = (
        (AUTHORS, "changes merged, by author", f"own_changes where {here} and not author_is_bot"),
        (REVIEWERS, "reviews", f"own_reviews where {here}"),
        (MAINTAINERS, "changes merged, by who merged", f"own_changes where {here} and not merger_is_bot"),
        (
            RESPONSE,
            "items that people who are not ours opened",
            f"first_responses where {here} and author_group in ('newcomer', 'returning') "
            f"and {draft.in_window('clock_at')}",
        ),
    )  # fmt: skip
    bots = ("author_is_bot", None, "merger_is_bot", None)
    grids = (_changes_grid, _reviews_grid, _changes_grid, waiting_grid)
    keys: list[str | None] = []
    answers = [row["answer"] for row in measured]
    for (measure, title, where), answer, rows, bot, grid in zip(
        tests, answers, behind, bots, grids, strict=True
    ):
        shown = [row for row in rows if bot is None or not row[bot]][::-1]
        key = f"{measure}:{repository}"
        keys.append(
            draft.open_to(key, f"{short(repository)}: {title}", shown, len(shown), grid, where)
            if shown and answer != "not measured"
            else None
        )
    return keys


def _line(repository: str, rows: Sequence[Row], keys: Sequence[str | None]) -> tuple[Cell, ...]:
    authors, reviewers, maintainers, response = rows
    cells = [Cell(short(repository))]
    for row, key in ((authors, keys[0]), (reviewers, keys[1])):
        if _counted(row):
            cells.append(Cell(f"{row['value']:.0%}", key, note=_of(row)))
        else:
            cells.append(_said(row, key))
    if _counted(maintainers):
        cells.append(Cell(f"{maintainers['ours']} / {maintainers['not_ours']}", keys[2], note=_unknown(maintainers)))  # fmt: skip
    else:
        cells.append(_said(maintainers, keys[2]))
    if _counted(response):
        cells.append(Cell(f"{response['value']:.1f}", keys[3], note=_interval(response)))
    else:
        cells.append(_said(response, keys[3]))
    return tuple(cells)


def _said(row: Row, key: str | None) -> Cell:
    return Cell(row["answer"], key)


def _of(row: Mapping[str, object]) -> str:
    unknown = f", {row['unknown']} unknown" if row["unknown"] else ""
    return f"of {row['n']} by {row['people']} people{unknown}"


def _unknown(row: Mapping[str, object]) -> str | None:
    return f"{row['unknown']} merges by nobody known" if row["unknown"] else None


def _interval(row: Row) -> str:
    low = "?" if row["low"] is None else f"{row['low']:.1f}"
    high = "not reached" if row["high"] is None else f"{row['high']:.1f}"
    return f"95 %: {low} to {high}; n = {row['n']}"


def _section(lines: Sequence[tuple[Cell, ...]]) -> Section:
    return Section(
        "openness",
        "Who from outside takes part in our own projects",
        "Our own projects alone. None of this is upstream work, and no other figure counts it.",
        grid=Grid(
            (
                Column("repository", "Project"),
                Column("authors", "Changes by others"),
                Column("reviewers", "Reviews by others"),
                Column("maintainers", "Who merged: ours / others"),
                Column("response", "Median days to a first answer"),
            ),
            tuple(lines),
            "One row per project of ours.",
            "No project of ours is among the facts. Name `owners` or `repositories` in twohats.toml, "
            "and import a recording of them.",
        ),
        notes=(
            "Others are people who were not in the team file that day; who employs them is not asked.",
            "An answer is a word by a human who is neither the author nor a bot, ours or not. Who "
            "still waits is counted as waiting (Kaplan–Meier).",
            "Too few: fewer than three people or five events.",
        ),
    )


def _changes_grid(rows: Sequence[Row]) -> Grid:
    return Grid(
        (
            Column("item", "Item"),
            Column("title", "Title"),
            Column("author", "By"),
            Column("merger", "Merged by"),
            Column("merged_at", "Merged"),
        ),
        tuple(
            (
                Cell(short(row["item"]), link=row["url"]),
                Cell(row["title"]),
                Cell(row["author_label"], note=_whose(row["author_is_ours"])),
                Cell(row["merger_label"], note=_whose(row["merger_is_ours"])),
                Cell(f"{row['merged_at']:%Y-%m-%d}"),
            )
            for row in rows
        ),
        "One row per change, newest first.",
    )


def _reviews_grid(rows: Sequence[Row]) -> Grid:
    return Grid(
        (
            Column("item", "Item"),
            Column("title", "Title"),
            Column("reviewer", "Reviewed by"),
            Column("happened_at", "First"),
            Column("times", "Times", numeric=True),
        ),
        tuple(
            (
                Cell(short(row["item"]), link=row["url"]),
                Cell(row["title"]),
                Cell(row["reviewer_label"], note=_whose(row["reviewer_is_ours"])),
                Cell(f"{row['happened_at']:%Y-%m-%d}"),
                Cell(row["times"]),
            )
            for row in rows
        ),
        "One row per person and change, newest first.",
    )


def _whose(is_ours: bool | None) -> str | None:
    return "ours" if is_ours else None
