"""Steps: each gate and input that led to a judgement, in sentences a person could dispute."""

from collections.abc import Iterable, Sequence
from typing import Literal

from twohats.ledger.cases import EntryCase
from twohats.ledger.rules import BY_ID, Answer
from twohats.ledger.weighing import MUTE, strength_of, weigh
from twohats.records.evidence import Evidence
from twohats.records.judgement import SHOWN, Judgement, Step
from twohats.records.times import show_date

QUESTIONS = {
    "G0": "Is it a person's work?",
    "G1": "Was the person one of ours on that day?",
    "G2": "Is it an upstream project, neither our own nor one person's?",
    "G3": "Did people answer already?",
    "G4": "Was read what the class depends on: the plan, our trackers' links, pull requests?",
    "inherits": "Does it take the class of what it was done for?",
    "D": "Did a member or our product drive it?",
    "F1": "Did upstream need it?",
    "F2": "Was it in the team's plan before the work, or in the same iteration?",
    "F3": "Is it a kind of work that the team does for upstream?",
    "veto": "Is it a major feature, or a new project of our own?",
    "D1": "Does a plan item or initiative say that it is directed?",
    "D2": "Does a contract, or a label that names who pays, commit us to it?",
    "D3": "Did a request for support cause it?",
    "D4": "Does an issue of our tracker name a member as the reason?",
    "D5": "Does the author say so?",
    "D6": "Is it linked to an initiative that does not say whose need it meets?",
    "D7": "Did a member show interest?",
    "N1": "Is it a major feature?",
    "N2": "Is it a new project of our own?",
}
"""What is asked at each step; D1 to N2 for single pieces."""

_KINDS = {
    "D": ("D1", "D2", "D3", "D4", "D5", "D6", "D7"),
    "F1": ("F1",),
    "F2": ("F2",),
    "F3": ("F3",),
    "veto": ("N1", "N2"),
}
_NOTHING = {
    "D": "Nothing that was read says so.",
    "F1": "No request by anybody who is not ours was found.",
    "F2": "No plan item or initiative for upstream that was recorded in time links it.",
    "F3": "It is of no kind on the list.",
    "veto": "Neither was found.",
}
_UNREAD = {
    "D": "The links from our trackers are not known for that time, and nothing else says so.",
    "F1": "Nothing that was read tells whether upstream asked.",
    "F2": "The plan of that time is not known.",
    "F3": "What it touched was not read.",
    "veto": "What would tell was not read.",
}
_BASES = {
    "declared": "The team file gives the dates.",
    "file history": "The history of the team file gives the dates.",
    "assumed": "The team file names the person without dates, so this is assumed.",
}
_SCOPES = {
    "upstream": "The project is upstream.",
    "own-project": "The project is our own; the framework does not apply.",
    "personal-project": "The project is one person's; the framework does not apply.",
    "unknown": "Nobody has said yet whose project it is.",
}

_UNSAID = {True: "That is so.", False: "That is not so.", None: "That is not known."}

_Said = Literal["yes", "no", "unknown"]


def steps_of(
    judgement: Judgement, case: EntryCase, evidence: Iterable[Evidence]
) -> tuple[Step, ...]:
    """List what was looked at, in order, up to the gate or rule that decided."""
    pieces = sorted(evidence, key=_order)
    steps = [
        _step("G0", True, "The account is not known as a bot's."),
        _step("G1", None if case.basis == "assumed" else True, _BASES[case.basis]),
        _step(
            "G2", {"upstream": True, "unknown": None}.get(case.scope, False), _SCOPES[case.scope]
        ),
    ]
    if case.scope != "upstream":
        return tuple(steps)
    steps.append(_answered(case))
    if case.ruling is not None:
        return tuple(steps)
    steps.append(_known(case))
    if judgement.rule == "G4":
        return tuple(steps)
    if judgement.rule == "inherits":
        return (*steps, *_inputs(case, pieces, ("D",)), _inherited(judgement, case))
    return (*steps, *_inputs(case, pieces, tuple(_KINDS)), *_concluded(judgement, case, pieces))


def _order(piece: Evidence) -> tuple[str, ...]:
    """Sort by all that shows, so that the order in which pieces come does not."""
    shown = (piece.url, piece.because, piece.said_at, piece.holds, piece.strength)
    return (piece.kind, *map(str, shown))


def _step(name: str, answer: Answer, because: str, url: str | None = None) -> Step:
    return Step(name, QUESTIONS[name], _said(answer), because, url)


def _said(answer: Answer) -> _Said:
    return "unknown" if answer is None else "yes" if answer else "no"


