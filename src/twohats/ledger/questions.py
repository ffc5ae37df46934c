"""Which questions would settle most, and how far each could move the picture.

Every input that would help is asked for only when it would change something, with how much.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from twohats.ledger.lean import LEANS
from twohats.records.questions import Question


@dataclass(frozen=True)
class Tally:
    """Entries alike in all that questions are about."""

    repository: str
    community: str
    scope: str
    lean: str | None
    activity: str
    lacks: tuple[str, ...]
    entries: int
    class_: str = "undecided"


May = Callable[[Tally], set[str | None]]
"""What an entry could become by an answer."""


@dataclass(frozen=True)
class Asking:
    """What the workspace already says, so that it is not asked again."""

    has_register: bool
    has_members: bool
    has_trackers: bool
    suspects: Mapping[str, int]
    """Accounts that read like bots: how many first answers are theirs."""
    first_answers: int
    """First answers in all."""
    lacks_iterations: bool = False
    """Whether there is a plan, but nothing tells when iterations begin."""
    proposed: frozenset[str] = frozenset()
    """Owners and repositories of the register that the program put there; nobody confirmed them."""


def questions(tallies: Sequence[Tally], asking: Asking) -> tuple[Question, ...]:
    """Find the questions worth asking, the most far-reaching first.

    Parameters
    ----------
    tallies
        Entries of the window, counted.
    asking
        What is known and what looks doubtful.

    Returns
    -------
    tuple of Question
        By the share of their total that the answer could change, then by key.
    """
    counted = [t for t in tallies if t.scope == "upstream"]
    found = [
        *_scopes(tallies, counted),
        *_lacking(counted, "dates", _DATES),
        *_lacking(counted, "pulls", _PULLS),
        *_lacking(counted, "plan", _ITERATIONS if asking.lacks_iterations else _PLAN),
        *_lacking(counted, "backlinks", _TRACKER if not asking.has_trackers else _BACKLINKS),
        *(
            []
            if asking.has_register
            else _unclear(
                counted, _REGISTER, lambda t: t.lean == "unclear" and "pulls" not in t.lacks
            )
        ),
        *_unclear(
            counted, _PROPOSED, lambda t: bool({t.repository, t.community} & asking.proposed)
        ),
        *(
            []
            if asking.has_members
            else _unclear(counted, _MEMBERS, lambda t: t.lean != "ours" and t.activity == "change")
        ),
        *_bots(asking),
    ]
    return tuple(sorted(found, key=lambda q: (-q.weight, q.key)))


_DATES = (
    "dates",
    "Since when, and until when, is each of these people with you?",
    "The team list has no dates, so work from before somebody joined counts as yours.",
    "give `from:` and `until:` in team.yml",
)
_PULLS = (
    "pulls",
    "Which of these commits came with a pull request?",
    "Only a commit that came without one is work of its own.",
    "import a recording of these projects that holds the commits of pull requests",
)
_PLAN = (
    "plan",
    "What did the team plan in these weeks?",
    "Without the plan nothing can be called foundational or personal.",
    "import your tracker's issues, or say that there was no plan",
)
_ITERATIONS = (
    "plan",
    "When did your first iteration begin, and how long is each?",
    "What the plan names only after the work began counts as planned in the same iteration alone.",
    "set [iterations] with start = DATE and days = 14 in twohats.toml",
)
_TRACKER = (
    "backlinks",
    "Where is your own tracker?",
    "The reason for a change often stands only in an issue of your own.",
    'set `trackers = ["github:…/…"]` in twohats.toml and import it',
)
_BACKLINKS = (
    "backlinks",
    "Can your tracker be read for the half year before these weeks?",
    "Links from your tracker to upstream are known only in part.",
    "import a recording of your tracker that reaches further back",
)
_REGISTER = (
    "register",
    "Which of these communities do you depend on?",
    "Without a list of key communities, work outside the plan cannot be told from work within.",
    "list them in key-communities.toml",
)
_PROPOSED = (
    "proposed",
    "Do you depend on each of these communities?",
    "They were proposed from where several of your people work; nobody confirmed them.",
    "take out what you do not depend on, and the `proposed` line of the rest, in key-communities.toml",
)
_MEMBERS = (
    "members",
    "Which communities or customers do you serve?",
    "A change that names one of them leads back to you; without the names that goes unseen.",
    "set `member_communities` in twohats.toml",
)
_Words = tuple[str, str, str, str]


def _lacking(tallies: Sequence[Tally], lack: str, words: _Words) -> list[Question]:
    return _unclear(tallies, words, lambda tally: lack in tally.lacks)


def _unclear(
    tallies: Sequence[Tally], words: _Words, test: Callable[[Tally], bool]
) -> list[Question]:
    touched = [tally for tally in tallies if test(tally)]
    count, total = _count(touched), _count(tallies)
    if not count:
        return []
    key, text, because, how = words
    return [
        Question(
            key,
            text,
            because,
            how,
            count,
            total,
            "entries",
            _moves(tallies, touched, key),
            f"question:{key}",
        )
    ]


def _scopes(tallies: Sequence[Tally], counted: Sequence[Tally]) -> list[Question]:
    """Ask about each repository that could be upstream or not."""
    by_repository: dict[str, list[Tally]] = {}
    for tally in tallies:
        if tally.scope == "unknown":
            by_repository.setdefault(tally.repository, []).append(tally)
    found = []
    for repository, touched in by_repository.items():
        name = repository.partition(":")[2]
        entries, total = _count(touched), _count(counted) + _count(touched)
        found.append(
            Question(
                f"scope:{repository}",
                f"Is {name} an upstream project, your own, or one person's?",
                "Its entries count nowhere until somebody says so.",
                f'add [[scopes]] with repository = "{repository}" to twohats.toml',
                entries,
                total,
                "entries",
                f"{entries:,} {'entry' if entries == 1 else 'entries'} would count as upstream work, "
                "or as own project",
                f"question:scope:{repository}",
            )
        )
    return found


def _bots(asking: Asking) -> list[Question]:
    """Ask about accounts that read like bots and answer people first."""
    return [
        Question(
            f"bot:{account}",
            f"Is {account.partition(':')[2]} a bot?",
            "What a bot writes is no answer to a person.",
            f"twohats people bot {account}",
            answers,
            asking.first_answers,
            "first answers",
            f"{answers} of {asking.first_answers} first answers would not count",
            f"question:bot:{account}",
        )
        for account, answers in asking.suspects.items()
        if answers
    ]


def reach(tallies: Iterable[Tally], may: May) -> dict[str, tuple[float, float, float]]:
    """Find how far the share of each lean could move, over all possible answers.

    Parameters
    ----------
    tallies
        All entries that are counted.
    may
        What an entry could become, what it is now included; None: it would not count.

    Returns
    -------
    dict of (float, float, float)
        By lean: the share now, the lowest and the highest, 0 to 1. Where nothing would be left to
        count the share is 0.
    """
    ranges = {}
    outcomes = [(tally.lean, may(tally), tally.entries) for tally in tallies]
    for lean in LEANS:
        now = _share((is_lean == lean, n) for is_lean, _, n in outcomes)
        # For the lowest, what can be another lean is that, and what can only leave leaves.
        low = _share((could == {lean}, n) for _, could, n in outcomes if could != {lean, None})
        high = _share(
            (lean in could, n) for _, could, n in outcomes if lean in could or None not in could
        )
        ranges[lean] = now, low, high
    return ranges


def _share(counted: Iterable[tuple[bool, int]]) -> float:
    counts = list(counted)
    total = sum(n for _, n in counts)
    return sum(n for is_it, n in counts if is_it) / total if total else 0.0


def _moves(tallies: Sequence[Tally], touched: Sequence[Tally], key: str) -> str:
    """Say how far an answer could move the share that it could move furthest."""
    may = _MAY.get(key, _stays)
    is_touched = set(touched)
    ranges = reach(tallies, lambda tally: may(tally) if tally in is_touched else _stays(tally))
    lean = max(LEANS, key=lambda lean: ranges[lean][2] - ranges[lean][1])
    now, low, high = ranges[lean]
    if high > low:
        return f"{lean} {now:.0%} now, {low:.0%} to {high:.0%}"
    # No lean rests on it, but the class does: gate G4 asks for plan and backlinks both.
    total = _count(tallies)
    now = _count(t for t in tallies if t.class_ == "undecided") / total
    left = now - _count(t for t in touched if t.class_ == "undecided") / total
    others = {lack for tally in touched for lack in tally.lacks} & {"plan", "backlinks"} - {key}
    together = f", once the {' and '.join(sorted(others))} are known too" if others else ""
    return f"undecided {now:.0%} now, {left:.0%} to {now:.0%}{together}"


def _stays(tally: Tally) -> set[str | None]:
    return {tally.lean}


def _could_be_ours(tally: Tally) -> set[str | None]:
    """Give what a trace to us could change: not what is done for others, nor upkeep."""
    return {tally.lean} if tally.lean == "upstream" else {tally.lean, "ours"}


_MAY: Mapping[str, May] = {
    # Work from before somebody joined is not ours.
    "dates": lambda tally: {tally.lean, None},
    "backlinks": _could_be_ours,
    "members": _could_be_ours,
    "register": lambda tally: {tally.lean, "person"},
    # In a community that nobody depends on, what is unclear is one person's own.
    "proposed": lambda tally: {tally.lean, "person"} if tally.lean == "unclear" else {tally.lean},
    # What a pull request brought is no entry; what came without is upkeep.
    "pulls": lambda tally: {tally.lean, "upstream", None},
}


def _count(tallies: Iterable[Tally]) -> int:
    return sum(tally.entries for tally in tallies)
