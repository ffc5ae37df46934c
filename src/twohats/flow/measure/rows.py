"""The rows of a measure: one per number, and those behind the numbers."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from twohats.facts import Facts
from twohats.flow.facts import Opened
from twohats.flow.measure.asked import Asked, behind, left_out
from twohats.flow.measure.inputs import facts_for
from twohats.flow.meta import meta
from twohats.flow.page import pseudonyms_of, shown_with
from twohats.flow.rows import Row, fetch, is_under, logins_of
from twohats.ledger import attribution
from twohats.measures import merges
from twohats.measures.measure import Measure
from twohats.records.measures import Definition, Number

COLUMNS = (
    "measure", "repository", "part", "since", "until", "value", "unit", "n", "people", "low", "high",
    "answer", "note",
)  # fmt: skip
"""``repository`` is the group: a repository, a community, or NULL for all together."""


@dataclass(frozen=True)
class Measured:
    """A measure with what stands beside it."""

    rows: tuple[Row, ...]
    """One per number; see `COLUMNS`."""
    meta: Mapping[str, Any]


def number_row(number: Number, definition: Definition, facts: Facts) -> Row:
    """Lay a number out as a row; see `COLUMNS`."""
    return {
        "measure": definition.name,
        "repository": number.group,
        "part": number.part,
        "since": facts.window.since,
        "until": facts.window.until,
        "value": number.value,
        "unit": number.unit or definition.unit,
        "n": number.n,
        "people": number.people,
        "low": number.low,
        "high": number.high,
        "answer": number.answer,
        "note": None,
    }


def order_of(definition: Definition) -> Any:
    """Give the key that puts numbers in order: all together first, parts as they are defined."""
    parts = {part: place for place, part in enumerate(definition.parts)}
    return lambda number: (
        number.group is not None,
        number.group or "",
        parts.get(number.part, len(parts)),
        number.part,
    )


def rows_of(
    opened: Opened, measure: Measure, asked: Asked, facts: Facts | None = None
) -> tuple[tuple[str, ...], list[Row]]:
    """Fetch the rows behind a measure, our people under the names they are shown by.

    Parameters
    ----------
    opened, measure, asked, facts
        As for `measured`.

    Returns
    -------
    tuple
        Names of the columns, and the rows; where they tell hours, nobody stands beside them.
    """
    table = behind(facts or facts_for(opened, measure), measure, asked)
    people = [name.removesuffix("_label") for name in table.columns if name.endswith("_label")]
    if measure.definition.name in attribution.OF_HOURS:
        table = table.drop(*[name for name in table.columns if _is_of(name, people)])
        people = []
    # Of each person there are account, person and label; the label is what may be shown.
    hidden = [name for who in people for name in (who, f"{who}_person") if name in table.columns]
    table = table.drop(*hidden).rename({who: f"{who}_label" for who in people})
    table = table.order_by(*[name for name in ("repository", "item") if name in table.columns])
    owners = logins_of(pseudonyms_of(opened))
    rows = [
        # The owner of such a repository is one of ours: whoever stands beside it would be known.
        {**row, **dict.fromkeys(people)} if is_under(row.get("repository"), owners) else row
        for row in fetch(table)
    ]
    return tuple(table.columns), shown_with(rows, pseudonyms_of(opened))


def _is_of(column: str, people: Iterable[str]) -> bool:
    """Whether a column says who it was."""
    return any(column in (who, f"{who}_person", f"{who}_label") for who in people)


def measure_meta(opened: Opened, definition: Definition, asked: Asked) -> dict[str, Any]:
    """Say how a measure is defined, of what it was worked out, and what is left out."""
    return {
        **meta(opened),
        "unit": definition.unit,
        "definition": definition.says,
        "source": definition.source,
        "choices": _choices(definition, opened.facts),
        "by": asked.by or "all together",
        "repositories": ", ".join(asked.repositories or asked.communities) or "upstream",
        "left_out": left_out(opened, asked),
    }


def _choices(definition: Definition, facts: Facts) -> dict[str, str]:
    """Say how the definition was read, with what the workspace said of it."""
    choices = dict(definition.choices)
    if definition in [measure.definition for measure in merges.MEASURES]:
        said = [
            f"{owner.partition(':')[2]}: {', '.join(words)}"
            for owner, words in facts.approval_comments
        ]
        choices["approval comments"] = "; ".join(said) or "in no community, as far as settings say"
    return choices
