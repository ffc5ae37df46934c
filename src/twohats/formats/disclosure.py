"""Words by which a text says who asked for something, or who pays for it."""

import re

_DISCLOSED = re.compile(
    r"\b(?:on behalf of|my employer|our employer|i work for|we work for|employed by|funded by|paid (?:by|for)|sponsored by|which hat|hat:|who asked|who pays|disclosure)\b",
    re.IGNORECASE,
)


def says_who_asked(text: str) -> bool:
    """Whether a text says who asked or who pays.

    Examples
    --------
    >>> says_who_asked("I work for Acme, and open this as part of that work."), says_who_asked("Adds it.")
    (True, False)
    """
    return _DISCLOSED.search(text) is not None
