"""Lists of maintainers in their many forms."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from twohats.formats.maintainers import parse_maintainers


def people(text):
    return [
        (one.name, one.login, one.organization_text, one.role)
        for one in parse_maintainers(text).maintainers
    ]


def test_minimum_viable_governance_maintainers_are_read():
    """Its table names people and organizations, and no accounts."""
    text = (
        "# Maintainers\n\nThis lists the Maintainers.\n\n| **NAME** | **Organization** |\n"
        "| --- | --- |\n| Ada Example | Acme |\n| Bo Example | Lab, Hub and Co |\n"
    )

    assert people(text) == [
        ("Ada Example", None, "Acme", "maintainer"),
        ("Bo Example", None, "Lab, Hub and Co", "maintainer"),
    ]


def test_minimum_viable_governance_steering_is_read():
    """The steering table has handles beside, and its heading gives the role."""
    text = (
        "# Steering Committee\n| **NAME** | **Handle** | **Affiliated Organization** |\n"
        "| --- | --- | --- |\n| Ada Example | @Ada | Acme |\n"
    )

    assert people(text) == [("Ada Example", "Ada", "Acme", "steering")]


def test_the_template_as_it_came_names_nobody():
    """Rows that nobody has filled in are no people, and no mistakes."""
    text = (
        "| **NAME** | **Handle** | **Organization** |\n| --- | --- | --- |\n"
        "| [Maintainer] | [handle ] | [affiliation] |\n|  ... | ... | ... |\n|  |  |  |\n"
    )

    read = parse_maintainers(text)

    assert (read.maintainers, read.problems) == ((), ())


def test_tables_of_other_makers_are_read():
    """Bold lines are headings, links give accounts, and outer bars may lack."""
    text = (
        "Maintainers\n===========\n\n**Active Maintainers**\n\n"
        "| Name | GitHub | Chat | email\n|------|--------|------|------\n"
        "| Ada Example | [ada][ada] | a.d.a | <ada@example.org>\n"
        "| Bo Example | [Bo](https://github.com/bo-x) | | \n\n"
        "**Retired Maintainers**\n\nName | GitHub ID\n--- | ---\nCy Example | cy\n\n"
        "[ada]: https://github.com/ada-x\n"
    )

    assert people(text) == [
        ("Ada Example", "ada-x", None, "maintainer"),
        ("Bo Example", "bo-x", None, "maintainer"),
        ("Cy Example", "cy", None, "emeritus"),
    ]
    first = parse_maintainers(text).maintainers[0]
    assert (first.email, first.body, first.line) == ("ada@example.org", "Active Maintainers", 8)


def test_list_lines_are_read():
    """A bullet that names an account or an address is a person."""
    text = (
        "## Maintainers\n\n- Ada Example (@ada)\n* [Bo Example](https://github.com/bo) (Acme)\n"
        "- Cy Example <cy@example.org>\n- @di\n\n## Emeritus\n- Ed Example, @ed\n"
    )

    assert people(text) == [
        ("Ada Example", "ada", None, "maintainer"),
        ("Bo Example", "bo", "Acme", "maintainer"),
        ("Cy Example", None, None, "maintainer"),
        (None, "di", None, "maintainer"),
        ("Ed Example", "ed", None, "emeritus"),
    ]


def test_areas_are_bodies_not_names():
    """Before several accounts, or in code, stands what they look after; else nobody can tell."""
    text = "* `storage`\n  * `remote`: @ada, @bo\n* Build and release: @cy\n- @di, @ed\n"

    read = parse_maintainers(text)

    assert [(one.name, one.login, one.body) for one in read.maintainers] == [
        (None, "ada", "remote"),
        (None, "bo", "remote"),
        (None, "cy", None),
        (None, "di", None),
        (None, "ed", None),
    ]


def test_a_heading_holds_until_the_next_of_its_level():
    """Below "Emeritus", a deeper heading is emeritus too; beside it, no more."""
    text = "# A\n## Emeritus\n### Reviewers\n- @ada\n## Reviewers\n- @bo\n"

    assert [one[3] for one in people(text)] == ["emeritus", "reviewer"]


@pytest.mark.parametrize(
    "text",
    [
        "We thank @ada for the idea.",
        "- To become a maintainer, ask somebody such as @ada to sponsor you",
        "- Review pull requests\n- Triage issues",
        "| Area | Link |\n| --- | --- |\n| docs | https://github.com/ada |\n",
        "```\n- @ada\n```",
        "<!-- - Ada Example (@ada)\n- @bo\n-->",
        "| a bar | in prose",
        "- For questions: please ping @ada, @bo",
        "- See [the guide](https://github.com/example-hub/guide)",
    ],
)
def test_prose_names_no_maintainers(text):
    """Sentences, other tables and code are no list of people."""
    read = parse_maintainers(text)

    assert (read.maintainers, read.problems) == ((), ())


def test_a_row_without_a_person_is_named():
    """A row that tells an organization and nobody is left out, and said."""
    read = parse_maintainers("| Name | Company |\n|---|---|\n| | Acme |\n| Ada | |\n")

    assert [one.name for one in read.maintainers] == ["Ada"]
    assert [problem.line for problem in read.problems] == [3]


@given(st.text("|-#*@[]()<>:= \nabName", max_size=80) | st.text(max_size=60))
def test_any_text_is_read(text):
    """Nothing makes reading fail."""
    parse_maintainers(text)
    parse_maintainers("| Name | GitHub |\n| --- | --- |\n| " + text)
