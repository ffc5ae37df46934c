"""Rulings: what people answered about entries, undertakings and like cases.

A ruling's content: ``class``, ``secondary``, ``settled_by``, ``links``, ``like``, ``since``,
``until``. See docs/journal.md#ruling.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from itertools import chain
from typing import Any

from twohats.journal.fold import ALSO, WITHDRAWN, Standing, standing, takes_place_of
from twohats.records import Skipped
from twohats.records.decisions import Decision
from twohats.records.judgement import ALIASES, CLASSES, Class, Ruling

RULING = "ruling"


@dataclass(frozen=True)
class StandingAnswer:
    """A ruling that holds for like cases until a day."""

    like: Mapping[str, tuple[str, ...]]
    """Column of an entry and the values it may have; all of them have to fit."""
    ruling: Ruling
    since: date
    """First day of the work it holds for: the day it was said, unless it says another."""
    until: date
    """First day it does not hold for."""

    def covers(self, row: Mapping[str, Any]) -> bool:
        """Whether an entry is a like case, done while the answer holds."""
        day = _day(row.get("happened_at"))
        if day is None or not self.since <= day < self.until:
            return False
        return all(_fits(row.get(name), values) for name, values in self.like.items())


def rulings_of(decisions: Iterable[Decision]) -> Mapping[str, Ruling]:
    """Find the ruling in force for each key that people ruled on.

    Parameters
    ----------
    decisions
        Lines of any kind, in any order.

    Returns
    -------
    mapping of Ruling
        By entry key, undertaking key, or whatever else a ruling is about. Answers for like cases
        are not among them; see `standing_answers`.
    """
    return _by_key(_standing(decisions))


def standing_answers(decisions: Iterable[Decision]) -> tuple[StandingAnswer, ...]:
    """List the answers that hold for like cases until a day, the latest first."""
    return _answers(_latest_first(decisions))


def rulings_for(
    rows: Iterable[Mapping[str, Any]],
    decisions: Iterable[Decision],
    persons: Mapping[str, str] | None = None,
) -> dict[str, Ruling]:
    """Find the ruling that holds for each entry.

    The nearest word counts: on the entry, else on its undertaking, else on its item, else the latest
    answer for like cases. What somebody answered alone does not hold for their own work.

    Parameters
    ----------
    rows
        Entries: ``entry`` and ``happened_at``, and as far as known ``person``, ``undertaking``,
        ``item`` and the columns by which like cases are told.
    decisions
        Lines of any kind, in any order.
    persons
        Person by whatever they are called in lines, in lower case; who is not among them is
        called as in ``person``.
    """
    lines = tuple(decisions)
    rulings, answers = _by_key(_standing(lines)), _answers(_latest_first(lines))
    settling = _Settling(persons or {})
    found = {}
    for row in rows:
        named = (rulings.get(row.get(name) or "") for name in ("entry", "undertaking", "item"))
        like = (answer.ruling for answer in answers if answer.covers(row))
        person = row.get("person")
        for ruling in chain(named, like):
            if ruling is not None and not settling.is_alone(ruling, person):
                found[row["entry"]] = ruling
                break
    return found


class _Settling:
    """Knows which persons settled a ruling, whatever they are called in it."""

    def __init__(self, persons: Mapping[str, str]):
        self._persons = persons
        self._known: dict[str, frozenset[str]] = {}

    def is_alone(self, ruling: Ruling, person: str | None) -> bool:
        """Whether nobody but this person settled it."""
        settled = self._known.get(ruling.decision)
        if settled is None:
            words = (who.strip().lower().removeprefix("@") for who in ruling.who)
            settled = frozenset(self._persons.get(word, word) for word in words)
            self._known[ruling.decision] = settled
        return settled <= {person}


def read_ruling(decision: Decision) -> Ruling | Skipped:
    """Read one ruling; `Skipped` with the reason where it cannot be used."""
    content = decision.content
    class_ = _class(content.get("class"))
    if class_ is None:
        return Skipped(decision.id, f"{content.get('class')!r} is no class")
    until = _day(content.get("until"))
    if content.get("until") is not None and until is None:
        return Skipped(decision.id, f"until {content['until']!r} is no date")
    if content.get("like") and not (_like(decision) and until):
        return Skipped(decision.id, "an answer for like cases needs what is alike, and its end")
    secondary = (_class(one) for one in texts(content.get("secondary")))
    return Ruling(
        decision=decision.id,
        class_=class_,
        secondary=tuple(one for one in secondary if one and one != class_),
        who=texts(content.get("settled_by")) or (decision.who,),
        at=decision.at,
        why=decision.why,
        links=texts(content.get("links")),
        until=until,
    )


def ruling_content(
    class_: Class,
    *,
    secondary: Iterable[Class] = (),
    settled_by: Iterable[str] = (),
    links: Iterable[str] = (),
    like: Mapping[str, Iterable[str]] | None = None,
    since: date | None = None,
    until: date | None = None,
    also_supersedes: Iterable[str] = (),
) -> dict[str, Any]:
    """Write the content of a ruling, as `read_ruling` reads it."""
    content: dict[str, Any] = {
        "class": class_,
        "secondary": list(secondary),
        "settled_by": list(settled_by),
        "links": list(links),
        "like": {name: list(values) for name, values in (like or {}).items()},
        "since": since.isoformat() if since else None,
        "until": until.isoformat() if until else None,
        ALSO: list(also_supersedes),
    }
    return {name: value for name, value in content.items() if value}


def texts(value: object) -> tuple[str, ...]:
    """Read a text or a list of them; what is neither is nothing."""
    if isinstance(value, str):
        return (value,) if value else ()
    if isinstance(value, list | tuple):
        return tuple(one for one in value if isinstance(one, str) and one)
    return ()


def _standing(decisions: Iterable[Decision]) -> tuple[Standing, ...]:
    found = standing(one for one in decisions if one.what == RULING)
    return tuple(one for one in found if not one.decision.content.get(WITHDRAWN))


def _by_key(held: Iterable[Standing]) -> dict[str, Ruling]:
    rulings: dict[str, Ruling] = {}
    for one in held:
        ruling = read_ruling(one.decision)
        if isinstance(ruling, Ruling):
            rulings.update(dict.fromkeys(one.about, ruling))
            disputed = {key for key, _ in one.rivals}.intersection(one.about)
            rulings.update(dict.fromkeys(disputed, replace(ruling, is_contested=True)))
    return rulings


def _latest_first(decisions: Iterable[Decision]) -> tuple[Decision, ...]:
    found = {one.id: one for one in decisions if one.what == RULING}
    return tuple(found[key] for key in sorted(found, reverse=True))


def _answers(lines: Sequence[Decision]) -> tuple[StandingAnswer, ...]:
    """List what still holds for like cases; a later word on one case alone leaves it as it is."""
    contested = {one.decision.id for one in standing(lines) if one.is_contested}
    after: dict[str, list[Decision]] = {}
    for one in lines:
        for before in takes_place_of(one):
            after.setdefault(before, []).append(one)
    answers = []
    for one in lines:
        like = _still_alike(one, after.get(one.id, ()))
        ruling = read_ruling(one) if like and not one.content.get(WITHDRAWN) else None
        if isinstance(ruling, Ruling) and ruling.until:
            since = _day(one.content.get("since")) or one.at.date()
            until = ruling.until
            ruling = replace(ruling, is_contested=one.id in contested, is_for_like=True)
            answers.append(StandingAnswer(like, ruling, since, until))
    return tuple(answers)


def _still_alike(one: Decision, later: Iterable[Decision]) -> dict[str, tuple[str, ...]]:
    """Leave out the like cases for which lines in its place speak; empty: nothing is left."""
    like = _like(one)
    for other in later:
        shared = set(one.about).intersection(other.about)
        if shared != set(one.about) and shared and other.content.get(WITHDRAWN):
            continue
        if other.content.get(WITHDRAWN) or not shared:
            return {}
        said = _like(other)
        if len(like) == 1 and like.keys() == said.keys():
            ((name, values),) = like.items()
            like = {name: tuple(value for value in values if value not in said[name])}
        elif said:
            return {}
    return like if all(like.values()) else {}


def _class(value: object) -> Class | None:
    if not isinstance(value, str):
        return None
    known = ALIASES.get(value, value)
    return known if known in CLASSES else None


def _like(decision: Decision) -> dict[str, tuple[str, ...]]:
    like = decision.content.get("like")
    if not isinstance(like, Mapping):
        return {}
    values = {str(name): texts(value) for name, value in like.items()}
    # Without a value for each column the answer would hold for more than was asked.
    return values if all(values.values()) else {}


def _fits(found: object, values: tuple[str, ...]) -> bool:
    if isinstance(found, list | tuple | set | frozenset):
        return bool(set(values).intersection(found))
    return found in values


def _day(value: object) -> date | None:
    """Day of a date, a time, or a text that begins with one."""
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    try:
        return date.fromisoformat(str(value)[:10])
    except ValueError:
        return None
