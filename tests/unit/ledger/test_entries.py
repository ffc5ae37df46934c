"""What counts as a contribution of ours: each activity, and what is no entry or part of another."""

from dataclasses import dataclass, replace

import pytest
from fakes.small_facts import REPOSITORY, Story, day, ours, promise, rows_of
from hypothesis import given, settings
from hypothesis import strategies as st

from twohats.ledger.entries import COLUMNS, changes_outside, entries

TEAM = [
    ours("vera", "vera-too", emails=["vera@sea.example"]),
    ours("wim", since=20, until=40),
    ours("robo"),
    ours("flat", until=10, basis="assumed"),
    ours("flat", since=10, until=None),
]


@dataclass(frozen=True)
class Case:
    """What happened to one item, and which entries that makes."""

    says: str
    events: tuple
    expected: set
    """Login and activity."""
    author: str | None = "ada"
    kind: str = "pull_request"
    at: float = 1


CASES = (
    # Changes.
    Case("our own change", (), {("vera", "change")}, author="vera"),
    Case("somebody else's change", (), set()),
    Case("an issue of ours is none", (), set(), author="vera", kind="issue"),
    Case("a change from before the window", (), set(), author="vera", at=-1),
    Case("a change of a bot of ours", (), set(), author="robo"),
    # Reviews and answers.
    Case("a review", (("reviewed", "vera", 2),), {("vera", "review")}),
    Case("a line comment", (("review_commented", "vera", 2),), {("vera", "review")}),
    Case("a comment", (("commented", "vera", 2),), {("vera", "answer")}),
    Case("a comment on an issue", (("commented", "vera", 2),), {("vera", "answer")}, kind="issue"),
    Case(
        "a comment is part of a review",
        (("commented", "vera", 2), ("reviewed", "vera", 3)),
        {("vera", "review")},
    ),
    Case(
        "but not of a colleague's",
        (("commented", "vera", 25), ("reviewed", "wim", 26)),
        {("vera", "answer"), ("wim", "review")},
    ),
    Case(
        "nor of one on another account",
        (("commented", "vera-too", 2), ("reviewed", "vera", 3)),
        {("vera-too", "answer"), ("vera", "review")},
    ),
    Case(
        "three reviews are one entry",
        (("reviewed", "vera", 4), ("reviewed", "vera", 2), ("review_commented", "vera", 2)),
        {("vera", "review")},
    ),
    Case(
        "words under one's own change are part of it",
        (("commented", "vera", 2), ("reviewed", "vera", 3), ("review_commented", "vera", 3)),
        {("vera", "change")},
        author="vera",
    ),
    Case(
        "also from one's second account",
        (("commented", "vera-too", 2), ("reviewed", "vera-too", 3)),
        {("vera", "change")},
        author="vera",
    ),
    Case("a review by others", (("reviewed", "bo", 2),), set()),
    Case("a comment by nobody known", (("commented", None, 2),), set()),
    Case("an answer to nobody known", (("commented", "vera", 2),), {("vera", "answer")}, None),
    Case("a review by a bot of ours", (("reviewed", "robo", 2),), set()),
    Case("a bot's change reviewed", (("reviewed", "vera", 2),), {("vera", "review")}, "x[bot]"),
    Case("a comment taken back", (("commented", "vera", 2, {"gone_at": day(3)}),), set()),
    Case("a comment after the window", (("commented", "vera", 91),), set()),
    # Merging and triage.
    Case("a merge", (("merge", "vera", 2),), {("vera", "merge")}),
    Case("a merge of one's own", (("merge", "vera", 2),), {("vera", "change")}, author="vera"),
    Case("our change merged by others", (("merge", "bo", 2),), {("vera", "change")}, author="vera"),
    Case("closing is triage", (("close", "vera", 2),), {("vera", "triage")}),
    Case("closing one's own is none", (("close", "vera", 2),), {("vera", "change")}, author="vera"),
    Case("a label is triage", (("labeled", "vera", 2),), {("vera", "triage")}),
    Case("a label on one's own", (("labeled", "vera", 2),), {("vera", "change")}, author="vera"),
    Case(
        "closing is part of merging, a label is not",
        (("labeled", "vera", 2), ("merge", "vera", 3)),
        {("vera", "triage"), ("vera", "merge")},
    ),
    Case("a mention elsewhere is none", (("cross_referenced", "vera", 2),), set()),
    Case("getting ready is none", (("ready_for_review", "vera", 2),), set()),
    # On the day.
    Case("before joining", (("reviewed", "wim", 19.9),), set()),
    Case("after joining", (("reviewed", "wim", 20),), {("wim", "review")}),
    Case("after leaving", (("reviewed", "wim", 40),), set()),
    Case("a change from before joining", (), set(), author="wim"),
    Case("two periods", (("reviewed", "flat", 11), ("reviewed", "flat", 9)), {("flat", "review")}),
)


