"""What people say in the registers: of communities, licenses, stakeholders, agreements and approvals.

Each line is about one thing, and a later one takes its place. Dates end: who answered once is asked again.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, TypeVar

from twohats.journal.fold import in_force
from twohats.journal.rulings import texts
from twohats.records import Skipped
from twohats.records.decisions import Decision
from twohats.records.preflight import Agreed, Given, Waived

COMMUNITY, COMPONENT = "community-said", "component-said"
AGREED, WAIVED, GIVEN = "agreement-approved", "approval-waived", "approval-given"
STAKEHOLDER = "stakeholder-said"
ANSWERS = ("yes", "no", "unknown")

T = TypeVar("T")


@dataclass(frozen=True)
class Said:
    """An answer of a person to one question of a register."""

    decision: str
    subject: str
    """Key of a community, or a component as its lists call it."""
    asks: str
    """The question: ``conduct``, ``license``."""
    answer: str
    """One of `ANSWERS`; of a license, its SPDX expression."""
    said_on: date
    why: str
    url: str | None = None
    until: date | None = None
    """First day on which it is asked again; None: not said."""


@dataclass(frozen=True)
class Interested:
    """What somebody wants of a community, and where they said so."""

    place: str
    """Key of a community or repository."""
    name: str
    """An organization as it calls itself, or the key of a person's account."""
    kind: str
    """``organization`` or ``person``."""
    interest: str
    url: str
    since: date | None
    until: date | None
    """First day on which it holds no more; None: nobody said that it ends."""
    why: str


def said_of(decisions: Iterable[Decision], what: str) -> Mapping[tuple[str, str], Said]:
    """Give the answers in force, by subject and question."""
    found = _read(decisions, what, read_said)
    return {(one.subject, one.asks): one for one in found}


def read_said(decision: Decision) -> Said | Skipped:
    """Read one line; `Skipped` with the reason where it cannot be used."""
    content = decision.content
    subject, asks, answer = (content.get(name) for name in ("subject", "asks", "answer"))
    if not all(isinstance(one, str) and one for one in (subject, asks, answer)):
        return Skipped(decision.id, "it does not say what was answered about what")
    try:
        until = _day(content.get("until"))
    except ValueError as error:
        return Skipped(decision.id, str(error))
    url = content.get("url")
    return Said(
        decision.id, str(subject), str(asks), str(answer), decision.at.date(), decision.why,
        str(url) if url else None, until,
    )  # fmt: skip


def said_content(
    subject: str, asks: str, answer: str, url: str | None, until: date | None = None
) -> Mapping[str, Any]:
    """Write the content of a line, as `read_said` reads it."""
    content = {
        "subject": subject,
        "asks": asks,
        "answer": answer,
        "url": url,
        "until": until.isoformat() if until else None,
    }
    return {name: value for name, value in content.items() if value}


def agreements_of(decisions: Iterable[Decision]) -> tuple[Agreed, ...]:
    """List the contributor agreements that somebody of ours allowed to sign."""
    return tuple(_read(decisions, AGREED, read_agreed))


def read_agreed(decision: Decision) -> Agreed | Skipped:
    """Read one line; `Skipped` with the reason where it cannot be used."""
    content = decision.content
    place, by, url = (content.get(name) for name in ("place", "by", "url"))
    if not all(isinstance(one, str) and one for one in (place, by, url)):
        return Skipped(
            decision.id, "it does not say who allowed which agreement, and where that stands"
        )
    try:
        until = _day(content.get("until"))
    except ValueError as error:
        return Skipped(decision.id, str(error))
    people = texts(content.get("people"))
    return Agreed(str(place), str(by), str(url), decision.at.date(), until, people)


def agreed_content(
    place: str, by: str, url: str, people: Iterable[str] = (), until: date | None = None
) -> Mapping[str, Any]:
    """Write the content of a line, as `read_agreed` reads it."""
    content = {
        "place": place,
        "by": by,
        "url": url,
        "people": sorted(people),
        "until": until.isoformat() if until else None,
    }
    return {name: value for name, value in content.items() if value}


