"""The words a page uses for what code calls otherwise."""

from twohats.flow.words import many, short

__all__ = ["DEEDS", "GROUPS", "GROUP_OF_ONE", "LEANS", "many", "short"]

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
