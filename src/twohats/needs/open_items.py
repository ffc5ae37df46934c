"""Open items of upstream, with who opened them, who answered, and whose turn it is."""

from collections.abc import Sequence
from dataclasses import dataclass, fields
from datetime import datetime
from functools import lru_cache
from typing import Any

import ibis
import ibis.expr.types as ir

from twohats.facts import Facts
from twohats.facts.firsts import moment_key
from twohats.measures.first_response import ANSWERS, first_responses
from twohats.people.roles import maintainers, triagers

TURNS = (*ANSWERS, "opened", "ready_for_review", "reopened", "force_pushed", "committed")
"""Events by which an author hands a change back."""
VERDICTS = ("approved", "changes_requested", "dismissed")
"""States of a review that say something about the change; a comment leaves what was said before."""

GENERATED = (
    r"(?i)(?:^|/)(?:package-lock\.json|pnpm-lock\.yaml|npm-shrinkwrap\.json|go\.sum)$|\.lock$"
    r"|\.min\.(?:js|css)$|\.(?:snap|map)$|_pb2\.py$|\.pb\.go$|(?:^|[./_-])generated[./]"
    r"|(?:^|/)(?:vendor|node_modules|dist)/"
)
"""Paths that no person writes or reads line by line."""
TESTS = r"(?i)(?:^|/)tests?/|(?:^|/)(?:test_[^/]*|[^/]*_test\.\w+|[^/]*\.(?:test|spec)\.\w+|conftest\.py)$"


@dataclass(frozen=True)
class OpenItem:
    """One open issue or pull request that is neither in our own nor in a personal project."""

    item: str
    repository: str
    community: str
    scope: str
    kind: str
    number: int
    title: str | None
    url: str | None
    author: str | None
    """None: the account is gone."""
    author_person: str | None
    author_label: str | None
    author_is_bot: bool
    author_is_ours: bool | None
    created_at: datetime
    draft: bool
    labels: tuple[str, ...] | None
    """None: not known."""
    milestone: str | None
    assignees: tuple[str, ...] | None
    lines: int | None
    """Changed lines, generated files left out where paths were read; None: not known."""
    burden_lines: int | None
    """The same, tests left out too."""
    paths: tuple[str, ...] | None
    """What it changes; None: not read."""
    clock_at: datetime | None
    """Opened, or made ready; None: a draft never made ready, or a bot's."""
    waiting: bool | None
    """Whether no human but the author said anything yet; None as for `clock_at`."""
    responder_label: str | None
    responder_is_ours: bool | None
    response_at: datetime | None
    merged_before: int | None
    """Changes of the author merged in the community before this was opened; None: nobody known."""
    opened_before: int | None
    """Items the author had opened in the community before; None: nobody known."""
    author_is_maintainer: bool
    last_author_at: datetime | None
    """Last time the author did something to it."""
    last_word_at: datetime | None
    """Last time a maintainer other than the author spoke, approvals apart."""
    maintainers_seen: int
    """Maintainers other than the author who spoke."""
    triagers_seen: int
    """People who may sort and not merge, other than the author, who spoke."""
    approvals: int
    """Maintainers whose last verdict is an approval."""
    objections: int
    """Maintainers whose last verdict asks for changes."""
    approved_at: datetime | None
    linked_changes: int
    """Open pull requests that say they close it."""

    @property
    def is_change(self) -> bool:
        """Whether it is a pull or merge request."""
        return self.kind == "pull_request"


def open_items(facts: Facts) -> Sequence[OpenItem]:
    """List what is open on the as-of date, oldest first, then by key.

    Parameters
    ----------
    facts
        People, bots, scope and as-of date are taken from it.
    """
    table = open_items_table(facts).order_by("created_at", "item")
    names = [one.name for one in fields(OpenItem)]
    rows: list[dict[str, Any]] = table.select(*names).to_pyarrow().to_pylist()
    return tuple(OpenItem(**{name: _plain(row[name]) for name in names}) for row in rows)


def _plain(value: Any) -> Any:
    return tuple(value) if isinstance(value, list) else value


@lru_cache(maxsize=8)
def open_items_table(facts: Facts) -> ir.Table:
    """One row per open item, with the fields of `OpenItem`."""
    items = facts.items
    items = items.filter(
        items.closed_at.isnull() & ~items.scope.isin(["own-project", "personal-project"])
    )
    joined = items
    for side in (
        _waits(facts),
        _before(facts, items),
        _spoken(facts, items),
        _verdicts(facts, items),
        _closers(facts),
        _sizes(facts),
    ):
        joined = joined.left_join(side, "item").drop("item_right")
    team = maintainers(facts).select("repository", author_person="person", _team=True)
    joined = joined.left_join(team, ["repository", "author_person"])
    counts = ("maintainers_seen", "triagers_seen", "approvals", "objections", "linked_changes")
    whole = joined.additions + joined.deletions
    nobody = joined.author.isnull()
    none = ibis.null("int64")
    before = ("merged_before", "opened_before")
    return facts.keep(
        "open_items",
        joined.mutate(
            lines=ibis.coalesce(joined.lines, whole),
            burden_lines=ibis.coalesce(joined.burden_lines, whole),
            draft=joined.draft.fill_null(False),
            author_is_maintainer=joined._team.notnull(),
            **{name: joined[name].fill_null(0) for name in counts},
            **{name: ibis.ifelse(nobody, none, joined[name].fill_null(0)) for name in before},
        ),
    )