@pytest.fixture(scope="module")
def found():
    story = Story(team=TEAM, bot_rules={"github:robo": (True, "a program")})
    for number, case in enumerate(CASES):
        item = story.item(number, case.author, case.at, kind=case.kind)
        for kind, actor, at, *more in case.events:
            if kind in ("close", "merge"):
                story.close(item, actor, at, merged=kind == "merge")
            else:
                story.event(item, kind, actor, at, **(more[0] if more else {}))
    return rows_of(entries(story.facts()))


def of(found, says):
    number = next(n for n, case in enumerate(CASES) if case.says == says)
    return [row for row in found if row["item"] == f"{REPOSITORY}#{number}"]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.says)
def test_activity(found, case):
    """Each thing done makes the entries it should, and no others."""
    rows = of(found, case.says)

    assert len(rows) == len(case.expected)
    assert {(row["account"].removeprefix("github:"), row["activity"]) for row in rows} == (
        case.expected
    )


def test_columns_and_keys(found):
    """Every entry has its columns, a key of its own, and the key says account, item and activity."""
    assert len({row["entry"] for row in found}) == len(found)
    for row in found:
        assert tuple(row) == COLUMNS
        assert row["entry"] == f"{row['account']}:{row['item']}:{row['activity']}"


def test_the_first_time_counts(found):
    """An entry happened when it first did, and its basis is that of the same day."""
    (reviews,) = of(found, "three reviews are one entry")
    (flat,) = of(found, "two periods")

    assert reviews["happened_at"] == day(2)
    assert (flat["happened_at"], flat["basis"]) == (day(9), "assumed")


def test_what_an_entry_says(found):
    """Person, author and whose item it is stand beside each entry."""
    rows = {row["account"]: row for row in of(found, "nor of one on another account")}

    assert {row["person"] for row in rows.values()} == {"github:vera"}
    row = rows["github:vera"]
    assert (row["author"], row["author_is_ours"], row["item_kind"]) == (
        "github:ada",
        False,
        "pull_request",
    )
    assert (row["scope"], row["community"], row["is_key"]) == (
        "upstream",
        "github:lantern-project",
        True,
    )
    assert row["url"].startswith("https://github.com/lantern-project/lantern/")


RELEASES = {
    "v1": ({"author": "github:vera"}, {"github:vera"}),
    "v2": ({"author": "github:bo"}, set()),
    "v3": ({"author": None}, set()),
    "v4": ({"author": "github:robo"}, set()),
    "v5": ({"author": "github:vera", "published_at": day(-1)}, set()),
    "v6": ({"author": "github:wim"}, set()),
}


@pytest.fixture(scope="module")
def outside_items():
    """Releases and commits, which stand under no issue or pull request."""
    story = Story(team=TEAM, bot_rules={"github:robo": (True, "a program")})
    for tag, (row, _) in RELEASES.items():
        story.add(
            "releases", **{"repository": REPOSITORY, "tag": tag, "published_at": day(3), **row}
        )
    for oid, (row, _) in COMMITS.items():
        story.commit(oid, **{"name": "Vera", "email": "vera@sea.example", "at": 5, **row})
    story.add("item_commits", item=f"{REPOSITORY}#1", oid="in-change")
    story.item(1, "ada", 1, merge_commit_oid="landed")
    return {
        (row["item"].partition("@")[2], row["account"]): row
        for row in rows_of(entries(story.facts()))
    }


