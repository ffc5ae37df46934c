"""Regular expressions as other engines write them, with the meaning they have in the embedded one.

Expressions are written for RE2: its classes are of ASCII, ``.`` matches all but a line break, and ``$``
is the end of the text, or of a line where ``(?m)`` says so. PostgreSQL and Java take the same signs for
something else here and there.
"""

import re
from dataclasses import dataclass

_FLAGS = re.compile(r"\(\?([a-z]+)\)")
_CLASSES = {"d": "0-9", "w": "A-Za-z0-9_", "s": r"\t\n\f\r "}
_WORD = "[A-Za-z0-9_]"
_EDGE = f"(?:(?<!{_WORD})(?={_WORD})|(?<={_WORD})(?!{_WORD}))"
_PLAIN = re.compile(r"[-A-Za-z0-9_]")


@dataclass(frozen=True)
class Dialect:
    """How an engine writes what differs."""

    ignoring_case: str
    """Its letters for ``(?i)``."""
    by_lines: str
    """Its letters for ``(?m)``."""
    always: str
    """Letters that stand before any expression."""
    end: str
    """The end of the text, where ``$`` does not say so."""
    any: str
    """Any sign but a line break."""
    escaped_in_sets: str
    """Signs that mean something within brackets, and not so in RE2."""


POSTGRESQL = Dialect("i", "w", "", "$", r"[^\n]", "[")
JAVA = Dialect("iu", "m", "d", r"\z", ".", "[&")


def translated(pattern: str, dialect: Dialect) -> str:
    r"""Write a regular expression of RE2 for another engine.

    Parameters
    ----------
    pattern
        Flags only at its beginning; ``i`` and ``m``.
    dialect
        Of the engine.

    Raises
    ------
    ValueError
        It uses a sign whose meaning there is not known.

    Examples
    --------
    >>> print(translated(r"(?im)^v?\d+$", POSTGRESQL))
    (?iw)^v?[0-9]+$
    >>> print(translated(r"(?i)end.$", JAVA))
    (?diu)end.\z
    """
    flags, body = flags_and_body(pattern)
    by_lines = "m" in flags
    letters = dialect.always
    letters += dialect.ignoring_case if "i" in flags else ""
    letters += dialect.by_lines if by_lines else ""
    end = "$" if by_lines else dialect.end
    before = f"(?{letters})" if letters else ""
    return before + _body(body, dialect, end)


def flags_and_body(pattern: str) -> tuple[str, str]:
    """Part a regular expression from the flags at its beginning."""
    found = _FLAGS.match(pattern)
    flags = found.group(1) if found else ""
    if set(flags) - {"i", "m"}:
        raise ValueError(f"{pattern}: of flags only `i` and `m` are known to every engine")
    return flags, pattern[found.end() :] if found else pattern


def grouped(pattern: str, dialect: Dialect) -> str:
    """Write a regular expression whose first group is all of it."""
    flags, body = flags_and_body(pattern)
    return translated(f"(?{flags})({body})" if flags else f"({body})", dialect)


def _body(body: str, dialect: Dialect, end: str) -> str:
    written, at = "", 0
    while at < len(body):
        sign = body[at]
        if sign == "\\":
            written += _escape(body[at + 1], body)
            at += 2
        elif sign == "[":
            in_set, at = _set(body, at + 1, dialect)
            written += in_set
        elif sign == "(" and body[at + 1 : at + 2] == "?" and body[at + 2] not in ":":
            raise ValueError(f"{body}: `{body[at : at + 3]}` is not known to every engine")
        else:
            written += {"$": end, ".": dialect.any}.get(sign, sign)
            at += 1
    return written


def _escape(sign: str, body: str) -> str:
    """Write what stands behind a backslash, outside of brackets."""
    if sign in _CLASSES:
        return f"[{_CLASSES[sign]}]"
    if sign.lower() in _CLASSES:
        return f"[^{_CLASSES[sign.lower()]}]"
    if sign == "b":
        return _EDGE
    if sign in "nrtf" or not _PLAIN.match(sign) or sign == "-":
        return f"\\{sign}"
    raise ValueError(f"{body}: `\\{sign}` is not known to every engine")


def _set(body: str, at: int, dialect: Dialect) -> tuple[str, int]:
    """Write a set of signs in brackets; where it begins, and where it has ended."""
    written = "["
    if body[at] == "^":
        written, at = "[^", at + 1
    first = at
    while body[at] != "]" or at == first:
        sign = body[at]
        if sign == "\\":
            behind = body[at + 1]
            if behind in _CLASSES:
                written += _CLASSES[behind]
            elif behind in "nrtf" or not re.match(r"[A-Za-z0-9]", behind):
                written += f"\\{behind}"
            else:
                raise ValueError(f"{body}: `[\\{behind}]` is not known to every engine")
            at += 2
        else:
            written += f"\\{sign}" if sign in dialect.escaped_in_sets or sign == "]" else sign
            at += 1
    return f"{written}]", at + 1
