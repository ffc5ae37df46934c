"""Putting one person into a team file."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from twohats.formats.team import parse_team
from twohats.formats.team_edit import add_to_team

FLAT = '# Engineering\n- "jane"\n- "sam"\n\n# Product\n- "kim"\n# end\n'
LOGINS = st.from_regex(r"[a-z0-9][a-z0-9]{0,8}", fullmatch=True)
GAPS = st.sampled_from(["", "\n", "# a note\n", "  # indented\n"])
ENTRIES = st.sampled_from(
    [
        "- {0}\n",
        '- "{0}"\n',
        "-   '{0}'  # why\n",
        "- login: '{0}'\n  from: 2024-01-01\n  until:\n",
        "- {{login: '{0}', name: N}}\n",
        "- login: '{0}'\n  name: >\n    Folded\n    Name\n",
        "- login: '{0}'\n  emails:\n    - a{0}@example.org\n    # none else\n",
    ]
)


@st.composite
def team_files(draw):
    """Team files as people write them."""
    logins = draw(st.lists(LOGINS, min_size=1, max_size=4, unique=True))
    text = "".join(draw(GAPS) + draw(ENTRIES).format(login) for login in logins) + draw(GAPS)
    return text.replace("\n", draw(st.sampled_from(["\n", "\r\n"])))


@given(
    team_files(),
    LOGINS,
    st.sampled_from([{}, {"name": "Ann Made-Up: yes"}, {"from_on": date(2024, 5, 1)}]),
)
def test_one_person_more_and_every_line_kept(text, login, more):
    """What was there reads as before, and no byte of it moved."""
    before = parse_team(text)
    if f"github:{login}" in {row.accounts[0] for row in before.rows}:
        return

    after = add_to_team(text, login, **more)

    read = parse_team(after)
    assert read.mistakes == before.mistakes
    assert [row.accounts for row in read.rows[:-1]] == [row.accounts for row in before.rows]
    assert read.rows[-1].accounts == (f"github:{login}",)
    assert read.rows[-1].name == more.get("name")
    rest = iter(after.splitlines(keepends=True))
    assert all(line in rest for line in text.splitlines(keepends=True))


def test_a_new_login_is_written_as_its_neighbours_are():
    """Quotes where they quote, before the notes that end the file."""
    assert add_to_team(FLAT, "ann") == FLAT.replace('"kim"\n', '"kim"\n- "ann"\n')


def test_a_group_takes_the_person_at_its_end():
    """Groups are notes to people, and people look for a colleague there."""
    assert add_to_team(FLAT, "ann", group="engineering") == FLAT.replace(
        '"sam"\n', '"sam"\n- "ann"\n'
    )


def test_a_group_nobody_wrote_is_refused():
    """A guess would put somebody into the wrong team."""
    with pytest.raises(ValueError, match="has no comment `# Design` to put anybody under"):
        add_to_team(FLAT, "ann", group="Design")


def test_what_else_is_known_makes_the_dated_form():
    """Both forms may stand in one file."""
    after = add_to_team(
        "- jane\n",
        "ann",
        name="Ann",
        accounts=["lab:ann"],
        emails=["ann@example.org"],
        from_on=date(2024, 1, 1),
    )

    assert after == (
        "- jane\n- login: ann\n  name: Ann\n"
        '  accounts: ["lab:ann"]\n  emails: ["ann@example.org"]\n  from: 2024-01-01\n'
    )


@pytest.mark.parametrize(
    ("text", "path", "after"),
    [
        ("", "team.yml", "- ann\n"),
        ("# ours\n", "team.yml", "# ours\n- ann\n"),
        ("- jane", "team.yml", "- jane\n- ann\n"),
        ("  - jane\n", "team.yml", "  - jane\n  - ann\n"),
        ("[jane, sam]\n", "team.yml", "[jane, sam, ann]\n"),
        ("[]\n", "team.yml", "[ann]\n"),
        ("jane\n# end\n", "team.txt", "jane\nann\n# end\n"),
        ("", "team.txt", "ann\n"),
        ("jane", "team.txt", "jane\nann\n"),
    ],
)
def test_every_spelling_takes_one_more(text, path, after):
    """Empty files, indented lists, lists in brackets and plain text."""
    assert add_to_team(text, "ann", path=path) == after


@pytest.mark.parametrize(("text", "path"), [("[jane]\n", "team.yml"), ("jane\n", "team.txt")])
def test_no_room_for_more_than_a_login_is_refused(text, path):
    """The way out is named; nothing is written in half."""
    with pytest.raises(ValueError, match="to add `name`"):
        add_to_team(text, "ann", path=path, name="Ann")


@pytest.mark.parametrize(
    ("text", "message"),
    [("- [jane\n", "is not YAML as it stands"), ("jane: 1\n", "is not a list as it stands")],
)
def test_a_broken_file_is_to_be_mended_first(text, message):
    """There is no place in it to write to."""
    with pytest.raises(ValueError, match=message):
        add_to_team(text, "ann")


@pytest.mark.parametrize("login", ["no", "007", "null"])
def test_a_login_that_yaml_would_take_for_something_else_is_quoted(login):
    """Other programs read this file too."""
    assert add_to_team("- jane\n", login) == f'- jane\n- "{login}"\n'


def test_the_field_s_own_team_file_keeps_every_line(recordings):
    """Also without a line break at its end."""
    text = (recordings / "formats" / "team.yml").read_text()

    assert add_to_team(text, "ann").removesuffix('- "ann"\n').rstrip("\n") == text.rstrip("\n")
