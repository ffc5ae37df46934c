"""Engines that expressions run on: the embedded one, PostgreSQL, Apache Spark; see docs/engines.md."""

from twohats.store.engines.choosing import drop_copies, open_engine
from twohats.store.engines.port import Engine

__all__ = ["Engine", "drop_copies", "open_engine"]
