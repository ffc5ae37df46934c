"""C07: much of our upstream work lies outside the hours of those who do it.

Everybody's own clock counts, and only theirs. See docs/checks.md#c07.
"""

from collections import defaultdict
from datetime import datetime, timedelta

from twohats.checks.hours import AfterHours, after_hours, together
from twohats.checks.inputs import Inputs
from twohats.checks.making import counted, percent
from twohats.records.situations import Quiet, Seen, Situation

CODE = "C07"
SENTENCE = "More than a fifth of our upstream work lies outside the hours of those who do it."
LIMIT = 0.2
"""No source gives a number; this is ours."""
FEWEST_PEOPLE, FEWEST_EVENTS = 3, 5


def find(inputs: Inputs) -> Seen:
    """Look at the team as one, and at each person for that person alone."""
    times: dict[str, list[datetime]] = defaultdict(list)
    for deed in inputs.deeds:
        times[deed.person].append(deed.happened_at)
    known = {
        person: after_hours(times[person], own)
        for person, own in sorted(inputs.hours.items())
        if times.get(person)
    }
    left_out = len(times.keys() - known.keys())
    until = inputs.facts.window.until
    seen = [_own(person, part, until) for person, part in known.items()]
    seen.append(_team(together(known.values()), left_out, until))
    return Seen(
        tuple(one for one in seen if isinstance(one, Situation)),
        tuple(one for one in seen if isinstance(one, Quiet)),
    )


def _own(person: str, part: AfterHours, until: datetime) -> Situation | Quiet:
    key = f"{CODE}:own:{_month(until)}"
    figures = {"n": part.n, "outside": part.outside, "share": part.share}
    if part.n < FEWEST_EVENTS:
        return Quiet(
            CODE, key, "", "too little of your own work to speak of", None, figures, person
        )
    if (part.share or 0) <= LIMIT:
        return Quiet(
            CODE, key, "", "most of your own work lies in your hours", None, figures, person
        )
    return Situation(
        key,
        CODE,
        "",
        "Your own hours",
        until - timedelta(microseconds=1),
        f"{percent(part.share or 0)} of your {part.n:,} entries of upstream work lie outside your hours. "
        "Nobody but you is shown this.",
        concerned=(person,),
        figures=figures,
        audience="person",
    )


def _team(part: AfterHours, left_out: int, until: datetime) -> Situation | Quiet:
    key = f"{CODE}:team:{_month(until)}"
    if part.people < FEWEST_PEOPLE or part.n < FEWEST_EVENTS:
        return Quiet(CODE, key, "", "too few people said their time zone to speak of the team")
    figures = {
        "n": part.n,
        "people": part.people,
        "left_out": left_out,
        "share": round(part.share or 0, 2),
    }
    if (part.share or 0) <= LIMIT:
        return Quiet(
            CODE, key, "", "most of our upstream work lies in people's hours", None, figures
        )
    without = (
        f"; {counted(left_out, 'person', 'people')} without a time zone left out"
        if left_out
        else ""
    )
    return Situation(
        key,
        CODE,
        "",
        "Hours of the team",
        until - timedelta(microseconds=1),
        f"{percent(part.share or 0)} of {part.n:,} entries of upstream work by {part.people} people lie "
        f"outside their own hours{without}.",
        figures=figures,
        audience="team",
    )


def _month(until: datetime) -> str:
    return f"{until - timedelta(microseconds=1):%Y-%m}"
