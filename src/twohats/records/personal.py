"""Which columns of facts are personal, and in what way.

Three kinds: a column *names* a person, holds *words* of a person, or may *mention* one. Forgetting an
account goes by this list, for every reader and every table, so each column of text is either here or
among those that say nothing of anybody. See docs/forgetting.md.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal

from twohats.records.tables import TABLES

Kind = Literal["names", "words", "mentions"]


@dataclass(frozen=True)
class Someone:
    """Columns that together speak of one person of a row."""

    account: str | None = None
    """Holds the key of an account, or an address where a person is known by that."""
    email: str | None = None
    name: str | None = None
    traits: tuple[str, ...] = ()
    """Tell something of the person: their clock, their standing."""
    words: tuple[str, ...] = ()
    """Written by the person."""

    @property
    def columns(self) -> tuple[str, ...]:
        """All of them; all become NULL with the person."""
        named = (self.account, self.email, self.name)
        return (*filter(None, named), *self.traits, *self.words)


@dataclass(frozen=True)
class Personal:
    """The personal columns of one table."""

    people: tuple[Someone, ...] = ()
    lists: tuple[str, ...] = ()
    """Lists of accounts; one that is forgotten is taken out."""
    mentions: tuple[str, ...] = ()
    """Texts, addresses and lists of texts in which anybody may be called."""
    places: tuple[str, ...] = ()
    """Keys of what the row is about: it goes where that belongs to somebody forgotten."""
    loose_places: tuple[str, ...] = ()
    """Keys of something beside it: only they go."""
    is_a_person: bool = False
    """Whether the row itself is about a person, and goes with them."""

    @property
    def kinds(self) -> dict[str, Kind]:
        """Every personal column with its kind."""
        words = {column for one in self.people for column in one.words}
        kinds: dict[str, Kind] = {
            column: "words" if column in words else "names"
            for one in self.people
            for column in one.columns
        }
        kinds |= dict.fromkeys((*self.lists, *self.places, *self.loose_places), "names")
        return kinds | dict.fromkeys(self.mentions, "mentions")


PERSONAL: Mapping[str, Personal] = MappingProxyType(
    {
        "accounts": Personal(
            (Someone("account", None, "name", ("forge_id", "login", "url"), ("company",)),),
            is_a_person=True,
        ),
        "repositories": Personal(mentions=("url", "owner"), places=("repository",)),
        "names": Personal((Someone(traits=("forge_id", "name")),), is_a_person=True),
        "items": Personal(
            (Someone("author", traits=("association",), words=("title", "body")), Someone("merged_by")),
            ("assignees", "requested_reviewers"),
            ("url", "labels", "milestone"),
            ("item", "repository"),
            ("head_repository",),
        ),
        "events": Personal(
            (Someone("actor", traits=("association",), words=("body",)),),
            (),
            ("event", "subject", "parent", "url"),
            ("item", "repository"),
        ),
        "item_files": Personal(places=("item",)),
        "item_commits": Personal(places=("item",)),
        "commits": Personal(
            (
                Someone(
                    None, "author_email", "author_name", ("author_utc_offset_minutes",), ("subject",)
                ),
                Someone(None, "committer_email", "committer_name"),
            ),
            places=("repository",),
        ),
        "commit_people": Personal((Someone("account", "email", "name"),), places=("repository",)),
        "commit_files": Personal(places=("repository",)),
        "releases": Personal((Someone("author"),), (), ("name", "url"), ("repository",)),
        "checks": Personal(places=("repository",)),
        "links": Personal(
            (Someone("actor"),), (), ("from_event", "to_url"), ("from_item", "to_item")
        ),
        "milestones": Personal(mentions=("title", "description"), places=("repository",)),
        "board_values": Personal(mentions=("board", "value"), places=("item",)),
        "documents": Personal(mentions=("path", "text"), places=("repository",)),
        "memberships": Personal(
            (Someone("account", None, "name"),), (), ("source_path",), ("repository",)
        ),
        "commitments": Personal(
            (Someone("holder"),), (), ("commitment", "community", "funder", "url"), (), ("item",)
        ),
        "coverage": Personal((Someone("declared_by"),), (), ("reason",), ("scope",)),
    }
)  # fmt: skip
"""Personal columns by table."""

IMPERSONAL: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "accounts": ("forge", "kind"),
        "repositories": ("forge", "forge_id", "name", "owner_kind", "default_branch", "license_spdx"),
        "names": (),
        "items": ("kind", "state", "base_ref", "merge_commit_oid"),
        "events": ("kind", "state", "path", "oid"),
        "item_files": ("path",),
        "item_commits": ("oid",),
        "commits": ("oid", "parents"),
        "commit_people": ("oid", "role"),
        "commit_files": ("oid", "path"),
        "releases": ("tag",),
        "checks": ("oid", "state"),
        "links": ("kind",),
        "milestones": ("milestone", "state"),
        "board_values": ("field",),
        "documents": ("kind", "oid"),
        "memberships": ("owner", "role", "body", "oid"),
        "commitments": ("kind", "iteration", "direction"),
        "coverage": ("read", "source", "holds"),
    }
)  # fmt: skip
"""Columns of text that say nothing of a person: words of a forge, hashes, paths of code."""


def personal_columns(*tables: str) -> dict[str, tuple[str, ...]]:
    """List the personal columns of some tables, as a reader that fills them declares.

    Examples
    --------
    >>> personal_columns("commit_people")
    {'commit_people': ('account', 'email', 'name', 'repository')}
    """
    return {table: tuple(PERSONAL[table].kinds) for table in tables}


def undeclared(tables: Iterable[str] = TABLES) -> tuple[str, ...]:
    """List columns of text, or of lists, that are neither personal nor said not to be."""
    return tuple(
        f"{table}.{column}"
        for table in tables
        for column, kind in TABLES[table].columns.items()
        if kind in ("string", "list")
        and column not in PERSONAL[table].kinds
        and column not in IMPERSONAL[table]
    )
