"""What passes between stages: plain values that need the standard library alone."""

from twohats.records.keys import account_key, event_key, item_key, owner_of, repository_key
from twohats.records.reads import Coverage, Page, Rows, Skipped, row_count
from twohats.records.tables import SEEN_AT, TABLES, FactTable

__all__ = [
    "SEEN_AT",
    "TABLES",
    "Coverage",
    "FactTable",
    "Page",
    "Rows",
    "Skipped",
    "account_key",
    "event_key",
    "item_key",
    "owner_of",
    "repository_key",
    "row_count",
]
