"""Words that make an upstream project sound as ours, and words that do not."""

import pytest

from twohats.formats.wording import RULES, SHORT, hints

LOUD = [
    ("W1", "We improved our project."),
    ("W1", "Look at our upstream library."),
    ("W2", "Acme Tides wants this."),
    ("W2", "Our company needs it."),
    ("W3", "We own the roadmap."),
    ("W4", "Please look ASAP."),
    ("W5", "Could you just merge it?"),
    ("W7", "Our users at NODC see late tides."),
    ("W7", "The NODC sees late tides, and the NODC wrote that."),
    ("W6", "I speak on behalf of the maintainers."),
]
QUIET = [
    "One of our communities would like this, because their tides are late.",
    "Our hubs use the project.",
    "Acme Tides pays for the time.",
    "We run the project's tests.",
    "This was merged in March.",
    "> our project",
    "```\nour project\n```",
    "The option `our project` is read.",
    "Our project. <!-- wording: fine, because it is about our own tool -->",
    "Four projects, hour library.",
    "The National Ocean Data Center (NODC) sees late tides. The NODC wrote that.",
    "NODC (the National Ocean Data Center) sees late tides.",
    "The API answers in JSON over HTTPS; see README.md, RFC 9110 and PR #12.",
    "Look at https://nodc.example/NODC/tides and `NODC_URL`, or at NODC/tides.",
    "WITH SIX LETTERS OR MORE: IMPORTANT.",
]


@pytest.mark.parametrize(("rule", "text"), LOUD)
def test_caught(rule, text):
    """Each rule, once."""
    assert [one.rule for one in hints(text, ("Acme Tides",))] == [rule]


@pytest.mark.parametrize("text", QUIET)
def test_left_alone(text):
    """Quotes, code and waived lines, and words that only look alike."""
    assert list(hints(text, ("Acme Tides",))) == []


def test_line_and_column_point_at_the_words():
    """Counted from 1, also behind code."""
    found = next(hints("Hi.\n`x` our project\n"))

    assert (found.line, found.column, found.said) == (2, 5, "our project")


def test_every_rule_is_tried():
    """A rule without a case is not held to anything."""
    assert {rule for rule, _ in LOUD} == {rule for rule, _, _ in RULES} | {SHORT}
