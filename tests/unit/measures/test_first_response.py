"""Who answers whom, when: each pinned reading with what it counts and what it leaves alone."""

from dataclasses import dataclass

import pytest
from fakes.small_facts import Story, day, ours, rows_of

from twohats.measures.first_response import first_responses

READY, DRAFT = "ready_for_review", "converted_to_draft"
WAITS = ("waits", 100.0)


@dataclass(frozen=True)
class Case:
    """What happened to an item that was opened on day 0, and what is read from it."""

    says: str
    events: tuple
    expected: tuple | None
    """Answered, ended or waits, and after how many days; None: not in the cohort."""
    author: str | None = "ada"
    draft: bool = False


CASES = (
    Case("nobody said anything", (), WAITS),
    Case("a comment answers", (("commented", "bo", 2),), ("answered", 2.0)),
    Case("a review answers", (("reviewed", "bo", 2),), ("answered", 2.0)),
    Case("a line comment answers", (("review_commented", "bo", 2),), ("answered", 2.0)),
    Case("a label does not", (("labeled", "bo", 2),), WAITS),
    Case("a mention elsewhere does not", (("cross_referenced", "bo", 2),), WAITS),
    Case("the author does not", (("commented", "ada", 1), ("reviewed", "ada", 1)), WAITS),
    Case(
        "the first of two counts",
        (("commented", "cy", 3), ("commented", "ada", 1), ("commented", "bo", 2)),
        ("answered", 2.0),
    ),
    Case(
        "the author's second account does not answer",
        (("commented", "vera-too", 1),),
        WAITS,
        author="vera",
    ),
    Case(
        "a colleague's account does",
        (("commented", "wim", 1),),
        ("answered", 1.0),
        author="vera",
    ),
    # Bots.
    Case("a bot by the forge's word does not", (("commented", "typed", 1),), WAITS),
    Case("a bot by its ending does not", (("commented", "checks[bot]", 1),), WAITS),
    Case("a bot on the list does not", (("reviewed", "codecov-io", 1),), WAITS),
    Case("a bot by the workspace's word does not", (("commented", "tidy", 1),), WAITS),
    Case("whom the workspace took back does", (("commented", "coveralls", 1),), ("answered", 1.0)),
    Case("a bot's close ends the wait unanswered", (("close", "tidy", 4),), ("ended", 4.0)),
    Case("nobody waits with a bot's item", (("commented", "bo", 1),), None, author="checks[bot]"),
    # Endings.
    Case("a close by another answers", (("close", "bo", 4),), ("answered", 4.0)),
    Case("a merge by another answers", (("merge", "bo", 4),), ("answered", 4.0)),
    Case("a close by the author ends it", (("close", "ada", 4),), ("ended", 4.0)),
    Case("a merge by the author ends it", (("merge", "ada", 4),), ("ended", 4.0)),
    Case("a close by nobody known ends it", (("close", None, 4),), ("ended", 4.0)),
    Case("a merge by nobody known ends it", (("merge", None, 4),), ("ended", 4.0)),
    Case(
        "a word before the author's close answers",
        (("commented", "bo", 3), ("close", "ada", 4)),
        ("answered", 3.0),
    ),
    Case(
        "a word after the author's close comes too late",
        (("close", "ada", 4), ("commented", "bo", 5)),
        ("ended", 4.0),
    ),
    # Drafts.
    Case("a draft never made ready does not wait", (("commented", "bo", 1),), None, draft=True),
    Case("nor one that was closed", (("close", "bo", 1),), None, draft=True),
    Case(
        "words to the draft do not count",
        (("commented", "bo", 1), (READY, "ada", 3), ("commented", "bo", 5)),
        ("answered", 2.0),
    ),
    Case("the clock starts when it is ready", ((READY, "ada", 3),), ("waits", 97.0)),
    Case(
        "it starts at the first time",
        ((READY, "ada", 3), (DRAFT, "ada", 4), (READY, "ada", 6), ("commented", "bo", 7)),
        ("answered", 4.0),
    ),
    Case(
        "a later draft does not stop it",
        ((DRAFT, "ada", 1), ("commented", "bo", 5)),
        ("answered", 5.0),
        draft=True,
    ),
    Case(
        "nor does getting ready again start it anew",
        ((DRAFT, "ada", 1), ("commented", "bo", 2), (READY, "ada", 3)),
        ("answered", 2.0),
    ),
    # Deleted accounts and deleted words.
    Case("a deleted account answers the living", (("commented", None, 2),), ("answered", 2.0)),
    Case("but not a deleted account", (("commented", None, 2),), WAITS, author=None),
    Case("the living do", (("commented", "bo", 2),), ("answered", 2.0), author=None),
    Case("a deleted word is none", (("commented", "bo", 2, {"gone_at": day(3)}),), WAITS),
    Case(
        "but others stay",
        (("commented", "bo", 2, {"gone_at": day(3)}), ("commented", "bo", 4)),
        ("answered", 4.0),
    ),
)


