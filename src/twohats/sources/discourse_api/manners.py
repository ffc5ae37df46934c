"""What Discourse says when something goes wrong, and how it limits.

Sources: "Available settings for global rate limits and throttling" and the API documentation
(meta.discourse.org, docs.discourse.org): 200 requests a minute and 50 in ten seconds for each address on
the network, 60 a minute for keys of administrators. It tells nothing before one of these is reached.
"""

import re
from collections.abc import Mapping

from twohats.sources.asking.clock import wait_asked_for
from twohats.sources.asking.faults import Heard, Limited, Place, Refused, broken, decode, quote
from twohats.sources.asking.limits import Resource, Window

REQUESTS: Resource = "requests"

PAUSE_S = 0.6
"""Between two requests of a stranger: half of what each address may ask for, since people ask too."""

PAUSE_WITH_KEY_S = 2.0
"""The same with a key: half of what all keys of a forum together may ask for."""

_IN_WORDS = re.compile(r"again in (\d{1,6}) seconds")


class DiscourseLimits:
    """Nothing is known of limits until one is reached; see `twohats.sources.asking.limits.Limits`."""

    resources: tuple[Resource, ...] = (REQUESTS,)
    period = "minute"
    short_s = 60.0

    def window(self, headers: Mapping[str, str], resource: Resource) -> Window | None:
        """Headers tell nothing."""
        return None

    def unit(self, resource: Resource) -> str:
        """Say what is counted."""
        return "requests"


class DiscourseManners:
    """Discourse's way; see `twohats.sources.asking.faults.Manners`.

    Parameters
    ----------
    settings
        What to check where an answer makes no sense, as a sentence.
    """

    def __init__(self, settings: str):
        self.settings = settings

    def limited(self, heard: Heard, says: str = "") -> Limited | None:
        """Find out whether an answer is a limit; None: it is something else.

        Raises
        ------
        Refused
            The key is none that this forum knows: it says so as it says that something is not shown.
        """
        says = says or heard.said
        if heard.status == 403 and "key is invalid" in says:
            raise Refused(says)
        if heard.status != 429 and _error_type(heard) != "rate_limit":
            return None
        wait_s = wait_asked_for(heard.headers, heard.heard_at)
        return Limited(says or "too many requests", "secondary", _later(wait_s, _told_in(heard)))

    def broken(self, heard: Heard, place: Place) -> Exception:
        """Say what a failure of the server means: try again later."""
        return broken(heard)

    def why_not_allowed(self, heard: Heard) -> str:
        """Say why something is not shown."""
        if _error_type(heard) == "not_logged_in":
            return "the forum shows it to its members only: give a key of one, or leave it out."
        return f"the forum does not show it to everybody{quote(heard)}."

    def is_partial(self, heard: Heard) -> str | None:
        """Answers never say that they lack something."""
        return None


def _content(heard: Heard) -> dict[str, object]:
    try:
        content = decode(heard.body)
    except ValueError:
        return {}
    return content if isinstance(content, dict) else {}


def _error_type(heard: Heard) -> object:
    return _content(heard).get("error_type")


def _told_in(heard: Heard) -> float | None:
    """Seconds that the body asks for, as a number or in words."""
    extras = _content(heard).get("extras")
    told = extras.get("wait_seconds") if isinstance(extras, dict) else None
    if isinstance(told, int | float) and told >= 0:
        return float(told)
    found = _IN_WORDS.search(heard.body[:2_000].decode("utf-8", "replace"))
    return float(found[1]) if found else None


def _later(one: float | None, other: float | None) -> float | None:
    """Take the longer of two waits, of which either may be unknown."""
    return max((wait for wait in (one, other) if wait is not None), default=None)
