"""The figures as a page."""

from collections.abc import Mapping, Sequence
from typing import Any

from twohats.flow.balance.weighing import Balanced
from twohats.flow.ledger import Ledger
from twohats.flow.words import many, short
from twohats.ledger.balance import (
    MIXED,
    WEIGHTS,
    Band,
    Mix,
    Period,
    percents,
)
from twohats.records.judgement import SHOWN
from twohats.records.pages import (
    Cell,
    Chart,
    Column,
    Document,
    Figure,
    Grid,
    RowSet,
    Section,
)
from twohats.workspace.settings import Settings

LISTED = 20
"""Pieces of work outside the plan that a page names."""
_REST = "classes of few"
"""Classes whose hours are not shown apart from one another."""


def _named(period: Period) -> str:
    """Name a period, and the policy where it changed with it."""
    policy = period.policy.name if period.policy else "no policy"
    return f"{period.name} (from here: {policy})" if period.is_first_under_policy else period.name


def document(ledger: Ledger, settings: Settings, found: Sequence[Balanced]) -> Document:
    """Compose the page: the band, the mix, and thanks."""
    rows: dict[str, RowSet] = {}
    return Document(
        f"Balance of {settings.organization}",
        f"{ledger.window} (UTC)",
        (_band_section(found), _mix_section(found, ledger, rows), _thanks(ledger)),
        rows,
        meta={**ledger.meta, "unit": "said with each figure"},
    )


def _band_section(found: Sequence[Balanced]) -> Section:
    one = found[0].band if len(found) == 1 else None
    heading = {
        "not measured": "Band: not measured",
        "too few": "Band: too few people or entries to show",
        "no band agreed": "Upstream-driven time, without a band",
        "below": "Upstream-driven time is below the band",
        "within": "Upstream-driven time is within the band",
        "above": "Upstream-driven time is above the band",
        "open": "Upstream-driven time: what is undecided decides",
    }
    lacking = sorted({what for balanced in found for what in balanced.band.lacking})
    return Section(
        "band",
        heading[one.answer] if one else "Upstream-driven time over working time",
        "Hours of work that upstream's needs drove, over the team's working time. Free choice stands "
        "apart.",
        figures=_band_figures(one) if one else (),
        grid=_band_grid(found) if not one else None,
        notes=(
            *(f"Lacking: {what}. `twohats log` takes both." for what in lacking),
            "Only hours count here, never numbers of things. Nothing of the mix below is added.",
        ),
    )


def _band_figures(found: Band) -> tuple[Figure, ...]:
    agreed = found.band
    said = f"agreed: {agreed[0]:.0%} to {agreed[1]:.0%}" if agreed else "no band was agreed on"
    figures = [Figure("band", Cell(found.answer), detail=said)]
    if found.answer not in ("not measured", "too few"):
        stretches = ", ".join(f"{since} to {until}" for since, until in found.measured)
        figures += [
            Figure(
                "upstream-driven, of working time",
                Cell(_range(found.low, found.high)),
                detail=f"{_hours(found.upstream_h)} of {found.working_h:.0f} h; "
                f"{_hours(found.undecided_h)} undecided; {stretches}",
            ),
            Figure(
                "free choice, of working time",
                Cell(_range(found.free_choice, found.free_choice_high)),
                detail=f"agreed: {found.free_choice_agreed:.0%}"
                if found.free_choice_agreed is not None
                else "no share was agreed on",
            ),
        ]
    return tuple(figures)


def _hours(amount: float | None) -> str:
    return "too few to show" if amount is None else f"{amount:.1f} h"


def _range(low: float | None, high: float | None) -> str:
    if low is None:
        return "too few to show" if high is None else f"at most {high:.0%}"
    if high is None:
        return f"at least {low:.0%}"
    return f"{low:.0%}" if f"{low:.0%}" == f"{high:.0%}" else f"{low:.0%} to {high:.0%}"


def _band_grid(found: Sequence[Balanced]) -> Grid:
    return Grid(
        (
            Column("period", "Period"),
            Column("answer", "Band"),
            Column("agreed", "Agreed"),
            Column("upstream", "Upstream-driven"),
            Column("free_choice", "Free choice"),
        ),
        tuple(
            (
                Cell(_named(one.period)),
                Cell(one.band.answer),
                Cell(_range(*one.band.band) if one.band.band else "none"),
                Cell(_range(one.band.low, one.band.high) if one.band.working_h else None),
                Cell(
                    _range(one.band.free_choice, one.band.free_choice_high)
                    if one.band.working_h
                    else None
                ),
            )
            for one in found
        ),
        "One row per period; a change of policy begins a new one.",
    )


def _mix_section(found: Sequence[Balanced], ledger: Ledger, rows: dict[str, RowSet]) -> Section:
    shown = [one for one in found if not one.mix.is_too_small]
    units = sorted({one.mix.unit for one in shown})
    unmeasured = sum(one.mix.unmeasured for one in shown)
    notes = [
        "No band lies on this, and nothing of it is added to the time above.",
        "Settled by people and by rules stand apart; undecided is a share of its own.",
    ]
    if "weighted entries" in units:
        weights = ", ".join(f"{name} {w[0]:g}–{w[1]:g}–{w[2]:g}" for name, w in WEIGHTS.items())
        notes.append(
            "An estimate from counts, not from time: entries weigh least–likely–most, beside an "
            f"answer: {weights}. The interval is what these leave; no source gives them."
        )
    if unmeasured:
        notes.append(f"{many(unmeasured, 'entry has', 'entries have')} no {units[0]}.")
    return Section(
        "mix",
        "What upstream work was for",
        f"In {' and '.join(units)}." if units else "",
        chart=_mix_chart(shown),
        grid=_mix_grid(found, ledger, rows),
        notes=tuple(notes),
    )


