"""A TOML text that does not parse, as a mistake with its line."""

import re
import tomllib

from twohats.errors import Mistake

_AT_LINE = re.compile(r"\s*\(at line (\d+), column \d+\)")
_PLAINLY = {
    "Invalid value": "no value is written like this; text goes in quotes",
    "Cannot overwrite a value": "this key is given twice: keep one",
    "Invalid value (at end of document)": "the last value is missing or not closed",
    "Unclosed array (at end of document)": "a `[` is not closed",
}


def syntax_mistake(path: str, text: str, error: tomllib.TOMLDecodeError) -> Mistake:
    r"""Name what stopped the parser, and where.

    Examples
    --------
    >>> try:
    ...     tomllib.loads("a = 1\nb = oops\n")
    ... except tomllib.TOMLDecodeError as error:
    ...     print(syntax_mistake("twohats.toml", "", error))
    twohats.toml:2: this is not TOML: no value is written like this; text goes in quotes
    """
    message = str(error)
    found = _AT_LINE.search(message)
    line = int(found[1]) if found else text.count("\n") + 1
    cause = _AT_LINE.sub("", message)
    bare = cause.removesuffix(" (at end of document)")
    plainly = _PLAINLY.get(cause) or _PLAINLY.get(bare) or bare
    return Mistake(path, line, f"this is not TOML: {plainly}")
