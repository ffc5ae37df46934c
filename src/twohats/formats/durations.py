"""How long something took, as people write it: ``1h30``, ``90 min``, ``~2.5 hours``.

Examples
--------
>>> parse_duration("1h30").hours, parse_duration("90 min").hours, parse_duration("1:15").hours
(1.5, 1.5, 1.25)
>>> parse_duration("~2h")
Duration(hours=2.0, is_about=True)
>>> parse_duration("3 x 20 minutes").hours
1.0
>>> parse_duration("a while") is None
True
"""

import re
from dataclasses import dataclass
from typing import Literal

Unit = Literal["h", "min"]


@dataclass(frozen=True)
class Duration:
    """Some hours."""

    hours: float
    is_about: bool = False
    """Whether it was written as a guess or a range; of a range this is the middle."""


_NUMBER = r"\d+(?:[.,]\d+)?(?:\s?[½¼¾])?|[½¼¾]"
_HOURS = r"h(?:ou)?rs?|h|std|stunden?"
_MINUTES = r"min(?:ute)?s?|m|mn"
_FRACTIONS = {"½": 0.5, "¼": 0.25, "¾": 0.75}
_PART = re.compile(
    rf"(?:(?P<times>\d+)\s*[x×*]\s*)?(?P<number>{_NUMBER})\s*-?\s*(?P<unit>{_HOURS}|{_MINUTES})\b\.?",
    re.IGNORECASE,
)
_COMPACT = re.compile(
    rf"(?P<hours>\d+)\s*(?:{_HOURS})\s*(?P<rest>[0-5]?\d)(?![\d.,])\s*(?:(?:{_MINUTES})\b\.?)?"
    r"(?!\s*(?:h|x|×|\*))",
    re.IGNORECASE,
)
_RANGE = re.compile(
    rf"(?P<low>{_NUMBER})\s*(?P<low_unit>{_HOURS}|{_MINUTES})?\s*(?:-|–|—|to|bis)\s*"
    rf"(?P<high>{_NUMBER})\s*(?P<unit>{_HOURS}|{_MINUTES})?",
    re.IGNORECASE,
)
_CLOCK = re.compile(r"(?P<hours>\d{1,3}):(?P<minutes>[0-5]\d)(?::[0-5]\d)?\s*(?:h(?:ou)?rs?|h)?")
_ABOUT = re.compile(
    r"^(?:~|≈|ca\.?|c\.|circa|about|around|approx(?:\.|imately)?|roughly|maybe|almost|nearly|some"
    r"|less than|more than|under|over|up to|<|>)\s*",
    re.IGNORECASE,
)
_WORDS = {
    "half an hour": "0.5 h", "half hour": "0.5 h", "a half hour": "0.5 h",
    "a quarter of an hour": "0.25 h", "quarter of an hour": "0.25 h",
    "an hour and a half": "1.5 h", "one and a half hours": "1.5 h",
    "an hour": "1 h", "one hour": "1 h", "two hours": "2 h", "three hours": "3 h",
    "four hours": "4 h", "five hours": "5 h", "six hours": "6 h", "a couple of hours": "~2 h",
}  # fmt: skip
_BETWEEN = re.compile(r"\s*(?:\+|,|and|&|;)?\s*", re.IGNORECASE)


def parse_duration(text: str, unit: Unit | None = None) -> Duration | None:
    """Read a duration; None where the text gives none that could be taken at its word.

    Parameters
    ----------
    text
        What stands in the field.
    unit
        What a number alone counts, where the field's name says so; else it counts nothing.
    """
    said = " ".join(re.sub(r"[*_`]", "", text).split()).rstrip(".!").casefold()
    said = re.sub(r"\s*\((?:est(?:\.|imated?)?|approx(?:\.|imately)?|roughly)\)$", "~", said)
    about = said.endswith("~")
    said = said.rstrip("~").strip()
    said = _WORDS.get(said, said)
    while (shorter := _ABOUT.sub("", said)) != said:
        said, about = shorter, True
    said = _WORDS.get(said, said).removeprefix("~")
    said = re.sub(r"\s*\([^()]*\)$", "", said)  # a remark behind it
    hours, is_range = _range(said, unit), True
    if hours is None:
        hours, is_range = _exactly(said, unit), False
    return None if hours is None else Duration(round(hours, 4), about or is_range)


def _range(said: str, unit: Unit | None) -> float | None:
    match = _RANGE.fullmatch(said)
    if not match:
        return None
    high_unit = _unit(match["unit"]) or unit
    low_unit = _unit(match["low_unit"]) or high_unit
    if high_unit is None or low_unit is None:
        return None
    low, high = _hours(match["low"], low_unit), _hours(match["high"], high_unit)
    return (low + high) / 2 if low <= high else None


def _exactly(said: str, unit: Unit | None) -> float | None:
    if match := _CLOCK.fullmatch(said):
        return int(match["hours"]) + int(match["minutes"]) / 60
    if unit and re.fullmatch(_NUMBER, said):
        return _hours(said, unit)
    return _sum(said)


def _sum(said: str) -> float | None:
    """Add parts up: ``1 h 30 min``, ``45 min + 1 h``; None where anything else stands between."""
    at, total = 0, 0.0
    while at < len(said):
        # `1h30` first: its beginning alone would read as a whole hour.
        if match := _COMPACT.match(said, at):
            total += int(match["hours"]) + int(match["rest"]) / 60
        elif match := _PART.match(said, at):
            part = _hours(match["number"], _unit(match["unit"]) or "h")
            total += part * int(match["times"] or 1)
        else:
            return None
        at = match.end()
        if at < len(said) and (between := _BETWEEN.match(said, at)):
            at = between.end()
    return total if said else None


def _unit(word: str | None) -> Unit | None:
    if not word:
        return None
    return "min" if word.casefold().startswith("m") else "h"


def _hours(number: str, unit: Unit) -> float:
    value = 0.0
    for sign, fraction in _FRACTIONS.items():
        if sign in number:
            value, number = fraction, number.replace(sign, "").strip()
    value += float(number.replace(",", ".")) if number else 0.0
    return value / 60 if unit == "min" else value
