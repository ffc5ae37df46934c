"""Hours logged for initiatives, as far as they may be told: nobody's own hours can be read off them.

A month is told once and for all: as it was written half a month after its end. It is told only where
every part of it has three people and five entries behind it, the part that belongs to no initiative
included, so that no sum or difference of what is told speaks of fewer. See docs/initiatives.md#time.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Literal

from twohats.journal import logged_of
from twohats.journal.lines import ALPHABET
from twohats.journal.private import PrivateLine, PrivateState, is_hours
from twohats.journal.sums import LEAST_EVENTS, LEAST_PEOPLE
from twohats.records.decisions import Decision
from twohats.records.initiatives import NOT_LOGGED, Initiative, Spent

BUILDING = ("change", "docs", "ci", "security", "release")
"""Activities that build; all else is coordination."""
GRACE = timedelta(days=15)
"""Time after a month's end in which its work may still be written down."""
REST = ("", "")
"""The part of a month that belongs to no initiative."""

Part = tuple[str, str]
"""Key of an initiative, and ``build`` or ``coordination``."""


@dataclass(frozen=True)
class _Logged:
    """The hours of one logged entry."""

    who: str
    hours: float
    part: Part


def hours_of(
    initiatives: Sequence[Initiative],
    decisions: Iterable[Decision],
    private: PrivateState,
    now: datetime,
) -> dict[str, Spent]:
    """Add up what was logged for each initiative, in months that may be told.

    Parameters
    ----------
    initiatives
        Those whose own address logged work may name.
    decisions
        Every line of the journal: says which entry is about which initiative.
    private
        Whose hours these are, and how many.
    now
        Months whose grace is over by then count.

    Returns
    -------
    dict
        By key, for every initiative.
    """
    lines, known = tuple(decisions), {one.url: one.key for one in initiatives if one.url}
    told: dict[Part, float] = defaultdict(float)
    months: Counter[Part] = Counter()
    held: Counter[Part] = Counter()
    for month, cut in _months(private.lines, now):
        here = _logged(month, cut, private, _parts(lines, cut, known))
        by_part: dict[Part, list[_Logged]] = defaultdict(list)
        for one in here:
            by_part[one.part].append(one)
        # A sum of the whole team may be told later: what it holds beside these parts needs enough, too.
        is_safe = _is_enough(by_part.get(REST, ())) and all(map(_is_enough, by_part.values()))
        is_safe = is_safe and not _is_erased(month, cut, private)
        for part, rows in by_part.items():
            if is_safe:
                told[part] += round(sum(row.hours for row in rows), 2)
            (months if is_safe else held)[part] += 1
    return {one.key: _spent(one.key, told, months, held) for one in initiatives}


def _spent(
    key: str, told: Mapping[Part, float], months: Counter[Part], held: Counter[Part]
) -> Spent:
    parts = ((key, "build"), (key, "coordination"))
    shown, hidden = (max(count[part] for part in parts) for count in (months, held))
    if not shown and not hidden:
        return NOT_LOGGED
    answer: Literal["counted", "too few"] = "counted" if shown else "too few"
    build, coordination = (round(told[part], 2) if months[part] else None for part in parts)
    return Spent(build, coordination, answer, shown, hidden)


def _months(lines: Iterable[PrivateLine], now: datetime) -> list[tuple[str, datetime]]:
    """List the months that are over, each with the moment from which nothing changes it."""
    named = {str(line.content.get("date"))[:7] for line in lines if line.kind == "hours"}
    found = []
    for month in sorted(named):
        try:
            begin = datetime.strptime(month, "%Y-%m").replace(tzinfo=UTC)
        except ValueError:
            continue
        cut = (begin + timedelta(days=32)).replace(day=1) + GRACE
        if cut <= now:
            found.append((month, cut))
    return found


def _parts(
    decisions: Iterable[Decision], cut: datetime, known: Mapping[str, str]
) -> dict[str, Part]:
    """Say of each logged entry what it was for, by the words that held at the cut."""
    found: dict[str, Part] = {}
    for row in logged_of(one for one in decisions if one.at < cut):
        key = next((known[url] for url in row["links"] if url in known), None)
        if key:
            found[row["item"]] = (key, "build" if row["activity"] in BUILDING else "coordination")
    return found


def _logged(
    month: str, cut: datetime, private: PrivateState, parts: Mapping[str, Part]
) -> list[_Logged]:
    """Keep the last word on each entry of a month, as it was at the cut."""
    latest: dict[tuple[str, str], Mapping[str, Any]] = {}
    for line in sorted(private.lines, key=lambda line: line.id):
        content = line.content
        is_here = line.kind == "hours" and str(content.get("date"))[:7] == month and line.at < cut
        if is_here and content.get("item") and is_hours(content.get("hours")):
            latest[line.who, str(content["item"])] = content
    return [
        _Logged(who, float(content["hours"]), parts.get(item, REST))
        for (who, item), content in latest.items()
    ]


def _is_enough(rows: Sequence[_Logged]) -> bool:
    return len(rows) >= LEAST_EVENTS and len({row.who for row in rows}) >= LEAST_PEOPLE


def _is_erased(month: str, cut: datetime, private: PrivateState) -> bool:
    """Whether something written in that time was erased: what was told before tells it by difference."""
    return any(f"{month}-01" <= _day_of(one.id) < f"{cut:%Y-%m-%d}" for one in private.tombstones)


def _day_of(ulid: str) -> str:
    """Day on which a line was written, as its id says."""
    milliseconds = 0
    for letter in ulid[:10].upper():
        milliseconds = milliseconds * 32 + max(ALPHABET.find(letter), 0)
    return f"{datetime.fromtimestamp(milliseconds / 1000, UTC):%Y-%m-%d}"
