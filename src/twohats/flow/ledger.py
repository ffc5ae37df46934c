"""The ledger: every entry with its class, and all that stands beside it, derived once.

Everybody reads the same rows: ``ledger``, ``why``, ``settle``, ``balance``, ``look`` and ``sql``.
They are kept under the digest of all they come from, so that asking again takes no time.
"""

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import cached_property
from typing import Any

import ibis
import ibis.expr.types as ir
import pyarrow as pa
import pyarrow.compute as pc

from twohats.facts import Facts
from twohats.flow.facts import Opened, scope_in
from twohats.flow.meta import meta
from twohats.flow.page import made_up_banner, pseudonyms_of
from twohats.flow.requested import requested
from twohats.flow.rows import Row, entry_number, fetch
from twohats.journal import logged_of, read_ruling, rulings_for
from twohats.ledger.beside import Around, Beside, beside, hats_of, missing
from twohats.ledger.cases import Case, Rubric
from twohats.ledger.clock import OnClock, on_clock
from twohats.ledger.entries import COLUMNS, all_entries, changes_outside, entries
from twohats.ledger.evidence import find_all
from twohats.ledger.judged import judge_all
from twohats.ledger.lean import Traces, with_lean
from twohats.ledger.rules import read_class
from twohats.ledger.settling import likeness
from twohats.links import undertakings
from twohats.people.affiliation import ALWAYS, FOREVER
from twohats.people.resolve import People
from twohats.people.scope import Ownership
from twohats.records.decisions import Decision
from twohats.records.evidence import EVIDENCE_COLUMNS
from twohats.records.judgement import Judgement, Ruling
from twohats.records.times import Window
from twohats.store.derived import DerivedStore
from twohats.workspace import Workspace

_TIME = pa.timestamp("us", tz="UTC")
_TEXTS = pa.list_(pa.string())
SCHEMA = pa.schema(
    [
        *((name, pa.string()) for name in ("entry", "number", "account", "person", "label")),
        *((name, pa.string()) for name in ("basis", "repository", "community", "scope")),
        ("is_key", pa.bool_()),
        *((name, pa.string()) for name in ("item", "undertaking", "activity")),
        ("happened_at", _TIME),
        ("ended_at", _TIME),
        *((name, pa.string()) for name in ("title", "url", "author")),
        ("author_is_ours", pa.bool_()),
        ("item_kind", pa.string()),
        *((name, pa.string()) for name in ("lean", "reason")),
        ("lacks", _TEXTS),
        *((name, pa.string()) for name in ("class", "confidence", "rule", "note", "suggestion")),
        ("secondary", _TEXTS),
        ("planned", pa.bool_()),
        ("planned_late", pa.bool_()),
        ("points", pa.float64()),
        *((name, pa.string()) for name in ("on_clock", "on_clock_rule", "hat")),
        ("beneficiaries", _TEXTS),
        ("funders", _TEXTS),
        ("upstream_need", pa.string()),
        ("missing", _TEXTS),
        *((name, pa.string()) for name in ("likeness", "decision")),
        ("is_ruled", pa.bool_()),
        ("is_contested", pa.bool_()),
        *((name, pa.bool_()) for name in ("has_plan", "has_backlinks", "is_before_plan")),
        ("has_pulls", pa.bool_()),
    ]
)
"""Columns of the ledger; ``number`` is what people call an entry by.

``decision`` is the answer that gave the class; ``is_ruled`` also where it was taken from a change that
people answered for.
"""
EVIDENCE = pa.schema(
    [
        (name, {"holds": pa.bool_(), "said_at": _TIME}.get(name, pa.string()))
        for name in EVIDENCE_COLUMNS
    ]
)


@dataclass(frozen=True)
class Ledger:
    """Every entry of a window, judged."""

    table: pa.Table
    """One row per entry, newest first, with the columns of `SCHEMA`."""
    window: Window
    meta: Mapping[str, str]
    """What its numbers rest on."""
    evidence_of: Callable[[str], list[Row]]
    """Pieces of evidence about one entry."""
    pseudonyms: Mapping[str, str]
    """Label to show for each identity of ours; see `twohats.flow.page.pseudonyms_of`."""
    unlisted: int
    """Logged lines by people whom the team file does not name."""
    changes: Mapping[str, Row] = field(default_factory=dict)
    """By item, changes opened outside the window for which something was done within it."""
    banner: str = ""
    """What every page of it says first; see `twohats.flow.page.made_up_banner`."""

    @cached_property
    def rows(self) -> list[Row]:
        """All entries, newest first."""
        rows: list[Row] = self.table.to_pylist()
        return rows

    def numbered(self, beginning: str) -> list[Row]:
        """Find the entries whose numbers begin so."""
        rows: list[Row] = self.table.filter(
            pc.starts_with(self.table["number"], beginning)
        ).to_pylist()
        return rows

    def on_item(self, item: str) -> list[Row]:
        """Find the entries on an item; its key may lack the forge."""
        items = self.table["item"]
        is_it = pc.or_(pc.equal(items, item), pc.ends_with(items, f":{item}"))
        rows: list[Row] = self.table.filter(is_it).to_pylist()
        return rows


