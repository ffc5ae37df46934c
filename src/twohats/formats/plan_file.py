"""Plan files: what a team means to do, in TOML, for teams that plan outside a tracker.

.. code-block:: toml

    [[items]]
    title = "Two reviews for newcomers"
    kind = "plan_item"
    iteration = 12
    recorded = 2026-01-07
    holder = "jane-made-up"
    direction = "foundational"
    items = ["lantern/core#12", "https://github.com/lantern/core/pull/13"]
"""

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from twohats.errors import Mistake
from twohats.formats.addresses import HOSTS, read_account
from twohats.formats.initiative_form import is_unknown, parse_effort
from twohats.formats.references import find_references
from twohats.formats.suggest import nearest
from twohats.formats.toml_errors import syntax_mistake
from twohats.formats.toml_places import TomlPlaces, find_places
from twohats.records.judgement import ALIASES

KINDS = ("plan_item", "initiative", "contract", "duty")
DIRECTIONS = ("directed", "foundational", "mixed", "unstated")
_KEYS = {
    "title": str,
    "kind": str,
    "iteration": (int, str),
    "recorded": (date, datetime),
    "holder": str,
    "community": str,
    "funder": str,
    "direction": str,
    "items": list,
    "url": str,
    "beneficiaries": list,
    "build": str,
    "coordination": str,
    "target": date,
    "closed": (date, datetime),
}


@dataclass(frozen=True)
class PlanLine:
    """One thing planned."""

    path: str
    position: int
    """Of its table in the file, from 1."""
    title: str
    kind: str = "plan_item"
    iteration: str | None = None
    recorded_at: datetime | None = None
    """When it was written down, as it says itself; None: it does not."""
    holder: str | None = None
    """Account key."""
    community: str | None = None
    funder: str | None = None
    direction: str = "unstated"
    items: tuple[str, ...] = ()
    """Keys of what is to be done upstream."""
    url: str | None = None
    beneficiaries: tuple[str, ...] = ()
    """For whom it is."""
    build: str | None = None
    """Estimate of the time to build it, as written: ``3 days``."""
    coordination: str | None = None
    """Estimate of the time for talk, waiting and reviews, as written."""
    target: date | None = None
    """Day by which it should be there."""
    closed_at: datetime | None = None
    """When it was done or given up; None: it is not."""


@dataclass(frozen=True)
class PlanFile:
    """What a plan file holds, and what is wrong in it."""

    lines: tuple[PlanLine, ...]
    mistakes: tuple[Mistake, ...] = ()


def parse_plan_file(text: str, path: str, hosts: Mapping[str, str] = HOSTS) -> PlanFile:
    r"""Read a plan file; mistakes are returned, all of them, and never raised.

    Examples
    --------
    >>> plan = parse_plan_file('[[items]]\ntitle = "Review"\nitems = ["a/b#1"]\n', "plan/1.toml")
    >>> plan.lines[0].items
    ('github:a/b#1',)
    """
    try:
        document = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        return PlanFile((), (syntax_mistake(path, text, error),))
    reading = _Reading(path, find_places(text), hosts)
    lines = tuple(reading.lines(document))
    return PlanFile(lines if not reading.mistakes else (), tuple(reading.mistakes))


class _Reading:
    def __init__(self, path: str, places: TomlPlaces, hosts: Mapping[str, str]):
        self.path, self.places, self.hosts = path, places, hosts
        self.forge = next(iter(hosts.values()), "github")
        self.mistakes: list[Mistake] = []

    def wrong(self, at: tuple[str | int, ...], message: str) -> None:
        self.mistakes.append(Mistake(self.path, self.places.line_of(at), message))

    def lines(self, document: Mapping[str, Any]) -> Iterator[PlanLine]:
        for key in document.keys() - {"items"}:
            self.wrong((key,), f"unknown key `{key}`: write each thing under its own `[[items]]`")
        tables = document.get("items", [])
        if not isinstance(tables, list) or not all(isinstance(one, dict) for one in tables):
            self.wrong(("items",), "write each of `items` under its own `[[items]]`")
            return
        for position, table in enumerate(tables):
            yield self.line(position, table)

    def line(self, position: int, table: Mapping[str, Any]) -> PlanLine:
        at = ("items", position)
        for key, value in table.items():
            if key not in _KEYS:
                self.wrong((*at, key), f"unknown key `{key}`{nearest(key, _KEYS)}")
            elif not isinstance(value, _KEYS[key]) or isinstance(value, bool):  # type: ignore[arg-type]
                self.wrong((*at, key), f"`{key}` cannot be `{value}`")
        title = table.get("title")
        if not isinstance(title, str) or not title.strip():
            self.wrong(at, "`title` is missing")
        direction = str(table.get("direction", "unstated"))
        said = table.get("iteration")
        return PlanLine(
            self.path,
            position + 1,
            str(title).strip(),
            self.one_of((*at, "kind"), str(table.get("kind", "plan_item")), KINDS),
            None if said is None else str(said),
            _moment(table.get("recorded")),
            self.account((*at, "holder"), table.get("holder")),
            table.get("community"),
            table.get("funder"),
            self.one_of((*at, "direction"), ALIASES.get(direction, direction), DIRECTIONS),
            tuple(self.items((*at, "items"), table.get("items", ()))),
            table.get("url"),
            tuple(self.names((*at, "beneficiaries"), table.get("beneficiaries", ()))),
            self.effort((*at, "build"), table.get("build")),
            self.effort((*at, "coordination"), table.get("coordination")),
            table.get("target"),
            _moment(table.get("closed")),
        )

    def names(self, at: tuple[str | int, ...], written: Any) -> Iterator[str]:
        for position, each in enumerate(written if isinstance(written, (list, tuple)) else ()):
            if isinstance(each, str) and each.strip():
                yield each.strip()
            else:
                self.wrong((*at, position), f"`{each}` is no name")

    def effort(self, at: tuple[str | int, ...], written: Any) -> str | None:
        if not isinstance(written, str):
            return None
        if not is_unknown(written) and parse_effort(written) is None:
            self.wrong(at, f"`{written}` gives no time: write it as 3 days or 20 h, or unknown")
        return written

    def one_of(self, at: tuple[str | int, ...], word: str, known: tuple[str, ...]) -> str:
        if word not in known:
            listed = ", ".join(f"`{one}`" for one in known)
            self.wrong(at, f"`{at[-1]}` cannot be `{word}`: it is one of {listed}")
        return word

    def account(self, at: tuple[str | int, ...], written: Any) -> str | None:
        if not isinstance(written, str):
            return None
        try:
            return read_account(written, self.hosts)
        except ValueError as error:
            self.wrong(at, str(error))
            return None

    def items(self, at: tuple[str | int, ...], written: Any) -> Iterator[str]:
        for position, each in enumerate(written if isinstance(written, (list, tuple)) else ()):
            # Nothing is "this repository" in a plan file, so a bare ``#12`` names nothing.
            found = find_references(str(each), repository=f"{self.forge}:-/-", hosts=self.hosts)
            keys = [one.to_item for one in found if one.to_item and ":-/-" not in one.to_item]
            if len(keys) != 1:
                self.wrong((*at, position), f"`{each}` is no item: write `owner/name#12`")
            yield from keys[:1]


def _moment(said: Any) -> datetime | None:
    if isinstance(said, datetime):
        return said if said.tzinfo else said.replace(tzinfo=UTC)
    if isinstance(said, date):
        return datetime(said.year, said.month, said.day, tzinfo=UTC)
    return None
