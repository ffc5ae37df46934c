"""Needs of upstream communities: one rule per file, found by being in this folder.

Each file is named for its rule (``n01_review.py`` is N01) and has ``SENTENCE``, for people, ``ACTIVITIES``,
and ``find(search)``, which gives a `Finding`. See docs/needs.md.
"""

import importlib
import pkgutil
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache

from twohats.needs.search import Finding, Search


@dataclass(frozen=True)
class NeedRule:
    """One rule."""

    code: str
    """``N01``."""
    sentence: str
    """What it finds, for people."""
    activities: tuple[str, ...]
    """Kinds of help it looks for; words of a document may name another."""
    find: Callable[[Search], Finding]


@lru_cache(maxsize=1)
def rules() -> Mapping[str, NeedRule]:
    """Every rule by its code, in order."""
    names = sorted(module.name for module in pkgutil.iter_modules(__path__))
    found = {}
    for name in names:
        if re.fullmatch(r"n\d\d_\w+", name):
            module = importlib.import_module(f"{__name__}.{name}")
            code = name.partition("_")[0].upper()
            found[code] = NeedRule(code, module.SENTENCE, module.ACTIVITIES, module.find)
    return found
