"""On how many people and employers something rests."""

from collections.abc import Iterable
from dataclasses import dataclass

from twohats.facts import INDEPENDENT


@dataclass(frozen=True)
class Hands:
    """How something is spread."""

    who: str
    """``one person``, ``people of one employer``, or ``several employers``; in words for people."""
    is_narrow: bool
    """Whether it rests on one person, or on one employer's people."""


def hands_of(people: Iterable[tuple[str, str | None]]) -> Hands:
    """Say on how many people and employers something rests.

    Parameters
    ----------
    people
        Person and employer of whoever did it, each as often as they did; an employer of None is not
        known. Who is independent is an employer of their own.

    Examples
    --------
    >>> hands_of([("ada", "Acme"), ("bea", "Acme")]).who
    'people of one employer'
    >>> hands_of([("ada", "Acme"), ("bea", None)]).is_narrow
    False
    """
    pairs = set(people)
    if len({person for person, _ in pairs}) == 1:
        return Hands("one person", True)
    employers = {person if job == INDEPENDENT else job for person, job in pairs}
    if len(employers - {None}) > 1:
        return Hands("several employers", False)
    if None in employers or not employers:
        return Hands("more than one person, whose employers are not known", False)
    return Hands("people of one employer", True)
