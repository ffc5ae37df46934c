"""Addresses that tokens are sent to."""

from ipaddress import ip_address
from urllib.parse import urlsplit

import httpx2

_USUAL = {"http": 80, "https": 443}
"""Ports that an address may leave out."""


def mistake_in(address: str) -> str | None:
    """Say what is wrong with an address that tokens are to be sent to; None: nothing."""
    try:
        parts = urlsplit(address)
        host = parts.hostname or ""
        _ = parts.port
    except ValueError:
        return "it is not an address"
    if parts.scheme not in ("http", "https") or not host:
        return "it does not begin with https:// and a host"
    if parts.username or parts.password or parts.query or parts.fragment:
        return "it holds more than a host and a path"
    if parts.scheme == "http" and not is_this_machine(host):
        return "tokens would travel unencrypted; use https://"
    return None


def origin_of(address: str) -> tuple[str, str, int | None] | None:
    """Say to whom an address leads: scheme, host and port; None where it is no address.

    Services write their own addresses in a form of theirs, and the HTTP library does so as well.

    Examples
    --------
    >>> origin_of("https://Lab.acme.example:443/api") == origin_of("https://lab.acme.example")
    True
    >>> origin_of("https://lab.acme.example:8443") == origin_of("https://lab.acme.example")
    False
    """
    try:
        url = httpx2.URL(address)
    except httpx2.InvalidURL:
        return None
    return url.scheme, url.host, url.port or _USUAL.get(url.scheme)


def is_this_machine(host: str) -> bool:
    """Whether a host is the machine this runs on."""
    try:
        return host == "localhost" or ip_address(host).is_loopback
    except ValueError:
        return False
