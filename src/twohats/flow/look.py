"""``look``: who waits, what we ask and give, whose need our work leans to, what to ask next."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import ibis
import ibis.expr.types as ir

from twohats.flow.facts import Opened
from twohats.flow.rows import entry_rows, fetch
from twohats.ledger.entries import entries
from twohats.ledger.lean import LEANS, Traces, with_lean
from twohats.ledger.questions import Asking, Tally, questions
from twohats.measures.first_response import first_responses
from twohats.measures.give_and_take import ASKED, GIVEN, deeds, give_and_take
from twohats.measures.survival import read_survival, survival_table
from twohats.people.bots import looks_like_bot
from twohats.records.measures import Survival
from twohats.records.pages import Cell, Chart, Column, Document, Figure, Grid, RowSet, Section
from twohats.records.questions import Question
from twohats.records.times import show_date

ROWS_SHOWN = 200
"""Rows a page keeps behind one number; the command prints all of them."""
LISTED = 25
"""Waiting items listed at once."""
GROUPS = {
    "newcomer": "first-time authors",
    "returning": "returning authors",
    "ours": "our own people",
    "unknown": "deleted accounts",
}
DEEDS = {
    "changes": "changes opened",
    "issues": "issues opened",
    "reviews_received": "reviews received",
    "answers_received": "answers received",
    "reviews": "reviews given",
    "answers": "answers given",
    "triage": "items triaged",
    "merges": "changes merged for others",
    "releases": "releases made",
}
LEAN_WORDS = {
    "upstream": "upstream's need",
    "ours": "our need",
    "person": "one person's",
    "unclear": "unclear",
}


@dataclass(frozen=True)
class Look:
    """The page, and the same numbers for scripts."""

    document: Document
    questions: tuple[Question, ...]
    numbers: Mapping[str, int | float | None]
    """Every number of the page by name, so that a test can hold page, SQL and JSON together."""


def look(opened: Opened, *, banner: str = "", incomplete: Sequence[str] = ()) -> Look:
    """Build the first page.

    Parameters
    ----------
    opened
        A workspace with its facts.
    banner
        Said above everything, for example that all of it is made up.
    incomplete
        What reads had to leave out, one sentence each.
    """
    rows: dict[str, RowSet] = {}
    numbers: dict[str, int | float | None] = {}
    waiting = _waiting(opened, rows, numbers)
    asked = _asked_and_given(opened, rows, numbers)
    judged = judged_entries(opened)
    lean = _lean(opened, judged, rows, numbers)
    asking = _questions(opened, judged, rows)
    facts = opened.facts
    document = Document(
        title=f"{opened.workspace.settings.organization} upstream",
        subtitle=f"{facts.window}, as of {show_date(facts.as_of)} (UTC)",
        sections=(waiting, asked, lean, _ask(asking[:5]), _known(opened, incomplete)),
        rows=rows,
        banner=banner,
        meta=meta(opened),
    )
    return Look(document, asking, numbers)


def traces_of(opened: Opened) -> Traces:
    """Collect what in a text or link leads back to this organization."""
    settings = opened.workspace.settings
    return Traces(
        settings.owners,
        settings.repositories,
        settings.trackers,
        settings.member_communities,
        bool(opened.workspace.communities),
    )


def judged_entries(opened: Opened) -> ir.Table:
    """List the entries of the window, each with its lean."""
    return with_lean(entries(opened.facts), opened.facts, traces_of(opened))


def meta(opened: Opened) -> dict[str, str]:
    """Say what every number of a page rests on."""
    facts = opened.facts
    bases = sorted({affiliation.basis for affiliation in opened.people.affiliations})
    bots = sum(person.is_bot for person in opened.people.persons)
    return {
        "window": f"{facts.window}, half-open, UTC",
        "as_of": show_date(facts.as_of),
        "unit": "things done (items, reviews, entries); never hours",
        "bots": f"{bots} accounts left out: the forge's word, [bot] endings, the named list",
        "affiliation": f"team file, dates {', '.join(bases) or 'none'}",
        "names": "our people under pseudonyms, unless asked otherwise",
        "coverage": "`twohats sql 'select * from coverage'`",
        "digest": facts.digest,
    }


def _waiting(
    opened: Opened, rows: dict[str, RowSet], numbers: dict[str, int | float | None]
) -> Section:
    """Show who waits for a first answer."""
    facts = opened.facts
    responses = first_responses(facts).filter(
        lambda t: ~t.scope.isin(["own-project", "personal-project"])
    )
    waits = responses.filter(responses.waiting)
    others = waits.filter(waits.author_group != "ours")
    recent = others.filter(others.clock_at >= facts.window.since)
    total = others.aggregate(
        items=others.count(),
        people=others.author_person.nunique(),
        newcomers=others.author_person.nunique(where=others.author_group == "newcomer"),
        newcomer_items=(others.author_group == "newcomer").cast("int64").sum(),
        recent=(others.clock_at >= facts.window.since).cast("int64").sum(),
        recent_people=others.author_person.nunique(where=others.clock_at >= facts.window.since),
    )
    counts = {name: value or 0 for name, value in fetch(total)[0].items()}
    mine = waits.filter(waits.author_group == "ours")
    counts["ours"] = int(fetch(mine.aggregate(n=mine.count()))[0]["n"])
    order = [
        (others.author_group == "newcomer").desc(),
        others.clock_at.desc(),
        others.item,
    ]
    listed = fetch(others.order_by(order).limit(ROWS_SHOWN))
    grid = _waiting_grid(listed)
    numbers |= {f"waiting_{name}": value for name, value in counts.items()}
    titles = {
        "waiting": ("Items that wait for a first answer", others, counts["items"]),
        "waiting.recent": ("Items opened in the window that wait", recent, counts["recent"]),
        "waiting.newcomers": (
            "Items of first-time authors that wait",
            others.filter(others.author_group == "newcomer"),
            counts["newcomer_items"],
        ),
        "waiting.ours": ("Items of our own people that wait", mine, counts["ours"]),
    }
    for key, (title, table, count) in titles.items():
        held = listed if key == "waiting" else _newest(table)
        rows[key] = RowSet(title, _waiting_grid(held), count, _sql_hint(key))
    cohort = facts.within(responses, "clock_at")
    steps = fetch(survival_table(cohort, by="author_group"))
    groups = [read_survival(steps, g) for g in GROUPS if any(s["group"] == g for s in steps)]
    for group in groups:
        numbers[f"median_wait_d_{group.group}"] = group.median_d
        part = cohort.filter(cohort.author_group == group.group)
        rows[f"cohort.{group.group}"] = RowSet(
            f"Items of {GROUPS[group.group]} opened in the window",
            _waiting_grid(_newest(part)),
            group.n,
            _sql_hint("first_responses"),
        )
    people, items = counts["people"], counts["items"]
    return Section(
        "waiting",
        f"{_many(people, 'person waits', 'people wait')} for a first answer"
        if people
        else "Nobody waits for a first answer",
        f"{_many(items, 'item', 'items')} without a word from another human; "
        f"{counts['recent']} of them were opened in these weeks. "
        "First-time authors stand first, then the newest.",
        figures=(
            Figure("items waiting", Cell(items, "waiting"), detail=f"{people} people"),
            Figure(
                "of first-time authors",
                Cell(counts["newcomer_items"], "waiting.newcomers"),
                detail=f"{counts['newcomers']} people",
            ),
            Figure("opened in the window", Cell(counts["recent"], "waiting.recent")),
            Figure("our own items waiting", Cell(counts["ours"], "waiting.ours")),
            *(_median_figure(group) for group in groups if group.group != "unknown"),
        ),
        chart=_survival_chart(steps) if steps else None,
        grid=Grid(grid.columns, grid.rows[:LISTED], grid.caption, grid.empty),
        notes=(
            "An answer is a comment, a review, a line comment, or a close or merge, by a human who "
            "is neither the author nor a bot. A draft waits from when it was made ready.",
            "Who still waits is counted as waiting, not left out of the median (Kaplan–Meier, 95 % "
            "interval).",
            "First-time: no change of theirs was merged in that repository before, as far as the "
            "facts reach back.",
        ),
    )


def _newest(table: ir.Table) -> list[dict[str, object]]:
    return fetch(table.order_by(table.clock_at.desc(), table.item).limit(ROWS_SHOWN))


def _waiting_grid(found: Sequence[Mapping[str, object]]) -> Grid:
    columns = (
        Column("item", "Item"),
        Column("title", "Title"),
        Column("author", "By"),
        Column("who", "Who"),
        Column("since", "Waits since"),
        Column("wait_d", "Days", numeric=True),
    )
    cells = tuple(
        (
            Cell(_short(row["item"]), link=_text(row["url"])),
            Cell(_text(row["title"])),
            Cell(_text(row["author_label"]) if row["author"] else None),
            Cell(GROUPS[str(row["author_group"])].removesuffix("s")),
            Cell(str(row["clock_at"])[:10]),
            Cell(round(float(str(row["wait_d"])), 1), note=_wait_note(row)),
        )
        for row in found
    )
    return Grid(columns, cells, "One row per item, newest first.", "Nobody waits.")


def _wait_note(row: Mapping[str, object]) -> str | None:
    if row["waiting"]:
        return "still waiting"
    return None if row["answered"] else "closed without an answer"


def _median_figure(group: Survival) -> Figure:
    label = f"median wait, {GROUPS[group.group]}"
    opens = f"cohort.{group.group}"
    if group.n < 5:
        return Figure(label, Cell("too few", opens), detail=f"n = {group.n}")
    low = "?" if group.low_d is None else f"{group.low_d:.1f}"
    high = "not reached" if group.high_d is None else f"{group.high_d:.1f}"
    value = "not reached" if group.median_d is None else round(group.median_d, 1)
    return Figure(
        label,
        Cell(value, opens),
        unit="days" if group.median_d is not None else "",
        detail=f"95 %: {low} to {high}; n = {group.n}, {group.still_waiting_or_ended} unanswered",
    )


def _survival_chart(steps: Sequence[Mapping[str, object]]) -> Chart:
    data: list[dict[str, object]] = []
    for group in ("newcomer", "returning", "ours"):
        of_group = [step for step in steps if step["group"] == group]
        if (
            of_group
            and sum(int(str(s["answered"])) + int(str(s["censored"])) for s in of_group) >= 5
        ):
            data.append({"days": 0.0, "share": 1.0, "who": GROUPS[group]})
            data += [
                {"days": s["wait_d"], "share": s["survival"], "who": GROUPS[group]}
                for s in _thinned(of_group)
            ]
    return Chart(
        "survival",
        "Share still without an answer, by days since opening",
        tuple(data),
        "days",
        "share",
        "who",
        tuple(GROUPS[g] for g in ("newcomer", "returning", "ours")),
        "days",
        "still waiting",
    )


def _thinned(steps: Sequence[Mapping[str, object]], most: int = 120) -> list[Mapping[str, object]]:
    """Keep the steps that a chart can show."""
    every = max(1, len(steps) // most)
    return [step for n, step in enumerate(steps) if n % every == 0 or n == len(steps) - 1]


def _asked_and_given(
    opened: Opened, rows: dict[str, RowSet], numbers: dict[str, int | float | None]
) -> Section:
    """Compare what we asked of each community with what we gave."""
    facts = opened.facts
    done = deeds(facts)
    totals = fetch(give_and_take(done))
    examples = _ranked(done, ["community", "deed"], done.happened_at.desc())
    by_number: dict[tuple[str, str], list[dict[str, object]]] = {}
    for row in examples:
        by_number.setdefault((str(row["community"]), str(row["deed"])), []).append(row)
    cells = []
    for total in totals:
        community = str(total["community"])
        line = [Cell(_short(community), note=_scope_note(total["scope"]))]
        for deed in (*ASKED, *GIVEN):
            count = int(str(total[deed]))
            key = f"{deed}:{community}"
            numbers[f"{deed}:{community}"] = numbers.get(f"{deed}:{community}", 0) or 0
            numbers[f"{deed}:{community}"] += count  # type: ignore[operator]
            line.append(Cell(count, key if count else None))
            if count:
                rows[key] = RowSet(
                    f"{DEEDS[deed].capitalize()}, {_short(community)}",
                    _deed_grid(by_number.get((community, deed), [])),
                    int(str(numbers[key])),
                    _sql_hint("deeds"),
                )
        cells.append(tuple(line))
    asked = sum(int(str(total["asked"])) for total in totals)
    given = sum(int(str(total["given"])) for total in totals)
    numbers |= {"asked": asked, "given": given}
    data = tuple(
        {"community": _short(str(total["community"])), "what": word, "count": int(str(total[side]))}
        for total in totals[:12]
        for side, word in (("asked", "asked"), ("given", "given"))
    )
    return Section(
        "asked-and-given",
        f"We asked {asked:,} times and gave {given:,} times",
        "Asked: what we opened, and what others did for it. Given: what we did for others. "
        "Our own and personal projects are left out.",
        chart=Chart(
            "stacked_bars",
            "Asked and given, by community",
            data,
            "count",
            "community",
            "what",
            ("asked", "given"),
            "times",
            "",
        )
        if data
        else None,
        grid=Grid(
            (
                Column("community", "Community"),
                *(
                    Column(deed, DEEDS[deed].capitalize(), numeric=True)
                    for deed in (*ASKED, *GIVEN)
                ),
            ),
            tuple(cells),
            "One row per community; counts of items per person, not of hours.",
            "None of the team did anything here in these weeks.",
        ),
        notes=("Several words of one person on one item count once.",),
    )


def _ranked(table: ir.Table, keys: list[str], order: ir.Value) -> list[dict[str, object]]:
    """Fetch the first rows behind each number, in one query."""
    window = ibis.window(group_by=[table[key] for key in keys], order_by=[order, table["item"]])
    ranked = table.mutate(_rank=ibis.row_number().over(window))
    return fetch(ranked.filter(ranked._rank < ROWS_SHOWN).order_by([*keys, "_rank"]))


def _deed_grid(found: Sequence[Mapping[str, object]]) -> Grid:
    return Grid(
        (
            Column("item", "Item"),
            Column("title", "Title"),
            Column("who", "Who"),
            Column("happened_at", "First"),
            Column("times", "Times", numeric=True),
        ),
        tuple(
            (
                Cell(_short(row["item"]), link=_text(row["url"])),
                Cell(_text(row["title"])),
                Cell(_text(row["label"])),
                Cell(str(row["happened_at"])[:10]),
                Cell(int(str(row["times"]))),
            )
            for row in found
        ),
        "One row per person and item.",
    )


def _lean(
    opened: Opened,
    judged: ir.Table,
    rows: dict[str, RowSet],
    numbers: dict[str, int | float | None],
) -> Section:
    """Show whose need the work leans to."""
    counted = judged.filter(judged.scope == "upstream")
    shares = fetch(
        counted.group_by("community", "lean").agg(n=counted.count()).order_by("community", "lean")
    )
    by_lean = {lean: sum(int(str(s["n"])) for s in shares if s["lean"] == lean) for lean in LEANS}
    total = sum(by_lean.values())
    numbers |= {f"lean_{lean}": count for lean, count in by_lean.items()}
    numbers["entries"] = total
    for lean in LEANS:
        part = counted.filter(counted.lean == lean)
        found = fetch(part.order_by(part.happened_at.desc(), part.entry).limit(ROWS_SHOWN))
        rows[f"lean.{lean}"] = RowSet(
            f"Entries that lean to {LEAN_WORDS[lean]}"
            if lean != "unclear"
            else "Entries whose lean is unclear",
            _entry_grid(opened, found),
            by_lean[lean],
            f"twohats ledger --where lean={lean}",
        )
    kinds = fetch(counted.group_by("activity", "lean").agg(n=counted.count()))
    activities = sorted({str(k["activity"]) for k in kinds})
    grid = Grid(
        (
            Column("activity", "Activity"),
            *(Column(lean, LEAN_WORDS[lean].capitalize(), numeric=True) for lean in LEANS),
        ),
        tuple(
            (
                Cell(activity),
                *(
                    Cell(
                        sum(
                            int(str(k["n"]))
                            for k in kinds
                            if (k["activity"], k["lean"]) == (activity, lean)
                        )
                    )
                    for lean in LEANS
                ),
            )
            for activity in activities
        ),
        "One row per kind of work; one entry per person, item and kind.",
        "None of the team did anything upstream in these weeks.",
    )
    left = fetch(
        judged.filter(judged.scope != "upstream")
        .group_by("scope")
        .agg(n=lambda t: t.count())
        .order_by("scope")
    )
    beside = ", ".join(
        f"{row['n']} in {str(row['scope']).replace('-', ' ')}s"
        if row["scope"] != "unknown"
        else f"{row['n']} where the scope is unknown"
        for row in left
    )
    return Section(
        "lean",
        _lean_heading(by_lean, total),
        "A lean says whose need work looks like, from its traces alone. It is no class: that takes "
        "the plan, the tracker and people's own word.",
        figures=tuple(
            Figure(
                LEAN_WORDS[lean],
                Cell(by_lean[lean], f"lean.{lean}"),
                detail=f"{by_lean[lean] / total:.0%} of {total} entries" if total else "",
            )
            for lean in LEANS
        ),
        chart=Chart(
            "stacked_bars",
            "Entries by lean and community",
            tuple(
                {
                    "community": _short(str(s["community"])),
                    "lean": LEAN_WORDS[str(s["lean"])],
                    "entries": int(str(s["n"])),
                }
                for s in shares
            ),
            "entries",
            "community",
            "lean",
            tuple(LEAN_WORDS[lean] for lean in LEANS),
            "entries",
            "",
        )
        if shares
        else None,
        grid=grid,
        notes=(
            *((f"Beside these: {beside}.",) if beside else ()),
            "Nothing here is called directed, foundational or personal yet.",
        ),
    )


def _lean_heading(by_lean: Mapping[str, int], total: int) -> str:
    if not total:
        return "No upstream work of ours in these weeks"
    largest = max(LEANS, key=lambda lean: by_lean[lean])
    share = by_lean[largest] / total
    if largest == "unclear":
        return f"For {share:.0%} of our work it is unclear whose need it serves"
    return f"{share:.0%} of our work leans to {LEAN_WORDS[largest]}"


def _entry_grid(opened: Opened, found: Sequence[Mapping[str, object]]) -> Grid:
    return Grid(
        (
            Column("entry", "Entry"),
            Column("person", "Who"),
            Column("activity", "Activity"),
            Column("item", "Item"),
            Column("title", "Title"),
            Column("happened_at", "First"),
            Column("reason", "Because"),
            Column("lacks", "Lacks"),
        ),
        tuple(
            (
                Cell(str(row["entry"])),
                Cell(_text(row["person"])),
                Cell(_text(row["activity"])),
                Cell(_short(row["item"]), link=_text(row["url"])),
                Cell(_text(row["title"])),
                Cell(str(row["happened_at"])[:10]),
                Cell(_text(row["reason"])),
                Cell(", ".join(row["lacks"])),  # type: ignore[arg-type]
            )
            for row in entry_rows(opened, found)
        ),
        "One row per entry, newest first.",
        "No entries.",
    )


def _questions(opened: Opened, judged: ir.Table, rows: dict[str, RowSet]) -> tuple[Question, ...]:
    """Find what to ask next, with the rows each answer would touch."""
    lacks = judged.lacks.join(",")
    tallied = judged.mutate(_lacks=lacks)
    groups = fetch(
        tallied.group_by("repository", "community", "scope", "lean", "activity", "_lacks").agg(
            n=tallied.count()
        )
    )
    tallies = [
        Tally(
            str(row["repository"]),
            str(row["community"]),
            str(row["scope"]),
            None if row["lean"] is None else str(row["lean"]),
            str(row["activity"]),
            tuple(filter(None, str(row["_lacks"] or "").split(","))),
            int(str(row["n"])),
        )
        for row in groups
    ]
    responses = opened.facts.within(first_responses(opened.facts), "clock_at")
    answered = responses.filter(responses.answered)
    firsts = fetch(answered.group_by("responder").agg(n=answered.count()))
    settings = opened.workspace.settings
    said = {rule.account for rule in settings.bots}
    suspects = {
        str(row["responder"]): int(str(row["n"]))
        for row in firsts
        if row["responder"]
        and looks_like_bot(str(row["responder"]))
        and row["responder"] not in said
    }
    asking = Asking(
        bool(opened.workspace.communities),
        bool(settings.member_communities),
        bool(settings.trackers),
        suspects,
        sum(int(str(row["n"])) for row in firsts),
    )
    found = questions(tallies, asking)
    upstream = judged.filter(judged.scope == "upstream")
    for question in found[:5]:
        if question.key.startswith("scope:"):
            touched = judged.filter(judged.repository == question.key[len("scope:") :])
        elif question.key.startswith("bot:"):
            first = answered.filter(answered.responder == question.key[len("bot:") :])
            rows[str(question.opens)] = RowSet(
                question.text,
                _waiting_grid(_newest(first)),
                question.touches,
                _sql_hint("first_responses"),
            )
            continue
        elif question.key == "register":
            touched = upstream.filter(upstream.lean == "unclear")
        elif question.key == "members":
            touched = upstream.filter((upstream.lean != "ours") & (upstream.activity == "change"))
        else:
            touched = upstream.filter(upstream.lacks.contains(question.key))
        latest = fetch(
            touched.order_by(touched.happened_at.desc(), touched.entry).limit(ROWS_SHOWN)
        )
        rows[str(question.opens)] = RowSet(
            question.text, _entry_grid(opened, latest), question.touches, "twohats ledger"
        )
    return found


def _ask(found: Sequence[Question]) -> Section:
    heading = {0: "Nothing left to ask", 1: "One question would settle most"}.get(
        len(found), f"{len(found)} questions would settle most"
    )
    return Section(
        "questions",
        heading,
        "Each says what it would change; none has to be answered.",
        grid=Grid(
            (
                Column("question", "Question"),
                Column("because", "Why it matters"),
                Column("touches", "Touches", numeric=True),
                Column("moves", "Could move"),
                Column("how", "How to answer"),
            ),
            tuple(
                (
                    Cell(question.text),
                    Cell(question.because),
                    Cell(
                        question.touches,
                        question.opens,
                        note=f"of {question.total} {question.unit}",
                    ),
                    Cell(question.moves),
                    Cell(question.how),
                )
                for question in found
            ),
            "Ordered by the share of all rows that the answer could change.",
            "Everything that the rows need is known.",
        ),
    )


def _known(opened: Opened, incomplete: Sequence[str]) -> Section:
    """Say what the page rests on, and what is not held."""
    lines: dict[tuple[str, str], list[str]] = {}
    for promise in opened.facts.coverage:
        if not promise.complete:
            lines.setdefault((promise.scope, promise.reason or "no reason given"), []).append(
                promise.holds
            )
    return Section(
        "coverage",
        "What this rests on",
        f"{len(opened.scopes)} repositories. What was not held is listed; nothing was filled in.",
        grid=Grid(
            (Column("scope", "Repository"), Column("holds", "Not held"), Column("reason", "Why")),
            tuple(
                (Cell(_short(scope)), Cell(", ".join(sorted(set(holds)))), Cell(reason))
                for (scope, reason), holds in sorted(lines.items())
            ),
            "One row per repository and reason.",
            "Everything that was looked for is held.",
        ),
        notes=tuple(f"Left out while reading: {what}" for what in incomplete),
    )


def _scope_note(scope: object) -> str | None:
    return "scope unknown" if scope == "unknown" else None


def _short(key: object) -> str:
    """Leave out the forge, which readers know."""
    return str(key).partition(":")[2] or str(key)


def _text(value: object) -> str | None:
    return None if value is None else str(value)


def _many(count: int, one: str, many: str) -> str:
    return f"{count:,} {one if count == 1 else many}"


def _sql_hint(name: str) -> str:
    table = name.partition(".")[0].replace("waiting", "first_responses")
    return f"twohats sql 'select * from {table}'"
