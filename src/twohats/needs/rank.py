"""Rank needs by an explicit score, every part of which is shown.

The score of a need is the weighted mean of its parts (each 0 to 1), times how much we depend on the
community, times how far the three criteria are met, of 100. A part that does not apply is left out;
one that is not known counts as neutral and is shown as not known. See docs/needs.md#score.
"""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from typing import Literal

from twohats.formats.needs_file import Limits, Register, Standing, Weights
from twohats.needs.making import days_between
from twohats.records.needs import Need

PARTS = (
    "author_newness", "no_maintainer_yet", "size", "ci", "no_conflict", "newer", "skill", "urgency",
)  # fmt: skip
"""What is weighed, in the order shown."""
FACTORS = ("dependency", "we_depend", "we_need_to_help", "we_are_able")
"""What the weighted mean is multiplied with; the last three are yes, no or not known."""
SIZE_WORTH: Mapping[int, float] = {1: 1.0, 2: 0.8, 3: 0.5, 5: 0.2}
"""How well a change of a size class fits into two weeks."""
CI_WORTH: Mapping[str, float] = {"passing": 1.0, "pending": 0.5, "failing": 0.0}
"""Pending counts neutral, not bad."""
Class = Literal["invest", "watch", "ignore"]


@dataclass(frozen=True)
class Seen:
    """What rules saw of a need that its score takes in; None: not known."""

    merged_before: int | None = None
    maintainer_answered: bool | None = None
    ci: str | None = None
    """``passing``, ``pending`` or ``failing``."""
    conflicts: bool | None = None
    urgency: float | None = None
    """0 to 1, by how far a limit is passed."""


@dataclass(frozen=True)
class Priority:
    """Criticality × health risk of one community.

    Source: CHAOSS practitioner guide *Demonstrating Organizational Value*.
    """

    community: str
    dependency: int | None
    opportunity: int | None
    supportability: int | None
    health_risk: int | None
    criticality: float | None
    """Mean of the three figures; None: one of them is missing."""
    priority: float | None
    """None: something is missing."""
    class_: Class | None
    missing: tuple[str, ...]


def parts_of(
    need: Need,
    seen: Seen,
    standing: Standing,
    limits: Limits,
    now: datetime,
    skills: frozenset[str] = frozenset(),
) -> dict[str, float | None]:
    """Work out every part of a need's score.

    Parameters
    ----------
    need
        What is needed; its kind says which parts apply.
    seen
        What rules saw.
    standing
        What the team says of the community.
    limits
        Where "newer first" fades, and when an author is not new any more.
    now
        The as-of date.
    skills
        What those who look can do; empty: skills are left out.

    Returns
    -------
    dict
        By name, 0 to 1, or None where it is not known; then `FACTORS`.
    """
    parts: dict[str, float | None] = {}
    if need.item is None:
        parts["urgency"] = seen.urgency
    else:
        parts["no_maintainer_yet"] = _worth(seen.maintainer_answered, yes=0.0, no=1.0)
        parts["newer"] = newer(days_between(need.since, now), limits)
    if need.activity in ("review", "merge"):
        parts["author_newness"] = newness(seen.merged_before, limits)
        parts["size"] = SIZE_WORTH.get(need.size_class) if need.size_class else None
        parts["ci"] = CI_WORTH.get(seen.ci) if seen.ci else None
        parts["no_conflict"] = _worth(seen.conflicts, yes=0.0, no=1.0)
    elif need.activity == "answer":
        parts["author_newness"] = newness(seen.merged_before, limits)
    if skills:
        parts["skill"] = float(not skills.isdisjoint(need.skills)) if need.skills else None
    figure = standing.dependency
    parts["dependency"] = None if figure is None else figure / 10
    for name in FACTORS[1:]:
        parts[name] = _worth(getattr(standing, name), yes=1.0, no=0.0)
    return {name: parts[name] for name in (*PARTS, *FACTORS) if name in parts}


