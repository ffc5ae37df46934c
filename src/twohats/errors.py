"""Errors a person can act on.

Every message reads *thing*: what did not happen: cause. One next step::

    TwohatsError            exit 1
    ├── WrongUse            exit 2   the command, a path or an option is not usable as given
    │   └── SettingsErrors  exit 2   all mistakes in a workspace's files, with file and line
    ├── SourceUnreadable    exit 3   an input cannot be read at all
    └── OutOfReach          exit 3   a server of ours did not answer, or went away

In bulk work nothing is raised: a reader yields `twohats.records.Skipped` and goes on.
"""

from collections.abc import Sequence
from dataclasses import dataclass


class TwohatsError(Exception):
    """Something did not happen; the message says what, why and what to do next."""

    exit_code = 1


class WrongUse(TwohatsError):
    """What was asked for cannot be done as asked."""

    exit_code = 2


class SourceUnreadable(TwohatsError):
    """An input is missing, or is not what any reader knows."""

    exit_code = 3


class OutOfReach(TwohatsError):
    """A server that a workspace names did not answer, or does not let us in."""

    exit_code = 3


@dataclass(frozen=True)
class Mistake:
    """One thing wrong in one file."""

    path: str
    """The file, as the person who reads this would name it."""
    line: int | None
    """Line number from 1; None where the file as a whole is meant."""
    message: str
    """What is wrong, and what would be right."""

    def __str__(self) -> str:
        place = f"{self.path}:{self.line}" if self.line else self.path
        return f"{place}: {self.message}"


class SettingsErrors(WrongUse):
    """Everything wrong in a workspace's files, all at once.

    Parameters
    ----------
    mistakes
        At least one; shown in file and line order.
    """

    def __init__(self, mistakes: Sequence[Mistake]):
        self.mistakes = tuple(sorted(mistakes, key=lambda m: (m.path, m.line or 0, m.message)))
        super().__init__("\n".join(str(m) for m in self.mistakes))


def why_unread(error: OSError | UnicodeDecodeError) -> str:
    """Say in a few words why a text file could not be read.

    Examples
    --------
    >>> why_unread(FileNotFoundError(2, "No such file or directory"))
    'no such file or directory'
    """
    if isinstance(error, UnicodeDecodeError):
        return "it is not UTF-8 text"
    return (error.strerror or str(error)).lower()
