"""The balance: two figures, which are never added to one another.

The *band* is upstream-driven time over working time, as the policy has it. The *mix* is how upstream
work divides into classes, in a unit of its own, and no band lies on it. See docs/balance.md.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise
from typing import Literal

from twohats.ledger.few import FEWEST_EVENTS, FEWEST_PEOPLE, hidden_groups, is_small
from twohats.records.judgement import Class
from twohats.workspace.settings import Policy, Settings

MIXED: tuple[Class, ...] = ("directed", "foundational", "personal", "undecided")
"""Classes of upstream work; own projects have no place in a mix."""
ENOUGH_MEASURED = 0.5
"""Least share of entries with hours, or points, for the mix to be in that unit."""

Unit = Literal["hours", "points", "weighted entries"]

WEIGHTS: Mapping[str, tuple[float, float, float]] = {
    "change": (2, 6, 12),
    "review": (1, 3, 6),
    "release": (1, 3, 6),
    "commit": (0.5, 1, 3),
    "answer": (0.5, 1, 2),
    "triage": (0.2, 0.5, 1),
    "merge": (0.2, 0.5, 1),
}
"""Least, likely and most weight of one entry beside an answer (1); no source gives any, so all three
are shown with the estimate. They are no hours."""
OTHERS = (0.5, 1.0, 3.0)
"""Weights of an activity not listed."""


@dataclass(frozen=True)
class Part:
    """One entry of upstream work, as the mix counts it."""

    person: str
    activity: str
    class_: Class
    is_ruled: bool = False
    """Whether people settled it, not rules."""
    hours: float | None = None
    """Logged; None: not logged."""
    points: float | None = None
    """Estimated by the team for its plan; None: not estimated."""


@dataclass(frozen=True)
class Share:
    """What one class has of the mix."""

    class_: Class
    entries: int
    amount: float
    """In the unit of the mix."""
    share: float
    """Of 1."""
    low: float
    high: float
    """Ends of the interval that the weights leave; equal to the share where it was measured."""
    by_people: float | None
    by_rules: float | None
    """Which part of the whole people settled, and which rules did; together the share. None: hours
    of which one part would speak of few."""


@dataclass(frozen=True)
class Mix:
    """How upstream work divides into classes."""

    unit: Unit
    entries: int
    people: int
    unmeasured: int
    """Entries without hours, or points; they are in no share."""
    shares: tuple[Share, ...]
    """One for each of `MIXED`, in that order, but those in `hidden`; none where there is too little."""
    hidden: tuple[Class, ...] = ()
    """Classes whose hours would speak of few, or would let others' be worked out; never just one."""

    @property
    def is_too_small(self) -> bool:
        """Whether it would speak of single people."""
        return not self.shares


def mix(parts: Sequence[Part], *, is_whole: bool = True) -> Mix:
    """Divide upstream work into classes.

    Parameters
    ----------
    parts
        Entries of one period, own projects left out; the order does not matter.
    is_whole
        Whether the period is one month or iteration. Of others there are no hours: two that differ by
        a day would tell the hours of that day.

    Returns
    -------
    Mix
        In logged hours where at least half of the entries have them, else in points where as many
        have those, else in weighted entries, with the interval that the weights leave.
    """
    unit, measured = _measured(parts, with_hours=is_whole)
    people = {part.person for part in measured}
    unmeasured = len(parts) - len(measured)
    if len(people) < FEWEST_PEOPLE or len(measured) < FEWEST_EVENTS:
        return Mix(unit, len(measured), len(people), unmeasured, ())
    shares = tuple(_share(class_, measured, unit) for class_ in MIXED)
    if not sum(share.amount for share in shares):
        shares = ()
    hidden = _hidden_classes(measured) if unit == "hours" and shares else ()
    shown = tuple(share for share in shares if share.class_ not in hidden)
    if hidden and not any(share.entries for share in shown):
        shown = ()
    return Mix(unit, len(measured), len(people), unmeasured, shown, hidden if shown else ())


