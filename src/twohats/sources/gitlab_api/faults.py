"""What GitLab says when something goes wrong.

GitLab's descriptions this follows: status codes and rate limits of the REST API (docs.gitlab.com).
"""

from twohats.sources.asking.clock import wait_asked_for
from twohats.sources.asking.faults import Heard, Limited, Place, broken, quote
from twohats.sources.gitlab_api.limits import from_headers


class GitlabManners:
    """GitLab's way; see `twohats.sources.asking.faults.Manners`."""

    settings = "Check GITLAB_API_URL if it is set; else please report this."

    def limited(self, heard: Heard, says: str = "") -> Limited | None:
        """Find out whether an answer is a limit; its words may be plain text."""
        if heard.status != 429:
            return None
        words = says or heard.said or "too many requests"
        window = from_headers(heard.headers)
        wait_s = wait_asked_for(heard.headers, heard.heard_at)
        if window and not window.left:
            until_s = max(0.0, (window.resets_at - heard.heard_at).total_seconds())
            return Limited(words, "primary", until_s if wait_s is None else wait_s)
        return Limited(words, "secondary", wait_s)

    def broken(self, heard: Heard, place: Place) -> Exception:
        """Say what a failure of the server means: another try."""
        return broken(heard)

    def why_not_allowed(self, heard: Heard) -> str:
        """Say why something is not shown to this token, and what helps."""
        if "insufficient_scope" in heard.body.decode("utf-8", "replace"):
            return "the token may not read the API. Give it the scope read_api."
        return f"this token may not{quote(heard)}. Check what the token may see."

    def is_partial(self, heard: Heard) -> str | None:
        """GitLab does not say where a list lacks something."""
        return None


GITLABS = GitlabManners()
