"""N03: the first issue that somebody opened in a community has no answer from anybody.

See docs/needs.md#n03.
"""

from collections import Counter

from twohats.needs.making import about, days_between, said_days
from twohats.needs.search import Finding, Search
from twohats.needs.turns import answers_seen

CODE = "N03"
ACTIVITIES = ("answer",)
SENTENCE = "The first issue that somebody opened in a community has no answer from anybody."


def find(search: Search) -> Finding:
    """Find them; what somebody answered drops out, and is counted."""
    needs, left_out = [], Counter[str]()
    for one in search.items:
        is_first = one.opened_before == 0 and not one.author_is_ours and not one.author_is_bot
        if one.is_change or not is_first or one.author_is_maintainer:
            continue
        if one.waiting:
            since = one.clock_at or one.created_at
            age = said_days(days_between(since, search.facts.as_of))
            because = f"open for {age}, nobody has answered, and it is their first here"
            needs.append(about(CODE, "answer", one, because=because, since=since))
        else:
            left_out[answers_seen(one) or "not waiting"] += 1
    return Finding(tuple(needs), dict(left_out))
