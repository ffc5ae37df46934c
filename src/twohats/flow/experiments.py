"""``experiments``: what a team tries out, how one would see it, and when it decides.

Lines are added to the journal and never changed: whoever reads it later sees what was expected
before anybody knew.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Literal

from twohats.errors import WrongUse
from twohats.flow.facts import Moments
from twohats.flow.ledger import Ledger
from twohats.flow.rows import Row
from twohats.formats.addresses import read_owner
from twohats.formats.suggest import nearest
from twohats.journal import to_supersede, unusable
from twohats.journal.experiments import (
    EXPERIMENT,
    FEEDBACK,
    Experiment,
    Feedback,
    experiment_content,
    experiments_of,
    feedback_of,
)
from twohats.ledger.few import FEWEST_EVENTS, FEWEST_PEOPLE
from twohats.records import Skipped
from twohats.records.decisions import Decision
from twohats.workspace import Workspace
from twohats.workspace.settings import Policy

KPIS: dict[str, dict[str, object]] = {
    "changes": {"activity": "change"},
    "reviews": {"activity": "review"},
    "planned_reviews": {"activity": "review", "planned": True},
    "answers": {"activity": "answer"},
    "triage": {"activity": "triage"},
    "merges": {"activity": "merge"},
    "releases": {"activity": "release"},
    "directed": {"class": "directed"},
    "foundational": {"class": "foundational"},
    "planned": {"planned": True},
}
"""What the program can compute: entries of upstream work with these values in the ledger."""
MANUAL = "manual:"
"""Begins a KPI that people count."""

COLUMNS = (
    "experiment", "title", "state", "waits", "start", "review", "kpis", "feedback", "hypothesis",
    "why", "community", "example",
)  # fmt: skip
KPI_COLUMNS = ("experiment", "kpi", "period", "since", "until", "value", "people", "answer", "rows")
POLICY_COLUMNS = ("policy", "effective_from", "effective_until", "state", "changed", "feedback")
FEEDBACK_COLUMNS = ("about", "date", "words")

PROMPTS = (
    "What did we expect, and what came of it?",
    "What did it cost, and whom? What did people upstream say?",
    "Keep it, change it, or stop it?",
)
"""Questions for a retrospective with an experiment that is due."""


@dataclass(frozen=True)
class Wish:
    """What somebody wants to try out."""

    title: str
    hypothesis: str | None = None
    kpis: tuple[str, ...] = ()
    start_on: date | None = None
    review_on: date | None = None
    community: str | None = None
    example: str | None = None
    """Take over what is not said from this example."""


@dataclass(frozen=True)
class Line:
    """A line to be added to the journal."""

    what: str
    about: tuple[str, ...]
    why: str
    content: dict[str, object]
    supersedes: str | None = None


EXAMPLES = (
    Experiment(
        "experiment:review-rounds",
        "Reviews as an item of the plan",
        "If each iteration holds a number of reviews for people who do not maintain the project, "
        "more of their changes come to an end, and more of these people come back.",
        ("planned_reviews", "manual: people who came back after we reviewed a change of theirs"),
        date(2025, 10, 1),
        date(2026, 1, 7),
        "running",
        "an example",
        example="review-rounds",
    ),
    Experiment(
        "experiment:triage-hours",
        "A fixed hour for triage",
        "If we meet at a fixed time to put open issues in order, and whoever likes can join, fewer "
        "of them lie around without what it takes to work on them.",
        ("triage",),
        date(2025, 10, 1),
        date(2026, 1, 7),
        "running",
        "an example",
        example="triage-hours",
    ),
    Experiment(
        "experiment:sponsoring",
        "Mentors for people on the way to maintaining",
        "If we stand by people who want to maintain the project, whoever employs them, more of them "
        "get there, and the project rests on more shoulders.",
        ("manual: people who became maintainers with a mentor or sponsor of ours",),
        date(2025, 10, 1),
        date(2026, 4, 1),
        "running",
        "an example",
        example="sponsoring",
    ),
    Experiment(
        "experiment:releases",
        "A hand with releases",
        "If our engineers make releases, and help others to make theirs, what is finished reaches "
        "people sooner and hangs less on one person.",
        ("releases", "manual: releases that others made with our help"),
        date(2025, 10, 1),
        date(2026, 4, 1),
        "running",
        "an example",
        example="releases",
    ),
)
"""Worked examples after the four pilots that 2i2c described in 2025; none of them is anybody's."""


