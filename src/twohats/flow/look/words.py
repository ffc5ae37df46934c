"""The words a page uses for what code calls otherwise."""

GROUPS = {
    "newcomer": "first-time authors",
    "returning": "returning authors",
    "ours": "our own people",
    "unknown": "deleted accounts",
}
GROUP_OF_ONE = {
    "newcomer": "first time here",
    "returning": None,
    "ours": "one of ours",
    "unknown": "deleted account",
}
"""Said beside a name, where it needs saying."""
DEEDS = {
    "changes": "changes opened",
    "issues": "issues opened",
    "reviews_received": "reviews received",
    "answers_received": "answers received",
    "reviews": "reviews given",
    "answers": "answers given",
    "triage": "items triaged",
    "merges": "changes merged for others",
    "releases": "releases made",
}
LEANS = {
    "upstream": "upstream's need",
    "ours": "our need",
    "person": "one person's need",
    "unclear": "unclear",
}


def short(key: str) -> str:
    """Leave out the forge, which readers know.

    Examples
    --------
    >>> short("github:lantern-project/lantern#12")
    'lantern-project/lantern#12'
    """
    return key.partition(":")[2] or key


def many(count: int, one: str, more: str) -> str:
    """Say how many of something.

    Examples
    --------
    >>> many(1, "person waits", "people wait")
    '1 person waits'
    """
    return f"{count:,} {one if count == 1 else more}"
