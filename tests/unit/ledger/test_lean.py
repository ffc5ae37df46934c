"""Whose need work looks like."""

from dataclasses import dataclass, field

import pytest
from fakes.small_facts import REPOSITORY, Story, day, ours, promise, rows_of

from twohats.ledger.entries import entries
from twohats.ledger.lean import Traces, with_lean

PLANS = "github:tidewater/plans"
TRACES = Traces(
    owners=("github:tidewater",),
    repositories=("github:lantern-project/glue",),
    trackers=(PLANS,),
    members=("Hill Observatory", "Café Nørd", "C++ Guild (north)"),
    has_register=True,
)
OWN, PERSONAL, OUTSIDE = "github:tidewater/lamp", "github:vera/toy", "github:far-away/place"

FOR_OTHERS = "done for an item of somebody who is not ours"
CHANGE_TRACED = "our own change, with a trace to our tracker, members or product"
CHANGE_PLAIN = "our own change, and no trace to our tracker, members or product was found"
HELP_TRACED = "done for a colleague's change, which leads back to our tracker, members or product"
HELP_PLAIN = "done for a colleague's change, and that shows no trace of us"


@dataclass(frozen=True)
class Case:
    """One item and what its entries lean to."""

    says: str
    author: str | None
    expected: dict
    """Lean and reason by activity."""
    events: tuple = ()
    repository: str = REPOSITORY
    columns: dict = field(default_factory=dict)


def change(says, lean, reason, **columns):
    return Case(says, "vera", {"change": (lean, reason)}, columns=columns)


CASES = (
    # Upstream.
    Case(
        "all that is done for others",
        "ada",
        {activity: ("upstream", FOR_OTHERS) for activity in ("review", "triage", "merge")},
        (("reviewed", "vera", 2), ("labeled", "vera", 2), ("merge", "vera", 3)),
    ),
    Case(
        "an answer to others, whatever they wrote",
        "ada",
        {"answer": ("upstream", FOR_OTHERS)},
        (("commented", "vera", 2),),
        columns={"body": "Needed by the Hill Observatory, see tidewater/plans#3"},
    ),
    # Ours.
    change("a trace in the body", "ours", CHANGE_TRACED, body="See tidewater/plans#3."),
    change("at its start", "ours", CHANGE_TRACED, body="tidewater/plans#3"),
    change("in an address", "ours", CHANGE_TRACED, body="https://github.com/Tidewater/x/pull/4"),
    change("to a repository of ours", "ours", CHANGE_TRACED, body="(lantern-project/glue#3)"),
    change("in the title", "ours", CHANGE_TRACED, title="Serve the Hill Observatory"),
    change("of a member in another script", "ours", CHANGE_TRACED, body="for\nCafé Nørd."),
    change("of a member with marks", "ours", CHANGE_TRACED, body="as C++ Guild (north) asked"),
    # Not ours.
    change("no trace", "unclear", CHANGE_PLAIN, body="Trims the wick."),
    change("no words", "unclear", CHANGE_PLAIN),
    change("our name alone", "unclear", CHANGE_PLAIN, body="I work at tidewater."),
    change("our repository without a number", "unclear", CHANGE_PLAIN, body="tidewater/plans"),
    change("another owner that ends like ours", "unclear", CHANGE_PLAIN, body="low-tidewater/x#3"),
    change("another owner that begins alike", "unclear", CHANGE_PLAIN, body="tidewater-two/x#3"),
    change("another repository", "unclear", CHANGE_PLAIN, body="lantern-project/glues#3"),
    change("part of a word", "unclear", CHANGE_PLAIN, body="Downhill Observatoryx"),
    change("a member's name within another", "unclear", CHANGE_PLAIN, body="Café Nørdø"),
    Case(
        "words of others under our change",
        "vera",
        {"change": ("unclear", CHANGE_PLAIN)},
        (("commented", "ada", 2, {"body": "is this for tidewater/plans#3?"}),),
    ),
    Case(
        "our own words under our change",
        "vera",
        {"change": ("ours", CHANGE_TRACED)},
        (("commented", "vera", 2, {"body": "for tidewater/plans#3"}),),
    ),
    Case(
        "a mention in our tracker",
        "vera",
        {"change": ("ours", CHANGE_TRACED)},
        (("cross_referenced", "wim", 2, {"subject": f"{PLANS}#9"}),),
    ),
    Case(
        "a mention elsewhere",
        "vera",
        {"change": ("unclear", CHANGE_PLAIN)},
        (("cross_referenced", "ada", 2, {"subject": f"{OUTSIDE}#9"}),),
    ),
    # Colleagues.
    Case(
        "help for a colleague's change that leads back to us",
        "wim",
        {"review": ("ours", HELP_TRACED), "change": ("ours", CHANGE_TRACED)},
        (("reviewed", "vera", 2),),
        columns={"body": "tidewater/plans#3"},
    ),
    Case(
        "help for a colleague's change that does not",
        "wim",
        {"review": ("unclear", HELP_PLAIN), "change": ("unclear", CHANGE_PLAIN)},
        (("reviewed", "vera", 2),),
    ),
    Case(
        "help for who was no colleague yet",
        "new",
        {"review": ("upstream", FOR_OTHERS)},
        (("reviewed", "vera", 30),),
    ),
    Case(
        "an answer to nobody known",
        None,
        {"answer": ("unclear", "whoever opened the item is not known any more")},
        (("commented", "vera", 2),),
    ),
    # Outside the register.
    Case(
        "a change outside",
        "vera",
        {
            "change": (
                "person",
                "no trace to our tracker, members or product, outside the key communities",
            )
        },
        repository=OUTSIDE,
    ),
    Case(
        "help for others outside",
        "ada",
        {"review": ("upstream", FOR_OTHERS)},
        (("reviewed", "vera", 2),),
        repository=OUTSIDE,
    ),
    Case(
        "a trace outside",
        "vera",
        {"change": ("ours", CHANGE_TRACED)},
        repository=OUTSIDE,
        columns={"body": "tidewater/plans#3"},
    ),
    # The framework does not apply.
    *(
        Case(
            f"in {where}",
            author,
            {activity: (None, "own or personal project: the framework does not apply")},
            events,
            where,
            {"body": "tidewater/plans#3"},
        )
        for where in (OWN, PERSONAL)
        for author, activity, events in (
            ("vera", "change", ()),
            ("ada", "review", (("reviewed", "vera", 2),)),
        )
    ),
)


