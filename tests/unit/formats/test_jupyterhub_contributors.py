"""JupyterHub's list of contributors."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from twohats.formats.jupyterhub_contributors import parse_contributor_key, parse_contributors

LIST = """\
# teams, in alphabetical order
- name: Ada Example
  handle: "Ada"
  affiliation: Example Hub, Acme and Sample Lab
  contributions: question,doc, talk
  focus: hub, binder
  teams:
    - council
    - health
  last-check-in: 2022-09

- name: Bo Example
  handle: "no"
  affiliation: ""
  contributions: ""
  teams: []
  last-check-in: 2025-05-17
  status: inactive

- name: Cy Example
  handle: cy
  teams:
"""


def test_a_person_is_read_with_lists_however_spaced():
    """Comma lists and free-text affiliations come apart, and the raw text stays."""
    ada = parse_contributors(LIST).contributors[0]

    assert (ada.name, ada.handle, ada.line) == ("Ada Example", "Ada", 2)
    assert ada.affiliation_text == "Example Hub, Acme and Sample Lab"
    assert ada.affiliations == ("Example Hub", "Acme", "Sample Lab")
    assert ada.contributions == ("question", "doc", "talk")
    assert ada.teams == ("council", "health")
    assert ada.is_active


def test_a_month_and_a_day_are_dates_in_utc():
    """A check-in is a date whether YAML would have taken it for a string or a date."""
    ada, bo, cy = parse_contributors(LIST).contributors

    assert ada.checked_in_at == datetime(2022, 9, 1, tzinfo=UTC)
    assert bo.checked_in_at == datetime(2025, 5, 17, tzinfo=UTC)
    assert cy.checked_in_at is None


def test_no_team_means_emeritus():
    """An empty list of teams, and none at all, are both a role that has ended."""
    roles = parse_contributors(LIST).roles()

    assert [(role.account, role.role, role.body) for role in roles] == [
        ("github:ada", "member", "council"),
        ("github:ada", "member", "health"),
        ("github:no", "emeritus", None),
        ("github:cy", "emeritus", None),
    ]
    assert [role.affiliation_text for role in roles[1:3]] == [
        "Example Hub, Acme and Sample Lab",
        None,
    ]


def test_one_wrong_record_costs_only_itself():
    """Broken YAML, missing names and impossible dates are named by line; the rest is read."""
    text = LIST + (
        '- name: "Di Example\n  handle: di\n- focus: hub\n'
        "- name: Ed Example\n  teams: [council]\n  last-check-in: 2022-13\n- just words\n"
    )

    read = parse_contributors(text)

    assert [one.name for one in read.contributors] == [
        *("Ada Example", "Bo Example", "Cy Example"),
        "Ed Example",
    ]
    assert {problem.line for problem in read.problems} >= {25, 28}
    assert all(problem.path == "contributors-jupyterhub.yaml" for problem in read.problems)


def test_a_clean_list_has_no_problems():
    """Nothing is said where nothing is wrong."""
    assert parse_contributors(LIST).problems == ()
    assert parse_contributors("").problems == ()
    assert parse_contributors("# nobody yet\n").contributors == ()


def test_a_handle_given_twice_is_said():
    """Two records of one account are both read, and named."""
    read = parse_contributors("- {name: A, handle: Ada}\n- {name: B, handle: ada}\n")

    assert len(read.contributors) == 2
    assert str(read.problems[0]) == (
        "contributors-jupyterhub.yaml:2: handle 'ada' also stands at line 1; both are read"
    )


@pytest.mark.parametrize("text", ["just: words", "words", "- - a\n"])
def test_another_shape_is_said(text):
    """A file that is no list of people is no list of people."""
    read = parse_contributors(text)

    assert read.contributors == ()
    assert len(read.problems) == 1


@given(st.text("-: \n[]{}\"'#&*!|>%@`ab1", max_size=60) | st.text(max_size=60))
def test_any_text_is_read(text):
    """Nothing makes reading fail."""
    parse_contributors(text)
    parse_contributor_key(text)


def test_the_words_are_read_from_their_key():
    """Words, images and quoted descriptions come out of the CSV beside the list."""
    read = parse_contributor_key('word,image,description\ncode,C,"Code, of all kinds"\n\ndoc,D\n')

    assert [(kind.word, kind.description) for kind in read.kinds] == [
        ("code", "Code, of all kinds"),
        ("doc", ""),
    ]


def test_the_recorded_list_is_read_whole(recordings):
    """JupyterHub's own list gives everybody, without a problem."""
    text = (recordings / "formats/contributors-jupyterhub.yaml").read_text("utf-8")

    read = parse_contributors(text)

    assert len(read.contributors) == text.count("- name:") == 25
    assert read.problems == ()
    assert sum(one.is_active for one in read.contributors) == 15
