"""The one door out: a draft becomes `Cleared`, or is held with the reason."""
