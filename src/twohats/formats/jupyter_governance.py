"""Jupyter's governance files: people, the teams they serve on with their terms, their employers.

``docs/_data/contributors.yml``, ``organizations.yml`` and ``jupyter-teams.yml``. A term is a range
of years; a team named ``former_…`` is a role that has ended, whether or not somebody wrote when.
Terms are true to the year: a role left in spring reads as held until that year is over.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from twohats.errors import Mistake
from twohats.formats.terms import Term, parse_term
from twohats.formats.yaml_text import YamlMap, parse_records
from twohats.records.keys import account_key
from twohats.records.roles import Role

FORMER = "former_"
"""How the id of a team begins that people have left."""

_PROFILE = re.compile(r"(?:https?://)?(?:www\.)?github\.com/(?P<login>[\w-]+)/?", re.IGNORECASE)


@dataclass(frozen=True)
class Seat:
    """One person's place on one team."""

    team: str
    """Id of the team as written, ``former_`` included."""
    term_text: str | None
    term: Term
    subproject: str | None
    """The subproject the person speaks for."""
    organization: str | None
    """The organization the seat belongs to, where it is one's employer's."""
    line: int

    @property
    def body(self) -> str:
        """The team without ``former_``: one body over all years."""
        return self.team.removeprefix(FORMER)

    @property
    def has_ended(self) -> bool:
        """Whether the file says that the person has left."""
        return self.team.startswith(FORMER)

    @property
    def role(self) -> str:
        """``member``; ``emeritus`` where the seat has ended and nobody wrote down when."""
        return "emeritus" if self.has_ended and self.term.until_at is None else "member"


@dataclass(frozen=True)
class Author:
    """One person of the file."""

    id: str | None
    name: str
    login: str | None
    """From the address of the GitHub profile; a seat may have no person yet."""
    affiliations: tuple[str, ...]
    """Ids of organizations, see `parse_organizations`."""
    seats: tuple[Seat, ...]
    line: int


@dataclass(frozen=True)
class Organization:
    """An employer or a team: both files name things by id."""

    id: str
    name: str
    url: str | None
    line: int


@dataclass(frozen=True)
class Authors:
    """``contributors.yml`` as read."""

    authors: tuple[Author, ...]
    problems: tuple[Mistake, ...]

    def roles(
        self, organizations: Mapping[str, str] | None = None, *, forge: str = "github"
    ) -> tuple[Role, ...]:
        """One role per seat; ``organizations`` gives names for the ids of affiliations."""
        names = organizations or {}
        return tuple(
            Role(
                author.name,
                account_key(forge, author.login) if author.login else None,
                seat.role,
                seat.body,
                seat.term.from_at,
                seat.term.until_at,
                ", ".join(names.get(one, one) for one in author.affiliations) or None,
                seat.line,
            )
            for author in self.authors
            for seat in author.seats
        )


@dataclass(frozen=True)
class Organizations:
    """``organizations.yml`` or ``jupyter-teams.yml`` as read."""

    organizations: tuple[Organization, ...]
    problems: tuple[Mistake, ...]

    @property
    def names(self) -> dict[str, str]:
        """Name by id."""
        return {one.id: one.name for one in self.organizations}


def parse_authors(text: str, *, path: str = "contributors.yml") -> Authors:
    """Read people, their teams and terms.

    Examples
    --------
    >>> read = parse_authors('''
    ... version: 1
    ... authors:
    ...   - name: Ada Example
    ...     github: https://github.com/Ada
    ...     teams: [{team: former_council, term: "2020-2022"}]
    ... ''')
    >>> role = read.roles()[0]
    >>> role.account, role.body, f"{role.from_at:%Y-%m-%d}", f"{role.until_at:%Y-%m-%d}"
    ('github:ada', 'council', '2020-01-01', '2023-01-01')
    """
    records = parse_records(text, path, "authors")
    problems = list(records.problems)
    authors = [
        author
        for record in records.mappings
        if (author := _author(record, path, problems)) is not None
    ]
    return Authors(tuple(authors), tuple(problems))


def _author(record: YamlMap, path: str, problems: list[Mistake]) -> Author | None:
    name, address = record.text("name"), record.text("github")
    profile = _PROFILE.fullmatch(address) if address else None
    if address and profile is None:
        message = f"github: {address!r} is not the address of a profile, https://github.com/LOGIN"
        problems.append(Mistake(path, record.line_of("github"), message))
    login = profile["login"] if profile else None
    name = name or login or record.text("id")
    if name is None:
        problems.append(Mistake(path, record.line, "left out: it has no `name:`"))
        return None
    return Author(
        id=record.text("id"),
        name=name,
        login=login,
        affiliations=record.texts("affiliations"),
        seats=tuple(_seats(record, path, problems)),
        line=record.line,
    )


def _seats(record: YamlMap, path: str, problems: list[Mistake]) -> list[Seat]:
    seats: list[Seat] = []
    for entry in record.mappings("teams"):
        team, text = entry.text("team"), entry.text("term")
        if team is None:
            problems.append(Mistake(path, entry.line, "left out: a seat without `team:`"))
            continue
        try:
            term = parse_term(text or "")
        except ValueError as error:
            problems.append(Mistake(path, entry.line_of("term"), f"term: {error}; read as undated"))
            term = _UNDATED
        seats.append(
            Seat(
                team,
                text,
                term,
                entry.text("subproject"),
                entry.text("organization"),
                entry.line,
            )
        )
    return seats


_UNDATED = Term(None, None, dated=False)


def parse_organizations(text: str, *, path: str = "organizations.yml") -> Organizations:
    """Read the employers: id, name, address."""
    return _organizations(text, path, "affiliations", "url")


def parse_teams(text: str, *, path: str = "jupyter-teams.yml") -> Organizations:
    """Read the teams: id, name, and as address the team compass."""
    return _organizations(text, path, "teams", "team_compass")


def _organizations(text: str, path: str, key: str, address: str) -> Organizations:
    records = parse_records(text, path, key)
    problems = list(records.problems)
    found: list[Organization] = []
    for record in records.mappings:
        identity = record.text("id")
        if identity is None:
            problems.append(Mistake(path, record.line, "left out: it has no `id:`"))
            continue
        name = record.text("name") or identity
        found.append(Organization(identity, name, record.text(address), record.line))
    return Organizations(tuple(found), tuple(problems))
