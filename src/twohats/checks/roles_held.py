"""Which role somebody held upstream on a day, and where that is written."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from twohats.facts import Facts
from twohats.facts.deciding import BEGINNING, deciding_periods
from twohats.people.roles import roles


@dataclass(frozen=True)
class Held:
    """One role of one person over one period."""

    name: str | None
    """As the roster words it; None: no roster names anybody there, and they merged."""
    source: str | None
    """File that says so."""
    from_at: datetime
    until_at: datetime
    """Exclusive."""

    @property
    def words(self) -> str:
        """The role, where it is written and since when, for people."""
        if self.name is None:
            return f"may merge (merged there on {self.from_at:%Y-%m-%d}; no roster names anybody)"
        known = self.from_at > BEGINNING
        since = f"since {self.from_at:%Y-%m-%d}" if known else "since when is not written"
        return f"{self.name} ({self.source or 'a roster'}, {since})"


@dataclass(frozen=True)
class RolesHeld:
    """Roles in which people decide what is merged, by person and repository."""

    held: Mapping[tuple[str, str], Sequence[Held]]

    def on(self, person: str, repository: str, at: datetime) -> str | None:
        """Say in which role somebody could decide there; None: in none that is known.

        What was merged at that very moment shows nothing of before.
        """
        for one in self.held.get((person, repository), ()):
            # A merge counts until the next one by the same person, which may be the one in question.
            is_it = (
                one.from_at <= at < one.until_at if one.name else one.from_at < at <= one.until_at
            )
            if is_it:
                return one.words
        return None


def roles_held(facts: Facts) -> RolesHeld:
    """Find the deciding roles of everybody who was ever one of ours."""
    people = facts.identities.select("identity", "person")
    ours = people.semi_join(facts.affiliations, "identity").select("person").distinct()
    periods = deciding_periods(facts).semi_join(ours, "person")
    sources = _sources(facts)
    held: dict[tuple[str, str], list[Held]] = {}
    for row in _rows(periods.order_by("person", "repository", "from_at", "role")):
        source = sources.get((row["person"], row["community"], row["role"]))
        held.setdefault((row["person"], row["repository"]), []).append(
            Held(row["role"], source, row["from_at"], row["until_at"])
        )
    return RolesHeld(held)


def _sources(facts: Facts) -> dict[tuple[str, str, str], str]:
    """Find the file that names somebody in a role; the first by name, where there are several."""
    people = facts.identities.select(account="identity", person="person")
    told = roles(facts).inner_join(people, "account")
    told = told.filter(told.source_path.notnull())
    named = told.group_by("person", "community", "role").agg(path=told.source_path.min())
    return {(row["person"], row["community"], row["role"]): row["path"] for row in _rows(named)}


def _rows(table: Any) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = table.to_pyarrow().to_pylist()
    return rows
