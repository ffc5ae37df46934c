"""``measure``: any measure of the catalogue by its name, with the rows behind it."""

from twohats.facts import Facts
from twohats.flow.facts import Opened
from twohats.flow.measure.asked import (
    Asked,
    behind,
    by_community,
    left_out,
    must_be_known,
    repositories_of,
)
from twohats.flow.measure.catalogue import CATALOGUE, measure_named
from twohats.flow.measure.history import left_censored
from twohats.flow.measure.inputs import facts_for
from twohats.flow.measure.other_tools import read_as
from twohats.flow.measure.rows import (
    COLUMNS,
    Measured,
    measure_meta,
    number_row,
    order_of,
    rows_of,
)
from twohats.flow.measure.telling import told
from twohats.flow.page import pseudonyms_of, shown_with
from twohats.flow.rows import fetch
from twohats.measures.measure import Measure, grouped

__all__ = [
    "CATALOGUE",
    "COLUMNS",
    "Asked",
    "Measured",
    "behind",
    "facts_for",
    "left_censored",
    "left_out",
    "measure_named",
    "measured",
    "must_be_known",
    "read_as",
    "rows_of",
]


def measured(
    opened: Opened, measure: Measure, asked: Asked, facts: Facts | None = None
) -> Measured:
    """Work out the numbers of one measure.

    Parameters
    ----------
    opened
        A workspace with its facts.
    measure
        As `measure_named` gives it.
    asked
        For which repositories, and how they are divided.
    facts
        As `facts_for` gives them, where that was done; its window and as-of date count.
    """
    facts, definition = facts or facts_for(opened, measure), measure.definition
    rows = behind(facts, measure, asked)
    numbers = measure.numbers(fetch(measure.sums(grouped(rows, asked.by))))
    scopes = by_community(opened, asked)
    found = sorted(
        (told(number, definition, facts, scopes) for number in numbers), key=order_of(definition)
    )
    shown = [
        {
            **number_row(number, definition, facts),
            "note": left_censored(facts, definition, repositories_of(number.group, scopes)),
        }
        for number in found
    ]
    return Measured(
        tuple(shown_with(shown, pseudonyms_of(opened))), measure_meta(opened, definition, asked)
    )
