"""Lean: whose need a piece of work looks like, from traces alone, before there is a class.

``upstream``: done for an item of somebody not ours, or upkeep that everybody shares.
``ours``: our own change, with a trace to our tracker, our members or our product.
``person``: neither trace, outside the register of communities.
``unclear``: the traces say nothing.

What is done for a colleague's change leans as that change does. Own and personal projects have no
lean: the framework does not apply to them. See docs/ledger.md#lean.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

import ibis
import ibis.expr.types as ir

from twohats.facts import Facts

LEANS = ("upstream", "ours", "person", "unclear")
EDGE = r"[^\pL\pN_]"
"""What may stand beside a name: anything but letters of any script, digits and underscore."""


@dataclass(frozen=True)
class Traces:
    """What in a text or link leads back to us."""

    owners: tuple[str, ...]
    """Owner keys of our organizations."""
    repositories: tuple[str, ...]
    """Our own repositories elsewhere."""
    trackers: tuple[str, ...]
    """Our trackers in force; gate G4 asks each of them for its links."""
    members: tuple[str, ...]
    """Names of member communities."""
    has_register: bool
    """Whether key communities were named; without them nothing lies outside."""
    backlink_days: int = 180
    members_word: str = "member communities"
    """What the organization calls them."""

    @property
    def pattern(self) -> str:
        """Regular expression for a mention of any of them; never matches where there is none."""
        # Boundaries are spelled out: what letters a ``\b`` knows differs between engines.
        own = [re.escape(key.partition(":")[2]) for key in (*self.repositories, *self.trackers)]
        own += [re.escape(key.partition(":")[2]) + r"/[\w.-]+" for key in self.owners]
        names = [rf"(?:^|{EDGE}){re.escape(name)}(?:{EDGE}|$)" for name in self.members]
        places = (
            [rf"(?:^|[^\w.-])(?:{'|'.join(own)})(?:#|/(?:issues|pull|discussions)/)\d+"]
            if own
            else []
        )
        return "(?i)" + "|".join([*places, *names]) if places or names else r"$^x"


def with_lean(entries: ir.Table, facts: Facts, traces: Traces) -> ir.Table:
    """Say of each entry whose need it looks like, and why.

    Parameters
    ----------
    entries
        What `twohats.ledger.entries.entries` gives.
    facts
        The same facts.
    traces
        What leads back to us.

    Returns
    -------
    ibis.Table
        The entries with ``lean`` (one of `LEANS`; NULL for own projects) and ``reason`` (string).
    """
    traced = _traced_items(facts, traces)
    rows = entries.left_join(traced, "item").drop("item_right")
    rows = rows.mutate(is_traced=rows.is_traced.fill_null(False))
    outside = ~rows.is_key if traces.has_register else ibis.literal(False)
    own = rows.scope.isin(["own-project", "personal-project"])
    for_others = ibis.coalesce(~rows.author_is_ours, False)
    for_colleague = rows.author_is_ours.fill_null(False) & (rows.activity != "change")
    shared = rows.activity.isin(["release", "commit"])
    ours = rows.is_traced & (for_colleague | (rows.activity == "change"))
    answers = [
        (own, None, "own or personal project: the framework does not apply"),
        (for_others, "upstream", "done for an item of somebody who is not ours"),
        (rows.activity == "release", "upstream", "a release serves everybody who uses the project"),
        (
            rows.has_pulls.fill_null(True) == ibis.literal(False),
            "unclear",
            "whether a pull request brought it was not read",
        ),
        (rows.activity == "commit", "upstream", "upkeep of a shared branch, outside pull requests"),
        (
            ours & for_colleague,
            "ours",
            "done for a colleague's change, which leads back to our tracker, members or product",
        ),
        (ours, "ours", "our own change, with a trace to our tracker, members or product"),
        (
            rows.author.isnull() & ~shared & (rows.activity != "change"),
            "unclear",
            "whoever opened the item is not known any more",
        ),
        (
            outside,
            "person",
            "no trace to our tracker, members or product, outside the key communities",
        ),
        (for_colleague, "unclear", "done for a colleague's change, and that shows no trace of us"),
    ]
    lean = ibis.cases(
        *[(test, ibis.literal(value, type="string")) for test, value, _ in answers],
        else_="unclear",
    )
    reason = ibis.cases(
        *[(test, why) for test, _, why in answers],
        else_="our own change, and no trace to our tracker, members or product was found",
    )
    return facts.keep("judged", rows.mutate(lean=lean, reason=reason).drop("is_traced"))


def _traced_items(facts: Facts, traces: Traces) -> ir.Table:
    """Items whose own words, or whose links to and from our trackers, lead back to us."""
    bodies = facts.bodies
    items = facts.items.filter(facts.items.author_is_ours)
    said = bodies.inner_join(items.select("item", "author"), "item")
    # Words of whoever opened it; what others write below a change proves nothing of its reason.
    said = said.filter((said.actor == said.author) & said.body.re_search(traces.pattern))
    titled = items.filter(items.title.re_search(traces.pattern))
    found = said.select("item").union(titled.select("item"))
    prefixes = [f"{owner}/" for owner in traces.owners]
    prefixes += [f"{repository}#" for repository in (*traces.repositories, *traces.trackers)]
    if prefixes:
        links = facts.tables["links"]
        crossed = facts.tables["events"].filter(lambda t: t.kind == "cross_referenced")
        found = found.union(links.filter(_starts(links.from_item, prefixes)).select(item="to_item"))
        found = found.union(links.filter(_starts(links.to_item, prefixes)).select(item="from_item"))
        found = found.union(crossed.filter(_starts(crossed.subject, prefixes)).select("item"))
    return found.distinct().mutate(is_traced=True)


def _starts(column: ir.StringColumn, prefixes: Sequence[str]) -> ir.BooleanValue:
    found: ir.BooleanValue = ibis.literal(False)
    for prefix in prefixes:
        found = found | column.startswith(prefix)
    return found.fill_null(False)
