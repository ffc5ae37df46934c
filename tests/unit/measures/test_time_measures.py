"""Measures about how long things take and what becomes of them, on facts that can be counted by hand."""

import pytest

from tests.fakes.small_facts import Story, ours
from tests.unit.measures.test_people_measures import numbers, values


@pytest.fixture
def story():
    """Four issues and four changes in ten weeks; a bot opens one more of each."""
    story = Story(team=[ours("ada")], kinds={"trim-bot": "bot"})
    for number, (at, closed) in enumerate([(1, 3), (2, 10), (5, None), (8, 40)], start=1):
        item = story.item(number, "bo", at, kind="issue")
        if closed:
            story.close(item, "cy", closed)
    for number, (author, at, closed, merged) in enumerate(
        [("ada", 1, 2, True), ("bo", 4, 8, True), ("bo", 6, 9, False), ("cy", 20, None, False)],
        start=11,
    ):
        item = story.item(number, author, at, additions=20, deletions=10)
        if closed:
            story.close(item, "dee", closed, merged=merged)
    story.item(21, "trim-bot", 3, kind="issue")
    story.merged(22, "trim-bot", 3, by="trim-bot")
    return story


def test_time_to_close_counts_what_is_still_open(story):
    """Issues: 2, 8, 32 days and one still open: half are closed after 8. Changes: 1, 3, 4, open."""
    assert values(story.facts(), "time_to_close") == {"issue": 8.0, "pull_request": 3.0}


def test_issues_alone_are_their_own_measure(story):
    """The same four."""
    found = numbers(story.facts(), "issue_resolution_duration")[None, "all"]

    assert (found.value, found.n) == (8.0, 4)


def test_change_duration_stands_twice(story):
    """Merged ones took 1 and 4 days; with one declined after 3 and one open, half are merged after 4."""
    assert values(story.facts(), "change_requests_duration") == {"merged": 2.5, "all": 4.0}


def test_what_closed_after_the_window_is_open_in_it(story):
    """On day 20 two issues are open, 15 and 12 days old."""
    assert values(story.facts(until=20), "issue_age") == {"median": 13.5, "mean": 13.5}


@pytest.mark.parametrize(
    ("name", "since", "count"),
    [
        ("issues_new", 0, 4),
        ("issues_new", 4, 2),
        ("issues_closed", 0, 3),
        ("issues_closed", 20, 1),
        ("issues_active", 20, 1),
        ("change_requests", 0, 4),
        ("change_requests_accepted", 0, 2),
        ("change_requests_declined", 0, 1),
    ],
)
def test_counts(story, name, since, count):
    """What came and went, bots left out."""
    assert values(story.facts(since=since), name) == {"all": count}


def test_nothing_is_no_row_and_no_zero(story):
    """A window in which nothing was declined has no number for it."""
    assert values(story.facts(since=30), "change_requests_declined") == {}


def test_acceptance_is_of_what_ended(story):
    """Two of three were merged; the open one is not declined yet."""
    assert values(story.facts(), "change_request_acceptance_ratio") == {"all": pytest.approx(2 / 3)}


def test_both_closure_ratios(story):
    """From day 5 on: one stood open, two came, two went."""
    assert values(story.facts(since=5), "change_request_closure_ratio") == {
        "of open": pytest.approx(2 / 3),
        "of opened": 1.0,
    }


def test_a_ratio_of_nothing_is_none(story):
    """Where nothing came there is no ratio, and no infinity."""
    found = numbers(story.facts(since=30), "change_request_closure_ratio")

    assert found[None, "of opened"].value is None
    assert found[None, "of opened"].answer == "none"
    assert found[None, "of open"].value == 0


def merged(story, number, author, by, *reviewers, state="approved", employer=None):
    item = story.item(number, author, 30)
    for reviewer in reviewers:
        story.event(item, "reviewed", reviewer, 30.2, state=state)
    story.close(item, by, 30.5, merged=True)
    return item


WORK = [(login, "Wick & Sons", None, None) for login in ("bo", "cy")] + [
    ("dee", "Independent", None, None),
    ("eli", "Independent", None, None),
]


@pytest.mark.parametrize(
    ("author", "by", "reviewers", "alone", "inside"),
    [
        ("bo", "bo", (), 1, 1),
        ("bo", "bo", ("cy",), 0, 1),
        ("bo", "bo", ("bo",), 1, 1),
        ("bo", "bo", ("dee",), 0, 0),
        ("bo", "cy", (), 0, 1),
        ("bo", "dee", (), 0, 0),
        ("dee", "eli", (), 0, 0),
        ("dee", "dee", (), 1, 1),
        ("bo", "bo", ("trim-bot",), 1, 1),
        ("dee", "eli", ("eli",), 0, 0),
    ],
)
def test_who_merged_and_who_had_looked(author, by, reviewers, alone, inside):
    """Loud and quiet cases: a colleague's approval ends being alone, and only an outsider's eye the rest."""
    story = Story(kinds={"trim-bot": "bot"}, employers=WORK)
    merged(story, 1, author, by, *reviewers)
    facts = story.facts()

    assert values(facts, "self_merge_rates") == {"all": alone}
    assert values(facts, "same_organization_merges") == {"all": inside}


