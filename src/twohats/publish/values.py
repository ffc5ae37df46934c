"""Values as people read them: the same words in the terminal, in Markdown and in HTML."""

import math
import re
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

UNKNOWN = "unknown"

_LINE_ENDS = re.compile(r"[\t\n\v\f\r\x85\u2028\u2029]+")
# Controls, and marks that hide text or turn its direction. Joiners (U+200C, U+200D) stay: scripts
# and emoji need them.
_UNSEEN = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\xad\u061c\u180e\u200b\u200e\u200f\u202a-\u202e"
    "\u2060-\u206f\ufeff\ufff9-\ufffb\ud800-\udfff\U000e0000-\U000e007f]"
)
_NOT_IN_ADDRESS = re.compile(r"[\s\x00-\x1f\x7f<>\"'`\\]")


def plain(text: str) -> str:
    r"""Put text on one line, with whatever would hide in it made visible as ``�``.

    Titles come from strangers: a control character can repaint a terminal, and a direction mark
    can turn the rest of a line around.

    Examples
    --------
    >>> plain("Fix\x1b[2J the\nbuild")
    'Fix�[2J the build'
    """
    return _UNSEEN.sub("�", _LINE_ENDS.sub(" ", text))


def say(value: Any) -> str:
    """Put a value in words; what is missing or not a number is *unknown*, never zero.

    Whole numbers get their thousands apart; others are rounded to three digits. A number that
    names something (an issue, a year) is text already.

    Examples
    --------
    >>> [say(value) for value in (5197, 12.345, 0.0512, 1234.5, True, None)]
    ['5,197', '12.3', '0.0512', '1,234', 'yes', 'unknown']
    """
    if value is None:
        return UNKNOWN
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, int):
        return f"{value:,}"
    if isinstance(value, float):
        return _say_float(value)
    return plain(str(value))


def say_all(value: Any) -> str:
    """Put a value of `Document.meta` in words: lists and mappings are spelled out."""
    if isinstance(value, Mapping):
        return "; ".join(f"{plain(str(key))}: {say_all(part)}" for key, part in value.items())
    if isinstance(value, (list, tuple, set, frozenset)):
        parts = sorted(value, key=str) if isinstance(value, (set, frozenset)) else value
        return ", ".join(say_all(part) for part in parts) or "none"
    return say(value)


def title_of(key: str) -> str:
    """Put a key of `Document.meta` as people read it.

    Examples
    --------
    >>> title_of("bot_rule")
    'Bot rule'
    """
    words = plain(key).replace("_", " ").strip()
    return words[:1].upper() + words[1:]


def web_address(link: str | None) -> str | None:
    """Give the link if it leads to the web; None for other schemes and what is malformed.

    Examples
    --------
    >>> web_address("https://example.org/issues/12")
    'https://example.org/issues/12'
    >>> web_address("javascript:alert(1)") is None
    True
    """
    if link is None or _NOT_IN_ADDRESS.search(link) or _UNSEEN.search(link):
        return None
    try:
        parts = urlsplit(link)
    except ValueError:
        return None
    return link if parts.scheme.lower() in ("http", "https") and parts.hostname else None


def way_to_say(address: str) -> str | None:
    """Give the address at which something can be disputed: on the web, or by mail.

    Examples
    --------
    >>> way_to_say("mailto:open@tidewater.example?subject=Dispute")
    'mailto:open@tidewater.example?subject=Dispute'
    """
    is_mail = address.startswith("mailto:") and not _NOT_IN_ADDRESS.search(address)
    return address if is_mail else web_address(address)


def page_name(key: str, suffix: str) -> str | None:
    """Give the file of a page of the same site; None for what is no key of one.

    Examples
    --------
    >>> page_name("lantern-project", ".html"), page_name("../etc", ".html")
    ('lantern-project.html', None)
    """
    return f"{key}{suffix}" if re.fullmatch(r"[a-z0-9]+(?:[.-][a-z0-9]+)*", key) else None


def _say_float(value: float) -> str:
    if not math.isfinite(value):
        return UNKNOWN
    if value == 0:
        return "0"
    if abs(value) >= 99.95:
        return f"{value:,.0f}"
    digits = 2 - math.floor(math.log10(abs(value)))
    text = f"{value:.{digits}f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
