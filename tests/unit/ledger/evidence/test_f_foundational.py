"""What upstream needed, what was planned, what is on the list: found, and left alone."""

import pytest
from fakes.told import OWN, REPOSITORY, RUBRIC, answers, beside, day, found, of, replace, told

STRONG, WEAK = (True, "strong"), (True, "weak")
NO, UNKNOWN = (False, "strong"), (None, "strong")


def change(story, number=1, **columns):
    return story.merged(number, "vera", 10, "ada", **columns)


# F1


def test_f1_of_a_change():
    """A change was asked for by an older upstream issue of a person who is not ours."""
    cases = (
        ("an issue of somebody else", "ada", 3, {}, "closes", STRONG),
        ("a discussion of somebody else", "ada", 3, {"kind": "discussion"}, "ref", STRONG),
        ("one opened after the work began", "ada", 10.2, {}, "closes", NO),
        ("one of our own", "wim", 3, {}, "closes", NO),
        ("one of a program", "robot", 3, {}, "closes", NO),
        ("one whose author is gone", None, 3, {}, "closes", UNKNOWN),
        ("a change of somebody else", "ada", 3, {"kind": "pull_request"}, "ref", NO),
        ("one in a project of ours", "ada", 3, {"repository": OWN}, "closes", NO),
        ("one that is only mentioned", "ada", 3, {}, "mention", NO),
    )
    story = told()
    for number, (_, author, at, issue, kind, _) in enumerate(cases, 1):
        asked = story.item(70 + number, author, at, **{"kind": "issue", **issue})
        story.link(change(story, number), asked, 10, kind)

    got, expected = beside(cases, answers(story, "F1", len(cases)))

    assert got == expected


def test_f1_names_who_asked_first():
    """The oldest request counts, with its address and who made it."""
    story = told()
    change(story)
    for number, login, at in ((7, "ada", 5), (8, "bo", 3)):
        issue = story.item(number, login, at, kind="issue")
        story.link(issue, f"{REPOSITORY}#1", at)

    (piece,) = found(story, "F1")[of(f"{REPOSITORY}#1")]

    assert piece["who"] == "github:bo"
    assert piece["url"].endswith("/8")
    assert piece["said_at"] == day(3)
    assert piece["because"] == (
        "lantern-project/lantern#8 of somebody who is not ours asked for it."
    )


def test_f1_not_read():
    """An upstream issue that was not read leaves it unknown; an issue of ours does not."""
    story = told()
    story.link(change(story), "github:far-away/place#4", 10)
    story.link(change(story, 2), "github:tidewater/plans#4", 10)

    assert answers(story, "F1", 2) == [UNKNOWN, NO]


def test_f1_weakness():
    """To mend a weakness is upstream's need, whoever noticed it."""
    cases = (
        ({"labels": ["type: security"]}, STRONG),
        ({"title": "Mend CVE-2024-12345"}, STRONG),
        ({"labels": ["insecurity"]}, NO),
        ({"title": "A curriculum vitae"}, NO),
        ({}, NO),
    )
    story = told()
    for number, (columns, _) in enumerate(cases, 1):
        change(story, number, **columns)

    got, expected = beside(cases, answers(story, "F1", len(cases)))

    assert got == expected


def test_help():
    """Help with what somebody not ours opened is needed as such; with a colleague's it is not.

    All of it is on the list.
    """
    cases = (
        ("ada", "reviewed", "review", STRONG),
        ("ada", "commented", "answer", STRONG),
        ("ada", "labeled", "triage", STRONG),
        ("robot", "reviewed", "review", WEAK),
        ("wim", "reviewed", "review", NO),
        (None, "reviewed", "review", UNKNOWN),
    )
    story = told()
    for number, (author, event, _, _) in enumerate(cases, 1):
        story.event(story.item(number, author, 1), event, "vera", 2)
    needed, listed = found(story, "F1"), found(story, "F3")
    entries = [of(f"{REPOSITORY}#{n}", case[2]) for n, case in enumerate(cases, 1)]
    got, expected = beside(
        cases, [(needed[e][0]["holds"], needed[e][0]["strength"]) for e in entries]
    )

    assert got == expected
    assert all(listed[entry][0]["holds"] for entry in entries)


