"""What docs/workspace.md shows is what the program reads."""

import re
from pathlib import Path

import pytest

from twohats.formats.key_communities import parse_key_communities
from twohats.formats.plan_file import parse_plan_file
from twohats.formats.team import parse_team
from twohats.workspace import read_settings
from twohats.workspace.labels import Labels
from twohats.workspace.schema import SINGLE_TABLES, TABLES, TopTable

PAGE = (Path(__file__).parents[2] / "docs" / "workspace.md").read_text(encoding="utf-8")


def _blocks(language):
    return re.findall(rf"```{language}\n(.*?)```", PAGE, re.S)


def test_the_settings_shown_are_good_and_use_every_key():
    """A reader may copy them."""
    text = _blocks("toml")[0]
    read = read_settings(text.replace("organization", 'team_file = "t.yml"\norganization', 1))

    assert read.mistakes == ()
    for name, table in TABLES.items():
        assert f"[[{name}]]" in text
        assert all(f"{key} = " in text or key == "owner" for key in table.model_fields)
    for name, table in SINGLE_TABLES.items():
        assert f"\n[{name}]\n" in text
        assert all(f"{key} = " in text for key in table.model_fields)


def test_the_labels_shown_are_those_that_hold_without_a_word():
    """Whoever copies them changes nothing."""
    shown = read_settings(_blocks("toml")[0]).settings

    assert shown.labels == Labels()


@pytest.mark.parametrize(
    "key",
    sorted(
        {
            *TopTable.model_fields,
            *(k for t in (*TABLES.values(), *SINGLE_TABLES.values()) for k in t.model_fields),
        }
    ),
)
def test_every_key_is_explained(key):
    """In words, not only in the example."""
    prose = re.sub(r"```.*?```", "", PAGE, flags=re.S)

    assert f"`{key}`" in prose


def test_the_team_files_shown_are_good():
    """Flat and dated, three people each."""
    for text in _blocks("yaml"):
        team = parse_team(text, hosts={"github.com": "github", "lab.example.org": "lab"})
        assert team.mistakes == ()
        assert len(team.rows) == 3


def test_the_register_shown_is_good():
    """One community."""
    read = parse_key_communities(_blocks("toml")[1])

    assert (len(read.communities), read.mistakes) == (1, ())


def test_the_plan_shown_is_good():
    """One thing, about two changes."""
    read = parse_plan_file(_blocks("toml")[2], "plan/2026.toml")

    assert read.mistakes == ()
    assert [len(line.items) for line in read.lines] == [2]


def test_the_mistakes_shown_are_the_ones_made():
    """Word for word."""
    (shown,) = _blocks("text")
    made = (*parse_team("\n\n- a b\n").mistakes, *read_settings('organisaton = "x"\n').mistakes)

    assert [str(mistake) for mistake in made] == shown.splitlines()
