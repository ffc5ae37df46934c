"""Every measure that can be asked for by name."""

from collections.abc import Mapping

from twohats.measures import (
    contributor_absence_factor,
    contributors,
    elephant_factor,
    organizational_diversity,
    time_to_first_response,
    types_of_contributions,
)
from twohats.measures.measure import Measure

MEASURES: Mapping[str, Measure] = {
    measure.definition.name: measure
    for measure in (
        time_to_first_response.MEASURE,
        *contributors.MEASURES,
        types_of_contributions.MEASURE,
        contributor_absence_factor.MEASURE,
        elephant_factor.MEASURE,
        organizational_diversity.MEASURE,
    )
}
"""By CHAOSS's name in snake case, in the order of docs/measures.md."""
