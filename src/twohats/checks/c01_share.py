"""C01: people of ours do more than half of a kind of work in a community, or ever more of it.

Communities in which one organization does more than half are common, and fewer of them last: Zhang
et al., FSE 2022. See docs/checks.md#c01.
"""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from itertools import pairwise

from twohats.checks.inputs import Inputs
from twohats.checks.making import counted, percent
from twohats.checks.shares import QUARTERS, ROLE, YEAR_D, Share, quarterly, shares
from twohats.facts import Facts
from twohats.measures.return_model import wilson
from twohats.records import Skipped
from twohats.records.situations import Audience, Figure, Quiet, Seen, Situation

CODE = "C01"
SENTENCE = (
    "People of ours did more than half of the commits, reviews, merges or releases of a community, "
    "hold more than half of its roles, or do ever more of them."
)
HALF = 0.5
TREND_FROM = 0.25
"""A share below this may rise without a word: whoever begins to help rises."""
FEWEST = {"commit": 20, "review": 20, "merge": 20, "release": 5, ROLE: 3}
"""Below so many a share says nothing."""
FEWEST_PEOPLE, FEWEST_EVENTS = 3, 5
"""Below either, our share would speak of somebody, and stays with the team."""
Span = tuple[date | None, date]
"""The first and the last day of what is counted."""
NOUNS = {"commit": "commits", "review": "reviews", "merge": "merges", "release": "releases", ROLE: "roles"}  # fmt: skip


def find(inputs: Inputs) -> Seen:
    """Look at each kind of work in each community."""
    trends = quarterly(inputs.facts)
    until = inputs.facts.window.until
    found: list[Situation] = []
    silent: list[Quiet] = []
    lost: list[Skipped] = []
    for share in shares(inputs.facts):
        if not share.is_read:
            lost.append(Skipped(_key(share, until), f"not all {NOUNS[share.kind]} there were read"))
            continue
        line = trends.get((share.community, share.kind), ())
        is_rising = rises(line)
        because = silence(share, is_rising=is_rising)
        span = _span(share, inputs.facts)
        figures = _figures(share, line, span)
        if because is None:
            found.append(_situation(share, line, until, span, is_rising=is_rising))
        else:
            key = _key(share, until)
            silent.append(Quiet(CODE, key, share.community, because, None, figures))
    return Seen(tuple(found), tuple(silent), tuple(lost))


def silence(share: Share, *, is_rising: bool) -> str | None:
    """Say why a share is nothing to speak of; None: it is.

    Examples
    --------
    >>> silence(Share("c", "review", 40, 21, 0, 3), is_rising=False)
    >>> silence(Share("c", "review", 40, 20, 0, 3), is_rising=False)
    'not more than half, and not rising'
    """
    if share.total < FEWEST[share.kind]:
        return "too few to speak of a share"
    if not share.is_known:
        return "so many employers are not known that there is only a range"
    if share.low > HALF or is_rising:
        return None
    if share.high > HALF:
        return "more than half only if people whose employer nobody knows were ours"
    return "not more than half, and not rising"


def rises(line: Sequence[Share | None]) -> bool:
    """Whether our share rose from each quarter to the next, further than chance would carry it.

    Parameters
    ----------
    line
        Our shares, the oldest first; None: nothing was done.

    Notes
    -----
    The 95 % intervals of the first and the last quarter do not meet. A quarter with too few events,
    or with too many employers unknown, shows no trend.
    """
    known = [one for one in line if one and one.is_known and one.total >= FEWEST[one.kind]]
    if len(known) < QUARTERS or known[-1].low < TREND_FROM:
        return False
    if any(before.low >= after.low for before, after in pairwise(known)):
        return False
    first, last = (wilson(one.ours, one.total) for one in (known[0], known[-1]))
    return first is not None and last is not None and first[1] < last[0]


def _situation(
    share: Share, line: Sequence[Share | None], until: datetime, span: Span, *, is_rising: bool
) -> Situation:
    small = share.people < FEWEST_PEOPLE or share.ours < FEWEST_EVENTS
    audience: Audience = "team" if small else "all"
    return Situation(
        _key(share, until),
        CODE,
        share.community,
        f"Our share of {NOUNS[share.kind]}",
        until - timedelta(microseconds=1),
        _because(share, line, span, is_rising=is_rising),
        figures=_figures(share, line, span),
        audience=audience,
    )


def _because(share: Share, line: Sequence[Share | None], span: Span, *, is_rising: bool) -> str:
    did = {ROLE: "hold", "release": "made"}.get(share.kind, "did")
    said = (
        f"{_when(share, span)}, people of ours {did} {share.ours:,} of {share.total:,} "
        f"{NOUNS[share.kind]} ({percent(share.low)})"
    )
    if share.unknown:
        said += (
            f"; with {counted(share.unknown, 'one', 'more')} of unknown employers it could be up to "
            f"{percent(share.high)}"
        )
    if is_rising:
        steps = ", ".join(percent(one.low) for one in line if one)
        said += f"; it rose from quarter to quarter: {steps}"
    return said + "."


def _when(share: Share, span: Span) -> str:
    """Say what was counted over: the quarter in a key is only the one in which that ends."""
    since, last = span
    if since is None:
        return f"On {last}"
    return f"In the year to {last}" if share.kind == "release" else f"From {since} to {last}"


def _span(share: Share, facts: Facts) -> Span:
    """Give the first and the last day that count; without a first: what holds on the last."""
    if share.kind == ROLE:
        return None, (facts.as_of - timedelta(seconds=1)).date()
    until = facts.window.until
    since = until - timedelta(days=YEAR_D) if share.kind == "release" else facts.window.since
    return since.date(), (until - timedelta(microseconds=1)).date()


def _figures(share: Share, line: Sequence[Share | None], span: Span) -> dict[str, Figure]:
    since, last = span
    figures: dict[str, Figure] = {
        "kind": share.kind,
        "first_day": since.isoformat() if since else None,
        "last_day": last.isoformat(),
        "total": share.total,
        "ours": share.ours,
        "unknown": share.unknown,
        "low": round(share.low, 4),
        "high": round(share.high, 4),
    }
    for number, one in enumerate(line, 1 - len(line)):
        figures[f"quarter{number or ''}"] = None if one is None else round(one.low, 4)
    return figures


def _key(share: Share, until: datetime) -> str:
    last = until - timedelta(microseconds=1)
    return f"{CODE}:{share.community}:{share.kind}:{last.year}Q{(last.month + 2) // 3}"
