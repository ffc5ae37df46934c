"""What is said where the workspace was named in the wrong place."""

import pytest

from twohats.cli.app import workspace_after_verb


@pytest.mark.parametrize(
    "line",
    [
        ["look", "-w", "acme"],
        ["look", "--days", "30", "--workspace", "acme"],
        ["people", "bots", "-w", "acme"],
        ["-w", "other", "look", "-w", "acme"],
    ],
)
def test_a_workspace_after_the_verb_is_found(line):
    """Whoever wrote it is told where it goes."""
    assert workspace_after_verb(line) == "acme"


@pytest.mark.parametrize(
    "line",
    [
        [],
        ["look"],
        ["-w", "acme", "look"],
        ["--workspace", "acme", "sql", "from x"],
        ["-w", "acme"],
    ],
)
def test_a_workspace_before_the_verb_needs_no_word(line):
    """It is where it belongs."""
    assert workspace_after_verb(line) is None
