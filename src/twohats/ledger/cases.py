"""Cases: what finding evidence and judging start from."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import cached_property
from typing import Any

import ibis
import ibis.expr.types as ir

from twohats.facts import Facts, spans
from twohats.ledger.lean import Traces
from twohats.records import Coverage
from twohats.records.judgement import Judgement, Ruling
from twohats.records.people import Basis, Scope
from twohats.workspace.iterations import Iterations
from twohats.workspace.labels import Labels

Span = tuple[datetime, datetime]
"""``[since, until)``."""

HELP = ("review", "answer", "triage", "merge")
"""Activities done for what somebody else opened."""


@dataclass(frozen=True)
class Rubric:
    """The numbers and spans that judging depends on; see docs/rubric.md#numbers."""

    major_change_lines: int = 200
    """A feature with more changed lines is a major one. No source gives a number; this is ours."""
    new_project_days: int = 90
    """A repository is new until so many days after it was made."""
    framework_from: date | None = None
    """Before this day nothing counts as outside the plan."""
    iterations: Iterations | None = None
    """Planning periods; without them nobody can tell what was planned late."""
    planned: tuple[tuple[Span, ...], ...] = ()
    """By tracker: for which times what it plans is known. None at all: never."""
    backlinked: tuple[tuple[Span, ...], ...] = ()
    """By tracker: for work of which times its links are known. None at all: never."""

    @classmethod
    def of(cls, coverage: Sequence[Coverage], traces: Traces, **settings: Any) -> "Rubric":
        """Read from coverage for which times plan and backlinks are known.

        Parameters
        ----------
        coverage
            All promises, those that people declared included.
        traces
            Names the trackers, and how far back each has to be read.
        settings
            The other fields.
        """
        reach = timedelta(days=traces.backlink_days)
        if traces.trackers:
            planned = _by_tracker(coverage, "commitments", traces.trackers)
            linked = tuple(
                tuple((since + min(until - since, reach), until) for since, until in tracker)
                for tracker in _by_tracker(coverage, "links.backlink", traces.trackers)
            )
        else:
            planned = _by_word(coverage, "commitments")
            linked = _by_word(coverage, "links.backlink")
        return cls(planned=planned, backlinked=linked, **settings)

    def has_plan(self, at: datetime) -> bool:
        """Whether the plan of every tracker is known of that moment (gate G4)."""
        return bool(self.planned) and all(_within(at, tracker) for tracker in self.planned)

    def has_backlinks(self, at: datetime) -> bool:
        """Whether every tracker was read far enough before that moment (gate G4)."""
        return bool(self.backlinked) and all(_within(at, tracker) for tracker in self.backlinked)

    def is_before(self, at: datetime) -> bool:
        """Whether it lies before the team planned at all."""
        return self.framework_from is not None and at.date() < self.framework_from


@dataclass(frozen=True)
class EntryCase:
    """One entry, with all that judging it needs besides evidence."""

    entry: str
    activity: str
    happened_at: datetime
    """When it began."""
    ended_at: datetime | None = None
    """When it was merged or closed; None: not over, so nothing is later than it."""
    scope: Scope = "upstream"
    basis: Basis = "declared"
    """How we know that the person was one of ours that day."""
    author_is_ours: bool | None = None
    """Whether the item it was done for is a colleague's."""
    item_kind: str | None = "pull_request"
    has_plan: bool = True
    """Whether the plan of that time is known."""
    has_backlinks: bool = True
    """Whether the links from our trackers are known."""
    is_before_plan: bool = False
    """Whether it lies before the team planned at all."""
    ruling: Ruling | None = None
    change: Judgement | None = None
    """Of the colleague's change it was done for, where that is an entry too."""
    has_pulls: bool = True
    """Whether it is known that no pull request brought it; only a commit can lack that."""

    @property
    def is_for_colleague(self) -> bool:
        """Whether it was done for a colleague's change, and takes that one's class."""
        return (
            self.activity in HELP
            and self.author_is_ours is True
            and self.item_kind == "pull_request"
        )

    @property
    def is_help(self) -> bool:
        """Whether it was done for something that somebody not ours opened."""
        return self.activity in HELP and self.author_is_ours is False

    @classmethod
    def of(
        cls,
        row: Mapping[str, Any],
        rubric: Rubric,
        *,
        ruling: Ruling | None = None,
        change: Judgement | None = None,
    ) -> "EntryCase":
        """Make a case of a row of entries."""
        at = row["happened_at"]
        return cls(
            row["entry"],
            row["activity"],
            at,
            row.get("ended_at"),
            row["scope"],
            row["basis"],
            row["author_is_ours"],
            row["item_kind"],
            rubric.has_plan(at),
            rubric.has_backlinks(at),
            rubric.is_before(at),
            ruling,
            change,
            row.get("has_pulls") is not False,
        )


