"""A TOML text that does not parse, as a mistake with its line."""

import re
import tomllib

from twohats.errors import Mistake

_AT_LINE = re.compile(r"\s*\(at line (\d+), column \d+\)")


def syntax_mistake(path: str, text: str, error: tomllib.TOMLDecodeError) -> Mistake:
    r"""Name what stopped the parser, and where.

    Examples
    --------
    >>> try:
    ...     tomllib.loads("a = 1\nb = oops\n")
    ... except tomllib.TOMLDecodeError as error:
    ...     print(syntax_mistake("twohats.toml", "", error))
    twohats.toml:2: this is not TOML: Invalid value. Text goes in quotes
    """
    message = str(error)
    found = _AT_LINE.search(message)
    line = int(found[1]) if found else text.count("\n") + 1
    cause = _AT_LINE.sub("", message).replace(" (at end of document)", "")
    hint = ". Text goes in quotes" if cause == "Invalid value" else ""
    return Mistake(path, line, f"this is not TOML: {cause}{hint}")