def listed(decisions: Sequence[Decision], today: date) -> list[Row]:
    """List experiments: who waits for a review first, then by that day."""
    said = feedback_of(decisions)
    far = date.max
    found = sorted(
        experiments_of(decisions),
        key=lambda one: (
            not (one.is_due(today) or one.is_contested),
            one.state == "stopped",
            one.review_on or far,
            one.key,
        ),
    )
    return [_row(one, _waits(one, today), said) for one in found]


def example_rows() -> list[Row]:
    """List the examples, as what they are."""
    return [_row(one, "", ()) | {"state": "example"} for one in EXAMPLES]


def losses(decisions: Sequence[Decision]) -> tuple[Skipped, ...]:
    """Name lines about experiments that say nothing usable."""
    return unusable(one for one in decisions if one.what == EXPERIMENT)


def starting(wish: Wish, decisions: Sequence[Decision], workspace: Workspace, today: date) -> Line:
    """Write down what is to be tried out.

    Raises
    ------
    WrongUse
        Something is missing or not usable; nothing was written.
    """
    # Named as the example where nobody gave a title of their own.
    name = _slug(wish.title or wish.example or "")
    wish = _completed(wish)
    key = f"experiment:{name}"
    if key in {one.key for one in experiments_of(decisions)}:
        raise WrongUse(
            f"{name}: not started: there is one of this name. Say it with another title."
        )
    hypothesis = (wish.hypothesis or "").strip()
    if not hypothesis:
        raise WrongUse(f"{name}: not started: --hypothesis is missing: if we …, then …")
    if not wish.kpis:
        known = ", ".join(KPIS)
        raise WrongUse(
            f"{name}: not started: --kpi is missing: how would you see it? "
            f"One of {known}; or 'manual: what people count'."
        )
    start = wish.start_on or today
    if wish.review_on is None:
        raise WrongUse(f"{name}: not started: --review-on is missing: on which day do you decide?")
    if wish.review_on <= start:
        raise WrongUse(
            f"{name}: not started: the review ({wish.review_on}) has to lie after the start ({start})."
        )
    experiment = Experiment(
        key,
        wish.title.strip(),
        hypothesis,
        tuple(_kpi(one) for one in wish.kpis),
        start,
        wish.review_on,
        "running",
        hypothesis,
        _community(wish.community, workspace),
        wish.example,
    )
    return Line(EXPERIMENT, (key,), hypothesis, dict(experiment_content(experiment)))


def deciding(
    name: str,
    state: Literal["kept", "stopped"],
    why: str,
    decisions: Sequence[Decision],
    review_on: date | None = None,
    today: date | None = None,
) -> Line:
    """Write down that an experiment is kept or stopped.

    Raises
    ------
    WrongUse
        There is none of this name, it was stopped before, or the next review has passed.
    """
    experiment = find_experiment(name, decisions)
    if experiment.state == "stopped" and not experiment.is_contested:
        raise WrongUse(f"{experiment.name}: nothing was decided: it was stopped before. Start a new one.")  # fmt: skip
    if review_on and today and review_on <= today:
        raise WrongUse(f"--review-on {review_on}: nothing was decided: that day is not to come.")
    supersedes, *more = to_supersede(decisions, EXPERIMENT, [experiment.key])
    after = replace(experiment, state=state, review_on=review_on)
    content = dict(experiment_content(after, more))
    return Line(EXPERIMENT, (experiment.key,), why, content, supersedes)


