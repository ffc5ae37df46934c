"""Create or contribute: questions first, a decision with its reasons, and what is owed afterwards."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from fakes.opened import lines_by, opened
from fakes.small_facts import REPOSITORY, Story, day, ours, promise
from fakes.told import TRACES, beside, of
from fakes.told import found as found_in

from twohats.checks.founding import PATTERNS, QUESTIONS
from twohats.errors import WrongUse
from twohats.flow.facts import _with_beginnings
from twohats.flow.projects import (
    Papers,
    answering,
    deciding,
    owed,
    projects,
    questions,
    settling,
)
from twohats.flow.requested import item_at, requested
from twohats.formats.interests import Disclosed
from twohats.formats.references import GITHUB
from twohats.journal import unusable
from twohats.journal.projects import DECIDED
from twohats.ledger.cases import Requested
from twohats.records.decisions import Decision
from twohats.records.people import RepositoryScope
from twohats.workspace import Settings
from twohats.workspace.interests import Interest
from twohats.workspace.settings import Forge, Funder

TODAY = date(2024, 4, 10)
ASKED = "https://github.com/lantern-project/lantern/issues/7"
SETTINGS = Settings("Tidewater", owners=("github:tidewater",), trackers=("github:tidewater/plans",))
WORKSPACE = replace(opened(Story()).workspace, settings=SETTINGS)


class Book:
    """A journal that grows, a line a day from day 80 on."""

    def __init__(self, **answers):
        self.lines = []
        for asks, words in answers.items():
            self.say(asks, *(words if isinstance(words, tuple) else (words, None)))

    def add(self, line):
        at = datetime(2024, 3, 21 + len(self.lines) // 2, tzinfo=UTC)
        number = f"{len(self.lines) + 1:026}"
        self.lines.append(
            Decision(number, "ada@example.org", at, line.what, line.about, line.why, line.content, line.supersedes)
        )  # fmt: skip

    def say(self, asks, words, url=None):
        self.add(answering("tide-map", asks, words, url, WORKSPACE, self.lines))

    def decide(self, outcome, repository=None, pattern=None, why="nobody has one"):
        self.add(deciding("tide-map", outcome, why, repository, pattern, self.lines))


def whole(**more):
    """A journal with an answer to every question."""
    said = {
        "exists": ("half of it", "https://kelp.example/1"), "asked": ("the lantern team", ASKED), "maintains": "two of us",
        "exit": "it goes to the lantern team", "license": "MIT", "name": "it is free",
    }  # fmt: skip
    return Book(**(said | more))


def test_all_questions_are_shown_with_what_was_answered():
    """In their order; what has no answer waits with the command that gives one."""
    rows = questions("tide-map", WORKSPACE, Book(license="MIT").lines, None)

    assert [row["asks"] for row in rows] == list(QUESTIONS)
    assert {row["asks"]: row["question"] for row in rows} == QUESTIONS
    assert {row["asks"] for row in rows if row["waits"]} == set(QUESTIONS) - {"license"}


def test_to_create_needs_every_answer_and_to_contribute_a_place():
    """All that lacks is said at once; nothing was written."""
    with pytest.raises(WrongUse) as caught:
        deciding("tide-map", "create", " ", None, "opened-tol", Book(license="MIT").lines)

    assert str(caught.value).splitlines() == [
        "--why: nothing was written: a decision needs a reason.",
        "--pattern opened-tol: nothing was written: no such pattern: did you mean `opened-tool`?",
        "tide-map: nothing was written: no answer to exists, asked, maintains, exit, name. "
        "`twohats projects answer tide-map exists WORDS` gives one.",
    ]
    with pytest.raises(WrongUse, match="say where we contribute"):
        deciding("tide-map", "contribute", "they do it", None, None, ())
    assert (
        deciding("tide-map", "create", "so", None, None, whole().lines).content["outcome"]
        == "create"
    )
    assert deciding("tide-map", "ask", "so", None, None, ()).content["outcome"] == "ask"


@pytest.mark.parametrize(
    ("asks", "words", "url", "message"),
    [
        ("exits", "x", None, "did you mean `exists`?"),
        ("exists", "half of it", None, "say where that can be read"),
        ("asked", "the lantern team", None, "say where upstream asked"),
        (
            "asked",
            "we did",
            "https://github.com/Tidewater/plans/issues/1",
            "that is a place of ours",
        ),
        ("license", "BUSL-1.1", None, "is no open source license"),
        ("license", "free", None, "is no name that SPDX lists"),
        ("maintains", "Nobody.", None, "better not begun"),
        ("name", " ", None, "say it in words"),
    ],
)
def test_an_answer_that_does_not_stand_up_is_refused(asks, words, url, message):
    """And the next step is named."""
    with pytest.raises(WrongUse, match=message.replace("?", r"\?")):
        answering("tide-map", asks, words, url, WORKSPACE, ())


def test_a_merge_request_of_our_own_is_no_request_from_upstream():
    """At another forge as at GitHub; one of somebody else's is taken."""
    settings = replace(
        SETTINGS, trackers=("gitlab:tidewater/plans",), forges=(Forge("gitlab", "lab.example"),)
    )
    workspace = replace(WORKSPACE, settings=settings, communities=())
    url = "https://lab.example/{}/plans/-/merge_requests/1"

    assert answering("tide-map", "asked", "they did", url.format("lantern"), workspace, ()).content
    with pytest.raises(WrongUse, match="that is a place of ours"):
        answering("tide-map", "asked", "we did", url.format("tidewater"), workspace, ())


