"""The whole story of one initiative, with the rows behind each of its figures."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from twohats.errors import WrongUse
from twohats.flow.facts import Opened
from twohats.flow.initiatives.drafts import drafts_of
from twohats.flow.initiatives.listing import about, row_of
from twohats.flow.initiatives.standing import DAY, day_told, gathered, standing
from twohats.flow.page import clear_page, shown_with
from twohats.flow.rows import Row, fetch
from twohats.flow.words import many, short
from twohats.formats.suggest import nearest
from twohats.initiatives.turns import TALK
from twohats.journal.private import PrivateState
from twohats.measures.pace import LIKENESS, waits_like
from twohats.records.initiatives import Initiative, Standing, UpstreamItem
from twohats.records.pace import Awaited, Forecast
from twohats.records.pages import Cell, Cleared, Column, Document, Figure, Grid, RowSet, Section

STORY_COLUMNS = ("part", "item", "what", "value", "at", "note", "url")
"""``part``: ``initiative``, ``upstream``, ``act``, ``forecast``, ``like`` or ``draft``."""


@dataclass(frozen=True)
class Story:
    """One initiative, whole."""

    page: Cleared
    rows: tuple[Row, ...]
    """Every figure and every row behind it; see `STORY_COLUMNS`."""
    meta: Mapping[str, Any]


def story(opened: Opened, name: str, private: PrivateState | None = None) -> Story:
    """Tell all of one initiative.

    Parameters
    ----------
    opened
        A workspace with its facts.
    name
        Key of its issue, with or without forge and owner, or its number; its address; or plan file
        and position.
    private
        People's own part; what may be told of it is added up.

    Raises
    ------
    WrongUse
        No initiative is called so.
    """
    initiatives = gathered(opened).initiatives
    one = called(name, initiatives)
    (stands,) = [each for each in standing(opened, initiatives, private) if each.initiative is one]
    acts = _acts(opened, one)
    likes = _likes(opened, stands)
    drafts = drafts_of(opened, one)
    rows = [
        *_figure_rows(opened, stands),
        *(_upstream_row(item) for item in one.upstream),
        *acts,
        *_forecast_rows(opened, stands),
        *likes,
        *drafts,
    ]
    rows = shown_with(rows, opened.people.pseudonyms)
    document = _document(opened, stands, acts, likes, drafts)
    return Story(clear_page(document, opened), tuple(rows), document.meta)


def drafts_named(opened: Opened, name: str) -> list[Row]:
    """Draft words for the gaps of one initiative; see `twohats.flow.initiatives.drafts`.

    Raises
    ------
    WrongUse
        No initiative is called so.
    """
    return drafts_of(opened, called(name, gathered(opened).initiatives))


def tail(key: str, keys: Sequence[str]) -> str:
    """Leave out the owner of a key where no other is then called the same.

    Examples
    --------
    >>> tail("us/plans#2", ["us/plans#2", "us/plans#3"]), tail("us/plans#2", ["us/plans#2", "we/plans#2"])
    ('plans#2', 'us/plans#2')
    """
    last = key.rpartition("/")[2] if "#" in key else key
    return last if sum(one == key or one.endswith(f"/{last}") for one in keys) == 1 else key


def called(name: str, initiatives: Sequence[Initiative]) -> Initiative:
    """Find the initiative that somebody means.

    Raises
    ------
    WrongUse
        None is called so, or several are.
    """
    word = name.strip().lower().rstrip("/")
    found = [
        one
        for one in initiatives
        if word in (one.key.lower(), short(one.key).lower(), (one.url or "").lower())
        or one.title.strip().lower() == word
    ]
    if not found:
        ends = f"#{word}" if word.isdigit() else word if word.startswith("#") else f"/{word}"
        found = [one for one in initiatives if "#" in one.key and one.key.lower().endswith(ends)]
    if len(found) == 1:
        return found[0]
    if found:
        keys = ", ".join(short(one.key) for one in found)
        raise WrongUse(f"{name}: several initiatives are called so. Say one of {keys}.")
    hint = nearest(name, [short(one.key) for one in initiatives])
    hint = hint if "did you mean" in hint else "."
    raise WrongUse(f"{name}: no initiative is called so{hint} `twohats initiatives` lists them.")


def _figure_rows(opened: Opened, one: Standing) -> Iterator[Row]:
    row = row_of(opened, one)
    for name, value in row.items():
        if name in ("initiative", "url", "upstream"):
            continue
        said = ", ".join(map(str, value)) if isinstance(value, list) else value
        yield _row("initiative", row["initiative"], name, said, url=row["url"])
    for name in one.initiative.beneficiaries:
        yield _row("initiative", row["initiative"], "beneficiary", name, note="as its text says")


def _upstream_row(item: UpstreamItem) -> Row:
    note = f"named by {item.named_by}"
    if item.turns:
        turns = item.turns
        note += (
            f"; {turns.build_d:.1f} days with us, {turns.waiting_d:.1f} with them, "
            f"{many(turns.rounds, 'round', 'rounds')}, {many(turns.talk, 'comment or review', 'comments and reviews')}"
        )
    return _row("upstream", short(item.item), item.title, item.state, item.last_act_at, note, item.url)  # fmt: skip


def _row(
    part: str,
    item: str | None,
    what: Any,
    value: Any,
    at: Any = None,
    note: str | None = None,
    url: str | None = None,
) -> Row:
    return dict(zip(STORY_COLUMNS, (part, item, what, value, at, note, url), strict=True))


def _acts(opened: Opened, one: Initiative) -> list[Row]:
    """List what people did upstream and in our issue: what days, rounds and talk are counted from."""
    facts = opened.facts
    keys = [item.item for item in one.upstream] + [one.key]
    ours = {item.item: item for item in one.upstream if item.turns}
    acts = facts.acts.filter(facts.acts.item.isin(keys) & ~facts.acts.actor_is_bot)
    urls = facts.tables["events"].select("event", "url")
    acts = acts.left_join(urls, "event").drop("event_right").order_by("happened_at", "event")
    return [
        _row(
            "act",
            short(row["item"]),
            row["kind"],
            row["actor_label"] if row["actor_is_ours"] else "not ours" if row["actor"] else "unknown",
            row["happened_at"],
            "talk" if row["kind"] in TALK and _is_within(row, ours.get(row["item"])) else None,
            row["url"],
        )
        for row in fetch(acts)
    ]  # fmt: skip


def _is_within(row: Row, item: UpstreamItem | None) -> bool:
    """Whether something was done to a change of ours while it was open."""
    if item is None or item.created_at is None or row["happened_at"] < item.created_at:
        return False
    return item.ended_at is None or row["happened_at"] <= item.ended_at


def _forecast_rows(opened: Opened, one: Standing) -> Iterator[Row]:
    for (item, end), told in sorted(one.forecasts.items()):
        for part in (0.5, 0.8):
            value = day_told(opened, told, part)
            name = f"{end}: {'half' if part == 0.5 else 'four fifths'}"
            yield _row("forecast", short(item), name, value, None, _note(told))


def _note(told: Forecast) -> str:
    if told.answer != "counted":
        return f"{told.answer}: {told.n} like it"
    share = f"; {told.share:.0%} of them came to it" if told.share is not None else ""
    return f"{told.n} of the same {told.like}, still waiting at its age; {told.ended} ends seen{share}"  # fmt: skip


def _likes(opened: Opened, one: Standing) -> list[Row]:
    """List what each forecast is told from."""
    now = opened.facts.as_of
    items = {item.item: item for item in one.initiative.changes}
    asked = sorted({item for item, _ in one.forecasts})
    if not asked:
        return []
    awaited = [Awaited(key, key, now, "open" if items[key].is_open else "merged") for key in asked]
    circles = {like: position for position, (like, _) in enumerate(LIKENESS)}
    wanted = {
        (item, end): circles[told.like]
        for (item, end), told in one.forecasts.items()
        if told.like is not None
    }
    waits = fetch(waits_like(opened.facts, awaited).order_by("key", "end", "wait_d", "item"))
    return [
        _row(
            "like",
            short(row["key"]),
            row["end"],
            round(row["wait_d"], 2),
            None,
            f"{short(row['item'])}: {'came to it' if row['answered'] else 'watched so long'}",
        )
        for row in waits
        if row["circle"] <= wanted.get((row["key"], row["end"]), -1)
    ]


def _document(
    opened: Opened,
    one: Standing,
    acts: Sequence[Row],
    likes: Sequence[Row],
    drafts: Sequence[Row],
) -> Document:
    initiative, row = one.initiative, row_of(opened, one)
    sections = [_first(opened, one, row), _upstream_section(opened, initiative)]
    if one.forecasts:
        sections.append(_forecast_section(opened, one))
    if drafts:
        sections.append(_draft_section(drafts))
    sets = {}
    if acts:
        sets["acts"] = _set("What people did, here and upstream", acts, initiative)
    if talk := [row for row in acts if row["note"] == "talk"]:
        sets["talk"] = _set(
            "Comments and reviews of our changes while they were open", talk, initiative
        )
    for key in sorted({(like["item"], like["what"]) for like in likes}):
        here = [like for like in likes if (like["item"], like["what"]) == key]
        sets[f"{key[0]}:{key[1]}"] = _set(
            f"What is like {key[0]}, until {key[1]}", here, initiative
        )
    return Document(
        initiative.title,
        f"{opened.workspace.settings.organization}, as of {opened.facts.as_of:%Y-%m-%d}",
        tuple(sections),
        sets,
        meta=about(opened),
    )


def _set(title: str, rows: Sequence[Row], one: Initiative) -> RowSet:
    columns = tuple(Column(name, name.capitalize()) for name in STORY_COLUMNS[1:6])
    cells = tuple(
        tuple(
            Cell(f"{value:%Y-%m-%d %H:%M}" if name == "at" and value else value, link=row["url"] if name == "item" else None)
            for name in STORY_COLUMNS[1:6]
            for value in [row[name]]
        )
        for row in rows[:400]
    )  # fmt: skip
    command = f"twohats initiatives {short(one.key)} --format csv"
    return RowSet(title, Grid(columns, cells, "One row per thing."), len(rows), command)


def _first(opened: Opened, one: Standing, row: Row) -> Section:
    initiative, words = one.initiative, opened.workspace.settings.words
    word = words.member_community
    members = ", ".join(initiative.member_communities) or None
    others = [one for one in initiative.beneficiaries if one not in initiative.member_communities]
    opens = "acts" if row["talk"] is not None else None
    none = None if opens else "no change of ours"
    hours = one.spent.answer
    held = f"; {many(one.spent.held, 'month is', 'months are')} held" if one.spent.held else ""
    figures = (
        Figure("State", Cell(row["state"], note="waits to be closed" if row["needs_closing"] else None)),
        Figure("Direction", Cell(initiative.direction)),
        Figure(word[:1].upper() + word[1:], Cell(members), detail=f"as written: {', '.join(others)}" if others else ""),
        Figure("Who pays", Cell(initiative.funder)),
        Figure("Build, estimated", Cell(initiative.build_h), "hours"),
        Figure("Build, our turn", Cell(row["build_d"], opens, note=none), "days"),
        Figure("Build, logged", Cell(one.spent.build_h, note=None if hours == "counted" else hours), "hours", held[2:]),
        Figure("Coordination, estimated", Cell(initiative.coordination_h), "hours"),
        Figure("Coordination, their turn", Cell(row["waiting_d"], opens, note=none), "days"),
        Figure("Coordination, logged", Cell(one.spent.coordination_h, note=None if hours == "counted" else hours), "hours"),
        Figure("Rounds of review", Cell(row["rounds"], opens)),
        Figure("Comments and reviews", Cell(row["talk"], "talk" if row["talk"] else None)),
        Figure("Target", Cell(str(initiative.target) if initiative.target else None, note=row["target_answer"])),
    )  # fmt: skip
    last = initiative.last_sign_at
    lead = f"Last sign of life: {last:%Y-%m-%d}." if last else "No sign of life was seen."
    return Section("stands", "How it stands", lead, figures)


def _upstream_section(opened: Opened, one: Initiative) -> Section:
    columns = (
        Column("item", "Item"), Column("title", "Title"), Column("state", "State"),
        Column("named", "Named by"), Column("opened", "Opened"), Column("ended", "Ended"),
        Column("release", "Release"), Column("build", "Our turn, days", numeric=True),
        Column("waiting", "Their turn, days", numeric=True), Column("last", "Last sign"),
    )  # fmt: skip
    cells = tuple(
        (
            Cell(short(item.item), link=item.url), Cell(item.title), Cell(item.state),
            Cell(item.named_by), _date(item.created_at), _end(item), _release(opened, item),
            Cell(round(item.turns.build_d, 1) if item.turns else None),
            Cell(round(item.turns.waiting_d, 1) if item.turns else None), _date(item.last_act_at),
        )
        for item in one.upstream
    )  # fmt: skip
    heading = f"{many(len(one.upstream), 'item', 'items')} upstream"
    empty = "Nothing upstream is linked to it."
    return Section("upstream", heading, grid=Grid(columns, cells, "One row per item.", empty))


def _date(at: Any) -> Cell:
    return Cell(f"{at:%Y-%m-%d}" if at else None)


def _end(item: UpstreamItem) -> Cell:
    return Cell("not yet") if item.is_open else _date(item.ended_at)


def _release(opened: Opened, item: UpstreamItem) -> Cell:
    """Give the first release after the merge; whether there is one may never have been read."""
    if item.release or not item.is_change or item.state == "not read":
        return Cell(item.release)
    if item.state == "closed":
        return Cell("never merged")
    is_read = bool(opened.facts.promised.spans("releases", item.repository))
    return Cell("not yet" if is_read or item.is_open else None)


def _forecast_section(opened: Opened, one: Standing) -> Section:
    columns = (
        Column("item", "Item"), Column("end", "Until"), Column("half", "Half of those like it by"),
        Column("most", "Four fifths by"), Column("n", "Like it", numeric=True),
        Column("share", "Came to it"), Column("like", "The same"),
    )  # fmt: skip
    cells = []
    for (item, end), told in sorted(one.forecasts.items()):
        opens = f"{short(item)}:{end}" if told.like else None
        share = f"{told.share:.0%}" if told.share is not None else told.answer
        low, high = told.p50_low_d, told.p50_high_d
        span = None
        if low is not None and high is not None:
            ends = [f"{opened.facts.as_of + days * DAY:%Y-%m-%d}" for days in (low, high)]
            span = f"95 %: {' to '.join(ends)}"
        cells.append(
            (
                Cell(short(item)), Cell(end), Cell(day_told(opened, told, 0.5), note=span),
                Cell(day_told(opened, told, 0.8)), Cell(told.n, opens), Cell(share), Cell(told.like),
            )
        )  # fmt: skip
    return Section(
        "forecast",
        "When it will be there, at the pace of that community",
        "Told from those that were still waiting at the same age. How often this held: "
        "twohats initiatives --tried",
        grid=Grid(columns, tuple(cells), "One row per change and end."),
    )


def _draft_section(drafts: Sequence[Row]) -> Section:
    columns = (Column("where", "Where"), Column("why", "Why"), Column("words", "Begins"))
    cells = tuple(
        (
            Cell(row["what"], link=row["url"]),
            Cell(row["note"]),
            Cell(row["value"].partition("\n")[0]),
        )
        for row in drafts
    )
    grid = Grid(
        columns, cells, "Each begins so; --drafts prints them. At most one is for upstream."
    )
    return Section("drafts", "Words for the gaps; a person posts them", grid=grid)
