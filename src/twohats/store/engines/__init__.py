"""Engines that expressions run on: the embedded one, PostgreSQL, Apache Spark; see docs/engines.md."""

from twohats.store.engines.choosing import copies_of, drop_copies, open_engine
from twohats.store.engines.port import Engine, Stayed

__all__ = ["Engine", "Stayed", "copies_of", "drop_copies", "open_engine"]
