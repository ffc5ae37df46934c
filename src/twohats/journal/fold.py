"""The present state: a fold over the set of decisions, whatever their order.

All functions take every line of the journal, since a line says what it supersedes by id.

A line takes the place of those it supersedes, for the keys both are about (for all of them where
they share none). Where two lines take the place of the same one, the later holds and the earlier is
shown beside it, until a third supersedes both. See docs/journal.md#fold.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from twohats.records.decisions import Decision

ALSO = "also_supersedes"
"""Field of a decision's content: further lines whose place it takes."""
WITHDRAWN = "withdrawn"
"""Field of a decision's content: what it supersedes holds no longer, and nothing does instead."""

_WHOLE = ""
"""Stands for what a decision about no key in particular is about."""


@dataclass(frozen=True)
class Standing:
    """A decision, as far as it still holds."""

    decision: Decision
    about: tuple[str, ...]
    """The keys for which no later line took its place, in its own order."""
    rivals: tuple[tuple[str, Decision], ...] = ()
    """Key and earlier decision, for each that could as well hold; ``""`` is no key in particular."""

    @property
    def is_contested(self) -> bool:
        """Whether another line could as well hold, for at least one key."""
        return bool(self.rivals)


@dataclass(frozen=True)
class Contest:
    """Lines that say different things about the same; a person has to say which is right."""

    about: tuple[str, ...]
    holds: Decision
    others: tuple[Decision, ...]


def takes_place_of(decision: Decision) -> tuple[str, ...]:
    """List the ids whose place a decision takes."""
    also = decision.content.get(ALSO, ())
    more = [one for one in also if isinstance(one, str)] if isinstance(also, list | tuple) else []
    return tuple(dict.fromkeys([*([decision.supersedes] if decision.supersedes else []), *more]))


def standing(decisions: Iterable[Decision]) -> tuple[Standing, ...]:
    """Fold decisions into what holds, oldest first.

    Parameters
    ----------
    decisions
        All lines in any order; the same line twice is one.

    Returns
    -------
    tuple of Standing
        One per decision that still holds for something. Withdrawals hold nothing and are left out.
    """
    known = {one.id: one for one in decisions}
    ordered = sorted(known.values(), key=lambda one: one.id)
    gone = _gone(ordered, known)
    candidates: dict[tuple[str, str], list[Decision]] = {}
    for one in ordered:
        for key in one.about or (_WHOLE,):
            if (one.id, key) not in gone:
                candidates.setdefault((_slot(one, key, known), key), []).append(one)
    held: dict[str, set[str]] = {}
    rivals: dict[str, list[tuple[str, Decision]]] = {}
    for (_, key), found in candidates.items():
        holder = found[-1]
        held.setdefault(holder.id, set()).add(key)
        rivals.setdefault(holder.id, []).extend(
            (key, one) for one in found[:-1] if _is_rival(one, holder, known)
        )
    return tuple(
        Standing(one, tuple(key for key in one.about if key in held[one.id]), tuple(rivals[one.id]))
        for one in ordered
        if one.id in held and (not one.content.get(WITHDRAWN) or rivals[one.id])
    )


def in_force(decisions: Iterable[Decision]) -> tuple[Decision, ...]:
    """Leave out what a later decision took the place of, wholly; oldest first."""
    return tuple(
        one.decision for one in standing(decisions) if not one.decision.content.get(WITHDRAWN)
    )


def contested(decisions: Iterable[Decision]) -> tuple[Contest, ...]:
    """List what several lines say differently, with the one that holds meanwhile."""
    contests = []
    for one in standing(decisions):
        by_others: dict[tuple[str, ...], list[str]] = {}
        for key in dict.fromkeys(key for key, _ in one.rivals):
            others = tuple(rival.id for at, rival in one.rivals if at == key)
            by_others.setdefault(others, []).append(key)
        rivals = {rival.id: rival for _, rival in one.rivals}
        for others, keys in by_others.items():
            about = tuple(key for key in keys if key != _WHOLE)
            contests.append(Contest(about, one.decision, tuple(rivals[other] for other in others)))
    return tuple(contests)


def to_supersede(decisions: Iterable[Decision], what: str, about: Iterable[str]) -> tuple[str, ...]:
    """List the lines of one kind whose place a new one about these keys has to take.

    The first goes into the new line's ``supersedes``, the others into its content as
    ``also_supersedes``: that settles a contest, too.
    """
    keys = set(about)
    found: dict[str, None] = {}
    for one in standing(one for one in decisions if one.what == what):
        if keys.intersection(one.about):
            found[one.decision.id] = None
        found.update((rival.id, None) for key, rival in one.rivals if key in keys)
    return tuple(sorted(found, reverse=True))


def _gone(ordered: Iterable[Decision], known: Mapping[str, Decision]) -> set[tuple[str, str]]:
    """List decision and key wherever a line was superseded."""
    gone: set[tuple[str, str]] = set()
    for one in ordered:
        for before in takes_place_of(one):
            if before == one.id or before not in known:
                continue
            keys = known[before].about or (_WHOLE,)
            shared = set(keys).intersection(one.about) or keys
            gone.update((before, key) for key in shared)
    return gone


def _slot(decision: Decision, key: str, known: Mapping[str, Decision]) -> str:
    """Name what a line competes for: everything about a key for rulings, else one chain of lines.

    Two people may rule on one entry without having seen each other's line.
    """
    if decision.what == "ruling" and key != _WHOLE:
        return "ruling"
    return root_of(decision, known)


def root_of(decision: Decision, known: Mapping[str, Decision]) -> str:
    """Id of the line that a chain of corrections began with."""
    seen = {decision.id}
    root = decision.id
    while decision.supersedes and decision.supersedes not in seen:
        root = decision.supersedes
        seen.add(root)
        if root not in known:
            break
        decision = known[root]
    return root


def _is_rival(earlier: Decision, holder: Decision, known: Mapping[str, Decision]) -> bool:
    """Whether two lines for one thing contradict each other.

    Two ends of one chain do; so do answers of two people who did not know of each other. A person
    who says something else later has only changed their mind.
    """
    if root_of(earlier, known) == root_of(holder, known):
        return True
    return earlier.who != holder.who and _answer(earlier) != _answer(holder)


def _answer(decision: Decision) -> tuple[object, ...]:
    content = decision.content
    return tuple(str(content.get(name)) for name in ("class", "secondary", WITHDRAWN))
