"""Contributor license agreements: when one is asked for, and whether it gives the copyright away."""

import re

from twohats.formats.prose import sentences

ASKS = re.compile(r"\bCLAs?\b|contributors?['’]? licen[cs]e agreement", re.IGNORECASE)
"""Words by which a guide names one."""
FILES = re.compile(
    r"\.clabot|(?:\.github/)?\.?cla(?:-assistant)?\.(?:ya?ml|json)|signatures/.*cla.*\.json"
)
"""Settings of the programs that hold a pull request until it is signed."""
WORKFLOW = re.compile(
    r"contributor-assistant/github-action|cla-assistant/|cla-bot|easycla", re.IGNORECASE
)
_ASSIGNS = re.compile(
    r"\bassigns?\b.{0,80}\b(?:copyrights?|right,? title)|\b(?:copyright|ownership) (?:assignment|transfer)"
    r"|\btransfers?\b.{0,40}\b(?:copyright|ownership)",
    re.IGNORECASE,
)
_KEEPS = re.compile(
    r"\b(?:retain|keep|reserve|remain)s?\b.{0,80}\b(?:copyrights?|ownership|right,? title|all right)"
    r"|\bnot\b.{0,40}\b(?:assign|transfer|change your rights)|grants?\b.{0,120}\bcopyright licen[cs]e",
    re.IGNORECASE,
)


def assigns_copyright(text: str) -> bool | None:
    """Tell whether an agreement takes the copyright; None where its words do not say, or say both.

    Examples
    --------
    >>> assigns_copyright("You hereby assign to the Foundation all copyright in it.")
    True
    >>> assigns_copyright("You retain ownership of the copyright in your contribution.")
    False
    >>> assigns_copyright("Be kind.")
    """
    found = [one.text for one in sentences(text)]
    keeps = any(_KEEPS.search(one) for one in found)
    gives = any(_ASSIGNS.search(one) and not _KEEPS.search(one) for one in found)
    if keeps == gives:
        return None
    return gives
