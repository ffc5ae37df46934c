"""Whose need our work leans to."""

from collections.abc import Iterable, Mapping, Sequence
from functools import partial

import ibis
import ibis.expr.types as ir

from twohats.flow.facts import Opened
from twohats.flow.ledger import ledger_of, ledger_table
from twohats.flow.look.draft import Draft, newest
from twohats.flow.look.words import LEANS, many, short
from twohats.flow.page import pseudonyms_of
from twohats.flow.rows import Row, entry_rows, fetch
from twohats.ledger.balance import percents
from twohats.ledger.settling import SHARED
from twohats.records.judgement import SHOWN, Class
from twohats.records.pages import Cell, Chart, Column, Figure, Grid, Section

UNDECIDED = {
    "upstream": "undecided, looks like upstream's need",
    "ours": "undecided, looks like our need",
    "person": "undecided, looks like one person's need",
    "unclear": "undecided, and no trace tells whose need",
}
"""Said of entries without a class, by their lean."""


def judged_entries(opened: Opened) -> ir.Table:
    """List the entries of the window, each with its class and its lean."""
    return ledger_table(opened, ledger_of(opened))


def leaning_section(draft: Draft, judged: ir.Table) -> Section:
    """Show whose need upstream work met, where evidence tells, and looks like where it does not."""
    counted = _as_shown(judged.filter(judged.scope == "upstream"))
    keys = ["community", "activity", "shown", "lean", "is_ruled", "is_before_plan"]
    groups = fetch(counted.group_by(keys).agg(n=counted.count()))
    total = _sum(groups)
    by_class = {class_: _sum(g for g in groups if g["shown"] == class_) for class_ in SHARED}
    is_open = total == by_class["undecided"]
    draft.numbers |= {f"class_{class_}": count for class_, count in by_class.items()}
    draft.numbers["entries"] = total
    classes = () if is_open else _class_figures(draft, counted, groups, by_class)
    return Section(
        "lean",
        _heading(groups, by_class, total),
        "A lean says whose need work looks like, from its traces alone. It is no class: that takes "
        "the plan, the tracker and people's own word."
        if is_open
        else "A class has its evidence; `twohats why` shows it for each entry. What is undecided is "
        "shown by its lean: whose need it looks like, from traces alone.",
        figures=(*classes, *_lean_figures(draft, counted, groups)),
        chart=_chart(groups, is_open),
        grid=_by_activity(groups, is_open),
        notes=(
            *_beside(judged),
            *_before_plan(draft.opened, groups),
            "Nothing here is called directed, foundational or personal yet."
            if is_open
            else "Shares are of entries: how many, not how long.",
        ),
    )


def _as_shown(entries: ir.Table) -> ir.Table:
    """Add the class that a page shows: before the plan there is none."""
    shown = ibis.ifelse(entries.is_before_plan, "undecided", entries["class"])
    return entries.mutate(shown=shown)


def _sum(groups: Iterable[Row]) -> int:
    return sum(group["n"] for group in groups)


def _class_figures(
    draft: Draft, counted: ir.Table, groups: Sequence[Row], by_class: Mapping[Class, int]
) -> tuple[Figure, ...]:
    shares = percents([by_class[class_] for class_ in SHARED])
    figures = []
    for class_, percent in zip(SHARED, shares, strict=True):
        condition = (
            "(class = 'undecided' or is_before_plan)"
            if class_ == "undecided"
            else f"class = '{class_}' and not is_before_plan"
        )
        draft.open_to(
            f"class.{class_}",
            f"Entries: {SHOWN[class_]}",
            newest(counted.filter(counted.shown == class_), "happened_at", "entry"),
            by_class[class_],
            partial(entry_grid, pseudonyms=pseudonyms_of(draft.opened)),
            f"entries where scope = 'upstream' and {condition}",
        )
        ruled = _sum(g for g in groups if g["shown"] == class_ and g["is_ruled"])
        settled = f"; {ruled} by people, {by_class[class_] - ruled} by rules"
        figures.append(
            Figure(
                SHOWN[class_],
                Cell(by_class[class_], f"class.{class_}"),
                detail=f"{percent} %{settled if class_ != 'undecided' else ''}",
            )
        )
    return tuple(figures)


def _lean_figures(draft: Draft, counted: ir.Table, groups: Sequence[Row]) -> tuple[Figure, ...]:
    """Show by lean what has no class."""
    waiting = [group for group in groups if group["shown"] == "undecided"]
    total = _sum(waiting)
    figures = []
    for lean, words in LEANS.items():
        count = _sum(group for group in waiting if group["lean"] == lean)
        draft.numbers[f"lean_{lean}"] = count
        draft.open_to(
            f"lean.{lean}",
            f"Entries without a class: {words}",
            newest(
                counted.filter((counted.shown == "undecided") & (counted.lean == lean)),
                "happened_at",
                "entry",
            ),
            count,
            partial(entry_grid, pseudonyms=pseudonyms_of(draft.opened)),
            "entries where scope = 'upstream' and (class = 'undecided' or is_before_plan) "
            f"and lean = '{lean}'",
        )
        share = f"{count / total:.0%} of {many(total, 'entry', 'entries')}" if total else ""
        is_all = total == _sum(groups)
        figures.append(
            Figure(
                words if is_all else UNDECIDED[lean],
                Cell(count, f"lean.{lean}"),
                detail=share,
            )
        )
    return tuple(figures)