@dataclass(frozen=True)
class FoundLedger:
    """A ledger with what it was asked of."""

    workspace: Workspace
    ledger: Ledger
    decisions: tuple[Decision, ...]
    """Every line of the journal."""
    request: str
    """Digest of the request; see `twohats.flow.facts.requested`."""


def ledger_of(opened: Opened) -> Ledger:
    """Judge every entry of an open workspace, unless that was done before.

    Parameters
    ----------
    opened
        A workspace with its facts.
    """
    derived = DerivedStore(opened.workspace.derived_folder)
    kept = kept_ledger(derived, opened.request)
    if kept is not None:
        return kept
    evidence, found, unlisted, changes = _derived(opened)
    window = opened.facts.window
    said = {
        "window": [window.since.isoformat(), window.until.isoformat()],
        "meta": meta(opened),
        "pseudonyms": pseudonyms_of(opened),
        "unlisted": unlisted,
        "changes": changes,
        "banner": made_up_banner(opened),
    }
    table = found.replace_schema_metadata({"said": json.dumps(said)})
    derived.write(f"{opened.request}-evidence", evidence)
    derived.write(opened.request, table)
    return _ledger(table, lambda entry: _pieces(evidence, entry))


def kept_ledger(derived: DerivedStore, request: str) -> Ledger | None:
    """Take the ledger from where it was kept; None where it has to be derived."""
    table = derived.read(request)
    if table is None:
        return None

    def pieces(entry: str) -> list[Row]:
        found = derived.read(f"{request}-evidence", where=("entry", entry))
        return [] if found is None else found.to_pylist()

    return _ledger(table, pieces)


def _ledger(table: pa.Table, pieces: Callable[[str], list[Row]]) -> Ledger:
    said = json.loads(table.schema.metadata[b"said"])
    window = Window(*map(datetime.fromisoformat, said["window"]))
    return Ledger(
        table,
        window,
        said["meta"],
        pieces,
        said["pseudonyms"],
        said["unlisted"],
        said["changes"],
        said.get("banner", ""),  # tables kept by an earlier version lack it
    )


def _pieces(evidence: pa.Table, entry: str) -> list[Row]:
    rows: list[Row] = evidence.filter(pc.field("entry") == entry).to_pylist()
    return rows


def ledger_table(opened: Opened, ledger: Ledger) -> ir.Table:
    """Put the ledger beside the facts, for expressions and SQL."""
    return opened.backend.create_table("ledger", ledger.table, temp=True, overwrite=True)


def _derived(opened: Opened) -> tuple[pa.Table, pa.Table, int, dict[str, Row]]:
    """Find evidence and judge; changes for which something was done are judged, and not counted."""
    facts, workspace = opened.facts, opened.workspace
    traces = traces_of(workspace)
    logged, unlisted = _logged(opened)
    said_classes = {row["entry"]: row["class"] for row in logged}
    every = entries(facts).union(changes_outside(facts))
    if logged:
        more = pa.Table.from_pylist(logged, every.schema().to_pyarrow())
        every = every.union(ibis.memtable(more))
    every = facts.keep("judged_entries", every)
    settings = workspace.settings
    rubric = Rubric.of(
        facts.coverage,
        traces,
        framework_from=settings.framework_from,
        iterations=settings.iterations,
    )
    asked_for = requested(opened.decisions, facts, settings.hosts)
    case = Case(facts, every, traces, rubric, settings.labels, asked_for)
    evidence = find_all(case).select(*EVIDENCE_COLUMNS).to_pyarrow().cast(EVIDENCE)
    pieces = evidence.to_pylist()
    leaning = with_lean(every, facts, traces)
    ended = case.work.select("entry", "ended_at")
    rows = fetch(leaning.left_join(ended, "entry").drop("entry_right"))
    _join_undertakings(facts, rows)
    by_entry = _by(pieces, "entry")
    for row in rows:
        row["likeness"] = likeness(
            row["community"],
            row["activity"],
            [(p["kind"], p["holds"], p["strength"]) for p in by_entry.get(row["entry"], ())],
        )
    said = rulings_for(rows, opened.decisions, _persons(workspace, opened.people))
    judged = judge_all(rows, pieces, said, rubric)
    rulings = {entry: said[entry] for entry, found in judged.items() if found.rule == "G3"}
    window = facts.window
    rows, outside = _split(rows, lambda row: window.since <= row["happened_at"] < window.until)
    points = _points(facts, rows)
    beside_of = _Beside(opened, by_entry, rulings)
    for row in rows:
        judgement = judged[row["entry"]]
        _fill(row, judgement, rulings.get(row["entry"]), rubric, opened.secret)
        if row["item_kind"] == "log":
            _lean_as_said(row, said_classes[row["entry"]])
        beside_of.fill(row, judgement)
        row["points"] = points.get(row["entry"])
    rows.sort(key=lambda row: row["entry"])
    rows.sort(key=lambda row: row["happened_at"], reverse=True)
    table = pa.Table.from_pylist(rows, SCHEMA)
    counted = pc.is_in(evidence["entry"], value_set=table["entry"].combine_chunks())
    changes = {row["item"]: _judgement_row(judged[row["entry"]]) for row in outside}
    return evidence.filter(counted), table, unlisted, changes