@pytest.fixture(scope="module")
def read():
    story = Story(
        team=[ours("vera", "vera-too"), ours("wim")],
        kinds={"typed": "bot"},
        bot_rules={"github:tidy": (True, "it tidies"), "github:coveralls": (False, "a person")},
    )
    for number, case in enumerate(CASES):
        item = story.item(number, case.author, 0, draft=case.draft)
        for kind, actor, at, *more in case.events:
            if kind in ("close", "merge"):
                story.close(item, actor, at, merged=kind == "merge")
            else:
                story.event(item, kind, actor, at, **(more[0] if more else {}))
    rows = {row["number"]: row for row in rows_of(first_responses(story.facts(as_of=100)))}
    return {case.says: rows.get(number) for number, case in enumerate(CASES)}


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.says)
def test_reading(read, case):
    """Each reading holds, for what it counts and for what it leaves alone."""
    row = read[case.says]
    if row is None:
        assert case.expected is None
        return
    how = "answered" if row["answered"] else "waits" if row["waiting"] else "ended"

    assert (how, row["wait_d"]) == case.expected


@pytest.fixture(scope="module")
def grouped():
    """Several authors, some with a history."""
    story = Story(team=[ours("vera", since=20)])
    story.merged(1, "ada", 0, "bo")
    story.item(2, "ada", 10)
    story.item(3, "ada", 0.2)
    story.item(4, "cy", 10)
    story.merged(5, "cy", 0, "bo", repository="github:other/place")
    story.item(6, "vera", 10)
    story.item(7, "vera", 30)
    story.item(8, None, 30)
    story.item(9, "ada-too", 30)
    story.item(10, "dot", 30, association="MEMBER")
    # A recording without a timeline tells who merged, and no more.
    row = {"closed_at": day(3), "merged_at": day(3), "merged_by": "github:bo", "state": "merged"}
    story.item(11, "eve", 0, **row)
    # GitHub dates the event of a close later than the close.
    item = story.item(12, "eve", 0, closed_at=day(3), state="closed")
    story.event(item, "closed", "bo", 3 + 2 / 86400)
    item = story.item(13, "eve", 0, closed_at=day(3), state="closed")
    story.event(item, "closed", "eve", 3 + 2 / 86400)
    item = story.item(14, "eve", 0, gone_at=day(4))
    # Two answers in one second.
    for number, order in ((15, ("bo", "al")), (16, ("al", "bo"))):
        item = story.item(number, "eve", 0)
        for login in order:
            story.event(item, "commented", login, 1)
    item = story.item(17, "eve", 0)
    story.event(item, "commented", None, 1)
    story.event(item, "commented", "vera", 25)
    item = story.item(18, "eve", 0)
    story.event(item, "commented", "vera", 25)
    return {
        (row["repository"].rpartition("/")[2], row["number"]): row
        for row in rows_of(first_responses(story.facts()))
    }


@pytest.mark.parametrize(
    ("number", "group"),
    [
        *((number, "newcomer") for number in (1, 3, 4, 6, 9, 10)),
        (2, "returning"),
        (7, "ours"),
        (8, "unknown"),
    ],
)
def test_group(grouped, number, group):
    """Newcomers had no change merged there before they opened this one, whatever the forge calls them."""
    assert grouped["lantern", number]["author_group"] == group


def test_merge_without_a_timeline(grouped):
    """Who merged answers also where no event says so."""
    assert grouped["lantern", 11]["answered"]
    assert grouped["lantern", 11]["responder"] == "github:bo"


def test_close_dated_after_the_item(grouped):
    """A close by another still answers where its event is dated seconds after the item's close."""
    assert grouped["lantern", 12]["answered"]
    assert not grouped["lantern", 13]["answered"]
    assert grouped["lantern", 13]["wait_d"] == 3.0


def test_vanished_item(grouped):
    """What vanished does not wait."""
    assert ("lantern", 14) not in grouped


def test_two_answers_in_one_second(grouped):
    """The order in which rows come does not change who answered."""
    assert {grouped["lantern", number]["responder"] for number in (15, 16)} == {"github:al"}


def test_responder(grouped):
    """The responder is who answered first, known or not, and ours by the date of the answer."""
    first, second = grouped["lantern", 17], grouped["lantern", 18]

    assert (first["responder"], first["responder_is_ours"]) == (None, None)
    assert (second["responder"], second["responder_is_ours"]) == ("github:vera", True)