def test_f1_of_releases_and_commits():
    """A release is needed as such; of a commit without a pull request nobody can tell."""
    story = told()
    story.add(
        "releases", repository=REPOSITORY, tag="v1", author="github:vera", published_at=day(3)
    )
    story.commit("0a", "Vera", "v@x.example", 3, account="vera")
    pieces = found(story, "F1")

    assert {entry.rpartition(":")[2]: rows[0]["holds"] for entry, rows in pieces.items()} == {
        "release": True,
        "commit": None,
    }


# F2

FOR_US = {"direction": "directed"}


@pytest.fixture(scope="module")
def planned():
    cases = (
        ("before", 3, {}, STRONG),
        ("initiative", 3, {"kind": "initiative"}, STRONG),
        ("upstream's", 3, {"kind": "initiative", "direction": "foundational"}, STRONG),
        ("duty", 3, {"kind": "duty"}, STRONG),
        ("that moment", 10, {}, STRONG),
        ("after, in the iteration", 12, {}, STRONG),
        ("on its last day", 13.9, {}, STRONG),
        ("on the first day of the next", 14, {}, NO),
        ("long after", 40, {}, NO),
        ("undated", None, {}, UNKNOWN),
        ("directed plan item", 3, FOR_US, None),
        ("directed initiative", 3, {**FOR_US, "kind": "initiative"}, None),
        ("contract", 3, {"kind": "contract"}, None),
    )
    story = told()
    for number, (_, at, columns, _) in enumerate(cases, 1):
        story.promise(change(story, number), at, **columns)
    return story, cases


def test_f2(planned):
    """F2 holds before the work or in its iteration, not later; undated it is unknown.

    What says that it is directed is no plan for upstream, nor is a contract.
    """
    story, cases = planned

    got, expected = beside(cases, answers(story, "F2", len(cases)))

    assert got == expected


def test_f2_without_iterations(planned):
    """Without iterations nobody can tell whether what came later came in the same one."""
    story, cases = planned
    got = answers(story, "F2", len(cases), rubric=replace(RUBRIC, iterations=None))

    assert [piece and piece[0] for piece in got] == [True] * 5 + [None] * 8


def test_f2_of_reviews():
    """A plan that names a pull request holds for its reviews, each by its own day."""
    story = told()
    item = story.item(1, "ada", 1)
    story.promise(item, 30)
    story.event(item, "reviewed", "vera", 29)
    story.event(item, "reviewed", "wim", 3)
    story.event(item, "reviewed", "pia", 31)
    pieces = found(story, "F2")
    holds = {
        login: pieces[of(item, "review", login)][0]["holds"] for login in ("vera", "wim", "pia")
    }

    assert holds == {"vera": True, "wim": False, "pia": True}


# F3


def test_f3_of_a_change():
    """A change is on the list by its label, its title, or when all it touches is."""
    cases = (
        ({"labels": ["documentation"]}, (), STRONG),
        ({"labels": ["area: docs"]}, (), STRONG),
        ({"title": "docs: say how"}, (), STRONG),
        ({"title": "[CI] Run on new snakes"}, (), STRONG),
        ({"title": "test(core): try more"}, (), STRONG),
        ({}, ("docs/a.txt", "README.md"), STRONG),
        ({}, (".github/workflows/ci.yml",), STRONG),
        ({}, ("tests/test_wick.py", "tests/data.bin"), STRONG),
        ({}, ("docs/a.txt", "wick.py"), NO),
        ({}, ("doctor.py",), NO),
        ({}, ("contest/latest.py",), NO),
        ({}, (), UNKNOWN),
        ({"labels": ["docstring"], "title": "Testing the water"}, (), UNKNOWN),
        ({"labels": None}, (), UNKNOWN),
    )
    story = told()
    for number, (columns, paths, _) in enumerate(cases, 1):
        item = change(story, number, **columns)
        for path in paths:
            story.add("item_files", item=item, path=path, additions=1, deletions=0)

    got, expected = beside(cases, answers(story, "F3", len(cases)))

    assert got == expected
