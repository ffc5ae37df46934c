"""Where a forge answers: the two addresses of its interfaces."""

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit

GITHUB = "github.com"
DATA_RESIDENCY = ".ghe.com"
"""Hosts below it are run by GitHub, each for one company."""


@dataclass(frozen=True)
class Places:
    """The addresses of one forge."""

    host: str
    """Host of its pages: ``github.com``."""
    rest: str
    """Address that REST paths are added to; no slash at the end."""
    graphql: str


def places_of(host: str) -> Places:
    """Derive the addresses from the host, as GitHub and its Enterprise editions lay them out.

    Examples
    --------
    >>> places_of("github.com").graphql, places_of("git.acme.example").rest
    ('https://api.github.com/graphql', 'https://git.acme.example/api/v3')
    """
    if host == GITHUB or host.endswith(DATA_RESIDENCY):
        return Places(host, f"https://api.{host}", f"https://api.{host}/graphql")
    return Places(host, f"https://{host}/api/v3", f"https://{host}/api/graphql")


def is_meant(environment: Mapping[str, str], host: str) -> bool:
    """Whether the variables that Actions sets are about this forge.

    Actions says in ``GITHUB_SERVER_URL`` whose they are. Without it they count for GitHub's own
    hosts, and for any host that their address names.
    """
    server = environment.get("GITHUB_SERVER_URL", "").strip()
    if server:
        return urlsplit(server).hostname == host
    named = urlsplit(environment.get("GITHUB_API_URL", "").strip()).hostname
    return host == GITHUB or host.endswith(DATA_RESIDENCY) or named == host
