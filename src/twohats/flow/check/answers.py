"""Answers to situations: how each stands, and a line for the journal."""

from collections.abc import Iterable, Sequence

from twohats.checks.answered import said_of
from twohats.checks.found import find_situations
from twohats.errors import WrongUse
from twohats.flow.check.gathering import inputs_of, terms_of
from twohats.flow.check.rows import shown_key
from twohats.flow.experiments import Line
from twohats.flow.facts import Opened
from twohats.flow.ledger import ledger_of
from twohats.flow.settle import persons_settling
from twohats.formats.suggest import nearest
from twohats.journal import to_supersede
from twohats.journal.situations import ANSWERED, answer_content, answers_of
from twohats.records.situations import ANSWERS, Said, Situation


def answering(
    opened: Opened, name: str, answer: str, why: str, by: Iterable[str], writer: str
) -> tuple[Line, str]:
    """Make a line for the journal of an answer, and say what becomes of the situation.

    Parameters
    ----------
    opened
        A workspace with its facts, over the window in which the situation was seen.
    name
        Of the situation, with or without the forge.
    answer, why
        One of `ANSWERS`, and the reason.
    by
        Names of those who answer, besides whoever writes.
    writer
        Whoever runs this, as git knows them.

    Raises
    ------
    WrongUse
        No situation is called so, the answer is none, or nobody of the team gives it.
    """
    known = next((one for one in ANSWERS if one == answer.strip().lower()), None)
    if known is None:
        raise WrongUse(f"{answer!r} is no answer. Say one of {', '.join(ANSWERS)}.")
    if not why.strip():
        raise WrongUse("--why needs a reason in words; it is kept in the journal.")
    inputs, _ = inputs_of(opened, ())
    situation = _called(name, find_situations(inputs, terms_of(opened)).situations)
    ledger = ledger_of(opened)
    persons = persons_settling(by, opened.workspace.team, writer, ledger)
    own = [
        line.decision
        for line in answers_of(opened.decisions).get(situation.key, ())
        if {_person(opened, one) for one in line.by} <= persons
    ]
    before = [
        one for one in to_supersede(opened.decisions, ANSWERED, [situation.key]) if one in own
    ]
    content = dict(answer_content(known, persons, before[1:]))
    line = Line(ANSWERED, (situation.key,), why.strip(), content, before[0] if before else None)
    alone = persons <= set(situation.concerned)
    says = (
        f"Kept: {known}. It waits for somebody whose doing it is not to say the same: --by NAME."
        if alone
        else f"Kept: {known}."
    )
    return line, says


def said_in(opened: Opened, situations: Iterable[Situation]) -> dict[str, Said]:
    """Say how each situation stands, by its key."""
    lines = answers_of(opened.decisions)
    persons = persons_called(opened)
    return {one.key: said_of(one, lines.get(one.key, ()), persons) for one in situations}


def _called(name: str, situations: Sequence[Situation]) -> Situation:
    word = name.strip().lower()
    public = [one for one in situations if one.audience != "person"]
    found = [one for one in public if word in (one.key.lower(), shown_key(one.key).lower())]
    if len(found) == 1:
        return found[0]
    hint = nearest(name, [shown_key(one.key) for one in public])
    raise WrongUse(
        f"{name}: nothing was answered: no situation is called so in this window"
        f"{hint or '.'} `twohats check` lists them; with --since and --until it looks at another window."
    )


def persons_called(opened: Opened) -> dict[str, str]:
    """List whatever a line of the journal may call somebody, with the person it means."""
    called = {}
    for person in opened.people.persons:
        for identity in person.identities:
            called[identity.lower()] = person.key
            called[identity.partition(":")[2].lower()] = person.key
    return called


def _person(opened: Opened, name: str) -> str:
    return persons_called(opened).get(name.lower(), name)
