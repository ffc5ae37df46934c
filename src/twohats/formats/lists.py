"""Lists that people write as one line of text."""

import re

_COMPANY_FORM = re.compile(
    r"(?:inc|llc|llp|ltd|limited|gmbh|corp|co|plc|pbc|pty ltd|s\.a|b\.v)\.?", re.IGNORECASE
)
"""What follows a comma and still belongs to the name before it: ``Example, Inc.``."""

_CAMPUS = re.compile(
    r"berkeley|davis|irvine|los angeles|merced|riverside|san diego|san francisco"
    r"|santa barbara|santa cruz",
    re.IGNORECASE,
)
"""Campuses written as ``University of California, Berkeley``."""

_BETWEEN = re.compile(r"\s*[,;]\s*(?:and\s+)?|\s+and\s+|\s+/\s+|\n+")


def split_words(text: str) -> tuple[str, ...]:
    """Split a comma list, however it is spaced.

    Examples
    --------
    >>> split_words("question,doc, talk ,,")
    ('question', 'doc', 'talk')
    """
    return tuple(word for part in text.split(",") if (word := part.strip()))


def split_affiliations(text: str) -> tuple[str, ...]:
    """Split free text into the organizations it seems to name.

    A proposal, never a fact: a name that itself holds "and" comes apart. Keep the text beside it.

    Examples
    --------
    >>> split_affiliations("Example Hub, Acme, Inc. and University of California, Davis")
    ('Example Hub', 'Acme, Inc.', 'University of California, Davis')
    """
    names: list[str] = []
    for part in _BETWEEN.split(text):
        word = part.strip()
        if not word:
            continue
        if names and _belongs(names[-1], word):
            names[-1] = f"{names[-1]}, {word}"
        elif word not in names:
            names.append(word)
    return tuple(names)


def _belongs(before: str, word: str) -> bool:
    """Whether ``word`` is the rest of the name before it."""
    if before.casefold() == "university of california":
        return _CAMPUS.fullmatch(word) is not None
    return _COMPANY_FORM.fullmatch(word) is not None