def _waits(facts: Facts) -> ir.Table:
    columns = ("clock_at", "waiting", "responder_label", "responder_is_ours", "response_at")
    return first_responses(facts).select("item", *columns)


def _before(facts: Facts, items: ir.Table) -> ir.Table:
    """How much the author had opened, and had merged, in the community before."""
    known = items.filter(items.author_person.notnull())
    each = known.select("item", "community", "author_person", "created_at")
    theirs = facts.items.filter(facts.items.author_person.notnull()).select(
        _community="community",
        _person="author_person",
        _opened_at="created_at",
        _merged_at="merged_at",
        _kind="kind",
    )
    pairs = each.inner_join(
        theirs, [each.community == theirs._community, each.author_person == theirs._person]
    )
    is_merged = (pairs._kind == "pull_request") & (pairs._merged_at < pairs.created_at)
    return pairs.group_by("item").agg(
        merged_before=is_merged.fill_null(False).cast("int64").sum(),
        opened_before=(pairs._opened_at < pairs.created_at).cast("int64").sum(),
    )


def _acts(facts: Facts, items: ir.Table) -> ir.Table:
    """List what was done to these items, with whether its author or a maintainer did it."""
    acts = facts.acts.semi_join(items, "item")
    team = maintainers(facts).select("repository", actor_person="person", _team=True)
    sorters = triagers(facts).select("repository", actor_person="person", _sorter=True)
    for side in (team, sorters):
        acts = acts.left_join(side, ["repository", "actor_person"]).drop(
            "repository_right", "actor_person_right"
        )
    states = facts.tables["events"].filter(lambda t: t.kind == "reviewed")
    acts = acts.left_join(states.select("event", verdict="state"), "event").drop("event_right")
    # Commits of a pull request name nobody; whoever pushed them hands the change back.
    is_author = (acts.actor_person == acts.author_person) | (acts.kind == "committed")
    is_author = is_author.fill_null(False)
    is_other = acts.actor.notnull() & ~acts.actor_is_bot & ~is_author
    return acts.mutate(
        by_author=is_author & acts.kind.isin(list(TURNS)),
        by_maintainer=is_other & acts._team.notnull() & acts.kind.isin(list(ANSWERS)),
        by_triager=is_other & acts._sorter.notnull() & acts.kind.isin(list(ANSWERS)),
    )


def _spoken(facts: Facts, items: ir.Table) -> ir.Table:
    acts = _acts(facts, items)
    is_word = acts.by_maintainer & (acts.verdict.isnull() | (acts.verdict != "approved"))
    return acts.group_by("item").agg(
        last_author_at=acts.happened_at.max(where=acts.by_author),
        last_word_at=acts.happened_at.max(where=is_word),
        maintainers_seen=acts.actor_person.nunique(where=acts.by_maintainer),
        triagers_seen=acts.actor_person.nunique(where=acts.by_triager),
    )


def _verdicts(facts: Facts, items: ir.Table) -> ir.Table:
    """How maintainers' last verdicts stand: of each person the last one counts, taken back or not."""
    acts = _acts(facts, items)
    taken_back = facts.tables["events"].filter(lambda t: t.kind == "review_dismissed")
    taken_back = taken_back.filter(taken_back.parent.notnull())
    taken_back = taken_back.select(event="parent", _taken_back=True).distinct()
    acts = acts.left_join(taken_back, "event").drop("event_right")
    said = acts.filter(
        acts.by_maintainer & (acts.kind == "reviewed") & acts.verdict.isin(list(VERDICTS))
    )
    said = said.mutate(
        verdict=ibis.ifelse(said._taken_back.notnull(), "dismissed", said.verdict),
        _order=moment_key(said.happened_at, said.event),
    )
    last = said.group_by("item", "actor_person").agg(
        verdict=said.verdict.argmax(said._order), said_at=said.happened_at.max()
    )
    is_yes = last.verdict == "approved"
    return last.group_by("item").agg(
        approvals=is_yes.cast("int64").sum(),
        objections=(last.verdict == "changes_requested").cast("int64").sum(),
        approved_at=last.said_at.max(where=is_yes),
    )


def _sizes(facts: Facts) -> ir.Table:
    """Lines of each change by the paths it touches, generated files and tests left out."""
    files = facts.tables["item_files"]
    changed = files.additions + files.deletions
    is_made = files.path.re_search(GENERATED).fill_null(False)
    is_test = files.path.re_search(TESTS).fill_null(False)
    return files.group_by("item").agg(
        lines=ibis.ifelse(is_made, 0, changed).sum(),
        burden_lines=ibis.ifelse(is_made | is_test, 0, changed).sum(),
        paths=files.path.collect(order_by=files.path),
    )


def _closers(facts: Facts) -> ir.Table:
    """How many open pull requests say that they close an item."""
    links = facts.tables["links"].filter(lambda t: (t.kind == "closes") & t.to_item.notnull())
    pulls = facts.items.filter(
        (facts.items.kind == "pull_request") & facts.items.closed_at.isnull()
    ).select(from_item="item")
    tied = links.semi_join(pulls, "from_item").select("from_item", "to_item").distinct()
    return tied.group_by(item="to_item").agg(linked_changes=tied.count())
