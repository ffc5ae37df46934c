"""What docs/register.md shows is what the program reads."""

import re
from pathlib import Path

from twohats.checks.replicate import LEVELS
from twohats.checks.values import QUESTIONS
from twohats.flow.registers.agreements import ORDER
from twohats.flow.registers.stakeholders import ORDER as STATES
from twohats.formats.approvals_file import parse_approvals

PAGE = (Path(__file__).parents[2] / "docs" / "register.md").read_text(encoding="utf-8")


def test_the_approvals_shown_are_good():
    """A reader may copy them."""
    (text,) = re.findall(r"```toml\n(.*?)```", PAGE, re.S)
    read = parse_approvals(text)

    assert read.mistakes == ()
    assert [one.approval for one in read.levels] == [None, None, "a lead", "programme office"]


def test_every_question_level_and_state_is_explained():
    """In the tables, by the word that rows use."""
    for word in (*QUESTIONS, *LEVELS, *ORDER, *STATES):
        assert f"| `{word}` |" in PAGE, word
