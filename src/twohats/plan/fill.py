"""Fill what is left of a plan, exactly: stage by stage, each with a proven bound.

The only module that runs the solver. The same problem gives the same plan, whatever the order of its
parts: everything is sorted, the search runs alone with a fixed seed, and it is limited by nodes of
its tree, never by a clock.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace
from math import ceil, floor, inf
from typing import Any

from twohats.plan.eligible import Eligibility
from twohats.plan.explain import explain
from twohats.plan.model import Model, solver
from twohats.plan.narrow import (
    LARGE,
    Choice,
    least_uneven,
    longest_ago,
    most_worth,
    size_of,
    worth_most,
)
from twohats.plan.problem import CENTS, Problem, cents
from twohats.plan.stages import QUESTIONS, WHAT, WHO, Question
from twohats.records.plan import Part, Pick, Plan, Stage, Turn

SEED = 20260101
SMALL = 500
"""Up to so many holders to choose from, later stages may also change which slots are held."""
NEAR = 0.005
"""In larger plans the search from worth on stops so near to its bound."""

_Values = Mapping[tuple[str, str, str], bool]
"""What was chosen: kind of variable, slot, person."""


def fill(problem: Problem) -> Plan:
    """Propose who holds the slots that nobody pulled.

    Parameters
    ----------
    problem
        Slots, team, history, and what people said.

    Returns
    -------
    Plan
        With a reason for every pick and for everything left out, and how good each stage is. It keeps
        to the cap; whether it reaches the floor is for `twohats.plan.check` to say.

    Raises
    ------
    WrongUse
        The solver is not installed.
    """
    solver()
    search = _Search(problem)
    for question in QUESTIONS:
        search.answer(question)
    return explain(search.plan(), search.eligibility)


def look_ahead(problems: Iterable[Problem]) -> tuple[Plan, ...]:
    """Fill successive iterations, each knowing what the ones before it decided.

    A slot that may wait (`Slot.latest`) and is not held in one iteration is open in the next.
    """
    plans: list[Plan] = []
    turns: tuple[Turn, ...] = ()
    held: set[str] = set()
    for problem in problems:
        still = tuple(slot for slot in problem.slots if slot.key not in held)
        plan = fill(replace(problem, slots=still, turns=(*problem.turns, *turns)))
        plans.append(plan)
        held |= {pick.slot for pick in plan.picks}
        turns += turns_of(plan, problem)
    return tuple(plans)


def turns_of(plan: Plan, problem: Problem) -> tuple[Turn, ...]:
    """Say what a plan means for the iterations after it, as if it were carried out."""
    found = []
    for pick in plan.picks:
        duty = problem.slot[pick.slot].duty
        found.append(Turn(pick.holder, duty, plan.iteration, pick.points))
        if pick.pair and pick.pair_part:
            found.append(Turn(pick.pair, duty, plan.iteration, pick.pair_points, pick.pair_part))
    return tuple(found)


@dataclass
class _Search:
    """One fill under way."""

    problem: Problem
    stages: list[Stage] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.eligibility = Eligibility(self.problem)
        self.values: dict[tuple[str, str, str], bool] = {}
        self.kept: list[tuple[Question, int]] = []
        self.asked: dict[str, Any] = {}
        slots = self.problem.slot
        self.is_large = size_of(self.eligibility, slots.values()) > LARGE
        self.urgent = {key for key, slot in slots.items() if slot.is_duty or self._is_claimed(key)}
        # Whatever else could be held only takes room: the most duties are found among duties.
        self._rebuild(self.urgent, must=False)
        self.is_whole = len(self.urgent) == len(slots)

    def _is_claimed(self, key: str) -> bool:
        return key in self.problem.holder_claims or key in self.problem.pair_claims

    def answer(self, question: Question) -> None:
        """Answer one question, and hold on to the answer."""
        if question.name == WHO and len(self.model.hold) > SMALL:
            self._rebuild(self._held(), must=True)
        elif not self.is_whole and question.name == WHAT:
            among = worth_most(self.eligibility) | self.urgent if self.is_large else None
            self._rebuild(among, must=False)
            self.is_whole = True
        stage, value = self._solve(question)
        self.stages.append(stage)
        if value is not None:
            self.kept.append((question, value))
            self._hold_on(question, value)

    def _held(self) -> set[str]:
        return {key for kind, key, _ in self.values if kind == "hold"}

    def _reached(self, name: str) -> int:
        return next((value for question, value in self.kept if question.name == name), 0)

    def _limit(self, question: Question) -> int | None:
        """Bound a stage over all slots and people, though only some are looked at; None: not known."""
        eligibility, slots = self.eligibility, self.problem.slot
        claims = [*self.problem.holder_claims, *self.problem.pair_claims]
        if question.name == "pulled":
            return sum(key in slots for key in claims)
        if question.name == "duties":
            duties = [one for one in slots.values() if one.is_duty]
            return sum(self._is_claimed(one.key) or bool(eligibility.able(one)) for one in duties)
        if question.name == "worth":
            return most_worth(eligibility, self._reached("duties"))
        if question.name == "spread":
            return least_uneven(eligibility, self._held(), self.model.unit, self.model.loads())
        if question.name == "rotation":
            return longest_ago(eligibility, self._held())
        if question.name == "change":
            return 0
        return None

    def _rebuild(self, held: Collection[str] | None, *, must: bool) -> None:
        """Make the model anew for other slots; answers given so far still hold."""
        choice = None
        if self.is_large:
            before = self.eligibility.history.load if must else {}
            choice = Choice(self.eligibility, before, tuple(self.values))
        self.model, self.asked = Model(self.eligibility, held, must=must, choice=choice), {}
        if not must:
            for question, value in self.kept:
                self._hold_on(question, value)

    def _expression(self, question: Question) -> Any:
        """Give a question's objective; it is made once, for it makes variables of its own."""
        if question.name not in self.asked:
            self.asked[question.name] = question.expression(self.model)
        return self.asked[question.name]

    def _hold_on(self, question: Question, value: int) -> None:
        expression = self._expression(question)
        if not isinstance(expression, int):
            # Values are whole numbers: half of one below is as good as equal, and safe from rounding.
            bound = value - 0.5 if question.is_maximized else value + 0.5
            self.model.add(
                expression >= bound if question.is_maximized else expression <= bound
            )  # fmt: skip

    def _solve(self, question: Question) -> tuple[Stage, int | None]:
        mathopt = solver()
        expression = self._expression(question)
        if isinstance(expression, int):
            return _stage(question, expression, expression), None
        hint = self._hint()
        model = self.model.model
        model.objective.clear()
        (model.maximize if question.is_maximized else model.minimize)(expression)
        result = mathopt.solve(
            model,
            mathopt.SolverType.HIGHS,
            params=self._parameters(),
            model_params=mathopt.ModelSolveParameters(solution_hints=[hint] if hint else []),
        )
        if not result.has_primal_feasible_solution():
            return Stage(question.name, None, None, None, unit=question.unit), None
        found = result.variable_values()
        self.values = {
            (kind, key, person): True
            for kind, table in self._tables().items()
            for (key, person), variable in table.items()
            if found[variable] > 0.5
        }
        value = round(result.objective_value())
        if self.is_large:
            return _stage(question, value, self._limit(question)), value
        bound = result.dual_bound()
        if abs(bound) == inf:
            return _stage(question, value, None), value
        tight = floor(bound + 1e-6) if question.is_maximized else ceil(bound - 1e-6)
        return _stage(question, value, tight), value

    def _parameters(self) -> Any:
        """Say how to search: always alike, silently, and for so many nodes at most."""
        # What was pulled or promised is no matter of half a percent.
        is_exact = not self.is_whole or len(self.model.hold) <= SMALL
        parameters = solver().SolveParameters(
            random_seed=SEED, relative_gap_tolerance=0.0 if is_exact else NEAR
        )
        # Its limit of nodes is not passed on by the common name, and its lines have no place among rows.
        parameters.highs.int_options["mip_max_nodes"] = self.problem.terms.nodes
        parameters.highs.bool_options["output_flag"] = False
        return parameters

    def _hint(self) -> Any:
        """Say where the search may begin: with what was found before."""
        values = {
            variable: float(self.values.get((kind, *key), False))
            for kind, table in self._tables().items()
            for key, variable in table.items()
        }
        return solver().SolutionHint(variable_values=values) if self.values else None

    def _tables(self) -> dict[str, dict[tuple[str, str], Any]]:
        return {"hold": self.model.hold, "help": self.model.help, "learn": self.model.learn}

    def plan(self) -> Plan:
        """Read the plan off the values found, without its sentences."""
        second: dict[str, tuple[str, Part]] = {}
        for kind, key, person in sorted(self.values):
            if kind != "hold":
                second[key] = (person, "mentor" if kind == "help" else "shadow")
        holders = {key: person for kind, key, person in sorted(self.values) if kind == "hold"}
        picks = tuple(self._pick(key, holders[key], second.get(key)) for key in sorted(holders))
        points = sum(cents(pick.points) + cents(pick.pair_points) for pick in picks) / CENTS
        return Plan(
            self.problem.iteration,
            picks,
            stages=tuple(self.stages),
            points=points,
            cap=self.problem.cap,
            floor=self.problem.floor,
        )

    def _pick(self, key: str, holder: str, second: tuple[str, Part] | None) -> Pick:
        slot = self.problem.slot[key]
        pair, part = second or (None, None)
        claim, other = self.problem.holder_claims.get(key), self.problem.pair_claims.get(key)
        return Pick(
            key,
            holder,
            pair,
            part,
            next(iter(slot.candidates), None),
            slot.points,
            self.problem.pair_cents(slot) / CENTS if pair else 0.0,
            claim is not None and claim.person == holder,
            other is not None and other.person == pair,
            iteration=self.problem.iteration,
        )


def _stage(question: Question, value: int, bound: int | None) -> Stage:
    """Tell how near a value is to what is possible."""
    if bound is None:
        reached, gap = None, None
    else:
        reached = max(bound, value) if question.is_maximized else min(bound, value)
        gap = abs(reached - value) / max(1, abs(reached))
    return Stage(
        question.name,
        value / question.scale,
        None if reached is None else reached / question.scale,
        gap,
        reached == value,
        question.is_maximized,
        question.unit,
    )
