"""The HTTP client with which GitHub is asked."""

import httpx2

from twohats.sources.asking.sending import make_client as make_plain_client

API_VERSION = "2022-11-28"


def make_client() -> httpx2.Client:
    """Make the client all requests to GitHub go through; it says which version it speaks."""
    return make_plain_client(
        {"X-GitHub-Api-Version": API_VERSION, "Accept": "application/vnd.github+json"}
    )
