"""Initiatives with all that has to do with them upstream, read from the facts once."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

import ibis
import ibis.expr.types as ir
import pyarrow as pa

from twohats.facts import Facts
from twohats.formats.initiative_form import Form, parse_effort, read_form
from twohats.formats.plan_file import PlanLine
from twohats.initiatives.matrix import Pair, matrix
from twohats.initiatives.turns import Act, turns_of
from twohats.measures.pace import lives
from twohats.records.initiatives import Initiative, NamedBy, UpstreamItem, UpstreamState
from twohats.records.keys import owner_of

Row = dict[str, Any]
ELSEWHERE = ("referenced", "cross_referenced")
"""Kinds of events that happened elsewhere: somebody named the item, and nothing was done to it."""
Members = Callable[[str], Iterable[str]]
"""Names of member communities that a text names."""
_NAMED: Mapping[str, NamedBy] = {"both": "both", "only ours": "ours", "only theirs": "theirs"}


@dataclass(frozen=True)
class Gathered:
    """All initiatives, and who names whom."""

    initiatives: tuple[Initiative, ...]
    """By key."""
    pairs: tuple[Pair, ...]
    """Direct links, both ways; see `twohats.initiatives.matrix`."""


def gather(
    facts: Facts,
    upstream: Iterable[str],
    plan: Sequence[PlanLine] = (),
    members: Members = lambda text: (),
) -> Gathered:
    """Read every initiative with its items upstream.

    Parameters
    ----------
    facts
        With links and commitments completed.
    upstream
        Keys of the repositories that are upstream.
    plan
        Lines of plan files: what is not tracked has its words from there.
    members
        Finds member communities in the words that say for whom it is.

    Returns
    -------
    Gathered
        Each initiative once, whatever names it.
    """
    recorded, reached = _recorded(facts)
    lines = {f"{line.path}#{line.position}": _as_of(line, facts.as_of) for line in plan}
    places = frozenset(upstream)
    reached = {
        key: {item for item in items if _repository(item) in places}
        for key, items in reached.items()
    }
    written = [(key, item) for key in lines for item in reached.get(key, ())]
    pairs = matrix(recorded, [*_linked(facts), *written], places)
    named: dict[str, dict[str, NamedBy]] = {
        key: dict.fromkeys(sorted(reached.get(key, ())), "a part of it") for key in recorded
    }
    for pair in pairs:
        if pair.upstream:
            named[pair.initiative][pair.upstream] = _NAMED[pair.state]
    wanted = sorted({item for items in named.values() for item in items})
    there = _upstream_items(facts, wanted)
    own = _own_issues(facts, sorted(recorded))
    found = []
    for key, row in sorted(recorded.items()):
        initiative = _initiative(key, row, own.get(key), lines.get(key), members)
        items = [replace(there[item], named_by=by) for item, by in sorted(named[key].items())]
        found.append(replace(initiative, upstream=tuple(items)))
    return Gathered(tuple(found), pairs)


def key_of(commitment: str) -> str:
    """Key of the initiative that a commitment is, or belongs to.

    Examples
    --------
    >>> key_of("initiative:github:us/plan#1|directed>github:lantern/core#7")
    'github:us/plan#1'
    """
    return commitment.partition(":")[2].partition(">")[0].partition("|")[0]


def _recorded(facts: Facts) -> tuple[dict[str, Row], dict[str, set[str]]]:
    """Read commitments: one row per initiative, and the items that each reaches."""
    table = facts.tables["commitments"]
    table = table.filter(table.kind == "initiative").order_by("commitment")
    columns = ("commitment", "recorded_at", "holder", "community", "funder", "direction", "item")
    recorded: dict[str, Row] = {}
    reached: dict[str, set[str]] = defaultdict(set)
    for row in table.select(*columns, "url").to_pyarrow().to_pylist():
        key = key_of(row["commitment"])
        if row["item"] is not None and row["item"] != key:
            reached[key].add(row["item"])
        before = recorded.setdefault(key, row)
        # Several lines may speak of one; the one that says a direction is worth more.
        if before["direction"] == "unstated":
            recorded[key] = {**before, "direction": row["direction"]}
    return recorded, reached


def _linked(facts: Facts) -> list[tuple[str, str]]:
    """List who names whom, robots left out: they list what touches the same lines."""
    named = facts.tables["links"]
    named = named.filter(named.from_item.notnull() & named.to_item.notnull())
    bots = facts.identities.filter(facts.identities.is_bot).select(actor="identity")
    named = named.anti_join(bots, "actor").select("from_item", "to_item").distinct()
    return [(row["from_item"], row["to_item"]) for row in named.to_pyarrow().to_pylist()]


def _as_of(line: PlanLine, now: datetime) -> PlanLine:
    """Forget that it was closed, where that was only later."""
    is_later = line.closed_at is not None and line.closed_at >= now
    return replace(line, closed_at=None) if is_later else line


def _initiative(
    key: str, row: Row, own: Row | None, line: PlanLine | None, members: Members
) -> Initiative:
    form = read_form(own["body"] or "") if own else None
    said = _said(form, line)
    named = [*said["beneficiaries"], *([row["funder"]] if row["funder"] else [])]
    found = dict.fromkeys(member for name in named for member in members(name))
    return Initiative(
        key,
        (own["title"] if own else line.title if line else None) or key,
        row["direction"],
        own["url"] if own else row["url"],
        row["recorded_at"],
        own["closed_at"] if own else line.closed_at if line else None,
        tuple(found),
        said["beneficiaries"],
        row["funder"],
        said["build_h"],
        said["coordination_h"],
        said["target"],
        own["last_act_at"] if own else None,
    )


def _said(form: Form | None, line: PlanLine | None) -> Row:
    if form:
        return {
            "beneficiaries": form.stated.beneficiaries,
            "build_h": form.build.hours if form.build else None,
            "coordination_h": form.coordination.hours if form.coordination else None,
            "target": form.target,
        }
    if line is None:
        return dict.fromkeys(("build_h", "coordination_h", "target")) | {"beneficiaries": ()}
    build, coordination = (parse_effort(text or "") for text in (line.build, line.coordination))
    return {
        "beneficiaries": line.beneficiaries,
        "build_h": build.hours if build else None,
        "coordination_h": coordination.hours if coordination else None,
        "target": line.target,
    }


def _own_issues(facts: Facts, keys: Sequence[str]) -> dict[str, Row]:
    """Read the issues that initiatives stand in."""
    items = facts.tables["items"]
    items = items.filter(items.gone_at.isnull()).semi_join(_listed(facts, keys), "item")
    rows = items.select("item", "title", "body", "url", "closed_at").to_pyarrow().to_pylist()
    last = _last_acts(facts, keys)
    return {
        row["item"]: {**row, "last_act_at": last.get(row["item"], (None, 0))[0]} for row in rows
    }


def _last_acts(facts: Facts, keys: Sequence[str]) -> dict[str, tuple[datetime | None, int]]:
    acts = facts.acts.semi_join(_listed(facts, keys), "item")
    # What nobody known did (a deleted account) was done by a person as far as anybody can tell.
    acts = acts.filter(~acts.actor_is_bot & acts.happened_at.notnull() & ~acts.kind.isin(ELSEWHERE))
    last = acts.group_by("item").agg(at=acts.happened_at.max(), n=acts.count())
    return {row["item"]: (row["at"], row["n"]) for row in last.to_pyarrow().to_pylist()}


def _upstream_items(facts: Facts, keys: Sequence[str]) -> dict[str, UpstreamItem]:
    """Read each item upstream; one that nobody read is said to be so."""
    found = {
        key: UpstreamItem(key, "ours", "not read", _repository(key), owner_of(_repository(key)))
        for key in keys
    }
    items = facts.items.semi_join(_listed(facts, keys), "item")
    ends = lives(facts).select("item", "released_at", "release")
    rows = items.left_join(ends, "item").drop("item_right").to_pyarrow().to_pylist()
    last = _last_acts(facts, keys)
    acts = _acts(facts, [r["item"] for r in rows if r["author_is_ours"] and r["kind"] == "pull_request"])  # fmt: skip
    for row in rows:
        key, ended_at = row["item"], row["merged_at"] or row["closed_at"]
        seen = acts.get(key)
        begins_as_draft = _begins_as_draft(row, seen or ())
        found[key] = UpstreamItem(
            key, "ours", _state(row), row["repository"], row["community"], row["kind"],
            row["title"], row["url"], row["author_is_ours"], row["created_at"], ended_at,
            row["merged_at"], row["released_at"], row["release"], *last.get(key, (None, 0)),
            None if seen is None else turns_of(
                row["created_at"], ended_at or facts.as_of, seen, is_draft=begins_as_draft
            ),
        )  # fmt: skip
    return found


def _begins_as_draft(row: Row, acts: Sequence[Act]) -> bool:
    """Whether it was opened as a draft: the first turn made it ready, or it never turned and is one."""
    turned = sorted(
        (one.at, one.kind) for one in acts if one.kind in ("ready_for_review", "converted_to_draft")
    )
    return turned[0][1] == "ready_for_review" if turned else bool(row["draft"])


def _acts(facts: Facts, keys: Sequence[str]) -> dict[str, list[Act]]:
    """Read what people did to changes of ours."""
    states = facts.tables["events"].select("event", "state")
    acts = facts.acts.semi_join(_listed(facts, keys), "item")
    acts = acts.filter(~acts.actor_is_bot & acts.happened_at.notnull())
    acts = acts.left_join(states, "event").drop("event_right")
    found: dict[str, list[Act]] = {key: [] for key in keys}
    columns = ("item", "happened_at", "kind", "actor", "actor_is_ours", "state")
    for row in acts.select(*columns).to_pyarrow().to_pylist():
        # Commits of a change are its author's side, whoever git names.
        is_ours = bool(row["actor_is_ours"]) or row["kind"] in ("committed", "force_pushed")
        is_approval = (row["state"] or "").lower() == "approved"
        found[row["item"]].append(Act(row["happened_at"], row["kind"], is_ours, is_approval))
    return found


def _state(row: Row) -> UpstreamState:
    if row["merged_at"]:
        return "merged"
    if row["closed_at"]:
        return "closed"
    return "draft" if row["draft"] else "open"


def _listed(facts: Facts, keys: Sequence[str]) -> ir.Table:
    listed = pa.table({"item": pa.array(list(keys), pa.string())})
    return facts.keep("initiative_items", ibis.memtable(listed))


def _repository(item: str) -> str:
    return item.rpartition("#")[0] or item.rpartition("!")[0]
