"""N08: documentation is asked for: an open issue carries a label for it, and nobody is at it.

See docs/needs.md#n08.
"""

from collections import Counter

from twohats.needs.making import about, label_on, stated_by_label, taken_by
from twohats.needs.search import Finding, Search

CODE = "N08"
ACTIVITIES = ("docs",)
SENTENCE = "Documentation is asked for, and nobody is at it."


def find(search: Search) -> Finding:
    """Find issues about documentation that nobody took."""
    needs, left_out = [], Counter[str]()
    for one in search.items:
        label = None if one.is_change else label_on(search, one, "docs")
        if label is None:
            continue
        reason = taken_by(one)
        if label_on(search, one, "needs_triage") is not None:
            reason = "in need of triage first: N04"
        if label_on(search, one, "needs_info") is not None:
            reason = "waits on its author"
        if label_on(search, one, "blocked") is not None:
            reason = "blocked, as a label says"
        if reason is not None:
            left_out[reason] += 1
            continue
        said = stated_by_label(search, one, label)
        because = f"label “{label}”, and nobody is at it"
        needs.append(about(CODE, "docs", one, because=because, **{"skills": ("docs",), **said}))
    return Finding(tuple(needs), dict(left_out))
