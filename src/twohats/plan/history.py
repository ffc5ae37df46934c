"""What people did before: their load, their turns running, what they know and who helped them."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass

from twohats.plan.problem import Problem, cents
from twohats.records.plan import Duty, Member


@dataclass(frozen=True)
class History:
    """Turns of the past, looked up by person and duty."""

    load: Mapping[str, int]
    """Points given in the rolling window, in hundredths; learning is not among them."""
    running: Mapping[tuple[str, Duty], int]
    """Turns in a row, up to the last time that anybody held the duty."""
    last: Mapping[tuple[str, Duty], int]
    """Iteration of the last turn."""
    turns: Mapping[tuple[str, str], int]
    """Turns at an activity, held or learned, whatever the community."""
    known: frozenset[tuple[str, str]]
    """Person and activity that members are known to have held, from traces or by their word."""
    duties: frozenset[tuple[str, Duty]]
    """Person and duty done or learned at least once."""


def history_of(problem: Problem) -> History:
    """Read the turns before the iteration planned, and what members are known to know."""
    past = [turn for turn in problem.turns if turn.iteration < problem.iteration]
    since = problem.iteration - problem.terms.window + 1
    load: dict[str, int] = defaultdict(int)
    held: dict[tuple[str, Duty], set[int]] = defaultdict(set)
    turns: dict[tuple[str, str], set[tuple[str, int]]] = defaultdict(set)
    duties: set[tuple[str, Duty]] = set()
    known: set[tuple[str, str]] = set()
    for turn in past:
        if turn.part != "shadow" and turn.iteration >= since:
            load[turn.person] += cents(turn.points)
        if turn.part == "holder":
            held[turn.person, turn.duty].add(turn.iteration)
        if turn.part != "mentor":
            duties.add((turn.person, turn.duty))
            turns[turn.person, turn.duty.activity].add((turn.duty.community, turn.iteration))
    for person, member in problem.member.items():
        known |= {(person, duty.activity) for duty in member.done}
        duties |= {(person, duty) for duty in member.done | member.shadowed}
        for duty in member.shadowed:
            if not turns.get((person, duty.activity)):
                turns[person, duty.activity].add((duty.community, since))
    return History(
        dict(load),
        _running(held),
        {key: max(iterations) for key, iterations in held.items()},
        {key: len(iterations) for key, iterations in turns.items()},
        frozenset(known),
        frozenset(duties),
    )


def _running(held: Mapping[tuple[str, Duty], set[int]]) -> dict[tuple[str, Duty], int]:
    """Count turns in a row; an iteration in which nobody held the duty breaks no row."""
    occurred: dict[Duty, set[int]] = defaultdict(set)
    for (_, duty), iterations in held.items():
        occurred[duty] |= iterations
    running = {}
    for (person, duty), iterations in held.items():
        row = 0
        for iteration in sorted(occurred[duty], reverse=True):
            if iteration not in iterations:
                break
            row += 1
        if row:
            running[person, duty] = row
    return running


def is_new(member: Member, activity: str, history: History) -> bool:
    """Whether somebody never held nor learned an activity anywhere."""
    key = (member.person, activity)
    return key not in history.known and not history.turns.get(key)


def is_familiar(member: Member, activity: str, history: History, help_turns: int) -> bool:
    """Whether somebody knows an activity well enough to need no help, and to give it."""
    key = (member.person, activity)
    return key in history.known or history.turns.get(key, 0) >= help_turns