def newer(age_d: float, limits: Limits) -> float:
    """Half after each half-life, and never less than the floor.

    Examples
    --------
    >>> newer(0, Limits()), newer(30, Limits()), newer(3000, Limits())
    (1.0, 0.5, 0.2)
    """
    return max(limits.newer_floor, float(0.5 ** (age_d / limits.half_life_days)))


def newness(merged_before: int | None, limits: Limits) -> float | None:
    """1 for a first change, 0 from `Limits.seasoned` on; None: the author is not known.

    Examples
    --------
    >>> newness(0, Limits()), newness(4, Limits()), newness(40, Limits())
    (1.0, 0.6, 0.0)
    """
    if merged_before is None:
        return None
    return 1 - min(merged_before, limits.seasoned) / limits.seasoned


def _worth(answer: bool | None, *, yes: float, no: float) -> float | None:
    if answer is None:
        return None
    return yes if answer else no


def score(parts: Mapping[str, float | None], weights: Weights, neutral: float) -> float | None:
    """Put parts together; None: nothing that carries a weight applies.

    Parameters
    ----------
    parts
        As `parts_of` gives them.
    weights
        How much each counts.
    neutral
        What stands for a part or factor that is not known.

    Examples
    --------
    >>> parts = {"newer": 1.0, "size": None, "dependency": 1.0, "we_depend": 1.0}
    >>> score(parts, Weights(newer=1, size=1), 0.5)
    75.0
    """
    weigh: dict[str, float] = asdict(weights)
    known = {name: neutral if value is None else value for name, value in parts.items()}
    total = sum(weigh[name] for name in PARTS if name in known)
    if not total:
        return None
    # In a fixed order: adding up floats in another one may differ in the last digit.
    mean = sum(weigh[name] * known[name] for name in PARTS if name in known) / total
    criteria = [known[name] for name in FACTORS[1:] if name in known]
    met = sum(criteria) / len(criteria) if criteria else 1.0
    return round(100 * mean * known.get("dependency", 1.0) * met, 6)


def ranked(needs: Sequence[Need]) -> list[Need]:
    """Put needs in order: welcomed ones first, best score first, oldest first, then by key.

    The order of input makes no difference. What has no score comes last of its kind.
    """
    return sorted(
        needs,
        key=lambda one: (
            one.welcome is None,
            one.score is None,
            -(one.score or 0.0),
            one.since,
            one.key,
        ),
    )


def with_score(
    need: Need,
    seen: Seen,
    register: Register,
    standing: Standing,
    now: datetime,
    skills: frozenset[str] = frozenset(),
) -> Need:
    """Give a need its score and the parts of it."""
    parts = parts_of(need, seen, standing, register.limits, now, skills)
    return replace(need, parts=parts, score=score(parts, register.weights, register.limits.neutral))


FIGURES = ("dependency", "opportunity", "supportability")


def priority(community: str, standing: Standing, limits: Limits) -> Priority:
    """Multiply criticality with health risk; without one of the figures there is no number.

    Examples
    --------
    >>> foo = Standing("github:foo", 10, 7, 8, 6)
    >>> found = priority("github:foo", foo, Limits())
    >>> found.criticality, found.priority, found.class_
    (8.333333333333334, 50.0, 'invest')
    """
    said = {name: getattr(standing, name) for name in (*FIGURES, "health_risk")}
    missing = tuple(name for name, value in said.items() if value is None)
    figures = [said[name] for name in FIGURES]
    criticality = None if any(one is None for one in figures) else sum(figures) / len(figures)
    if criticality is None or standing.health_risk is None:
        return Priority(community, **said, criticality=criticality, priority=None, class_=None, missing=missing)  # fmt: skip
    # Rounded, so that 25/3 × 6 is the 50 it is on paper.
    product: float = round(criticality * standing.health_risk, 6)
    class_: Class = "ignore"
    if product >= limits.watch:
        class_ = "invest" if product >= limits.invest else "watch"
    return Priority(community, **said, criticality=criticality, priority=product, class_=class_, missing=())  # fmt: skip
