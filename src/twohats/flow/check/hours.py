"""Whose hours are when: by people's own word, and never guessed."""

from collections.abc import Mapping, Sequence
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from twohats.checks.hours import OwnHours
from twohats.errors import WrongUse
from twohats.flow.facts import Opened
from twohats.journal import PrivateLine
from twohats.records import Skipped


def own_hours(
    opened: Opened, private: Sequence[PrivateLine]
) -> tuple[dict[str, OwnHours], tuple[Skipped, ...]]:
    """Find people's own hours: by their private word, else by the time zone of the team file."""
    found: dict[str, OwnHours] = {}
    lost: list[Skipped] = []
    persons = opened.people.person_of
    said: list[tuple[str, Mapping[str, Any], str]] = [
        (member.key, {"zone": member.time_zone}, member.source)
        for member in opened.workspace.team
        if member.time_zone
    ]
    said += [
        (line.who, line.content, "a private line") for line in private if line.kind == "time-zone"
    ]
    for who, content, source in said:
        person = persons.get(who)
        if person is None:
            continue
        own = read_hours(content)
        if own is None:
            # Neither whose nor what: a time zone is a person's own.
            lost.append(Skipped(source, "a time zone that is none; write it like Europe/Lisbon"))
        else:
            found[person.key] = own
    return found, tuple(dict.fromkeys(lost))


def read_hours(content: Mapping[str, Any]) -> OwnHours | None:
    """Read somebody's hours; None where their time zone or hours are none.

    Examples
    --------
    >>> read_hours({"zone": "Europe/Lisbon", "from": 9, "until": 17})
    OwnHours(zone='Europe/Lisbon', from_hour=9, until_hour=17, free_days=(5, 6))
    """
    usual = OwnHours("UTC")
    try:
        zone = str(content.get("zone") or "")
        ZoneInfo(zone)
        begins = int(content.get("from", usual.from_hour))
        ends = int(content.get("until", usual.until_hour))
    except (ZoneInfoNotFoundError, ValueError, TypeError, OSError):
        return None
    return OwnHours(zone, begins, ends) if zone and 0 <= begins < ends <= 24 else None


def keeping_hours(zone: str, hours: str | None) -> Mapping[str, Any]:
    """Make the content of a private line of what somebody says of their hours.

    Raises
    ------
    WrongUse
        The time zone or the hours are none.

    Examples
    --------
    >>> keeping_hours("Europe/Lisbon", "9-17")
    {'zone': 'Europe/Lisbon', 'from': 9, 'until': 17}
    """
    content: dict[str, Any] = {"zone": zone.strip()}
    if hours is not None:
        begins, dash, ends = hours.partition("-")
        if not (dash and begins.strip().isdigit() and ends.strip().isdigit()):
            raise WrongUse(f"--my-hours {hours!r}: nothing was kept. Write it like 9-17.")
        content |= {"from": int(begins), "until": int(ends)}
    if read_hours(content) is None:
        what = f"--my-hours {hours!r}" if read_hours({"zone": zone}) else f"--my-time-zone {zone!r}"
        raise WrongUse(
            f"{what}: nothing was kept. Write a zone like Europe/Lisbon, hours like 9-17."
        )
    return content
