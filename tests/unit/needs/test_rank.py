"""The score: every part, its golden vectors, and the order."""

from dataclasses import replace
from datetime import timedelta

import pytest
from fakes.needs_of import all_needs, register
from fakes.small_facts import REPOSITORY, START, Story, day, ours
from hypothesis import given
from hypothesis import strategies as st

from twohats.formats.needs_file import Limits, Standing, Weights
from twohats.needs.rank import Seen, newer, parts_of, priority, ranked, score, with_score
from twohats.records.needs import Need, Welcome

ALL_MET = Standing("x", 10, we_depend=True, we_need_to_help=True, we_are_able=True)


def need(key: str = "N01:x#1", **columns) -> Need:
    return Need(
        **{
            "key": key,
            "rule": "N01",
            "activity": "review",
            "community": "x",
            "repository": "x/y",
            "item": "x/y#1",
            "title": "t",
            "because": "b",
            "since": START,
            **columns,
        }
    )


def parts(
    one: Need | None = None, seen: Seen | None = None, standing=ALL_MET, age: float = 0, **more
):
    return parts_of(
        one or need(), seen or Seen(), standing, Limits(), START + timedelta(days=age), **more
    )


@pytest.mark.parametrize(
    ("community", "figures", "criticality", "expected", "class_"),
    [
        ("Foo", (10, 7, 8, 6), 25 / 3, 50.0, "invest"),
        ("Bar", (6, 9, 6, 3), 7.0, 21.0, "watch"),
        ("Quiet", (3, 3, 3, 2), 3.0, 6.0, "ignore"),
    ],
)
def test_criticality_times_health_risk(community, figures, criticality, expected, class_):
    """The published example: Foo is 50 and Bar 21."""
    found = priority(community, Standing(community, *figures), Limits())

    assert found.criticality == pytest.approx(criticality)
    assert (found.priority, found.class_, found.missing) == (expected, class_, ())


@pytest.mark.parametrize("lost", ["dependency", "opportunity", "supportability", "health_risk"])
def test_without_one_figure_there_is_no_number(lost):
    """What is missing is named; nothing is put in its place."""
    found = priority("Foo", replace(Standing("Foo", 10, 7, 8, 6), **{lost: None}), Limits())

    assert (found.priority, found.class_, found.missing) == (None, None, (lost,))
    assert (found.criticality is None) == (lost != "health_risk")


def test_where_the_classes_begin_is_a_setting():
    """The class is read off the product."""
    limits = register("[limits]\ninvest = 60\nwatch = 50\n").limits

    assert priority("Foo", Standing("Foo", 10, 7, 8, 6), limits).class_ == "watch"
    assert priority("Bar", Standing("Bar", 6, 9, 6, 3), limits).class_ == "ignore"


def test_parts_of_a_review():
    """Each part is worked out by itself."""
    seen = Seen(merged_before=4, maintainer_answered=True, ci="pending", conflicts=False)

    assert parts(
        need(size_class=2, skills=("python",)), seen, age=30, skills=frozenset({"docs"})
    ) == {
        "author_newness": 0.6,
        "no_maintainer_yet": 0.0,
        "size": 0.8,
        "ci": 0.5,
        "no_conflict": 1.0,
        "newer": 0.5,
        "skill": 0.0,
        "dependency": 1.0,
        "we_depend": 1.0,
        "we_need_to_help": 1.0,
        "we_are_able": 1.0,
    }


def test_what_is_not_known_is_shown_as_not_known():
    """A part that applies and is not known is there, without a value."""
    found = parts(standing=Standing("x"), skills=frozenset({"docs"}))

    assert [name for name, value in found.items() if value is not None] == ["newer"]
    assert "urgency" not in found
    assert next(iter(parts(need(item=None, activity="release")))) == "urgency"


def test_old_gifts_are_not_lost():
    """Newer counts more, and never less than the floor."""
    ages = [newer(age, Limits()) for age in (0, 30, 60, 70, 400, 4000)]

    assert ages == sorted(ages, reverse=True)
    assert ages[:3] == [1.0, 0.5, 0.25]
    assert ages[-1] == ages[-2] == 0.2


def test_pending_is_neutral_and_not_bad():
    """Between passing and failing, and the same as not known."""
    weights = Weights()

    def of(ci):
        return score(parts(seen=Seen(ci=ci)), weights, 0.5)

    assert of("passing") > of("pending") > of("failing")
    assert of("pending") == of(None)


def test_a_score_by_hand():
    """(3 × 1 + 1 × 0.5) / 4 × 80 % × 2 of 3 criteria is 46.67 of 100."""
    found = {
        "no_maintainer_yet": 1.0, "newer": 0.5, "dependency": 0.8,
        "we_depend": 1.0, "we_need_to_help": 1.0, "we_are_able": 0.0,
    }  # fmt: skip

    assert score(found, Weights(no_maintainer_yet=3, newer=1), 0.5) == pytest.approx(46.666667)
    assert score({"dependency": 1.0}, Weights(), 0.5) is None
    assert score(found, Weights(no_maintainer_yet=0, newer=0), 0.5) is None


def test_welcome_comes_before_assumed():
    """Then score, then age, then the key; what has no score is last of its kind."""
    told = Welcome("https://x.example")
    expected = [
        need("N1:e", welcome=told, score=1.0),
        need("N1:f", welcome=told, score=None),
        need("N1:d", score=9.0, since=day(1)),
        need("N1:a", score=9.0, since=day(2)),
        need("N1:b", score=9.0, since=day(2)),
        need("N1:c", score=None),
    ]

    assert ranked(expected[::-1]) == expected


