"""Who agreed to be named as having asked for something; without it nobody is."""

from collections.abc import Iterable, Mapping
from typing import Any

from twohats.journal.fold import in_force
from twohats.records import Skipped
from twohats.records.decisions import Decision

NAMING = "may-be-named"


def may_be_named(decisions: Iterable[Decision]) -> Mapping[str, str]:
    """Give the name as agreed, by the name in lower case."""
    found = (read_naming(one) for one in in_force(one for one in decisions if one.what == NAMING))
    return {one.casefold(): one for one in found if isinstance(one, str)}


def read_naming(decision: Decision) -> str | Skipped:
    """Read one line; `Skipped` with the reason where it cannot be used."""
    name, place = decision.content.get("name"), decision.content.get("consent_at")
    if not (isinstance(name, str) and name and isinstance(place, str) and place):
        return Skipped(decision.id, "it does not say who agreed to be named, and where that stands")
    return name


def naming_content(name: str, consent_at: str) -> Mapping[str, Any]:
    """Write the content of a line, as `read_naming` reads it."""
    return {"name": name, "consent_at": consent_at}
