"""Lists of maintainers in their many forms."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from twohats.formats.maintainers import (
    parse_maintainers,
    parse_owners,
    parse_owners_aliases,
    parse_project_maintainers,
)


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
        "| a bar | in prose",
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


CSV = """\
,Project,Maintainer Name,Company,Github Name,OWNERS/MAINTAINERS
Graduated,Exemplar,Ada Example,Acme,ada,https://example.org/owners
,,"Bo ""Bobby"" Example",,bo\x20\x20,
,,,,cy,
,,,,,
,Exemplar: SIG Docs,Di Example, Lab ,@di
Sandbox,Sample,Ed Example,,https://github.com/ed,
,,,Acme,,
"""


def test_a_blank_first_cell_carries_the_project_down():
    """Rows belong to the last project named above them; levels are no projects."""
    read = parse_project_maintainers(CSV)

    assert [(one.body, one.name, one.login, one.organization_text) for one in read.maintainers] == [
        ("Exemplar", "Ada Example", "ada", "Acme"),
        ("Exemplar", 'Bo "Bobby" Example', "bo", None),
        ("Exemplar", None, "cy", None),
        ("Exemplar: SIG Docs", "Di Example", "di", "Lab"),
        ("Sample", "Ed Example", "ed", None),
    ]
    assert [problem.line for problem in read.problems] == [8]
    assert [one.line for one in read.maintainers] == [2, 3, 4, 6, 7]


def test_rows_above_any_project_are_named():
    """Without a project above it, a row says nothing of use."""
    read = parse_project_maintainers(",,Ada Example,Acme,ada,\n")

    assert read.maintainers == ()
    assert [problem.line for problem in read.problems] == [1]


OWNERS = """\
# comment
approvers:
  - Ada
  - docs-team
reviewers: [bo]
emeritus_approvers:
- cy
labels:
- area/docs
"""


def test_owners_give_approvers_reviewers_and_emeritus():
    """Each login holds its role, and aliases are their members."""
    aliases = parse_owners_aliases("aliases:\n  Docs-Team:\n  - di\n  - ada\n  empty: []\n")

    roles = parse_owners(OWNERS).roles(aliases.aliases, body="docs")

    assert [(role.account, role.role, role.body) for role in roles] == [
        ("github:ada", "approver", "docs"),
        ("github:di", "approver", "docs"),
        ("github:bo", "reviewer", "docs"),
        ("github:cy", "emeritus", "docs"),
    ]


def test_owners_filters_hold_for_their_paths():
    """Owners of some files only hold their roles in the expression that names them."""
    owners = parse_owners(
        "options: {no_parent_owners: true}\nfilters:\n"
        '  ".*":\n    approvers: [ada]\n  "\\\\.md$":\n    reviewers: [bo]\n'
    )

    assert owners.no_parent_owners
    assert [(role.account, role.body) for role in owners.roles()] == [
        ("github:ada", None),
        ("github:bo", "\\.md$"),
    ]


@pytest.mark.parametrize("text", ["", "# nobody", "labels: [a]", "approvers:\n"])
def test_owners_without_people_are_no_mistake(text):
    """An OWNERS file may name nobody."""
    owners = parse_owners(text)

    assert (owners.filters, owners.problems, owners.no_parent_owners) == ((), (), False)


@pytest.mark.parametrize("text", ["- ada", "approvers: [", "approvers: {ada: bo}"])
def test_owners_of_another_shape_are_named(text):
    """What is no OWNERS file is said with its line."""
    assert [problem.line for problem in parse_owners(text).problems] == [1]


@given(st.text("|-#*@[]()<>:= \nabName", max_size=80) | st.text(max_size=60))
def test_any_text_is_read(text):
    """Nothing makes reading fail."""
    parse_maintainers(text)
    parse_maintainers("| Name | GitHub |\n| --- | --- |\n| " + text)
    parse_project_maintainers(text)
    parse_owners(text)
    parse_owners_aliases(text)
