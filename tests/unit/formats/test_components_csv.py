"""Tables of components."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from twohats.formats.components_csv import read_components_csv

HOSTS = {"github.com": "github"}


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_columns_are_found_by_name(delimiter):
    """In any order and case, with further ones beside them."""
    rows = [
        ("Service", "component", "owner", "Member Community", "repository"),
        ("Tide hub", "core", "x", "Open Tides", "lantern/core"),
        ("", "pkg:github/kelp/forge@2", "", "", ""),
    ]
    read = read_components_csv("\n".join(map(delimiter.join, rows)), "s.csv", HOSTS)

    assert read.mistakes == ()
    assert [
        (c.label, c.service, c.member_community, c.repository, c.repository_by, c.place)
        for c in read.components
    ] == [
        ("core", "Tide hub", "Open Tides", "github:lantern/core", "column repository", "line 2"),
        ("pkg:github/kelp/forge@2", None, None, "github:kelp/forge", "purl type github", "line 3"),
    ]


def test_wrong_rows_are_named_and_the_others_read():
    """With their lines; empty ones are nothing."""
    text = "component,service,repository\n,Tide hub,\n\ncore,Tide hub,nowhere\nkelp,,\n"
    read = read_components_csv(text, "s.csv", HOSTS)

    assert [str(mistake) for mistake in read.mistakes] == [
        "s.csv:2: names no component",
        "s.csv:4: `nowhere` is no repository: write it as `owner/name`",
    ]
    assert [c.name for c in read.components] == ["kelp"]


@pytest.mark.parametrize(
    ("text", "mistake"),
    [
        ("componnet,service\n", "s.csv:1: unknown column `componnet`: did you mean `component`?"),
        (
            "a,b\n1,2\n",
            "s.csv:1: has no column `component`: known are component, service, "
            "member_community, repository, license",
        ),
    ],
)
def test_a_table_without_components_says_what_it_lacks(text, mistake):
    """And suggests what was meant."""
    assert [str(one) for one in read_components_csv(text, "s.csv").mistakes] == [mistake]


@given(st.text())
def test_no_text_is_too_odd(text):
    """Mistakes are returned, never raised."""
    read_components_csv(text, "s.csv")
    read_components_csv(f"component,service\n{text}", "s.csv")
