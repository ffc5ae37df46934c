"""Open a workspace's facts: people, bots, scope, as-of and window applied, once for every verb."""

import hashlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import count
from typing import TYPE_CHECKING, Any

import ibis
import ibis.expr.types as ir
import pyarrow as pa

from twohats import __version__
from twohats.errors import WrongUse
from twohats.facts import Facts, as_of
from twohats.flow.code import code_digest
from twohats.flow.scoping import Scoping
from twohats.formats.engine_urls import EngineUrl
from twohats.formats.mailmap import parse_mailmap
from twohats.journal import covered_of
from twohats.journal.projects import decided_of
from twohats.links import Linking, linked
from twohats.people.affiliation import ALWAYS, FOREVER
from twohats.people.employers import employments
from twohats.people.resolve import Account, People, resolve
from twohats.people.scope import Ownership
from twohats.records import Coverage
from twohats.records.decisions import Decision
from twohats.records.people import GitIdentity, RepositoryScope
from twohats.records.times import Window
from twohats.store.engines import open_engine
from twohats.store.facts import FactStore, Snapshot
from twohats.workspace import Workspace

if TYPE_CHECKING:
    from ibis.backends.duckdb import Backend


CHANGES_NOTHING = (
    *("names-shown", "experiment", "feedback", "sent", "carried"),
    *("dispute-answered", "situation-answered", "gap-answered", "user-feedback"),
    *(
        "community-said",
        "component-said",
        "agreement-approved",
        "approval-waived",
        "approval-given",
        "stakeholder-said",
    ),
    *("slot", "slot-pulled", "not-this-time", "plan-adopted"),
)
"""Kinds of decisions that no number comes from."""
ANY_DAY = ("join-undone", "names-shown")
"""Kinds that hold whatever day is looked at: who is who, and what may be shown of people."""


@dataclass(frozen=True)
class Opened:
    """A workspace with its facts open."""

    workspace: Workspace
    facts: Facts
    people: People
    scopes: tuple[RepositoryScope, ...]
    backend: "Backend"
    secret: bytes
    is_named: bool = False
    """Whether our people stand under their logins."""
    is_dated: bool = False
    """Whether the window was asked for, so that commands have to repeat it."""
    decisions: tuple[Decision, ...] = ()
    """Every line of the journal that is known then; what is in force, `twohats.journal` finds."""
    request: str = ""
    """Digest of all that was asked for and all it is answered from; see `requested`."""


@dataclass(frozen=True)
class Moments:
    """What was asked for on the command line; None: not said."""

    since: datetime | None = None
    until: datetime | None = None
    as_of: datetime | None = None
    days: int = 90


def open_facts(
    workspace: Workspace,
    store: FactStore,
    moments: Moments,
    *,
    secret: bytes,
    named: bool = False,
    undone: Sequence[tuple[str, str]] = (),
    decisions: Sequence[Decision] = (),
) -> Opened:
    """Open the facts as stages may see them.

    Parameters
    ----------
    workspace
        Settings, team and communities.
    store
        Where the facts are.
    moments
        Window and as-of; what is not said follows from how far the facts reach.
    secret
        Makes pseudonyms and entry numbers.
    named
        Our people under their logins.
    undone
        Joins that people took apart.
    decisions
        Every line of the journal.

    Raises
    ------
    WrongUse
        There are no facts yet, or none before the as-of date.
    OutOfReach
        The engine did not answer.
    """
    snapshot = store.snapshot()
    opened = open_engine(
        workspace.settings.engine,
        snapshot,
        workspace=workspace.settings.organization,
        readers=workspace.settings.engine_readers,
    )
    backend, tables = opened.backend, dict(opened.tables)
    coverage = _coverage(tables["coverage"])
    if not coverage:
        raise WrongUse(
            f"{workspace.folder}: nothing to look at: no facts were read yet. "
            "Run `twohats sync` with a token, or `twohats import PATH` with a clone, a backup or a "
            "database."
        )
    decisions = known_then(decisions, moments)
    latest = max(promise.seen_at for promise in coverage)
    moment = moments.as_of or moments.until or latest
    window = _window(moments, moment)
    if moment < latest:
        tables = _kept(backend, as_of(tables, moment))
    people = _people(workspace, tables, secret, named, undone)
    facts = Facts(
        tables=tables,
        identities=_identities(backend, people),
        affiliations=_affiliations(backend, people),
        employers=_employers(backend, workspace, people),
        scopes=_scope_table(backend, ()),
        coverage=(*coverage, *covered_of(decisions)),
        window=window,
        as_of=moment,
        digest=_digest(workspace, snapshot, window, moment, named, decisions),
        keep=_Keeper(backend),
        approval_comments=tuple(sorted(workspace.settings.measures.approval_comments.items())),
    )
    scopes = _with_beginnings(_scopes(workspace, facts), decisions)
    facts = replace(facts, scopes=_scope_table(backend, scopes))
    facts = linked(facts, Linking.of(workspace.settings, workspace.plan))
    is_dated = moments != Moments()
    request = requested(workspace, snapshot, moments, decisions, secret=secret, named=named)
    return Opened(
        workspace,
        facts,
        people,
        scopes,
        backend,
        secret,
        named,
        is_dated,
        decisions,
        request,
    )


