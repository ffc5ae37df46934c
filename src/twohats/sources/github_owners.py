"""Which repositories an owner has, and in which ones enough of a team work at once.

Both are asked for many at a time: fifty owners cost one request and a point.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from twohats.records import repository_key
from twohats.sources.github_api.ports import Answer, Connection, TooHeavy

OWNERS_AT_ONCE = 50
LOGINS_AT_ONCE = 10
REPOSITORIES_AT_ONCE = 100
FEWEST_OF_A_TEAM = 3
"""So many of a team have to have worked in a repository before it is named at all."""
LONGEST = timedelta(days=365)
"""GitHub tells of what somebody did over a year at most; of a longer time it gives an error."""
MOST_PLACES = 100
"""GitHub names no more repositories of one person and one kind of work, and gives no next page."""
_TOO_HEAVY = "GitHub found even one at a time too heavy: try again later"

_OWNER = """\
  owner{n}: repositoryOwner(login: $login{n}) {{
    __typename
    login
    repositories(
      first: 100
      after: $after{n}
      ownerAffiliations: [OWNER]
      orderBy: {{field: PUSHED_AT, direction: DESC}}
    ) {{
      totalCount
      pageInfo {{ hasNextPage endCursor }}
      nodes {{ nameWithOwner isPrivate isArchived isFork pushedAt }}
    }}
  }}
"""
_TEAM = """\
  member{n}: user(login: $login{n}) {{
    contributionsCollection(from: $since, to: $until) {{
      pullRequestContributionsByRepository(maxRepositories: {most}) {{ repository {{ ...place }} }}
      pullRequestReviewContributionsByRepository(maxRepositories: {most}) {{ repository {{ ...place }} }}
      issueContributionsByRepository(maxRepositories: {most}) {{ repository {{ ...place }} }}
    }}
  }}