def saying(
    words: str,
    about: str | None,
    decisions: Sequence[Decision],
    policies: Sequence[Policy],
    today: date,
) -> Line:
    """Write feedback down: on an experiment, on a policy, or on the policy in force.

    Raises
    ------
    WrongUse
        There is nothing of this name, or no policy is in force.
    """
    return Line(FEEDBACK, (_subject(about, decisions, policies, today),), words, {})


def feedback_rows(decisions: Sequence[Decision]) -> list[Row]:
    """List what people said, newest first; who said it stays in the journal."""
    return [{"about": f.about, "date": f.said_on, "words": f.words} for f in feedback_of(decisions)]


def policy_rows(
    policies: Sequence[Policy], decisions: Sequence[Decision], today: date
) -> list[Row]:
    """List versions of the policy, newest first, with what each changed."""
    said = feedback_of(decisions)
    rows = []
    for at, policy in enumerate(policies):
        before = policies[at - 1] if at else None
        following = policies[at + 1].effective_from if at + 1 < len(policies) else None
        until = policy.effective_until or following
        is_in_force = policy.effective_from <= today and (until is None or today < until)
        is_to_come = policy.effective_from > today
        rows.append(
            {
                "policy": policy.name,
                "effective_from": policy.effective_from,
                "effective_until": until,
                "state": "in force" if is_in_force else "to come" if is_to_come else "over",
                "changed": _changed(before, policy),
                "feedback": _count(said, f"policy:{policy.name}"),
            }
        )
    return rows[::-1]


def periods_of(experiment: Experiment, until: datetime) -> tuple[Moments, Moments | None]:
    """Give the time before an experiment and the time since, equally long.

    Parameters
    ----------
    experiment
        Its start cuts the two.
    until
        How far the facts reach.

    Returns
    -------
    before, since
        ``since`` is None where the facts do not reach the start.
    """
    start = datetime.combine(experiment.start_on, time(), UTC)
    if until <= start:
        return Moments(start - timedelta(days=1), start), None
    return Moments(start - (until - start), start), Moments(start, until)


def kpi_rows(experiment: Experiment, before: Ledger, since: Ledger) -> list[Row]:
    """Set each KPI since the start beside the time before, where the program can compute it."""
    rows = []
    for kpi in experiment.kpis:
        if kpi.startswith(MANUAL):
            row: Row = dict.fromkeys(KPI_COLUMNS)
            rows.append(
                row | {"experiment": experiment.name, "kpi": kpi, "answer": "people count it"}
            )
            continue
        for period, ledger in (("before", before), ("since the start", since)):
            rows.append(_measured(experiment, kpi, period, ledger))
    return rows


def find_experiment(name: str, decisions: Sequence[Decision]) -> Experiment:
    """Find an experiment by its name.

    Raises
    ------
    WrongUse
        There is none.
    """
    wanted = name.removeprefix("experiment:")
    found = {one.name: one for one in experiments_of(decisions)}
    if wanted not in found:
        raise WrongUse(f"{name}: no experiment is called so{nearest(wanted, found)}")
    return found[wanted]


def _row(one: Experiment, waits: str, said: Iterable[Feedback]) -> Row:
    return {
        "experiment": one.name,
        "title": one.title,
        "state": one.state,
        "waits": waits,
        "start": one.start_on,
        "review": one.review_on,
        "kpis": one.kpis,
        "feedback": _count(said, one.key),
        "hypothesis": one.hypothesis,
        "why": one.why,
        "community": one.community,
        "example": one.example,
    }


def _waits(one: Experiment, today: date) -> str:
    if one.is_contested:
        return "two lines differ"
    return "review" if one.is_due(today) else ""


def _count(said: Iterable[Feedback], about: str) -> int:
    return sum(one.about == about for one in said)