def _split(rows: Iterable[Row], test: Callable[[Row], bool]) -> tuple[list[Row], list[Row]]:
    """Part rows into those of which it holds, and the others."""
    parts: tuple[list[Row], list[Row]] = ([], [])
    for row in rows:
        parts[0 if test(row) else 1].append(row)
    return parts


def traces_of(workspace: Workspace) -> Traces:
    """Say what leads back to us."""
    settings = workspace.settings
    return Traces(
        settings.owners,
        settings.repositories,
        settings.trackers,
        settings.member_communities,
        bool(workspace.communities),
        members_word=settings.words.members,
    )


def rulings_of_rows(
    decisions: Sequence[Decision], rows: Iterable[Mapping[str, Any]]
) -> dict[str, Ruling]:
    """Recall the answers that gave entries their class, by entry."""
    lines = {decision.id: decision for decision in decisions}
    found = {}
    for row in rows:
        ruling = read_ruling(lines[row["decision"]]) if row["decision"] in lines else None
        if isinstance(ruling, Ruling):
            found[row["entry"]] = replace(ruling, is_contested=row["is_contested"])
    return found


def _persons(workspace: Workspace, people: People) -> dict[str, str]:
    """List whatever a line may call one of ours, with the person it means."""
    persons = {identity: person.key for person in people.persons for identity in person.identities}
    called = {}
    for member in workspace.team:
        person = persons.get(member.key, member.key)
        accounts = (member.key, *member.accounts)
        names = (*accounts, *(account.partition(":")[2] for account in accounts))
        names += (*member.emails, *([member.name] if member.name else []))
        called.update({name.lower(): person for name in names})
    mails = {identity.removeprefix("mail:"): person for identity, person in persons.items()}
    return {**mails, **persons, **called}


def _logged(opened: Opened) -> tuple[list[Row], int]:
    """Give logged work of the window as entries, and count what nobody of the team wrote."""
    persons = {identity: p for p in opened.people.persons for identity in p.identities}
    upstream = {scope.community for scope in opened.scopes if scope.scope == "upstream"}
    rows, unlisted = [], 0
    window = opened.facts.window
    for line in logged_of(opened.decisions):
        at, account = line["happened_at"], line["account"]
        if not window.since <= at < window.until:
            continue
        basis = next(
            (
                a.basis
                for a in opened.people.affiliations
                if a.identity == account and (a.from_at or ALWAYS) <= at < (a.until_at or FOREVER)
            ),
            None,
        )
        if basis is None:
            unlisted += 1
            continue
        community = (line["community"] or "").lower()
        # Nothing but its name is known of it: no source says who owns a community.
        found = scope_in(opened.workspace, Ownership(community, None))
        is_upstream = found.scope == "unknown" and community in upstream
        rows.append(
            {
                **dict.fromkeys(COLUMNS),
                **{name: line[name] for name in line if name in COLUMNS},
                "person": persons[account].key,
                "label": persons[account].label,
                "basis": basis,
                "repository": community,
                "community": community,
                "scope": "upstream" if is_upstream else found.scope,
                "is_key": found.is_key,
                "class": line["class"],
            }
        )
    return rows, unlisted


def _lean_as_said(row: Row, said: str | None) -> None:
    """Say of logged work whose need its person says it met; that is no answer yet."""
    row["reason"] = "logged by hand, and no trace says whose need it met"
    row["lean"] = None if row["class"] == "own-project" else "unclear"
    if said and row["class"] == "undecided":
        row["suggestion"] = read_class(said)
        row["reason"] = f"logged by hand; its person calls it {said}"


