"""What GitLab says about its limits: ``RateLimit-…`` headers, by the minute."""

from collections.abc import Mapping

from twohats.sources.asking.limits import Resource, Window, window_of

API: Resource = "api"
"""All requests count against one limit. Some addresses have limits of their own, untold before."""


class GitlabLimits:
    """GitLab's limits; see `twohats.sources.asking.limits.Limits`.

    gitlab.com allows a token 2,000 requests a minute. Self-managed servers tell nothing unless an
    administrator has set limits.
    """

    resources: tuple[Resource, ...] = (API,)
    period = "minute"
    short_s = 90.0
    """A new minute is never far, so it is always waited for."""

    def window(self, headers: Mapping[str, str], resource: Resource) -> Window | None:
        """Read the headers of an answer; None: they tell nothing."""
        return from_headers(headers)

    def unit(self, resource: Resource) -> str:
        """Say what is counted."""
        return "requests"


def from_headers(headers: Mapping[str, str]) -> Window | None:
    """Read the headers of an answer; ``RateLimit-Reset`` is a time in seconds since 1970.

    Examples
    --------
    >>> from_headers({"ratelimit-remaining": "7", "ratelimit-limit": "60", "ratelimit-reset": "60"})
    Window(left=7, limit=60, resets_at=datetime.datetime(1970, 1, 1, 0, 1, tzinfo=datetime.timezone.utc))
    """
    return window_of(
        headers.get("ratelimit-remaining"),
        headers.get("ratelimit-limit"),
        headers.get("ratelimit-reset"),
    )
