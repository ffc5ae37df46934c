"""Fewer people and slots to look at in a large problem, and bounds that hold for all of them.

A model of every slot with everybody who could hold it grows with their product. Nearly all of that is
never used: a person has room for a few slots, and a slot needs one of the many who could hold it. So a
large fill looks at the slots worth most for their points, and at some people for each. What that
could lose is known: `most_worth` and `least_uneven` bound what anybody could reach over *all* slots and
people, by weak duality, and without the solver.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from heapq import heapify, heapreplace, nsmallest

from twohats.plan.eligible import Eligibility
from twohats.plan.problem import cents
from twohats.plan.values import offered, recency, slope, worth_of
from twohats.records.plan import Member, Slot

LARGE = 20_000
"""From so many pairs of a slot and somebody who could hold it, a fill looks at some of them."""
PEOPLE = 8
"""So many are looked at for each part in a slot."""
ROOMS = 1.3
"""Slots are looked at, the best first, up to so many times the points there are."""

Part = tuple[str, str, str]
"""Kind of variable, slot, person."""


@dataclass
class Choice:
    """Some of the people who could have a part in each slot; whoever had it before is among them.

    Each slot asks those who were asked least so far for what they offer, so that nobody is left out.
    """

    eligibility: Eligibility
    before: Mapping[str, int]
    """Load by person that counts as asked already, in hundredths."""
    kept: Collection[Part] = ()
    """Parts of the plan found so far."""
    _asked: dict[str, float] = field(default_factory=dict)
    _held: dict[tuple[str, str], list[str]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for kind, key, person in sorted(self.kept):
            self._held.setdefault((kind, key), []).append(person)

    def holders(self, slot: Slot, able: Iterable[Member]) -> list[Member]:
        """Choose who may hold a slot; those who need no help come first."""
        return self._some("hold", slot, able, cents(slot.points))

    def seconds(self, kind: str, slot: Slot, able: Iterable[Member]) -> list[Member]:
        """Choose who may help or learn."""
        return self._some(kind, slot, able, self.eligibility.problem.pair_cents(slot))

    def _some(self, kind: str, slot: Slot, able: Iterable[Member], more: int) -> list[Member]:
        eligibility, problem = self.eligibility, self.eligibility.problem

        def order(member: Member) -> tuple[bool, bool, float, int, str]:
            is_learning = kind == "hold" and not eligibility.is_familiar(member, slot)
            asked = self._asked.get(member.person, float(self.before.get(member.person, 0)))
            share = asked / max(1, offered(problem, member.person))
            last = recency(eligibility, member.person, slot.duty)
            return is_learning and eligibility.is_new(member, slot), is_learning, share, last, member.person  # fmt: skip

        found = nsmallest(PEOPLE, able, key=order)
        there = {one.person for one in found}
        held = [one for one in self._held.get((kind, slot.key), ()) if one not in there]
        found += [problem.member[one] for one in held]
        for one in found:
            asked = self._asked.get(one.person, float(self.before.get(one.person, 0)))
            self._asked[one.person] = asked + more / len(found)
        return sorted(found, key=lambda one: one.person)


def size_of(eligibility: Eligibility, slots: Iterable[Slot]) -> int:
    """Count pairs of a slot and somebody who could hold it."""
    return sum(len(eligibility.able(slot)) for slot in slots)


def worth_most(eligibility: Eligibility) -> frozenset[str]:
    """List the slots that are worth most for their points, with room to choose among them."""
    left = _points(eligibility) * ROOMS
    found = []
    for slot in _by_density(_open(eligibility)):
        if left < 0:
            break
        left -= cents(slot.points)
        found.append(slot.key)
    return frozenset(found)


def most_worth(eligibility: Eligibility, duties: int = 0) -> int:
    """Bound the worth of what could be held, in hundredths: as if points could be cut and given to anybody.

    Whoever needs help costs more than this counts, and rights, rows and limits of mentors are left out:
    no plan is worth more.

    Parameters
    ----------
    eligibility
        Of the problem.
    duties
        So many slots that must be held are held, at least: no fewer points than the smallest of them
        take go to them, and they are worth no more than all.
    """
    problem = eligibility.problem
    claimed = [one for one in problem.ordered if one.key in problem.holder_claims]
    there = _open(eligibility)
    sizes = sorted(cents(one.points) for one in there if one.is_duty)
    promised = max(0, duties - sum(one.is_duty for one in claimed))
    left = float(max(0, _points(eligibility) - sum(sizes[:promised])))
    found = float(sum(map(worth_of, claimed)))
    found += sum(worth_of(one) for one in there if one.is_duty)
    for slot in _by_density(one for one in there if not one.is_duty):
        part = min(1.0, left / cents(slot.points)) if slot.points > 0 else 1.0
        found += part * worth_of(slot)
        left -= part * cents(slot.points)
    return int(found + 1e-6)


def least_uneven(
    eligibility: Eligibility, held: Iterable[str], unit: int, people: Collection[str]
) -> int:
    """Bound the unevenness of load from below: as if the points of what is held could be cut.

    Unit by unit goes to whoever it makes least uneven, whether they may hold anything or not; what
    people pulled is theirs. No plan that holds these slots is more even.

    Parameters
    ----------
    eligibility
        Of the problem.
    held
        Keys of the slots that are held.
    unit
        Of which every load is a multiple, in hundredths.
    people
        Those whose load of earlier iterations the stage counts.
    """
    problem = eligibility.problem
    load = {one.person: eligibility.history.load.get(one.person, 0) // unit for one in problem.team}
    start = dict(load)
    points = 0
    for key in held:
        claim, size = problem.holder_claims.get(key), cents(problem.slot[key].points) // unit
        if claim and claim.person in load:
            load[claim.person] += size
        else:
            points += size
    offers = {person: max(1, offered(problem, person)) / unit for person in load}
    cost = sum(
        slope(at, offers[person]) for person in load for at in range(start[person], load[person])
    )
    before = sum(
        slope(at, offers[one]) for one in load if one in people for at in range(start[one])
    )
    room = {person: eligibility.room[person] // unit for person in load}
    heap = [(slope(load[one], offers[one]), one) for one in sorted(load) if room[one]]
    heapify(heap)
    for _ in range(points):
        if not heap or heap[0][0] == _FULL:
            break
        height, person = heap[0]
        cost += height
        load[person] += 1
        room[person] -= 1
        more = slope(load[person], offers[person]) if room[person] else _FULL
        heapreplace(heap, (more, person))
    return before + cost


def longest_ago(eligibility: Eligibility, held: Iterable[str]) -> int:
    """Bound how recent turns are: as if each slot went to whoever had its duty longest ago."""
    problem = eligibility.problem
    found = 0
    for key in held:
        slot = problem.slot[key]
        if key not in problem.holder_claims:
            able = eligibility.able(slot)
            found += min((recency(eligibility, one.person, slot.duty) for one in able), default=0)
    return found


_FULL = 10**18


def _open(eligibility: Eligibility) -> list[Slot]:
    """List slots nobody pulled that somebody could hold."""
    problem = eligibility.problem
    return [
        one
        for one in problem.ordered
        if one.key not in problem.holder_claims and eligibility.able(one)
    ]


def _by_density(slots: Iterable[Slot]) -> list[Slot]:
    return sorted(slots, key=lambda one: (-worth_of(one) / max(1, cents(one.points)), one.key))


def _points(eligibility: Eligibility) -> int:
    """Add up the hundredths of points there are for proposals."""
    room, cap = sum(eligibility.room.values()), eligibility.problem.cap
    if cap is None:
        return room
    return min(room, max(0, cents(cap) - eligibility.claimed.total()))