@pytest.mark.parametrize(
    ("asks", "words"), [("asked", "nobody"), ("exists", "Nothing."), ("asked", "none")]
)
def test_nobody_is_an_answer(asks, words):
    """It is written down as such."""
    assert answering("tide-map", asks, words, None, WORKSPACE, ()).content["answer"] == words


def test_the_list_says_what_waits_first():
    """An open question, a decision that is due, a debt; a project we contribute to waits for nothing."""
    book = whole()
    book.add(answering("reef", "license", "MIT", None, WORKSPACE, book.lines))
    book.add(deciding("shell", "contribute", "they do it", REPOSITORY, None, book.lines))
    rows = projects(WORKSPACE, book.lines, None, Papers(), TODAY)

    assert lines_by(rows, "project", "outcome", "open", "waits") == [
        ("reef", None, 5, "twohats projects answer reef exists WORDS"),
        (
            "tide-map",
            None,
            0,
            "twohats projects decide tide-map create --why REASON, or contribute, or ask",
        ),
        ("shell", "contribute", 0, None),
    ]


def begun(pattern):
    """A project that was begun, with changes of ours there."""
    book = whole()
    book.decide("create", "github:tidewater/tide-map", pattern)
    return book


@pytest.fixture(scope="module")
def work():
    """Two changes of ours, one of which says who pays; somebody else merged one."""
    place = "github:tidewater/tide-map"
    story = Story(team=[ours("vera")], coverage=[promise("documents", place, None, 95)])
    story.merged(1, "vera", 20, "bo", repository=place, body="Paid by the Sea Fund.")
    story.merged(2, "vera", 21, "vera", repository=place, body="Adds it.")
    for path, kind, text in (
        ("LICENSE", "license", "SPDX-License-Identifier: MIT\n"),
        ("CONTRIBUTING.md", "contributing", "# Help\n"),
    ):
        story.add(
            "documents",
            repository=place,
            path=path,
            kind=kind,
            oid="1",
            committed_at=day(1),
            text=text,
        )
    return opened(story, settings=SETTINGS)


def debts(pattern, work, papers=None, settings=SETTINGS):
    """States of what a pattern owes."""
    workspace = replace(WORKSPACE, settings=settings)
    rows = owed("tide-map", workspace, begun(pattern).lines, work, papers or Papers(), TODAY)
    return {row["owes"]: row["state"] for row in rows}


def test_an_opened_tool_owes_what_lets_others_in(work):
    """Told by its documents and merges; what was not found is not done, what was not read is unknown."""
    assert debts("opened-tool", work) == {
        "license": "done", "conduct": "not done", "contributing": "done", "governance": "not done",
        "security": "not done", "others-merge": "done", "exit": "done",
    }  # fmt: skip
    assert set(debts("opened-tool", None).values()) == {"unknown", "done"}
    assert debts("opened-tool", opened(Story()))["conduct"] == "unknown"


