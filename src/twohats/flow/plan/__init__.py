"""``plan``: slots, who holds them, and why; opened, pulled, declined, filled, adopted, checked."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from functools import cached_property
from math import isfinite
from typing import Any

from twohats.errors import TwohatsError, WrongUse
from twohats.flow.experiments import Line
from twohats.flow.facts import Opened
from twohats.flow.meta import meta
from twohats.flow.needs import needs_of
from twohats.flow.page import shown_with
from twohats.flow.plan.burden import burdens_of
from twohats.flow.plan.team import deeds_before, limits_of, team_of, turns_of
from twohats.flow.rows import Row
from twohats.flow.words import short
from twohats.formats.addresses import read_account, read_place
from twohats.formats.suggest import nearest
from twohats.journal import ACTIVITIES, PrivateLine, to_supersede
from twohats.journal.fold import ALSO, WITHDRAWN
from twohats.journal.planned import (
    ADOPTED,
    DECLINED,
    PULLED,
    SLOT,
    adopted_content,
    adopted_of,
    claims_of,
    declines_of,
    plan_key,
    slot_content,
    slots_of,
)
from twohats.needs.search import OURS
from twohats.plan.check import check
from twohats.plan.eligible import Eligibility
from twohats.plan.explain import explain
from twohats.plan.problem import CENTS, Problem, cents
from twohats.plan.slots import name_of, read_wish, with_candidates
from twohats.records.needs import Need
from twohats.records.outcomes import Deed
from twohats.records.plan import Breach, Duty, LeftOut, Part, Pick, Plan, Slot
from twohats.workspace.iterations import Iteration, Iterations

COLUMNS = (
    "slot", "need", "holder", "pair", "points", "reason", "state", "pair_does", "pair_points",
    "title", "activity", "community", "count", "must", "worth", "need_title", "need_url",
)  # fmt: skip
BREACH_COLUMNS = ("rule", "what", "sentence")
KINDS_OF_HELP = tuple(sorted({*ACTIVITIES, "merge"} - {"other"}))
ALL = "all"
"""Stands for every slot of an iteration, in "not this time"."""
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


def current(at: Planned) -> Plan:
    """Say how the iteration stands: what was pulled, and what was adopted and still holds."""
    problem, eligibility = at.problem, at.eligibility
    before = problem.previous
    picks = []
    for slot in problem.ordered:
        pick = _standing(slot, before.of_slot(slot.key) if before else None, problem, eligibility)
        if pick is not None:
            picks.append(pick)
    points = sum(cents(one.points) + cents(one.pair_points) for one in picks) / CENTS
    stages = before.stages if before else ()
    plan = Plan(problem.iteration, tuple(picks), (), stages, (), points, problem.cap, problem.floor)
    return with_burdens(_told_open(explain(plan, eligibility), at), at)


def _told_open(plan: Plan, at: Planned) -> Plan:
    """Say of slots that somebody could hold that they are open, and no more."""
    left = []
    for one in plan.left_out:
        slot = at.problem.slot[one.what]
        able = any(at.eligibility.barrier(member, slot) is None for member in at.problem.team)
        is_pulled = slot.key in at.problem.holder_claims
        left.append(LeftOut(one.what, "open: pull it, or fill the rest") if able and not is_pulled else one)  # fmt: skip
    return replace(plan, left_out=tuple(left))


def _standing(
    slot: Slot, adopted: Pick | None, problem: Problem, eligibility: Eligibility
) -> Pick | None:
    """Find who holds a slot as things stand; None: nobody."""
    claim, other = problem.holder_claims.get(slot.key), problem.pair_claims.get(slot.key)
    holder = claim.person if claim else adopted.holder if adopted else None
    member = problem.member.get(holder or "")
    if member is None or holder is None:
        return None
    if claim is None and eligibility.has_declined(member, slot.duty):
        return None
    pair: str | None = None
    part: Part | None = None
    if other is not None:
        pair, part = other.person, other.part
    elif adopted is not None and adopted.pair not in (None, holder) and adopted.holder == holder:
        second = problem.member.get(adopted.pair or "")
        if second is not None and not eligibility.has_declined(second, slot.duty):
            pair, part = adopted.pair, adopted.pair_part
    is_alone = claim is not None and claim.is_alone
    if eligibility.is_new(member, slot) and not is_alone and part != "mentor":
        return None
    if slot.is_paired and pair is None:
        return None
    return Pick(
        slot.key, holder, pair, part, next(iter(slot.candidates), None), slot.points,
        problem.pair_cents(slot) / CENTS if pair else 0.0, claim is not None, other is not None,
        iteration=problem.iteration,
    )  # fmt: skip


def filled(at: Planned) -> Plan:
    """Propose who holds what nobody pulled.

    Raises
    ------
    WrongUse
        The solver is not installed.
    """
    from twohats.plan.fill import fill

    return with_burdens(fill(at.problem), at)


def with_burdens(plan: Plan, at: Planned) -> Plan:
    """Show beside a plan what it brings to each community."""
    return replace(plan, burdens=burdens_of(plan, at.problem, at.opened))


# -- rows ----------------------------------------------------------------------------------------


def plan_rows(plan: Plan, at: Planned) -> list[Row]:
    """Give one row per slot, held or not; people are called as they agreed to be."""
    before = at.problem.previous
    adopted = {(pick.slot, pick.holder) for pick in before.picks} if before else set()
    told = {one.what: one.reason for one in plan.left_out}
    rows = []
    for slot in at.problem.ordered:
        pick = plan.of_slot(slot.key)
        need = at.needs.get(pick.need if pick and pick.need else next(iter(slot.candidates), ""))
        state = "open"
        if pick is not None:
            is_adopted = (slot.key, pick.holder) in adopted
            state = "pulled" if pick.is_claimed else "adopted" if is_adopted else "proposed"
        rows.append(
            {
                "slot": slot.name,
                "need": need.key if need else None,
                "points": slot.points,
                "reason": pick.reason if pick else told.get(slot.key, ""),
                "state": state,
                "pair_does": _PAIR_DOES.get(pick.pair_part or "holder") if pick else None,
                "pair_points": pick.pair_points if pick else 0.0,
                "title": slot.title,
                "activity": slot.duty.activity,
                "community": slot.duty.community,
                "count": slot.count,
                "must": slot.is_duty,
                "worth": slot.worth,
                "need_title": need.title if need else None,
                "need_url": need.url if need else None,
            }
        )
    shown: list[Row] = shown_with(rows, at.opened.people.pseudonyms)
    for row in shown:
        pick = plan.of_slot(f"slot:{row['slot']}")
        row["holder"] = at.called(pick.holder) if pick else None
        row["pair"] = at.called(pick.pair) if pick else None
    return shown


_PAIR_DOES = {"mentor": "helps", "shadow": "learns"}


def plan_meta(plan: Plan, at: Planned, breaches: Iterable[Breach] = ()) -> dict[str, Any]:
    """Give what a plan's rows rest on: stages with bounds, points, limits, burdens, breaches."""
    gaps = [one.gap for one in plan.stages if one.gap is not None]
    return {
        **meta(at.opened),
        "iteration": plan.iteration,
        "since": at.iteration.since,
        "until": at.iteration.until,
        "objective": {one.name: one.objective for one in plan.stages},
        "bound": {one.name: one.bound for one in plan.stages},
        "gap": max(gaps) if gaps and len(gaps) == len(plan.stages) else None,
        "proven": [one.name for one in plan.stages if one.is_proven],
        "points": plan.points,
        "offered": round(sum(one.offer for one in at.problem.team), 2),
        "kept_free": round(sum(one.free for one in at.problem.team), 2),
        "cap": plan.cap,
        "floor": plan.floor,
        "below_floor": at.problem.previous.below_floor if at.problem.previous else None,
        "people": len(at.problem.team),
        "burdens": [vars(one) for one in plan.burdens],
        "breaches": breach_rows(breaches, at),
    }


