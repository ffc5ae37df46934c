"""How soon something will have ended, by the pace of a community."""

from dataclasses import replace
from random import Random

import pytest
from fakes.small_facts import REPOSITORY, Story, day, promise

from twohats.measures.pace import forecasts, lives
from twohats.measures.pace_tried import tried
from twohats.records.pace import Awaited, Tried

ASKED = "github:lantern-project/lantern#999"


def story_of(changes, opened=50.0, **columns):
    """Changes as days opened, days until the end, and whether it was a merge; and one that waits."""
    story = Story(coverage=[promise("items", REPOSITORY, None, 1000)])
    for number, (at, lasted, is_merged) in enumerate(changes, 1):
        item = story.item(number, f"author-{number}", at)
        if lasted is not None:
            story.close(item, "kim", at + lasted, merged=is_merged)
    story.item(999, "ada", opened, **columns)
    return story


def told(story, at, end="decided", as_of=400.0):
    facts = story.facts(as_of=as_of)
    return forecasts(facts, [Awaited("it", ASKED, day(at))])["it", end]


def by_hand(changes, age, at, end):
    """Days until half and four fifths, by plain loops over those still open at that age."""
    waits = []
    for opened, lasted, is_merged in changes:
        seen = lasted is not None and opened + lasted < at
        if opened >= at or (lasted if seen else at - opened) <= age:
            continue
        if end == "decided":
            waits.append(((lasted if seen else at - opened) - age, seen))
        else:
            is_there = seen and is_merged
            waits.append(((lasted if is_there else at - opened) - age, is_there))
    left, found = 1.0, {0.5: None, 0.8: None}
    for wait in sorted({wait for wait, _ in waits}):
        at_risk = sum(1 for other, _ in waits if other >= wait)
        left *= 1 - sum(1 for other, is_end in waits if other == wait and is_end) / at_risk
        for part, days in found.items():
            if days is None and left <= 1 - part + 1e-9:
                found[part] = wait
    return len(waits), found[0.5], found[0.8]


def test_percentiles_are_those_of_plain_loops():
    """Those still open at that age; the closed ones never merged, the waiting ones censored."""
    chance = Random(4)
    changes = [
        (chance.randrange(40), chance.choice([None, *range(1, 60)]), chance.random() < 0.6)
        for _ in range(25)
    ]
    story = story_of(changes, 30.0)
    ages = [0, 1, 3, 7, 12, 20, 33, 58]
    asked = [Awaited(str(age), ASKED, day(30 + age)) for age in ages]
    found = forecasts(story.facts(as_of=400), asked)

    for age in ages:
        for end in ("decided", "merged"):
            n, half, most = by_hand(changes, age, 30 + age, end)
            one = found[str(age), end]
            assert one.n == n
            if n < 5:
                assert (one.answer, one.p50_d) == ("too few", None)
            else:
                assert (one.p50_d, one.p80_d) == (_near(half), _near(most))
    assert {one.answer for one in found.values()} == {"counted", "too few"}
    assert {one.answer_80 for one in found.values()} == {"counted", "too few", "not reached"}


def _near(days):
    return None if days is None else pytest.approx(days)


def test_what_came_later_is_not_used():
    """The same words, whether later events are known or not."""
    changes = [(n, 10 + n, n % 3 > 0) for n in range(30)]
    later = story_of([*changes, *[(60 + n, 1, True) for n in range(30)]])

    assert told(later, 55) == told(later, 55, as_of=55.5) == told(story_of(changes), 55)


def test_closest_likes_count_where_enough_of_them_ended():
    """Small changes by known authors go by their kind; without enough of these, by the repository."""
    many = Story(coverage=[promise("items", REPOSITORY, None, 1000)])
    for number in range(1, 50):
        is_small = number % 2 == 0
        item = many.item(number, "ada", number, additions=3 if is_small else 900, deletions=0)
        many.close(item, "kim", number + (2 if is_small else 20), merged=True)
    many.item(999, "ada", 60.0, additions=1, deletions=1)
    many.item(998, "newcomer", 60.0, additions=1, deletions=1)
    facts = many.facts(as_of=400)
    asked = [Awaited(str(n), f"github:lantern-project/lantern#{n}", day(61)) for n in (998, 999)]
    found = forecasts(facts, asked)

    known, newcomer = found["999", "decided"], found["998", "decided"]
    assert (known.like, known.p50_d) == ("repository, standing of the author and size", 1.0)
    assert newcomer.like == "repository"
    standing = {row["item"][-3:]: row["standing"] for row in lives(facts).to_pyarrow().to_pylist()}
    assert (standing["999"], standing["998"]) == ("known", "first")


