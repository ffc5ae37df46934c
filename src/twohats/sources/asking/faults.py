"""What can go wrong with one request, and what that means for the next.

A `Fault` is over when the request is sent again, sooner or later. Everything else that is raised
here is final and reaches the reader.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal, Protocol

import msgspec

from twohats.errors import SourceUnreadable
from twohats.sources.asking.clock import wait_asked_for
from twohats.sources.asking.ports import NotThere

LONGEST_QUOTE = 200

GONE = {
    404: "it does not exist, or not for this token",
    409: "the repository is empty",
    410: "it is gone",
    451: "it is withheld for legal reasons",
}


@dataclass(frozen=True)
class Heard:
    """One answer as it came."""

    status: int
    headers: Mapping[str, str] = field(repr=False)
    """Names in any case."""
    body: bytes = field(repr=False)
    asked_at: datetime
    """When it was sent, by the server's clock, rounded down."""
    heard_at: datetime
    """When it was there, by the server's clock."""
    took_s: float = 0.0
    next_page: str | None = None
    """Address at which a list goes on; None: it does not."""

    @property
    def said(self) -> str:
        """The server's sentence, if the body has one; cut to one short line."""
        try:
            document = decode(self.body)
        except ValueError:
            return ""
        said = _said(document) if isinstance(document, dict) else None
        return one_line(said) if isinstance(said, str) else ""


class Fault(Exception):
    """One try that failed; the next may not. It says only what a person may read."""


class Broken(Fault):
    """The server failed, or what it sent did not arrive whole.

    Attributes
    ----------
    wait_s
        How long it asks to be left alone; None: it does not say.
    instead
        What the reader gets if it stays like this, or the error it meets; None: an error of reach.
    """

    def __init__(self, words: str, wait_s: float | None = None, instead: object = None):
        super().__init__(words)
        self.wait_s = wait_s
        self.instead = instead


class Limited(Fault):
    """The service asks this token to pause.

    Attributes
    ----------
    kind
        ``primary``: the window's points are used up; ``secondary``: too much at once.
    wait_s
        How long it asks for; None: it does not say.
    resource
        What is used up, in the service's word: ``search``; None: what was asked for.
    """

    def __init__(
        self,
        words: str,
        kind: Literal["primary", "secondary"],
        wait_s: float | None = None,
        resource: str | None = None,
    ):
        super().__init__(words)
        self.kind = kind
        self.wait_s = wait_s
        self.resource = resource


class Refused(Fault):
    """The service does not know this token (any more)."""


@dataclass(frozen=True)
class Place:
    """What is asked for, in the words an error is told with."""

    name: str
    """``api.github.com/repos/acme/anvil``, without anything secret."""
    is_query: bool = field(default=False)
    """Whether it is a query for many things at once, which can be asked for less."""


def decode(body: bytes) -> Any:
    """Read JSON; halves of surrogate pairs, which UTF-8 cannot hold, become question marks.

    Raises
    ------
    ValueError
        It is no JSON, or is cut off.
    """
    try:
        return msgspec.json.decode(body)
    except msgspec.DecodeError as error:
        # Bots cut emoji in two. The bytes are well-formed JSON all the same.
        if "surrogate" not in str(error):
            raise ValueError(str(error)) from None
        return _lenient(body)


def _lenient(body: bytes) -> Any:
    import json

    text = json.dumps(json.loads(body), ensure_ascii=False)
    return msgspec.json.decode(text.encode("utf-8", "replace"))


def one_line(text: str) -> str:
    r"""Quote a server's words: one line, not long, nothing that steers a terminal.

    Examples
    --------
    >>> one_line("Not  here.\n\x1b[31m")
    'Not here. [31m'
    """
    line = " ".join("".join(c if c.isprintable() else " " for c in text).split())
    return line if len(line) <= LONGEST_QUOTE else f"{line[: LONGEST_QUOTE - 1]}…"


class Manners(Protocol):
    """How one kind of service says what went wrong."""

    settings: str
    """What to check where an answer makes no sense, as a sentence."""

    def limited(self, heard: Heard, says: str = "") -> Limited | None:
        """Find out whether an answer is a limit, and which; None: it is something else."""
        ...

    def broken(self, heard: Heard, place: Place) -> Exception:
        """Say what a failure of the server means."""
        ...

    def why_not_allowed(self, heard: Heard) -> str:
        """Say why something is not shown to this token, and what helps."""
        ...

    def is_partial(self, heard: Heard) -> str | None:
        """Say that a good answer lacks something; None: it does not say so."""
        ...


def check(heard: Heard, place: Place, manners: Manners) -> None:
    """Raise what an answer's status means; come back if it brings what was asked for."""
    if heard.status in (200, 304):
        return
    if heard.status >= 500 or heard.status == 408:
        raise manners.broken(heard, place)
    if heard.status == 401:
        raise Refused(heard.said or "Bad credentials")
    if heard.status in (403, 429):
        raise manners.limited(heard) or _not_allowed(heard, place, manners)
    if heard.status in GONE and not place.is_query:
        raise NotThere(
            f"{place.name}: not read: {GONE[heard.status]}{quote(heard)}. "
            "Check the name, and what the token may see."
        )
    raise SourceUnreadable(
        f"{place.name}: not read: the server answered {heard.status}{quote(heard)}. "
        f"{manners.settings}"
    )


def broken(heard: Heard) -> Broken:
    """Say that the server failed, and how long it asks to be left alone."""
    words = f"the server answered {heard.status}{quote(heard)}"
    return Broken(words, wait_asked_for(heard.headers, heard.heard_at))


def _not_allowed(heard: Heard, place: Place, manners: Manners) -> SourceUnreadable:
    # A whole query that is turned away is no missing thing: the next would be turned away too.
    kind = SourceUnreadable if place.is_query else NotThere
    return kind(f"{place.name}: not read: {manners.why_not_allowed(heard)}")


def _said(document: Mapping[str, Any]) -> Any:
    """Find the sentence: GitHub and GitLab say ``message``, OAuth ``error``, Discourse ``errors``."""
    for name in ("message", "error_description", "error"):
        if isinstance(document.get(name), str):
            return document[name]
    errors = document.get("errors")
    return errors[0] if isinstance(errors, list) and errors else None


def quote(heard: Heard) -> str:
    """Quote what the server said, behind a blank; empty: it said nothing."""
    return f" (“{heard.said}”)" if heard.said else ""
