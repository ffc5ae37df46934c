"""The rules R1 to R13, as one table; the first row that applies gives the class.

Each input is yes, no or unknown. Where something is unknown, every way in which it could turn out
is tried, and the class is the one on which all agree, else ``undecided``. See docs/rubric.md#rules.
"""

from dataclasses import dataclass
from functools import cache
from itertools import product

from twohats.records.judgement import ALIASES, CLASSES, Class

YES, NO, ANY = True, False, None

Answer = bool | None
"""Yes, no, or unknown."""


@dataclass(frozen=True)
class Inputs:
    """What the rules ask, each answered with yes, no or unknown (None)."""

    directed: Answer
    """D: strong evidence that a member or our product drove it."""
    asked: Answer
    """F1: upstream's need."""
    planned: Answer
    """F2: in the team's plan before the work, or in the same iteration."""
    listed: Answer
    """F3: a kind of activity that the team does for upstream."""
    vetoed: Answer
    """N1 or N2: a major feature, or a new project of our own."""


INPUTS = ("directed", "asked", "planned", "listed", "vetoed")


@dataclass(frozen=True)
class Rule:
    """One row of the table."""

    id: str
    when: tuple[Answer, Answer, Answer, Answer, Answer] | None
    """Answers it needs, in the order of `Inputs`; ANY: either. None: not chosen by answers."""
    class_: Class | None
    """None: it does not give the class."""
    sentence: str
    """For people, true wherever the rule applies."""
    note: str | None = None
    suggestion: Class | None = None


RULES: tuple[Rule, ...] = (
    Rule("R1", (YES, NO, ANY, ANY, ANY), "directed",
         "A member or our product drove it, and nobody upstream had asked."),
    Rule("R2", (YES, YES, NO, ANY, ANY), "directed",
         "A member or our product drove it, and it was not in the team's upstream plan.",
         "upstream also asked"),
    Rule("R3", (YES, YES, YES, ANY, NO), "undecided",
         "A member or our product drove it, and upstream's need was planned for too.",
         "both drove it"),
    Rule("R4", (YES, ANY, ANY, ANY, YES), "directed",
         "A member or our product drove it, and it is nothing that could be foundational."),
    Rule("R5", (NO, YES, YES, YES, NO), "foundational",
         "Upstream needed it, the team had planned it, and it is work the team does for upstream."),
    Rule("R6", (NO, YES, YES, NO, NO), "undecided",
         "Upstream needed it and the team had planned it, but it is no kind of work on the list.",
         "a kind of work that is not on the list", "foundational"),
    Rule("R7", (NO, YES, NO, ANY, ANY), "personal",
         "Upstream needed it, and the team had not planned it."),
    Rule("R8", (NO, NO, YES, ANY, NO), "undecided",
         "The team had planned it, but nothing says whose need it met.",
         "planned, but whose need?"),
    Rule("R9", (NO, ANY, YES, ANY, YES), "undecided",
         "The team had planned it, but it is a major feature or a new project of our own.",
         "not foundational"),
    Rule("R10", (NO, ANY, NO, ANY, YES), "personal",
         "It is a major feature or a new project of our own, and the team had not planned it."),
    Rule("R11", (NO, NO, NO, ANY, ANY), "personal",
         "Nothing says that a member, our product or upstream needed it, and it was not planned."),
    Rule("R12", None, None,
         "There are weak signs that a member or our product drove it, so this may be wrong.",
         "weak signs of a need of ours"),
    Rule("R13", None, "undecided", "What would tell was not read or is not known."),
)  # fmt: skip

BY_ID = {rule.id: rule for rule in RULES}


@dataclass(frozen=True)
class Outcome:
    """What the rules make of some answers."""

    class_: Class
    rule: str
    """Id of a rule, or ``before-plan``."""
    lacks: tuple[str, ...] = ()
    """Inputs that are unknown and would change the class."""


def rule_for(inputs: Inputs) -> Rule:
    """First rule that applies to answers of which none is unknown.

    Examples
    --------
    >>> rule_for(Inputs(directed=False, asked=True, planned=True, listed=True, vetoed=False)).id
    'R5'
    """
    given = tuple(getattr(inputs, name) for name in INPUTS)
    return next(rule for rule in RULES if rule.when is not None and _applies(rule.when, given))


def _applies(when: tuple[Answer, ...], given: tuple[Answer, ...]) -> bool:
    return all(asked in (ANY, answer) for asked, answer in zip(when, given, strict=True))


@cache  # 3**5 * 2 at most
def decide(
    directed: Answer,
    asked: Answer,
    planned: Answer,
    listed: Answer,
    vetoed: Answer,
    is_before_plan: bool = False,
) -> Outcome:
    """Find the class on which all ways agree in which the unknown could turn out.

    Parameters
    ----------
    directed, asked, planned, listed, vetoed
        See `Inputs`; None: unknown.
    is_before_plan
        Whether it lies before the team planned at all: then nothing is outside the plan.

    Examples
    --------
    Whether it was planned makes no difference where a member drove it and upstream did not ask:

    >>> decide(True, False, None, None, None)
    Outcome(class_='directed', rule='R1', lacks=())

    It does where upstream asked, and so does the veto:

    >>> decide(False, True, None, True, None)
    Outcome(class_='undecided', rule='R13', lacks=('planned', 'vetoed'))
    """
    given = (directed, asked, planned, listed, vetoed)
    ways = [way for way in product((NO, YES), repeat=5) if _applies(given, way)]
    ends = {way: _end(way, is_before_plan) for way in ways}
    if len({class_ for class_, _ in ends.values()}) == 1:
        class_, rule = ends[ways[0]]  # the unknown taken as no
        return Outcome(class_, rule)
    lacks = tuple(
        name
        for at, name in enumerate(INPUTS)
        if given[at] is None
        and any(end[0] != ends[_turned(way, at)][0] for way, end in ends.items())
    )
    is_early = any(rule == "before-plan" for _, rule in ends.values())
    return Outcome("undecided", "before-plan" if is_early else "R13", lacks)


def _end(way: tuple[bool, ...], is_before_plan: bool) -> tuple[Class, str]:
    rule = rule_for(Inputs(*way))
    assert rule.class_ is not None
    if is_before_plan and rule.class_ == "personal":
        return "undecided", "before-plan"
    return rule.class_, rule.id


def _turned(way: tuple[bool, ...], at: int) -> tuple[bool, ...]:
    return (*way[:at], not way[at], *way[at + 1 :])


def read_class(word: str) -> Class | None:
    """Read a class in today's or older words; None: it is none.

    Examples
    --------
    >>> read_class("Upstream-led")
    'foundational'
    """
    word = word.strip().casefold()
    found = ALIASES.get(word, word)
    return next((class_ for class_ in CLASSES if class_ == found), None)
