"""What GitHub says about its hourly limits: in headers, in ``rateLimit`` and at ``/rate_limit``."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Literal

Resource = Literal["graphql", "core"]
"""What GitHub limits by itself: GraphQL in points, all of REST in requests."""

RESOURCES: tuple[Resource, ...] = ("graphql", "core")

LAST_SECOND = 253_402_300_799
"""End of the year 9999, beyond which no moment can be said."""


@dataclass(frozen=True)
class Window:
    """One limit of one token, as GitHub last told it."""

    left: int
    """Points, or requests."""
    limit: int
    """Points an hour; 1,000 for the token that Actions makes, 5,000 or more for others."""
    resets_at: datetime
    """When it is whole again."""


def from_headers(headers: Mapping[str, str], resource: Resource) -> Window | None:
    """Read the headers of an answer; None: they tell nothing, or of another resource."""
    told = headers.get("x-ratelimit-resource", resource)
    return any_from_headers(headers) if told == resource else None


def any_from_headers(headers: Mapping[str, str]) -> Window | None:
    """Read the headers of an answer, whatever resource they tell of."""
    return _window(
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
    return _window(told.get("remaining"), told.get("limit"), int(resets_at))


def from_overview(document: object) -> dict[Resource, Window]:
    """Read the answer of ``/rate_limit``."""
    resources = document.get("resources") if isinstance(document, dict) else None
    told = resources if isinstance(resources, dict) else {}
    windows = {
        resource: _window(one.get("remaining"), one.get("limit"), one.get("reset"))
        for resource in RESOURCES
        if isinstance(one := told.get(resource), dict)
    }
    return {resource: window for resource, window in windows.items() if window}


def _window(left: object, limit: object, reset: object) -> Window | None:
    numbers = [_number(told) for told in (left, limit, reset)]
    if None in numbers:
        return None
    points, most, seconds = (number or 0 for number in numbers)
    return Window(points, most, datetime.fromtimestamp(min(seconds, LAST_SECOND), UTC))


def _number(told: object) -> int | None:
    """Read a whole number, as text or not; None: it is none."""
    text = str(told)
    return int(text) if text.isascii() and text.isdigit() and len(text) < 19 else None
