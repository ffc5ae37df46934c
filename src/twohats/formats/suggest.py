"""The nearest known word, for somebody who mistyped one."""

import difflib
from collections.abc import Iterable


def nearest(word: str, known: Iterable[str]) -> str:
    """Half a sentence to put behind "unknown": the nearest known word, or all of them.

    Examples
    --------
    >>> nearest("organisaton", ["organization", "owners"])
    ': did you mean `organization`?'
    >>> nearest("zzz", ["hours", "points"])
    ': known are `hours`, `points`'
    """
    words = sorted(set(known))
    if close := difflib.get_close_matches(word.lower(), words, n=1, cutoff=0.6):
        return f": did you mean `{close[0]}`?"
    return f": known are {', '.join(f'`{w}`' for w in words)}" if words else ""
