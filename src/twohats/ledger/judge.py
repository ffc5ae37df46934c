"""Judge one entry: the gates in their order, then the rules. See docs/rubric.md.

Pure: the same case and the same pieces, in whatever order, give the same judgement.
"""

from collections.abc import Iterable, Sequence
from dataclasses import replace

from twohats.ledger.cases import EntryCase
from twohats.ledger.rules import BY_ID, Outcome, decide, read_class
from twohats.ledger.steps import steps_of
from twohats.ledger.weighing import Piece, Weighed, weigh
from twohats.records.evidence import Evidence
from twohats.records.judgement import Class, Confidence, Judgement, Ruling

OWN = ("own-project", "personal-project")


def judge(entry: EntryCase, evidence: Iterable[Evidence], *, trace: bool = False) -> Judgement:
    """Say whose need an entry met, by which rule, how surely, and what would change that.

    Parameters
    ----------
    entry
        One of ours that is no bot's: who is not ours, or a bot, has no entry (gates G0, G1).
    evidence
        All pieces about it, in any order.
    trace
        Whether to give each gate and input as a step, for ``why``.

    Returns
    -------
    Judgement
        Undecided wherever what is unknown could turn out so that the class were another.
    """
    pieces = tuple(evidence)
    found = judge_pieces(entry, [(p.kind, p.holds, p.strength, p.said_at) for p in pieces])
    return with_steps(found, entry, pieces) if trace else found


def with_steps(found: Judgement, entry: EntryCase, evidence: Sequence[Evidence]) -> Judgement:
    """Add each step to a judgement."""
    # An answer that did not decide is no step on the way.
    case = entry if found.rule == "G3" else replace(entry, ruling=None)
    return replace(found, steps=steps_of(found, case, evidence))


def judge_pieces(case: EntryCase, pieces: Sequence[Piece]) -> Judgement:
    """Judge by bare pieces, as `judge` does; quicker where there are many."""
    if case.scope in OWN:
        return _own(case, pieces)
    weighed = weigh(case, pieces)
    if case.scope == "unknown":
        return _undecided(case, weighed, "G2", ("scope",), "nobody knows whose project this is")
    if case.ruling is not None and not case.ruling.is_for_like:
        return _ruled(case, case.ruling, weighed)
    found = _unanswered(case, weighed)
    if case.ruling is not None and found.class_ == "undecided":
        return _ruled(case, case.ruling, weighed)
    return found


def _unanswered(case: EntryCase, weighed: Weighed) -> Judgement:
    if not case.has_pulls:
        note = "whether a pull request brought it was not read"
        return _undecided(case, weighed, "G4", ("pulls",), note)
    if case.is_for_colleague and case.change is not None:
        return _inherited(case, case.change, weighed)
    if case.is_help and weighed.is_owed:
        return Judgement(
            case.entry,
            "directed",
            _at_most(case, "strong"),
            "inherits",
            lacks=_dates(case),
            note="what we owe or are paid for commits us to it",
            is_planned=weighed.is_in_plan,
            is_planned_late=weighed.is_planned_late,
        )
    return _by_rules(case, weighed, decide(*weighed.answers, case.is_before_plan))


def _by_rules(case: EntryCase, weighed: Weighed, outcome: Outcome) -> Judgement:
    rule = BY_ID.get(outcome.rule)
    note, suggestion = (rule.note, rule.suggestion) if rule else ("before the plan", None)
    if weighed.is_weakly_directed and outcome.class_ in ("foundational", "personal"):
        note = BY_ID["R12"].note
    if outcome.class_ == "undecided":
        if weighed.is_weakly_directed and suggestion is None:
            suggestion = "directed"
        if case.is_for_colleague:
            note = "the colleague's change it was done for was not read"
        lacks = _words(outcome.lacks, case, weighed) or ("ruling",)
        return _undecided(case, weighed, outcome.rule, lacks, note, suggestion)
    return Judgement(
        case.entry,
        outcome.class_,
        _at_most(case, _confidence(outcome.class_, weighed)),
        outcome.rule,
        lacks=_dates(case),
        note=note,
        is_planned=weighed.is_in_plan,
        is_planned_late=weighed.is_planned_late,
    )


def _confidence(class_: Class, weighed: Weighed) -> Confidence:
    if class_ == "directed":
        return "declared" if weighed.is_declared else "strong"
    is_weak = weighed.is_weakly_directed or (class_ == "foundational" and weighed.is_weakly_asked)
    return "weak" if is_weak else "strong"


def _own(case: EntryCase, pieces: Sequence[Piece]) -> Judgement:
    said = any(kind[0] == "D" and holds for kind, holds, _, _ in pieces)
    return Judgement(
        case.entry,
        "own-project",
        _at_most(case, "strong"),
        "G2",
        lacks=_dates(case),
        note="called directed elsewhere; own projects come first" if said else None,
    )


def _ruled(case: EntryCase, ruling: Ruling, weighed: Weighed) -> Judgement:
    class_ = read_class(ruling.class_) or "undecided"
    is_open = class_ == "undecided"
    return Judgement(
        case.entry,
        class_,
        None if is_open else "ruled",
        "G3",
        lacks=("ruling",) if is_open else (),
        note="two answers contradict each other; the later holds" if ruling.is_contested else None,
        is_planned=weighed.is_in_plan,
        is_planned_late=weighed.is_planned_late,
        secondary=ruling.secondary,
    )


def _inherited(case: EntryCase, change: Judgement, weighed: Weighed) -> Judgement:
    is_open = change.class_ == "undecided"
    confidence = change.confidence
    if confidence != "ruled" and confidence is not None:
        confidence = _at_most(case, confidence)
    lacks = change.lacks if is_open else tuple(dict.fromkeys((*change.lacks, *_dates(case))))
    return Judgement(
        case.entry,
        change.class_,
        confidence,
        "inherits",
        lacks=lacks,
        note="the colleague's change it was done for is undecided"
        if is_open
        else "as the colleague's change it was done for",
        suggestion=change.suggestion,
        is_planned=weighed.is_in_plan,
        is_planned_late=weighed.is_planned_late,
        secondary=change.secondary,
    )


def _undecided(
    case: EntryCase,
    weighed: Weighed,
    rule: str,
    lacks: tuple[str, ...],
    note: str | None,
    suggestion: Class | None = None,
) -> Judgement:
    return Judgement(
        case.entry,
        "undecided",
        None,
        rule,
        lacks=tuple(dict.fromkeys((*_dates(case), *lacks))),
        note=note,
        suggestion=suggestion,
        is_planned=weighed.is_in_plan,
        is_planned_late=weighed.is_planned_late,
    )


def _words(lacking: tuple[str, ...], case: EntryCase, weighed: Weighed) -> tuple[str, ...]:
    """Say in people's words which input would settle it, in the order worth asking."""
    words = set()
    for name in lacking:
        if name == "planned":
            words.add("plan")
        elif name == "directed":
            if not case.has_backlinks:
                words.add("backlinks")
            if weighed.has_unclear_sign:
                words.add("ruling")
        elif name == "vetoed":
            words.add("size" if weighed.is_size_unknown else "ruling")
        elif name == "listed":
            words.add("size" if case.activity == "change" else "ruling")
        else:
            words.add("ruling")
    return tuple(word for word in ("plan", "backlinks", "size", "ruling") if word in words)


def _at_most(case: EntryCase, confidence: Confidence) -> Confidence:
    return "weak" if case.basis == "assumed" else confidence


def _dates(case: EntryCase) -> tuple[str, ...]:
    return ("dates",) if case.basis == "assumed" else ()
