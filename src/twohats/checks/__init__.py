"""Checks on ourselves: one rule per file, found by being in this folder.

Each file is named for its rule (``c02_outside_review.py`` is C02) and has ``SENTENCE``, for people, and
``find(inputs)``, which gives a `Seen`. A rule says what was seen and takes an answer; it accuses nobody.
See docs/checks.md.
"""

import importlib
import pkgutil
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache

from twohats.checks.inputs import Inputs
from twohats.records.situations import Seen


@dataclass(frozen=True)
class CheckRule:
    """One rule."""

    code: str
    """``C02``."""
    sentence: str
    """What it looks for, for people."""
    find: Callable[[Inputs], Seen]


@lru_cache(maxsize=1)
def rules() -> Mapping[str, CheckRule]:
    """Every rule by its code, in order."""
    names = sorted(module.name for module in pkgutil.iter_modules(__path__))
    found = {}
    for name in names:
        if re.fullmatch(r"c\d\d_\w+", name):
            module = importlib.import_module(f"{__name__}.{name}")
            code = name.partition("_")[0].upper()
            found[code] = CheckRule(code, module.SENTENCE, module.find)
    return found
