"""What people answered, as the ledger takes it."""

from datetime import UTC, date, datetime, timedelta

import pytest

from twohats.journal import ruling_content, rulings_for, rulings_of, standing_answers, ulid
from twohats.journal.rulings import read_ruling
from twohats.records import Skipped
from twohats.records.decisions import Decision
from twohats.records.judgement import Ruling

START = datetime(2026, 2, 1, tzinfo=UTC)
ENTRY = "github:ada:github:lantern/lantern#1:review"


def ruling(number, content, about=(ENTRY,), who="ada@tidewater.example", supersedes=None):
    at = START + timedelta(days=number)
    before = supersedes.id if supersedes else None
    return Decision(ulid(at, bytes(10)), who, at, "ruling", about, "they asked", content, before)


def entry(name=ENTRY, at=START, **columns):
    return {"entry": name, "happened_at": at, **columns}


def test_a_ruling_is_found_by_each_key_it_is_about():
    """One line for many entries is one answer for each."""
    one = ruling(
        0,
        ruling_content(
            "foundational",
            secondary=["directed"],
            settled_by=["ada", "bo"],
            links=["https://forge.example/lantern/7"],
        ),
        about=("a", "b"),
    )

    found = rulings_of([one])

    assert found == dict.fromkeys(
        ("a", "b"),
        Ruling(
            one.id,
            "foundational",
            ("directed",),
            ("ada", "bo"),
            one.at,
            "they asked",
            ("https://forge.example/lantern/7",),
        ),
    )


@pytest.mark.parametrize(
    ("older", "today"),
    [
        ("stakeholder-led", "directed"),
        ("upstream-led", "foundational"),
        ("individual-led", "personal"),
        ("undecided", "undecided"),
    ],
)
def test_older_names_of_classes_are_read(older, today):
    """What was ruled in the older wording holds as ever."""
    found = rulings_of([ruling(0, {"class": older, "secondary": older})])

    assert (found[ENTRY].class_, found[ENTRY].secondary) == (today, ())


def test_who_wrote_the_line_settled_it_unless_it_says_otherwise():
    """There is always somebody who answered."""
    assert rulings_of([ruling(0, {"class": "directed"})])[ENTRY].who == ("ada@tidewater.example",)


def test_a_later_ruling_holds_and_the_contest_shows():
    """Only for the key that two lines answer differently."""
    first = ruling(0, {"class": "directed"}, about=("a", "b"))
    second = ruling(1, {"class": "personal"}, about=("b",), who="bo@tidewater.example")

    found = rulings_of([first, second])

    assert (found["a"].class_, found["a"].is_contested) == ("directed", False)
    assert (found["b"].class_, found["b"].is_contested) == ("personal", True)


def test_a_withdrawn_ruling_leaves_the_entry_to_the_rules():
    """As if nobody had answered."""
    first = ruling(0, {"class": "directed"})

    assert rulings_of([first, ruling(1, {"withdrawn": True}, supersedes=first)]) == {}


@pytest.mark.parametrize(
    "content",
    [
        {},
        {"class": "nice"},
        {"class": None},
        {"class": ["directed"]},
        {"class": "directed", "until": "soon"},
        {"class": "directed", "like": {"community": "github:lantern"}},
        {"class": "directed", "like": {"community": []}, "until": "2026-06-01"},
    ],
    ids=str,
)
def test_what_is_no_ruling_is_skipped_with_a_reason(content):
    """A line written by hand with a wrong word decides nothing, and says why."""
    one = ruling(0, content)

    skipped = read_ruling(one)

    assert isinstance(skipped, Skipped)
    assert skipped.key == one.id
    assert rulings_of([one]) == {}


def test_other_kinds_of_lines_rule_on_nothing():
    """A scope said for an entry's repository is no class."""
    line = ruling(0, {"class": "directed"})

    assert rulings_of([Decision(**{**vars(line), "what": "scope"})]) == {}


LIKE = ruling_content(
    "foundational",
    since=date(2026, 1, 1),
    like={"community": ["github:lantern"], "activity": ["review", "triage"]},
    until=date(2026, 6, 1),
)


@pytest.mark.parametrize(
    ("columns", "holds"),
    [
        ({"community": "github:lantern", "activity": "review"}, True),
        ({"community": "github:lantern", "activity": "triage"}, True),
        ({"community": "github:lantern", "activity": "change"}, False),
        ({"community": "github:other", "activity": "review"}, False),
        ({"activity": "review"}, False),
        (
            {
                "community": "github:lantern",
                "activity": "review",
                "at": datetime(2026, 5, 31, 23, tzinfo=UTC),
            },
            True,
        ),
        (
            {
                "community": "github:lantern",
                "activity": "review",
                "at": datetime(2026, 6, 1, tzinfo=UTC),
            },
            False,
        ),
    ],
    ids=str,
)
def test_an_answer_holds_for_like_cases_until_a_day(columns, holds):
    """Every column has to fit, and the work has to be done before that day."""
    at = columns.pop("at", START) if "at" in columns else START

    found = rulings_for([entry("e", at, **columns)], [ruling(0, LIKE, about=())])

    assert list(found) == (["e"] if holds else [])