def breach_rows(breaches: Iterable[Breach], at: Planned) -> list[Row]:
    """Give breaches as people read them: nobody by a name they did not agree to."""
    names = sorted(at.opened.people.ours, key=len, reverse=True)

    def told(text: str) -> str:
        for name in names:
            person = at.opened.people.person_of[name].key
            text = text.replace(name, at.called(person) or name)
        return text.removeprefix("slot:")

    return [
        {"rule": one.rule, "what": told(one.what), "sentence": told(one.sentence)}
        for one in breaches
    ]


def plan_of_rows(rows: Iterable[Mapping[str, Any]], at: Planned) -> Plan:
    """Read a plan from rows as ``--format json`` writes them, to be checked.

    Raises
    ------
    WrongUse
        All rows that name no slot or nobody, with their number.
    """
    picks, left, wrong = [], [], []
    for number, row in enumerate(rows, start=1):
        name = row.get("slot")
        if not isinstance(name, str):
            wrong.append(f"row {number}: `slot` is missing")
            continue
        key = name if name.startswith("slot:") else f"slot:{name}"
        if not row.get("holder"):
            left.append(LeftOut(key, str(row.get("reason") or "")))
            continue
        try:
            picks.append(_pick_of(row, key, at))
        except (WrongUse, TypeError, ValueError) as error:
            wrong.append(f"row {number}: {error}")
    if wrong:
        raise WrongUse("\n".join(wrong))
    points = sum(cents(one.points) + cents(one.pair_points) for one in picks) / CENTS
    return Plan(at.iteration.number, tuple(picks), tuple(left), points=points)


