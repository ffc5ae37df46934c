"""``goals.toml``: what a team wants to reach upstream, and how it would see it.

.. code-block:: toml

    [[goals]]
    objective = "More people who come back"
    community = "lantern-project"
    observable = "newcomers hear from a person within days"
    kpi = "time_to_first_response"
    part = "newcomer"
    baseline = 6.5
    unit = "days"
    trend = "down"
    signal = "leading"
    until = 2026-12-31

    [[goals]]
    objective = "Meetings that others run"
    observable = "somebody not ours facilitates"
    kpi = "manual: meetings facilitated by others, per quarter"
    baseline = 1
    trend = "up"
    signal = "lagging"
"""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Literal

from twohats.errors import Mistake
from twohats.formats.addresses import HOSTS, read_place
from twohats.formats.suggest import nearest
from twohats.formats.toml_errors import syntax_mistake
from twohats.formats.toml_places import TomlPlaces, find_places

Trend = Literal["up", "down", "steady"]
Signal = Literal["leading", "lagging"]
TRENDS = ("up", "down", "steady")
SIGNALS = ("leading", "lagging")
KEYS = (
    "objective", "observable", "kpi", "part", "baseline", "unit", "trend", "signal", "community", "until",
)  # fmt: skip
NEEDED = ("objective", "observable", "kpi", "trend", "signal")
_MANUAL = re.compile(r"\s*manual\s*:\s*(.*)", re.IGNORECASE | re.DOTALL)


@dataclass(frozen=True)
class Goal:
    """One goal: objective → observable → baseline → desired trend → signal."""

    objective: str
    """What should become true."""
    observable: str
    """What one would see if it did."""
    kpi: str
    """A measure by its name, or, where people count, what they count."""
    is_manual: bool
    trend: Trend
    """Where the figure should go."""
    signal: Signal
    """Whether it moves before the objective is reached, or after."""
    baseline: float | None = None
    """The figure when the goal was set; None: nobody took it, or it can be computed."""
    unit: str | None = None
    part: str | None = None
    """One part of a measure that has several: ``newcomer``; None: all of them."""
    community: str | None = None
    """Owner or repository key; None: all of upstream."""
    until: date | None = None
    """Day on which the team looks again."""
    line: int | None = None


@dataclass(frozen=True)
class GoalsFile:
    """A whole file: what it says and what is wrong in it."""

    goals: tuple[Goal, ...] = ()
    mistakes: tuple[Mistake, ...] = ()


def parse_goals(
    text: str,
    path: str = "goals.toml",
    hosts: Mapping[str, str] = HOSTS,
    *,
    computable: tuple[str, ...] = (),
) -> GoalsFile:
    r"""Read a whole file; mistakes are returned, all of them, and never raised.

    Parameters
    ----------
    text
        TOML with ``[[goals]]``.
    path
        The file, as mistakes should name it.
    hosts
        Host to forge name, for communities.
    computable
        Names of measures; a KPI is one of these or begins with ``manual:``.

    Examples
    --------
    >>> text = '[[goals]]\nobjective = "a"\nobservable = "b"\nkpi = "manual: c"\n'
    >>> read = parse_goals(text + 'baseline = 1\ntrend = "up"\nsignal = "lagging"\n')
    >>> read.goals[0].kpi, read.goals[0].is_manual
    ('c', True)
    """
    try:
        document = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        return GoalsFile((), (syntax_mistake(path, text, error),))
    reading = _Reading(path, find_places(text), hosts, computable)
    goals = reading.goals(document)
    mistakes = sorted(reading.mistakes, key=lambda one: (one.line or 0, one.message))
    return GoalsFile(() if mistakes else tuple(goals), tuple(mistakes))


At = tuple[str | int, ...]


class _Reading:
    def __init__(
        self, path: str, places: TomlPlaces, hosts: Mapping[str, str], computable: tuple[str, ...]
    ):
        self.path, self.places, self.hosts, self.computable = path, places, hosts, computable
        self.mistakes: list[Mistake] = []

    def wrong(self, at: At, message: str) -> None:
        self.mistakes.append(Mistake(self.path, self.places.line_of(at), message))

    def goals(self, document: Mapping[str, Any]) -> list[Goal]:
        for key in document.keys() - {"goals"}:
            self.wrong((key,), f"unknown key `{key}`: write each goal under its own `[[goals]]`")
        tables = document.get("goals", [])
        if not isinstance(tables, list) or not all(isinstance(one, dict) for one in tables):
            self.wrong(("goals",), "write each of `goals` under its own `[[goals]]`")
            return []
        return [self.goal(("goals", position), table) for position, table in enumerate(tables)]

    def goal(self, at: At, table: Mapping[str, Any]) -> Goal:
        for key in table.keys() - set(KEYS):
            self.wrong((*at, key), f"unknown key `{key}`{nearest(key, KEYS)}")
        said = {key: self.text(at, table, key) for key in (*NEEDED, "unit", "part")}
        kpi, is_manual = self.kpi((*at, "kpi"), said["kpi"])
        for key, known in (("trend", TRENDS), ("signal", SIGNALS)):
            if said[key] and said[key] not in known:
                listed = ", ".join(f"`{one}`" for one in known)
                self.wrong((*at, key), f"`{key}` cannot be `{said[key]}`: it is one of {listed}")
        baseline = table.get("baseline")
        if baseline is not None and (
            isinstance(baseline, bool) or not isinstance(baseline, int | float)
        ):
            self.wrong((*at, "baseline"), "`baseline` must be a number")
            baseline = None
        if is_manual and baseline is None and "baseline" not in table:
            self.wrong(at, "`baseline` is missing: nothing computes it where people count")
        until = table.get("until")
        if until is not None and (not isinstance(until, date) or isinstance(until, datetime)):
            self.wrong((*at, "until"), "`until` must be a date, as 2026-12-31")
            until = None
        return Goal(
            said["objective"] or "",
            said["observable"] or "",
            kpi,
            is_manual,
            said["trend"] or "steady",  # type: ignore[arg-type]
            said["signal"] or "lagging",  # type: ignore[arg-type]
            None if baseline is None else float(baseline),
            said["unit"] or None,
            said["part"] or None,
            self.community((*at, "community"), table.get("community")),
            until,
            self.places.line_of(at),
        )

    def text(self, at: At, table: Mapping[str, Any], key: str) -> str:
        value = table.get(key)
        if value is None:
            if key in NEEDED:
                self.wrong(at, f"`{key}` is missing")
            return ""
        if not isinstance(value, str) or not value.strip():
            self.wrong((*at, key), f"`{key}` must be text in quotes")
            return ""
        return value.strip()

    def kpi(self, at: At, said: str) -> tuple[str, bool]:
        if found := _MANUAL.fullmatch(said):
            if not found[1].strip():
                self.wrong(at, "`kpi` says manual, and not what is counted: `manual: …`")
            return found[1].strip(), True
        if said and said not in self.computable:
            hint = nearest(said, self.computable).rstrip("?")
            self.wrong(
                at,
                f"`kpi`: no measure is called `{said}`{hint}. `twohats measure` lists them; where "
                "people count, write `manual: …`",
            )
        return said, False

    def community(self, at: At, written: Any) -> str | None:
        if written is None:
            return None
        if not isinstance(written, str):
            self.wrong(at, "`community` must be text in quotes")
            return None
        try:
            owner, repository = read_place(written, self.hosts)
        except ValueError as error:
            self.wrong(at, str(error))
            return None
        return repository or owner
