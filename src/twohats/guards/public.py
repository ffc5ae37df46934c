"""The door for public pages: nothing that is ours alone leaves, in whatever spelling.

G04: no login, name, address or pseudonym of ours, no private word, no name of a member community
without its consent, nothing of the private part, no path of this machine and no token stands on what
everybody can read. What is held is named by its place and kind, and never repeated.
"""

import html
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields, is_dataclass
from functools import cached_property
from typing import Any
from urllib.parse import unquote

from twohats.guards.door import Held
from twohats.guards.look_alikes import spelled
from twohats.records.pages import Cleared, Document

GUARD = "G04"

_TOKENS = re.compile(
    r"\bgh[pousr]_[A-Za-z0-9]{16,}|\bgithub_pat_\w{16,}|\bglpat-[\w-]{16,}|\bxox[abprs]-[\w-]{10,}"
    r"|\bAKIA[0-9A-Z]{16}\b|-----BEGIN [A-Z ]*PRIVATE KEY|\beyJ[\w-]{16,}\.[\w-]{8,}"
)
_PATHS = re.compile(
    r"(?<![\w.:/-])/(?:home|Users|root|work|mnt|srv|private|tmp|var|opt)/\w|file:/|\b[A-Za-z]:\\\w"
    r"|(?<![\w.])~/\w"
)
_MAIL = re.compile(r"(?<![\w.+%-])[\w.+%-]+@[\w-]+(?:\.[\w-]+)*\.[A-Za-z]{2,}(?![\w-])")
_CODED_AT_MOST = 5
"""Times a text is decoded at most: an address within another one is coded once more."""
_SIGNS = re.compile(r"[\W_]+")


@dataclass(frozen=True)
class Leak:
    """Something that must not leave, by where it stands and what it is."""

    place: str
    what: str

    def __str__(self) -> str:
        return f"{self.place}: {self.what}"


@dataclass(frozen=True)
class Forbidden:
    """What never stands on a public page."""

    words: tuple[tuple[str, str], ...] = ()
    """Word and what it is, as in `Leak.what`; found in any case and with any signs between its parts."""
    logins: tuple[tuple[str, str], ...] = ()
    """The same for logins, in which a hyphen is a letter like others."""
    exact: tuple[tuple[str, str], ...] = ()
    """The same for digests, folders and whole texts."""
    allowed: frozenset[str] = frozenset()
    """Words, logins and mail addresses that may stand there all the same, in lower case."""
    parts: tuple[tuple[str, str], ...] = ()
    """Like `words`, and found within other words, too."""

    def found_in(self, text: str) -> str | None:
        """Say what in a text must not leave; None where all of it may.

        Examples
        --------
        >>> Forbidden(words=(("Project Saltbox", "a private word"),)).found_in("see project-saltbox/12")
        'a private word'
        >>> Forbidden(logins=(("ada", "a login of ours"),)).found_in("ada-lint by adalbert") is None
        True
        """
        spellings = dict.fromkeys(_spellings(text))
        for one in spellings:
            if _TOKENS.search(one):
                return "what looks like a token"
            if _PATHS.search(one):
                return "a path of a machine"
            if any(mail.lower() not in self.allowed for mail in _MAIL.findall(one)):
                return "a mail address"
            for word, what in self.exact:
                if word in one:
                    return what
            squeezed = _SIGNS.sub("", one)
            for sought in (self._logins, self._words, self._parts):
                if meant := sought.found_in(one, squeezed):
                    return meant
        return None

    @cached_property
    def _logins(self) -> "_Sought":
        # `login-patch-1` is what GitHub calls a branch that somebody makes in the browser.
        return self._any_of(self.logins, r"(?<![\w-])(?:{})(?:(?=-patch-\d)|(?![\w-]))", re.escape)

    @cached_property
    def _words(self) -> "_Sought":
        return self._any_of(self.words, r"(?<![^\W_])(?:{})(?![^\W_])", _spread)

    @cached_property
    def _parts(self) -> "_Sought":
        return self._any_of(self.parts, r"(?:{})", _spread)

    def _any_of(self, said: Iterable[tuple[str, str]], around: str, written: Any) -> "_Sought":
        kept = {
            spelling: what
            for word, what in said
            if word.lower() not in self.allowed and _SIGNS.sub("", word)
            for spelling in spelled(word)
        }
        longest = sorted(kept.items(), key=lambda one: (-len(one[0]), one))
        each = "|".join(f"({written(word)})" for word, _ in longest)
        return _Sought(
            re.compile(around.format(each)),
            tuple(what for _, what in longest),
            tuple({_SIGNS.sub("", word) for word, _ in longest}),
        )