def _pick_of(row: Mapping[str, Any], key: str, at: Planned) -> Pick:
    parts: dict[str, Part] = {"helps": "mentor", "learns": "shadow"}
    pair = at.person(str(row["pair"]), "pair") if row.get("pair") else None
    holder = at.person(str(row["holder"]), "holder")
    claim = at.problem.holder_claims.get(key)
    return Pick(
        key,
        holder,
        pair,
        parts.get(str(row.get("pair_does"))) if pair else None,
        row.get("need"),
        float(row.get("points") or 0),
        float(row.get("pair_points") or 0),
        claim is not None and claim.person == holder,
        iteration=at.iteration.number,
    )


# -- lines for the journal ---------------------------------------------------------------------------


def opening(
    words: str,
    at: Planned,
    *,
    points: float,
    must: bool = False,
    for_two: bool = False,
    right: str | None = None,
    skills: Iterable[str] = (),
) -> Line:
    """Open a slot.

    Raises
    ------
    WrongUse
        The words say no kind of help or no community that the workspace knows, or the points are
        none or beyond the cap.
    """
    try:
        wish = read_wish(words, KINDS_OF_HELP)
        community = _community(wish.where, at)
    except ValueError as error:
        raise WrongUse(f"--open {words!r}: no slot was opened: {error}.") from None
    if not (isfinite(points) and points > 0):
        raise WrongUse(f"--points {points:g}: no slot was opened: it takes more than nothing.")
    cap = at.problem.cap
    if cap is not None and cents(points) > cents(cap):
        raise WrongUse(
            f"--points {points:g}: no slot was opened: the cap of iteration "
            f"{at.iteration.number} is {cap:g} points for all slots. Say fewer points."
        )
    taken = {slot.name for slot in slots_of(at.opened.decisions)}
    name = name_of(at.iteration.number, wish.activity, community, taken)
    slot = Slot(
        f"slot:{name}", at.iteration.number, Duty(wish.activity, community), points, wish.count,
        words.strip(), is_duty=must, is_paired=for_two, skills=frozenset(skills), right=right,
    )  # fmt: skip
    return Line(SLOT, (slot.key,), f"opened {name}", dict(slot_content(slot)))


def _community(said: str, at: Planned) -> str:
    """Find a community by the name of its owner, or by a repository of it.

    Raises
    ------
    ValueError
        Neither the facts nor the register name it: a slot there would never find a need.
    """
    known = _communities(at.opened)
    word = said.strip().lower()
    found = known.get(word) or known.get(_as_key(said, at))
    if found is None:
        words = {short(one) for one in known}
        near = nearest(word, words)
        told = near.rstrip("?") if "did you mean" in near or len(words) <= LISTED else ""
        raise ValueError(
            f"`{said}` is no community that this workspace knows"
            f"{told or '; `twohats needs --priorities` lists them'}"
        )
    return found


def _as_key(said: str, at: Planned) -> str:
    try:
        owner, repository = read_place(said, at.opened.workspace.settings.hosts)
    except ValueError:
        return ""
    return (repository or owner).lower()