def _answered(case: EntryCase) -> Step:
    ruling = case.ruling
    if ruling is None:
        return _step("G3", False, "Nobody has answered for it or for like cases.")
    who = " and ".join(ruling.who) or "somebody"
    when = f" on {show_date(ruling.at)}" if ruling.at else ""
    why = f": {ruling.why.rstrip('.')}" if ruling.why else ""
    contested = (
        " Another answer contradicts it; the later one holds." if ruling.is_contested else ""
    )
    shown = SHOWN.get(ruling.class_, ruling.class_)
    because = f"{who} answered {shown}{when}{why}.{contested}"
    return _step("G3", True, because, ruling.links[0] if ruling.links else None)


def _known(case: EntryCase) -> Step:
    if not case.has_pulls:
        return _step("G4", False, "Whether a pull request brought it was not read.")
    missing = [
        name
        for name, is_there in (
            ("the plan", case.has_plan),
            ("the links from our trackers", case.has_backlinks),
        )
        if not is_there
    ]
    if not missing:
        return _step("G4", True, "Plan and links of that time were read.")
    verb = "are" if missing != ["the plan"] else "is"
    missed = " and ".join(missing)
    missed = missed[0].upper() + missed[1:]
    return _step("G4", False, f"{missed} {verb} not known for that time.")


def _inputs(
    case: EntryCase, pieces: Sequence[Evidence], names: tuple[str, ...]
) -> tuple[Step, ...]:
    """Give each input with the piece that answers it, and every other piece that was found."""
    weighed = weigh(case, [(p.kind, p.holds, p.strength, p.said_at) for p in pieces])
    answers = dict(zip(_KINDS, weighed.answers, strict=True))
    steps = []
    for name in names:
        answer = answers[name]
        about = [p for p in pieces if p.kind in _KINDS[name] or (name == "F2" and p.kind == "D6")]
        best = _best(case, name, answer, about)
        if best is not None:
            steps.append(_step(name, answer, _sentence(best, case), best.url))
        else:
            because = _NOTHING[name] if answer is False else _UNREAD[name]
            if name == "F3" and case.is_for_colleague:
                because = "That depends on the colleague's change, which was not judged."
            steps.append(_step(name, answer, because))
        for piece in about:
            if piece is not best and piece.holds is not False and piece.kind in _KINDS[name]:
                question = QUESTIONS[piece.kind]
                because = _sentence(piece, case)
                steps.append(Step(name, question, _said(piece.holds), because, piece.url))
    return tuple(steps)


def _best(case: EntryCase, name: str, answer: Answer, about: Sequence[Evidence]) -> Evidence | None:
    """Find the piece on which an answer rests."""
    for piece in about:
        if piece.holds is not answer or (name == "F2" and piece.kind == "D6" and not answer):
            continue
        if name != "D":
            return piece
        is_strong = strength_of(piece.kind, piece.strength, piece.said_at, case) == "strong"
        if answer and is_strong and piece.kind not in MUTE:
            return piece
        if answer is None and piece.kind not in MUTE:
            return piece
    return None


def _sentence(piece: Evidence, case: EntryCase) -> str:
    """Say what was found, and why it counts for less where it does."""
    because = piece.because or _UNSAID[piece.holds]
    if piece.kind[0] != "D" or not piece.holds:
        return because
    if piece.kind == "D6":
        return f"{because} That shows planning, and no direction."
    if strength_of(piece.kind, piece.strength, piece.said_at, case) == "strong":
        return because
    if piece.said_at is None:
        return f"{because} It has no date, so it is a weak sign."
    if case.ended_at is not None and piece.said_at > case.ended_at:
        return f"{because} It was said after the work, so it can explain but not prove."
    return f"{because} It is a weak sign."


def _inherited(judgement: Judgement, case: EntryCase) -> Step:
    if case.is_help:
        because = "It is somebody else's, and what we owe or are paid for commits us to help."
    else:
        because = f"It was done for a colleague's change, which is {SHOWN[judgement.class_]}."
    return _step("inherits", True, because)


def _concluded(
    judgement: Judgement, case: EntryCase, pieces: Sequence[Evidence]
) -> tuple[Step, ...]:
    """Name the rule, and what weakens it."""
    if judgement.rule == "before-plan":
        question = "Does it lie before the team planned at all?"
        because = "Before that day nothing counts as outside the plan; its lean stands."
        return (Step("before-plan", question, "yes", because),)
    rule = BY_ID[judgement.rule]
    sentence = rule.sentence
    if judgement.rule == "R13" and judgement.lacks:
        sentence = f"{sentence} It lacks: {', '.join(judgement.lacks)}."
    result = SHOWN[judgement.class_]
    steps = [Step(rule.id, f"Rule {rule.id}: {result}", "yes", sentence)]
    weighed = weigh(case, [(p.kind, p.holds, p.strength, p.said_at) for p in pieces])
    if weighed.is_weakly_directed:
        weak = BY_ID["R12"]
        steps.append(Step(weak.id, "Are there weak signs of a need of ours?", "yes", weak.sentence))
    return tuple(steps)
