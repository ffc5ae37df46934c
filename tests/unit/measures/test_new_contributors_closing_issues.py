"""Who closed an issue for the first time."""

from fakes.small_facts import Story, rows_of

from twohats.measures.measure import grouped
from twohats.measures.new_contributors_closing_issues import MEASURE


def closers(facts):
    return {row["actor"]: row["item"] for row in rows_of(MEASURE.rows(facts))}


def count(facts):
    rows = rows_of(MEASURE.sums(grouped(MEASURE.rows(facts), None)))
    return [one.value for one in MEASURE.numbers(rows)]


def issue(story, number, by, at, **where):
    item = story.item(number, "ada", 0, kind="issue", **where)
    story.close(item, by, at)
    return item


def test_the_first_close_of_each_person_counts_once():
    """Bo closed before the window, cy twice in it, ada her own."""
    story = Story()
    issue(story, 1, "bo", 1)
    issue(story, 2, "bo", 20)
    first = issue(story, 3, "cy", 21)
    issue(story, 4, "cy", 22)
    own = issue(story, 5, "ada", 23)

    assert closers(story.facts(since=10)) == {"github:cy": first, "github:ada": own}
    assert count(story.facts(since=10)) == [2]


def test_closing_a_change_is_something_else():
    """Neither a merge nor a closed pull request closes an issue."""
    story = Story()
    story.merged(1, "ada", 1, by="bo")

    assert closers(story.facts()) == {}


def test_a_close_taken_back_within_the_hour_is_none():
    """A slip is not a first time; a close that held an hour is, whatever came later."""
    story = Story()
    slip, held = issue(story, 1, "bo", 1), issue(story, 2, "cy", 1)
    story.event(slip, "reopened", "bo", 1 + 59 / 1440)
    story.event(held, "reopened", "bo", 1 + 61 / 1440)

    assert closers(story.facts()) == {"github:cy": held}


def test_bots_and_deleted_accounts_are_nobody_new():
    """A stale bot closes much."""
    story = Story(kinds={"stale": "bot"})
    issue(story, 1, "stale", 1)
    issue(story, 2, None, 1)

    assert closers(story.facts()) == {}


def test_who_closed_in_the_community_before_is_not_new_in_its_next_repository():
    """Told by community; another community is another start, and the person still one."""
    story = Story()
    issue(story, 1, "bo", 1)
    issue(story, 2, "bo", 20, repository="github:lantern-project/wick")
    assert closers(story.facts(since=10)) == {}
    issue(story, 3, "bo", 20, repository="github:tin-horn/horn")
    issue(story, 4, "bo", 20, repository="github:brass-bell/bell")
    assert count(story.facts(since=10)) == [1]