def _communities(opened: Opened) -> dict[str, str]:
    """List communities by all that people call them: owner, repository, with or without the forge."""
    pairs = [(one.repository, one.community) for one in opened.scopes]
    pairs += [(one.repository or one.owner, one.owner) for one in opened.workspace.communities]
    found: dict[str, str] = {}
    for repository, community in sorted(pairs):
        for key in (community, repository):
            found[key.lower()] = community
            found.setdefault(short(key).lower(), community)
    return found


def example_of(at: Planned) -> str:
    """Give a command that opens a slot in this workspace: where most upstream repositories are.

    Communities of the register come first.
    """
    register = [one.owner for one in at.opened.workspace.communities]
    upstream = Counter(one.community for one in at.opened.scopes if one.scope not in OURS)
    place = next(iter(register or [one for one, _ in upstream.most_common(1)]), "OWNER")
    return f"twohats plan --open '2 reviews, {short(place)}' --points 2"


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


def closing(name: str, at: Planned) -> Line:
    """Take a slot away; whoever pulled it is free of it."""
    slot = at.slot(name, "--close")
    return Line(SLOT, (slot.key,), f"closed {slot.name}", {WITHDRAWN: True}, slot.decision)


def pulling(
    name: str, person: str, at: Planned, *, beside: bool = False, alone: bool = False
) -> Line:
    """Pull a slot, or ask to be the second person of one.

    Raises
    ------
    WrongUse
        Somebody else has it, upstream gives them no right to it, or their points are used up.
    """
    slot = at.slot(name, "--pull")
    claims = at.problem.pair_claims if beside else at.problem.holder_claims
    held = claims.get(slot.key)
    who = at.called(person)
    if held is not None:
        by = "you" if held.person == person else at.called(held.person)
        raise WrongUse(f"--pull {name}: nothing was done: {by} pulled it already.")
    other = (at.problem.holder_claims if beside else at.problem.pair_claims).get(slot.key)
    if other is not None and other.person == person:
        raise WrongUse(f"--pull {name}: nothing was done: {who} has a part in it already.")
    member = at.problem.member[person]
    part: Part = "holder"
    if beside:
        part = "mentor" if at.eligibility.is_familiar(member, slot) else "shadow"
    elif slot.right and slot.right not in member.rights.get(slot.duty.community, frozenset()):
        raise WrongUse(
            f"--pull {name}: nothing was done: it takes the right to {slot.right} in "
            f"{slot.duty.community}, and nothing shows that {who} has it. If so, write it under "
            "`rights` of [[people]] in twohats.toml."
        )
    _refuse_too_much(slot, person, beside, at)
    content: dict[str, object] = {"person": person}
    if beside:
        content["part"] = part
    if alone:
        content["alone"] = True
    return Line(PULLED, (slot.key,), f"pulled {slot.name}", content)


def _refuse_too_much(slot: Slot, person: str, beside: bool, at: Planned) -> None:
    """Refuse a pull beyond what somebody offered and keeps free; their free choice may go into it."""
    member = at.problem.member[person]
    taken = at.eligibility.claimed[person]
    more = at.problem.pair_cents(slot) if beside else cents(slot.points)
    most = cents(member.offer) + cents(member.free)
    if taken + more > most:
        raise WrongUse(
            f"--pull {slot.name}: nothing was done: it takes {more / CENTS:g} points; "
            f"{taken / CENTS:g} of {most / CENTS:g} are pulled already. Let one go first "
            "(`twohats plan --let-go SLOT`), or raise the offer in twohats.toml."
        )


def letting_go(name: str, person: str, at: Planned) -> tuple[Line, ...]:
    """Give back what somebody pulled.

    Raises
    ------
    WrongUse
        They did not pull it.
    """
    slot = at.slot(name, "--let-go")
    lines = _released(slot, person, at)
    if not lines:
        raise WrongUse(f"--let-go {name}: nothing was done: {at.called(person)} did not pull it.")
    return lines


def _released(slot: Slot, person: str, at: Planned) -> tuple[Line, ...]:
    return tuple(
        Line(PULLED, (slot.key,), f"let go of {slot.name}", {WITHDRAWN: True}, one.decision)
        for one in at.problem.claims
        if one.slot == slot.key and one.person == person
    )