def waived_of(decisions: Iterable[Decision]) -> tuple[Waived, ...]:
    """List the waivers of approvals, those that ended included."""
    return tuple(_read(decisions, WAIVED, read_waived))


def read_waived(decision: Decision) -> Waived | Skipped:
    """Read one line; `Skipped` with the reason where it cannot be used."""
    content = decision.content
    level, by = content.get("level"), content.get("by")
    if not all(isinstance(one, str) and one for one in (level, by)):
        return Skipped(decision.id, "it does not say which approval was waived by whom")
    try:
        until = _day(content.get("until"))
    except ValueError as error:
        return Skipped(decision.id, str(error))
    if until is None:
        return Skipped(decision.id, "a waiver of an approval with no last day")
    place = content.get("place")
    return Waived(
        str(level), str(by), decision.why, decision.at.date(), until, str(place) if place else None
    )


def waived_content(level: str, by: str, until: date, place: str | None = None) -> Mapping[str, Any]:
    """Write the content of a line, as `read_waived` reads it."""
    content = {"level": level, "by": by, "until": until.isoformat(), "place": place}
    return {name: value for name, value in content.items() if value}


def given_of(decisions: Iterable[Decision]) -> tuple[Given, ...]:
    """List the approvals of single contributions."""
    return tuple(_read(decisions, GIVEN, read_given))


def read_given(decision: Decision) -> Given | Skipped:
    """Read one line; `Skipped` with the reason where it cannot be used."""
    content = decision.content
    wanted = [content.get(name) for name in ("contribution", "level", "by")]
    if not all(isinstance(one, str) and one for one in wanted):
        return Skipped(decision.id, "it does not say which contribution was approved by whom")
    contribution, level, by = map(str, wanted)
    return Given(contribution, level, by, decision.at.date())


def given_content(contribution: str, level: str, by: str) -> Mapping[str, Any]:
    """Write the content of a line, as `read_given` reads it."""
    return {"contribution": contribution, "level": level, "by": by}


def interested_of(decisions: Iterable[Decision]) -> tuple[Interested, ...]:
    """List the interests that were written down, those that ended included."""
    return tuple(_read(decisions, STAKEHOLDER, read_interested))


def read_interested(decision: Decision) -> Interested | Skipped:
    """Read one line; `Skipped` with the reason where it cannot be used."""
    content = decision.content
    wanted = [content.get(name) for name in ("place", "stakeholder", "kind", "interest", "url")]
    if not all(isinstance(one, str) and one for one in wanted):
        return Skipped(decision.id, "it does not say who wants what of which community, and where")
    try:
        since, until = _day(content.get("since")), _day(content.get("until"))
    except ValueError as error:
        return Skipped(decision.id, str(error))
    place, name, kind, interest, url = map(str, wanted)
    return Interested(place, name, kind, interest, url, since, until, decision.why)


def interested_content(
    place: str,
    name: str,
    kind: str,
    interest: str,
    url: str,
    since: date | None = None,
    until: date | None = None,
) -> Mapping[str, Any]:
    """Write the content of a line, as `read_interested` reads it."""
    content = {
        "place": place,
        "stakeholder": name,
        "kind": kind,
        "interest": interest,
        "url": url,
        "since": since.isoformat() if since else None,
        "until": until.isoformat() if until else None,
    }
    return {name: value for name, value in content.items() if value}


def _read(
    decisions: Iterable[Decision], what: str, reader: Callable[[Decision], T | Skipped]
) -> list[T]:
    lines = in_force(one for one in decisions if one.what == what)
    return [one for one in map(reader, lines) if not isinstance(one, Skipped)]


def _day(said: object) -> date | None:
    if said is None:
        return None
    try:
        return date.fromisoformat(str(said))
    except ValueError:
        raise ValueError(f"{said!r} is no date") from None