def on_engine(workspace: Workspace, engine: EngineUrl) -> Workspace:
    """Give the same workspace, its facts asked elsewhere."""
    return replace(workspace, settings=replace(workspace.settings, engine=engine))


def known_then(decisions: Sequence[Decision], moments: Moments) -> tuple[Decision, ...]:
    """Leave out what people decided on the as-of date or later; without one, nothing."""
    moment = moments.as_of
    return tuple(
        one for one in decisions if moment is None or one.at < moment or one.what in ANY_DAY
    )


def scope_in(workspace: Workspace, ownership: Ownership) -> RepositoryScope:
    """Decide what a repository, or a whole community, is to a workspace."""
    return Scoping(workspace).of(ownership)


def requested(
    workspace: Workspace,
    snapshot: Snapshot,
    moments: Moments,
    decisions: Sequence[Decision],
    *,
    secret: bytes,
    named: bool,
) -> str:
    """Digest a request before anything is opened: equal digests, equal answers.

    The code's own files are part of it, so that nothing made by an earlier version is used.
    """
    parts = (
        snapshot.digest(),
        repr((moments, named, __version__, code_digest())),
        *_said(workspace, decisions),
        hashlib.sha256(secret).hexdigest(),
    )
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()[:24]


@contextmanager
def lent(opened: Opened, facts: Facts) -> Iterator[Facts]:
    """Lend facts for one question, and let go of all that was kept for it when they are given back.

    Whoever asks of many moments in a row would else fill the memory with tables of each. Facts that
    were given back hold nothing any more: they are not to be asked again.

    Parameters
    ----------
    opened
        A workspace with its facts.
    facts
        Some of them, say of an earlier moment.
    """
    keeper = _Keeper(opened.backend)
    try:
        yield replace(facts, keep=keeper)
    finally:
        keeper.let_go()


class _Keeper:
    """Runs each expression once, however many stages ask for it."""

    _numbers = count()

    def __init__(self, backend: "Backend"):
        self._backend = backend
        self._kept: dict[Any, ir.Table] = {}

    def __call__(self, name: str, table: ir.Table) -> ir.Table:
        operation = table.op()
        if operation not in self._kept:
            name = f"{name}_{next(self._numbers)}"
            self._kept[operation] = self._backend.create_table(name, table, temp=True)
        return self._kept[operation]

    def let_go(self) -> None:
        """Leave nothing in what was kept; that is all that every engine can do alike."""
        for table in self._kept.values():
            nothing = table.schema().to_pyarrow().empty_table()
            self._backend.create_table(table.op().name, nothing, temp=True, overwrite=True)
        self._kept.clear()


def _window(moments: Moments, moment: datetime) -> Window:
    until = min(moments.until or moment, moment)
    if moments.since:
        return Window(moments.since, until)
    return Window.days_before(until, moments.days)


def _kept(backend: "Backend", tables: dict[str, ir.Table]) -> dict[str, ir.Table]:
    """Run the replay once, not once per measure."""
    replayed = backend.create_table("items_then", tables["items"], temp=True)
    return {**tables, "items": replayed}


def _coverage(table: ir.Table) -> tuple[Coverage, ...]:
    rows = table.drop("read").to_pyarrow().to_pylist()
    return tuple(Coverage(**row) for row in rows)


def _people(
    workspace: Workspace,
    tables: dict[str, ir.Table],
    secret: bytes,
    named: bool,
    undone: Sequence[tuple[str, str]],
) -> People:
    accounts = tables["accounts"].select("account", "forge_id", "login", "kind")
    git = tables["commit_people"].select("name", "email", "account").distinct()
    documents = tables["documents"].filter(lambda t: t.kind == "mailmap")
    latest = documents.group_by("repository").agg(
        text=documents.text.argmax(documents.committed_at)
    )
    mailmaps = [
        (f"{row['repository']} .mailmap", parse_mailmap(row["text"]))
        for row in latest.to_pyarrow().to_pylist()
        if row["text"]
    ]
    return resolve(
        [
            Account(row["account"], row["forge_id"], row["login"], row["kind"])
            for row in accounts.to_pyarrow().to_pylist()
        ],
        [
            GitIdentity(row["name"] or "", row["email"] or "", row["account"])
            for row in git.to_pyarrow().to_pylist()
        ],
        workspace.team,
        [*mailmaps, (".mailmap", workspace.mailmap)],
        organization=workspace.settings.organization,
        forge_by_host={forge.host: forge.name for forge in workspace.settings.forges},
        bot_rules={rule.account: (rule.is_bot, rule.reason) for rule in workspace.settings.bots},
        undone=undone,
        secret=secret,
        named=named,
    )


