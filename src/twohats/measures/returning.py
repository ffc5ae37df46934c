"""Who came back after one of ours answered them: the first aim of giving reviews and answers.

Coming back is opening something again in the same community. It says nothing about why, and it is
told of groups only. Source: docs/outcome.md.
"""

from functools import lru_cache

import ibis
import ibis.expr.types as ir

from twohats.facts import Facts
from twohats.facts.firsts import first_of_each
from twohats.measures.first_response import ANSWERS, DAY


@lru_cache(maxsize=8)
def answered_authors(facts: Facts) -> ir.Table:
    """List the people whom one of ours answered in the window, and whether they came back.

    Parameters
    ----------
    facts
        The answer lies in the window; coming back counts up to the as-of date.

    Returns
    -------
    ibis.Table
        One row per community and person who is not ours, no bot and known: ``community``,
        ``repository, item, item_kind, title, url`` (what was answered first in the window),
        ``author, author_person, author_label``, ``answered_at``, ``answerer_label``, ``is_first``
        (bool: it was the first thing of theirs seen in that community), ``came_back`` (bool),
        ``back_at, back_item, back_kind, back_url`` (the next thing they opened there after the
        answer; NULL: nothing yet) and ``wait_d`` (days from the answer to that, or to the as-of date, or to where
        facts end).
        Own and personal projects are left out.
    """
    acts = facts.within(facts.acts)
    acts = acts.filter(
        acts.kind.isin(ANSWERS)
        & acts.actor_is_ours
        & ~acts.actor_is_bot
        & ~acts.author_is_ours
        & ~acts.author_is_bot
        & ~acts.scope.isin(["own-project", "personal-project"])
    )
    keys = ["community", "author_person"]
    answers = acts.select(*keys, "item", answered_at="happened_at", answerer_label="actor_label")
    first = first_of_each(answers, keys, "answered_at", ["item", "answerer_label"])
    opened = _opened(facts)
    begun = opened.group_by("community", "author_person").agg(_begun_at=opened.created_at.min())
    later = first.inner_join(opened.drop("item_kind"), ["community", "author_person"])
    later = later.filter(later.created_at > later.answered_at)
    later = later.select(*keys, back_at="created_at", back_item="opened", back_url="opened_url")
    next_one = first_of_each(later, keys, "back_at", ["back_item", "back_url"])
    kinds = opened.select(back_item="opened", back_kind="item_kind")
    items = facts.items.select(
        "item",
        "repository",
        "title",
        "url",
        "author",
        "author_label",
        "created_at",
        item_kind="kind",
    )
    rights = [f"{key}_right" for key in keys]
    joined = first.inner_join(items, "item")
    joined = joined.left_join(begun, keys).drop(*rights)
    joined = joined.left_join(next_one, keys).drop(*rights)
    joined = joined.left_join(kinds, "back_item").drop("back_item_right")
    # Where facts end before the as-of date nobody was watched any longer.
    seen = [promise.covers_to or promise.seen_at for promise in facts.coverage]
    watched_to = min(facts.as_of, max(seen, default=facts.as_of))
    end = ibis.coalesce(joined.back_at, ibis.literal(watched_to))
    wait_s = end.epoch_seconds().cast("int64") - joined.answered_at.epoch_seconds().cast("int64")
    return facts.keep(
        "answered_authors",
        joined.mutate(
            is_first=joined.created_at <= joined._begun_at,
            came_back=joined.back_at.notnull(),
            wait_d=ibis.greatest(wait_s, 0) / DAY,
        ).drop("created_at", "_begun_at"),
    )


def _opened(facts: Facts) -> ir.Table:
    """Everything that known people who are no bots opened."""
    items = facts.items.filter(
        facts.items.author.notnull() & ~facts.items.author_is_bot & facts.items.created_at.notnull()
    )
    return items.select(
        "community",
        "author_person",
        "created_at",
        opened="item",
        opened_url="url",
        item_kind="kind",
    )
