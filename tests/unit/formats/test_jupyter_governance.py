"""Jupyter's governance files."""

from datetime import UTC, datetime

from hypothesis import given
from hypothesis import strategies as st

from twohats.formats.jupyter_governance import parse_authors, parse_organizations, parse_teams

AUTHORS = """\
version: 1
authors:
  - id: ada
    name: Ada Example
    github: https://github.com/Ada
    affiliations: [acme, lab]
    teams:
      - team: council
        term: "2023-2024"
      - team: former_council
        term: Founding member, 2014-2016
      - team: former_committee
      - team: board
        organization: Acme
        term: "2019-"
  - id: security_rep
    name: Security Representative
    teams:
      - team: council
        subproject: Security
"""
ORGANIZATIONS = (
    "version: 1\naffiliations:\n  - id: acme\n    name: Acme, Inc.\n    url: https://acme.example\n"
)


def at(year):
    return datetime(year, 1, 1, tzinfo=UTC)


def test_terms_become_half_open_dates():
    """The last year of a term belongs to it; an open one has no end."""
    roles = parse_authors(AUTHORS).roles()

    assert [(role.body, role.role, role.from_at, role.until_at) for role in roles[:4]] == [
        ("council", "member", at(2023), at(2025)),
        ("council", "member", at(2014), at(2017)),
        ("committee", "emeritus", None, None),
        ("board", "member", at(2019), None),
    ]


def test_a_former_team_without_dates_is_never_a_present_role():
    """Who is on a former team is emeritus there, though nobody wrote when it ended."""
    seat = parse_authors(AUTHORS).authors[0].seats[2]

    assert (seat.team, seat.body, seat.has_ended, seat.role) == (
        *("former_committee", "committee"),
        *(True, "emeritus"),
    )


def test_a_seat_may_have_nobody_in_it():
    """A representative without an account is a role with a name alone."""
    role = parse_authors(AUTHORS).roles()[-1]

    assert (role.account, role.name, role.body) == (None, "Security Representative", "council")


def test_ids_of_employers_become_names():
    """Affiliations are told by name where the other file has them, else by id."""
    names = parse_organizations(ORGANIZATIONS).names

    assert parse_authors(AUTHORS).roles(names)[0].affiliation_text == "Acme, Inc., lab"
    assert parse_authors(AUTHORS).roles()[0].affiliation_text == "acme, lab"


def test_what_is_wrong_is_named_and_the_rest_read():
    """A term that runs backwards, a seat without team and a strange profile are all said."""
    read = parse_authors(
        "authors:\n  - name: Ada\n    github: https://example.org/ada\n    teams:\n"
        '      - team: council\n        term: "2026-2023"\n      - term: "2023"\n  - id:\n'
    )

    assert [one.name for one in read.authors] == ["Ada"]
    assert not read.authors[0].seats[0].term.dated
    assert [problem.line for problem in read.problems] == [3, 6, 7, 8]


def test_a_broken_record_costs_only_itself():
    """Each person is read apart where the file as a whole is not YAML."""
    text = AUTHORS.replace("name: Security Representative", 'name: "Security')

    read = parse_authors(text)

    assert [one.name for one in read.authors] == ["Ada Example"]
    assert len(read.problems) == 1


def test_teams_have_names_and_addresses():
    """Teams are read like employers, with their compass as address."""
    read = parse_teams(
        "teams:\n- {id: council, name: The Council, team_compass: https://c.example}\n- {}\n"
    )

    assert read.names == {"council": "The Council"}
    assert read.organizations[0].url == "https://c.example"
    assert len(read.problems) == 1


@given(st.text("-: \n[]{}\"'#&*authors", max_size=60))
def test_any_text_is_read(text):
    """Nothing makes reading fail."""
    parse_authors("authors:\n" + text)
    parse_organizations(text)


def test_the_recorded_files_are_read_whole(recordings):
    """Jupyter's own files give everybody, every seat, and no problem."""
    folder = recordings / "formats"
    text = (folder / "jupyter-governance-contributors.yml").read_text("utf-8")
    employers = parse_organizations(
        (folder / "jupyter-governance-organizations.yml").read_text("utf-8")
    )
    teams = parse_teams((folder / "jupyter-governance-jupyter-teams.yml").read_text("utf-8"))

    read = parse_authors(text)

    assert len(read.authors) == text.count("  - id: ")
    assert sum(len(one.seats) for one in read.authors) == text.count("- team: ")
    assert (read.problems, employers.problems, teams.problems) == ((), (), ())
    assert {seat.team for one in read.authors for seat in one.seats} <= set(teams.names)
