"""Whose time a piece of work is, by the policy in force on its date.

A policy answers in two terms, and both have to say yes: whether work in this community is working
time (``on_clock_scope``), and whether work outside the plan is (``outside_plan_time``, or some of it
by ``free_choice_share``). What a policy does not say is asked, never guessed; a class that is
undecided leaves the answer open only where it could change it. See docs/policy.md.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from twohats.records.judgement import Class
from twohats.workspace.settings import Policy, Term, Waiver

Answer = Literal["yes", "no", "ask"]

NO_POLICY = "no policy"
OWN_PROJECT = "own project"


@dataclass(frozen=True)
class OnClock:
    """Whether a piece of work is working time, and what decided."""

    answer: Answer | None
    """None: an own project, of which policies for upstream work say nothing."""
    rule: str
    """The term of the policy that decided, or `NO_POLICY`, or `OWN_PROJECT`."""
    because: str
    """One sentence for people."""
    policy: str | None = None
    """Name of the policy in force."""
    waiver: str | None = None
    """Name of the waiver that was used."""


@dataclass(frozen=True)
class _Said:
    """What one term says."""

    answer: Answer
    rule: Term
    because: str
    waiver: str | None = None


def on_clock(
    policy: Policy | None,
    class_: Class,
    community_is_key: bool | None,
    *,
    waivers: Iterable[Waiver] = (),
) -> OnClock:
    """Say whether a piece of work is working time.

    Parameters
    ----------
    policy
        The one in force on the day of the work; None: none was.
    class_
        What the work is held to be. It changes the answer through the policy alone.
    community_is_key
        Whether it was done in a key community; None: not known.
    waivers
        Those in force on that day for that repository.

    Returns
    -------
    OnClock
        Yes, no or ask, with the term that decided.

    Examples
    --------
    >>> from datetime import date
    >>> earlier = Policy(
    ...     "earlier", date(2025, 1, 1), on_clock_scope="any-upstream", outside_plan_time="own"
    ... )
    >>> on_clock(earlier, "foundational", community_is_key=False).answer
    'yes'
    >>> on_clock(earlier, "personal", community_is_key=False).answer
    'no'
    """
    if class_ == "own-project":
        return OnClock(None, OWN_PROJECT, "policies speak of upstream work, not of own projects")
    if policy is None:
        return OnClock("ask", NO_POLICY, "no policy was in force on that day")
    lifted = {waiver.what: waiver for waiver in sorted(waivers, key=lambda w: (w.until, w.name))}
    says = [_of_community(policy, community_is_key, lifted.get("on_clock_scope"))]
    if class_ not in _WITHIN_PLAN:
        says.insert(0, _of_plan(policy, class_, lifted.get("outside_plan_time")))
    decides = min(says, key=lambda said: _RANK[said.answer])
    waiver = next((said.waiver for said in says if said.waiver), None)
    return OnClock(decides.answer, decides.rule, decides.because, policy.name, waiver)


_RANK: dict[Answer, int] = {"no": 0, "ask": 1, "yes": 2}
"""The lower one of two terms decides, and the first where they agree."""

_WITHIN_PLAN: tuple[Class, ...] = ("directed", "foundational")
"""The team planned it, so its time is the team's wherever the policy reaches."""


def _of_community(policy: Policy, is_key: bool | None, waiver: Waiver | None) -> _Said:
    rule: Term = "on_clock_scope"
    match policy.on_clock_scope, is_key:
        case "any-upstream", _:
            return _Said("yes", rule, "work in any upstream community is working time")
        case "key-communities", True:
            return _Said("yes", rule, "work in key communities is working time")
    if waiver is not None:
        because = f"the waiver `{waiver.name}` opens other communities until {waiver.until}"
        return _Said("yes", rule, because, waiver.name)
    match policy.on_clock_scope:
        case None:
            return _Said("ask", rule, "the policy does not say which communities it is for")
        case _ if is_key is None:
            return _Said("ask", rule, "nobody knows whether this is a key community")
        case _:
            # The strategy that names key communities also calls the list open: silence, not a no.
            return _Said("ask", rule, "the policy names key communities, and this is none")


def _of_plan(policy: Policy, class_: Class, waiver: Waiver | None) -> _Said:
    outside = _outside_plan(policy, waiver)
    if class_ == "personal":
        return outside
    if outside.answer == "yes":
        return replace(outside, because="it is working time, whether within the plan or outside")
    return _Said("ask", outside.rule, "it is undecided whether it lies outside the plan")