def test_a_review_after_the_merge_is_none():
    """Nobody had looked when it was merged."""
    story = Story(employers=WORK)
    item = merged(story, 1, "bo", "bo")
    story.event(item, "reviewed", "dee", 31, state="approved")

    assert values(story.facts(), "change_request_reviews") == {"all": 0}


def test_a_review_that_asks_for_changes_is_a_review_and_no_approval():
    """The author still merged alone, though somebody had looked."""
    story = Story(employers=WORK)
    merged(story, 1, "bo", "bo", "dee", state="changes_requested")

    assert values(story.facts(), "self_merge_rates") == {"all": 1}
    assert values(story.facts(), "change_request_reviews") == {"all": 1}


def test_outside_review_is_unknown_where_the_employer_is():
    """Of one change with a reviewer nobody knows, there is only the range."""
    story = Story(team=[ours("ada")])
    merged(story, 1, "ada", "ada", "zoe")
    found = numbers(story.facts(), "outside_review")[None, "all"]

    assert (found.value, found.low, found.high, found.answer) == (None, 0, 1, "only a range")


def test_releases_and_the_gap_between_them():
    """Pre-releases stand apart; the gap reaches back before the window."""
    story = Story()
    story.item(1, "bo", 0, kind="issue")
    for tag, author, at, early in (
        ("1.0", "bo", 1, False),
        ("1.1rc1", "bo", 8, True),
        ("1.1", "bo", 11, False),
        ("1.2", "cy", 31, False),
    ):
        story.add(
            "releases",
            repository="github:lantern-project/lantern",
            tag=tag,
            author=f"github:{author}",
            published_at=story.rows["items"][0]["created_at"].replace() if at == 0 else _day(at),
            prerelease=early,
        )
    story.merged(2, "cy", 40, by="bo")

    assert values(story.facts(since=5), "release_frequency") == {
        "all": 2,
        "pre-release": 1,
        "median gap": 15.0,
        "makers": 2,
    }
    assert values(story.facts(), "unreleased_work") == {"all": 1, "oldest": 49.5}


def _day(number):
    from tests.fakes.small_facts import day

    return day(number)


def test_reciprocity_weighs_sizes_and_never_divides_by_nothing():
    """We opened one change of 30 lines, two people reviewed it; we reviewed one of 300 lines."""
    story = Story(team=[ours("ada")])
    mine = story.item(1, "ada", 1, additions=20, deletions=10)
    theirs = story.item(2, "bo", 1, additions=300, deletions=0)
    for actor in ("bo", "cy"):
        story.event(mine, "reviewed", actor, 2)
    story.event(theirs, "reviewed", "ada", 2)

    assert values(story.facts(), "reciprocity") == {
        "reviews per change": 1.0,
        "reciprocity": 0.5,
        "burden offset": 2.5,
        "review debt": -3.0,
    }
    quiet = numbers(story.facts(since=50), "reciprocity")
    assert quiet == {}


def test_tests_and_generated_files_are_no_burden():
    """Three lines of code beside a thousand of a lock file are a small change."""
    from twohats.measures.reciprocity import sizes

    story = Story()
    item = story.item(1, "bo", 1, additions=1003, deletions=0)
    for path, lines in (("src/wick.py", 3), ("poetry.lock", 900), ("tests/test_wick.py", 100)):
        story.add("item_files", item=item, path=path, additions=lines, deletions=0)
    found = sizes(story.facts()).to_pyarrow().to_pylist()

    assert [(row["lines"], row["size"]) for row in found] == [(3, 1)]


def test_bots_and_bursts():
    """A third of all acts are the bot's; one act each week is as even as a clock."""
    story = Story(kinds={"trim-bot": "bot"})
    item = story.item(1, "bo", 0.1, kind="issue")
    for week in range(1, 10):
        story.event(item, "commented", "bo", 7 * week + 0.1)
    for at in range(5):
        story.event(item, "labeled", "trim-bot", at)

    assert values(story.facts(), "bot_activity") == {"all": pytest.approx(5 / 15)}
    assert values(story.facts(until=70), "burstiness") == {"all": -1.0}
    assert numbers(story.facts(until=35), "burstiness")[None, "all"].answer == "too few"
