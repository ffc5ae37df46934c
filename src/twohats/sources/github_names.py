"""How GitHub names things: kinds of events, numbers in node ids, repositories in addresses."""

import binascii
import re
from base64 import b64decode, urlsafe_b64decode
from functools import cache

import msgspec

from twohats.records import event_key

LEFT_OUT = frozenset({"mentioned", "subscribed", "unsubscribed"})
"""Kinds that are counted and not kept: nobody did anything to the item."""

_RENAMED_KINDS = {
    "convert_to_draft": "converted_to_draft",
    "head_ref_force_pushed": "force_pushed",
}


@cache
def event_kind(word: str) -> str:
    """Kind of an event, from GitHub's word for it."""
    kind = word.replace("-", "_")
    return _RENAMED_KINDS.get(kind, kind)


def cross_reference_key(forge: str, source: str, target: str) -> str:
    """Key of the event that one item was named in another; GitHub tells of each pair once."""
    return event_key(forge, "cross_referenced", f"{source}>{target}")


def database_id(node_id: str) -> int | None:
    """Read the number inside one of GitHub's node ids, of either generation; None where there is none.

    >>> database_id("MDEyOkxhYmVsZWRFdmVudDM0NDg4NTg2NDE=")
    3448858641
    >>> database_id("RDE_lADOEEET9c4nZK8hzwAAAAIxwzr-")
    9424812798
    """
    prefix, mark, packed = node_id.partition("_")
    try:
        if mark and prefix.isalpha():
            number = msgspec.msgpack.decode(urlsafe_b64decode(packed + "=" * (-len(packed) % 4)))
            last = number[-1] if isinstance(number, list) and number else None
            return last if isinstance(last, int) else None
        found = re.search(rb"[^\d](\d+)$", b64decode(node_id, validate=True))
    except (binascii.Error, msgspec.DecodeError, ValueError):
        return None
    return int(found[1]) if found else None


def repository_name(url: str | None) -> str | None:
    """``owner/name`` out of an address, of the API or the site; None where it holds none.

    >>> repository_name("https://api.github.com/repos/acme/anvil/issues/7")
    'acme/anvil'
    >>> repository_name("https://github.example/acme/anvil/pull/7")
    'acme/anvil'
    """
    if not url:
        return None
    _, is_api, path = url.partition("/repos/")
    parts = (path if is_api else url.partition("://")[2].partition("/")[2]).split("/")
    return "/".join(parts[:2]) if len(parts) >= 2 and all(parts[:2]) else None