def _outside_plan(policy: Policy, waiver: Waiver | None) -> _Said:
    """Answer for work outside the plan."""
    rule: Term = "outside_plan_time"
    chosen = policy.free_choice_share
    if policy.outside_plan_time == "personal-on-clock":
        return _Said("yes", rule, "work outside the plan is working time too")
    if waiver is not None:
        because = f"the waiver `{waiver.name}` takes in work outside the plan until {waiver.until}"
        return _Said("yes", rule, because, waiver.name)
    if policy.outside_plan_time == "own" and chosen:
        because = f"the policy calls it one's own time, and gives {chosen:.0%} to free choice"
        return _Said("ask", rule, because)
    if policy.outside_plan_time == "own":
        return _Said("no", rule, "work outside the plan is one's own time")
    if chosen:
        because = f"{chosen:.0%} of working time is free choice, which needs no reason of ours"
        return _Said("yes", "free_choice_share", because)
    return _Said("ask", rule, "the policy does not say whose time work outside the plan is")


@dataclass(frozen=True)
class Conflict:
    """Where policies disagree, with themselves or with each other; for their owner to see."""

    topic: str
    setting: str
    """Key of the policy that would have to change."""
    says: tuple[tuple[str, str], ...]
    """Name of a policy and what it says, one per policy, oldest first."""
    is_within: bool
    """Whether a policy contradicts itself; else agreements differ, which may well be meant."""

    def __str__(self) -> str:
        said = "; ".join(f"`{name}`: {words}" for name, words in self.says)
        return f"{self.topic}: {said}"


def conflicts(policies: Sequence[Policy]) -> tuple[Conflict, ...]:
    """List where policies contradict themselves, and where they differ from each other.

    Parameters
    ----------
    policies
        In any order; it makes no difference.

    Returns
    -------
    tuple of Conflict
        Contradictions within one policy first, then differences by topic.
    """
    ordered = sorted(policies, key=lambda policy: (policy.effective_from, policy.name))
    within = [conflict for policy in ordered for conflict in _within(policy)]
    between = []
    for topic, setting, words in _TOPICS:
        says = tuple((policy.name, words(policy)) for policy in ordered)
        if len({said for _, said in says}) > 1:
            between.append(Conflict(topic, setting, says, is_within=False))
    return (*within, *between)


def _within(policy: Policy) -> Iterable[Conflict]:
    chosen, outside, band = policy.free_choice_share, policy.outside_plan_time, policy.band_upstream

    def conflict(topic: str, setting: str, words: str) -> Conflict:
        return Conflict(topic, setting, ((policy.name, words),), is_within=True)

    if outside == "own" and chosen:
        words = f"one's own time, yet {chosen:.0%} of working time is free choice"
        yield conflict(_OUTSIDE, "outside_plan_time", words)
    if outside == "personal-on-clock" and chosen == 0:
        words = "working time, yet none of that is free choice"
        yield conflict(_OUTSIDE, "outside_plan_time", words)
    if band is not None and chosen and chosen > band[1]:
        words = f"{chosen:.0%}, more than the {band[1]:.0%} for all that upstream drives"
        yield conflict(_FREE, "free_choice_share", words)
    if band is not None and policy.balance_unit is None:
        words = f"{band[0]:.0%} to {band[1]:.0%}, and nobody says of what: hours or points"
        yield conflict(_BAND, "balance_unit", words)


_OUTSIDE = "time of work outside the plan"
_FREE = "free choice"
_BAND = "share of work that upstream drives"


def _says_scope(policy: Policy) -> str:
    match policy.on_clock_scope:
        case "key-communities":
            return "that in key communities; elsewhere people are asked"
        case "any-upstream":
            return "that in any upstream community"
        case _:
            return "not said, so people are asked"


def _says_outside(policy: Policy) -> str:
    match policy.outside_plan_time:
        case "own":
            return "one's own"
        case "personal-on-clock":
            return "working time"
        case _:
            return "working time as free choice" if policy.free_choice_share else "not said"


def _says_free(policy: Policy) -> str:
    share = policy.free_choice_share
    return "not said" if share is None else f"{share:.0%} of working time"


def _says_band(policy: Policy) -> str:
    if policy.band_upstream is None:
        return "not said"
    low, high = policy.band_upstream
    unit = f" of {policy.balance_unit}" if policy.balance_unit else ""
    return f"{low:.0%} to {high:.0%}{unit}"


_TOPICS: tuple[tuple[str, str, Callable[[Policy], str]], ...] = (
    ("upstream work that is working time", "on_clock_scope", _says_scope),
    (_OUTSIDE, "outside_plan_time", _says_outside),
    (_FREE, "free_choice_share", _says_free),
    (_BAND, "band_upstream", _says_band),
)
