"""What docs/needs.md shows is what the program reads and does."""

import re

import pytest

from twohats.formats.goals_file import KEYS, parse_goals
from twohats.formats.needs_file import MEANINGS, Limits, parse_needs
from twohats.needs import rules
from twohats.needs.rank import FACTORS, PARTS


@pytest.fixture(scope="module")
def page(pages):
    """Text of the page."""
    return pages["docs/needs.md"]


def test_every_rule_has_its_section_in_order(page):
    """And there is no section of a rule that is gone."""
    assert re.findall(r"^### (N\d\d): ", page, re.MULTILINE) == list(rules())


def test_every_rule_opens_with_its_code(repository):
    """A rule's file says its code first, and one sentence."""
    for path in sorted((repository / "src/twohats/needs").glob("n[0-9]*.py")):
        code = path.name[:3].upper()
        assert path.read_text("utf-8").startswith(f'"""{code}: '), path


def test_every_part_of_the_score_is_explained(page):
    """Parts and factors, each by its name."""
    table = page.partition("(score)=")[2].partition("(welcome)=")[0]

    assert set(re.findall(r"^\| (`.+?`) \|", table, re.MULTILINE)) >= {
        f"`{name}`" for name in PARTS
    }
    assert all(f"`{name}`" in table for name in FACTORS)


def test_the_files_shown_are_good_and_every_key_is_named(page):
    """A reader may copy them."""
    needs, goals = re.findall(r"```toml\n(.*?)```", page, re.DOTALL)
    read = parse_goals(goals, computable=("time_to_first_response",))

    assert parse_needs(needs).mistakes == ()
    assert (read.mistakes, len(read.goals)) == ((), 2)
    assert all(f"{key} = " in goals for key in KEYS)
    assert all(f"`{name}`" in page for name in (*MEANINGS, *vars(Limits())))
