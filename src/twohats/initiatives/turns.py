"""Whose turn a change of ours was, day by day: ours to build, or theirs to look.

The parts add up to the days it was open. See docs/initiatives.md#time.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from twohats.records.initiatives import Turns

TALK = ("commented", "reviewed", "review_commented")
HANDS_OVER = (*TALK, "committed", "force_pushed", "ready_for_review", "reopened")
"""What gives it to the other side when we do it."""
DAY_S = 86_400.0


@dataclass(frozen=True)
class Act:
    """One thing that a person did to a change."""

    at: datetime
    kind: str
    is_ours: bool
    is_approval: bool = False
    """An approval hands nothing back: what is left to do is theirs."""


def turns_of(
    opened_at: datetime, ended_at: datetime, acts: Iterable[Act], *, is_draft: bool = False
) -> Turns:
    """Part the days of a change between us and them.

    Parameters
    ----------
    opened_at, ended_at
        From when to when; what is still open ends now.
    acts
        By people, in any order; what lies outside is left out.
    is_draft
        Whether it was opened as a draft, which is ours until it is ready.

    Returns
    -------
    Turns
        ``build_d`` and ``waiting_d`` add up to the days from one to the other.
    """
    is_with_us, at = is_draft, opened_at
    with_us = with_them = 0.0
    rounds = talk = 0
    was_reviewed = False
    for act in sorted(acts, key=lambda one: (one.at, one.kind, one.is_ours)):
        if not opened_at <= act.at <= ended_at:
            continue
        passed = (act.at - at).total_seconds()
        with_us, with_them = (
            (with_us + passed, with_them) if is_with_us else (with_us, with_them + passed)
        )
        at = act.at
        talk += act.kind in TALK
        if act.kind in ("converted_to_draft", "ready_for_review"):
            is_draft = act.kind == "converted_to_draft"
            if is_draft or not act.is_ours:
                is_with_us = is_draft
        if act.is_ours:
            gives = act.kind in HANDS_OVER and not is_draft
            rounds += gives and was_reviewed and is_with_us
            was_reviewed = was_reviewed and not gives
            is_with_us = is_draft or (is_with_us and not gives)
        elif act.kind in TALK:
            was_reviewed = True
            is_with_us = is_with_us or is_draft or not act.is_approval
    passed = max((ended_at - at).total_seconds(), 0.0)
    with_us, with_them = (
        (with_us + passed, with_them) if is_with_us else (with_us, with_them + passed)
    )
    return Turns(with_us / DAY_S, with_them / DAY_S, rounds, talk)
