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
        *_lacking(counted, "plan", _PLAN),
        *_lacking(counted, "backlinks", _TRACKER if not asking.has_trackers else _BACKLINKS),
        *(
            []
            if asking.has_register
            else _unclear(counted, _REGISTER, lambda t: t.lean == "unclear")
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
    "give `from:` and `until:` in the team file",
)
_PLAN = (
    "plan",
    "What did the team plan in these weeks?",
    "Without the plan nothing can be called foundational or personal.",
    "import your tracker's issues, or say that there was no plan",
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
            _moves(tallies, touched),
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
                f"{entries} entries would count as upstream work, or as own project",
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


def _moves(tallies: Sequence[Tally], touched: Sequence[Tally]) -> str:
    """Say how far the share of each lean could move, the widest first."""
    total = _count(tallies)
    spans = []
    for lean in LEANS:
        now = _count(t for t in tallies if t.lean == lean)
        stays = now - _count(t for t in touched if t.lean == lean)
        low, high = stays / total, (stays + _count(touched)) / total
        spans.append((high - low, f"{lean} {now / total:.0%} now, {low:.0%} to {high:.0%}"))
    return spans[0][1] if spans else ""


def _count(tallies: Iterable[Tally]) -> int:
    return sum(tally.entries for tally in tallies)
