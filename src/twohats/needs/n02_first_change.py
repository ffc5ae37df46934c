"""N02: a first-time author's pull request has no answer from anybody.

First-time: no change of theirs was merged in the community before. See docs/needs.md#n02.
"""

from collections import Counter

from twohats.needs.making import about, days_between, said_days
from twohats.needs.search import Finding, Search
from twohats.needs.turns import answers_seen, is_first_unanswered

CODE = "N02"
ACTIVITIES = ("review",)
SENTENCE = "A first-time author's pull request has no answer from anybody."


def find(search: Search) -> Finding:
    """Find them; what somebody answered drops out, and is counted."""
    needs, left_out = [], Counter[str]()
    for one in search.items:
        if is_first_unanswered(one):
            since = one.clock_at or one.created_at
            age = said_days(days_between(since, search.facts.as_of))
            because = (
                f"open for {age}, nobody has answered, and nothing of theirs was merged before"
            )
            needs.append(about(CODE, "review", one, because=because, since=since))
        elif one.is_change and one.merged_before == 0 and not one.author_is_ours:
            reason = answers_seen(one)
            if reason is not None:
                left_out[reason] += 1
    return Finding(tuple(needs), dict(left_out))
