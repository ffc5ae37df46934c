"""Who worked for whom, and when: ours by the team file, others by a list of affiliations.

A company in somebody's profile is looked at last: it has no dates, and says how it is today.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from itertools import pairwise

from twohats.facts import INDEPENDENT
from twohats.formats.gitdm import Developer
from twohats.people.affiliation import ALWAYS, FOREVER
from twohats.records.people import Affiliation, Employment


def employments(
    affiliations: Iterable[Affiliation],
    developers: Sequence[Developer],
    person_of: Mapping[str, str],
    *,
    organization: str,
    forge: str = "github",
) -> tuple[Employment, ...]:
    """Find each person's employers by date.

    Parameters
    ----------
    affiliations
        When somebody was one of ours.
    developers
        The workspace's list of affiliations.
    person_of
        Person by identity; who is in neither list is nobody here.
    organization
        Our own name.
    forge
        Where the logins of the list are accounts.

    Returns
    -------
    tuple of Employment
        By person, disjoint half-open periods in order. The team file counts more than the list, and of
        two overlapping lines of the list the one that began later does.
    """
    told: dict[str, list[Employment]] = {}
    for one in affiliations:
        person = person_of.get(one.identity, one.identity)
        told.setdefault(person, []).append(
            Employment(person, organization, one.from_at, one.until_at, "team file")
        )
    listed: dict[str, list[Employment]] = {}
    for developer in developers:
        identities = (f"{forge}:{developer.login.lower()}", *map(_mail, developer.emails))
        person = next((person_of[one] for one in identities if one in person_of), identities[0])
        for job in developer.affiliations:
            if job.is_known:
                employer = INDEPENDENT if job.is_independent else job.company
                listed.setdefault(person, []).append(
                    Employment(person, employer, job.from_at, job.until_at, "affiliations file")
                )
    return tuple(
        job
        for person in sorted({*told, *listed})
        for job in _disjoint([*_later_first(listed.get(person, ())), *told.get(person, ())][::-1])
    )


def _mail(address: str) -> str:
    return f"mail:{address.lower()}"


def _later_first(jobs: Iterable[Employment]) -> list[Employment]:
    """Order jobs so that, read from the end, a later start comes first."""
    return sorted(jobs, key=lambda job: (job.from_at or ALWAYS, job.employer))


def _disjoint(jobs: Sequence[Employment]) -> list[Employment]:
    """Cut periods at each other's ends; the one that stands first keeps what they share."""
    edges = sorted({edge for job in jobs for edge in (_start(job), _end(job))})
    found: list[Employment] = []
    for start, end in pairwise(edges):
        holder = next((job for job in jobs if _start(job) <= start and end <= _end(job)), None)
        if holder is None:
            continue
        last = found[-1] if found else None
        if last and _end(last) == start and last.employer == holder.employer:
            found.pop()
            start = _start(last)
        found.append(
            Employment(
                holder.person,
                holder.employer,
                _open(start, ALWAYS),
                _open(end, FOREVER),
                holder.basis,
            )
        )
    return found


def _start(job: Employment) -> datetime:
    return job.from_at or ALWAYS


def _end(job: Employment) -> datetime:
    return job.until_at or FOREVER


def _open(edge: datetime, bound: datetime) -> datetime | None:
    return None if edge == bound else edge
