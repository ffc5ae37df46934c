"""Answers to gaps between initiatives and upstream: told, not needed, or waits until a day.

Answers of several people stand beside each other; whoever says something else later takes the place
of their own earlier word, and of nobody else's.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from twohats.journal.fold import ALSO, in_force
from twohats.journal.rulings import texts
from twohats.records import Skipped
from twohats.records.decisions import Decision
from twohats.records.initiatives import ANSWERS, Answer

GAP_ANSWERED = "gap-answered"


@dataclass(frozen=True)
class GapLine:
    """One line of the journal about one gap."""

    decision: str
    gap: str
    answer: Answer
    why: str
    by: tuple[str, ...]
    """Who says so: persons of the team, as the line names them."""
    at: datetime
    link: str | None = None
    until: date | None = None


def gap_answers(decisions: Iterable[Decision]) -> Mapping[str, tuple[GapLine, ...]]:
    """List the answers in force, by gap, oldest first."""
    found: dict[str, list[GapLine]] = {}
    for one in in_force(one for one in decisions if one.what == GAP_ANSWERED):
        read = read_gap_answer(one)
        if isinstance(read, GapLine):
            found.setdefault(read.gap, []).append(read)
    return {key: tuple(lines) for key, lines in found.items()}


def read_gap_answer(decision: Decision) -> GapLine | Skipped:
    """Read one line; `Skipped` with the reason where it cannot be used."""
    content = decision.content
    answer = next((one for one in ANSWERS if one == content.get("answer")), None)
    if answer is None:
        return Skipped(decision.id, f"{content.get('answer')!r} is no answer to a gap")
    if len(decision.about) != 1:
        return Skipped(decision.id, "an answer that is not about one gap")
    said, link = content.get("until"), content.get("link")
    try:
        until = date.fromisoformat(str(said)) if said is not None else None
    except ValueError:
        return Skipped(decision.id, f"{said!r} is no date")
    if (answer == "waits" and until is None) or (answer == "told" and not link):
        return Skipped(decision.id, f"{answer} says neither where nor until when")
    by = texts(content.get("by")) or (decision.who,)
    address = str(link) if link else None
    return GapLine(
        decision.id, decision.about[0], answer, decision.why, by, decision.at, address, until
    )


def gap_content(
    answer: Answer,
    by: Iterable[str],
    link: str | None = None,
    until: date | None = None,
    also_supersedes: Iterable[str] = (),
) -> Mapping[str, Any]:
    """Write the content of a line, as `read_gap_answer` reads it."""
    content: dict[str, Any] = {
        "answer": answer,
        "by": sorted(by),
        "link": link,
        "until": until.isoformat() if until else None,
        ALSO: list(also_supersedes),
    }
    return {name: value for name, value in content.items() if value}
