"""Who is one of ours, from when to when, and whose word that is."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Literal

from twohats.formats.team import Period, TeamRow

Basis = Literal["declared", "file history", "assumed"]


@dataclass(frozen=True)
class Member:
    """One person of ours over one period; a person has as many of these as periods."""

    key: str
    """The person: the first of their accounts."""
    accounts: tuple[str, ...]
    """Account keys, all one person by the workspace's word."""
    emails: tuple[str, ...] = ()
    name: str | None = None
    from_at: datetime | None = None
    """Start, inclusive; None: unknown, any time before."""
    until_at: datetime | None = None
    """End, exclusive; None: still here."""
    basis: Basis = "assumed"
    """Where the dates come from."""
    source: str = ""
    """File and line: ``team.yml:12``."""
    time_zone: str | None = None
    organization: str = ""
    """Employer over this period; ours unless the file names another."""
    follow: bool = False
    """Whether this person wants their work outside the register to be read, too."""


@dataclass(frozen=True)
class TeamVersion:
    """The team file as one commit left it."""

    at: datetime
    """When the branch we stand on had it."""
    name: str
    """File and commit, for people: ``team.yml@1a2b3c4``."""
    rows: tuple[TeamRow, ...]


def members_of(
    rows: Sequence[TeamRow],
    versions: Sequence[TeamVersion],
    *,
    organization: str,
    path: str = "team.yml",
) -> tuple[Member, ...]:
    """Join what the team file says with what its history shows.

    Dates in the file win. Without them the history tells who appears and disappears when. Whoever
    is in its first version was there before it, nobody knows since when: that time is a row of
    its own, ``assumed``, without a start. Without any history all is assumed.

    Parameters
    ----------
    rows
        The file as it is now.
    versions
        Its history, oldest first; may be empty.
    organization
        Our name.
    path
        The file, for ``source``.

    Returns
    -------
    tuple of Member
        People of the file in its order, then those who left; each person's periods oldest first.
    """
    person_of = _people(rows, versions)
    listed = _stretches(versions, person_of)
    last_at = versions[-1].at if versions else None
    members: list[Member] = []
    for row in rows:
        member = _member(row, f"{path}:{row.line}", row.accounts[0], organization)
        shown = _shown(member, listed.get(member.key, ()), versions)
        if all(m.until_at is not None for m in shown):
            # The last committed version lacks them: they came later, nobody knows when.
            shown += _over(member, last_at, None, "assumed")
        members += _by_period(member, row.periods, shown)
    present = {row.accounts[0] for row in rows}
    for key, (row, version) in _gone(present, versions, person_of).items():
        member = _member(row, f"{version.name}:{row.line}", key, organization)
        shown = _shown(member, listed[key], versions)
        left_at = shown[-1].until_at if shown else None
        members += _closed(_by_period(member, row.periods, shown), left_at)
    return tuple(members)


def not_committed(rows: Sequence[TeamRow], versions: Sequence[TeamVersion]) -> Iterable[TeamRow]:
    """Rows without dates that the last committed version lacks: their start is unknown yet."""
    if versions:
        known = {account for row in versions[-1].rows for account in row.accounts}
        yield from (row for row in rows if not row.periods and known.isdisjoint(row.accounts))


def not_yet_gone(rows: Sequence[TeamRow], versions: Sequence[TeamVersion]) -> Iterable[TeamRow]:
    """Rows of the last committed version that the file lacks: their end is unknown yet."""
    if versions:
        known = {account for row in rows for account in row.accounts}
        yield from (row for row in versions[-1].rows if known.isdisjoint(row.accounts))


def _people(rows: Sequence[TeamRow], versions: Sequence[TeamVersion]) -> dict[str, str]:
    """Person key by account; the newest word on which accounts are one person wins."""
    person_of: dict[str, str] = {}
    for row in (*rows, *(row for version in reversed(versions) for row in version.rows)):
        known = [person_of[account] for account in row.accounts if account in person_of]
        key = known[0] if known else row.accounts[0]
        for account in row.accounts:
            person_of.setdefault(account, key)
    return person_of


def _member(row: TeamRow, source: str, key: str, organization: str) -> Member:
    return Member(
        key=key,
        accounts=row.accounts,
        emails=row.emails,
        name=row.name,
        source=source,
        time_zone=row.time_zone,
        organization=organization,
        follow=row.follow,
    )


def _over(
    member: Member, from_at: datetime | None, until_at: datetime | None, basis: Basis
) -> list[Member]:
    """Give the member one period; a period without length gives nothing."""
    if from_at and until_at and from_at >= until_at:
        return []
    return [replace(member, from_at=from_at, until_at=until_at, basis=basis)]


def _by_period(member: Member, periods: Iterable[Period], shown: list[Member]) -> list[Member]:
    """Take declared periods where there are any; one without dates gets those of the history."""
    found: list[Member] = []
    declared = tuple(periods)
    for period in declared:
        organization = period.organization or member.organization
        if period.from_at or period.until_at:
            employed = replace(member, organization=organization)
            found += _over(employed, period.from_at, period.until_at, "declared")
        else:
            found += [replace(each, organization=organization) for each in shown]
    return found if declared else shown


def _closed(members: Iterable[Member], left_at: datetime | None) -> list[Member]:
    """End what was open when somebody's entry was removed."""
    found: list[Member] = []
    for member in members:
        if member.until_at is None and left_at is not None:
            found += _over(member, member.from_at, left_at, "file history")
        else:
            found.append(member)
    return found


Stretch = tuple[int, int | None]
"""A run of versions that name somebody: the first, and the first without them (None: none yet)."""


def _stretches(
    versions: Sequence[TeamVersion], person_of: dict[str, str]
) -> dict[str, list[Stretch]]:
    """Find runs of versions by person, in one pass."""
    listed: dict[str, list[Stretch]] = {}
    open_since: dict[str, int] = {}
    for i, version in enumerate(versions):
        named = {person_of[row.accounts[0]] for row in version.rows}
        for key in open_since.keys() - named:
            listed.setdefault(key, []).append((open_since.pop(key), i))
        for key in named:
            open_since.setdefault(key, i)
    for key, start in open_since.items():
        listed.setdefault(key, []).append((start, None))
    return listed


def _shown(
    member: Member, stretches: Iterable[Stretch], versions: Sequence[TeamVersion]
) -> list[Member]:
    """Turn what the history shows of one person into periods."""
    found: list[Member] = []
    for first, gone in stretches:
        from_at = versions[first].at
        if first == 0:
            found += _over(member, None, from_at, "assumed")
        until_at = versions[gone].at if gone is not None else None
        found += _over(member, from_at, until_at, "file history")
    return found


def _gone(
    present: set[str], versions: Sequence[TeamVersion], person_of: dict[str, str]
) -> dict[str, tuple[TeamRow, TeamVersion]]:
    """Rows of people the file no longer names, as the last version that did had them."""
    gone: dict[str, tuple[TeamRow, TeamVersion]] = {}
    for version in versions:
        for row in version.rows:
            key = person_of[row.accounts[0]]
            if key not in present:
                gone[key] = (row, version)
    return gone