def _completed(wish: Wish) -> Wish:
    """Fill what was not said from an example."""
    if wish.example is None:
        return wish
    known = {one.name: one for one in EXAMPLES}
    if wish.example not in known:
        raise WrongUse(f"--example {wish.example!r} is none{nearest(wish.example, known)}")
    example = known[wish.example]
    return replace(
        wish,
        title=wish.title or example.title,
        hypothesis=wish.hypothesis or example.hypothesis,
        kpis=wish.kpis or example.kpis,
    )


def _slug(title: str) -> str:
    name = re.sub(r"[^a-z0-9]+", "-", title.casefold()).strip("-")
    if not name:
        raise WrongUse("nothing was started: say in a few words what you try out.")
    return name


def _kpi(said: str) -> str:
    said = " ".join(said.split())
    if said.startswith(MANUAL):
        words = said.removeprefix(MANUAL).strip()
        if words:
            return f"{MANUAL} {words}"
    if said not in KPIS:
        raise WrongUse(
            f"--kpi {said!r} is nothing the program can compute; where people count it, write "
            f"'manual: ' before it{nearest(said, KPIS)}"
        )
    return said


def _community(said: str | None, workspace: Workspace) -> str | None:
    try:
        return said and read_owner(said, workspace.settings.hosts)
    except ValueError as error:
        raise WrongUse(f"--community: {error}.") from error


def _subject(
    about: str | None, decisions: Sequence[Decision], policies: Sequence[Policy], today: date
) -> str:
    if about is None:
        in_force = [row for row in policy_rows(policies, (), today) if row["state"] == "in force"]
        if not in_force:
            raise WrongUse("nothing was written down: no policy is in force. Name --about.")
        return f"policy:{in_force[0]['policy']}"
    known = {f"policy:{policy.name}" for policy in policies}
    known |= {one.key for one in experiments_of(decisions)}
    meant = sorted(key for key in known if about in (key, key.partition(":")[2]))
    if len(meant) != 1:
        hint = f": say one of {', '.join(meant)}" if meant else nearest(about, known)
        raise WrongUse(f"--about {about!r}: nothing was written down{hint}")
    return meant[0]


_TERMS = (
    "band_upstream",
    "balance_unit",
    "on_clock_scope",
    "free_choice_share",
    "outside_plan_time",
)


def _changed(before: Policy | None, after: Policy) -> tuple[str, ...]:
    """Say which terms a version of the policy has, or has otherwise than the one before."""
    return tuple(
        f"{term} {_said(getattr(after, term))}"
        for term in _TERMS
        if getattr(after, term) != (getattr(before, term) if before else None)
    )


def _said(value: object) -> str:
    if value is None:
        return "not agreed on any more"
    return "–".join(map(str, value)) if isinstance(value, tuple) else str(value)


def _measured(experiment: Experiment, kpi: str, period: str, ledger: Ledger) -> Row:
    wanted = {"scope": "upstream", **KPIS[kpi]}
    if experiment.community:
        wanted["community"] = experiment.community
    found = [row for row in ledger.rows if all(row[name] == wanted[name] for name in wanted)]
    people = len({row["label"] for row in found})
    is_small = bool(found) and (len(found) < FEWEST_EVENTS or people < FEWEST_PEOPLE)
    window = ledger.window
    since, until = (at.isoformat().removesuffix("+00:00") for at in (window.since, window.until))
    query = f"from entries where {' and '.join(_test(*one) for one in wanted.items())}"
    return {
        "experiment": experiment.name,
        "kpi": kpi,
        "period": period,
        "since": window.since,
        "until": window.until,
        "value": None if is_small else len(found),
        "people": None if is_small else people,
        "answer": "too few" if is_small else "counted",
        "rows": f'twohats sql "{query}" --since {since} --until {until}',
    }


def _test(column: str, value: object) -> str:
    """Write the condition that a column has a value."""
    return column if value is True else f"{column} = '{value}'"
