"""``needs.toml``: what it says, and every mistake at once."""

from datetime import date
from pathlib import Path

import pytest

from twohats.formats.needs_file import Limits, Register, Weights, parse_needs

PAGE = (Path(__file__).parents[3] / "docs" / "needs.md").read_text(encoding="utf-8")


def test_an_empty_file_says_nothing():
    """Everything has its usual value."""
    assert parse_needs("") == Register()


def test_all_of_it():
    """Weights, limits, communities with labels and welcomes, meetings."""
    read = parse_needs(
        """
        [weights]
        skill = 0
        [limits]
        red_days = 3
        seasoned = 5
        [[communities]]
        community = "Lantern"
        dependency = 10
        health_risk = 6
        we_are_able = true
        triage = "https://lantern.example/triage"
        [communities.labels]
        triaged = ["state: *"]
        [[communities.welcome]]
        activities = ["review", "triage"]
        url = "https://lantern.example/help"
        from_whom = "members"
        [[communities]]
        community = "https://github.com/lantern/core"
        dependency = 3
        [[meetings]]
        community = "lantern"
        on = 2026-02-03
        """
    )

    assert read.mistakes == ()
    assert (read.weights.skill, read.weights.newer) == (0, Weights().newer)
    assert (read.limits.red_days, read.limits.seasoned) == (3.0, 5)
    assert read.asked[0].activities == ("review", "triage")
    assert (read.asked[0].place, read.asked[0].from_whom, read.asked[0].line) == (
        "github:lantern", "members", 17,
    )  # fmt: skip
    assert read.meetings[0].on == date(2026, 2, 3)
    assert read.meetings[0].facilitator is None


def test_the_more_exact_word_holds():
    """What is said of a repository comes before what is said of its owner, field by field."""
    read = parse_needs(
        '[[communities]]\ncommunity = "lantern/core"\ndependency = 3\n'
        '[communities.labels]\ndocs = ["d"]\n'
        '[[communities]]\ncommunity = "lantern"\ndependency = 9\nopportunity = 4\n'
        '[communities.labels]\ndocs = ["e"]\nblocked = ["f"]\n'
    )
    core, other = read.of("github:lantern/core"), read.of("github:lantern/wick")

    assert (core.dependency, core.opportunity, core.place) == (3, 4, "github:lantern/core")
    assert dict(core.labels) == {"docs": ("d",), "blocked": ("f",)}
    assert (other.dependency, dict(other.labels)["docs"]) == (9, ("e",))
    assert read.of("github:lanterns/core").dependency is None


@pytest.mark.parametrize(
    ("text", "line", "message"),
    [
        ("[wieghts]\n", 1, "unknown key `wieghts`: did you mean `weights`?"),
        ("[weights]\nnewr = 1\n", 2, "unknown key `newr`: did you mean `newer`?"),
        ("[weights]\nnewer = -1\n", 2, "`newer` must be a number, 0 or more"),
        ("[weights]\nnewer = true\n", 2, "`newer` must be a number, 0 or more"),
        ("[limits]\nseasoned = 1.5\n", 2, "`seasoned` must be a whole number"),
        ("[limits]\nneutral = 2\n", 2, "`neutral` must be 1 or less"),
        ("[limits]\nhalf_life_days = 0\n", 2, "`half_life_days` must be more than 0"),
        ("weights = 3\n", 1, "write `weights` once, under its own `[weights]`"),
        ("[communities]\n", 1, "write each of `communities` under its own `[[communities]]`"),
        ("[[communities]]\n", 1, "`community` is missing: write it as `owner` or `owner/name`"),
        ('[[communities]]\ncommunity = "a"\ndependency = 11\n', 3, "`dependency` must be a whole number from 1 to 10"),
        ('[[communities]]\ncommunity = "a"\nwe_depend = "yes"\n', 3, "`we_depend` must be true or false"),
        ('[[communities]]\ncommunity = "a"\ntriage = "wiki"\n', 3, "`triage` must be a web address: https://…"),
        ('[[communities]]\ncommunity = "a"\n[communities.labels]\ndocs = "d"\n', 4, '`docs` must be a list of texts: `docs = ["…"]`'),
        ('[[communities]]\ncommunity = "a"\n[[communities.welcome]]\nactivities = ["review"]\n', 3, "`url` is missing: where does the community ask for it?"),
        ('[[communities]]\ncommunity = "a"\n[[communities]]\ncommunity = "A"\n', 3, "`github:a` is listed twice: keep one"),
        ('[[meetings]]\ncommunity = "a"\non = "soon"\n', 3, "`on` must be a date, as 2026-01-31"),
    ],
)  # fmt: skip
def test_a_mistake_names_its_line_and_what_would_be_right(text, line, message):
    """Word for word."""
    (mistake,) = parse_needs(text).mistakes

    assert (mistake.line, mistake.message) == (line, message)


def test_words_that_are_none_of_those_known():
    """All that could be written is named."""
    text = (
        '[[communities]]\ncommunity = "a"\n[[communities.welcome]]\nurl = "https://x.example"\n'
        'activities = ["cooking"]\nfrom_whom = "cats"\n'
    )
    activity, whom = parse_needs(text).mistakes

    assert activity.message.startswith("`activities` cannot hold `cooking`: it is one of `review`,")
    assert whom.message == (
        "`from_whom` cannot hold `cats`: it is one of `anybody`, `members`, `maintainers`"
    )


def test_all_mistakes_come_at_once_and_nothing_is_used():
    """In the order of lines."""
    read = parse_needs(
        '[limits]\nneutral = 2\n[[communities]]\ncommunity = "a b"\ndependency = 0\n'
    )

    assert [mistake.line for mistake in read.mistakes] == [2, 4, 5]
    assert (read.limits, read.standings) == (Limits(), ())


def test_text_that_is_no_toml():
    """One mistake, with its line."""
    assert parse_needs("[limits\n").mistakes[0].line == 1