NUMBERS = st.one_of(st.none(), st.floats(0, 1))
KEYS = st.integers(0, 50)


@given(
    st.lists(st.tuples(KEYS, NUMBERS, st.booleans(), st.integers(0, 3)), unique_by=lambda t: t[0]),
    st.randoms(use_true_random=False),
)
def test_the_order_of_input_makes_no_difference(rows, random):
    """Equal input, equal order."""
    needs = [
        need(f"N1:{key}", score=value, since=day(age), welcome=Welcome("u") if asked else None)
        for key, value, asked, age in rows
    ]
    mixed = list(needs)
    random.shuffle(mixed)

    assert ranked(mixed) == ranked(needs)


PART = st.sampled_from(
    ["author_newness", "no_maintainer_yet", "size", "ci", "no_conflict", "newer"]
)


@given(st.dictionaries(PART, st.floats(0, 1), min_size=1), PART, st.floats(0, 1))
def test_more_of_a_part_never_lowers_a_score(found, name, more):
    """A score grows with each of its parts and stays between 0 and 100."""
    low = score(found, Weights(), 0.5)
    raised = {**found, **({name: max(found[name], more)} if name in found else {})}

    assert 0 <= low <= 100
    assert score(raised, Weights(), 0.5) >= low - 1e-6


@given(st.dictionaries(PART, st.floats(0, 1), min_size=1), st.floats(0.1, 9))
def test_only_proportions_of_weights_count(found, times):
    """Weights that are all so many times larger give the same score."""
    grown = Weights(**{name: value * times for name, value in vars(Weights()).items()})

    assert score(found, grown, 0.5) == pytest.approx(score(found, Weights(), 0.5), abs=1e-4)


def test_a_score_opens_to_its_parts():
    """What is shown is what was weighed."""
    scored = with_score(need(), Seen(merged_before=0), register(), ALL_MET, START)

    assert scored.score == score(scored.parts, Weights(), 0.5)


def test_dependency_and_criteria_multiply():
    """A community we do not need to help ranks below one of which all three are true."""
    told = Story(team=[ours("vera")])
    told.item(1, "rae", 1)
    told.item(2, "rae", 1, repository="github:harbour/tide")
    able = "we_depend = true\nwe_need_to_help = {}\nwe_are_able = true\ndependency = 10\n"
    text = "".join(
        f'[[communities]]\ncommunity = "{name}"\n{able.format(need)}'
        for name, need in (("lantern-project", "false"), ("harbour", "true"))
    )

    first, second = all_needs(told, text).needs

    assert (first.community, second.community) == ("github:harbour", "github:lantern-project")
    assert second.score == pytest.approx(first.score * 2 / 3, abs=1e-4)


def test_the_register_of_key_communities_says_that_we_depend():
    """Unless needs.toml says otherwise; of others it is not known."""
    told = Story(not_key=["github:harbour/tide"])
    told.item(1, "rae", 1)
    told.item(2, "rae", 1, repository="github:harbour/tide")
    said = '[[communities]]\ncommunity = "lantern-project"\nwe_depend = false\n'

    def depend(text):
        return {one.repository: one.parts["we_depend"] for one in all_needs(told, text).needs}

    assert depend("") == {REPOSITORY: 1.0, "github:harbour/tide": None}
    assert depend(said)[REPOSITORY] == 0.0


def test_labels_tell_of_tests_and_conflicts_where_they_are_in_use():
    """Failing tests by a label; no conflict only where the label for one is used at all."""
    told = Story()
    told.item(1, "rae", 1, labels=["CI failed"])
    told.item(2, "rae", 1, labels=["needs rebase"])
    told.item(3, "rae", 1, labels=[])
    told.item(4, "rae", 1, repository="github:harbour/tide", labels=[])
    found = all_needs(told)
    seen = {
        one.item.rpartition("#")[2]: one.parts for one in (*found.needs, *found.waiting_on_author)
    }

    assert {key: one["ci"] for key, one in seen.items()} == {
        "1": 0.0,
        "2": None,
        "3": None,
        "4": None,
    }
    assert {key: one["no_conflict"] for key, one in seen.items()} == {
        "1": 1.0, "2": 0.0, "3": 1.0, "4": None,
    }  # fmt: skip


def test_the_order_in_which_facts_are_told_makes_no_difference():
    """The same facts, read in another order, give the same needs with the same scores."""
    told = Story(team=[ours("vera")], kinds={"robot": "bot"})
    told.merged(900, "rae", 0, "mel")
    for number in range(1, 9):
        who = ("new", "rae", "bo", "robot")[number % 4]
        kind = "issue" if number % 3 == 0 else "pull_request"
        one = told.item(number, who, number % 2, kind=kind, labels=["docs"] if number == 6 else [])
        told.event(one, "commented", ("mel", "vera", "cy")[number % 3], number)
    first = all_needs(told)
    for rows in told.rows.values():
        rows.reverse()
    again = all_needs(told)

    assert len(first.needs) + len(first.waiting_on_author) > 4
    assert again.needs == first.needs
    assert again.waiting_on_author == first.waiting_on_author
    assert again.left_out == first.left_out
