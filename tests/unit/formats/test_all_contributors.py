"""The all-contributors list."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from twohats.formats.all_contributors import parse_all_contributors

TEXT = """\
{
  "projectName": "app",
  "projectOwner": "example-hub",
  "repoType": "github",
  "contributors": [
    {
      "login": "Ada",
      "name": "Ada Example",
      "profile": "https://ada.example",
      "contributions": ["code", {"type": "doc", "url": "https://example.org"}]
    },
    {"name": "Bo {Example}", "contributions": []}
  ],
  "contributorsPerLine": 7
}
"""


def test_people_and_kinds_are_read():
    """Kinds may be words or objects; somebody may lack an account, or a kind."""
    read = parse_all_contributors(TEXT)

    assert read.project == "example-hub/app"
    assert [(one.login, one.name, one.contributions, one.line) for one in read.contributors] == [
        ("Ada", "Ada Example", ("code", "doc"), 6),
        (None, "Bo {Example}", (), 12),
    ]
    assert [(role.account, role.role, role.body) for role in read.roles()] == [
        ("github:ada", "contributor", "code"),
        ("github:ada", "contributor", "doc"),
        (None, "contributor", None),
    ]
    assert read.problems == ()


def test_a_broken_file_still_gives_its_people():
    """A comma too few costs nobody; a record cut short costs only itself."""
    read = parse_all_contributors(TEXT.replace("    },\n", "    }\n"))

    assert [one.name for one in read.contributors] == ["Ada Example", "Bo {Example}"]
    assert [problem.line for problem in read.problems] == [12]

    cut = parse_all_contributors(TEXT[: TEXT.index('{Example}"')])

    assert [one.name for one in cut.contributors] == ["Ada Example"]
    assert len(cut.problems) == 1


def test_records_of_no_use_are_named():
    """An entry without name or login, or that is no object, is said with its line."""
    read = parse_all_contributors('{"contributors": [\n{"login": ""},\n"ada",\n{"login": "bo"}]}')

    assert [one.login for one in read.contributors] == ["bo"]
    assert [problem.line for problem in read.problems] == [2, 3]


@pytest.mark.parametrize("text", ["{}", '{"contributors": []}', '{"files": ["README.md"]}'])
def test_nobody_is_no_mistake(text):
    """A fresh file credits nobody yet."""
    read = parse_all_contributors(text)

    assert (read.contributors, read.problems) == ((), ())


@pytest.mark.parametrize("text", ["", "[]", "3", '{"contributors": {}}', "[" * 100_000])
def test_another_shape_is_said(text):
    """What is no such list is said once."""
    read = parse_all_contributors(text)

    assert read.contributors == ()
    assert len(read.problems) == 1


def test_a_list_within_a_text_is_no_list():
    """Only the file's own list counts, wherever its words stand before."""
    text = json.dumps({"note": 'x "contributors": [1]', "contributors": [{"login": "ada"}]})

    assert [one.login for one in parse_all_contributors(text).contributors] == ["ada"]


@given(st.text('{}[]",: \ncontributorslogin', max_size=80) | st.text(max_size=40))
def test_any_text_is_read(text):
    """Nothing makes reading fail."""
    parse_all_contributors(text)
    parse_all_contributors('{"contributors": [' + text)


PEOPLE = st.lists(
    st.fixed_dictionaries(
        {"login": st.text("abc", min_size=1), "contributions": st.lists(st.sampled_from(["code"]))},
        optional={"name": st.text()},
    )
)


@given(PEOPLE, st.sampled_from([None, 2]))
def test_every_entry_is_read_in_order(people, indent):
    """However the file is laid out, each entry is one person."""
    read = parse_all_contributors(json.dumps({"contributors": people}, indent=indent))

    assert [one.login for one in read.contributors] == [one["login"] for one in people]
    assert read.problems == ()
