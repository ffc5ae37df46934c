"""Time to first response: how long people wait for a human who is not themselves.

Source: CHAOSS *Time to First Response*, https://chaoss.community/?p=3448, with the readings of
docs/measures.md#first-response where the definition leaves a point open.
"""

from functools import lru_cache

import ibis
import ibis.expr.types as ir

from twohats.facts import Facts
from twohats.facts.firsts import first_of_each

ANSWERS = ("commented", "reviewed", "review_commented")
"""Events by which somebody answers; closing and merging by another known person count as well."""

DAY = 86_400.0


@lru_cache(maxsize=8)
def first_responses(facts: Facts) -> ir.Table:
    """Find the first answer to each item that somebody human opened.

    Parameters
    ----------
    facts
        Everything up to the as-of date counts, whatever the window.

    Returns
    -------
    ibis.Table
        One row per item that waits or waited: ``item, repository, community, scope, kind, number,
        title, url, author, author_person, author_label, author_is_ours, author_group`` (``ours``,
        ``newcomer``, ``returning``, by changes of theirs merged there before, in a forum by words of
        theirs; ``unknown`` where the account is gone), ``clock_at`` (opened, or ready for review),
        ``response_at``, ``responder``, ``responder_label``, ``responder_is_ours``, ``ended_at`` (answered, closed without answer, or the as-of date),
        ``wait_d`` (days from clock to end), ``answered`` (bool) and ``waiting`` (bool: neither
        answered nor closed). Items of bots, drafts never made ready and what vanished are left out.
    """
    waits = clocks(facts)
    return facts.keep("first_responses", waits_until(facts, waits, counted_answers(facts, waits)))


def counted_answers(facts: Facts, waits: ir.Table) -> ir.Table:
    """List every answer to what somebody human opened, the first one and later ones.

    Parameters
    ----------
    facts
        What was said by anybody.
    waits
        Rows of `clocks`, all or some: answers to these.

    Returns
    -------
    ibis.Table
        One row per answer: ``item, response_at, responder, responder_person, responder_label,
        responder_is_ours``, and of the item ``repository, author_person, clock_at``. What was said
        before the clock began is none, and nothing by the author.
    """
    waits = waits.select("item", "repository", "author", "author_person", "clock_at")
    pairs = waits.inner_join(_answers(facts), "item")
    both_known = pairs.author.notnull() & pairs.responder.notnull()
    return pairs.filter(
        (pairs.response_at >= pairs.clock_at)
        & ibis.ifelse(
            both_known,
            pairs.author_person != pairs.responder_person,
            pairs.author.notnull() | pairs.responder.notnull(),
        )
    ).drop("author")


def waits_until(facts: Facts, waits: ir.Table, answers: ir.Table) -> ir.Table:
    """End the wait of each item with the first of some answers.

    Parameters
    ----------
    facts
        Their as-of date ends what nobody answered.
    waits
        Rows of `clocks`, all or some.
    answers
        Rows of `counted_answers`, all or some.

    Returns
    -------
    ibis.Table
        As `first_responses` has it: one row per item, answered or not.
    """
    then = ("responder", "responder_label", "responder_is_ours")
    first = first_of_each(answers, ["item"], "response_at", then)
    joined = waits.left_join(first, "item").drop("item_right")
    end = ibis.literal(facts.as_of)
    answered = joined.response_at.notnull() & (
        joined.closed_at.isnull()
        | (joined.response_at <= ibis.greatest(joined.closed_at, joined._closing_at))
    )
    ended_at = ibis.ifelse(answered, joined.response_at, ibis.coalesce(joined.closed_at, end))
    wait_s = ended_at.epoch_seconds().cast("int64") - joined.clock_at.epoch_seconds().cast("int64")
    return joined.mutate(
        answered=answered,
        waiting=~answered & joined.closed_at.isnull(),
        ended_at=ended_at,
        wait_d=ibis.greatest(wait_s, 0) / DAY,
    ).drop("closed_at", "_closing_at")


