"""Whether what a service is built from lets others run it too: one level of duty per layer.

The levels are those of RFC 2119. Infrastructure MUST be open source, environments SHOULD be, what users
write themselves MAY be; cloud services MUST be portable, whatever their license. Sources: the right to
replicate as 2i2c publishes it; docs/register.md#components.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Literal

Level = Literal["MUST", "SHOULD", "MAY"]
State = Literal["not met", "unknown", "met"]

LEVELS: Mapping[str, Level] = {
    "infrastructure": "MUST",
    "environment": "SHOULD",
    "user code": "MAY",
    "cloud": "MUST",
}
UNSAID = "infrastructure"
"""A list of which nobody said the layer is held to the strictest."""
ORDER = ("MUST", "SHOULD", "MAY")
STATES: tuple[State, ...] = ("not met", "unknown", "met")


@dataclass(frozen=True)
class Held:
    """What is known of one component, for its level."""

    layer: str
    license: str | None
    """SPDX expression or name; None: nobody says."""
    is_open: bool | None
    portable: str | None = None
    """What a person said of a cloud service: ``yes`` or ``no``."""
    accepted_until: date | None = None
    """First day on which a failure is looked at again, where a person accepted it."""


def judge(held: Held) -> tuple[Level, State, str]:
    """Say which level holds, whether it is met, and why.

    Examples
    --------
    >>> judge(Held("infrastructure", "BUSL-1.1", False))
    ('MUST', 'not met', 'BUSL-1.1 is no open source license')
    >>> judge(Held("user code", None, None))[:2]
    ('MAY', 'met')
    """
    level = LEVELS[held.layer]
    if held.layer == "cloud":
        if held.portable == "yes":
            return level, "met", "it can be moved elsewhere"
        if held.portable == "no" and not held.is_open:
            return level, "not met", "it can run nowhere else"
        if held.is_open:
            return level, "met", f"{held.license} is open source, so that it can run elsewhere"
        return level, "unknown", "nobody said whether it can be moved elsewhere"
    if level == "MAY":
        return level, "met", "users choose its license"
    if held.is_open is None:
        says = (
            f"{held.license} is no license that SPDX lists"
            if held.license
            else "no license is known"
        )
        return level, "unknown", says
    word = "an" if held.is_open else "no"
    return (
        level,
        "met" if held.is_open else "not met",
        f"{held.license} is {word} open source license",
    )
