"""What GitHub says when something goes wrong.

GitHub's advice this follows: rate limits for the REST API, rate limits and query limits for the
GraphQL API, best practices for using the REST API, troubleshooting the REST API (docs.github.com).
"""

from twohats.sources.asking.clock import wait_asked_for
from twohats.sources.asking.faults import Broken, Heard, Limited, Place, broken, quote
from twohats.sources.github_api.limits import any_from_headers
from twohats.sources.github_api.ports import TooHeavy

SLOW = ("timeout", "timed out", "respond to your request in time")
"""How GitHub says that a query was stopped after its ten seconds."""

QUERY_SECONDS = 9.0
"""A gateway that gives up after this was waiting for the query; GitHub stops them at ten."""


class GithubManners:
    """GitHub's way; see `twohats.sources.asking.faults.Manners`."""

    settings = (
        "Check GITHUB_API_URL and GITHUB_GRAPHQL_URL if they are set; else please report this."
    )

    def limited(self, heard: Heard, says: str = "") -> Limited | None:
        """Find out whether an answer is a limit, and which; None: it is something else."""
        return limited(heard, says)

    def broken(self, heard: Heard, place: Place) -> Exception:
        """Say what a failure of the server means: to a heavy query, that less is to be asked for."""
        fault = broken(heard)
        if not place.is_query or heard.status not in (500, 502, 504):
            return fault
        heavy = TooHeavy(f"{place.name}: {fault}")
        if is_slow(heard.said) or heard.took_s >= QUERY_SECONDS:
            return heavy
        # Nothing tells a heavy query from a tired server; asking for less helps with both.
        return Broken(str(fault), fault.wait_s, instead=heavy)

    def why_not_allowed(self, heard: Heard) -> str:
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
        return f"this token may not{quote(heard)}. Check what the token may see."

    def is_partial(self, heard: Heard) -> str | None:
        """Say that a list lacks what single sign-on protects."""
        return is_partial(heard)


GITHUBS = GithubManners()


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
