"""The team file in its three spellings."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from twohats.formats.team import Period, TeamRow, parse_team


def _day(year, month=1, day=1):
    return datetime(year, month, day, tzinfo=UTC)


def _mistakes(text, path="team.yml"):
    return [str(mistake) for mistake in parse_team(text, path).mistakes]


def test_a_flat_list_gives_logins_and_lines():
    """Notes group people and mean nothing to the program; quotes do not matter."""
    team = parse_team("# Engineering\n- \"Jane-Made-Up\"\n- 'sam'\n\n# Product\n- kim  # lead\n")

    assert team.mistakes == ()
    assert [(row.login, row.accounts, row.line, row.periods) for row in team.rows] == [
        ("Jane-Made-Up", ("github:jane-made-up",), 2, ()),
        ("sam", ("github:sam",), 3, ()),
        ("kim", ("github:kim",), 6, ()),
    ]


@pytest.mark.parametrize(
    "text",
    [
        "jane\nsam\n",
        "# ours\n@jane  # lead\n\n  sam",
        "jane, sam",
        "jane\r\nsam\r\n",
        "- jane\n- sam",
    ],
)
def test_a_plain_list_of_logins_is_enough(text):
    """A lead has a list of logins, nothing else; it may be pasted as it is."""
    path = "team.yml" if text.startswith("-") else "team.txt"
    team = parse_team(text, path)

    assert team.mistakes == ()
    assert [row.accounts for row in team.rows] == [("github:jane",), ("github:sam",)]


@pytest.mark.parametrize("login", ["no", "on", "007", "1e3", "2024-01-01", "0x1f"])
def test_a_login_stays_the_text_it_is(login):
    """YAML would make truth values, numbers and dates of some logins."""
    for text in (f"- {login}\n", f"- login: {login}\n  from: 2024-01-01\n"):
        assert [row.accounts for row in parse_team(text).rows] == [(f"github:{login}",)]


def test_the_dated_form_tells_everything():
    """Name, accounts, e-mails and several periods with their employers."""
    text = """\
- login: Jane-Made-Up
  name: Jane Made-Up
  accounts: [lab:jane, old-jane]
  emails: jane@example.org
  time_zone: Europe/Oslo
  periods:
    - from: 2020-01-01
      until: 2021-07-01
      organization: Harbour Works
    - from: 2023-02-01
- sam
"""
    team = parse_team(text, hosts={"github.com": "github", "lab.example": "lab"})

    assert team.mistakes == ()
    assert team.rows == (
        TeamRow(
            login="Jane-Made-Up",
            accounts=("github:jane-made-up", "lab:jane", "github:old-jane"),
            line=1,
            name="Jane Made-Up",
            emails=("jane@example.org",),
            time_zone="Europe/Oslo",
            periods=(
                Period(_day(2020), _day(2021, 7), "Harbour Works", 7),
                Period(_day(2023, 2), None, None, 10),
            ),
        ),
        TeamRow("sam", ("github:sam",), 11),
    )


@pytest.mark.parametrize(
    ("written", "follow"), [("", False), ("  follow: true\n", True), ("  follow: false\n", False)]
)
def test_following_somebody_is_off_until_it_is_switched_on(written, follow):
    """Work outside the register is a person's own unless they say otherwise."""
    (row,) = parse_team(f"- login: x\n{written}").rows

    assert row.follow is follow


def test_a_switch_is_true_or_false():
    """Anything else is a mistake, and off."""
    team = parse_team("- login: x\n  follow: perhaps\n")

    assert [str(m) for m in team.mistakes] == [
        "team.yml:2: `follow` must be true or false, not `perhaps`"
    ]
    assert [row.follow for row in team.rows] == [False]


@pytest.mark.parametrize("end", ["until", "to"])
def test_an_end_is_the_first_day_without_them(end):
    """Both words mean the same, exclusive day."""
    (row,) = parse_team(f"- login: x\n  from: 2024-01-01\n  {end}: 2024-03-01\n").rows

    assert row.periods == (Period(_day(2024), _day(2024, 3), None, 2),)


def test_empty_dates_are_not_said():
    """``from:`` without a date leaves the question to the file's history."""
    (row,) = parse_team("- login: x\n  from:\n  to:\n").rows

    assert row.periods == ()


def test_an_end_alone_leaves_the_start_open():
    """A missing start is unknown, not the end of all questions."""
    (row,) = parse_team("- login: x\n  until: 2024-03-01\n").rows

    assert row.periods == (Period(None, _day(2024, 3), None, 2),)


def test_a_time_with_its_offset_is_taken_as_it_is():
    """Days are midnight UTC unless somebody says otherwise."""
    (row,) = parse_team("- login: x\n  from: 2024-01-01T02:00:00+02:00\n").rows

    assert row.periods[0].from_at == _day(2024)


