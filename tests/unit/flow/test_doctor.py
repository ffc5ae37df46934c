"""What ``twohats doctor`` says of policies and waivers."""

from datetime import date

import pytest

from twohats.flow.doctor import examine

TODAY = date(2026, 3, 1)
HEAD = 'organization = "Tidewater Commons"\nowners = ["tidewater"]\n'
FIRST = (
    '[[policies]]\nname = "first"\neffective_from = 2025-01-01\non_clock_scope = "any-upstream"\n'
)
WAIVER = (
    '[[waivers]]\nname = "release week"\nwhat = "outside_plan_time"\nwho = "kim"\n'
    'why = "all hands"\nsince = 2026-02-01\nuntil = 2026-02-08\n'
)


@pytest.fixture
def found(tmp_path):
    """What is found about policies, by the text of the settings."""

    def look(text, today=TODAY):
        (tmp_path / "twohats.toml").write_text(HEAD + text)
        (tmp_path / "team.yml").write_text("- {login: jane, from: 2024-01-01}\n")
        findings = [f for f in examine(tmp_path, today) if f.what == "policy"]
        return [(f.state, f.found) for f in findings]

    return look


def test_a_policy_in_force_is_good(found):
    """One that says little is not wrong."""
    assert found(FIRST) == [("good", "`first` since 2025-01-01")]


def test_no_policy_is_something_to_look_at(found):
    """Nothing stops, but every answer about time will be a question."""
    none = [("look", "none is in force, so whose time work is will be asked")]

    assert found("") == none
    assert found(FIRST, today=date(2024, 12, 31)) == none


def test_a_policy_at_odds_with_itself_is_shown(found):
    """Its owner chooses; the program does not."""
    text = FIRST + 'outside_plan_time = "own"\nfree_choice_share = 0.2\n'

    assert found(text)[1:] == [
        (
            "look",
            "time of work outside the plan: `first`: one's own time, "
            "yet 20% of working time is free choice",
        )
    ]


def test_policies_that_differ_are_shown_and_not_scolded(found):
    """A changed agreement is what the dates are for."""
    later = '[[policies]]\nname = "second"\neffective_from = 2026-01-01\n'

    assert found(FIRST + later) == [
        ("good", "`second` since 2026-01-01"),
        (
            "good",
            "they differ in upstream work that is working time: "
            "`first`: that in any upstream community; "
            "`second`: not said, so people are asked",
        ),
    ]


def test_key_communities_that_nobody_named_are_missed(found):
    """The policy rests on a list that is not there."""
    assert found(FIRST.replace("any-upstream", "key-communities"))[1:] == [
        (
            "look",
            "`first` calls work in key communities working time, and none are named",
        )
    ]


@pytest.mark.parametrize(
    ("today", "said"),
    [
        (date(2026, 1, 31), "begins on 2026-02-01"),
        (date(2026, 2, 7), "holds until 2026-02-08"),
        (date(2026, 2, 8), "ended on 2026-02-08"),
    ],
)
def test_a_waiver_is_said_with_where_it_stands(found, today, said):
    """An ended one stays in the file, does nothing, and says so."""
    assert found(FIRST + WAIVER, today)[1:] == [
        ("good", f"waiver `release week` of outside_plan_time {said}")
    ]