def _hidden_classes(measured: Sequence[Part]) -> tuple[Class, ...]:
    """Say of which classes hours are not shown, beside those of all together."""
    groups: dict[str, list[int]] = {"all": list(range(len(measured)))}
    for at, part in enumerate(measured):
        groups.setdefault(part.class_, []).append(at)
    hidden = hidden_groups(groups, [part.person for part in measured])
    return tuple(class_ for class_ in MIXED if class_ in hidden)


def _measured(parts: Sequence[Part], *, with_hours: bool) -> tuple[Unit, list[Part]]:
    counted = [part for part in parts if part.class_ in MIXED]
    for unit, found in (
        ("hours", [part for part in counted if part.hours is not None and with_hours]),
        ("points", [part for part in counted if part.points is not None]),
    ):
        if found and len(found) >= ENOUGH_MEASURED * len(counted):
            return unit, found  # type: ignore[return-value]
    return "weighted entries", counted


def _amount(part: Part, unit: Unit) -> float:
    exact = {"hours": part.hours, "points": part.points}.get(unit)
    return WEIGHTS.get(part.activity, OTHERS)[1] if exact is None else exact


def _share(class_: Class, measured: Sequence[Part], unit: Unit) -> Share:
    mine = [part for part in measured if part.class_ == class_]
    amount = sum(_amount(part, unit) for part in mine)
    whole = sum(_amount(part, unit) for part in measured)
    ruled = sum(_amount(part, unit) for part in mine if part.is_ruled)
    share = _part(amount, whole)
    low, high = _interval(class_, measured) if unit == "weighted entries" else (share, share)
    is_told_apart = unit != "hours" or not _has_small_part(mine)
    return Share(
        class_,
        len(mine),
        amount,
        share,
        low,
        high,
        _part(ruled, whole) if is_told_apart else None,
        _part(amount - ruled, whole) if is_told_apart else None,
    )


def _has_small_part(parts: Sequence[Part]) -> bool:
    """Whether what people settled, or what rules did, is of few."""
    people = [part.person for part in parts]
    settled = [at for at, part in enumerate(parts) if part.is_ruled]
    rest = [at for at, part in enumerate(parts) if not part.is_ruled]
    return any(group and is_small(group, people) for group in (settled, rest))


def _interval(class_: Class, measured: Sequence[Part]) -> tuple[float, float]:
    """Find the lowest and highest share over all weights that activities may have.

    A share is largest where activities of which this class has much weigh most and the others least.
    So only one order of activities has to be cut, at each place.
    """
    counts: dict[str, list[int]] = {}
    for part in measured:
        count = counts.setdefault(part.activity, [0, 0])
        count[0] += part.class_ == class_
        count[1] += 1
    ranked = sorted(counts.items(), key=lambda one: (one[1][0] / one[1][1], one[0]))
    shares = []
    for cut in range(len(ranked) + 1):
        for below, above in ((0, 2), (2, 0)):
            mine = whole = 0.0
            for at, (activity, (here, every)) in enumerate(ranked):
                weight = WEIGHTS.get(activity, OTHERS)[below if at < cut else above]
                mine += weight * here
                whole += weight * every
            shares.append(_part(mine, whole))
    return min(shares), max(shares)


def _part(amount: float, whole: float) -> float:
    return amount / whole if whole else 0.0


def percents(shares: Sequence[float]) -> list[int]:
    """Round shares of one whole so that they still add up to 100.

    Examples
    --------
    >>> percents([1 / 3, 1 / 3, 1 / 3])
    [34, 33, 33]
    """
    whole = sum(shares)
    if not whole:
        return [0] * len(shares)
    exact = [100 * share / whole for share in shares]
    rounded = [int(value) for value in exact]
    order = sorted(range(len(exact)), key=lambda at: (rounded[at] - exact[at], at))
    for at in order[: 100 - sum(rounded)]:
        rounded[at] += 1
    return rounded


@dataclass(frozen=True)
class Spent:
    """Hours somebody logged."""

    on: date
    person: str
    class_: Class
    on_clock: Literal["yes", "no", "ask"]
    hours: float


@dataclass(frozen=True)
class Worked:
    """The team's working time in ``[since, until)``; nobody's own."""

    since: date
    until: date
    hours: float
    people: int


