"""``approvals.toml``: which contributions of ours need whose approval before they are opened.

.. code-block:: toml

    since = 2026-01-01

    [[levels]]
    name = "small"
    up_to_lines = 50

    [[levels]]
    name = "change"
    up_to_lines = 1000
    approval = "a lead"

    [[levels]]
    name = "large"
    approval = "programme office"

The first level that fits a change is its own.
"""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from twohats.errors import Mistake
from twohats.formats.addresses import HOSTS, read_place
from twohats.formats.suggest import nearest
from twohats.formats.toml_errors import syntax_mistake
from twohats.formats.toml_places import TomlPlaces, find_places
from twohats.records.preflight import Level

NAME = "approvals.toml"
KINDS = ("docs", "tests", "code")
"""Kinds of files that a level may be for."""
_TOP = ("since", "levels")
_KEYS = ("name", "approval", "up_to_lines", "only", "community")


@dataclass(frozen=True)
class ApprovalsFile:
    """A whole file: what it says and what is wrong in it."""

    levels: tuple[Level, ...] = ()
    since: date | None = None
    """First day for which it was agreed on; None: not said."""
    mistakes: tuple[Mistake, ...] = ()


def parse_approvals(text: str, path: str = NAME, hosts: Mapping[str, str] = HOSTS) -> ApprovalsFile:
    r"""Read a whole file; mistakes are returned, all of them, and never raised.

    Examples
    --------
    >>> read = parse_approvals('[[levels]]\nname = "large"\napproval = "programme office"\n')
    >>> [(one.name, one.approval, one.line) for one in read.levels]
    [('large', 'programme office', 1)]
    """
    try:
        document = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        return ApprovalsFile(mistakes=(syntax_mistake(path, text, error),))
    reading = _Reading(path, find_places(text), hosts)
    for key in document.keys() - set(_TOP):
        reading.wrong((key,), f"unknown key `{key}`{nearest(key, _TOP)}")
    since = document.get("since")
    if since is not None and (isinstance(since, datetime) or not isinstance(since, date)):
        reading.wrong(("since",), "`since` must be a date without quotes: since = 2026-01-31")
        since = None
    levels = tuple(reading.levels(document.get("levels", [])))
    mistakes = sorted(reading.mistakes, key=lambda mistake: mistake.line or 0)
    return ApprovalsFile(levels, since, tuple(mistakes))


class _Reading:
    def __init__(self, path: str, places: TomlPlaces, hosts: Mapping[str, str]):
        self.path, self.places, self.hosts = path, places, hosts
        self.mistakes: list[Mistake] = []

    def wrong(self, at: tuple[str | int, ...], message: str) -> None:
        self.mistakes.append(Mistake(self.path, self.places.line_of(at), message))

    def levels(self, tables: Any) -> list[Level]:
        if not isinstance(tables, list) or not all(isinstance(one, dict) for one in tables):
            self.wrong(("levels",), "write each of `levels` under its own `[[levels]]`")
            return []
        found: dict[str, Level] = {}
        for position, table in enumerate(tables):
            at = ("levels", position)
            for key in table.keys() - set(_KEYS):
                self.wrong((*at, key), f"unknown key `{key}`{nearest(key, _KEYS)}")
            name = self.text((*at, "name"), table.get("name"), is_needed=True)
            if name is None:
                continue
            if name in found:
                said = f"`{name}` is on line {found[name].line} already: keep one"
                self.wrong((*at, "name"), said)
                continue
            found[name] = Level(
                name,
                self.text((*at, "approval"), table.get("approval")),
                self.lines((*at, "up_to_lines"), table.get("up_to_lines")),
                self.kinds((*at, "only"), table.get("only", [])),
                self.place((*at, "community"), table.get("community")),
                self.places.line_of(at),
            )
        return list(found.values())

    def text(self, at: tuple[str | int, ...], said: Any, is_needed: bool = False) -> str | None:
        if said is None and not is_needed:
            return None
        if not isinstance(said, str) or not said.strip():
            self.wrong(at, f"`{at[-1]}` is missing, or is no text in quotes")
            return None
        return said.strip()

    def lines(self, at: tuple[str | int, ...], said: Any) -> int | None:
        if said is None:
            return None
        if isinstance(said, bool) or not isinstance(said, int) or said < 0:
            self.wrong(at, "`up_to_lines` must be a whole number, 0 or more")
            return None
        return said

    def kinds(self, at: tuple[str | int, ...], said: Any) -> tuple[str, ...]:
        if not isinstance(said, list):
            self.wrong(at, '`only` must be a list: write it as `only = ["docs"]`')
            return ()
        for position, one in enumerate(said):
            if one not in KINDS:
                self.wrong((*at, position), f"`{one}` is no kind of file{nearest(str(one), KINDS)}")
        return tuple(one for one in said if one in KINDS)

    def place(self, at: tuple[str | int, ...], said: Any) -> str | None:
        if said is None:
            return None
        try:
            owner, repository = read_place(str(said), self.hosts)
        except ValueError as error:
            self.wrong(at, str(error))
            return None
        return repository or owner
