"""Answers to disputes of public numbers: what was corrected or stands, when, and a note to read.

A line is about the number and the issue in which somebody said that it is wrong. Its ``why`` is the
note that the next page shows; its content: ``answer``, ``page``, ``number``, ``url``.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

from twohats.journal.fold import in_force
from twohats.records import Skipped
from twohats.records.decisions import Decision

DISPUTE = "dispute-answered"
Answer = Literal["corrected", "stands"]
_ANSWERS: Mapping[str, Answer] = {"corrected": "corrected", "stands": "stands"}


@dataclass(frozen=True)
class Answered:
    """One dispute with its answer."""

    decision: str
    """Id of its line."""
    page: str
    number: str
    answer: Answer
    on: date
    note: str
    """What readers of the page are told."""
    item: str | None
    """Key of the issue; None: it came by mail or by word."""
    url: str | None


def answers_of(decisions: Iterable[Decision]) -> tuple[Answered, ...]:
    """List the answers in force, oldest first."""
    read = (read_answer(one) for one in in_force(d for d in decisions if d.what == DISPUTE))
    return tuple(one for one in read if isinstance(one, Answered))


def read_answer(decision: Decision) -> Answered | Skipped:
    """Read one line; `Skipped` with the reason where it cannot be used."""
    content = decision.content
    said = content.get("answer")
    answer = _ANSWERS.get(str(said))
    if answer is None:
        return Skipped(decision.id, f"{said!r} is no answer to a dispute")
    page, number = content.get("page"), content.get("number")
    if not (isinstance(page, str) and isinstance(number, str)):
        return Skipped(decision.id, "it does not say which number of which page it is about")
    item, url = content.get("item"), content.get("url")
    return Answered(
        decision.id,
        page,
        number,
        answer,
        decision.at.date(),
        decision.why,
        item if isinstance(item, str) else None,
        url if isinstance(url, str) else None,
    )


def answer_content(
    answer: Answer,
    page: str,
    number: str,
    *,
    item: str | None,
    url: str | None,
    also: Iterable[str],
) -> Mapping[str, Any]:
    """Write the content of a line, as `read_answer` reads it."""
    content = {
        "answer": answer,
        "page": page,
        "number": number,
        "item": item,
        "url": url,
        "also_supersedes": list(also),
    }
    return {name: value for name, value in content.items() if value}
