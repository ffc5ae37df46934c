"""Whose people contribute, merge, release and decide; counted by hand."""

import pytest
from fakes.small_facts import Story, day, ours, rows_of

from twohats.measures.measure import grouped
from twohats.measures.organizational_influence import MEASURE

LANTERN = "github:lantern-project/lantern"
WICK = [(login, "Wick & Sons", None, None) for login in ("bo", "cy", "cleo")]
OTHERS = [("dee", "Independent", None, None), ("fay", "Brass Lamp Co", None, None)]


def numbers(facts, by=None):
    rows = rows_of(MEASURE.sums(grouped(MEASURE.rows(facts), by)))
    return {(one.group, one.part): one for one in MEASURE.numbers(rows)}


def told(facts):
    return {part: one.value for (_, part), one in numbers(facts).items()}


@pytest.fixture
def story():
    """Three of Wick & Sons, one independent, one of Brass Lamp: fay merges four, bo merges one."""
    story = Story(employers=[*WICK, *OTHERS])
    for number, (author, by) in enumerate(
        [("bo", "fay"), ("cy", "fay"), ("cleo", "fay"), ("dee", "fay"), ("fay", "bo")], start=1
    ):
        story.merged(number, author, number, by=by)
    return story


def test_contributors_of_employers_with_several(story):
    """Three of five contributors work where another contributor does."""
    found = told(story.facts())

    assert found["contributors, of employers with several"] == pytest.approx(3 / 5)
    assert found["contributors, largest employer"] == pytest.approx(3 / 5)
    assert found["contributors, Wick & Sons"] == pytest.approx(3 / 5)


def test_merges_and_roles_are_counted_apart_from_contributors(story):
    """Brass Lamp has one contributor of five, four merges of five, and one of two who may merge."""
    found = told(story.facts())

    assert found["merges, largest employer"] == pytest.approx(4 / 5)
    assert found["roles, largest employer"] == pytest.approx(1 / 2)


def test_employers_of_few_people_are_not_named(story):
    """Nobody can read what fay alone did."""
    assert not [part for part in told(story.facts()) if "Brass" in part or "ndependent" in part]


def test_who_works_alone_is_an_employer_each():
    """Four independents of eight are not half of everything together."""
    alone = [(f"solo-{number}", "Independent", None, None) for number in range(4)]
    story = Story(employers=[*WICK, *alone])
    for number, author in enumerate(["bo", "cy", "cleo", *(one[0] for one in alone)]):
        story.merged(number, author, number, by=author)

    assert told(story.facts())["contributors, largest employer"] == pytest.approx(3 / 7)


def test_unknown_employers_leave_a_range_and_above_a_fifth_no_number(story):
    """Eve and zoe are unknown: two of seven might all be of the largest employer, or of none."""
    for number, author in ((11, "eve"), (12, "zoe")):
        story.merged(number, author, 20, by="fay")
    found = numbers(story.facts())[None, "contributors, largest employer"]

    assert (found.value, found.answer) == (None, "only a range")
    assert (found.low, found.high) == (pytest.approx(3 / 7), pytest.approx(5 / 7))


def test_roles_are_those_of_the_window_s_end():
    """Mo of Wick & Sons gave the role to fay on day 50; a window that ends before does not know."""
    story = Story(employers=[("mo", "Wick & Sons", None, None), *OTHERS])
    row = {"repository": LANTERN, "role": "maintainer", "body": "core", "source_path": "OWNERS"}
    story.add("memberships", **row, account="github:mo", name="Mo", until_at=day(50))
    story.add("memberships", **row, account="github:fay", name="Fay", from_at=day(50))
    story.item(1, "fay", 1)

    def holders(**window):
        return [
            row["actor_employer"]
            for row in rows_of(MEASURE.rows(story.facts(**window)))
            if row["of"] == "roles"
        ]

    assert holders(until=40) == ["Wick & Sons"]
    assert holders(until=60) == ["Brass Lamp Co"]


def test_our_share_counts_ours_on_the_day():
    """Vera was ours until day 10; one of her two merges was."""
    story = Story(team=[ours("vera", until=10)])
    for number, at in ((1, 1), (2, 20)):
        story.merged(number, "bo", at, by="vera")

    assert told(story.facts())["merges, ours"] == pytest.approx(1 / 2)


def test_somebody_in_two_communities_is_one_contributor(story):
    """Together bo counts once; community by community, in each."""
    story.merged(30, "bo", 30, by="fay", repository="github:tin-horn/horn")
    facts = story.facts()

    assert numbers(facts)[None, "contributors, largest employer"].n == 5
    assert numbers(facts, "community")["github:tin-horn", "contributors, largest employer"].n == 2


def test_deleted_accounts_stay_in_the_total_of_merges(story):
    """Five merges of nobody known make half of ten unknown."""
    for number in range(40, 45):
        story.merged(number, "bo", 30, by=None)
    found = numbers(story.facts())[None, "merges, largest employer"]

    assert (found.n, found.answer, found.high) == (10, "only a range", pytest.approx(9 / 10))