@dataclass(frozen=True)
class Requested:
    """A repository that others upstream asked for, as the record of its beginning says."""

    repository: str
    url: str
    asked_at: datetime


@dataclass(frozen=True)
class Case:
    """What finders of evidence look at. Nothing of it is executed but what is kept."""

    facts: Facts
    """With ``links`` and ``commitments`` completed."""
    entries: ir.Table
    """As `twohats.ledger.entries.entries` gives them; logged ones may be among them."""
    traces: Traces
    """What leads back to us."""
    rubric: Rubric = field(default_factory=Rubric)
    labels: Labels = field(default_factory=Labels)
    requested: tuple[Requested, ...] = ()
    """Repositories of ours that others asked for first."""

    @cached_property
    def work(self) -> ir.Table:
        """One row per entry in an upstream project, with what is known of its item.

        The columns of entries, ``ended_at`` (when it was merged, closed or done; NULL: still
        open), ``labels``, ``additions``, ``deletions``, ``opened_at`` and ``author_is_bot``.
        """
        items = self.facts.items.select(
            "item",
            "labels",
            "additions",
            "deletions",
            "author_is_bot",
            opened_at="created_at",
            over_at=ibis.coalesce(self.facts.items.merged_at, self.facts.items.closed_at),
        )
        entries = self.entries.filter(self.entries.scope == "upstream")
        rows = entries.left_join(items, "item").drop("item_right")
        is_done_at_once = rows.opened_at.isnull()
        ended = ibis.ifelse(is_done_at_once, rows.happened_at, rows.over_at)
        # What is said after an item was closed is work after its end.
        ended = ibis.ifelse(ended < rows.happened_at, rows.happened_at, ended)
        return self.facts.keep("work", rows.mutate(ended_at=ended).drop("over_at"))

    @cached_property
    def linked(self) -> ir.Table:
        """One row per item of our entries and other item that a reference joins it with.

        ``item``, ``other``, ``strong`` (more than a mention), ``said_at`` (NULL: undated),
        ``actor``, ``from_event``, ``is_from_other`` (the other one names it), ``is_ours`` (the
        other one is of our trackers or own projects), and of the other one, where it is known,
        ``other_kind``, ``other_title``, ``other_url``, ``other_labels``, ``other_at``,
        ``other_author``, ``other_author_is_ours``, ``other_author_is_bot``, ``other_scope`` and
        ``other_repository``.
        """
        links = self.facts.tables["links"]
        links = links.filter(links.from_item.notnull() & links.to_item.notnull())
        links = links.filter(links.from_item != links.to_item)
        there = links.select(
            "actor",
            "from_event",
            "kind",
            item="from_item",
            other="to_item",
            said_at="happened_at",
            is_from_other=ibis.literal(False),
        )
        back = links.select(
            "actor",
            "from_event",
            "kind",
            item="to_item",
            other="from_item",
            said_at="happened_at",
            is_from_other=ibis.literal(True),
        )
        both = there.union(back).semi_join(self.work.select("item").distinct(), "item")
        items = self.facts.items.select(
            other="item",
            other_kind="kind",
            other_title="title",
            other_url="url",
            other_labels="labels",
            other_at="created_at",
            other_author="author",
            other_author_is_ours="author_is_ours",
            other_author_is_bot="author_is_bot",
            other_scope="scope",
        )
        rows = both.left_join(items, "other").drop("other_right")
        places = [key + "#" for key in (*self.traces.trackers, *self.traces.repositories)]
        places += [key + "/" for key in self.traces.owners]
        rows = rows.mutate(
            strong=rows.kind != "mention",
            other_repository=rows.other.re_replace(r"[#!]\d+$", ""),
            is_ours=_starts(rows.other, places),
        )
        return self.facts.keep("linked", rows.drop("kind"))

    @cached_property
    def reasons(self) -> ir.Table:
        """One row per item of our entries and issue of ours that is joined with it.

        As `linked`, for what was written to say what to do and why: not plan items nor
        initiatives, which say that something is planned, and not our own changes.
        """
        rows = self.linked.filter(
            lambda t: t.is_ours & t.strong & (t.other_kind != "pull_request").fill_null(True)
        )
        pattern = label_pattern(self.labels, "plan_item", "initiative", "plan_title")
        is_plan = has_label(rows.other_labels, pattern).fill_null(False)
        is_plan = is_plan | rows.other_title.re_search(rf"(?i)^(?:{pattern})$").fill_null(False)
        commitments = self.facts.tables["commitments"].filter(lambda t: t.kind != "contract")
        rows = rows.filter(~is_plan).anti_join(
            commitments.filter(lambda t: t.item.notnull()).select(other="item").distinct(), "other"
        )
        urls = commitments.filter(lambda t: t.url.notnull()).select(other_url="url").distinct()
        return self.facts.keep("reasons", rows.anti_join(urls, "other_url"))

    @cached_property
    def promised(self) -> ir.Table:
        """One row per item of our entries and commitment of ours to it.

        ``item``, ``commitment``, ``kind``, ``direction``, ``iteration``, ``holder``,
        ``community``, ``funder``, ``url`` and ``recorded_at``: when both the commitment and its tie
        to the item stood (NULL: nobody knows).
        """
        commitments = self.facts.tables["commitments"].filter(lambda t: t.item.notnull())
        columns = (
            *("commitment", "kind", "direction", "iteration"),
            *("holder", "community", "funder", "url"),
        )
        items = self.work.select("item").distinct()
        direct = commitments.semi_join(items, "item").select("item", *columns, "recorded_at")
        # A source may only know the tracker's item, and links tie that to what it is about.
        ties = self.linked.filter(lambda t: t.is_ours & t.strong)
        ties = ties.group_by("item", "other").agg(tied_at=ties.said_at.min())
        tied = commitments.rename(other="item").inner_join(ties, "other")
        tied = tied.mutate(
            recorded_at=ibis.ifelse(tied.tied_at > tied.recorded_at, tied.tied_at, tied.recorded_at)
        )
        tied = tied.mutate(
            recorded_at=ibis.ifelse(
                tied.tied_at.isnull(), ibis.null("timestamp('UTC')"), tied.recorded_at
            )
        )
        both = direct.union(tied.select("item", *columns, "recorded_at"))
        return self.facts.keep("promised", both.distinct())


