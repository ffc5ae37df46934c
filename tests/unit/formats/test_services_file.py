"""``services.toml``."""

import re
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from twohats.formats.components_csv import read_components_csv
from twohats.formats.services_file import parse_services
from twohats.records.components import Origin, Service

PAGE = (Path(__file__).parents[3] / "docs" / "trace.md").read_text(encoding="utf-8")


def test_services_and_words_are_read_with_their_lines():
    """Purls without version; repositories as people write them."""
    read = parse_services(
        '[[services]]\nname = "Tide hub"\ncomponents = ["uv.lock"]\n'
        'member_communities = ["Open Tides"]\n[repositories]\n'
        '"pkg:pypi/Core_Lib@1" = "Lantern/Core"\nharbour = "https://github.com/quiet/harbour/"\n'
    )

    assert read.mistakes == ()
    assert read.services == (Service("Tide hub", ("uv.lock",), ("Open Tides",), 1),)
    assert read.origins == (
        Origin("pkg:pypi/core-lib", "github:lantern/core", 6),
        Origin("harbour", "github:quiet/harbour", 7),
    )


def test_all_mistakes_come_at_once():
    """Each with its line."""
    text = """\
tabels = []
[[services]]
nam = "a"
components = "uv.lock"
[[services]]
name = "b"
member_communities = [1]
[[services]]
name = "b"
[repositories]
core = "nowhere"
"pkg:pypi/a" = "o/a"
"pkg:pypi/A@2" = "o/a"
"""

    assert [str(mistake) for mistake in parse_services(text).mistakes] == [
        "services.toml:1: unknown key `tabels`: did you mean `tables`?",
        "services.toml:2: `name` is missing, or is no text in quotes",
        "services.toml:3: unknown key `nam`: did you mean `name`?",
        """services.toml:4: `components` must be a list: write it as `components = ["…"]`""",
        "services.toml:7: `member_communities` holds text in quotes only",
        "services.toml:9: `b` is on line 5 already: keep one",
        "services.toml:11: `nowhere` is no repository: write it as `owner/name`",
        "services.toml:13: `pkg:pypi/a` is on line 12 already: keep one",
    ]


def test_a_text_that_is_not_toml_is_one_mistake():
    """With its line."""
    assert [str(mistake) for mistake in parse_services("a = 1\nb =\n").mistakes] == [
        "services.toml:2: this is not TOML: no value is written like this; text goes in quotes"
    ]


def test_the_files_shown_in_the_documentation_are_good():
    """A reader may copy them."""
    toml = parse_services(re.findall(r"```toml\n(.*?)```", PAGE, re.S)[0])
    table = read_components_csv(re.findall(r"```text\n(.*?)```", PAGE, re.S)[1], "services.csv")

    assert (toml.mistakes, table.mistakes) == ((), ())
    assert (len(toml.services), len(toml.origins), len(table.components)) == (1, 2, 2)


@given(st.text(), st.sampled_from(["", "[[services]]\nname = ", "[repositories]\n", "services = "]))
def test_no_text_is_too_odd(text, head):
    """Mistakes are returned, never raised."""
    parse_services(head + text)


def test_a_layer_is_one_of_four():
    """Another word is named with its line; without one nothing is said."""
    read = parse_services(
        '[[services]]\nname = "a"\nlayer = "cloud"\n[[services]]\nname = "b"\n'
        '[[services]]\nname = "c"\nlayer = "clouds"\n'
    )

    assert [(one.name, one.layer) for one in read.services] == [
        ("a", "cloud"),
        ("b", None),
        ("c", None),
    ]
    assert [str(one) for one in read.mistakes] == [
        "services.toml:8: `clouds` is no layer: did you mean `cloud`?"
    ]