def declining(name: str, person: str, at: Planned) -> tuple[Line, ...]:
    """Say "not this time" to a slot and all like it, or to everything; nobody asks why."""
    content: dict[str, object] = {"person": person, "iteration": at.iteration.number}
    slots = at.problem.ordered
    if name != ALL:
        slot = at.slot(name, "--not-this-time")
        content |= {"activity": slot.duty.activity, "community": slot.duty.community}
        slots = (slot,)
    line = Line(DECLINED, (plan_key(at.iteration.number),), "not this time", content)
    return (line, *(line for slot in slots for line in _released(slot, person, at)))


def adopting(
    plan: Plan, at: Planned, breaches: Sequence[Breach], below_floor: str | None = None
) -> Line:
    """Take a plan over.

    Parameters
    ----------
    plan
        What was proposed.
    at
        What it takes into account.
    breaches
        Of the plan, see `breaches_of`.
    below_floor
        Why it is adopted with fewer points than the floor; it is kept where the plan has fewer. None:
        such a plan is refused.

    Raises
    ------
    TwohatsError
        It breaks a rule; the message says which, with the number and the next step.
    """
    floor = [one for one in breaches if one.rule == "floor"]
    broken = [one for one in breaches if one.rule not in ("duty", "floor")]
    if below_floor is None:
        broken += floor
    if broken:
        told = "\n".join(f"{row['what']}: {row['sentence']}" for row in breach_rows(broken, at))
        rules = "a rule" if len(broken) == 1 else f"{len(broken)} rules"
        raise TwohatsError(
            f"plan {plan.iteration}: not adopted: it breaks {rules}:\n{told}\n{_next_step(broken)}"
        )
    why = f"adopted plan {plan.iteration}"
    if floor:
        plan = replace(plan, below_floor=below_floor)
        why = f"{why} below its floor: {below_floor}"
    key = plan_key(plan.iteration)
    before = to_supersede(at.opened.decisions, ADOPTED, (key,))
    content = dict(adopted_content(plan))
    if before[1:]:
        content[ALSO] = list(before[1:])
    return Line(ADOPTED, (key,), why, content, next(iter(before), None))


def _next_step(broken: Sequence[Breach]) -> str:
    """Say what to do about a plan that cannot be adopted."""
    rules = {one.rule for one in broken}
    if rules == {"floor"}:
        return (
            "Open more slots, or adopt it as it is and say why: "
            "twohats plan --fill --adopt --below-floor --why TEXT"
        )
    if "cap" in rules:
        return "Close slots or let go of some, or change `share` in [plan] of twohats.toml."
    return "Let go of what does not fit, and fill it again."


def breaches_of(plan: Plan, at: Planned) -> tuple[Breach, ...]:
    """Check a plan, without the solver."""
    return check(plan, at.problem)


def apart(
    breaches: Iterable[Breach], plan: Plan, at: Planned
) -> tuple[tuple[Breach, ...], tuple[Breach, ...]]:
    """Set what the team agreed to beside what it did not: notes, and breaches.

    A floor that is missed is a note where the plan of this iteration was adopted below it, with a
    reason, and this one holds no fewer points than that.
    """
    before = at.problem.previous
    agreed = (
        before is not None
        and before.below_floor is not None
        and cents(plan.points) >= cents(before.points)
    )
    found = tuple(breaches)
    notes = tuple(one for one in found if agreed and one.rule == "floor")
    return notes, tuple(one for one in found if one not in notes)


def waiting(breaches: Iterable[Breach], at: Planned, *, is_filled: bool) -> tuple[Breach, ...]:
    """List what waits for a person to decide.

    A floor that is missed does not: it is told when a plan is adopted. Nor does a slot that must be
    held and is open, before anything was filled.
    """
    settled = is_filled or at.problem.previous is not None
    early = ("floor",) if settled else ("floor", "duty")
    return tuple(one for one in breaches if one.rule not in early)


def candidates(slot: Slot, at: Planned) -> list[Need]:
    """Draw the needs that would fill a slot now, the best first."""
    return [at.needs[key] for key in slot.candidates if key in at.needs]