@dataclass(frozen=True)
class _Sought:
    """Words that are looked for."""

    pattern: re.Pattern[str]
    """Each word in a group of its own."""
    meanings: tuple[str, ...]
    """What each is, in the order of groups."""
    squeezed: tuple[str, ...]
    """Letters and digits of each. Most texts hold none of them, and a pattern of many words is slow."""

    def found_in(self, text: str, squeezed: str) -> str | None:
        if not any(word in squeezed for word in self.squeezed):
            return None
        match = self.pattern.search(text)
        return self.meanings[(match.lastindex or 1) - 1] if match else None


def clear_public(documents: Mapping[str, Document], forbidden: Forbidden) -> dict[str, Cleared]:
    """Let the pages of a site out, all of them or none.

    Parameters
    ----------
    documents
        Pages by their keys.
    forbidden
        What must not leave.

    Raises
    ------
    Held
        Something must not; the message says where each is, and what kind of thing it is.
    """
    refuse([leak for key, page in documents.items() for leak in leaks(page, forbidden, key)])
    return {key: Cleared(page, ("G01", GUARD)) for key, page in documents.items()}


def refuse(found: Sequence[Leak]) -> None:
    """Hold a site back.

    Raises
    ------
    Held
        There is a leak at all.
    """
    if not found:
        return
    shown = "".join(f"\n  {leak}" for leak in found[:20])
    more = f"\n  and {len(found) - 20} more" if len(found) > 20 else ""
    raise Held(
        f"no page was written: {len(found)} of its texts must not leave.{shown}{more}\n"
        "Take it out where it comes from; or, where a word may stand there, list it under "
        "`public_words` in [report] of twohats.toml."
    )


def leaks(value: Any, forbidden: Forbidden, place: str) -> list[Leak]:
    """Find what must not leave in anything that is made of texts, keys and links included."""
    return list(_leaks(value, forbidden, place))


def _leaks(value: Any, forbidden: Forbidden, place: str) -> Iterable[Leak]:
    if isinstance(value, str):
        what = forbidden.found_in(value) if value else None
        if what:
            yield Leak(place, what)
    elif is_dataclass(value):
        for field in fields(value):
            yield from _leaks(getattr(value, field.name), forbidden, f"{place}, {field.name}")
    elif isinstance(value, Mapping):
        for key, each in value.items():
            yield from _leaks(key, forbidden, f"{place}, a key")
            yield from _leaks(each, forbidden, _inside(place, key, forbidden))
    elif isinstance(value, list | tuple | set | frozenset):
        for at, each in enumerate(value, start=1):
            yield from _leaks(each, forbidden, f"{place} {at}")


def _inside(place: str, key: Any, forbidden: Forbidden) -> str:
    """Name a place by its key, unless the key itself must not be said."""
    return f"{place}, …" if forbidden.found_in(str(key)) else f"{place}, {key}"


def _spellings(text: str) -> Iterable[str]:
    """Give a text as it is, and as readers and browsers would see it."""
    yield text
    read = text
    for _ in range(_CODED_AT_MOST):
        before, read = read, html.unescape(unquote(read))
        if read == before:
            break
        yield read
    yield from spelled(read)


def _spread(word: str) -> str:
    """Match a word with any signs, or none, between its parts."""
    return r"[\W_]*".join(re.escape(part) for part in _SIGNS.split(word) if part)
