"""N11: an issue's label asks for help, and nobody is at it.

What is marked as a good first issue is for newcomers: it needs somebody who guides one, and not our
taking it away. See docs/needs.md#n11.
"""

from collections import Counter

from twohats.needs.making import about, label_on, stated_by_label, taken_by
from twohats.needs.open_items import OpenItem
from twohats.needs.search import Finding, Search
from twohats.records.needs import Welcome

CODE = "N11"
ACTIVITIES = ("change", "mentoring")
SENTENCE = "An issue's label asks for help, and nobody is at it."


def find(search: Search) -> Finding:
    """Find issues that ask for help by label."""
    needs, left_out = [], Counter[str]()
    for one in search.items:
        if one.is_change:
            continue
        first = label_on(search, one, "good_first_issue")
        wanted = label_on(search, one, "help_wanted")
        label = first or wanted
        if label is None:
            continue
        reason = _no_need(search, one)
        if reason is not None:
            left_out[reason] += 1
            continue
        said = stated_by_label(search, one, label)
        if first is not None:
            because = f"label “{label}”: a newcomer may take it, and needs somebody to ask"
            needs.append(about(CODE, "mentoring", one, because=because, **said))
        else:
            because = f"label “{label}”, and nobody is at it"
            # A label that only ours put on is no word of upstream.
            by_us = said.get("stated_by_ours", one.author_is_ours)
            asked = None
            if one.url is not None and not by_us:
                asked = Welcome(one.url, said.get("stated_by"), "anybody")
            needs.append(about(CODE, "change", one, because=because, welcome=asked, **said))
    return Finding(tuple(needs), dict(left_out))


def _no_need(search: Search, one: OpenItem) -> str | None:
    if label_on(search, one, "docs") is not None:
        return "about documentation: N08"
    if label_on(search, one, "blocked") is not None:
        return "blocked, as a label says"
    return taken_by(one)
