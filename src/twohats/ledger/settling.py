"""What people settle: undertakings with undecided entries, the largest first.

A ruling speaks of an *effort* (an undertaking: an item, what is linked to it on both sides, the
reviews and releases of it), of single entries, or of like cases until a day. See docs/settling.md.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from twohats.records.judgement import Class

SHARED: tuple[Class, ...] = ("directed", "foundational", "personal", "undecided")
"""Classes that shares are about; own projects have none."""
ANSWERS: Mapping[str, Class] = {
    "d": "directed",
    "f": "foundational",
    "p": "personal",
    "u": "undecided",
}
"""Keys people press, and what they say with them."""
TIMEBOX = "timebox ended"
"""The reason an effort stays undecided after the time that was given to it."""


@dataclass(frozen=True)
class Case:
    """One entry, as settling sees it."""

    entry: str
    item: str
    effort: str
    """Key of its undertaking."""
    person: str
    community: str
    activity: str
    happened_at: datetime
    class_: Class
    likeness: str
    """Community, activity and evidence in one; equal where a standing answer may speak of both."""
    lacks: tuple[str, ...] = ()
    suggestion: Class | None = None
    title: str | None = None
    url: str | None = None
    is_ruled: bool = False


@dataclass(frozen=True)
class Effort:
    """One undertaking with something undecided in it."""

    key: str
    community: str
    title: str
    url: str | None
    cases: tuple[Case, ...]
    """The undecided ones, by time."""
    settled: int
    """Entries of it that have a class already."""

    @property
    def entries(self) -> int:
        """How many entries an answer would settle."""
        return len(self.cases)

    @property
    def people(self) -> frozenset[str]:
        """Whose work it is."""
        return frozenset(case.person for case in self.cases)

    @property
    def activities(self) -> tuple[str, ...]:
        """What was done, in order."""
        return tuple(sorted({case.activity for case in self.cases}))

    @property
    def lacks(self) -> tuple[str, ...]:
        """What would settle it without a person, most frequent first."""
        counts: dict[str, int] = {}
        for case in self.cases:
            for lack in case.lacks:
                counts[lack] = counts.get(lack, 0) + 1
        return tuple(sorted(counts, key=lambda lack: (-counts[lack], lack)))

    @property
    def suggestion(self) -> Class | None:
        """What rules would say if they might; None where they disagree or say nothing."""
        found = {case.suggestion for case in self.cases}
        return found.pop() if len(found) == 1 else None

    @property
    def likenesses(self) -> tuple[str, ...]:
        """Kinds of cases in it, for a standing answer."""
        return tuple(sorted({case.likeness for case in self.cases}))

    @property
    def items(self) -> tuple[str, ...]:
        """Items of it that wait, its key first."""
        rest = sorted({case.item for case in self.cases} - {self.key})
        return (self.key, *rest)


def efforts(cases: Iterable[Case]) -> tuple[Effort, ...]:
    """Group what is undecided into efforts.

    Returns
    -------
    tuple of Effort
        Most entries first, then by key. What people left undecided is not asked again.
    """
    groups: dict[str, list[Case]] = {}
    for case in cases:
        groups.setdefault(case.effort, []).append(case)
    found = []
    for key, group in groups.items():
        waiting = sorted((c for c in group if waits(c)), key=lambda c: (c.happened_at, c.entry))
        if waiting:
            first = next((c for c in waiting if c.item == key), waiting[0])
            found.append(
                Effort(
                    key,
                    first.community,
                    first.title or first.item,
                    first.url,
                    tuple(waiting),
                    sum(case.class_ != "undecided" for case in group),
                )
            )
    return tuple(sorted(found, key=lambda effort: (-effort.entries, effort.key)))


def waits(case: Case) -> bool:
    """Whether somebody has still to say something about it."""
    return case.class_ == "undecided" and not case.is_ruled


def could_reach(
    counts: Mapping[Class, int], open_entries: int
) -> dict[Class, tuple[float, float, float]]:
    """Find how far each share could move by answers to some undecided entries.

    Parameters
    ----------
    counts
        Entries by class, of `SHARED`.
    open_entries
        How many of the undecided ones the answers speak of.

    Returns
    -------
    dict of (float, float, float)
        By class: share now, lowest and highest, 0 to 1. The lowest of a settled class is its share
        now: an answer takes nothing away from it.

    Examples
    --------
    >>> could_reach({"directed": 3, "undecided": 1}, 1)["directed"]
    (0.75, 0.75, 1.0)
    """
    total = sum(counts.get(class_, 0) for class_ in SHARED)
    if not total:
        return dict.fromkeys(SHARED, (0.0, 0.0, 0.0))
    ranges: dict[Class, tuple[float, float, float]] = {}
    for class_ in SHARED:
        now = counts.get(class_, 0)
        low, high = (
            (now - open_entries, now) if class_ == "undecided" else (now, now + open_entries)
        )
        ranges[class_] = now / total, low / total, high / total
    return ranges


def second_needed(cases: Iterable[Case], deciders: Iterable[str]) -> tuple[str, ...]:
    """Name whose work nobody else would answer for.

    Parameters
    ----------
    cases
        What a ruling would settle.
    deciders
        Keys of the persons who settle it.

    Returns
    -------
    tuple of str
        Keys of persons who would answer alone for their own work; empty where nobody would.
    """
    settling = set(deciders)
    return tuple(sorted({case.person for case in cases if not settling - {case.person}}))


def likeness(
    community: str, activity: str, evidence: Iterable[tuple[str, bool | None, str]]
) -> str:
    """Write down what makes cases alike: where, what, and which evidence there is.

    Parameters
    ----------
    community, activity
        Of the entry.
    evidence
        Kind, whether it holds, and strength of each piece. What does not hold makes no difference.

    Examples
    --------
    >>> likeness("github:lantern-project", "review", [("F1", True, "strong"), ("D7", True, "weak")])
    'github:lantern-project review weak-D7 F1'
    """
    words = {
        kind if holds and strength == "strong" else f"{strength if holds else 'unknown'}-{kind}"
        for kind, holds, strength in evidence
        if holds is not False
    }
    return " ".join([community, activity, *sorted(words, key=lambda word: (word[-2:], word))])


def like_cases(effort: Effort, settled: Iterable[Case]) -> tuple[Case, ...]:
    """Find what people said of the same activities in the same community, the latest first."""
    kinds = {(case.community, case.activity) for case in effort.cases}
    found = [c for c in settled if c.is_ruled and (c.community, c.activity) in kinds]
    return tuple(sorted(found, key=lambda c: (c.happened_at, c.entry), reverse=True))