"""
_PLACE = "fragment place on Repository { nameWithOwner isPrivate owner { __typename login } }"


@dataclass(frozen=True)
class Listed:
    """One repository of an owner."""

    repository: str
    """Its key."""
    is_private: bool = False
    is_archived: bool = False
    is_fork: bool = False
    pushed_at: datetime | None = None


@dataclass(frozen=True)
class Together:
    """Where several of a team worked."""

    places: Mapping[str, int]
    """How many of them, by repository key; most first, then by key."""
    troubles: tuple[str, ...] = ()
    """What may be missing, one sentence each; they count people and name nobody."""


@dataclass(frozen=True)
class Listing:
    """All repositories of one owner, those pushed to last first."""

    owner: str
    """Its key."""
    repositories: tuple[Listed, ...] = ()
    is_person: bool = False
    """Whether the owner is a personal account."""
    missing: str | None = None
    """Why there are none to tell of; None: these are all."""


def repositories_of(
    connection: Connection, owners: Iterable[str], forge: str = "github"
) -> dict[str, Listing]:
    """List what owners have, to the end.

    Parameters
    ----------
    connection
        GitHub.
    owners
        Owner keys.
    forge
        First part of the keys.

    Returns
    -------
    dict of Listing
        By owner key; one that GitHub does not know, or of which it did not show all, says so in
        ``missing``.
    """
    found: dict[str, list[Listed]] = {owner: [] for owner in dict.fromkeys(owners)}
    people: set[str] = set()
    missing: dict[str, str] = {}
    ahead: dict[str, str | None] = dict.fromkeys(found)
    at_once = OWNERS_AT_ONCE
    while ahead:
        asked = dict(list(ahead.items())[:at_once])
        try:
            answer = connection.ask(*owners_query(asked))
        except TooHeavy:
            if at_once == 1:  # one that is too heavy by itself keeps nobody from the others
                missing.update(dict.fromkeys(asked, _TOO_HEAVY))
                ahead = {owner: at for owner, at in ahead.items() if owner not in asked}
            at_once = max(1, at_once // 2)
            continue
        for n, owner in enumerate(asked):
            del ahead[owner]
            content = answer.data.get(f"owner{n}")
            if content is None:
                missing[owner] = _why_missing(answer, f"owner{n}")
                continue
            if content["__typename"] == "User":
                people.add(owner)
            page = content["repositories"]
            found[owner] += (_listed(node, forge) for node in page["nodes"] if node)
            if page["pageInfo"]["hasNextPage"]:
                ahead[owner] = page["pageInfo"]["endCursor"]
    return {
        owner: Listing(owner, tuple(listed), owner in people, missing.get(owner))
        for owner, listed in found.items()
    }


def owners_query(asked: Mapping[str, str | None]) -> tuple[str, dict[str, Any]]:
    """Write the query that lists a page of each owner; ``asked`` has where to go on."""
    types = ", ".join(f"$login{n}: String!, $after{n}: String" for n in range(len(asked)))
    parts = "".join(_OWNER.format(n=n) for n in range(len(asked)))
    variables: dict[str, Any] = {}
    for n, (owner, after) in enumerate(asked.items()):
        variables |= {f"login{n}": owner.partition(":")[2], f"after{n}": after}
    return f"query owners({types}) {{\n{parts}}}\n", variables


def places_of_team(
    connection: Connection,
    logins: Sequence[str],
    since: datetime,
    until: datetime,
    forge: str = "github",
) -> Together:
    """Find the public repositories in which at least three of a team opened or reviewed something.

    Who it was is counted and forgotten: nothing below three of them leaves this function, and no
    name does.

    Parameters
    ----------
    connection
        GitHub.
    logins
        Of the team, without a forge's name.
    since, until
        The window, however long.
    forge
        First part of the keys.

    Returns
    -------
    Together
        How many of them worked where. Repositories of personal accounts are left out.
    """
    distinct = list(dict.fromkeys(login.lower() for login in logins))
    worked: dict[str, set[str]] = {login: set() for login in distinct}
    lacking: dict[str, set[str]] = {}
    for begins, ends in _years(since, until):
        for login, content, trouble in _members(connection, distinct, begins, ends):
            if trouble is not None:
                lacking.setdefault(trouble, set()).add(login)
            worked[login].update(_worked_in(content, forge))
            if _is_cut(content):
                lacking.setdefault(_CUT, set()).add(login)
    counts = Counter(place for places in worked.values() for place in places)
    enough = ((place, n) for place, n in counts.items() if n >= FEWEST_OF_A_TEAM)
    return Together(
        dict(sorted(enough, key=lambda pair: (-pair[1], pair[0]))),
        tuple(
            f"Of {len(who)} of the {len(distinct)} accounts listed it is not known everywhere "
            f"they worked: {why}."
            for why, who in lacking.items()
        ),
    )


_CUT = f"GitHub names {MOST_PLACES} repositories a year at most"
_UNKNOWN = "GitHub knows no such account: check the spelling"


def _years(since: datetime, until: datetime) -> Iterator[tuple[datetime, datetime]]:
    """Cut a window into parts that GitHub takes."""
    while since < until:
        ends = min(since + LONGEST, until)
        yield since, ends
        since = ends


def _members(
    connection: Connection, logins: Sequence[str], since: datetime, until: datetime
) -> Iterator[tuple[str, Mapping[str, Any] | None, str | None]]:
    """Ask where each worked; give what GitHub showed of it, and why it did not show all."""
    at_once, begun = LOGINS_AT_ONCE, 0
    while begun < len(logins):
        asked = logins[begun : begun + at_once]
        try:
            answer = connection.ask(*team_query(asked, since, until))
        except TooHeavy:
            if at_once == 1:
                yield asked[0], None, _TOO_HEAVY
                begun += 1
            at_once = max(1, at_once // 2)
            continue
        begun += len(asked)
        for n, login in enumerate(asked):
            yield login, answer.data.get(f"member{n}"), _trouble(answer, f"member{n}")


def _trouble(answer: Answer, alias: str) -> str | None:
    """Say why something of a person was not shown, in words that do not name them."""
    for trouble in answer.troubles:
        if trouble.path[:1] in ((alias,), ()):
            return _UNKNOWN if trouble.kind == "NOT_FOUND" else trouble.message.rstrip(".")
    return _UNKNOWN if answer.data.get(alias) is None else None


def _is_cut(member: Mapping[str, Any] | None) -> bool:
    """Whether GitHub may know of more places than it named."""
    collection = (member or {}).get("contributionsCollection") or {}
    return any(len(counted or ()) >= MOST_PLACES for counted in collection.values())


def team_query(
    logins: Sequence[str], since: datetime, until: datetime
) -> tuple[str, dict[str, Any]]:
    """Write the query that tells where each of these worked."""
    types = "".join(f", $login{n}: String!" for n in range(len(logins)))
    parts = "".join(_TEAM.format(n=n, most=MOST_PLACES) for n in range(len(logins)))
    variables = {f"login{n}": login for n, login in enumerate(logins)}
    query = f"query team($since: DateTime!, $until: DateTime!{types}) {{\n{parts}}}\n{_PLACE}\n"
    return query, {**variables, "since": _written(since), "until": _written(until)}


def public_of_organizations(
    connection: Connection, repositories: Sequence[str], forge: str = "github"
) -> dict[str, str]:
    """Keep the repositories that everybody may see and that lie in no personal account.

    Parameters
    ----------
    connection
        GitHub.
    repositories
        Keys, under any name they ever had; a hundred cost one request.
    forge
        First part of the keys.

    Returns
    -------
    dict of str
        What each is called now, by the key it was asked under; the others are left out.
    """
    found: dict[str, str] = {}
    distinct = list(dict.fromkeys(repositories))
    at_once, begun = REPOSITORIES_AT_ONCE, 0
    while begun < len(distinct):
        asked = distinct[begun : begun + at_once]
        try:
            answer = connection.ask(*places_query(asked))
        except TooHeavy:
            if at_once == 1:
                raise
            at_once = max(1, at_once // 2)
            continue
        begun += len(asked)
        for n, key in enumerate(asked):
            place = answer.data.get(f"place{n}")
            if place is not None and _is_public_of_organization(place):
                found[key] = repository_key(forge, place["nameWithOwner"])
    return found


def places_query(repositories: Sequence[str]) -> tuple[str, dict[str, Any]]:
    """Write the query that tells whose each of these is."""
    types = ", ".join(f"$owner{n}: String!, $name{n}: String!" for n in range(len(repositories)))
    parts = "".join(
        f"  place{n}: repository(owner: $owner{n}, name: $name{n}) {{ ...place }}\n"
        for n in range(len(repositories))
    )
    variables: dict[str, Any] = {}
    for n, key in enumerate(repositories):
        owner, _, name = key.partition(":")[2].partition("/")
        variables |= {f"owner{n}": owner, f"name{n}": name}
    return f"query places({types}) {{\n{parts}}}\n{_PLACE}\n", variables


def _is_public_of_organization(place: Mapping[str, Any]) -> bool:
    return not place["isPrivate"] and place["owner"]["__typename"] == "Organization"


def _worked_in(member: Mapping[str, Any] | None, forge: str) -> Iterator[str]:
    """Give the public repositories of organizations that one account worked in."""
    collection = (member or {}).get("contributionsCollection") or {}
    for counted in collection.values():
        for one in counted or ():
            place = one["repository"]
            if _is_public_of_organization(place):
                yield repository_key(forge, place["nameWithOwner"])


def _listed(node: Mapping[str, Any], forge: str) -> Listed:
    pushed = node["pushedAt"]
    return Listed(
        repository_key(forge, node["nameWithOwner"]),
        node["isPrivate"],
        node["isArchived"],
        node["isFork"],
        datetime.fromisoformat(pushed) if pushed else None,
    )


def _why_missing(answer: Answer, alias: str) -> str:
    for trouble in answer.troubles:
        if trouble.path[:1] == (alias,) and trouble.kind not in ("", "NOT_FOUND"):
            return f"GitHub did not show it: {trouble.message}"
    return "GitHub knows no such owner: check the spelling"


def _written(moment: datetime) -> str:
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ")
