"""Secrets that say who asks, held so that they show up nowhere.

A token's text leaves its `Token` in one place, where it becomes the header of a request.
"""

from collections.abc import Iterable
from datetime import datetime
from typing import NoReturn, Protocol

HIDDEN = "…"
"""What stands where a token stood."""


class Token:
    """One secret text; whatever prints, logs, compares or copies it gets a name instead.

    Parameters
    ----------
    text
        The secret.
    origin
        Where it came from, as a person would name it: ``GITHUB_TOKEN``.

    Examples
    --------
    >>> Token("made-up", "GITHUB_TOKEN")
    <token of GITHUB_TOKEN>
    """

    __slots__ = ("_text", "origin")

    def __init__(self, text: str, origin: str):
        self._text = text
        self.origin = origin

    def __repr__(self) -> str:
        return f"<token of {self.origin}>"

    def __reduce__(self) -> NoReturn:
        raise TypeError(f"the token of {self.origin} is not written anywhere")

    def header(self, before: str = "bearer ") -> str:
        """Value of the header that says who asks: the only way out for the secret."""
        return f"{before}{self._text}"

    def hide_in(self, text: str) -> str:
        """Text of others with this secret taken out: a proxy may repeat what it was sent."""
        return text.replace(self._text, HIDDEN)

    def hide_in_bytes(self, body: bytes) -> bytes:
        """Bytes of others with this secret taken out."""
        return body.replace(self._text.encode(), HIDDEN.encode())

    def is_usable(self) -> bool:
        """Whether it can be a header at all: no blanks, no control characters, only ASCII."""
        return bool(self._text) and all("!" <= letter <= "~" for letter in self._text)


class Nobody(Token):
    """Who asks without a token, where a service shows things to everybody."""

    def __init__(self, origin: str):
        super().__init__("", origin)

    def header(self, before: str = "bearer ") -> str:
        """No header at all."""
        return ""

    def hide_in(self, text: str) -> str:
        """There is nothing to take out."""
        return text

    def hide_in_bytes(self, body: bytes) -> bytes:
        """There is nothing to take out."""
        return body


class TokenSource(Protocol):
    """Something that has a token when one is needed."""

    origin: str
    """Where its tokens come from, as a person would name it."""

    def token(self, now: datetime) -> Token:
        """Get a token that is good for the next minutes."""
        ...

    def renew(self) -> bool:
        """Forget the present token since the service refused it; False: there is no other."""
        ...


class FixedToken:
    """A token that somebody put into the environment."""

    def __init__(self, token: Token):
        self.origin = token.origin
        self._token = token

    def token(self, now: datetime) -> Token:
        """Get it; it does not end."""
        return self._token

    def renew(self) -> bool:
        """There is only this one."""
        return False


def split_tokens(text: str, origin: str) -> list[Token]:
    """Read several tokens of one setting, parted by commas or blanks; doubles count once."""
    texts = dict.fromkeys(text.replace(",", " ").split())
    if len(texts) == 1:
        return [Token(next(iter(texts)), origin)]
    return [Token(one, f"{origin}, number {n}") for n, one in enumerate(texts, 1)]


def hide(text: str, tokens: Iterable[Token]) -> str:
    """Take every one of these secrets out of a text."""
    for token in tokens:
        text = token.hide_in(text)
    return text