def test_a_release_is_foretold_from_releases_and_not_from_what_went_out_with_them():
    """Forty changes that went out with two releases are two, and too few."""
    story = story_of([(n / 2, 3, True) for n in range(40)], 200.0)
    for at in (30, 60):
        story.add("releases", repository="github:lantern-project/lantern", tag=f"v{at}", published_at=day(at))  # fmt: skip
    found = told(story, 201, "released")

    assert (found.answer, found.answer_80) == ("too few", "too few")
    for at in (5, 10, 15, 20):
        story.add("releases", repository="github:lantern-project/lantern", tag=f"v{at}", published_at=day(at))  # fmt: skip
    story.add("releases", repository="github:lantern-project/lantern", tag="v1rc", published_at=day(1), prerelease=True)  # fmt: skip
    after = told(story, 201, "released")
    assert after.answer == "counted"
    out = [min(at for at in (5, 10, 15, 20, 30) if at >= n / 2 + 3) for n in range(40)]
    assert after.p50_d == sorted(at - n / 2 - 1 for n, at in enumerate(out))[19]


def test_a_merged_change_is_asked_for_its_release_alone():
    """Its wait counts from the merge."""
    story = story_of([(n, 1, True) for n in range(40)], 60.0)
    story.close(ASKED, "kim", 61, merged=True)
    for at in range(5, 60, 5):
        story.add("releases", repository="github:lantern-project/lantern", tag=f"v{at}", published_at=day(at))  # fmt: skip
    facts = story.facts(as_of=400)
    found = forecasts(facts, [Awaited("it", ASKED, day(62), "merged")])

    assert list(found) == [("it", "released")]
    assert found["it", "released"].p50_d == pytest.approx(2, abs=1)


def test_of_a_time_that_was_not_read_whole_nothing_is_told():
    """What was opened before a first look is seen only if it lasted: it would make all look slow."""
    changes = [(n, 40 + n, True) for n in range(10)] + [(60 + n / 4, 1, True) for n in range(40)]
    story = story_of(changes, 90.0)
    whole = told(story, 90.5)
    story.coverage = [promise("items", REPOSITORY, 60, 1000)]
    part = told(story, 90.5)
    story.coverage = []

    assert (whole.n, part.n) == (50, 40)
    assert told(story, 90.5).answer_50 == "too few"


def test_nobody_is_asked_about_nothing():
    """Nothing is run where nothing is awaited."""
    assert forecasts(story_of([]).facts(as_of=400), []) == {}


def test_what_is_like_nothing_is_too_few():
    """A first change somewhere gets no date."""
    assert told(story_of([]), 60).answer_50 == "too few"


def test_history_is_counted_once_for_each_question():
    """Each change is asked on its day, and each that was open at each look; all are counted."""
    changes = [(n * 2, 3 + n % 5, n % 4 > 0) for n in range(60)]
    story = story_of(changes, 130.0)
    found = tried(story.facts(as_of=200), "github:lantern-project/lantern", day(60), step_d=30)

    def whole(one):
        parts = (one.inside, one.outside, one.not_known, one.not_reached, one.too_few)
        return sum(parts)

    opened = [whole(one) for one in found if one.asked == "when opened"]
    assert set(opened) == {sum(at >= 60 for at, _, _ in changes) + 1}
    looks = [60, 90, 120, 150, 180]
    still = sum(at < look <= at + lasted for at, lasted, _ in changes for look in looks) + 2
    assert {whole(one) for one in found if one.asked == "while open"} == {still}
    assert {one.end for one in found} == {"decided", "merged"}


def test_a_steady_pace_is_foretold_well():
    """Where nothing changes, half come within the half and most within the four fifths."""
    changes = [(n * 1.5, 1 + (n * 7) % 10, True) for n in range(150)]
    found = tried(story_of(changes, 240).facts(as_of=300), "github:lantern-project", day(60))
    half, most = (one.share for one in found if (one.end, one.asked) == ("decided", "when opened"))

    assert half == pytest.approx(0.5, abs=0.15)
    assert most == pytest.approx(0.8, abs=0.15)


def test_nothing_told_has_no_share():
    """No forecast is no success."""
    empty = Tried("decided", "when opened", 0.5, 0, 0, 0, 0, 3)

    assert empty.share is None
    assert replace(empty, inside=1, outside=1).share == 0.5
