"""What an organization calls things: ``[words]`` of ``twohats.toml``, and ``[initiatives]``."""

import re
from dataclasses import dataclass


@dataclass(frozen=True)
class Words:
    """All of ``[words]``: what people read; columns and settings keep their names."""

    member_community: str = "member community"
    """One of those that use our service: a customer, a unit, a site."""
    member_communities: str | None = None
    """More than one; None: as English forms it."""

    @property
    def members(self) -> str:
        """More than one of them.

        Examples
        --------
        >>> Words().members, Words("customer").members, Words("Abteilung", "Abteilungen").members
        ('member communities', 'customers', 'Abteilungen')
        """
        return self.member_communities or plural(self.member_community)

    @property
    def unnamed(self) -> str:
        """What stands for one of them that did not agree to be named.

        Examples
        --------
        >>> Words().unnamed, Words("customer").unnamed
        ('one of our communities', 'one of our customers')
        """
        usual = Words.member_community
        return "one of our " + ("communities" if self.member_community == usual else self.members)

    def many(self, count: int) -> str:
        """Say how many.

        Examples
        --------
        >>> Words("customer").many(1), Words("customer").many(1200)
        ('1 customer', '1,200 customers')
        """
        return f"{count:,} {self.member_community if count == 1 else self.members}"


@dataclass(frozen=True)
class Initiating:
    """All of ``[initiatives]``."""

    quiet_days: int = 30
    """Days without a trace upstream that are nothing to ask about."""


def plural(word: str) -> str:
    """Form the plural of an English word as most have it.

    Examples
    --------
    >>> [plural(word) for word in ("unit", "community", "key", "branch", "campus")]
    ['units', 'communities', 'keys', 'branches', 'campuses']
    """
    if re.search(r"[^aeiou]y$", word):
        return f"{word[:-1]}ies"
    return f"{word}es" if re.search(r"(?:s|x|z|ch|sh)$", word) else f"{word}s"
