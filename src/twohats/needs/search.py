"""What every rule takes, and what it gives back."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

import ibis.expr.types as ir

from twohats.facts import Facts
from twohats.formats.needs_file import Register, Standing
from twohats.needs.labels import Dictionary
from twohats.needs.open_items import OpenItem, open_items
from twohats.people.roles import maintainers
from twohats.records import Skipped
from twohats.records.needs import Need

Row = dict[str, Any]
OURS = ("own-project", "personal-project")
"""Scopes in which nobody upstream needs anything of us."""


@dataclass(frozen=True)
class Finding:
    """What one rule found."""

    needs: tuple[Need, ...] = ()
    left_out: Mapping[str, int] = field(default_factory=dict)
    """What looked like a need and is none, counted by the reason."""
    waiting_on_author: tuple[Need, ...] = ()
    """What waits for its author, a view of its own."""
    urgency: Mapping[str, float] = field(default_factory=dict)
    """How far a limit is passed, 0 to 1, by the key of the need; for what is about no item."""
    not_measured: tuple[Skipped, ...] = ()
    """Where what would tell was never read, or nobody said what it would be told by."""


@dataclass(frozen=True, eq=False)
class Search:
    """Facts, and what the workspace says of communities."""

    facts: Facts
    register: Register = field(default_factory=Register)
    own: tuple[str, ...] = ()
    """Owner and repository keys of our own; upstream states no need there."""

    @cached_property
    def items(self) -> Sequence[OpenItem]:
        """Every open item of upstream, oldest first."""
        return open_items(self.facts)

    @cached_property
    def repositories(self) -> Mapping[str, str]:
        """Community of every repository in which upstream may need something, by repository."""
        table = self.facts.scopes.filter(lambda t: ~t.scope.isin(list(OURS)))
        return {row["repository"]: row["community"] for row in fetch(table.order_by("repository"))}

    @cached_property
    def communities(self) -> tuple[str, ...]:
        """Every community of these repositories."""
        return tuple(sorted(set(self.repositories.values())))

    @cached_property
    def addresses(self) -> Mapping[str, str]:
        """Web address of repositories, where a source said one."""
        table = self.facts.tables["repositories"].filter(lambda t: t.url.notnull())
        return {row["repository"]: row["url"] for row in fetch(table.select("repository", "url"))}

    def address_of(self, document: Mapping[str, Any]) -> str | None:
        """Web address of a row of ``documents``; None: the repository's is not known."""
        url = self.addresses.get(document["repository"])
        return None if url is None else f"{url}/blob/HEAD/{document['path']}"

    @cached_property
    def team(self) -> Mapping[str, Sequence[Row]]:
        """Who may merge, by repository; see `twohats.people.roles.maintainers`."""
        found: dict[str, list[Row]] = {}
        for row in fetch(maintainers(self.facts).order_by("repository", "person")):
            found.setdefault(row["repository"], []).append(row)
        return found

    @cached_property
    def used_labels(self) -> Mapping[str, frozenset[str]]:
        """Every label that was ever put on an item, by repository."""
        events = self.facts.tables["events"].filter(
            lambda t: (t.kind == "labeled") & t.subject.notnull()
        )
        put = events.select("repository", label="subject")
        items = self.facts.items
        now = items.select("repository", label=items.labels.unnest())
        found: dict[str, set[str]] = {}
        for row in fetch(put.union(now).distinct()):
            found.setdefault(row["repository"], set()).add(row["label"])
        return {place: frozenset(labels) for place, labels in found.items()}

    @cached_property
    def put_on(self) -> Mapping[tuple[str, str], Row]:
        """Who put a label on an open item, and when: ``actor, happened_at, is_ours, is_bot``.

        By item and label; of several times the last.
        """
        events = self.facts.tables["events"].filter(
            lambda t: (t.kind == "labeled") & t.subject.notnull() & t.gone_at.isnull()
        )
        is_open = self.facts.items.closed_at.isnull()
        events = events.semi_join(self.facts.items.filter(is_open), "item")
        known = self.facts.who(events, "actor", "happened_at", "who")
        rows = fetch(
            known.order_by("happened_at", "event").select(
                *("item", "subject", "actor", "happened_at"),
                is_ours="who_is_ours",
                is_bot="who_is_bot",
            )
        )
        return {(row["item"], row["subject"]): row for row in rows}

    def uses(self, place: str, meaning: str) -> bool:
        """Whether a label of this meaning was ever put on something in a repository."""
        labels = sorted(self.used_labels.get(place, ()))
        return self.labels(place).mean(meaning, labels) is not None

    def standing(self, place: str) -> Standing:
        """Give what the team says of a repository or community."""
        if place not in self._standings:
            said = self.register.of(place)
            if said.we_depend is None and place in self._key:
                # Whoever put it into the register of key communities said so.
                said = replace(said, we_depend=True)
            self._standings[place] = said
        return self._standings[place]

    def labels(self, place: str) -> Dictionary:
        """Give what labels mean in a repository."""
        if place not in self._dictionaries:
            self._dictionaries[place] = Dictionary.of(self.standing(place).labels)
        return self._dictionaries[place]

    @cached_property
    def _key(self) -> frozenset[str]:
        """Repositories and owners that are in the register of key communities."""
        rows = fetch(self.facts.scopes.filter(lambda t: t.is_key.fill_null(False)))
        return frozenset(row[name] for row in rows for name in ("repository", "community"))

    @cached_property
    def _standings(self) -> dict[str, Standing]:
        return {}

    @cached_property
    def _dictionaries(self) -> dict[str, Dictionary]:
        return {}


def fetch(table: ir.Table) -> list[Row]:
    """Run an expression and take its rows."""
    rows: list[Row] = table.to_pyarrow().to_pylist()
    return rows