ADDRESS = "mail:vera@sea.example"
COMMITS = {
    "plain": ({}, {ADDRESS}),
    "first": ({"parents": []}, {ADDRESS}),
    "spelled": ({"email": " Vera@Sea.Example"}, {ADDRESS}),
    "account": ({"email": "v@hill.example", "account": "vera"}, {"github:vera"}),
    "no-reply": (
        {"email": "9+vera@users.noreply.github.com"},
        {"mail:9+vera@users.noreply.github.com"},
    ),
    "word": ({"subject": "Merge the two wicks (see above)"}, {ADDRESS}),
    "stranger": ({"email": "bo@sea.example"}, set()),
    "shared": ({"email": "root@localhost"}, set()),
    "bot": ({"email": "r@x.example", "account": "robo"}, set()),
    "merge": ({"parents": ["1", "2"]}, set()),
    "squash": ({"subject": "Trim the wick (#12)"}, set()),
    "button": ({"subject": "Merge pull request #12 from ada/wick"}, set()),
    "branch": ({"subject": "Merge branch 'main' into wick"}, set()),
    "in-change": ({}, set()),
    "landed": ({}, set()),
    "old": ({"at": -1}, set()),
    "left": ({"email": "w@x.example", "account": "wim"}, set()),
}


@pytest.mark.parametrize("tag", RELEASES)
def test_release(outside_items, tag):
    """Who of ours made a release has an entry: nobody else, no bot, not before or after."""
    found = {account for name, account in outside_items if name == tag}

    assert found == RELEASES[tag][1]
    assert all(outside_items[tag, account]["activity"] == "release" for account in found)


@pytest.mark.parametrize("oid", COMMITS)
def test_commit(outside_items, oid):
    """A commit of ours that came without a pull request is an entry; one that came with it is not."""
    found = {account for name, account in outside_items if name == oid}

    assert found == COMMITS[oid][1]
    assert all(outside_items[oid, account]["person"] == "github:vera" for account in found)


def test_of_things_done_in_the_same_second_always_the_same_is_shown():
    """Else a page would link elsewhere each time, though nothing changed."""
    story = Story(team=TEAM)
    item = story.item(1, "ada", 1)
    for number in range(40):
        story.event(item, "review_commented", "vera", 2, url=f"https://sea.example/{number}")
    urls = {rows_of(entries(story.facts()))[0]["url"] for _ in range(3)}

    assert urls == {"https://sea.example/0"}


def test_a_merge_of_which_only_the_item_tells():
    """Who merged has an entry also where the source has no timeline; by an event, it is told once."""
    story = Story(team=TEAM)
    merged = {"closed_at": day(4), "merged_at": day(3), "state": "merged"}
    story.item(1, "ada", 1, merged_by="github:vera", **merged)
    story.item(2, "ada", 1, merged_by="github:bo", **merged)
    story.item(3, "vera", 1, merged_by="github:vera", **merged)
    story.merged(4, "ada", 2.5, "vera")
    story.item(5, "ada", 1, merged_by="github:vera", gone_at=day(5), **merged)
    facts = story.facts()

    found = {(row["item"], row["activity"]): row for row in rows_of(entries(facts))}

    assert {(item.partition("#")[2], activity) for item, activity in found} == {
        ("1", "merge"),
        ("3", "change"),
        ("4", "merge"),
    }
    assert found[f"{REPOSITORY}#1", "merge"]["happened_at"] == day(3)
    assert found[f"{REPOSITORY}#1", "merge"]["url"].endswith("/pull/1")
    acts = rows_of(facts.acts.filter(facts.acts.kind == "merged"))
    assert sorted(row["item"].partition("#")[2] for row in acts) == ["1", "2", "3", "4"]


ACTS = st.tuples(
    st.integers(1, 3),
    st.sampled_from(("reviewed", "commented", "labeled", "closed", "merged")),
    st.sampled_from(("vera", "vera-too", "wim", "flat", "bo", "robo")),
    st.integers(4, 60),
)


