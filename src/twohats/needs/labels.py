"""What labels of communities mean: a dictionary per repository, with the usual names."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from twohats.formats.needs_file import MEANINGS


@dataclass(frozen=True)
class Dictionary:
    """Meaning of labels in one place; a label that is not listed has none."""

    declared: tuple[tuple[str, tuple[str, ...]], ...] = ()
    """Names that the workspace gives, by meaning; they replace the usual ones of that meaning."""

    @classmethod
    def of(cls, declared: Mapping[str, Sequence[str]]) -> "Dictionary":
        """Take what the workspace says."""
        return cls(tuple(sorted((meaning, tuple(names)) for meaning, names in declared.items())))

    def mean(self, meaning: str, labels: Iterable[str] | None) -> str | None:
        """Find the first label that means this; None: there is none, or labels are not known.

        Examples
        --------
        >>> Dictionary().mean("needs_triage", ["bug", "status:Needs Triage"])
        'status:Needs Triage'
        >>> Dictionary().mean("docs", ["docstring"]) is None
        True
        """
        names = dict(self.declared).get(meaning)
        pattern = _usual(meaning) if names is None else _declared(names)
        return next((one for one in labels or () if pattern.fullmatch(one.strip())), None)

    def says(self, meaning: str) -> bool:
        """Whether the workspace names labels of this meaning."""
        return bool(dict(self.declared).get(meaning))


@lru_cache(maxsize=64)
def _usual(meaning: str) -> re.Pattern[str]:
    """Usual names, with hyphens or spaces, after whatever stands before a colon or slash."""
    names = "|".join(_spelt(name) for name in MEANINGS[meaning])
    return re.compile(rf"(?:[^:/]+\s*[:/]\s*)?(?:{names or _NOTHING})", re.IGNORECASE)


@lru_cache(maxsize=256)
def _declared(names: tuple[str, ...]) -> re.Pattern[str]:
    patterns = [re.escape(name.strip()).replace(r"\*", ".+") for name in names]
    return re.compile("|".join(patterns) or _NOTHING, re.IGNORECASE)


def _spelt(name: str) -> str:
    return r"[\s_-]+".join(re.escape(word) for word in name.split())


_NOTHING = r"[^\s\S]"
