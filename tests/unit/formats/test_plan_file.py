"""Plan files."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from twohats.formats.plan_file import PlanLine, parse_plan_file

FULL = """\
[[items]]
title = "Two reviews for newcomers"
kind = "plan_item"
iteration = 12
recorded = 2026-01-07
holder = "@Jane-Made-Up"
community = "github:lantern"
funder = "Open Tides"
direction = "upstream-led"
items = ["lantern/core#12", "https://github.com/Lantern/Core/pull/13"]
url = "https://example.org/12"

[[items]]
title = "Look after the charts"
"""


def test_a_plan_is_read_line_by_line():
    """Older words too; what is not said is not guessed."""
    plan = parse_plan_file(FULL, "plan/2026.toml")

    assert plan.mistakes == ()
    assert plan.lines == (
        PlanLine(
            "plan/2026.toml",
            1,
            "Two reviews for newcomers",
            "plan_item",
            "12",
            datetime(2026, 1, 7, tzinfo=UTC),
            "github:jane-made-up",
            "github:lantern",
            "Open Tides",
            "foundational",
            ("github:lantern/core#12", "github:lantern/core#13"),
            "https://example.org/12",
        ),
        PlanLine("plan/2026.toml", 2, "Look after the charts"),
    )


@pytest.mark.parametrize(
    ("text", "mistake"),
    [
        ("[[items]]\n", "plan/1.toml:1: `title` is missing"),
        (
            '[[items]]\ntitle = "a"\ndirektion = "directed"\n',
            "plan/1.toml:3: unknown key `direktion`: did you mean `direction`?",
        ),
        (
            '[[items]]\ntitle = "a"\nkind = "wish"\n',
            "plan/1.toml:3: `kind` cannot be `wish`: it is one of `plan_item`, `initiative`, "
            "`contract`, `duty`",
        ),
        (
            '[[items]]\ntitle = "a"\nitems = ["#12"]\n',
            "plan/1.toml:3: `#12` is no item: write `owner/name#12`",
        ),
        (
            '[[items]]\ntitle = "a"\nrecorded = "soon"\n',
            "plan/1.toml:3: `recorded` cannot be `soon`",
        ),
        (
            '[items]\ntitle = "a"\n',
            "plan/1.toml:1: write each of `items` under its own `[[items]]`",
        ),
        (
            'title = "a"\n',
            "plan/1.toml:1: unknown key `title`: write each thing under its own `[[items]]`",
        ),
    ],
)
def test_a_mistake_is_named_with_its_line(text, mistake):
    """And with what would be right."""
    plan = parse_plan_file(text, "plan/1.toml")

    assert [str(one) for one in plan.mistakes] == [mistake]
    assert plan.lines == ()


def test_an_empty_plan_is_none():
    """That is no mistake."""
    assert parse_plan_file("# later\n", "plan/1.toml") == parse_plan_file("", "plan/1.toml")


@given(st.text())
def test_any_text_is_read_or_named_as_wrong(text):
    """Nothing is raised."""
    parse_plan_file(text, "plan/1.toml")
