"""What people answered before a new project, and what they decided: create, contribute, or ask first."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Literal

from twohats.journal.fold import in_force
from twohats.journal.registers import Said, said_of
from twohats.records import Skipped
from twohats.records.decisions import Decision

ANSWERED, DECIDED = "project-said", "project-decided"

Outcome = Literal["create", "contribute", "ask"]
OUTCOMES: tuple[Outcome, ...] = ("create", "contribute", "ask")


@dataclass(frozen=True)
class Decided:
    """What became of the question whether to begin a project."""

    project: str
    """Short name."""
    outcome: Outcome
    why: str
    on: date
    at: datetime
    repository: str | None = None
    """Key of what was begun, or of where we contribute instead."""
    pattern: str | None = None
    """How we take part; see `twohats.checks.founding.PATTERNS`."""


def decided_of(decisions: Iterable[Decision]) -> Mapping[str, Decided]:
    """Give what was decided, by project; the latest word on each."""
    found: dict[str, Decided] = {}
    for one in in_force(one for one in decisions if one.what == DECIDED):
        read = read_decided(one)
        if isinstance(read, Decided):
            found[read.project] = read
    return found


def answers_of(decisions: Iterable[Decision]) -> Mapping[str, Mapping[str, Said]]:
    """Give the answers in force, by project and question."""
    found: dict[str, dict[str, Said]] = {}
    for (project, asks), said in said_of(decisions, ANSWERED).items():
        found.setdefault(project, {})[asks] = said
    return found


def read_decided(decision: Decision) -> Decided | Skipped:
    """Read one line; `Skipped` with the reason where it cannot be used."""
    content = decision.content
    project, outcome = content.get("project"), content.get("outcome")
    if not (isinstance(project, str) and project) or outcome not in OUTCOMES:
        return Skipped(decision.id, "it does not say what was decided of which project")
    repository, pattern = content.get("repository"), content.get("pattern")
    return Decided(
        project, outcome, decision.why, decision.at.date(), decision.at,
        str(repository) if repository else None, str(pattern) if pattern else None,
    )  # fmt: skip


def decided_content(
    project: str, outcome: Outcome, repository: str | None, pattern: str | None
) -> Mapping[str, Any]:
    """Write the content of a line, as `read_decided` reads it."""
    content = {"project": project, "outcome": outcome, "repository": repository, "pattern": pattern}
    return {name: value for name, value in content.items() if value}
