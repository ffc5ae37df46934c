"""Releases as the rules about them take them: without candidates, with who made them."""

from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import ibis.expr.types as ir

from twohats.facts import Facts
from twohats.facts.author_lines import authored

Row = dict[str, Any]
VERSION_SUBJECT = (
    r"(?i)^(?:bump|set|back|start)\b[^\n]*\bv?\d+\.\d+\S*dev\S*$"
    r"|^(?:bump (?:version )?(?:to|from)|release|version|prepare (?:for )?release) v?\d"
)
"""First lines of commits that only count versions; there is nothing in them to release."""


@dataclass(frozen=True)
class Waiting:
    """How much waits to be released."""

    count: int
    words: tuple[str, str]
    """What was counted, for one and for more."""


@lru_cache(maxsize=8)
def published(facts: Facts) -> dict[str, list[Row]]:
    """List releases by repository, oldest first, candidates left out.

    Each has ``tag, published_at, url, author, maker, maker_employer, maker_is_bot``; ``maker`` is
    the person, None where nobody is known, and the employer that of the day.
    """
    made = facts.tables["releases"]
    made = made.filter(made.published_at.notnull() & ~made.prerelease.fill_null(False))
    made = facts.who(made, "author", "published_at", "who")
    made = facts.employed(made, "published_at", "who")
    rows = made.select(
        *("repository", "tag", "published_at", "url", "author"),
        maker="who_person",
        maker_employer="who_employer",
        maker_is_bot="who_is_bot",
    ).order_by("repository", "published_at", "tag")
    found: dict[str, list[Row]] = {}
    for row in rows.to_pyarrow().to_pylist():
        found.setdefault(row["repository"], []).append(row)
    return found


def merged_since(facts: Facts) -> dict[str, Waiting | None]:
    """Count what people had merged since the last release, by repository; bots do not count.

    Pull requests where any were read, else commits; None: neither was read, so nobody knows.
    """
    made = facts.tables["releases"]
    made = made.filter(made.published_at.notnull() & ~made.prerelease.fill_null(False))
    last = made.group_by("repository").agg(_last_at=made.published_at.max())
    pulls = facts.items.filter(facts.items.kind == "pull_request")
    by_pull = _after(pulls.filter(~pulls.author_is_bot), last, "merged_at")
    by_commit = _after(_commits(facts), last, "committed_at")
    pulls_read = {row["repository"] for row in _rows(pulls.select("repository").distinct())}
    commits = facts.tables["commits"].select("repository").distinct()
    commits_read = {row["repository"] for row in _rows(commits)}
    found: dict[str, Waiting | None] = {}
    for row in _rows(last):
        place = row["repository"]
        if place in pulls_read:
            found[place] = Waiting(by_pull.get(place, 0), ("change waits", "changes wait"))
        else:
            count = by_commit.get(place, 0)
            words = ("commit waits", "commits wait")
            found[place] = Waiting(count, words) if place in commits_read else None
    return found


def _commits(facts: Facts) -> ir.Table:
    """List commits that people wrote; merges tell of others, and a new version number of nothing."""
    made = authored(facts)
    is_version = made.subject.re_search(VERSION_SUBJECT).fill_null(False)
    return made.filter((made.parents.length() < 2) & ~made.actor_is_bot & ~is_version)


def _after(table: ir.Table, last: ir.Table, time: str) -> dict[str, int]:
    """Count rows dated after the last release, by repository."""
    joined = table.inner_join(last, "repository")
    later = joined.filter(joined[time] > joined._last_at)
    rows = _rows(later.group_by("repository").agg(n=later.count()))
    return {row["repository"]: row["n"] for row in rows}


def _rows(table: ir.Table) -> list[Row]:
    rows: list[Row] = table.to_pyarrow().to_pylist()
    return rows
