"""What rules share: needs about one item, and words for time and size."""

from datetime import datetime
from typing import Any

from twohats.needs.open_items import OpenItem
from twohats.needs.search import Search
from twohats.records.needs import Need

DAY_S = 86_400.0
SIZE_CLASSES = ((10, 1), (50, 2), (200, 3))
"""Up to so many changed lines, the class; more is 5. Tests and generated files are left out."""
_SKILLS = {
    "python": (".py", ".pyi", ".ipynb"),
    "javascript": (".js", ".ts", ".tsx", ".jsx", ".mjs"),
    "c++": (".cpp", ".cc", ".h", ".hpp", ".cxx"),
    "c": (".c",),
    "rust": (".rs",),
    "go": (".go",),
    "r": (".r", ".rmd"),
    "helm": (".tpl",),
    "docs": (".md", ".rst", ".adoc"),
}


def days_between(since: datetime, until: datetime) -> float:
    """Days from one moment to another; never less than none."""
    return max((until - since).total_seconds(), 0.0) / DAY_S


def said_days(days: float) -> str:
    """Say a stretch of time.

    Examples
    --------
    >>> said_days(0.4), said_days(1.2), said_days(12.9)
    ('less than a day', '1 day', '12 days')
    """
    whole = int(days)
    if whole == 0:
        return "less than a day"
    return "1 day" if whole == 1 else f"{whole:,} days"


def counted(number: int, one: str, more: str) -> str:
    """Say how many.

    Examples
    --------
    >>> counted(2, "change", "changes")
    '2 changes'
    """
    return f"{number:,} {one if number == 1 else more}"


def size_class(lines: int | None) -> int | None:
    """Class of a change by its lines: 1, 2, 3 or 5; None: not known.

    Examples
    --------
    >>> [size_class(lines) for lines in (0, 10, 11, 200, 201, None)]
    [1, 1, 2, 3, 5, None]
    """
    if lines is None:
        return None
    return next((size for most, size in SIZE_CLASSES if lines <= most), 5)


def skills_of(one: OpenItem) -> tuple[str, ...]:
    """Say what it takes, by the paths it changes; empty: cannot be told."""
    paths = [path.lower() for path in one.paths or ()]
    found = {skill for skill, ends in _SKILLS.items() if any(p.endswith(ends) for p in paths)}
    if any(path.startswith((".github/workflows/", ".circleci/")) for path in paths):
        found.add("ci")
    return tuple(sorted(found))


def about(
    rule: str, activity: str, one: OpenItem, *, because: str, since: datetime, **more: Any
) -> Need:
    """Make a need about one item, asked for by whoever opened it unless said otherwise."""
    return Need(
        **{
            "key": f"{rule}:{one.item}",
            "rule": rule,
            "activity": activity,
            "community": one.community,
            "repository": one.repository,
            "item": one.item,
            "title": one.title or f"#{one.number}",
            "because": because,
            "since": since,
            "url": one.url,
            "stated_by": one.author,
            "stated_by_ours": bool(one.author_is_ours),
            "size_class": size_class(one.burden_lines) if one.is_change else None,
            "skills": skills_of(one),
            **more,
        }
    )


def label_on(search: Search, one: OpenItem, meaning: str) -> str | None:
    """Find a label of this meaning on an item."""
    return search.labels(one.repository).mean(meaning, one.labels)


def stated_by_label(search: Search, one: OpenItem, label: str) -> dict[str, Any]:
    """Say who put a label on, and when; whoever opened the item where nobody knows."""
    put = search.put_on.get((one.item, label))
    if put is None:
        return {"since": one.created_at}
    return {
        "since": put["happened_at"],
        "stated_by": put["actor"],
        "stated_by_ours": bool(put["is_ours"]),
    }


def taken_by(one: OpenItem) -> str | None:
    """Say why an issue is in somebody's hands already; None: it is in nobody's."""
    if one.assignees:
        return "assigned to somebody"
    if one.linked_changes:
        return "an open pull request says it closes it"
    return None
