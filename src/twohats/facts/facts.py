"""The one way in which measures, ledger and checks see data.

Window, as-of, people, bots, scope and coverage are applied here, once; whoever takes a `Facts`
cannot forget one of them.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property

import ibis
import ibis.expr.types as ir

from twohats.facts.coverage import Promised
from twohats.records import Coverage
from twohats.records.times import Window

INDEPENDENT = "independent"
"""Employer of those who work for nobody but themselves; each of them is a unit of their own."""

Keep = Callable[[str, ir.Table], ir.Table]
"""Runs an expression once and gives back the result as a table; the engine's business."""


# Compared by identity: what is derived from one `Facts` is kept with it.
@dataclass(frozen=True, eq=False)
class Facts:
    """Facts as of one moment, with people, bots and scope attached.

    Nothing is executed but what ``keep`` is asked to keep.
    """

    tables: Mapping[str, ir.Table]
    """Every fact table, as of `as_of`; see docs/facts.md."""
    identities: ir.Table
    """One row per account or address: ``identity, person, label, is_bot``."""
    affiliations: ir.Table
    """One row per identity and period of ours: ``identity, from_at, until_at, basis``."""
    employers: ir.Table
    """One row per person and period: ``person, employer, from_at, until_at, basis``; disjoint."""
    scopes: ir.Table
    """One row per repository: ``repository, scope, reason, community, is_key``."""
    coverage: tuple[Coverage, ...]
    window: Window
    as_of: datetime
    """Nothing at or after it is known."""
    digest: str
    """Of everything this was made from; equal digests, equal numbers."""
    keep: Keep = field(default=lambda _, table: table)
    trackers: tuple[str, ...] = ()
    """Repositories in which we plan; known once `twohats.links.linked` completed the links."""

    approval_comments: tuple[tuple[str, tuple[str, ...]], ...] = ()
    """Owner keys of communities that approve by a comment, with the words that say so."""

    def who(self, table: ir.Table, identity: str, at: str, prefix: str) -> ir.Table:
        """Attach a person to a column of identities.

        Parameters
        ----------
        table
            Any table.
        identity
            Its column of account keys or addresses; NULL is somebody unknown.
        at
            Its column of times, for affiliation on that date.
        prefix
            Of the columns added.

        Returns
        -------
        ibis.Table
            With ``<prefix>_person`` and ``<prefix>_label`` (string), ``<prefix>_is_bot`` (bool,
            false where unknown), ``<prefix>_is_ours`` (bool, NULL where the actor is unknown) and
            ``<prefix>_basis`` (string, how we know the dates; NULL where not ours).
        """
        people = self.identities.select(
            _identity="identity", _person="person", _label="label", _is_bot="is_bot"
        )
        periods = self.affiliations.select(
            _member="identity", _from="from_at", _until="until_at", _basis="basis"
        )
        # One chain of joins: each selection between would name every column again, and writing such
        # a query down takes longer than running it.
        joined = table.left_join(people, table[identity] == people["_identity"])
        joined = joined.left_join(
            periods,
            [
                joined[identity] == periods["_member"],
                joined[at] >= periods["_from"],
                joined[at] < periods["_until"],
            ],
        )
        known = joined[identity].notnull()
        return joined.mutate(
            **{
                f"{prefix}_person": ibis.coalesce(joined["_person"], joined[identity]),
                f"{prefix}_label": ibis.coalesce(joined["_label"], joined[identity]),
                f"{prefix}_is_bot": joined["_is_bot"].fill_null(False),
                f"{prefix}_is_ours": ibis.ifelse(
                    known, joined["_member"].notnull(), ibis.null("boolean")
                ),
                f"{prefix}_basis": joined["_basis"],
            }
        ).drop(*people.columns, *periods.columns)

    def employed(self, table: ir.Table, at: str, prefix: str) -> ir.Table:
        """Attach the employer on a date to people that `who` attached.

        Parameters
        ----------
        table
            With ``<prefix>_person``.
        at
            Its column of times.
        prefix
            As for `who`.

        Returns
        -------
        ibis.Table
            With ``<prefix>_employer`` (string; NULL: nobody knows) and ``<prefix>_employer_basis``
            (``team file``, ``affiliations file``, ``profile``). A profile says how it is on the day it
            was read, whatever the date.
        """
        jobs = self.employers.select(
            _person="person", _employer="employer", _from="from_at", _until="until_at", _why="basis"
        )
        person = table[f"{prefix}_person"]
        joined = table.left_join(
            jobs,
            [person == jobs["_person"], table[at] >= jobs["_from"], table[at] < jobs["_until"]],
        )
        profiles = self._profiles
        joined = joined.left_join(
            profiles, joined[f"{prefix}_person"] == profiles["_profile_person"]
        )
        dated = joined["_employer"].notnull()
        return joined.mutate(
            **{
                f"{prefix}_employer": ibis.coalesce(joined["_employer"], joined["_company"]),
                f"{prefix}_employer_basis": ibis.ifelse(
                    dated,
                    joined["_why"],
                    ibis.ifelse(joined["_company"].notnull(), "profile", ibis.null("string")),
                ),
            }
        ).drop(*jobs.columns, *profiles.columns)

    @cached_property
    def promised(self) -> Promised:
        """What `coverage` promises, to be looked up."""
        return Promised(self.coverage)

    @cached_property
    def _profiles(self) -> ir.Table:
        """One row per person with a company in a profile; the first by name, where there are two."""
        accounts = self.tables["accounts"]
        # People write "@acme" as well as "Acme"; the first is an account of the forge.
        company = accounts.company.strip().re_replace("^@", "").strip()
        alone = company.re_search(r"(?i)^(independent|freelance|self[- ]employed)\b")
        company = alone.ifelse(INDEPENDENT, company)
        accounts = accounts.mutate(_company=company).filter(lambda t: t._company != "")
        people = self.identities.select("identity", "person")
        joined = accounts.left_join(people, accounts.account == people.identity)
        person = ibis.coalesce(joined.person, joined.account)
        found = joined.group_by(_profile_person=person).agg(_company=joined._company.min())
        return self.keep("profiles", found)

    @cached_property
    def items(self) -> ir.Table:
        """One row per item that is still there, without its body.

        The columns of ``items``, those of `who` with the prefix ``author``, and ``scope``,
        ``community``, ``is_key`` of its repository.
        """
        items = self.tables["items"]
        items = items.filter(items.gone_at.isnull()).drop("body", "association", "gone_at")
        items = self.who(items, "author", "created_at", "author")
        scopes = self.scopes.select("repository", "scope", "community", "is_key")
        return self.keep(
            "known_items", items.left_join(scopes, "repository").drop("repository_right")
        )

    @cached_property
    def done(self) -> ir.Table:
        """One row per event that was not taken back, and per merge of which only its item tells.

        ``event, item, repository, kind, actor, happened_at``. Sources without a timeline still
        tell who merged; where an event names somebody, the event counts.
        """
        events = self.tables["events"]
        events = events.filter(events.gone_at.isnull()).select(
            "event", "item", "repository", "kind", "actor", "happened_at"
        )
        named = events.filter((events.kind == "merged") & events.actor.notnull())
        items = self.tables["items"]
        items = items.filter(items.merged_by.notnull() & items.merged_at.notnull())
        items = items.filter(items.gone_at.isnull()).anti_join(named, "item")
        merges = items.select(
            "item",
            "repository",
            event=items.item + ":merged",
            kind=ibis.literal("merged"),
            actor=items.merged_by,
            happened_at=items.merged_at,
        )
        return events.union(merges.select(*events.columns))

    @cached_property
    def acts(self) -> ir.Table:
        """One row per row of `done`, with who did it and whose item it is.

        ``event, item, repository, kind, actor, happened_at``, those of `who`
        with the prefix ``actor``, and of the item ``item_kind, author, author_person,
        author_is_bot, author_is_ours, item_is_merged, scope, community, is_key``.
        """
        acts = self.who(self.done, "actor", "happened_at", "actor")
        items = self.items.select(
            "item",
            "author",
            "author_person",
            "author_is_bot",
            "author_is_ours",
            "scope",
            "community",
            "is_key",
            item_kind="kind",
            item_is_merged=self.items.merged_at.notnull(),
        )
        return self.keep("acts", acts.inner_join(items, "item"))

    @cached_property
    def bodies(self) -> ir.Table:
        """One row per text somebody wrote: ``item, event, actor, happened_at, body``."""
        events, items = self.tables["events"], self.tables["items"]
        said = events.filter(events.body.notnull() & events.gone_at.isnull())
        opened = items.filter(items.body.notnull())
        return said.select("item", "event", "actor", "happened_at", "body").union(
            opened.select(
                "item",
                event=ibis.null("string"),
                actor=opened.author,
                happened_at=opened.created_at,
                body=opened.body,
            )
        )

    def within(self, table: ir.Table, time: str = "happened_at") -> ir.Table:
        """Rows of a table dated in the window."""
        return table.filter((table[time] >= self.window.since) & (table[time] < self.window.until))
