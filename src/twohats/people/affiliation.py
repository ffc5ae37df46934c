"""When an identity was one of ours: several periods, by date, each with how it is known.

The domain of an address is a hint for a person to confirm and decides nothing.
"""

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from itertools import pairwise

from twohats.records.people import Affiliation

ALWAYS = datetime(1, 1, 1, tzinfo=UTC)
FOREVER = datetime(9999, 1, 1, tzinfo=UTC)
RANK = {"declared": 0, "file history": 1, "assumed": 2}


def spread(
    affiliations: Iterable[Affiliation], person_of: Mapping[str, str]
) -> tuple[Affiliation, ...]:
    """Give every identity of a person the periods of all of them.

    Parameters
    ----------
    affiliations
        What the workspace says of some identities.
    person_of
        First identity of its person, by identity.

    Returns
    -------
    tuple of Affiliation
        Per identity disjoint half-open periods in order. Where two overlap, what is declared counts
        more than what a file's history shows, and that more than what is assumed.
    """
    by_person: dict[str, list[Affiliation]] = {}
    for affiliation in affiliations:
        person = person_of.get(affiliation.identity, affiliation.identity)
        by_person.setdefault(person, []).append(affiliation)
    periods = {person: _disjoint(known) for person, known in by_person.items()}
    identities = {**{a: a for a in by_person}, **person_of}
    return tuple(
        Affiliation(identity, period.from_at, period.until_at, period.basis, period.source)
        for identity, person in sorted(identities.items())
        for period in periods.get(person, ())
    )


def _disjoint(known: Iterable[Affiliation]) -> list[Affiliation]:
    """Cut overlapping periods at each other's ends; the better known one keeps the overlap."""
    known = sorted(known, key=lambda a: (RANK[a.basis], a.from_at or ALWAYS, a.source))
    edges = sorted({edge for a in known for edge in (a.from_at or ALWAYS, a.until_at or FOREVER)})
    pieces: list[Affiliation] = []
    for start, end in pairwise(edges):
        holder = next(
            (a for a in known if (a.from_at or ALWAYS) <= start and end <= (a.until_at or FOREVER)),
            None,
        )
        if holder is None:
            continue
        last = pieces[-1] if pieces else None
        if last and (last.until_at or FOREVER) == start and last.basis == holder.basis:
            pieces[-1] = Affiliation(
                last.identity, last.from_at, _open(end, FOREVER), last.basis, last.source
            )
        else:
            pieces.append(
                Affiliation(
                    holder.identity,
                    _open(start, ALWAYS),
                    _open(end, FOREVER),
                    holder.basis,
                    holder.source,
                )
            )
    return pieces


def _open(edge: datetime, bound: datetime) -> datetime | None:
    return None if edge == bound else edge