def _join_undertakings(facts: Facts, rows: Sequence[Row]) -> None:
    keys = undertakings(facts, {row["item"] for row in rows if row["item_kind"] != "log"})
    for row in rows:
        row["undertaking"] = keys.get(row["item"], row["item"])


def _by(rows: Iterable[Row], column: str) -> dict[str, list[Row]]:
    groups: dict[str, list[Row]] = {}
    for row in rows:
        groups.setdefault(row[column], []).append(row)
    return groups


def _fill(
    row: Row, judgement: Judgement, ruling: Ruling | None, rubric: Rubric, secret: bytes
) -> None:
    """Put a judgement into a row."""
    at = row["happened_at"]
    row |= _judgement_row(judgement)
    row |= {
        "number": entry_number(row["entry"], secret),
        "decision": ruling.decision if ruling else None,
        "is_ruled": judgement.is_ruled,
        "is_contested": bool(ruling and ruling.is_contested),
        "has_plan": rubric.has_plan(at),
        "has_backlinks": rubric.has_backlinks(at),
        "is_before_plan": rubric.is_before(at),
    }


def _judgement_row(judgement: Judgement) -> Row:
    return {
        "entry": judgement.entry,
        "class": judgement.class_,
        "confidence": judgement.confidence,
        "rule": judgement.rule,
        "note": judgement.note,
        "lacks": list(judgement.lacks),
        "suggestion": judgement.suggestion,
        "secondary": list(judgement.secondary),
        "planned": judgement.is_planned,
        "planned_late": judgement.is_planned_late,
    }


POINTS = ("estimate", "points", "story points")
"""Fields of boards in which teams estimate."""


def _points(facts: Facts, rows: Iterable[Row]) -> dict[str, float]:
    """Divide the points of each item on a board among our entries on it, whenever they were."""
    values = facts.tables["board_values"]
    values = values.filter(values.field.lower().isin(POINTS))
    latest = values.group_by("item").agg(value=values.value.argmax(values.looked_at))
    numbers = latest.mutate(points=latest.value.try_cast("float64"))
    given = {row["item"]: row["points"] for row in fetch(numbers) if row["points"] is not None}
    shares = all_entries(facts).semi_join(numbers, "item")
    parts = {row["item"]: row["n"] for row in fetch(shares.group_by("item").agg(n=shares.count()))}
    divided = {}
    for item, here in _by((row for row in rows if row["item"] in given), "item").items():
        logged = sum(row["item_kind"] == "log" for row in here)
        many = parts.get(item, 0) + logged
        divided.update({row["entry"]: given[item] / many for row in here})
    return divided


class _Beside:
    """Fills what stands beside the class."""

    def __init__(
        self,
        opened: Opened,
        evidence: Mapping[str, Sequence[Row]],
        rulings: Mapping[str, Ruling],
    ):
        settings = opened.workspace.settings
        self._settings = settings
        self._has_register = bool(opened.workspace.communities)
        self._evidence, self._rulings = evidence, rulings
        self._around = Around(
            settings.member_communities,
            settings.owners,
            (*settings.repositories, *settings.trackers),
            settings.hosts,
        )
        self._hats = hats_of(opened.decisions)
        commitments = opened.facts.tables["commitments"]
        self._commitments = _by(fetch(commitments.filter(commitments.item.notnull())), "item")

    def fill(self, row: Row, judgement: Judgement) -> None:
        """Put all that is known beside the class into a row."""
        entry = row["entry"]
        known = self._known(row, judgement)
        clock = self._clock(row, judgement)
        row |= {
            "on_clock": clock.answer,
            "on_clock_rule": clock.rule,
            "hat": known.hat,
            "beneficiaries": list(known.beneficiaries),
            "funders": list(known.funders),
            "upstream_need": known.upstream_need.url if known.upstream_need else None,
            "missing": [
                f"{one.found}: {one.next_step}"
                for one in missing(judgement, known, self._settings.words.member_community)
            ],
        }
        assert row["entry"] == entry

    def _known(self, row: Row, judgement: Judgement) -> Beside:
        entry = row["entry"]
        hats = {"hat": self._hats[entry]} if entry in self._hats else {}
        return beside(
            judgement,
            self._evidence.get(entry, ()),
            self._around,
            commitments=self._commitments.get(row["item"], ()),
            ruling=self._rulings.get(entry),
            **hats,
        )

    def _clock(self, row: Row, judgement: Judgement) -> OnClock:
        day = row["happened_at"].date()
        return on_clock(
            self._settings.policy_on(day),
            judgement.class_,
            row["is_key"] if self._has_register else None,
            waivers=self._settings.waivers_on(day, row["repository"]),
        )