def test_disclosure_is_counted_change_by_change(work):
    """One of two says who pays, so it is not done."""
    rows = owed("tide-map", WORKSPACE, begun("consulting").lines, work, Papers(), TODAY)
    (row,) = (row for row in rows if row["owes"] == "disclosed")

    assert (row["state"], row["says"]) == (
        "not done",
        "each change of ours says who asked or who pays: 1 of 2 in the window",
    )


def test_files_of_the_workspace_are_asked():
    """Roles, a statement that was read through within the year, and who pays."""
    papers = Papers(
        (Disclosed("ada", "Tidewater", "Tide-map", "maintainer"),),
        {"tide-map": Interest(("We need it.",), date(2024, 1, 1))},
    )
    paid = replace(SETTINGS, funders=(Funder("Sea Fund", community="github:tidewater"),))

    assert {*debts("in-residence", None).items()} >= {
        ("roles", "not done"),
        ("statement", "not done"),
    }
    assert {*debts("in-residence", None, papers).items()} >= {
        ("roles", "done"),
        ("statement", "done"),
    }
    old = Papers((), {"tide-map": Interest(("We need it.",), date(2023, 1, 1))})
    assert debts("in-residence", None, old)["statement"] == "not done"
    assert debts("consulting", None)["funders"] == "not done"
    assert debts("consulting", None, settings=paid)["funders"] == "done"


def test_a_person_s_word_settles_what_no_file_tells():
    """With a place where it can be read; a word that it was not done needs none."""
    book = begun("initiative")
    before = {
        row["owes"]: row["state"]
        for row in owed("tide-map", WORKSPACE, book.lines, None, Papers(), TODAY)
    }
    book.add(settling("tide-map", "consent", True, "https://lantern.example/9", "", book.lines))
    book.add(settling("tide-map", "post", False, None, "it is too early", book.lines))
    after = {
        row["owes"]: row for row in owed("tide-map", WORKSPACE, book.lines, None, Papers(), TODAY)
    }

    assert (before["consent"], after["consent"]["state"], after["consent"]["waits"]) == (
        "not done",
        "done",
        None,
    )
    assert (after["post"]["state"], after["post"]["says"][-15:]) == ("not done", "it is too early")
    with pytest.raises(WrongUse, match="say where that can be read"):
        settling("tide-map", "consent", True, None, "", book.lines)
    with pytest.raises(WrongUse, match="did you mean `post`"):
        settling("tide-map", "posts", True, None, "", book.lines)


def test_what_no_project_can_owe_yet_is_refused_with_what_comes_first():
    """Nobody spoke of it, its answers are missing, or only the decision has to name a pattern."""
    few, all_said, decided = Book(license="MIT", asked="nobody"), whole(), whole()
    decided.decide("contribute", "github:lantern-project/lantern")
    said = []
    for name, book in (("tide-mop", few), ("tide-map", few), ("tide-map", all_said), ("tide-map", decided)):  # fmt: skip
        with pytest.raises(WrongUse) as caught:
            settling(name, "consent", True, "https://lantern.example/9", "", book.lines)
        said.append(str(caught.value))

    none = "tide-map: nothing was written: it has no pattern yet. "
    assert said == [
        "tide-mop: no project is called so: did you mean `tide-map`?",
        f"{none}Deciding gives one, and needs 4 answers more: `twohats projects ask tide-map` lists them.",
        f"{none}`twohats projects decide tide-map create --pattern PATTERN --why REASON` gives one; "
        "`twohats projects owed` lists them.",
        f"{none}`twohats projects decide tide-map contribute --repository github:lantern-project/lantern "
        "--pattern PATTERN --why REASON` gives one; `twohats projects owed` lists them.",
    ]
    with pytest.raises(WrongUse, match="`twohats projects ask reef` says how one begins"):
        settling("reef", "post", True, None, "", ())


def test_every_pattern_says_how_it_ends_or_what_came_of_it():
    """Nobody takes part without an end."""
    for pattern in PATTERNS.values():
        keys = [one.key for one in pattern.owes]
        assert {"exit", "post"} & set(keys), pattern.name
        assert len(keys) == len(set(keys))


