"""A plan as Markdown, to read and to paste."""

from collections.abc import Iterator

from twohats.plan.values import points_said
from twohats.publish.plans.words import heading, place, plain, who
from twohats.records.sheets import Sheet


def to_text(sheet: Sheet) -> str:
    """Write a plan as Markdown: slots with reasons, what was left out, how good it is."""
    return "\n".join(_lines(sheet)) + "\n"


def _lines(sheet: Sheet) -> Iterator[str]:
    slots = f"{len(sheet.lines)} slot{'' if len(sheet.lines) == 1 else 's'}"
    yield f"# {heading(sheet)}"
    yield ""
    yield f"{sheet.organization}: {slots}, {points_said(sheet.points)}."
    yield ""
    if sheet.lines:
        yield "| Slot | Community | Points | Who | Why |"
        yield "|---|---|---:|---|---|"
    for line in sheet.lines:
        cells = (line.title, place(line), f"{line.points:g}", who(line), line.reason)
        yield "| " + " | ".join(plain(cell) for cell in cells) + " |"
    yield from _part("Needs that would fill them now", _needs(sheet))
    yield from _part("Left out", [f"{plain(what)}: {plain(why)}" for what, why in sheet.left_out])
    yield from _part("What it brings to communities", sheet.burdens)
    yield from _part("How good it is", sheet.proofs)


def _needs(sheet: Sheet) -> list[str]:
    return [f"{plain(line.title)}: {', '.join(line.needs)}" for line in sheet.lines if line.needs]


def _part(title: str, points: "list[str] | tuple[str, ...]") -> Iterator[str]:
    if points:
        yield ""
        yield f"## {title}"
        yield ""
        yield from (f"- {point}" for point in points)