def _heading(groups: Sequence[Row], by_class: Mapping[Class, int], total: int) -> str:
    if not total:
        return "No upstream work of ours in the window"
    if by_class["undecided"] < total:
        order = {class_: at for at, class_ in enumerate(SHARED)}
        found = sorted(SHARED, key=lambda class_: (-by_class[class_], order[class_]))
        said = [f"{by_class[class_] / total:.0%} {SHOWN[class_]}" for class_ in found[:2]]
        return f"Our upstream work: {', '.join(said)}"
    by_lean = {lean: _sum(g for g in groups if g["lean"] == lean) for lean in LEANS}
    largest = max(LEANS, key=lambda lean: by_lean[lean])
    share = f"{by_lean[largest] / total:.0%}"
    if largest == "unclear":
        return f"For {share} of our work nobody can tell yet whose need it serves"
    return f"{share} of our work looks like {LEANS[largest]}"


def _before_plan(opened: Opened, groups: Sequence[Row]) -> tuple[str, ...]:
    early = _sum(group for group in groups if group["is_before_plan"])
    if not early:
        return ()
    day = opened.workspace.settings.framework_from
    entries = many(early, "entry lies", "entries lie")
    return (f"{entries} before {day}, when the team began to plan: shown by lean alone.",)


def _words(group: Row, is_open: bool) -> str:
    return LEANS[group["lean"]] if is_open else SHOWN[group["shown"]]


def _columns(is_open: bool) -> tuple[str, ...]:
    return tuple(LEANS.values()) if is_open else tuple(SHOWN[class_] for class_ in SHARED)


def _chart(groups: Sequence[Row], is_open: bool) -> Chart | None:
    if not groups:
        return None
    counts: dict[tuple[str, str], int] = {}
    for group in groups:
        key = short(group["community"]), _words(group, is_open)
        counts[key] = counts.get(key, 0) + group["n"]
    colour = "lean" if is_open else "class"
    return Chart(
        "stacked_bars",
        f"Entries by {colour}, in each community",
        tuple(
            {"community": community, colour: words, "entries": count}
            for (community, words), count in sorted(counts.items())
        ),
        "entries",
        "community",
        colour,
        _columns(is_open),
        "entries",
    )


def _by_activity(groups: Sequence[Row], is_open: bool) -> Grid:
    counts: dict[tuple[str, str], int] = {}
    for group in groups:
        key = group["activity"], _words(group, is_open)
        counts[key] = counts.get(key, 0) + group["n"]
    columns = _columns(is_open)
    return Grid(
        (
            Column("activity", "Activity"),
            *(Column(words, words.capitalize(), numeric=True) for words in columns),
        ),
        tuple(
            (Cell(activity), *(Cell(counts.get((activity, words), 0)) for words in columns))
            for activity in sorted({activity for activity, _ in counts})
        ),
        "One row per kind of work. One entry per person, item and kind.",
        "None of the team did anything upstream in the window.",
    )


def _beside(judged: ir.Table) -> tuple[str, ...]:
    """Say how much work of ours is not upstream, or not known to be."""
    left = judged.filter(judged.scope != "upstream")
    words = {
        "own-project": "in our own projects",
        "personal-project": "in personal projects",
        "unknown": "in repositories of unknown scope",
    }
    counts = fetch(left.group_by("scope").agg(n=left.count()).order_by("scope"))
    if not counts:
        return ()
    named = ", ".join(
        f"{many(row['n'], 'entry', 'entries')} {words[row['scope']]}" for row in counts
    )
    return (f"Not counted here: {named}.",)


def entry_grid(rows: Sequence[Row], pseudonyms: Mapping[str, str]) -> Grid:
    """Show entries with class, why they lean, and what they lack."""
    return Grid(
        (
            Column("entry", "Entry"),
            Column("person", "Who"),
            Column("activity", "Activity"),
            Column("item", "Item"),
            Column("title", "Title"),
            Column("happened_at", "First"),
            Column("class", "Class"),
            Column("reason", "Because"),
            Column("lacks", "Lacks"),
        ),
        tuple(
            (
                Cell(row["entry"]),
                Cell(row["person"]),
                Cell(row["activity"]),
                Cell(short(row["item"]), link=row["url"]),
                Cell(row["title"]),
                Cell(f"{row['happened_at']:%Y-%m-%d}"),
                Cell(SHOWN[row["class"]], note=row["rule"]),
                Cell(row["reason"]),
                Cell(", ".join(row["lacks"])),
            )
            for row in entry_rows(rows, pseudonyms)
        ),
        "One row per entry, newest first.",
        "No entries.",
    )
