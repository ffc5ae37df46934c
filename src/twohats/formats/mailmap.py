"""``.mailmap``: one person, several names and e-mail addresses, as git understands it.

Four line forms, later lines winning, e-mails and names compared without case::

    Proper Name <commit@email>
    <proper@email> <commit@email>
    Proper Name <proper@email> <commit@email>
    Proper Name <proper@email> Commit Name <commit@email>

See https://git-scm.com/docs/gitmailmap. A test holds this module to ``git check-mailmap``.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

_BLANKS = " \t\r\n"
_PART = re.compile(r"([^<]*)<([^>]*)>")


@dataclass(frozen=True)
class MailmapEntry:
    """One line."""

    name: str | None
    """Proper name; None: the name stays as it is."""
    email: str | None
    """Proper e-mail; None: the e-mail stays as it is."""
    commit_name: str | None
    """Only commits under this name are meant; None: all with the e-mail."""
    commit_email: str
    """E-mail as commits have it."""
    line: int
    """Line number from 1."""


_Target = tuple[str | None, str | None]


@dataclass(frozen=True)
class Mailmap:
    """A whole file; without entries it changes nothing."""

    entries: tuple[MailmapEntry, ...] = ()
    unread: tuple[int, ...] = ()
    """Lines that fit no form. git passes over them without a word."""
    _by_email: Mapping[str, _Target] = field(init=False, repr=False, compare=False)
    _by_both: Mapping[tuple[str, str], _Target] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        by_email: dict[str, _Target] = {}
        by_both: dict[tuple[str, str], _Target] = {}
        for entry in self.entries:
            email = _fold(entry.commit_email)
            if entry.commit_name is not None:
                by_both[email, _fold(entry.commit_name)] = (entry.name, entry.email)
                continue
            # A later line adds to an earlier one: one may give the name, another the e-mail.
            name_before, email_before = by_email.get(email, (None, None))
            by_email[email] = (entry.name or name_before, entry.email or email_before)
        object.__setattr__(self, "_by_email", by_email)
        object.__setattr__(self, "_by_both", by_both)

    def resolve(self, name: str | None, email: str | None) -> tuple[str | None, str | None]:
        """Proper name and e-mail of somebody a commit names.

        Examples
        --------
        >>> mailmap = parse_mailmap("Jane Made-Up <jane@example.org> <JM@laptop>")
        >>> mailmap.resolve("jm", "jm@laptop")
        ('Jane Made-Up', 'jane@example.org')
        """
        if email is None:
            return name, email
        key = _fold(email)
        target = self._by_both.get((key, _fold(name or ""))) or self._by_email.get(key)
        if target is None:
            return name, email
        return target[0] or name, target[1] if target[1] is not None else email


def parse_mailmap(text: str) -> Mailmap:
    """Read a whole file; never raises, lines it cannot use are in ``unread``."""
    entries = []
    unread = []
    for number, line in enumerate(text.split("\n"), start=1):
        if not line.strip() or line.startswith("#"):
            continue
        entry = _entry(line, number)
        if entry:
            entries.append(entry)
        else:
            unread.append(number)
    return Mailmap(tuple(entries), tuple(unread))


def _entry(line: str, number: int) -> MailmapEntry | None:
    first = _PART.match(line)
    if not first or not first[2]:
        return None
    name = first[1].strip(_BLANKS) or None
    second = _PART.match(line, first.end())
    if not second:
        # git ignores what stands behind the e-mail, so a comment may.
        return MailmapEntry(name, None, None, first[2], number) if name else None
    return MailmapEntry(name, first[2], second[1].strip(_BLANKS) or None, second[2], number)


def _fold(text: str) -> str:
    """Lower case for ASCII alone, as git compares."""
    return text.encode("utf-8", "surrogateescape").lower().decode("utf-8", "surrogateescape")
