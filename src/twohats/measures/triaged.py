"""Issues triaged: put in order by the community's own sign, never by closing.

An issue is triaged when what is needed to work on it is there, it is no duplicate, and it is real and
relevant; whoever judges that takes off the label that asks for it. Where a community has no such label,
a label or milestone put on by us is the sign, and the rows say so. Source: docs/outcome.md#triaged.
"""

from collections.abc import Sequence
from functools import lru_cache

import ibis
import ibis.expr.types as ir

from twohats.facts import Facts

NEEDS_TRIAGE = ("needs triage", "status needs triage", "state needs triage", "untriaged")
"""Labels that ask for triage, as `plain_label` has them."""
STATE_SET = ("labeled", "milestoned")
"""Events by which a state is set where no label asks for triage."""


def triaged(facts: Facts, needs_triage: Sequence[str] = NEEDS_TRIAGE) -> ir.Table:
    """List the issues of others that one of ours triaged in the window.

    Parameters
    ----------
    facts
        Window, people and scope are taken from it.
    needs_triage
        Labels that ask for triage, in any spelling.

    Returns
    -------
    ibis.Table
        One row per person and issue: ``community, repository, item, title, url, identity,
        actor_person, label`` (who did it), ``happened_at`` (the first time) and ``basis``
        (``label taken off`` or ``state set``). Issues that we opened are left out, and so are
        closings.
    """
    names = tuple(
        sorted({" ".join(name.lower().replace("-", " ").split()) for name in needs_triage})
    )
    return _triaged(facts, names)


@lru_cache(maxsize=8)
def _triaged(facts: Facts, names: tuple[str, ...]) -> ir.Table:
    labels = facts.tables["events"].select("event", "subject")
    acts = facts.acts.filter(
        facts.acts.kind.isin(["labeled", "unlabeled", "milestoned"])
        & (facts.acts.item_kind == "issue")
    )
    acts = acts.inner_join(labels, "event")
    asks = ((acts.kind != "milestoned") & plain_label(acts.subject).isin(names)).fill_null(False)
    acts = acts.mutate(asks=asks)
    # What a label means does not hang on the window: any earlier use tells that it is used there.
    asking = acts.filter(acts.asks).select("repository").distinct().mutate(has_label=True)
    acts = facts.within(acts).left_join(asking, "repository").drop("repository_right")
    taken_off = acts.asks & (acts.kind == "unlabeled")
    state_set = acts.has_label.isnull() & acts.kind.isin(STATE_SET)
    acts = acts.filter(
        (taken_off | state_set)
        & acts.actor_is_ours
        & ~acts.actor_is_bot
        & ~acts.author_is_ours.fill_null(False)
        & ~acts.scope.isin(["own-project", "personal-project"])
    )
    done = acts.group_by("community", "repository", "item", "actor_person").agg(
        identity=acts.actor.min(),
        label=acts.actor_label.min(),
        happened_at=acts.happened_at.min(),
        has_label=acts.has_label.max(),
    )
    done = done.mutate(
        basis=ibis.ifelse(done.has_label.fill_null(False), "label taken off", "state set")
    ).drop("has_label")
    return facts.keep(
        "triaged", done.inner_join(facts.items.select("item", "title", "url"), "item")
    )


def plain_label(label: ir.StringValue) -> ir.StringValue:
    """Bring a label into the spelling of `NEEDS_TRIAGE`."""
    return label.lower().re_replace(r"[\s:/_-]+", " ").strip()
