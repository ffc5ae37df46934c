"""A role counts on the day something was done, not on the day one looks."""

import pytest
from fakes.check_cases import maintains
from fakes.small_facts import REPOSITORY, Story, day, ours

from twohats.checks.roles_held import roles_held


def role_of(story, at):
    """Ada's role on a day."""
    return roles_held(story.facts(as_of=500)).on("github:ada", REPOSITORY, day(at))


@pytest.mark.parametrize(
    ("at", "held"), [(9, False), (10, True), (29, True), (30, False)]
)  # fmt: skip
def test_a_role_holds_from_its_first_day_up_to_its_last(at, held):
    """Half-open, as all periods are."""
    story = Story([ours("ada")])
    story.item(1, "ada", 1)
    maintains(story, "ada", 10, 30)

    assert (role_of(story, at) is not None) is held


def test_the_words_say_where_it_is_written_and_since_when():
    """Of a role without a first day nobody knows since when."""
    dated, undated = Story([ours("ada")]), Story([ours("ada")])
    for story, since in ((dated, 10), (undated, None)):
        story.item(1, "ada", 1)
        maintains(story, "ada", since)

    assert role_of(dated, 20) == "maintainer (MAINTAINERS.md, since 2024-01-11)"
    assert role_of(undated, 20) == "maintainer (MAINTAINERS.md, since when is not written)"


def test_merges_show_a_role_for_a_year_where_no_roster_does():
    """Not on the first merge itself: that shows nothing of before."""
    story = Story([ours("ada")])
    story.merged(1, "finn", 10, "ada")

    assert role_of(story, 10.5) is None
    assert role_of(story, 20) == "may merge (merged there on 2024-01-11; no roster names anybody)"
    assert role_of(story, 400) is None
