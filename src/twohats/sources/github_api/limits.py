"""What GitHub says about its hourly limits: in headers, in ``rateLimit`` and at ``/rate_limit``."""

from collections.abc import Mapping
from datetime import datetime
from typing import Literal

from twohats.sources.asking.limits import Resource, Window, window_of

Kind = Literal["graphql", "core"]
"""What GitHub limits by itself: GraphQL in points, all of REST in requests."""

RESOURCES: tuple[Kind, ...] = ("graphql", "core")


class GithubLimits:
    """GitHub's limits, told in ``X-RateLimit-…``; see `twohats.sources.asking.limits.Limits`.

    1,000 points an hour for the token that Actions makes, 5,000 or more for others.
    """

    resources: tuple[Resource, ...] = RESOURCES
    period = "hour"
    short_s = 0.0

    def window(self, headers: Mapping[str, str], resource: Resource) -> Window | None:
        """Read the headers of an answer; None: they tell nothing, or of another resource."""
        return from_headers(headers, resource)

    def unit(self, resource: Resource) -> str:
        """Say what is counted."""
        return "points" if resource == "graphql" else "REST requests"


def from_headers(headers: Mapping[str, str], resource: Resource) -> Window | None:
    """Read the headers of an answer; None: they tell nothing, or of another resource."""
    told = headers.get("x-ratelimit-resource", resource)
    return any_from_headers(headers) if told == resource else None


def any_from_headers(headers: Mapping[str, str]) -> Window | None:
    """Read the headers of an answer, whatever resource they tell of."""
    return window_of(
        headers.get("x-ratelimit-remaining"),
        headers.get("x-ratelimit-limit"),
        headers.get("x-ratelimit-reset"),
    )


def from_query(told: object) -> Window | None:
    """Read ``rateLimit`` of an answer; Enterprise leaves it empty where limits are switched off."""
    if not isinstance(told, dict):
        return None
    try:
        resets_at = datetime.fromisoformat(str(told.get("resetAt"))).timestamp()
    except ValueError:
        return None
    return window_of(told.get("remaining"), told.get("limit"), int(resets_at))


def from_overview(document: object) -> dict[Kind, Window]:
    """Read the answer of ``/rate_limit``."""
    resources = document.get("resources") if isinstance(document, dict) else None
    told = resources if isinstance(resources, dict) else {}
    windows = {
        resource: window_of(one.get("remaining"), one.get("limit"), one.get("reset"))
        for resource in RESOURCES
        if isinstance(one := told.get(resource), dict)
    }
    return {resource: window for resource, window in windows.items() if window}
