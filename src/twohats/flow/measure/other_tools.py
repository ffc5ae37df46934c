"""A measure as other tools would work it out, from the same rows and in the same window."""

from twohats.errors import WrongUse
from twohats.flow.facts import Opened
from twohats.flow.measure.asked import Asked, behind, by_community
from twohats.flow.measure.rows import Measured, measure_meta, number_row
from twohats.flow.measure.telling import told
from twohats.flow.page import pseudonyms_of, shown_with
from twohats.flow.rows import fetch
from twohats.formats.suggest import nearest
from twohats.measures import contributor_absence_factor
from twohats.measures.measure import Measure, grouped


def read_as(opened: Opened, measure: Measure, asked: Asked, tool: str) -> Measured:
    """Work out a measure as other tools would, from the same rows and in the same window.

    Parameters
    ----------
    opened, measure, asked
        As for `measured`.
    tool
        Its name, or ``all``.

    Raises
    ------
    WrongUse
        There is no such tool, or nobody else reads this measure in a way of their own.
    """
    definition = measure.definition
    if measure is not contributor_absence_factor.MEASURE:
        raise WrongUse(
            f"--as {tool}: {definition.name} has no other readings; "
            f"{contributor_absence_factor.DEFINITION.name} has."
        )
    readings = contributor_absence_factor.READINGS
    if tool != "all" and tool.lower() not in readings:
        raise WrongUse(f"--as {tool}: no tool of that name is known{nearest(tool, readings)}")
    counts = fetch(measure.sums(grouped(behind(opened.facts, measure, asked), asked.by)))
    scopes = by_community(opened, asked)
    rows = []
    for name in readings if tool == "all" else [tool.lower()]:
        reading = readings[name]
        also = {"tool": name, "counts": reading.counts, "their_window": reading.window}
        for number in contributor_absence_factor.read_as(reading, counts):
            shown = told(number, definition, opened.facts, scopes)
            row = number_row(shown, definition, opened.facts)
            rows.append({**row, **also, "differs": reading.differs})
    return Measured(
        tuple(shown_with(rows, pseudonyms_of(opened))), measure_meta(opened, definition, asked)
    )
