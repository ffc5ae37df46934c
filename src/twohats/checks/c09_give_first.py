"""C09: we ask more of a community's reviewers than we give: give before the next ask.

Reviews both ways, weighed by size. See docs/checks.md#c09.
"""

from datetime import datetime, timedelta

import ibis

from twohats.checks.inputs import OURS, Inputs, fetch
from twohats.checks.making import counted
from twohats.measures.give_and_take import deeds
from twohats.measures.measure import grouped
from twohats.measures.reciprocity import numbers, rows, standing, sums
from twohats.records import Skipped
from twohats.records.measures import Number
from twohats.records.situations import Audience, Figure, Quiet, Seen, Situation

CODE = "C09"
SENTENCE = "We ask more of a community's reviewers than we give them: give before the next ask."
EVEN = 1.0
FEWEST = 10
"""Changes reviewed, both ways together, below which a ratio says nothing."""
FEWEST_PEOPLE, FEWEST_EVENTS = 3, 5
"""Of ours, one way: below either a ratio would speak of somebody, and stays with the team."""


def find(inputs: Inputs) -> Seen:
    """Look at each community in which anything was asked or given in the window."""
    facts = inputs.facts
    known: dict[str, dict[str, Number]] = {}
    for number in numbers(fetch(sums(grouped(rows(facts), "community")))):
        known.setdefault(number.group or "", {})[number.part] = number
    queues = _queues(inputs)
    few = _few(inputs)
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
            queue = queues.get(community, {})
            audience: Audience = "team" if community in few else "all"
            if audience == "all" and is_few(queue.get("ours", 0), queue.get("people", 0)):
                del figures["our_queue"]
            found.append(_situation(key, community, figures, facts.window.until, audience))
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


def is_few(events: int, people: int) -> bool:
    """Whether something of ours is so little, or of so few, that it would speak of somebody.

    Examples
    --------
    >>> is_few(5, 3), is_few(4, 3), is_few(40, 2), is_few(0, 0)
    (False, True, True, False)
    """
    return 0 < events < FEWEST_EVENTS or 0 < people < FEWEST_PEOPLE


def _situation(
    key: str, community: str, figures: dict[str, Figure], until: datetime, audience: Audience
) -> Situation:
    ours, queue = figures.get("our_queue"), figures["queue"]
    said = (
        f"By size we reviewed {figures['burden_offset']} times what people outside reviewed for us "
        f"({counted(int(figures['n'] or 0), 'change', 'changes')} both ways)."
    )
    if queue and ours is not None:
        said += f" {ours} of the {queue} changes that wait there for a first answer are ours."
    return Situation(
        key,
        CODE,
        community,
        "What we ask and give in reviews",
        until - timedelta(microseconds=1),
        said,
        figures=figures,
        audience=audience,
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
    """Count what waits for a first answer as it stands, all, ours and of how many of us, by community."""
    waits = standing(inputs.facts)
    ours = waits.author_is_ours.fill_null(False)
    counts = waits.group_by("community").agg(
        queue=waits.count(),
        ours=ours.cast("int64").sum(),
        people=waits.author_person.nunique(where=ours),
    )
    return {
        row["community"]: {name: int(row[name] or 0) for name in ("queue", "ours", "people")}
        for row in fetch(counts)
    }


def _few(inputs: Inputs) -> set[str]:
    """Find communities where too few of us reviewed, or had changes reviewed, to tell others.

    One way is enough: whoever reads the ratio and the sum works out either.
    """
    facts = inputs.facts
    done = deeds(facts)
    done = done.filter(done.deed.isin(["reviews", "reviews_received"]))
    done = facts.who(done, "identity", "happened_at", "did")
    done = done.left_join(facts.items.select("item", "author_person"), "item").drop("item_right")
    # What was received is about whose change it is.
    person = ibis.ifelse(done.deed == "reviews", done.did_person, done.author_person)
    done = done.mutate(person=person)
    counts = done.group_by("community", "deed").agg(
        events=done.item.nunique(), people=done.person.nunique()
    )
    return {
        row["community"] for row in fetch(counts) if is_few(int(row["events"]), int(row["people"]))
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