def _by_tracker(
    coverage: Sequence[Coverage], holds: str, trackers: Iterable[str]
) -> tuple[tuple[Span, ...], ...]:
    """For which times each tracker was read; one that never was has none."""
    return tuple(tuple(spans(coverage, holds, tracker)) for tracker in trackers)


def _by_word(coverage: Sequence[Coverage], holds: str) -> tuple[tuple[Span, ...], ...]:
    """For which times a person says that there was nothing to read."""
    # "We have no tracker" is a person's word; without it, nobody knows where to look.
    declared = [promise for promise in coverage if promise.declared_by]
    found = tuple(spans(declared, holds))
    return (found,) if found else ()


def _within(at: datetime, spans: Iterable[Span]) -> bool:
    # A plain loop: this is asked for every entry.
    for since, until in spans:  # noqa: SIM110
        if since <= at < until:
            return True
    return False


def _starts(column: ir.StringColumn, prefixes: Iterable[str]) -> ir.BooleanValue:
    found: ir.BooleanValue = ibis.literal(False)
    for prefix in prefixes:
        found = found | column.startswith(prefix)
    return found


def has_label(labels: Any, pattern: str) -> Any:
    """Whether one of some labels is what an expression says; NULL where none are known."""
    # Engines differ in lambdas over lists; all of them can search lines.
    return labels.join("\n").re_search(rf"(?im)^(?:{pattern})$")


def first_label(labels: Any, pattern: str) -> Any:
    """Give the first label that is what an expression says; NULL where none is."""
    return labels.join("\n").re_extract(rf"(?im)^({pattern})$", 1).nullif("")


def label_pattern(labels: Labels, *meanings: str) -> str:
    """Regular expression of every label that has one of these meanings; see `has_label`."""
    names = [name for meaning in meanings for name in getattr(labels, meaning)]
    every = "|".join(_label(name) for name in names)
    return every or r"[^\s\S]"


def _label(name: str) -> str:
    words = [re.escape(word) for word in re.split(r"\s*(:)\s*|\s+", name.strip()) if word]
    pattern = r"\s+".join(words).replace(r"\s+:", r"\s*:").replace(r":\s+", r":\s*")
    return pattern.replace(r"\*", ".+") + (".*" if name.strip().endswith(":") else "")
