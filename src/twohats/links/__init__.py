"""References between items, both ways; what we committed to; what belongs together."""

from twohats.links.linked import linked
from twohats.links.linking import Linking
from twohats.links.undertakings import undertakings

__all__ = ["Linking", "linked", "undertakings"]
