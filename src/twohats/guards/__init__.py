"""The one door out: a draft becomes `Cleared`, or is held with the reason."""

from twohats.guards.door import Held, clear, shown

__all__ = ["Held", "clear", "shown"]