def story_of(cases):
    story = Story(
        team=[ours("vera"), ours("wim"), ours("new", since=20)],
        scopes={OWN: "own-project", PERSONAL: "personal-project"},
        not_key=(OUTSIDE,),
    )
    for number, case in enumerate(cases):
        item = story.item(number, case.author, 1, repository=case.repository, **case.columns)
        for kind, actor, at, *more in case.events:
            if kind == "merge":
                story.close(item, actor, at, merged=True)
            else:
                story.event(item, kind, actor, at, **(more[0] if more else {}))
    return story


def judged(story, traces=TRACES, **days):
    facts = story.facts(**days)
    return rows_of(with_lean(entries(facts), facts, traces))


@pytest.fixture(scope="module")
def found():
    return judged(story_of(CASES))


@pytest.mark.parametrize("number", range(len(CASES)), ids=[case.says for case in CASES])
def test_lean(found, number):
    """The first rule that applies gives lean and reason."""
    case = CASES[number]
    rows = [row for row in found if row["item"] == f"{case.repository}#{number}"]

    assert {row["activity"]: (row["lean"], row["reason"]) for row in rows} == case.expected


def test_no_lean(found):
    """Everything leans somewhere but what lies in own and personal projects."""
    for row in found:
        assert (row["lean"] is None) is (row["repository"] in (OWN, PERSONAL))


def test_releases_and_commits_and_links():
    """Upkeep leans upstream; a link from or to what is ours is a trace, one between others is none."""
    story = Story(team=[ours("vera")])
    story.coverage = [promise("item_commits", REPOSITORY, None, None)]
    story.add(
        "releases", repository=REPOSITORY, tag="v1", author="github:vera", published_at=day(3)
    )
    story.commit("0a", "Vera", "v@x.example", 3, account="vera")
    linked = {1: (f"{PLANS}#7", f"{REPOSITORY}#1"), 2: (f"{REPOSITORY}#2", f"{OWN}#7")}
    linked |= {
        3: (f"{OUTSIDE}#7", f"{REPOSITORY}#3"),
        4: ("github:tidewater-two/x#7", f"{REPOSITORY}#4"),
    }
    for number, (source, target) in linked.items():
        story.item(number, "vera", 1)
        story.add("links", from_item=source, to_item=target, kind="ref", happened_at=day(2))
    leans = {row["item"].partition("lantern-project/")[2]: row["lean"] for row in judged(story)}

    assert leans == {
        "lantern@v1": "upstream",
        "lantern@0a": "upstream",
        "lantern#1": "ours",
        "lantern#2": "ours",
        "lantern#3": "unclear",
        "lantern#4": "unclear",
    }


def test_nothing_told():
    """Without tracker, members and register, nothing is a trace and nothing lies outside."""
    story = Story(team=[ours("vera")], not_key=(OUTSIDE,))
    story.item(1, "vera", 1, body="tidewater/plans#3 for the Hill Observatory")
    story.item(1, "vera", 1, repository=OUTSIDE)

    rows = judged(story, Traces((), (), (), (), has_register=False))

    assert {row["lean"] for row in rows} == {"unclear"}


def test_commit_of_which_nobody_read_whether_it_is_one():
    """It leans nowhere while a pull request may have brought it, outside the key communities too."""
    story = Story(team=[ours("vera")], not_key=(OUTSIDE,))
    for repository in (REPOSITORY, OUTSIDE):
        story.commit(
            repository[-3:], "Vera", "v@x.example", 3, account="vera", repository=repository
        )

    found = {(row["lean"], row["reason"]) for row in judged(story)}

    assert found == {("unclear", "whether a pull request brought it was not read")}
