r"""A roster: which unit of a large organization somebody was in, from when to when.

A table with the columns ``login``, ``unit``, ``from`` and ``to``, as a programme office exports it:
commas, semicolons or tabs; other columns are left alone. ``to`` is the first day on which somebody
was not in the unit any more. A date that is missing is no bound.

Examples
--------
>>> read = parse_roster("login,unit,from,to\nada,Storage,2025-01-01,2026-01-01\n")
>>> read.stays[0].unit, read.stays[0].holds(date(2025, 12, 31)), read.stays[0].holds(date(2026, 1, 1))
('Storage', True, False)
"""

import csv
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from typing import Literal

from twohats.errors import Mistake
from twohats.formats.addresses import HOSTS, read_account
from twohats.formats.suggest import nearest

Name = Literal["login", "unit", "from", "to"]

NAMES: Mapping[str, Name] = {
    "login": "login", "account": "login", "username": "login", "github": "login",
    "unit": "unit", "team": "unit", "department": "unit",
    "from": "from", "since": "from", "start": "from",
    "to": "to", "until": "to", "end": "to",
}  # fmt: skip
"""Headings that are understood, in any case."""
_HEAD = "write `login,unit,from,to` into the first line"


@dataclass(frozen=True)
class Stay:
    """One person in one unit over one period."""

    account: str
    """Account key."""
    unit: str
    from_on: date | None
    """First day; None: from any time before."""
    to_on: date | None
    """First day that is no longer part of it; None: still there."""
    line: int

    def holds(self, day: date) -> bool:
        """Whether somebody was in the unit that day."""
        return (self.from_on is None or self.from_on <= day) and (
            self.to_on is None or day < self.to_on
        )


@dataclass(frozen=True)
class Roster:
    """What a roster says, and all that is wrong in it."""

    stays: tuple[Stay, ...] = ()
    """In the order of the file; nobody is in one unit twice on one day."""
    mistakes: tuple[Mistake, ...] = ()


def parse_roster(text: str, path: str = "roster.csv", hosts: Mapping[str, str] = HOSTS) -> Roster:
    """Read a roster; mistakes are returned, each with its line, and never raised.

    Parameters
    ----------
    text
        The whole file.
    path
        The file, as the person who reads a mistake would name it.
    hosts
        Forge name by host, as the workspace has it; a bare login is on the first of them.
    """
    text = text.removeprefix("\N{ZERO WIDTH NO-BREAK SPACE}")
    head = next((line for line in text.splitlines() if line.strip()), "")
    delimiter = max(",;\t", key=head.count)
    reader = csv.reader(text.splitlines(keepends=True), delimiter=delimiter, strict=True)
    lines: list[tuple[int, list[str]]] = []
    try:
        for cells in reader:
            if any(cell.strip() for cell in cells):
                lines.append((reader.line_num, [cell.strip() for cell in cells]))
    except csv.Error as error:
        wrong = f"a quote is not closed, or stands where none can ({error})"
        return Roster((), (Mistake(path, reader.line_num, wrong),))
    if not lines:
        return Roster((), (Mistake(path, None, f"it is empty: {_HEAD}"),))
    return _Reading(path, hosts, *lines[0]).read(lines[1:])


class _Reading:
    """One file on its way to stays."""

    def __init__(self, path: str, hosts: Mapping[str, str], line: int, head: Sequence[str]):
        self.path, self.hosts, self.head_line, self.head = path, hosts, line, head
        self.mistakes: list[Mistake] = []
        self.places: dict[Name, int] = {}
        self.accounts: dict[str, str] = {}
        """What was written, with the key it means: a login comes once per unit."""

    def read(self, lines: Sequence[tuple[int, Sequence[str]]]) -> Roster:
        self._find_columns()
        if self.mistakes:
            return Roster((), tuple(self.mistakes))
        stays = [stay for line, cells in lines if (stay := self._stay(line, cells))]
        self.mistakes += _twice(stays, self.path)
        return Roster(tuple(stays), tuple(sorted(self.mistakes, key=lambda m: m.line or 0)))

    def _find_columns(self) -> None:
        for at, heading in enumerate(self.head):
            found = NAMES.get(heading.casefold())
            if found in self.places:
                self._wrong(
                    self.head_line, f"`{heading}` is there twice: leave one column `{found}`"
                )
            elif found:
                self.places[found] = at
        needed: tuple[Name, ...] = ("login", "unit")
        for name in needed:
            if name not in self.places:
                like = nearest(name, self.head) if any(self.head) else ""
                hint = like if "did you mean" in like else ""
                self._wrong(self.head_line, f"no column `{name}`{hint or f': {_HEAD}'}")

    def _stay(self, line: int, cells: Sequence[str]) -> Stay | None:
        if len(cells) > len(self.head):
            more = f"{len(cells)} cells under {len(self.head)} headings: quote what holds a comma"
            self._wrong(line, more)
            return None
        said = {n: cells[at] if at < len(cells) else "" for n, at in self.places.items()}
        before = len(self.mistakes)
        account = self._account(said["login"], line)
        if not said["unit"]:
            self._wrong(line, "no unit: write its name, or leave the line out")
        from_on, to_on = (self._day(said.get(name, ""), name, line) for name in ("from", "to"))
        if from_on and to_on and from_on >= to_on:
            self._wrong(
                line,
                f"it ends ({to_on}) no later than it begins ({from_on}): "
                "`to` is the first day no longer in the unit",
            )
        if len(self.mistakes) > before or account is None:
            return None
        return Stay(account, " ".join(said["unit"].split()), from_on, to_on, line)

    def _account(self, said: str, line: int) -> str | None:
        if said in self.accounts:
            return self.accounts[said]
        try:
            if not said:
                raise ValueError("no login: write it, or leave the line out")
            self.accounts[said] = read_account(said, self.hosts)
        except ValueError as error:
            self._wrong(line, str(error))
            return None
        return self.accounts[said]

    def _day(self, said: str, name: str, line: int) -> date | None:
        if not said:
            return None
        try:
            return date.fromisoformat(said)
        except ValueError:
            self._wrong(line, f"`{name}` is `{said}`, which is no date: write it as 2026-03-05")
            return None

    def _wrong(self, line: int, message: str) -> None:
        self.mistakes.append(Mistake(self.path, line, message))


def _twice(stays: Sequence[Stay], path: str) -> Iterator[Mistake]:
    """Find who is in one unit twice on one day: one of the two lines has a wrong date."""
    found: dict[tuple[str, str], list[Stay]] = {}
    for stay in stays:
        found.setdefault((stay.account, stay.unit), []).append(stay)
    for together in found.values():
        for earlier, later in pairwise(sorted(together, key=lambda s: s.from_on or date.min)):
            if earlier.to_on is None or (later.from_on or date.min) < earlier.to_on:
                first, second = sorted((earlier.line, later.line))
                yield Mistake(
                    path,
                    second,
                    f"in the same unit on the same days as line {first}: end one of them",
                )