@pytest.mark.parametrize("since", ["2026-02-01", None])
def test_an_answer_for_like_cases_begins_on_a_day(since):
    """Work from before it is left to the rules; the day is that on which it was said, if no other."""
    (answer,) = standing_answers([ruling(0, {**LIKE, "since": since}, about=())])
    like = {"community": "github:lantern", "activity": "review"}

    assert answer.covers(entry(at=START, **like))
    assert not answer.covers(entry(at=START - timedelta(days=1), **like))


def test_a_column_with_several_values_fits_by_one_of_them():
    """The evidence found is a list."""
    like = ruling_content(
        "directed", like={"evidence": ["D4"]}, since=date(2026, 1, 1), until=date(2026, 6, 1)
    )
    answers = standing_answers([ruling(0, like, about=())])

    assert answers[0].covers(entry(evidence=["F1", "D4"]))
    assert not answers[0].covers(entry(evidence=["F1"]))


def test_the_nearest_word_counts():
    """On the entry, else on its undertaking, else on its item, else on like cases."""
    row = entry(
        undertaking="u", item="i", community="github:lantern", activity="review", other="ignored"
    )
    lines = [ruling(4, LIKE, about=())]
    classes = []
    for number, (key, class_) in enumerate(
        (("i", "personal"), ("u", "directed"), (ENTRY, "undecided"))
    ):
        classes.append(rulings_for([row], lines)[ENTRY].class_)
        lines.append(ruling(number, {"class": class_}, about=(key,)))
    classes.append(rulings_for([row], lines)[ENTRY].class_)

    assert classes == ["foundational", "personal", "directed", "undecided"]
    assert rulings_for([entry("other")], lines) == {}


def test_the_latest_answer_for_like_cases_counts():
    """A new one need not name the one before."""
    later = {**LIKE, "class": "directed"}
    row = entry(community="github:lantern", activity="review")

    found = rulings_for([row], [ruling(0, LIKE, about=()), ruling(1, later, about=())])

    assert found[ENTRY].class_ == "directed"


@pytest.mark.parametrize(
    ("settled_by", "holds"),
    [
        (["github:ada"], False),
        (["Ada"], False),
        (["@ada", "ada@tidewater.example"], False),
        ([], False),
        (["github:ada", "github:bo"], True),
        (["github:bo"], True),
        (["somebody"], True),
    ],
    ids=str,
)
@pytest.mark.parametrize("about", [(ENTRY,), ("u",), ()], ids=["entry", "undertaking", "like"])
def test_nobody_answers_alone_for_their_own_work(settled_by, holds, about):
    """Whatever a line calls them, and whatever it is about."""
    row = entry(person="github:ada", undertaking="u", community="github:lantern", activity="review")
    line = ruling(0, {**LIKE, "settled_by": settled_by}, about=about)
    persons = dict.fromkeys(("ada", "ada@tidewater.example"), "github:ada")

    assert bool(rulings_for([row], [line], persons)) is holds


def test_an_answer_of_two_holds_behind_one_given_alone():
    """What does not hold hides nothing."""
    row = entry(person="github:ada", undertaking="u")
    alone = ruling(1, {"class": "personal", "settled_by": ["github:ada"]})
    both = ruling(0, {"class": "directed", "settled_by": ["github:ada", "github:bo"]}, about=("u",))

    assert rulings_for([row], [alone, both])[ENTRY].class_ == "directed"


ALIKE = {**LIKE, "like": {"likeness": ["x", "y"]}}


@pytest.mark.parametrize(
    ("later", "about", "left"),
    [
        ({"class": "directed"}, ("u",), {"x", "y"}),
        ({"class": "directed"}, ("u", "v"), {"x", "y"}),
        ({**ALIKE, "like": {"likeness": ["x"]}}, ("u",), {"y"}),
        (ALIKE, ("u",), set()),
        ({"withdrawn": True}, ("u",), {"x", "y"}),
        ({"withdrawn": True}, ("u", "v"), set()),
        ({"withdrawn": True}, (), set()),
    ],
    ids=["one", "all", "like", "both like", "one withdrawn", "withdrawn", "wholly withdrawn"],
)
def test_another_word_on_one_case_leaves_an_answer_for_like_cases(later, about, left):
    """Only a line that speaks of like cases, or takes all of it back, takes its place there."""
    first = ruling(0, ALIKE, about=("u", "v"))
    second = ruling(1, later, about=about, supersedes=first)
    rows = [entry(name, likeness=name) for name in ("x", "y")]
    found = rulings_for(rows, [second, first])

    assert {name for name, one in found.items() if one.decision == first.id} == left
    assert all(one.is_for_like for one in found.values())
