"""Our share of each kind of work, as rows."""

from twohats.checks.shares import QUARTERS, quarterly, shares
from twohats.flow.check.wanted import Wanted, is_wanted
from twohats.flow.facts import Opened
from twohats.flow.rows import Row

SHARE_COLUMNS = (
    "community", "kind", "total", "ours", "unknown", "low", "high", "answer", "people",
    "two_quarters_ago", "one_quarter_ago", "last_quarter",
)  # fmt: skip


def share_rows(opened: Opened, wanted: Wanted) -> list[Row]:
    """List our share of each kind of work in each community, with the unknown apart.

    Returns
    -------
    list of dict
        One row per community and kind; see `SHARE_COLUMNS`. ``low`` and ``high`` are our share if none,
        and if all, of those whose employer nobody knows were ours; ``answer`` is ``counted``, ``only a
        range`` (above a fifth unknown) or ``not measured``.
    """
    lines = quarterly(opened.facts)
    rows = []
    for one in shares(opened.facts):
        if not is_wanted(one.community, None, wanted):
            continue
        past = lines.get((one.community, one.kind), (None,) * QUARTERS)
        answer = "counted" if one.is_known else "only a range"
        quarters = [None if each is None or not each.is_known else round(each.low, 4) for each in past]  # fmt: skip
        rows.append(
            {
                **vars(one),
                "low": round(one.low, 4),
                "high": round(one.high, 4),
                "answer": answer if one.is_read else "not measured",
                **dict(zip(SHARE_COLUMNS[-QUARTERS:], quarters, strict=True)),
            }
        )
    return rows
