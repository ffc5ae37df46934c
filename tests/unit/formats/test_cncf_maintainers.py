"""CNCF's list of all projects' maintainers."""

from hypothesis import given
from hypothesis import strategies as st

from twohats.formats.cncf_maintainers import parse_project_maintainers

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


@given(st.text(',"\n abProject', max_size=60))
def test_any_text_is_read(text):
    """Nothing makes reading fail, and every person has a project."""
    assert all(one.body for one in parse_project_maintainers(text).maintainers)