@dataclass(frozen=True)
class Band:
    """Upstream-driven time over working time, and the band the team agreed on."""

    answer: Literal["not measured", "too few", "no band agreed", "below", "within", "above", "open"]
    """``open``: what is undecided could put it on either side of an edge."""
    lacking: tuple[str, ...] = ()
    """What it would take to measure it."""
    working_h: float | None = None
    upstream_h: float | None = None
    """Foundational, on the clock."""
    undecided_h: float | None = None
    """Could be upstream-driven, for all that is known."""
    free_choice_h: float | None = None
    """Outside the plan, on the clock; never part of the other."""
    low: float | None = None
    """Share with nothing of the undecided. This and those below are None where they are of few."""
    high: float | None = None
    """Share with all of it."""
    free_choice: float | None = None
    """Share of free choice, without the hours of which nobody said whose time they are."""
    free_choice_high: float | None = None
    """With them."""
    band: tuple[float, float] | None = None
    free_choice_agreed: float | None = None
    measured: tuple[tuple[date, date], ...] = ()
    """The stretches whose working time is known; hours on other days are left out."""


def band(
    spent: Iterable[Spent],
    worked: Iterable[Worked],
    policy: Policy | None,
    since: date,
    until: date,
) -> Band:
    """Set upstream-driven time against working time.

    Parameters
    ----------
    spent
        Logged hours; those on days outside, or without known working time, are left out.
    worked
        Working time of the team. Only stretches that lie wholly inside ``[since, until)`` can be
        used: nothing says on which days of a stretch people worked.
    policy
        In force over the whole period; None: none was.
    since, until
        The period, half-open.
    """
    agreed = policy.band_upstream if policy else None
    choice = policy.free_choice_share if policy else None
    known = _disjoint([w for w in worked if since <= w.since and w.until <= until and w.hours > 0])
    within = [s for s in spent if since <= s.on < until]
    inside = [s for s in within if any(w.since <= s.on < w.until for w in known)]
    lacking = []
    if not known:
        lacking.append("the team's working time for these days")
    if not (inside if known else within):
        lacking.append("hours logged for upstream work")
    if lacking:
        return Band("not measured", tuple(lacking), band=agreed, free_choice_agreed=choice)
    measured = tuple((w.since, w.until) for w in known)
    people = {s.person for s in inside}
    if (
        len(people) < FEWEST_PEOPLE
        or len(inside) < FEWEST_EVENTS
        or min(w.people for w in known) < FEWEST_PEOPLE
    ):
        return Band("too few", band=agreed, free_choice_agreed=choice, measured=measured)
    hidden = _hidden_figures(within, known)
    if {"low", "high"} <= hidden:
        return Band("too few", band=agreed, free_choice_agreed=choice, measured=measured)
    working = sum(w.hours for w in known)
    hours = {name: sum(s.hours for s in inside if counts(s)) for name, counts in _FIGURES.items()}
    share = {name: _part(amount, working) for name, amount in hours.items()}
    shown = {name: None if name in hidden else value for name, value in share.items()}
    is_told = {"low", "high"}.isdisjoint(hidden)
    return Band(
        _against(agreed, share["low"], share["high"]),
        (),
        working,
        None if "low" in hidden else hours["low"],
        hours["high"] - hours["low"] if is_told else None,
        None if "free" in hidden else hours["free"],
        shown["low"],
        shown["high"],
        shown["free"],
        shown["free or asked"],
        agreed,
        choice,
        measured,
    )


_FIGURES: Mapping[str, Callable[[Spent], bool]] = {
    "low": lambda s: s.class_ == "foundational" and s.on_clock == "yes",
    "high": lambda s: _FIGURES["low"](s) or _could_count(s),
    "free": lambda s: s.class_ == "personal" and s.on_clock == "yes",
    "free or asked": lambda s: s.class_ == "personal" and s.on_clock != "no",
}
"""Which hours each share of the band is made of."""


