"""Weigh pieces of evidence into the answers that the rules ask for."""

from collections.abc import Iterable
from datetime import datetime
from typing import NamedTuple

from twohats.ledger.cases import EntryCase
from twohats.ledger.rules import Answer

Piece = tuple[str, bool | None, str, datetime | None]
"""Kind, whether it holds, strength, when it was said."""

DECLARING = frozenset(("D1", "D5"))
"""Kinds in which somebody says the class in so many words."""
MUTE = frozenset(("D6", "D7"))
"""Kinds that are never strong; whether they hold cannot change the class."""


class Weighed(NamedTuple):
    """The answers, and what confidence and notes depend on."""

    directed: Answer
    asked: Answer
    planned: Answer
    listed: Answer
    vetoed: Answer
    is_weakly_directed: bool
    """Weak signs for D, and no strong one."""
    is_declared: bool
    """A strong sign for D is somebody's word for it."""
    is_owed: bool
    """A contract, or who pays, commits us to it (D2)."""
    is_weakly_asked: bool
    """F1 rests on weak pieces alone."""
    is_planned_late: bool
    """Planned only after the work began, in the same iteration."""
    is_in_plan: bool | None
    """In any plan of ours, for whosever need."""
    has_unclear_sign: bool
    """A piece for D was found, and what it says is unknown."""
    is_size_unknown: bool
    """N1 is unknown."""

    @property
    def answers(self) -> tuple[Answer, Answer, Answer, Answer, Answer]:
        """In the order of `twohats.ledger.rules.Inputs`."""
        return self.directed, self.asked, self.planned, self.listed, self.vetoed


def strength_of(kind: str, strength: str, said_at: datetime | None, case: EntryCase) -> str:
    """Strength of a piece that holds: weak without a date, and when said after the work."""
    if strength != "strong" or kind[0] != "D":
        return strength
    if said_at is None or (case.ended_at is not None and said_at > case.ended_at):
        return "weak"
    return strength


def weigh(case: EntryCase, pieces: Iterable[Piece]) -> Weighed:
    """Weigh all pieces about one entry; their order makes no difference."""
    strong: set[str] = set()
    weak = unclear = late = timely = in_plan = unclear_plan = False
    asked: Answer = None
    is_asked_strongly = is_asked_unclear = False
    listed: Answer = None
    is_listed_unclear = False
    vetoes: dict[str, Answer] = {"N1": None if case.activity == "change" else False, "N2": False}
    seen: set[str] = set()
    for kind, holds, strength, said_at in pieces:
        if kind[0] == "D":
            if holds:
                if strength_of(kind, strength, said_at, case) == "strong" and kind not in MUTE:
                    strong.add(kind)
                elif kind != "D6":
                    weak = True
                if kind in ("D1", "D6") and said_at is not None and said_at <= case.happened_at:
                    in_plan = True
                    timely = timely or kind == "D6"
            elif holds is None and kind == "D6":
                unclear_plan = True
            elif holds is None and kind not in MUTE:
                unclear = True
        elif kind == "F1":
            if holds:
                asked = True
                is_asked_strongly = is_asked_strongly or strength == "strong"
            elif holds is None:
                is_asked_unclear = True
            elif asked is None:
                asked = False
        elif kind == "F2":
            if holds and said_at is not None:
                timely = timely or said_at <= case.happened_at
                late = late or said_at > case.happened_at
            elif holds is not False:
                unclear_plan = True
        elif kind == "F3":
            if holds:
                listed = True
            elif holds is None:
                is_listed_unclear = True
            elif listed is None:
                listed = False
        else:
            vetoes[kind] = _either(vetoes[kind], holds) if kind in seen else holds
            seen.add(kind)
    if asked is False and is_asked_unclear:
        asked = None
    if listed is False and is_listed_unclear:
        listed = None
    if case.is_for_colleague and listed is True:
        listed = None  # what counts is the change it was done for, and that was not judged
    directed: Answer = bool(strong)
    if not strong and (unclear or not case.has_backlinks):
        directed = None
    planned: Answer = timely or late
    if not planned and (unclear_plan or not case.has_plan):
        planned = None
    return Weighed(
        directed,
        asked,
        planned,
        listed,
        _either(vetoes["N1"], vetoes["N2"]),
        weak and not strong,
        not strong.isdisjoint(DECLARING),
        "D2" in strong,
        asked is True and not is_asked_strongly,
        late and not timely,
        True if in_plan else planned,
        unclear,
        vetoes["N1"] is None,
    )


def _either(one: Answer, other: Answer) -> Answer:
    """Whether one of two holds, as far as is known."""
    if one or other:
        return True
    return None if one is None or other is None else False
