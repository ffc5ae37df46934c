"""Disputes: the address at which a reader says that a number is wrong, and the mark it leaves.

The mark stands hidden in the new issue, or at the end of the mail. It names a number and its window,
and nothing else. See docs/report.md#disputes.
"""

import re
from dataclasses import dataclass
from urllib.parse import quote, urlencode, urlsplit, urlunsplit

_MARK = re.compile(
    r"twohats dispute: (?P<page>[a-z0-9.-]+) (?P<number>[a-z0-9.-]+) "
    r"(?P<since>\d{4}-\d\d-\d\d)\.\.(?P<until>\d{4}-\d\d-\d\d) (?P<digest>[0-9a-f]{8})"
)
_GITLAB = "/-/issues/new"
WHOLE = "page"
"""Stands for a page where no number of it is meant."""


@dataclass(frozen=True)
class Disputed:
    """One number of one public page, as it stood there."""

    page: str
    """The page's key."""
    number: str
    """The number's key, or `WHOLE`."""
    since: str
    """First day of its window, as ``2026-01-31``."""
    until: str
    digest: str
    """First eight signs of the page's digest."""

    @property
    def about(self) -> str:
        """What lines of the journal about this number are about, whatever the window."""
        return f"report:{self.page}:{self.number}"


def mark_of(disputed: Disputed) -> str:
    """Write the mark.

    Examples
    --------
    >>> mark_of(Disputed("lantern", "asked.changes", "2026-01-01", "2026-04-01", "1a2b3c4d"))
    'twohats dispute: lantern asked.changes 2026-01-01..2026-04-01 1a2b3c4d'
    """
    window = f"{disputed.since}..{disputed.until}"
    return f"twohats dispute: {disputed.page} {disputed.number} {window} {disputed.digest}"


def read_mark(text: str) -> Disputed | None:
    r"""Find the mark in a text; None where there is none.

    Examples
    --------
    >>> read_mark("Two are mine.\n<!-- twohats dispute: a b 2026-01-01..2026-04-01 1a2b3c4d -->").number
    'b'
    """
    found = _MARK.search(text)
    return Disputed(**found.groupdict()) if found else None


def way_to_dispute(where: str, title: str, said: str, disputed: Disputed) -> str:
    """Give the address of a new issue, or a new mail, that is filled in but for what is wrong.

    Parameters
    ----------
    where
        Address of the form for new issues, or a mail address.
    title
        The number's name, as people read it.
    said
        What the page says.
    disputed
        Which number it is.

    Examples
    --------
    >>> disputed = Disputed("a", "b", "2026-01-01", "2026-04-01", "1a2b3c4d")
    >>> way_to_dispute("open@tidewater.example", "Reviews", "12", disputed)[:54]
    'mailto:open@tidewater.example?subject=Dispute%3A%20Rev'
    """
    subject = f"Dispute: {title}"
    window = f"{disputed.since} to {disputed.until}"
    text = f"What is wrong, and how do you know?\n\n\n\n---\n{title}: {said} ({window})\n"
    if "@" in where and "://" not in where:
        body = quote(f"{text}{mark_of(disputed)}\n")
        return f"mailto:{where}?subject={quote(subject)}&body={body}"
    body = f"{text}<!-- {mark_of(disputed)} -->\n"
    parts = urlsplit(where)
    is_gitlab = parts.path.endswith(_GITLAB)
    names = ("issue[title]", "issue[description]") if is_gitlab else ("title", "body")
    filled = urlencode(dict(zip(names, (subject, body), strict=True)), quote_via=quote)
    query = f"{parts.query}&{filled}" if parts.query else filled
    return urlunsplit(parts._replace(query=query))


def tracker_of(where: str) -> str | None:
    """Give the address of the repository whose form this is; None for a mail address.

    Examples
    --------
    >>> tracker_of("https://github.com/tidewater/open/issues/new?template=dispute.yml")
    'https://github.com/tidewater/open'
    """
    if "://" not in where:
        return None
    parts = urlsplit(where)
    path = re.sub(r"(/-)?/issues/new(/choose)?/?$", "", parts.path)
    return urlunsplit(parts._replace(path=path, query="", fragment=""))