@lru_cache(maxsize=8)
def clocks(facts: Facts) -> ir.Table:
    """List what somebody human opened, with the moment from which it waits.

    Returns
    -------
    ibis.Table
        One row per item: the columns of `first_responses` up to ``clock_at``, and what `waits_until`
        needs beside them.
    """
    items = facts.items.filter(~facts.items.author_is_bot)
    items = items.select(*_ITEM, "draft", "created_at", "closed_at", "merged_at")
    acts = facts.acts
    ends = ["closed", "merged"]
    turns = acts.filter(acts.kind.isin(["ready_for_review", "converted_to_draft", *ends]))
    is_turn = turns.kind.notin(ends)
    turned = turns.group_by("item").agg(
        _first_turn=turns.kind.argmin(turns.happened_at, where=is_turn),
        _ready_at=turns.happened_at.min(where=turns.kind == "ready_for_review"),
        # GitHub dates the event of a close or merge up to three seconds after the close.
        _closing_at=turns.happened_at.max(where=~is_turn),
    )
    merged = items.filter(items.merged_at.notnull() & items.author_person.notnull())
    first_merge = merged.group_by(["repository", "author_person"]).agg(
        _first_merge_at=merged.merged_at.min()
    )
    joined = items.left_join(turned, "item").drop("item_right")
    joined = joined.left_join(first_merge, ["repository", "author_person"]).drop(
        "repository_right", "author_person_right"
    )
    joined = _with_first_words(facts, joined)
    # Opened as a draft: the first turn made it ready, or it never turned and is a draft now.
    drafted = ibis.ifelse(
        joined._first_turn.isnull(),
        joined.draft.fill_null(False),
        joined._first_turn == "ready_for_review",
    )
    clock_at = ibis.ifelse(drafted, joined._ready_at, joined.created_at)
    newcomer = joined._first_merge_at.isnull() | (joined._first_merge_at >= joined.created_at)
    newcomer = newcomer & ~(joined._first_said_at < joined.created_at).fill_null(False)
    waits = joined.mutate(
        clock_at=clock_at,
        author_group=ibis.cases(
            (joined.author_is_ours.fill_null(False), "ours"),
            (joined.author.isnull(), "unknown"),
            (newcomer, "newcomer"),
            else_="returning",
        ),
    )
    waits = waits.select(*_ITEM, "author_group", "clock_at", "closed_at", "_closing_at")
    return facts.keep("clocks", waits.filter(waits.clock_at.notnull()))


def _with_first_words(facts: Facts, items: ir.Table) -> ir.Table:
    """Add ``_first_said_at``, when the author first wrote in that forum; NULL where changes are merged.

    Nobody merges in a forum, so that there somebody is new who never wrote before.
    """
    merging = items.filter(items.kind == "pull_request").select("repository").distinct()
    said = facts.acts
    said = said.filter((said.item_kind == "discussion") & said.kind.isin(["opened", "commented"]))
    said = said.filter(said.actor_person.notnull()).anti_join(merging, "repository")
    first = said.group_by(
        _forum=said.repository.re_replace(r"/[^/]*$", ""), _writer=said.actor_person
    ).agg(_first_said_at=said.happened_at.min())
    talks = items.mutate(
        _place=ibis.ifelse(
            items.kind == "discussion",
            items.repository.re_replace(r"/[^/]*$", ""),
            ibis.null("string"),
        )
    )
    return talks.left_join(
        first, [talks._place == first._forum, talks.author_person == first._writer]
    ).drop("_place", "_forum", "_writer")


_ITEM = (
    "item", "repository", "community", "scope", "is_key", "kind", "number", "title", "url",
    "author", "author_person", "author_label", "author_is_ours",
)  # fmt: skip


def _answers(facts: Facts) -> ir.Table:
    """Everything that could be an answer: ``item, response_at, responder, …``."""
    acts = facts.acts
    # A close or merge by nobody known ends the wait without answering it.
    ends = acts.kind.isin(["closed", "merged"]) & acts.actor.notnull()
    said = acts.filter((acts.kind.isin(ANSWERS) | ends) & ~acts.actor_is_bot)
    columns = {
        "response_at": "happened_at",
        "responder": "actor",
        "responder_person": "actor_person",
        "responder_label": "actor_label",
        "responder_is_ours": "actor_is_ours",
    }
    return said.select("item", **columns)
