"""How a situation stands: nobody answers alone for their own doing, and their word is shown apart."""

from collections.abc import Mapping, Sequence

from twohats.journal.situations import AnswerLine
from twohats.records.situations import Said, Situation, State


def said_of(
    situation: Situation,
    lines: Sequence[AnswerLine],
    persons: Mapping[str, str] | None = None,
) -> Said:
    """Say how a situation stands.

    Parameters
    ----------
    situation
        What was seen.
    lines
        Answers in force, oldest first.
    persons
        Person by whatever a line may call them, in lower case; who is not among them is called so.

    Returns
    -------
    Said
        ``open``: nobody said anything. ``to confirm``: only those whose own doing it is did.
        ``contested``: two people who are not concerned say different things. Else ``answered``, by
        the latest word of somebody who is not concerned.
    """
    if not lines:
        return Said("open")
    called = persons or {}
    concerned = frozenset(situation.concerned)
    by_line = [(line, tuple(called.get(one.lower(), one) for one in line.by)) for line in lines]
    others = [(line, by) for line, by in by_line if not concerned.issuperset(by)]
    last, by = (others or by_line)[-1]
    alone = tuple(dict.fromkeys(one for _, each in by_line for one in each if one in concerned))
    if not others:
        return Said("to confirm", last.answer, last.why, by, last.at, alone)
    state: State = "answered" if len({line.answer for line, _ in others}) == 1 else "contested"
    everybody = tuple(dict.fromkeys(one for _, each in others for one in each))
    return Said(state, last.answer, last.why, everybody, last.at, alone)
