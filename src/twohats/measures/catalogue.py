"""Every measure that can be asked for by name."""

from collections.abc import Mapping

from twohats.measures import (
    activity,
    contributor_absence_factor,
    contributors,
    elephant_factor,
    flow_of_items,
    merges,
    new_contributors_closing_issues,
    organizational_diversity,
    organizational_influence,
    reciprocity,
    releases,
    review_cycles,
    time_to_close,
    time_to_first_response,
    types_of_contributions,
)
from twohats.measures.measure import Measure

MEASURES: Mapping[str, Measure] = {
    measure.definition.name: measure
    for measure in (
        *time_to_first_response.MEASURES,
        *review_cycles.MEASURES,
        *time_to_close.MEASURES,
        *flow_of_items.MEASURES,
        *reciprocity.MEASURES,
        *merges.MEASURES,
        *releases.MEASURES,
        *contributors.MEASURES,
        new_contributors_closing_issues.MEASURE,
        types_of_contributions.MEASURE,
        contributor_absence_factor.MEASURE,
        elephant_factor.MEASURE,
        organizational_diversity.MEASURE,
        organizational_influence.MEASURE,
        *activity.MEASURES,
    )
}
"""By CHAOSS's name in snake case, in the order of docs/measures.md."""
