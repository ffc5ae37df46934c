"""Facts as stages see them: as of a moment, with people, bots, scope and coverage applied."""

from twohats.facts.as_of import as_of
from twohats.facts.coverage import covered, not_held, spans
from twohats.facts.facts import INDEPENDENT, Facts

__all__ = ["INDEPENDENT", "Facts", "as_of", "covered", "not_held", "spans"]
