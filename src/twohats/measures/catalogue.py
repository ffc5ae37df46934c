"""Every measure that can be asked for by name."""

from collections.abc import Mapping

from twohats.measures import time_to_first_response
from twohats.measures.measure import Measure

MEASURES: Mapping[str, Measure] = {
    measure.definition.name: measure for measure in (time_to_first_response.MEASURE,)
}
"""By CHAOSS's name in snake case, in the order of docs/measures.md."""
