"""Experiments a team tries out, and what people say of them and of the policy.

An experiment is one chain of lines: the first says what is tried, each later one takes its place and
says what was decided. Feedback is never folded: whatever somebody said stays said.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

from twohats.journal.fold import Standing, standing
from twohats.journal.rulings import texts
from twohats.records import Skipped
from twohats.records.decisions import Decision

EXPERIMENT, FEEDBACK = "experiment", "feedback"

State = Literal["running", "kept", "stopped"]
STATES: tuple[State, ...] = ("running", "kept", "stopped")


@dataclass(frozen=True)
class Experiment:
    """What a team tries out, as it stands."""

    key: str
    """``experiment:`` and its short name."""
    title: str
    hypothesis: str
    kpis: tuple[str, ...]
    """How one would see it: a name the program can compute, or ``manual:`` and words."""
    start_on: date
    review_on: date | None
    """Day to decide; None: it was decided, and nobody asked to look again."""
    state: State
    why: str
    """Reason of the latest line."""
    community: str | None = None
    """Owner key, where it is about one community."""
    example: str | None = None
    """Example whose words it took over."""
    is_contested: bool = False
    """Whether two lines say different things, and a person has to say which holds."""

    @property
    def name(self) -> str:
        """Short name."""
        return self.key.partition(":")[2]

    def is_due(self, today: date) -> bool:
        """Whether it waits for a review."""
        return self.review_on is not None and self.review_on <= today and self.state != "stopped"


@dataclass(frozen=True)
class Feedback:
    """What somebody said of the policy or of an experiment."""

    about: str
    """``policy:`` or ``experiment:``, and its name."""
    said_on: date
    words: str


def experiments_of(decisions: Iterable[Decision]) -> tuple[Experiment, ...]:
    """List experiments as they stand, the oldest first; what cannot be read is left out."""
    by_key: dict[str, list[Standing]] = {}
    for one in standing(one for one in decisions if one.what == EXPERIMENT):
        for key in one.about or one.decision.about:
            by_key.setdefault(key, []).append(one)
    found = []
    for held in by_key.values():
        latest = held[-1]
        read = read_experiment(latest.decision, len(held) > 1 or latest.is_contested)
        if isinstance(read, Experiment):
            found.append(read)
    return tuple(sorted(found, key=lambda one: (one.start_on, one.key)))


def feedback_of(decisions: Iterable[Decision]) -> tuple[Feedback, ...]:
    """List what people said, the newest first."""
    said = [one for one in decisions if one.what == FEEDBACK and one.why.strip()]
    said.sort(key=lambda one: one.id, reverse=True)
    return tuple(Feedback(key, one.at.date(), one.why) for one in said for key in one.about)


def read_experiment(decision: Decision, is_contested: bool = False) -> Experiment | Skipped:
    """Read one line; `Skipped` with the reason where it cannot be used."""
    content = decision.content
    missing = [name for name in ("title", "hypothesis", "start") if not content.get(name)]
    if missing or len(decision.about) != 1:
        lacking = " and no ".join(missing) or "name, or more than one"
        return Skipped(decision.id, f"an experiment with no {lacking}")
    state = content.get("state")
    if state not in STATES:
        return Skipped(decision.id, f"{state!r} is no state of an experiment")
    try:
        start, review = (_day(content.get(name)) for name in ("start", "review"))
    except ValueError as error:
        return Skipped(decision.id, str(error))
    if start is None:
        return Skipped(decision.id, f"{content['start']!r} is no date")
    return Experiment(
        decision.about[0],
        str(content["title"]),
        str(content["hypothesis"]),
        texts(content.get("kpis")),
        start,
        review,
        state,
        decision.why,
        content.get("community"),
        content.get("example"),
        is_contested,
    )


def experiment_content(
    experiment: Experiment, also_supersedes: Iterable[str] = ()
) -> Mapping[str, Any]:
    """Write the content of a line, as `read_experiment` reads it."""
    content: dict[str, Any] = {
        "title": experiment.title,
        "hypothesis": experiment.hypothesis,
        "kpis": list(experiment.kpis),
        "start": experiment.start_on.isoformat(),
        "review": experiment.review_on.isoformat() if experiment.review_on else None,
        "state": experiment.state,
        "community": experiment.community,
        "example": experiment.example,
        "also_supersedes": list(also_supersedes),
    }
    return {name: value for name, value in content.items() if value}


def _day(said: object) -> date | None:
    if said is None:
        return None
    try:
        return date.fromisoformat(str(said)[:10])
    except ValueError:
        raise ValueError(f"{said!r} is no date") from None
