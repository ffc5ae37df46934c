"""Who is one of ours, from when to when."""

from datetime import UTC, datetime

from hypothesis import given
from hypothesis import strategies as st

from twohats.formats.team import parse_team
from twohats.workspace.members import TeamVersion, members_of


def _day(year, month=1):
    return datetime(year, month, 1, tzinfo=UTC)


def _version(at, text):
    return TeamVersion(at, f"team.yml@{at:%Y%m}", parse_team(text).rows)


def _members(text, *versions):
    rows = parse_team(text).rows
    members = members_of(rows, versions, organization="Tidewater")
    return [(m.key[7:], m.from_at, m.until_at, m.basis) for m in members]


def test_without_history_all_time_counts_as_assumed():
    """A list of logins is enough to begin, and says how little it knows."""
    (member,) = members_of(parse_team("- jane\n").rows, (), organization="Tidewater")

    assert (member.from_at, member.until_at, member.basis) == (None, None, "assumed")
    assert (member.organization, member.source) == ("Tidewater", "team.yml:1")


def test_those_of_the_first_version_were_there_before_it():
    """Nobody knows since when: that time is a row of its own, and assumed."""
    assert _members("- jane\n", _version(_day(2023), "- jane\n")) == [
        ("jane", None, _day(2023), "assumed"),
        ("jane", _day(2023), None, "file history"),
    ]


def test_who_appears_later_starts_there_and_who_disappears_ends_there():
    """People who left stay known for the time they were here."""
    versions = (
        _version(_day(2023), "- jane\n- sam\n"),
        _version(_day(2024), "- jane\n- sam\n- kim\n"),
        _version(_day(2025), "- jane\n- kim\n"),
    )

    assert _members("- jane\n- kim\n", *versions) == [
        ("jane", None, _day(2023), "assumed"),
        ("jane", _day(2023), None, "file history"),
        ("kim", _day(2024), None, "file history"),
        ("sam", None, _day(2023), "assumed"),
        ("sam", _day(2023), _day(2025), "file history"),
    ]


def test_somebody_who_came_back_has_two_periods():
    """The time between is not ours."""
    versions = tuple(
        _version(_day(year), text)
        for year, text in [(2022, "- a\n"), (2023, "- a\n- b\n"), (2024, "- a\n"), (2025, "- b\n")]
    )

    assert [m for m in _members("- b\n", *versions) if m[0] == "b"] == [
        ("b", _day(2023), _day(2024), "file history"),
        ("b", _day(2025), None, "file history"),
    ]


def test_dates_in_the_file_win_over_its_history():
    """The history knows when a line was written, a person when somebody was hired."""
    text = "- login: jane\n  from: 2020-01-01\n"

    assert _members(text, _version(_day(2023), "- jane\n")) == [
        ("jane", _day(2020), None, "declared")
    ]


def test_an_employer_without_dates_takes_those_of_the_history():
    """What is said is kept, what is not is looked up."""
    rows = parse_team("- login: jane\n  organization: Harbour Works\n").rows
    members = members_of(
        rows,
        (_version(_day(2022), "- sam\n"), _version(_day(2023), "- sam\n- jane\n")),
        organization="Tidewater",
    )

    assert (members[0].organization, members[0].from_at, members[0].basis) == (
        "Harbour Works",
        _day(2023),
        "file history",
    )


def test_a_period_without_length_says_that_somebody_never_belonged():
    """A login written by mistake can be taken back, also from the history."""
    text = "- jane\n- login: jame\n  from: 2023-01-01\n  until: 2023-01-01\n"

    assert {m[0] for m in _members(text, _version(_day(2023), "- jame\n- jane\n"))} == {"jane"}


def test_a_login_that_changed_is_one_person():
    """The old login among the accounts ties the history together."""
    text = "- login: jane-new\n  accounts: [jane-old]\n"
    versions = (
        _version(_day(2022), "- sam\n"),
        _version(_day(2023), "- sam\n- jane-old\n"),
        _version(_day(2024), "- jane-new\n"),
    )

    assert [m for m in _members(text, *versions) if m[0].startswith("jane")] == [
        ("jane-new", _day(2023), None, "file history")
    ]


def test_an_entry_not_yet_committed_starts_after_the_last_version():
    """That is all that is known, so it is assumed."""
    assert _members("- jane\n- new\n", _version(_day(2023), "- jane\n"))[-1] == (
        "new",
        _day(2023),
        None,
        "assumed",
    )


def test_a_removal_not_yet_committed_ends_nothing():
    """Without a clock nobody knows when; until it is committed they count."""
    assert _members("- jane\n", _version(_day(2023), "- jane\n- sam\n"))[-1] == (
        "sam",
        _day(2023),
        None,
        "file history",
    )


def test_declared_dates_of_somebody_who_left_still_hold():
    """Only the open end is closed, where the entry was removed."""
    dated = "- jane\n- login: sam\n  from: 2020-01-01\n"
    versions = (_version(_day(2023), dated), _version(_day(2024), "- jane\n"))

    assert _members("- jane\n", *versions)[-1] == (
        "sam",
        _day(2020),
        _day(2024),
        "file history",
    )


LOGINS = ["ann", "ben", "cleo", "dan"]
VERSIONS = st.lists(st.sets(st.sampled_from(LOGINS), min_size=1), min_size=1, max_size=6)


def _text(logins):
    return "".join(f"- {login}\n" for login in sorted(logins))


@given(VERSIONS)
def test_at_each_version_exactly_its_people_are_ours(names):
    """The rows, asked at any commit, give back what that commit said; no two overlap."""
    versions = [_version(_day(2000 + i), _text(logins)) for i, logins in enumerate(names)]
    members = members_of(parse_team(_text(names[-1])).rows, versions, organization="T")

    for version, logins in zip(versions, names, strict=True):
        ours = [
            m.key[7:]
            for m in members
            if (m.from_at is None or m.from_at <= version.at)
            and (m.until_at is None or version.at < m.until_at)
        ]
        assert sorted(ours) == sorted(logins)
    for first in members:
        assert first.from_at is None or first.until_at is None or first.from_at < first.until_at
