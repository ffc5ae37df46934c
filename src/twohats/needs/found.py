"""Every need of every rule, with its welcome and its score, and what was left out."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from twohats.needs import rules
from twohats.needs.making import label_on
from twohats.needs.open_items import OpenItem
from twohats.needs.rank import Priority, Seen, priority, ranked, with_score
from twohats.needs.search import Finding, Search
from twohats.needs.welcome import Welcomes, with_welcome
from twohats.records import Skipped
from twohats.records.needs import Need


@dataclass(frozen=True)
class Found:
    """The register of needs."""

    needs: tuple[Need, ...]
    """In order of rank."""
    waiting_on_author: tuple[Need, ...]
    """What waits for its author, in the same order; no part of the queue."""
    left_out: Mapping[str, Mapping[str, int]]
    """What looked like a need and is none, by rule and reason."""
    not_measured: tuple[Skipped, ...]
    priorities: tuple[Priority, ...]
    """One per community."""


def find_needs(
    search: Search, *, skills: Iterable[str] = (), only: Iterable[str] | None = None
) -> Found:
    """Find, weigh and order every need.

    Parameters
    ----------
    search
        Facts, and what the workspace says.
    skills
        What those who look can do; none: skills are left out of the score.
    only
        Codes of rules; None: all of them.
    """
    wanted = None if only is None else set(only)
    findings = {
        code: rule.find(search)
        for code, rule in rules().items()
        if wanted is None or code in wanted
    }
    weigh = _Weighing(search, frozenset(one.lower() for one in skills))
    return Found(
        tuple(ranked([weigh(one, f) for f in findings.values() for one in f.needs])),
        tuple(ranked([weigh(one, f) for f in findings.values() for one in f.waiting_on_author])),
        {code: dict(sorted(f.left_out.items())) for code, f in findings.items() if f.left_out},
        tuple(loss for f in findings.values() for loss in f.not_measured),
        tuple(
            priority(place, search.standing(place), search.register.limits)
            for place in search.communities
        ),
    )


class _Weighing:
    def __init__(self, search: Search, skills: frozenset[str]):
        self.search, self.skills = search, skills
        self.items = {one.item: one for one in search.items}
        self.welcomes = Welcomes.of(search)

    def __call__(self, need: Need, finding: Finding) -> Need:
        search = self.search
        standing = search.standing(need.repository or need.community)
        seen = self.seen(self.items.get(need.item or ""), finding.urgency.get(need.key))
        scored = with_score(need, seen, search.register, standing, search.facts.as_of, self.skills)
        return with_welcome(scored, self.welcomes)

    def seen(self, one: OpenItem | None, urgency: float | None) -> Seen:
        if one is None:
            return Seen(urgency=urgency)
        return Seen(
            merged_before=one.merged_before,
            maintainer_answered=bool(one.maintainers_seen)
            if self.search.team.get(one.repository)
            else None,
            ci=_ci(self.search, one),
            conflicts=_conflicts(self.search, one),
            urgency=urgency,
        )


def _ci(search: Search, one: OpenItem) -> str | None:
    """State of its tests, as a label says; a label that is not there says nothing."""
    return "failing" if label_on(search, one, "ci_failed") is not None else None


def _conflicts(search: Search, one: OpenItem) -> bool | None:
    """Whether it conflicts, as labels say, where such a label is in use."""
    if one.labels is None or not search.uses(one.repository, "conflict"):
        return None
    return label_on(search, one, "conflict") is not None