def test_entries_of_one_person_are_joined():
    """Somebody who came back may simply be listed again."""
    text = "- {login: x, from: 2023-01-01}\n- {login: X, from: 2020-01-01, until: 2021-01-01}\n"
    team = parse_team(text)

    assert team.mistakes == ()
    assert [[p.from_at for p in row.periods] for row in team.rows] == [[_day(2020), _day(2023)]]


def test_two_employers_at_once_are_fine():
    """Half a post here and half there happens."""
    text = """\
- login: x
  periods:
    - {from: 2020-01-01, organization: Harbour Works}
    - {from: 2020-01-01}
"""
    assert _mistakes(text) == []


def test_all_mistakes_are_named_and_the_rest_is_read():
    """One look at the list is enough to mend the file."""
    text = """\
- jane
- Jane
- a b
- x@example.org
- login: sam
  form: 2024-01-01
  from: 2024-01-01
  until: 2023-01-01
- login: ann
  accounts: [jane, lab:x]
  emails: nope
  periods:
    - from: 2020-01-01
    - from: 2021-01-01
- logn: x
- [a]
- login: z
  from: january
  to: 2020-01-01
  until: 2020-01-01
- name: Nobody
- good
"""
    team = parse_team(text)

    assert team.rows[-1].login == "good"
    assert sorted(map(str, team.mistakes), key=lambda m: int(m.split(":")[1])) == [
        "team.yml:2: `Jane` is already on line 1: remove one",
        "team.yml:3: `a b` is not a login: only letters, digits and hyphens, no spaces",
        "team.yml:4: `x@example.org` is an e-mail address: write the login instead",
        "team.yml:6: unknown key `form`: did you mean `from`?",
        "team.yml:8: `until` (2023-01-01) is before `from` (2024-01-01)",
        "team.yml:9: `github:jane` is already another person's, on line 1",
        "team.yml:10: unknown forge `lab`: known are `github`",
        "team.yml:11: `nope` is not an e-mail address",
        "team.yml:14: this period of `ann` overlaps that on line 13",
        "team.yml:15: unknown key `logn`: did you mean `login`?",
        "team.yml:16: must be a login, or `login:` with what else is known",
        "team.yml:18: `from` must be a date as 2024-01-31, not `january`",
        "team.yml:19: `until` and `to` mean the same: keep one",
        "team.yml:21: `login` is missing",
    ]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "team.yml: names nobody: write one login per line, as `- login`"),
        ("# later\n", "team.yml: names nobody: write one login per line, as `- login`"),
        ("- null\n", "team.yml: names nobody: write one login per line, as `- login`"),
        ("a: 1\n", "team.yml:1: must be a list: write each person as `- login`"),
        ("- a\n- *b\n", "team.yml:2: this is not YAML: found undefined alias 'b'"),
        ("- {login: x, login: y}\n", "team.yml:1: `login` is given twice: keep one"),
    ],
)
def test_a_file_of_another_shape_says_so(text, message):
    """An empty team is most likely a slip, and a wrong shape never guesses."""
    assert _mistakes(text) == [message]


def test_both_spellings_find_the_same_mistakes():
    """A plain list is held to what a YAML list is held to."""
    assert _mistakes("jane\nJANE\na b\n", "team.txt") == [
        "team.txt:3: `a b` is not a login: only letters, digits and hyphens, no spaces",
        "team.txt:2: `JANE` is already on line 1: remove one",
    ]


def test_a_period_without_length_is_no_mistake():
    """It says that somebody never belonged, whatever the history shows."""
    assert _mistakes("- login: x\n  from: 2024-01-01\n  until: 2024-01-01\n") == []


@given(st.text(max_size=80) | st.text("- logina:\n\"'[]{}#,2024&*!|>", max_size=80))
def test_any_text_is_read_without_raising(text):
    """What people save by mistake is a mistake in a list, not a traceback."""
    for path in ("team.yml", "team.txt"):
        team = parse_team(text, path)
        assert team.rows or team.mistakes


@given(
    st.lists(
        st.from_regex(r"[a-z][a-z0-9]{0,8}", fullmatch=True),
        min_size=1,
        max_size=8,
        unique=True,
    ).filter(lambda logins: "null" not in logins)
)
def test_the_short_way_and_the_parser_agree(logins):
    """A flat list skips the YAML parser; the rows are the same as if it had not."""
    flat = "".join(f"- {login}\n" for login in logins)
    parsed = "[" + ", ".join(logins) + "]"

    assert [row.accounts for row in parse_team(flat).rows] == [
        row.accounts for row in parse_team(parsed).rows
    ]


def test_the_field_s_own_team_file_is_read(recordings):
    """Ten logins under four notes."""
    team = parse_team((recordings / "formats" / "team.yml").read_text())

    assert team.mistakes == ()
    assert len(team.rows) == 10
    assert all(not row.periods for row in team.rows)
