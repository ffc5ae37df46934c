"""``goals``: what the team wants to reach upstream, and where its figures stand."""

from collections.abc import Iterable, Mapping
from typing import Any

from twohats.errors import SettingsErrors
from twohats.flow.facts import Opened
from twohats.flow.measure import Asked, measure_named, measured
from twohats.flow.rows import Row
from twohats.formats.goals_file import Goal, parse_goals
from twohats.measures.catalogue import MEASURES
from twohats.workspace import Workspace, read_text
from twohats.workspace.files import not_utf8

GOALS_FILE = "goals.toml"
COLUMNS = (
    "objective", "community", "observable", "kpi", "part", "kind", "baseline", "now", "unit", "n",
    "answer", "trend", "moved", "signal", "until", "command",
)  # fmt: skip
"""``kind`` is ``computable`` or ``manual``; ``now`` is empty where people count."""
EXAMPLE = """[[goals]]
objective = "Newcomers come back"
observable = "they hear from a person within days"
kpi = "time_to_first_response"
part = "newcomer"
trend = "down"
signal = "leading"
"""


def read_goals(workspace: Workspace) -> tuple[Goal, ...]:
    """Read ``goals.toml``; none where there is no such file.

    Raises
    ------
    SettingsErrors
        All that is wrong in it.
    """
    file = workspace.folder / GOALS_FILE
    if not file.is_file():
        return ()
    try:
        text = read_text(file)
    except UnicodeDecodeError as error:
        raise SettingsErrors([not_utf8(GOALS_FILE, error)]) from error
    read = parse_goals(text, GOALS_FILE, workspace.settings.hosts, computable=tuple(MEASURES))
    if read.mistakes:
        raise SettingsErrors(read.mistakes)
    return read.goals


def goal_rows(goals: Iterable[Goal], opened: Opened | None) -> list[Row]:
    """Set each goal beside its figure of today.

    Parameters
    ----------
    goals
        In the order of the file.
    opened
        Facts; None: only goals are shown, and nothing is computed.

    Returns
    -------
    list of dict
        One row per goal, and per part where a measure has several; see `COLUMNS`. ``moved`` is
        ``as wanted``, ``the other way``, ``unchanged`` or ``unknown``.
    """
    rows = []
    for goal in goals:
        for number in _numbers(goal, opened):
            now = number.get("value")
            rows.append(
                {
                    **{
                        name: getattr(goal, name)
                        for name in (
                            *("objective", "community", "observable", "kpi", "baseline"),
                            *("trend", "signal", "until"),
                        )
                    },
                    "part": number.get("part"),
                    "kind": "manual" if goal.is_manual else "computable",
                    "now": now,
                    "unit": goal.unit or number.get("unit"),
                    "n": number.get("n"),
                    "answer": "people count" if goal.is_manual else number.get("answer"),
                    "moved": moved(goal, now),
                    "command": None if goal.is_manual else _command(goal),
                }
            )
    return rows


def moved(goal: Goal, now: float | None) -> str:
    """Say whether the figure moved as wanted since the baseline.

    A difference is no proof that anything we did made it.
    """
    if now is None or goal.baseline is None:
        return "unknown"
    if now == goal.baseline:
        return "as wanted" if goal.trend == "steady" else "unchanged"
    direction = "up" if now > goal.baseline else "down"
    return "as wanted" if direction == goal.trend else "the other way"


def _numbers(goal: Goal, opened: Opened | None) -> list[Mapping[str, Any]]:
    """Figures of a goal in the window; one empty where there is none."""
    if goal.is_manual or opened is None:
        return [{"part": goal.part}]
    place = goal.community
    asked = Asked()
    if place is not None:
        asked = Asked((place,)) if "/" in place else Asked((), (place,))
    found = measured(opened, measure_named(goal.kpi), asked).rows
    return [row for row in found if goal.part in (None, row["part"])] or [
        {"part": goal.part, "answer": "no such part, or nothing to count"}
    ]


def _command(goal: Goal) -> str:
    place = ""
    if goal.community is not None:
        kind = "repository" if "/" in goal.community else "community"
        place = f" --{kind} {goal.community}"
    return f"twohats measure {goal.kpi}{place} --rows"