def _identities(backend: "Backend", people: People) -> ir.Table:
    rows = [
        {"identity": identity, "person": p.key, "label": p.label, "is_bot": p.is_bot}
        for p in people.persons
        for identity in p.identities
    ]
    schema = pa.schema(
        [(name, pa.string()) for name in ("identity", "person", "label")] + [("is_bot", pa.bool_())]
    )
    return backend.create_table("identities", pa.Table.from_pylist(rows, schema), temp=True)


def _affiliations(backend: "Backend", people: People) -> ir.Table:
    time = pa.timestamp("us", tz="UTC")
    rows = [
        {
            "identity": a.identity,
            "from_at": a.from_at or ALWAYS,
            "until_at": a.until_at or FOREVER,
            "basis": a.basis,
        }
        for a in people.affiliations
    ]
    schema = pa.schema(
        [("identity", pa.string()), ("from_at", time), ("until_at", time), ("basis", pa.string())]
    )
    return backend.create_table("affiliations", pa.Table.from_pylist(rows, schema), temp=True)


def _employers(backend: "Backend", workspace: Workspace, people: People) -> ir.Table:
    person_of = {identity: one.key for one in people.persons for identity in one.identities}
    found = employments(
        people.affiliations,
        workspace.employers,
        person_of,
        organization=workspace.settings.organization,
    )
    time = pa.timestamp("us", tz="UTC")
    rows = [
        {**vars(job), "from_at": job.from_at or ALWAYS, "until_at": job.until_at or FOREVER}
        for job in found
    ]
    texts = [(name, pa.string()) for name in ("person", "employer")]
    times = [(name, time) for name in ("from_at", "until_at")]
    schema = pa.schema([*texts, *times, ("basis", pa.string())])
    return backend.create_table("employers", pa.Table.from_pylist(rows, schema), temp=True)


def _scope_table(backend: "Backend", scopes: Sequence[RepositoryScope]) -> ir.Table:
    schema = pa.schema(
        [(name, pa.string()) for name in ("repository", "scope", "reason", "community")]
        + [("is_key", pa.bool_())]
    )
    rows = pa.Table.from_pylist([vars(scope) for scope in scopes], schema)
    return backend.create_table("known_scopes", rows, temp=True, overwrite=True)


def _scopes(workspace: Workspace, facts: Facts) -> tuple[RepositoryScope, ...]:
    """Decide the scope of every repository the facts name."""
    named = [
        facts.tables[name].select("repository", owner_kind=ibis.null("string")).distinct()
        for name in ("items", "commits", "releases")
    ]
    every = facts.tables["repositories"].select("repository", "owner_kind").union(*named)
    every = every.group_by("repository").agg(owner_kind=every.owner_kind.max())
    merges = facts.done.filter(lambda t: (t.kind == "merged") & t.actor.notnull())
    merges = facts.who(merges, "actor", "happened_at", "merger")
    merges = merges.filter(~merges.merger_is_bot)
    per = merges.group_by("repository").agg(
        merges=merges.count(),
        mergers=merges.merger_person.nunique(),
        mergers_not_ours=merges.merger_person.nunique(where=~merges.merger_is_ours),
    )
    rows = every.left_join(per, "repository").drop("repository_right").order_by("repository")
    scoping = Scoping(workspace)
    return tuple(
        scoping.of(
            Ownership(
                row["repository"],
                row["owner_kind"],
                row["merges"] or 0,
                row["mergers"] or 0,
                row["mergers_not_ours"] or 0,
            ),
        )
        for row in rows.to_pyarrow().to_pylist()
    )


def _with_beginnings(
    scopes: Sequence[RepositoryScope], decisions: Sequence[Decision]
) -> tuple[RepositoryScope, ...]:
    """Say of each repository that was begun by a decision on record why it was."""
    begun = {
        one.repository: one for one in decided_of(decisions).values() if one.outcome == "create"
    }
    return tuple(
        replace(scope, reason=f"{scope.reason}; begun because: {begun[scope.repository].why}")
        if scope.repository in begun
        else scope
        for scope in scopes
    )


def _digest(
    workspace: Workspace,
    snapshot: Snapshot,
    window: Window,
    moment: datetime,
    named: bool,
    decisions: Sequence[Decision],
) -> str:
    """Digest everything the numbers come from, the code included."""
    parts = (snapshot.digest(), str(window), moment.isoformat(), str(named), code_digest())
    said = _said(workspace, decisions)
    return hashlib.sha256("\n".join((*parts, *said)).encode()).hexdigest()[:16]


def _said(workspace: Workspace, decisions: Sequence[Decision]) -> tuple[str, str]:
    """Write down what people said that numbers may come from."""
    files = (
        workspace.settings,
        workspace.team,
        workspace.communities,
        workspace.mailmap,
        workspace.plan,
        workspace.employers,
    )
    # By content: a line that was edited by hand keeps its id.
    lines = sorted(repr(one) for one in decisions if one.what not in CHANGES_NOTHING)
    return repr(files), repr(lines)
