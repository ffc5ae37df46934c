"""Every measure by its name."""

import difflib
from collections.abc import Mapping

from twohats.errors import WrongUse
from twohats.ledger import attribution
from twohats.measures.catalogue import MEASURES
from twohats.measures.measure import Measure

CATALOGUE: Mapping[str, Measure] = {**MEASURES, **attribution.MEASURES}
"""Every measure by name: those that read facts alone, and those that read the ledger, too."""
FORMERLY = {
    "bus_factor": "contributor_absence_factor",
    "truck_factor": "contributor_absence_factor",
}
"""Names that people still use of measures that CHAOSS calls otherwise now."""


def measure_named(name: str) -> Measure:
    """Find a measure.

    Raises
    ------
    WrongUse
        There is none of that name.
    """
    key = name.lower().replace("-", "_").replace(" ", "_")
    if key not in CATALOGUE:
        meant = difflib.get_close_matches(key, [*CATALOGUE, *FORMERLY], n=1, cutoff=0.6)
        hint = f": did you mean `{FORMERLY.get(meant[0], meant[0])}`?" if meant else "."
        raise WrongUse(f"{name}: no measure has that name{hint} `twohats measure` lists them.")
    return CATALOGUE[key]