def _mix_chart(found: Sequence[Balanced]) -> Chart | None:
    if not found:
        return None
    marks = []
    for one in found:
        names = [SHOWN[share.class_] for share in one.mix.shares] + [_REST] * bool(one.mix.hidden)
        marks += [
            {"period": _named(one.period), "class": name, "percent": percent}
            for name, percent in zip(names, _percents(one.mix), strict=True)
        ]
    return Chart(
        "stacked_bars",
        "Shares of upstream work, in percent",
        tuple(marks),
        "percent",
        "period",
        "class",
        tuple(SHOWN[class_] for class_ in MIXED) + (_REST,) * any(one.mix.hidden for one in found),
        "percent",
    )


def _percents(mix: Mix) -> list[int]:
    """Round shares, and at the end what is not shown apart, so that they add up to 100."""
    shares = [share.share for share in mix.shares]
    return percents([*shares, 1 - sum(shares)] if mix.hidden else shares)


def _mix_grid(found: Sequence[Balanced], ledger: Ledger, rows: dict[str, RowSet]) -> Grid:
    lines: list[tuple[Cell, ...]] = []
    for one in found:
        if one.mix.is_too_small:
            lines.append((Cell(_named(one.period)), Cell("too few"), *[Cell("–")] * 5))
            continue
        whole = _percents(one.mix)
        for share, percent in zip(one.mix.shares, whole, strict=False):
            exact = one.mix.unit != "weighted entries"
            lines.append(
                (
                    Cell(_named(one.period)),
                    Cell(SHOWN[share.class_]),
                    Cell(percent),
                    Cell("exact" if exact else f"{share.low:.0%} to {share.high:.0%}"),
                    Cell(_range(share.by_people, share.by_people)),
                    Cell(_range(share.by_rules, share.by_rules)),
                    Cell(share.entries, _open(one, share.class_, share.entries, ledger, rows)),
                )
            )
        if one.mix.hidden:
            kept = " and ".join(SHOWN[class_] for class_ in one.mix.hidden)
            said = Cell(kept, note="too few to show apart")
            lines.append((Cell(_named(one.period)), said, Cell(whole[-1]), *[Cell("–")] * 4))
    return Grid(
        (
            Column("period", "Period"),
            Column("class", "Class"),
            Column("percent", "Percent", numeric=True),
            Column("interval", "Interval"),
            Column("by_people", "By people"),
            Column("by_rules", "By rules"),
            Column("entries", "Entries", numeric=True),
        ),
        tuple(lines),
        "One row per period and class; percents of a period add up to 100.",
    )


def _open(
    one: Balanced, class_: str, entries: int, ledger: Ledger, rows: dict[str, RowSet]
) -> str | None:
    """Put the entries behind their number, where no unit left any out."""
    if one.mix.unmeasured or not entries:
        return None
    period = one.period
    key = f"mix.{period.since}.{class_}"
    behind = [
        row
        for row in ledger.rows
        if row["scope"] == "upstream"
        and row["class"] == class_
        and period.since <= row["happened_at"].date() < period.until
    ]
    condition = (
        f"scope = 'upstream' and class = '{class_}' and happened_at >= timestamptz "
        f"'{period.since} 00:00:00+00:00' and happened_at < timestamptz "
        f"'{period.until} 00:00:00+00:00'"
    )
    rows[key] = RowSet(
        f"{SHOWN[class_]}, {period.name}",  # type: ignore[index]
        _entries_grid(behind[:200]),
        len(behind),
        f'twohats sql "from entries where {condition}"',
    )
    return key


def _entries_grid(rows: Sequence[Mapping[str, Any]]) -> Grid:
    return Grid(
        (
            Column("entry", "Entry"),
            Column("person", "Who"),
            Column("activity", "Activity"),
            Column("item", "Item"),
            Column("title", "Title"),
            Column("rule", "Rule"),
        ),
        tuple(
            (
                Cell(row["number"]),
                Cell(row["label"]),
                Cell(row["activity"]),
                Cell(short(row["item"]), link=row["url"]),
                Cell(row["title"]),
                Cell(row["rule"]),
            )
            for row in rows
        ),
        "One row per entry, newest first.",
        "No entries.",
    )


def _thanks(ledger: Ledger) -> Section:
    """List what was done outside the plan: valued, and in no target."""
    outside = [
        row for row in ledger.rows if row["scope"] == "upstream" and row["class"] == "personal"
    ]
    count = many(len(outside), "piece", "pieces")
    return Section(
        "thanks",
        f"With thanks: {count} of work outside the plan",
        "Valued, and counted to no target.",
        grid=_entries_grid(outside[:LISTED]),
        notes=(f"{len(outside) - LISTED} more: twohats ledger --where class=personal",)
        if len(outside) > LISTED
        else (),
    )
