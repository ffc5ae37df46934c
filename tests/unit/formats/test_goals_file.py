"""``goals.toml``: what it says, and every mistake at once."""

from datetime import date

import pytest

from twohats.formats.goals_file import parse_goals

WHOLE = (
    '[[goals]]\nobjective = "More return"\nobservable = "they hear from us"\n'
    'kpi = "time_to_first_response"\npart = "newcomer"\nbaseline = 6\ntrend = "down"\n'
    'signal = "leading"\ncommunity = "lantern"\nuntil = 2026-12-31\n'
)
KNOWN = ("time_to_first_response",)


def test_a_whole_goal():
    """Objective, observable, baseline, trend and signal."""
    (goal,) = parse_goals(WHOLE, computable=KNOWN).goals

    assert (goal.objective, goal.observable) == ("More return", "they hear from us")
    assert (goal.kpi, goal.is_manual, goal.part) == ("time_to_first_response", False, "newcomer")
    assert (goal.baseline, goal.trend, goal.signal) == (6.0, "down", "leading")
    assert (goal.community, goal.until, goal.line) == ("github:lantern", date(2026, 12, 31), 1)


def test_a_figure_that_people_count_is_marked():
    """It needs a baseline, for nothing computes one."""
    manual = WHOLE.replace("time_to_first_response", "manual: meetings led by others")
    (goal,) = parse_goals(manual).goals
    (mistake,) = parse_goals(manual.replace("baseline = 6\n", "")).mistakes

    assert (goal.kpi, goal.is_manual) == ("meetings led by others", True)
    assert mistake.message == "`baseline` is missing: nothing computes it where people count"


def test_a_computable_figure_needs_no_baseline():
    """It can be computed for the time before."""
    read = parse_goals(WHOLE.replace("baseline = 6\n", ""), computable=KNOWN)

    assert (read.mistakes, read.goals[0].baseline) == ((), None)


@pytest.mark.parametrize(
    ("old", "new", "line", "message"),
    [
        ('trend = "down"', 'trend = "sideways"', 7, "`trend` cannot be `sideways`: it is one of `up`, `down`, `steady`"),
        ('signal = "leading"', "", 1, "`signal` is missing"),
        ('objective = "More return"', 'objective = ""', 2, "`objective` must be text in quotes"),
        ("baseline = 6", 'baseline = "6"', 6, "`baseline` must be a number"),
        ("until = 2026-12-31", 'until = "soon"', 10, "`until` must be a date, as 2026-12-31"),
        ('community = "lantern"', 'community = "a b"', 9, "`a b` is not an owner: write it as `owner`"),
        ('"time_to_first_response"', '"manual: "', 4, "`kpi` says manual, and not what is counted: `manual: …`"),
        ('"time_to_first_response"', '"time_to_frist_response"', 4, "`kpi`: no measure is called `time_to_frist_response`: did you mean `time_to_first_response`. `twohats measure` lists them; where people count, write `manual: …`"),
        ("until = ", "untill = ", 10, "unknown key `untill`: did you mean `until`?"),
        ("[[goals]]", "[[gaols]]", 1, "unknown key `gaols`: write each goal under its own `[[goals]]`"),
        ("[[goals]]", "[goals]", 1, "write each of `goals` under its own `[[goals]]`"),
    ],
)  # fmt: skip
def test_a_mistake_names_its_line_and_what_would_be_right(old, new, line, message):
    """Word for word, and nothing is used."""
    read = parse_goals(WHOLE.replace(old, new, 1), computable=KNOWN)

    assert (line, message) in [(mistake.line, mistake.message) for mistake in read.mistakes]
    assert len(read.mistakes) == 1
    assert read.goals == ()
