"""Addresses that tokens are sent to."""

from ipaddress import ip_address
from urllib.parse import urlsplit


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


def is_this_machine(host: str) -> bool:
    """Whether a host is the machine this runs on."""
    try:
        return host == "localhost" or ip_address(host).is_loopback
    except ValueError:
        return False
