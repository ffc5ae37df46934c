"""C09: we ask more of a community's reviewers than we give: give before the next ask.

Reviews both ways, weighed by size. See docs/checks.md#c09.
"""

from datetime import datetime, timedelta

from twohats.checks.inputs import OURS, Inputs, fetch
from twohats.checks.making import counted
from twohats.measures.measure import grouped
from twohats.measures.reciprocity import numbers, rows, standing, sums
from twohats.records import Skipped
from twohats.records.measures import Number
from twohats.records.situations import Figure, Quiet, Seen, Situation

CODE = "C09"
SENTENCE = "We ask more of a community's reviewers than we give them: give before the next ask."
EVEN = 1.0
FEWEST = 10
"""Changes reviewed, both ways together, below which a ratio says nothing."""


def find(inputs: Inputs) -> Seen:
    """Look at each community in which anything was asked or given in the window."""
    facts = inputs.facts
    known: dict[str, dict[str, Number]] = {}
    for number in numbers(fetch(sums(grouped(rows(facts), "community")))):
        known.setdefault(number.group or "", {})[number.part] = number
    queues = _queues(inputs)
    unread = _unread(inputs)
    found: list[Situation] = []
    silent: list[Quiet] = []
    lost: list[Skipped] = []
    for community, parts in sorted(known.items()):
        key = _key(community, facts.window.until)
        figures = _figures(parts, queues.get(community, {}))
        if community in unread:
            lost.append(Skipped(key, "not all reviews there were read"))
            continue
        because = silence(parts["burden offset"])
        if because is None:
            found.append(_situation(key, community, figures, facts.window.until))
        else:
            silent.append(Quiet(CODE, key, community, because, None, figures))
    return Seen(tuple(found), tuple(silent), tuple(lost))


def silence(offset: Number) -> str | None:
    """Say why the balance of reviews is nothing to speak of; None: it is.

    Examples
    --------
    >>> silence(Number("c", "burden offset", 0.5, 12))
    >>> silence(Number("c", "burden offset", 1.0, 12))
    'we give at least what we ask'
    """
    if offset.answer == "none":
        return "we asked nobody outside for a review"
    if offset.value is None:
        return "the size of so many changes is not known that there is no ratio"
    if offset.n < FEWEST:
        return "too few reviews to speak of a ratio"
    return None if offset.value < EVEN else "we give at least what we ask"


def _situation(key: str, community: str, figures: dict[str, Figure], until: datetime) -> Situation:
    ours, queue = figures["our_queue"], figures["queue"]
    said = (
        f"By size we reviewed {figures['burden_offset']} times what people outside reviewed for us "
        f"({counted(int(figures['n'] or 0), 'change', 'changes')} both ways)."
    )
    if queue:
        said += f" {ours} of the {queue} changes that wait there for a first answer are ours."
    return Situation(
        key,
        CODE,
        community,
        "What we ask and give in reviews",
        until - timedelta(microseconds=1),
        said,
        figures=figures,
    )


def _figures(parts: dict[str, Number], queue: dict[str, int]) -> dict[str, Figure]:
    offset = parts["burden offset"]
    debt = parts.get("review debt")
    return {
        "burden_offset": None if offset.value is None else round(offset.value, 2),
        "n": offset.n,
        "review_debt": debt.value if debt else None,
        "our_queue": queue.get("ours", 0),
        "queue": queue.get("queue", 0),
    }


def _queues(inputs: Inputs) -> dict[str, dict[str, int]]:
    """Count what waits for a first answer as it stands, ours and all, by community."""
    waits = standing(inputs.facts)
    counts = waits.group_by("community").agg(
        queue=waits.count(), ours=waits.author_is_ours.fill_null(False).cast("int64").sum()
    )
    return {
        row["community"]: {"queue": int(row["queue"]), "ours": int(row["ours"])}
        for row in fetch(counts)
    }


def _unread(inputs: Inputs) -> set[str]:
    """Find communities in which reviews of some repository with changes were not read."""
    facts = inputs.facts
    items = facts.items.filter(
        (facts.items.kind == "pull_request") & ~facts.items.scope.isin(list(OURS))
    )
    places = fetch(items.select("repository", "community").distinct())
    window = facts.window
    return {
        row["community"]
        for row in places
        if not inputs.has_reviews(row["repository"], window.since, window.until)
    }


def _key(community: str, until: datetime) -> str:
    last = until - timedelta(microseconds=1)
    return f"{CODE}:{community}:{last.year}Q{(last.month + 2) // 3}"