def test_a_request_counts_from_its_own_day_and_only_by_others():
    """One of ours who asked is not upstream; what no facts know counts from when it was written."""
    story = Story(team=[ours("vera")])
    story.item(7, "bo", 3, kind="issue")
    story.item(8, "vera", 3, kind="issue")
    facts = story.facts()
    outcomes = []
    for url in (ASKED, ASKED[:-1] + "8", ASKED[:-1] + "9"):
        book = whole(asked=("they did", url))
        book.decide("create", "github:lantern-project/tide-map")
        outcomes.append([one.asked_at for one in requested(book.lines, facts, GITHUB)])

    assert outcomes == [[day(3)], [], [datetime(2024, 3, 21, tzinfo=UTC)]]
    nobody = whole(asked="nobody")
    nobody.decide("create", "github:lantern-project/tide-map")
    assert requested(nobody.lines, facts, GITHUB) == ()
    assert item_at(ASKED, GITHUB) == "github:lantern-project/lantern#7"


def test_a_request_is_looked_up_at_the_forges_of_the_workspace():
    """One of ours who asked at another forge is not upstream either; somebody else's counts from its day."""
    story = Story(team=[ours("vera")])
    for number, author in ((7, "bo"), (8, "vera")):
        story.item(
            number, author, 3, item=f"gitlab:lantern/map!{number}", repository="gitlab:lantern/map"
        )
    facts = story.facts()
    outcomes = []
    for number in (7, 8):
        book = whole(
            asked=("they did", f"https://lab.example/lantern/map/-/merge_requests/{number}")
        )
        book.decide("create", "github:lantern-project/tide-map")
        found = requested(book.lines, facts, {"lab.example": "gitlab"})
        outcomes.append([one.asked_at for one in found])

    assert outcomes == [[day(3)], []]


def test_a_project_that_others_asked_for_first_is_none_of_our_own():
    """N2 goes by the day: what was asked for after it was made does not count."""
    place = "github:lantern-project/tide-map"
    cases = ((None, True), (Requested(place, ASKED, day(-1)), False), (Requested(place, ASKED, day(1)), True),
             (Requested("github:lantern-project/other", ASKED, day(-1)), True))  # fmt: skip
    from fakes.told import told

    story = told()
    story.add("repositories", repository=place, created_at=day(0))
    for number in range(3):
        story.commit(
            f"0{number}", "vera", "vera@x.example", 1 + number, account="vera", repository=place
        )
    story.merged(1, "vera", 10, "ada", additions=10, deletions=5, repository=place)
    pieces = [
        found_in(story, "N2", traces=TRACES, requested=(one,) if one else ())[of(f"{place}#1")][0]
        for one, _ in cases
    ]
    got, expected = beside(cases, [piece["holds"] for piece in pieces])

    assert got == expected
    assert (pieces[1]["url"], pieces[1]["because"]) == (
        ASKED,
        "Others upstream asked for this project before it was made.",
    )


def test_a_repository_that_was_begun_says_why():
    """Beside what it is to us."""
    scope = RepositoryScope(
        "github:tidewater/tide-map",
        "own-project",
        "our organization owns it",
        "github:tidewater",
        False,
    )
    book = begun(None)

    assert (
        _with_beginnings([scope], book.lines)[0].reason
        == "our organization owns it; begun because: nobody has one"
    )
    assert _with_beginnings([scope], ()) == (scope,)


def test_an_answer_that_names_one_of_ours_is_shown_under_a_pseudonym(monkeypatch, work):
    """By whoever wrote it; the journal keeps the words."""
    from twohats.flow import projects as flow

    monkeypatch.setattr(flow, "pseudonyms_of", lambda _: {"github:vera": "wren-3f1c"})
    book = whole(maintains="@vera, on Fridays")
    rows = questions("tide-map", WORKSPACE, book.lines, work)

    assert [row["answer"] for row in rows if row["asks"] == "maintains"] == [
        "wren-3f1c, on Fridays"
    ]


def test_a_line_that_says_nothing_is_counted():
    """With the reason."""
    line = Decision(
        f"{1:026}", "ada", day(1), DECIDED, ("project:x",), "", {"project": "x", "outcome": "maybe"}
    )

    assert [one.reason for one in unusable([line])] == [
        "it does not say what was decided of which project"
    ]