def _hidden_figures(within: Sequence[Spent], known: Iterable[Worked]) -> set[str]:
    """Say which shares are not shown: those that would speak of few in any stretch.

    One that is shown of a longer period would otherwise be told by the difference of two periods.
    What the mix shows of the same hours, by class, is looked at with them.
    """
    hidden: set[str] = set()
    for stretch in known:
        here = [s for s in within if stretch.since <= s.on < stretch.until]
        groups = {
            name: [at for at, s in enumerate(here) if counts(s)]
            for name, counts in _FIGURES.items()
        }
        for class_ in MIXED:
            groups[f"all {class_}"] = [at for at, s in enumerate(here) if s.class_ == class_]
        hidden |= hidden_groups(groups, [s.person for s in here]) & _FIGURES.keys()
    return hidden


def _could_count(spent: Spent) -> bool:
    """Whether an answer could still make these hours upstream-driven working time."""
    if spent.class_ == "undecided":
        return spent.on_clock != "no"
    return spent.class_ == "foundational" and spent.on_clock == "ask"


def _against(
    agreed: tuple[float, float] | None, low: float, high: float
) -> Literal["no band agreed", "below", "within", "above", "open"]:
    if agreed is None:
        return "no band agreed"
    if high < agreed[0]:
        return "below"
    if low > agreed[1]:
        return "above"
    return "within" if agreed[0] <= low and high <= agreed[1] else "open"


def _disjoint(worked: Iterable[Worked]) -> list[Worked]:
    """Keep stretches that no earlier one overlaps; the last one said counts first."""
    kept: list[Worked] = []
    for one in reversed(list(worked)):
        if all(one.until <= other.since or other.until <= one.since for other in kept):
            kept.append(one)
    return sorted(kept, key=lambda w: w.since)


@dataclass(frozen=True)
class Period:
    """A stretch ``[since, until)`` under one policy."""

    since: date
    until: date
    name: str
    policy: Policy | None
    is_first_under_policy: bool = False
    """The policy changed on its first day: what lies before is not to be compared."""
    is_whole: bool = False
    """Whether it is one month or iteration, or what a change of policy left of one."""


def periods(stretches: Iterable[tuple[str, date, date]], settings: Settings) -> tuple[Period, ...]:
    """Cut stretches where the policy changes, so that nothing is smoothed across a change.

    Parameters
    ----------
    stretches
        Name, first day and day after the last, in order.
    settings
        Tell which policy was in force when.
    """
    policies = settings.policies
    changes = sorted(
        {p.effective_from for p in policies} | {p.effective_until or date.max for p in policies}
    )
    found: list[Period] = []
    for name, since, until in stretches:
        edges = [since, *(day for day in changes if since < day < until), until]
        for start, end in pairwise(edges):
            policy = settings.policy_on(start)
            changed = bool(found) and found[-1].policy != policy
            whole = _is_whole(since, until, settings)
            found.append(Period(start, end, name, policy, changed, whole))
    return tuple(found)


def _is_whole(since: date, until: date, settings: Settings) -> bool:
    iteration = settings.iterations.on(since) if settings.iterations else None
    if iteration and (iteration.since, iteration.until) == (since, until):
        return True
    return since.day == 1 and until == (since + timedelta(days=32)).replace(day=1)


def months(since: date, until: date) -> list[tuple[str, date, date]]:
    """Cut ``[since, until)`` at the first day of each month.

    Examples
    --------
    >>> [name for name, _, _ in months(date(2026, 1, 20), date(2026, 3, 2))]
    ['2026-01', '2026-02', '2026-03']
    """
    found = []
    start = since
    while start < until:
        following = (start.replace(day=1) + timedelta(days=32)).replace(day=1)
        found.append((f"{start:%Y-%m}", start, min(following, until)))
        start = following
    return found


def quarters(since: date, until: date) -> list[tuple[str, date, date]]:
    """Cut ``[since, until)`` at the first day of each quarter.

    Examples
    --------
    >>> [name for name, _, _ in quarters(date(2025, 12, 20), date(2026, 4, 2))]
    ['2025-Q4', '2026-Q1', '2026-Q2']
    """
    found: list[tuple[str, date, date]] = []
    for _, start, end in months(since, until):
        name = f"{start.year}-Q{(start.month + 2) // 3}"
        begins = found.pop()[1] if found and found[-1][0] == name else start
        found.append((name, begins, end))
    return found
