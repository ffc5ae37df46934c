"""One iteration with all that a plan for it takes into account."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cached_property

from twohats.errors import WrongUse
from twohats.flow.facts import Opened
from twohats.flow.needs import needs_of
from twohats.flow.plan.team import deeds_before, limits_of, team_of, turns_of
from twohats.formats.addresses import read_account
from twohats.formats.suggest import nearest
from twohats.journal import PrivateLine
from twohats.journal.planned import (
    adopted_of,
    claims_of,
    declines_of,
    slots_of,
)
from twohats.plan.eligible import Eligibility
from twohats.plan.problem import Problem
from twohats.plan.slots import with_candidates
from twohats.records.needs import Need
from twohats.records.outcomes import Deed
from twohats.records.plan import Slot
from twohats.workspace.iterations import Iteration, Iterations

YEAR = timedelta(days=365)
"""How far ahead iterations are planned."""

LISTED = 12
"""Names that a refusal lists; of more it names the nearest, or the command that lists them."""


@dataclass(frozen=True)
class Planned:
    """One iteration, with all that a plan for it takes into account."""

    opened: Opened
    iteration: Iteration
    problem: Problem
    needs: Mapping[str, Need]
    agreed: frozenset[str]
    """Persons who agreed that plans call them by name."""

    @cached_property
    def eligibility(self) -> Eligibility:
        """Who may hold what."""
        return Eligibility(self.problem)

    def called(self, person: str | None) -> str | None:
        """Say what to call somebody: by login where they agreed, else by pseudonym."""
        if person is None:
            return None
        label = self.opened.people.pseudonyms.get(person)
        if label is None or person in self.agreed:
            return person.partition(":")[2] or person
        return label

    def person(self, said: str, option: str) -> str:
        """Find one of ours by login, account key or pseudonym.

        Raises
        ------
        WrongUse
            Nobody on the team in this iteration is called so.
        """
        word = said.strip().removeprefix("@").lower()
        for member in self.problem.team:
            label = self.opened.people.pseudonyms.get(member.person)
            if word == label:
                return member.person
        try:
            account = read_account(said, self.opened.workspace.settings.hosts)
        except ValueError:
            account = word
        known = self.opened.people.person_of.get(account)
        if known is None or known.key not in self.problem.member:
            raise WrongUse(
                f"{option} {said}: nothing was done: nobody of that name is on the team in iteration "
                f"{self.iteration.number}. `twohats people` lists who is."
            )
        return known.key

    def slot(self, said: str, option: str) -> Slot:
        """Find a slot by its name.

        Raises
        ------
        WrongUse
            No slot of this iteration is called so.
        """
        slot = self.problem.slot.get(said if said.startswith("slot:") else f"slot:{said}")
        if slot is None:
            names = [one.name for one in self.problem.ordered]
            near = nearest(said.removeprefix("slot:"), names)
            told = near if "did you mean" in near or len(names) <= LISTED else ""
            raise WrongUse(
                f"{option} {said}: nothing was done: iteration {self.iteration.number} has no such "
                f"slot{told or '; `twohats plan` lists its slots'}{'' if near.endswith('?') else '.'}"
            )
        return slot


@dataclass(frozen=True)
class Seen:
    """What the facts say, whatever people decided."""

    deeds: tuple[Deed, ...]
    needs: tuple[Need, ...]


def look(opened: Opened, iteration: Iteration, *, with_needs: bool = True) -> Seen:
    """Look up what ours did before an iteration, and what is needed now."""
    needs = needs_of(opened).needs if with_needs else ()
    return Seen(deeds_before(opened, iteration), needs)


def planned(
    opened: Opened,
    iteration: Iteration,
    private: Iterable[PrivateLine] = (),
    *,
    seen: Seen | None = None,
    with_needs: bool = True,
) -> Planned:
    """Gather what a plan for an iteration takes into account.

    Parameters
    ----------
    opened
        A workspace with its facts.
    iteration
        Which one is planned.
    private
        Lines of the private part: days off change what people offer.
    seen
        What the facts say, where that was looked up before; None: look.
    with_needs
        Whether to find what would fill the slots, which takes longest. Without it slots have no
        candidates and no worth: enough to open, close, give back, decline and check.
    """
    decisions = opened.decisions
    opened_slots = slots_of(decisions, iteration.number)
    seen = seen or look(opened, iteration, with_needs=with_needs and bool(opened_slots))
    deeds, found = seen.deeds, seen.needs
    terms = opened.workspace.settings.plan
    team = team_of(opened, iteration, deeds, private)
    cap, floor = limits_of(opened, iteration, team)
    slots = with_candidates(opened_slots, found, terms.rights)
    keys = {slot.key for slot in slots}
    problem = Problem(
        iteration.number,
        slots,
        team,
        turns_of(opened, iteration, deeds),
        tuple(one for one in claims_of(decisions) if one.slot in keys),
        tuple(one for one in declines_of(decisions) if one.iteration == iteration.number),
        terms,
        cap,
        floor,
        adopted_of(decisions).get(iteration.number),
    )
    agreed = agreed_in(opened)
    return Planned(opened, iteration, problem, {one.key: one for one in found}, agreed)


def agreed_in(opened: Opened) -> frozenset[str]:
    """List persons who agreed that plans call them by name: they said so, or pulled something."""
    people, terms = opened.people.person_of, opened.workspace.settings.plan
    said = {
        people[one.account].key for one in terms.people if one.is_named and one.account in people
    }
    return frozenset(said | {one.person for one in claims_of(opened.decisions)})


def asked_iteration(iterations: Iterations, number: int | None, today: date) -> Iteration:
    """Find the iteration that was asked for; None: the one that runs.

    Raises
    ------
    WrongUse
        None runs yet, or it begins more than a year from now.
    """
    last = iterations.on(today + YEAR)
    most = last.number if last else 1
    if number is not None and number > most:
        raise WrongUse(
            f"--iteration {number}: nothing was done: it begins more than a year from now. The last "
            f"one to plan is {most}, from {iterations.numbered(most).since}."
        )
    one = iterations.numbered(number) if number is not None else iterations.on(today)
    if one is None:
        raise WrongUse(
            f"plan: nothing was done: the first iteration begins on {iterations.start}. "
            "Say --iteration 1 to plan it."
        )
    return one


def stale_since(opened: Opened, now: datetime) -> date | None:
    """Say how far the facts reach where that is more than an iteration ago; None: it is not."""
    iterations = opened.workspace.settings.iterations
    seen_at = opened.facts.tables["coverage"].seen_at
    reach: datetime | None = seen_at.max().to_pyarrow().as_py()
    if iterations is None or reach is None or now - reach <= timedelta(days=iterations.days):
        return None
    return min(reach, opened.facts.as_of).date()
