"""What can go wrong with one request, and what that means for the next.

A `Fault` is over when the request is sent again, sooner or later. Everything else that is raised
here is final and reaches the reader. GitHub's advice this follows: rate limits for the REST API, rate
limits and query limits for the GraphQL API, best practices for using the REST API, troubleshooting
the REST API (docs.github.com).
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal

import msgspec

from twohats.errors import SourceUnreadable
from twohats.sources.github_api.clock import wait_asked_for
from twohats.sources.github_api.limits import any_from_headers
from twohats.sources.github_api.ports import Answer, NotThere, TooHeavy

LONGEST_QUOTE = 200

GONE = {
    404: "it does not exist, or not for this token",
    409: "the repository is empty",
    410: "it is gone",
    451: "it is withheld for legal reasons",
}

SLOW = ("timeout", "timed out", "respond to your request in time")
"""How GitHub says that a query was stopped after its ten seconds."""

QUERY_SECONDS = 9.0
"""A gateway that gives up after this was waiting for the query; GitHub stops them at ten."""


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
        message = document.get("message") if isinstance(document, dict) else None
        return one_line(message) if isinstance(message, str) else ""


class Fault(Exception):
    """One try that failed; the next may not. It says only what a person may read."""


class Broken(Fault):
    """The server failed, or what it sent did not arrive whole.

    Attributes
    ----------
    wait_s
        How long it asks to be left alone; None: it does not say.
    instead
        What the reader gets if it stays like this; None: an error.
    """

    def __init__(
        self, words: str, wait_s: float | None = None, instead: Answer | TooHeavy | None = None
    ):
        super().__init__(words)
        self.wait_s = wait_s
        self.instead = instead


class Limited(Fault):
    """GitHub asks this token to pause.

    Attributes
    ----------
    kind
        ``primary``: the hour's points are used up; ``secondary``: too much at once.
    wait_s
        How long it asks for; None: it does not say.
    resource
        What is used up, in GitHub's word: ``search``; None: what was asked for.
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
    """GitHub does not know this token (any more)."""


@dataclass(frozen=True)
class Place:
    """What is asked for, in the words an error is told with."""

    name: str
    """``api.github.com/repos/acme/anvil``, without anything secret."""
    is_query: bool = field(default=False)
    """Whether it is a GraphQL query, which can be asked for less."""


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


def check(heard: Heard, place: Place) -> None:
    """Raise what an answer's status means; come back if it brings what was asked for."""
    if heard.status in (200, 304):
        return
    if heard.status >= 500 or heard.status == 408:
        raise _broken(heard, place)
    if heard.status == 401:
        raise Refused(heard.said or "Bad credentials")
    if heard.status in (403, 429):
        raise limited(heard) or _not_allowed(heard, place)
    if heard.status in GONE and not place.is_query:
        raise NotThere(
            f"{place.name}: not read: {GONE[heard.status]}{_quote(heard)}. "
            "Check the name, and what the token may see."
        )
    raise SourceUnreadable(
        f"{place.name}: not read: the server answered {heard.status}{_quote(heard)}. "
        "Check GITHUB_API_URL and GITHUB_GRAPHQL_URL if they are set; else please report this."
    )


def limited(heard: Heard, says: str = "") -> Limited | None:
    """Find out whether an answer is a limit, and which; None: it is something else."""
    says = says or heard.said
    wait_s = wait_asked_for(heard.headers, heard.heard_at)
    is_secondary = "secondary rate limit" in says.lower() or "abuse detection" in says.lower()
    is_used_up = heard.headers.get("x-ratelimit-remaining") == "0"
    if wait_s is not None and (is_secondary or not is_used_up):
        return Limited(says or "a secondary rate limit", "secondary", wait_s)
    if is_used_up or "rate limit exceeded" in says.lower():
        window = any_from_headers(heard.headers)
        if wait_s is None and window:
            wait_s = max(0.0, (window.resets_at - heard.heard_at).total_seconds())
        resource = heard.headers.get("x-ratelimit-resource")
        return Limited(says or "the rate limit is used up", "primary", wait_s, resource)
    if is_secondary or heard.status == 429:
        return Limited(says or "a secondary rate limit", "secondary")
    return None


def is_slow(says: str) -> bool:
    """Whether a message tells of a query that took too long."""
    return any(sign in says.lower() for sign in SLOW)


def is_partial(heard: Heard) -> str | None:
    """Say that a list lacks what single sign-on protects; None: it does not say so."""
    if not heard.headers.get("x-github-sso", "").startswith("partial-results"):
        return None
    return (
        "Lists lack what some organizations show only after single sign-on: open the token's page on "
        "GitHub, and choose “Configure SSO”."
    )


def _broken(heard: Heard, place: Place) -> Exception:
    words = f"the server answered {heard.status}{_quote(heard)}"
    if not place.is_query or heard.status not in (500, 502, 504):
        return Broken(words, wait_asked_for(heard.headers, heard.heard_at))
    heavy = TooHeavy(f"{place.name}: {words}")
    if is_slow(heard.said) or heard.took_s >= QUERY_SECONDS:
        return heavy
    # Nothing tells a heavy query from a tired server; asking for less helps with both.
    return Broken(words, wait_asked_for(heard.headers, heard.heard_at), instead=heavy)


def _not_allowed(heard: Heard, place: Place) -> SourceUnreadable:
    # A whole query that is turned away is no missing thing: the next would be turned away too.
    kind = SourceUnreadable if place.is_query else NotThere
    return kind(f"{place.name}: not read: {_why_not_allowed(heard)}")


def _why_not_allowed(heard: Heard) -> str:
    """Say plainly why; the link for single sign-on is a person's own, so it stays out."""
    if "required" in heard.headers.get("x-github-sso", "") or "SAML" in heard.said:
        return (
            "the organization wants single sign-on for this token. On GitHub, open "
            "Settings, Developer settings, the token, and choose “Configure SSO”."
        )
    if "IP allow list" in heard.said:
        return (
            "the organization lets only listed IP addresses in, and this machine's is not "
            "listed. Ask an owner to add it, or run this where it is."
        )
    return f"this token may not{_quote(heard)}. Check what the token may see."


def _quote(heard: Heard) -> str:
    return f" (“{heard.said}”)" if heard.said else ""
