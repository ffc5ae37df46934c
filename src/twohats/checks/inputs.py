"""What every rule takes."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from typing import Any

import ibis
import ibis.expr.types as ir

from twohats.checks.hours import OwnHours
from twohats.checks.looks import Look, looks_on_ours
from twohats.checks.roles_held import RolesHeld, roles_held
from twohats.facts import Facts
from twohats.measures.merges import merged_changes

Row = dict[str, Any]
REVIEWS = ("events.reviewed", "events.review_commented")
OURS = ("own-project", "personal-project")
"""Scopes in which there is no community to be careful with."""


@dataclass(frozen=True)
class Deed:
    """One entry of our upstream work in the window."""

    person: str
    community: str
    happened_at: datetime


@dataclass(frozen=True, eq=False)
class Inputs:
    """Facts, and what other stages know of our work."""

    facts: Facts
    majors: Mapping[str, str | None] = field(default_factory=dict)
    """Changes of ours that are major, by item, with the reason; None: nobody can tell."""
    paying: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Communities that pay us, or are members, for which it was done, by item."""
    deeds: Sequence[Deed] = ()
    """Our upstream work, one per entry."""
    team: tuple[str, ...] = ()
    """Persons who were ours in the window."""
    hours: Mapping[str, OwnHours] = field(default_factory=dict)
    """Time zone and hours by person, as far as they said; who is not among them is left out."""

    @cached_property
    def merged(self) -> Sequence[Row]:
        """Changes of ours merged upstream in the window, as `merged_changes` has them.

        With ``created_at``, ``merger_is_ours`` (bool; NULL: nobody knows who merged) and
        ``merger_is_bot``; oldest first.
        """
        facts = self.facts
        rows = merged_changes(facts).filter(lambda t: t.author_is_ours.fill_null(False))
        rows = rows.semi_join(self._upstream_places, "repository")
        opened = facts.items.select("item", "created_at")
        rows = rows.inner_join(opened, "item")
        rows = facts.who(rows, "merger", "merged_at", "by")
        rows = rows.rename(merger_is_ours="by_is_ours", merger_is_bot="by_is_bot")
        return fetch(rows.order_by("merged_at", "item"))

    @cached_property
    def opened(self) -> Sequence[Row]:
        """Changes of ours opened upstream in the window, and those of `merged`; oldest first.

        ``item, repository, community, title, url, author_person, created_at, merged_at, closed_at,
        body``.
        """
        items = self.facts.items
        began = (items.created_at >= self.facts.window.since) & (
            items.created_at < self.facts.window.until
        )
        ended = (items.merged_at >= self.facts.window.since) & (
            items.merged_at < self.facts.window.until
        )
        items = items.filter(
            (items.kind == "pull_request")
            & items.author_is_ours.fill_null(False)
            & ~items.author_is_bot
            & ~items.scope.isin(list(OURS))
            & (began | ended.fill_null(False))
        )
        bodies = self.facts.tables["items"].select("item", "body")
        rows = items.inner_join(bodies, "item")
        return fetch(
            rows.order_by("created_at", "item").select(
                *("item", "repository", "community", "title", "url", "author", "author_person"),
                *("created_at", "merged_at", "closed_at", "draft", "body"),
            )
        )

    @cached_property
    def looks(self) -> Mapping[str, Sequence[Look]]:
        """Who looked at each of these changes, and how, by item; oldest first."""
        items = [row["item"] for row in (*self.merged, *self.opened)]
        return looks_on_ours(self.facts, items)

    @cached_property
    def roles(self) -> RolesHeld:
        """Roles that people of ours held, by date."""
        return roles_held(self.facts)

    @cached_property
    def communities(self) -> tuple[str, ...]:
        """Every upstream community that the facts know."""
        return tuple(sorted({row["community"] for row in fetch(self._upstream_places)}))

    def has_reviews(self, repository: str, since: datetime, until: datetime) -> bool:
        """Whether all reviews dated in between were read of a repository.

        GitHub's timeline lacks reviews that only answer line comments. Those comments stand for them,
        and none of them approves anything.
        """
        return any(self.is_covered(holds, repository, since, until) for holds in REVIEWS)

    def is_covered(self, holds: str, repository: str, since: datetime, until: datetime) -> bool:
        """Whether all of something dated in between was read of a repository.

        A promise of a table counts for each of its kinds.
        """
        return self.facts.promised.covers(holds, repository, since, until)

    @property
    def _upstream_places(self) -> ir.Table:
        return self.facts.scopes.filter(lambda t: ~t.scope.isin(list(OURS)))


def fetch(table: ir.Table) -> list[Row]:
    """Run an expression and take its rows."""
    rows: list[Row] = table.to_pyarrow().to_pylist()
    return rows


def in_any(column: Any, values: Sequence[str]) -> ir.BooleanValue:
    """Whether a column holds one of these; of none it holds nothing."""
    return column.isin(list(values)) if values else ibis.literal(False)
