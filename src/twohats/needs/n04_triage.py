"""N04: an issue is in need of triage, by the community's own sign.

The sign is a label that asks for triage, or the lack of any that says it was triaged. What triage asks
for, unless the community says otherwise, is JupyterLab's definition: the information that is needed
is there, it is no duplicate, and it is real, relevant and feasible. See docs/needs.md#n04.
"""

from collections import Counter
from typing import Any

from twohats.needs.making import about, days_between, label_on, said_days, stated_by_label
from twohats.needs.open_items import OpenItem
from twohats.needs.search import Finding, Search
from twohats.records import Skipped

CODE = "N04"
ACTIVITIES = ("triage",)
SENTENCE = "An issue is in need of triage, by the community's own sign."


def find(search: Search) -> Finding:
    """Find them; what waits for its reporter's answer is apart."""
    needs, on_author, left_out = [], [], Counter[str]()
    issues = [one for one in search.items if not one.is_change]
    blind = {place for place in search.repositories if not has_sign(search, place)}
    for one in issues:
        found = None if one.repository in blind else _sign(search, one)
        if found is None:
            continue
        sign, said = found
        age = said_days(days_between(said["since"], search.facts.as_of))
        lacking = label_on(search, one, "needs_info")
        if lacking is not None:
            because = f"{sign} for {age}; waits on its author: label “{lacking}”"
            on_author.append(about(CODE, "triage", one, because=because, **said))
        elif one.labels is None:
            left_out["labels not known"] += 1
        else:
            needs.append(about(CODE, "triage", one, because=f"{sign} for {age}", **said))
    return Finding(
        tuple(needs),
        dict(left_out),
        tuple(on_author),
        not_measured=tuple(
            Skipped(
                f"{CODE}:{place}",
                "no label that asks for triage was seen there: name it as `needs_triage` or "
                "`triaged` in needs.toml",
            )
            for place in sorted(blind)
        ),
    )


def has_sign(search: Search, place: str) -> bool:
    """Whether it is known how issues in need of triage are told in a repository."""
    labels = search.labels(place)
    if labels.says("triaged") or labels.says("needs_triage"):
        return True
    return search.uses(place, "needs_triage")


def _sign(search: Search, one: OpenItem) -> tuple[str, dict[str, Any]] | None:
    """Say what tells that an issue is in need of triage, and who said it; None: nothing does."""
    label = label_on(search, one, "needs_triage")
    if label is not None:
        return f"label “{label}”", stated_by_label(search, one, label)
    is_told = search.labels(one.repository).says("triaged") and one.labels is not None
    if is_told and label_on(search, one, "triaged") is None:
        return "without a label that says it was triaged", {"since": one.created_at}
    return None
