"""Answers to situations: what people say of what a check on ourselves saw.

Answers of several people stand beside each other; whoever says something else later takes the place
of their own earlier word, and of nobody else's.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from twohats.journal.fold import ALSO, in_force
from twohats.journal.rulings import texts
from twohats.records import Skipped
from twohats.records.decisions import Decision
from twohats.records.situations import ANSWERS, Answer

ANSWERED = "situation-answered"


@dataclass(frozen=True)
class AnswerLine:
    """One line of the journal about one situation."""

    decision: str
    situation: str
    answer: Answer
    why: str
    by: tuple[str, ...]
    """Who says so: persons of the team, as the line names them."""
    at: datetime


def answers_of(decisions: Iterable[Decision]) -> Mapping[str, tuple[AnswerLine, ...]]:
    """List the answers in force, by situation, oldest first."""
    found: dict[str, list[AnswerLine]] = {}
    for one in in_force(one for one in decisions if one.what == ANSWERED):
        read = read_situation_answer(one)
        if isinstance(read, AnswerLine):
            found.setdefault(read.situation, []).append(read)
    return {key: tuple(lines) for key, lines in found.items()}


def read_situation_answer(decision: Decision) -> AnswerLine | Skipped:
    """Read one line; `Skipped` with the reason where it cannot be used."""
    said = decision.content.get("answer")
    answer = next((one for one in ANSWERS if one == said), None)
    if answer is None:
        return Skipped(decision.id, f"{said!r} is no answer to a situation")
    if len(decision.about) != 1:
        return Skipped(decision.id, "an answer that is not about one situation")
    by = texts(decision.content.get("by")) or (decision.who,)
    return AnswerLine(decision.id, decision.about[0], answer, decision.why, by, decision.at)


def answer_content(
    answer: Answer, by: Iterable[str], also_supersedes: Iterable[str] = ()
) -> Mapping[str, Any]:
    """Write the content of a line, as `read_situation_answer` reads it."""
    content: dict[str, Any] = {"answer": answer, "by": sorted(by), ALSO: list(also_supersedes)}
    return {name: value for name, value in content.items() if value}
