"""Entries: every contribution by one of ours, one row per account, item and activity.

An entry's key is account : item : activity, so that what people ruled on it survives when accounts
are joined into people or taken apart again.
"""

from functools import lru_cache

import ibis
import ibis.expr.types as ir
import pyarrow as pa

from twohats.facts import Facts
from twohats.facts.author_lines import authored
from twohats.facts.firsts import moment_key
from twohats.measures.give_and_take import TRIAGE

COLUMNS = (
    "entry", "account", "person", "label", "basis", "repository", "community", "scope", "is_key",
    "item", "activity", "happened_at", "title", "url", "author", "author_is_ours", "item_kind",
    "has_pulls",
)  # fmt: skip


def entries(facts: Facts) -> ir.Table:
    """List the contributions of our people in the window.

    Parameters
    ----------
    facts
        Window, people, bots and scope are taken from it.

    Returns
    -------
    ibis.Table
        Those of `all_entries` that happened in the window; whatever the windows, each entry is in
        one of them, with the same values.
    """
    return facts.within(all_entries(facts))


@lru_cache(maxsize=8)
def all_entries(facts: Facts) -> ir.Table:
    """List all contributions of our people up to the as-of date.

    Returns
    -------
    ibis.Table
        One row per account, item and activity, with `COLUMNS`. ``activity`` is ``change``,
        ``review``, ``answer``, ``triage``, ``merge``, ``release`` or ``commit`` (outside pull
        requests); ``happened_at`` is its first event; ``basis`` how we know that the person was
        ours that day; ``has_pulls`` whether it was read that no pull request brought it (NULL: it
        is no commit). Who is not ours, or a bot, has no entry.
    """
    rows = _from_events(facts).union(_releases(facts)).union(_commits(facts))
    entry = rows.account + ":" + rows.item + ":" + rows.activity
    return facts.keep("entries", rows.mutate(entry=entry).select(*COLUMNS))


def changes_outside(facts: Facts) -> ir.Table:
    """List changes of ours from outside the window for which one of ours did something within it.

    Returns
    -------
    ibis.Table
        Those of `all_entries`. What was done for them takes their class; they are not counted.
    """
    every, within = all_entries(facts), entries(facts)
    changes = every.filter(every.activity == "change").semi_join(within, "item")
    return changes.anti_join(within, "entry")


def _from_events(facts: Facts) -> ir.Table:
    """List entries that stand in a timeline of a forge."""
    acts = facts.acts
    acts = acts.filter(acts.actor_is_ours & ~acts.actor_is_bot)
    own = ibis.coalesce(acts.actor_person == acts.author_person, False)
    others = ~own
    activity = ibis.cases(
        (own & (acts.kind == "opened") & (acts.item_kind == "pull_request"), "change"),
        (others & acts.kind.isin(["reviewed", "review_commented"]), "review"),
        (others & (acts.kind == "commented"), "answer"),
        (others & (acts.kind == "merged"), "merge"),
        (others & acts.kind.isin(TRIAGE), "triage"),
    )
    acts = acts.mutate(activity=activity).filter(activity.notnull())
    # Of things done in the same second the engine would take any, another one each time.
    acts = acts.mutate(first=moment_key(acts.happened_at, acts.event))
    per = acts.group_by("actor", "item", "activity").agg(
        person=acts.actor_person.min(),
        label=acts.actor_label.min(),
        basis=acts.actor_basis.argmin(acts.first + " " + acts.actor_basis),
        happened_at=acts.happened_at.min(),
        only_closing=(acts.kind == "closed").all(),
        event=acts.event.argmin(acts.first),
    )
    addresses = facts.tables["events"].select("event", "url")
    per = _folded(per).left_join(addresses, "event").drop("event_right")
    items = facts.items.select(
        *[
            "item",
            "repository",
            "community",
            "scope",
            "is_key",
            "title",
            "author",
            "author_is_ours",
        ],
        item_kind="kind",
        item_url="url",
    )
    joined = per.inner_join(items, "item")
    return _row(joined.mutate(account=joined.actor, url=ibis.coalesce(joined.url, joined.item_url)))


