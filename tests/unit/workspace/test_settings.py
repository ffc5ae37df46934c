"""What settings answer."""

from datetime import date

import pytest

from twohats.workspace import Policy, ScopeRule, Settings, Waiver

FIRST = Policy("first", date(2025, 1, 1), date(2025, 7, 1))
SECOND = Policy("second", date(2026, 1, 1))
SETTINGS = Settings(
    "Tidewater Commons",
    owners=("github:tidewater",),
    repositories=("github:jane/tool",),
    policies=(FIRST, SECOND),
    scopes=(
        ScopeRule("github:harbour", "upstream"),
        ScopeRule("github:harbour/jane-toy", "personal-project"),
    ),
)


@pytest.mark.parametrize(
    ("day", "policy"),
    [
        (date(2024, 12, 31), None),
        (date(2025, 1, 1), FIRST),
        (date(2025, 6, 30), FIRST),
        (date(2025, 7, 1), None),
        (date(2026, 1, 1), SECOND),
        (date(2036, 1, 1), SECOND),
    ],
)
def test_old_work_is_judged_by_the_policy_of_its_day(day, policy):
    """Between two policies none holds, and nobody guesses."""
    assert SETTINGS.policy_on(day) is policy


@pytest.mark.parametrize(
    ("repository", "scope"),
    [
        ("github:harbour/Core", "upstream"),
        ("github:harbour/jane-toy", "personal-project"),
        ("github:harbour-extras/core", None),
    ],
)
def test_the_most_exact_word_on_a_repository_holds(repository, scope):
    """A rule for one repository comes before that for its owner."""
    rule = SETTINGS.scope_of(repository)

    assert (rule and rule.scope) == scope


@pytest.mark.parametrize(
    ("repository", "ours"),
    [
        ("github:tidewater/anything", True),
        ("github:Tidewater/Anything", True),
        ("github:jane/tool", True),
        ("github:jane/other", False),
        ("github:tidewater-labs/anything", False),
    ],
)
def test_ours_is_by_owner_or_by_name(repository, ours):
    """A name that only begins alike is somebody else's."""
    assert SETTINGS.is_ours(repository) is ours


WAIVED = Settings(
    "Tidewater Commons",
    waivers=(
        Waiver("all", "band_upstream", "kim", "a move", date(2026, 2, 1)),
        Waiver(
            "week",
            "outside_plan_time",
            "kim",
            "a release",
            until=date(2026, 1, 8),
            since=date(2026, 1, 1),
            community="github:harbour",
        ),
    ),
)


@pytest.mark.parametrize(
    ("day", "repository", "names"),
    [
        (date(2025, 12, 31), "github:harbour/core", ["all"]),
        (date(2026, 1, 1), "github:Harbour/Core", ["all", "week"]),
        (date(2026, 1, 7), "github:harbour/core", ["all", "week"]),
        (date(2026, 1, 7), "github:harbour-extras/core", ["all"]),
        (date(2026, 1, 7), None, ["all"]),
        (date(2026, 1, 8), "github:harbour/core", ["all"]),
        (date(2026, 2, 1), "github:harbour/core", []),
    ],
)
def test_a_waiver_holds_until_its_end_and_where_it_was_granted(day, repository, names):
    """On the day of its end it does nothing."""
    assert [waiver.name for waiver in WAIVED.waivers_on(day, repository)] == names
