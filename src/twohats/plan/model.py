"""The plan as a model of constraints: every variable is named for what it means."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from functools import cached_property, reduce
from math import gcd
from typing import Any

from twohats.errors import WrongUse
from twohats.plan.eligible import Eligibility
from twohats.plan.narrow import Choice
from twohats.plan.problem import Problem, cents
from twohats.records.plan import Claim, Duty, Member, Slot

Key = tuple[str, str]
"""Slot and person."""

ENOUGH = 2
"""People who should know each duty."""


class Model:
    """Variables and constraints of a problem.

    Parameters
    ----------
    eligibility
        Of the problem.
    among
        Slots to look at, and no others; None: all.
    must
        Whether each of them has to be held, because that was settled already.
    choice
        Chooses the people to look at; None: everybody who may be proposed.
    """

    def __init__(
        self,
        eligibility: Eligibility,
        among: Collection[str] | None = None,
        *,
        must: bool = False,
        choice: Choice | None = None,
    ):
        self.eligibility = eligibility
        self.choice = choice
        self.problem: Problem = eligibility.problem
        self.model = solver().Model(name="plan")
        self.hold: dict[Key, Any] = {}
        """``hold[slot, person]``: they hold it."""
        self.help: dict[Key, Any] = {}
        """They help whoever holds it."""
        self.learn: dict[Key, Any] = {}
        """They learn beside whoever holds it."""
        for slot in self.problem.ordered:
            if among is None or slot.key in among:
                self._people_of(slot, must)
        self._rooms()
        self._cap()
        self._helping()

    def flag(self, name: str) -> Any:
        """Make a variable that is yes or no."""
        return self.model.add_binary_variable(name=name)

    def whole(self, most: int, name: str) -> Any:
        """Make a variable that is a whole number from 0."""
        return self.model.add_integer_variable(lb=0, ub=most, name=name)

    def number(self, name: str) -> Any:
        """Make a variable that is a number from 0."""
        return self.model.add_variable(lb=0, name=name)

    def add(self, claim: Any) -> None:
        """Demand something; what holds whatever happens is no constraint."""
        if claim is not True:
            self.model.add_linear_constraint(claim)

    # -- who may do what -------------------------------------------------------------------

    def _people_of(self, slot: Slot, must: bool) -> None:
        """Make the variables of one slot, and tie its second person to the first."""
        claim = self.problem.holder_claims.get(slot.key)
        holders = self._holders(slot, claim)
        hold = {one.person: self.flag(f"hold[{slot.name},{one.person}]") for one in holders}
        familiar = [one.person for one in holders if self.eligibility.is_familiar(one, slot)]
        learning = [person for person in hold if person not in familiar]
        new = [] if claim and claim.is_alone else self._new(slot, holders)
        help_ = self._seconds(slot, "mentor", bool(learning) or slot.is_paired)
        learn = self._seconds(slot, "shadow", bool(familiar) and self.teaches(slot))
        if must or (claim and holders and not new and not slot.is_paired):
            self.add(total(hold.values()) == 1)  # what somebody pulled is theirs
        else:
            self.add(total(hold.values()) <= 1)
        if new:
            self.add(total(hold[person] for person in new) <= total(help_.values()))
        if slot.is_paired:
            self._two(hold, help_, learn)
        elif help_:
            self.add(total(help_.values()) <= total(hold[person] for person in learning))
        if learn:
            self.add(total(learn.values()) <= total(hold[person] for person in familiar))
        self.hold.update(((slot.key, person), one) for person, one in hold.items())
        self.help.update(((slot.key, person), one) for person, one in help_.items())
        self.learn.update(((slot.key, person), one) for person, one in learn.items())

    def _holders(self, slot: Slot, claim: Claim | None) -> list[Member]:
        if claim is not None:
            member = self.problem.member.get(claim.person)
            return [member] if member else []
        able = self.eligibility.able(slot)
        return self.choice.holders(slot, able) if self.choice else list(able)

    def _new(self, slot: Slot, holders: Iterable[Member]) -> list[str]:
        return [one.person for one in holders if self.eligibility.is_new(one, slot)]

    def _seconds(self, slot: Slot, part: str, is_wanted: bool) -> dict[str, Any]:
        """Make the variables of those who may be a slot's second person."""
        claim = self.problem.pair_claims.get(slot.key)
        find = self.eligibility.helpers if part == "mentor" else self.eligibility.learners
        if claim is not None:
            people = [claim.person] if claim.part == part else []
        else:
            able: Iterable[Member] = find(slot) if is_wanted else ()
            if self.choice:
                able = self.choice.seconds("help" if part == "mentor" else "learn", slot, able)
            people = [one.person for one in able]
        return {person: self.flag(f"{part}[{slot.name},{person}]") for person in people}

    def _two(
        self, hold: Mapping[str, Any], help_: Mapping[str, Any], learn: Mapping[str, Any]
    ) -> None:
        """Hold a slot that was opened for two by two, or not at all."""
        self.add(total([*help_.values(), *learn.values()]) == total(hold.values()))
        for person in sorted(help_.keys() & hold.keys()):
            self.add(help_[person] + hold[person] <= 1)

    def teaches(self, slot: Slot) -> bool:
        """Whether somebody should learn beside it: it is opened for two, or too few know it."""
        return slot.is_paired or self.knowers[slot.duty] < ENOUGH

    # -- how much ---------------------------------------------------------------------------

    def _rooms(self) -> None:
        """Nobody is proposed for more points than they offered."""
        taken: dict[str, list[Any]] = defaultdict(list)
        for person, term in self._proposed():
            taken[person].append(term)
        for person in sorted(taken):
            self.add(total(taken[person]) <= self.eligibility.room[person])

    def _cap(self) -> None:
        """All points stay within the cap; claims are given already."""
        if self.problem.cap is not None:
            left = cents(self.problem.cap) - self.eligibility.claimed.total()
            self.add(total(term for _, term in self._proposed()) <= max(0, left))

    def _proposed(self) -> Iterable[tuple[str, Any]]:
        """List who would give how many hundredths, claims left out."""
        problem = self.problem
        for (key, person), variable in self.hold.items():
            if key not in problem.holder_claims:
                yield person, variable * cents(problem.slot[key].points)
        for (key, person), variable in [*self.help.items(), *self.learn.items()]:
            if key not in problem.pair_claims:
                yield person, variable * problem.pair_cents(problem.slot[key])

    def _helping(self) -> None:
        """Nobody helps in more slots at once than they agreed to."""
        helping: dict[str, list[Any]] = defaultdict(list)
        for (key, person), variable in self.help.items():
            if key not in self.problem.pair_claims:
                helping[person].append(variable)
        learners = by_slot(self.learn)
        for (key, person), variable in self.hold.items():
            if key in learners and key not in self.problem.pair_claims:
                teaches = self.flag(f"teach[{key},{person}]")
                self.add(teaches >= variable + total(learners[key]) - 1)
                helping[person].append(teaches)
        for person, found in sorted(helping.items()):
            limit = self.problem.member[person].pair_limit
            if len(found) > limit:
                self.add(total(found) <= limit)

    # -- what stages ask for ------------------------------------------------------------------

    @cached_property
    def unit(self) -> int:
        """Largest amount of which every load is a multiple, in hundredths of a point."""
        slots = self.problem.ordered
        amounts = [cents(slot.points) for slot in slots]
        amounts += [self.problem.pair_cents(slot) for slot in slots]
        amounts += self.eligibility.history.load.values()
        return reduce(gcd, [one for one in amounts if one], 0) or 1

    def loads(self) -> dict[str, Any]:
        """Give what the plan adds to each person's load, in `unit`; learning is no load."""
        terms: dict[str, list[Any]] = defaultdict(list)
        for (key, person), variable in self.hold.items():
            terms[person].append(variable * (cents(self.problem.slot[key].points) // self.unit))
        for (key, person), variable in self.help.items():
            points = self.problem.pair_cents(self.problem.slot[key])
            terms[person].append(variable * (points // self.unit))
        return {person: total(found) for person, found in terms.items()}

    @cached_property
    def knowers(self) -> dict[Duty, int]:
        """How many of the team know each duty of a slot now."""
        known: dict[Duty, set[str]] = defaultdict(set)
        for person, duty in self.eligibility.history.duties:
            if person in self.problem.member:
                known[duty].add(person)
        return {slot.duty: len(known[slot.duty]) for slot in self.problem.ordered}


def by_slot(table: Mapping[Key, Any]) -> dict[str, list[Any]]:
    """Variables by slot."""
    found: dict[str, list[Any]] = defaultdict(list)
    for (key, _), variable in table.items():
        found[key].append(variable)
    return found


def total(terms: Iterable[Any]) -> Any:
    """Add up; Python's own sum is slow for expressions."""
    found = list(terms)
    return solver().fast_sum(found) if found else 0


def solver() -> Any:
    """Load the solver.

    Raises
    ------
    WrongUse
        It is not installed; the message names the extra.
    """
    try:
        from ortools.math_opt.python import mathopt
    except ImportError as error:
        raise WrongUse(
            "plan: not filled: the solver is not installed. "
            "Install it by `pip install 'twohats[plan]'`; all but filling works without it."
        ) from error
    return mathopt