def _folded(per: ir.Table) -> ir.Table:
    """Leave out what is part of a larger thing the same account did to the same item.

    Closing comes with merging, and a comment comes with a review.
    """
    for part, whole in (("answer", "review"), ("triage", "merge")):
        done = per.filter(per.activity == whole).select("actor", "item").distinct()
        is_part = per.activity == part
        if part == "triage":
            is_part = is_part & per.only_closing
        rest = per.filter(~is_part)
        per = rest.union(per.filter(is_part).anti_join(done, ["actor", "item"]))
    return per


def _releases(facts: Facts) -> ir.Table:
    """List releases that one of ours made."""
    made = facts.tables["releases"]
    made = made.filter(made.author.notnull() & made.published_at.notnull())
    made = facts.who(made, "author", "published_at", "actor")
    made = made.filter(made.actor_is_ours & ~made.actor_is_bot)
    made = _in_scope(facts, made)
    return _row(
        made.mutate(
            account=made.author,
            person=made.actor_person,
            label=made.actor_label,
            basis=made.actor_basis,
            item=made.repository + "@" + made.tag,
            activity=ibis.literal("release"),
            happened_at=made.published_at,
            title=ibis.coalesce(made.name, made.tag),
            author=ibis.null("string"),
            author_is_ours=ibis.null("boolean"),
            item_kind=ibis.literal("release"),
        )
    )


def _commits(facts: Facts) -> ir.Table:
    """List commits that came to a branch without a pull request, as far as is known."""
    made = authored(facts)
    made = made.filter(made.actor_is_ours & ~made.actor_is_bot & (made.parents.length() < 2))
    through = r"\(#\d+\)|^Merge pull request #\d+|^Merge branch "
    made = made.filter(~made.subject.re_search(through).fill_null(False))
    made = made.anti_join(facts.tables["item_commits"].select("oid").distinct(), "oid")
    landed = facts.tables["items"].filter(lambda t: t.merge_commit_oid.notnull())
    made = made.anti_join(landed.select(oid="merge_commit_oid").distinct(), "oid")
    made = _with_pulls(facts, _in_scope(facts, made))
    return _row(
        made.mutate(
            account=made.identity,
            person=made.actor_person,
            label=made.actor_label,
            basis=made.actor_basis,
            item=made.repository + "@" + made.oid,
            activity=ibis.literal("commit"),
            happened_at=made.authored_at,
            title=made.subject,
            url=ibis.null("string"),
            author=ibis.null("string"),
            author_is_ours=ibis.null("boolean"),
            item_kind=ibis.literal("commit"),
        )
    )


def _with_pulls(facts: Facts, made: ir.Table) -> ir.Table:
    """Say of each commit whether the commits of pull requests were read where and when it was made."""
    scopes = {promise.scope for promise in facts.coverage if promise.holds == "item_commits"}
    read = [
        {"_place": scope, "_from": since, "_until": until}
        for scope in sorted(scopes)
        for since, until in facts.promised.spans("item_commits", scope)
    ]
    held = ibis.memtable(pa.Table.from_pylist(read, _READ))
    joined = made.left_join(
        held,
        [
            made.repository == held._place,
            made.authored_at >= held._from,
            made.authored_at < held._until,
        ],
    )
    return joined.mutate(has_pulls=joined._place.notnull()).drop("_place", "_from", "_until")


_READ = pa.schema(
    [("_place", pa.string()), *((name, pa.timestamp("us", "UTC")) for name in ("_from", "_until"))]
)


def _in_scope(facts: Facts, table: ir.Table) -> ir.Table:
    scopes = facts.scopes.select("repository", "scope", "community", "is_key")
    return table.inner_join(scopes, "repository")


def _row(table: ir.Table) -> ir.Table:
    if "has_pulls" not in table.columns:
        table = table.mutate(has_pulls=ibis.null("boolean"))
    return table.select(*(name for name in COLUMNS if name != "entry"))
