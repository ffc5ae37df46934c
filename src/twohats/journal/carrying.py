"""What people say of something carried: where it goes upstream, or why it stays and until when."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from twohats.journal.fold import in_force
from twohats.records import Skipped
from twohats.records.carried import Word
from twohats.records.decisions import Decision

CARRIED = "carried"
ONLY_LINKED = "it has a link upstream"
"""Why a line was written that gives a link and no reason."""


@dataclass(frozen=True)
class CarriedLine:
    """One line of the journal about something carried."""

    decision: str
    about: str
    """``carried:`` and the short name of the thing."""
    word: Word
    what: str | None = None
    """What it was called when the line was written."""


def words_of(decisions: Iterable[Decision]) -> Mapping[str, CarriedLine]:
    """Find the latest word in force about each thing, by key."""
    found: dict[str, CarriedLine] = {}
    for one in in_force(one for one in decisions if one.what == CARRIED):
        read = read_carried(one)
        if isinstance(read, CarriedLine):
            found[read.about] = read
    return found


def read_carried(decision: Decision) -> CarriedLine | Skipped:
    """Read one line; `Skipped` with the reason where it cannot be used."""
    if len(decision.about) != 1:
        return Skipped(decision.id, "a word about something carried that names not one thing")
    said = decision.content.get("until")
    try:
        until = date.fromisoformat(str(said)) if said is not None else None
    except ValueError:
        return Skipped(decision.id, f"{said!r} is no date")
    link = decision.content.get("link")
    if link is None and until is None:
        return Skipped(decision.id, "it names neither a link upstream nor a day to look again")
    why = None if link and decision.why == ONLY_LINKED else decision.why
    word = Word(str(link) if link else None, why, until)
    what = decision.content.get("thing")
    return CarriedLine(decision.id, decision.about[0], word, str(what) if what else None)


def carried_content(
    link: str | None, until: date | None, thing: str, also_supersedes: Iterable[str] = ()
) -> Mapping[str, Any]:
    """Write the content of a line, as `read_carried` reads it."""
    content: dict[str, Any] = {
        "link": link,
        "until": until.isoformat() if until else None,
        "thing": thing,
        "also_supersedes": list(also_supersedes),
    }
    return {name: value for name, value in content.items() if value}
