"""Evidence about entries: one file per kind, found by being in this folder.

Each is named for its kind (``d4_tracker.py`` finds D4) and has one function, ``find(case)``, which
gives the pieces with `twohats.records.evidence.EVIDENCE_COLUMNS`.
"""

import importlib
import pkgutil
import re
from collections.abc import Callable
from functools import lru_cache, reduce

import ibis.expr.types as ir

from twohats.ledger.cases import Case

Finder = Callable[[Case], ir.Table]


@lru_cache(maxsize=1)
def finders() -> dict[str, Finder]:
    """Every kind of evidence with what finds it, in order."""
    names = sorted(module.name for module in pkgutil.iter_modules(__path__))
    kinds = [name for name in names if re.fullmatch(r"[dfn]\d_\w+", name)]
    return {
        name.partition("_")[0].upper(): importlib.import_module(f"{__name__}.{name}").find
        for name in kinds
    }


def find_all(case: Case) -> ir.Table:
    """Find all evidence about the entries of a case.

    Parameters
    ----------
    case
        Facts, entries and what the workspace says.

    Returns
    -------
    ibis.Table
        One row per piece, with `twohats.records.evidence.EVIDENCE_COLUMNS`. There is none about
        entries in own and personal projects, or in such of unknown scope. An entry without a row
        of kind D or F2 has none as far as was read; F1, F3 and (for changes) N1 answer for every
        entry, where need be with unknown.
    """
    found = [find(case) for find in finders().values()]
    return case.facts.keep("evidence", reduce(lambda one, other: one.union(other), found))
