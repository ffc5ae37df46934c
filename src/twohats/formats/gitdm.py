"""gitdm's ``developers_affiliations``: whose employer was whom, from when until when.

::

    alice: alice!example.org, alice!users.noreply.github.com
        Example Hub until 2019-01-01
        Acme from 2019-01-01

``!`` stands for ``@``; a period is half-open, as ours are; a login may come again with other
addresses. ``Independent`` and ``NotFound`` are answers, not companies.
"""

import re
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache

from twohats.errors import Mistake
from twohats.formats.terms import parse_day

_PERIOD = re.compile(
    r"(?P<company>.*?)"
    r"(?:(?:^|\s+)from\s+(?P<first>\d{4}-\d{2}-\d{2}))?"
    r"(?:(?:^|\s+)until\s+(?P<last>\d{4}-\d{2}-\d{2}))?"
)
_day = lru_cache(4096)(parse_day)  # most dates are the first of some month
_UNKNOWN = frozenset({"notfound", "(unknown)", "?"})


@dataclass(frozen=True)
class Affiliation:
    """One employer over ``[from_at, until_at)``."""

    company: str
    """As written, ``Independent`` and ``NotFound`` included."""
    from_at: datetime | None
    until_at: datetime | None
    line: int

    @property
    def is_known(self) -> bool:
        """False where somebody looked and found nothing."""
        return self.company.casefold() not in _UNKNOWN

    @property
    def is_independent(self) -> bool:
        """Whether the person works for nobody but themselves."""
        return self.company.casefold() in ("independent", "self")


@dataclass(frozen=True)
class Developer:
    """One login with all its blocks taken together."""

    login: str
    emails: tuple[str, ...]
    affiliations: tuple[Affiliation, ...]
    """In the order of the file; may overlap."""
    line: int
    """Where the login first stands."""


@dataclass(frozen=True)
class Developers:
    """The file as read."""

    developers: tuple[Developer, ...]
    problems: tuple[Mistake, ...]


class _Block:
    """What is known of one login while reading."""

    def __init__(self, login: str, line: int):
        self.login, self.line = login, line
        self.emails: dict[str, None] = {}
        self.affiliations: dict[tuple[str, datetime | None, datetime | None], Affiliation] = {}


def parse_developers(text: str, *, path: str = "developers_affiliations.txt") -> Developers:
    r"""Read logins, addresses and employers; a line that says neither is named and left out.

    Examples
    --------
    >>> read = parse_developers("alice: alice!example.org\n\tAcme until 2019-01-01\n")
    >>> read.developers[0].emails, read.developers[0].affiliations[0].company
    (('alice@example.org',), 'Acme')
    """
    blocks: dict[str, _Block] = {}
    problems: list[Mistake] = []
    current: _Block | None = None
    for number, line in enumerate(text.removeprefix("\ufeff").split("\n"), start=1):
        line = line.rstrip()
        if not line or line.startswith("#"):
            continue
        if not line[0].isspace():
            current = _start(line, number, blocks)
            if current is None:
                problems.append(Mistake(path, number, "left out: expected `login: mail!domain`"))
        elif current is None:
            problems.append(Mistake(path, number, "left out: a company without a login above it"))
        else:
            problem = _add_company(current, line.strip(), number)
            if problem:
                problems.append(Mistake(path, number, problem))
    developers = tuple(
        Developer(one.login, tuple(one.emails), tuple(one.affiliations.values()), one.line)
        for one in blocks.values()
    )
    return Developers(developers, tuple(problems))


def _start(line: str, number: int, blocks: dict[str, _Block]) -> _Block | None:
    """Begin a login, or go on with one that came before."""
    login, colon, addresses = line.partition(":")
    # A star marks logins of which several blocks exist.
    login = login.strip().rstrip("*").strip()
    if not colon or not login or " " in login:
        return None
    block = blocks.setdefault(login.casefold(), _Block(login, number))
    for address in addresses.split(","):
        if address.strip():
            block.emails[address.strip().replace("!", "@")] = None
    return block


def _add_company(block: _Block, text: str, number: int) -> str | None:
    """Add one employer; the answer says what is wrong with the line."""
    period = _PERIOD.fullmatch(text)
    if period is None or not period["company"].strip():
        return f"left out: {text!r} names no company"
    try:
        from_at = _day(period["first"]) if period["first"] else None
        until_at = _day(period["last"]) if period["last"] else None
    except ValueError as error:
        return f"left out: {error}"
    if from_at is not None and until_at is not None and until_at <= from_at:
        return f"left out: {text!r} ends before it begins"
    company = period["company"].strip()
    block.affiliations.setdefault(
        (company, from_at, until_at), Affiliation(company, from_at, until_at, number)
    )
    return None
