"""What each of the team offers in an iteration: points, days off and service taken away."""

from collections.abc import Collection, Iterable, Mapping
from datetime import date, timedelta

from twohats.records.plan import Duty, Member
from twohats.workspace.planning import PersonTerms, Planning

USUAL_SHARE = 0.2
"""Share of working points for upstream work where nobody agreed on another."""
WEEKEND = 5
"""First day of the week on which nobody is expected to work, counted from Monday."""


def working_days(since: date, until: date) -> tuple[date, ...]:
    """List Mondays to Fridays of ``[since, until)``."""
    days = (since + timedelta(days=number) for number in range((until - since).days))
    return tuple(day for day in days if day.weekday() < WEEKEND)


def member_of(
    person: str,
    *,
    days: Collection[date],
    there: Collection[date],
    days_off: Collection[date],
    terms: Planning,
    said: PersonTerms,
    share: float,
    done: Iterable[Duty] = (),
    shadowed: Iterable[Duty] = (),
    rights: Mapping[str, frozenset[str]] | None = None,
    window_share: float = 1.0,
) -> Member:
    """Say what somebody offers in an iteration.

    Parameters
    ----------
    person
        Person key.
    days, there, days_off
        Working days of the iteration, those on which they are one of ours, and those they take off.
    terms, said
        Of the team, and of this person.
    share
        Of working points for upstream work.
    done, shadowed, rights
        What they know and may do, by traces and by their word.
    window_share
        Part of the rolling window in which they were one of ours, of 1.
    """
    off = frozenset(days_off) & frozenset(days)
    present = len([day for day in there if day not in off]) / len(days) if days else 0.0
    full = terms.points if said.points is None else said.points
    points = round(full * present, 2)
    service = min(points, said.service)
    upstream = round((points - service) * share, 2)
    free = round(upstream * terms.free, 2)
    offer = max(0.0, upstream - free)
    if said.offer is not None:
        offer = min(said.offer * present, points - service)
    usual = full * share * (1 - terms.free) if said.offer is None else said.offer
    limit = terms.pair_limit if said.pair_limit is None else said.pair_limit
    return Member(
        person,
        points,
        round(offer, 2),
        # Somebody who came late, or was away, has not to catch up with what others gave.
        round(usual * (terms.window - 1) * window_share + offer, 2),
        service,
        free,
        None if said.skills is None else frozenset(said.skills),
        frozenset(done),
        frozenset(shadowed),
        rights=rights or {},
        days_off=tuple(sorted(off)),
        pair_limit=limit,
        is_mentor=said.is_mentor,
    )
