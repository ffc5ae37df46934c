"""The Developer Certificate of Origin: when it is asked for, and whether commits are signed off."""

import re

from twohats.formats.trailers import split_message

ASKS = re.compile(
    r"\bDCO\b|developer['’]?s? certificate of origin|signed-off-by|--signoff|commit (?:-\w+ )?-s\b"
    r"|sign[- ]?off (?:on )?(?:your|all|each|every|the) ",
    re.IGNORECASE,
)
"""Words by which a guide names it."""
TEXT = "Developer Certificate of Origin"
_SIGNED = re.compile(r"signed-off-by:\s*(?P<name>.+?)\s*<(?P<mail>[^<>\s]+)>", re.IGNORECASE)


def signed_off_by(message: str, name: str, mail: str) -> bool:
    r"""Whether a commit carries a sign-off of its author; name and address must both match.

    Examples
    --------
    >>> signed_off_by("Fix it\n\nSigned-off-by: Ada Example <ada@example.org>\n", "Ada Example", "ada@example.org")
    True
    >>> signed_off_by("Fix it\n\nSigned-off-by: Bo <bo@example.org>\n", "Ada Example", "ada@example.org")
    False
    """
    _, trailers = split_message(message)
    found = (_SIGNED.fullmatch(one) for one in trailers)
    return any(
        one and one["name"] == name and one["mail"].casefold() == mail.casefold() for one in found
    )
