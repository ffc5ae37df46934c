"""F2: it was in the team's plan before the work, or within the same iteration."""

from datetime import UTC, datetime
from typing import Any

import ibis
import ibis.expr.types as ir

from twohats.ledger.cases import Case
from twohats.ledger.evidence.pieces import per_entry, pieces


def find(case: Case) -> ir.Table:
    """Find plan items, duties and initiatives of ours that name the entry's item.

    What says that it is directed is D1 and no plan for upstream. A contract is no plan. Planned
    after the work began holds only within the same iteration, and shows by its date.
    """
    promised = case.promised.filter(lambda t: t.kind.isin(["plan_item", "initiative", "duty"]))
    rows = per_entry(case, promised.filter(lambda t: (t.direction != "directed").fill_null(True)))
    named = ibis.ifelse(rows.kind == "initiative", "An initiative", "A plan item")
    is_before = rows.recorded_at <= rows.happened_at
    is_same = _same_iteration(case, rows.recorded_at, rows.happened_at)
    unknown = ibis.null("boolean")
    return pieces(
        "F2",
        rows,
        holds=ibis.cases(
            (rows.recorded_at.isnull(), unknown), (is_before, ibis.literal(True)), else_=is_same
        ),
        because=named
        + " of ours links it, "
        + ibis.cases(
            (rows.recorded_at.isnull(), "but nobody knows since when."),
            (is_before, "recorded before the work."),
            (is_same, "recorded after the work began, in the same iteration."),
            (is_same.isnull(), "recorded after the work began; no iterations are set to tell by."),
            else_="recorded in a later iteration than the work.",
        ),
        url=rows.url,
        who=rows.holder,
        said_at=rows.recorded_at,
    )


def _same_iteration(case: Case, one: Any, other: Any) -> Any:
    """Whether two times lie in one iteration; NULL where none are set."""
    iterations = case.rubric.iterations
    if iterations is None:
        return ibis.null("boolean")
    day = iterations.start
    start = int(datetime(day.year, day.month, day.day, tzinfo=UTC).timestamp())
    length = iterations.days * 86_400
    numbers = [((time.epoch_seconds() - start) / length).floor() for time in (one, other)]
    return numbers[0] == numbers[1]