HISTORIES = st.tuples(
    st.lists(ACTS, max_size=12),
    st.lists(st.sampled_from(("ada", "vera", "wim")), min_size=3, max_size=3),
)


# Many histories at once, each of a repository of its own: what costs is the question, not the rows.
@settings(max_examples=4, deadline=None)
@given(histories=st.lists(HISTORIES, min_size=8, max_size=8), border=st.integers(1, 59))
def test_each_entry_is_in_one_window(histories, border):
    """Entries of two windows side by side are those of both as one, each once and with one date."""
    story = Story(team=TEAM, bot_rules={"github:robo": (True, "a program")})
    for place, (acts, authors) in enumerate(histories):
        repository = f"{REPOSITORY}-{place}"
        for number, author in enumerate(authors, 1):
            story.item(number, author, number, repository=repository)
        for number, kind, login, at in acts:
            story.event(f"{repository}#{number}", kind, login, at)
        for at in (3, 30):
            story.add(
                "releases", repository=repository, tag=f"v{at}", author="github:vera",
                published_at=day(at),
            )  # fmt: skip
            story.commit(f"c{place}-{at}", "Vera", "vera@sea.example", at, repository=repository)
    windows = ((0, border), (border, 61), (0, 61))
    first, second, joint = (
        {row["entry"]: row for row in rows_of(entries(story.facts(since=since, until=until)))}
        for since, until in windows
    )

    assert not first.keys() & second.keys()
    assert {**first, **second} == joint


def test_changes_from_before_the_window():
    """A change is judged with what was done for it later, and only where something was."""
    story = Story(team=TEAM)
    reviewed, alone = (story.item(number, "vera", 2) for number in (1, 2))
    inside, theirs = story.item(3, "vera", 25), story.item(4, "ada", 2)
    for item in (reviewed, inside, theirs):
        story.event(item, "reviewed", "wim", 26)
    facts = story.facts(since=20, until=40)

    assert [row["item"] for row in rows_of(changes_outside(facts))] == [reviewed]
    assert alone not in {row["item"] for row in rows_of(entries(facts))}


FORK, OTHER = "github:vera/lantern", "github:ada/lantern"


def test_a_commit_is_taken_once():
    """What a fork holds too is an entry of the repository that is no fork, else of the first by key."""
    story = Story(team=TEAM)
    for repository, fork in ((REPOSITORY, False), (FORK, True), (OTHER, True)):
        story.add("repositories", repository=repository, fork=fork)
    places = {"both": (FORK, REPOSITORY), "forks": (FORK, OTHER), "fork": (FORK,)}
    places |= {"here": (REPOSITORY,), "brought": (FORK, REPOSITORY)}
    for oid, repositories in places.items():
        for repository in repositories:
            story.commit(oid, "Vera", "vera@sea.example", 5, repository=repository)
    story.add("item_commits", item=f"{REPOSITORY}#1", oid="brought")

    found = sorted(row["item"] for row in rows_of(entries(story.facts())))

    assert found == sorted(
        [f"{REPOSITORY}@both", f"{OTHER}@forks", f"{FORK}@fork", f"{REPOSITORY}@here"]
    )


@pytest.mark.parametrize(
    ("promises", "is_read"),
    [
        ([], False),
        ([promise("item_commits", REPOSITORY, None, None)], True),
        ([promise("item_commits", REPOSITORY, 5, 6)], True),
        ([promise("item_commits", REPOSITORY, 0, 5)], False),
        ([promise("item_commits", FORK, None, None)], False),
        ([replace(promise("item_commits", REPOSITORY, None, None), complete=False)], False),
        ([promise("item_commits", REPOSITORY, at, at + 2) for at in (1, 4)], True),
    ],
)
def test_pull_requests_read(promises, is_read):
    """It is known that no pull request brought a commit where theirs were read in full."""
    story = Story(team=TEAM, coverage=promises)
    story.commit("plain", "Vera", "vera@sea.example", 5)
    story.item(1, "vera", 5)

    found = {row["activity"]: row["has_pulls"] for row in rows_of(entries(story.facts()))}

    assert found == {"commit": is_read, "change": None}
