"""``approvals.toml``: what it says, and all that is wrong with it at once."""

from datetime import date

from twohats.formats.approvals_file import parse_approvals

WHOLE = """
since = 2026-01-01

[[levels]]
name = "docs"
only = ["docs"]
community = "https://github.com/Kelp"

[[levels]]
name = "rest"
up_to_lines = 0
approval = "a lead"
"""


def test_a_whole_file():
    """Levels keep their order, and say on which line they stand."""
    read = parse_approvals(WHOLE)

    assert read.mistakes == ()
    assert read.since == date(2026, 1, 1)
    assert [(one.name, one.approval, one.up_to_lines, one.only, one.place, one.line) for one in read.levels] == [
        ("docs", None, None, ("docs",), "github:kelp", 4),
        ("rest", "a lead", 0, (), None, 9),
    ]  # fmt: skip


def test_all_that_is_wrong_is_named_at_once():
    """Each with its line, and the nearest word."""
    text = """since = "soon"
level = 1
[[levels]]
name = "a"
aproval = "x"
up_to_lines = -1
only = ["doc"]
community = "a b"
[[levels]]
[[levels]]
name = "a"
"""

    assert [str(one) for one in parse_approvals(text).mistakes] == [
        "approvals.toml:1: `since` must be a date without quotes: since = 2026-01-31",
        "approvals.toml:2: unknown key `level`: did you mean `levels`?",
        "approvals.toml:5: unknown key `aproval`: did you mean `approval`?",
        "approvals.toml:6: `up_to_lines` must be a whole number, 0 or more",
        "approvals.toml:7: `doc` is no kind of file: did you mean `docs`?",
        "approvals.toml:8: `a b` is not an owner: write it as `owner`",
        "approvals.toml:9: `name` is missing, or is no text in quotes",
        "approvals.toml:11: `a` is on line 3 already: keep one",
    ]


def test_what_is_no_toml_is_said_with_its_line():
    """And nothing else is."""
    (mistake,) = parse_approvals("[[levels]\n").mistakes

    assert mistake.line == 1
