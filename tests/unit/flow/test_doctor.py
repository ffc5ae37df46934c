"""What ``twohats doctor`` says of policies and waivers, of the journal and of the private part."""

from datetime import UTC, date, datetime, timedelta

import pytest

from twohats.errors import SourceUnreadable, WrongUse
from twohats.flow.doctor import examine
from twohats.flow.sync.looked import remember
from twohats.journal import FolderJournal, PrivateJournal, PrivateLine, ulid
from twohats.records.decisions import Decision
from twohats.sources.asking.allowance import Left
from twohats.store.facts import FactStore

TODAY = date(2026, 3, 1)
HEAD = 'organization = "Tidewater Commons"\nowners = ["tidewater"]\n'
FIRST = (
    '[[policies]]\nname = "first"\neffective_from = 2025-01-01\non_clock_scope = "any-upstream"\n'
)
WAIVER = (
    '[[waivers]]\nname = "release week"\nwhat = "outside_plan_time"\nwho = "kim"\n'
    'why = "all hands"\nsince = 2026-02-01\nuntil = 2026-02-08\n'
)


@pytest.fixture
def found(tmp_path):
    """What is found about policies, by the text of the settings."""

    def look(text, today=TODAY):
        (tmp_path / "twohats.toml").write_text(HEAD + text)
        (tmp_path / "team.yml").write_text("- {login: jane, from: 2024-01-01}\n")
        findings = [f for f in examine(tmp_path, today) if f.what == "policy"]
        return [(f.state, f.found) for f in findings]

    return look


def test_a_policy_in_force_is_good(found):
    """One that says little is not wrong."""
    assert found(FIRST) == [("good", "`first` since 2025-01-01")]


def test_no_policy_is_something_to_look_at(found):
    """Nothing stops, but every answer about time will be a question."""
    none = [("look", "none is in force, so whose time work is will be asked")]

    assert found("") == none
    assert found(FIRST, today=date(2024, 12, 31)) == none


def test_a_policy_at_odds_with_itself_is_shown(found):
    """Its owner chooses; the program does not."""
    text = FIRST + 'outside_plan_time = "own"\nfree_choice_share = 0.2\n'

    assert found(text)[1:] == [
        (
            "look",
            "time of work outside the plan: `first`: one's own time, "
            "yet 20% of working time is free choice",
        )
    ]


def test_policies_that_differ_are_shown_and_not_scolded(found):
    """A changed agreement is what the dates are for."""
    later = '[[policies]]\nname = "second"\neffective_from = 2026-01-01\n'

    assert found(FIRST + later) == [
        ("good", "`second` since 2026-01-01"),
        (
            "good",
            "they differ in upstream work that is working time: "
            "`first`: that in any upstream community; "
            "`second`: not said, so people are asked",
        ),
    ]


def test_key_communities_that_nobody_named_are_missed(found):
    """The policy rests on a list that is not there."""
    assert found(FIRST.replace("any-upstream", "key-communities"))[1:] == [
        (
            "look",
            "`first` calls work in key communities working time, and none are named",
        )
    ]


@pytest.mark.parametrize(
    ("today", "said"),
    [
        (date(2026, 1, 31), "begins on 2026-02-01"),
        (date(2026, 2, 7), "holds until 2026-02-08"),
        (date(2026, 2, 8), "ended on 2026-02-08"),
    ],
)
def test_a_waiver_is_said_with_where_it_stands(found, today, said):
    """An ended one stays in the file, does nothing, and says so."""
    assert found(FIRST + WAIVER, today)[1:] == [
        ("good", f"waiver `release week` of outside_plan_time {said}")
    ]


@pytest.fixture
def told(tmp_path):
    """What is found about the journal, by lines of two people."""

    def look(*lines):
        (tmp_path / "twohats.toml").write_text(HEAD)
        FolderJournal(tmp_path / "journal").append(*lines)
        return [(f.state, f.found) for f in examine(tmp_path, TODAY) if f.what == "journal"]

    return look


def ruling(number, who, class_, supersedes=None):
    """One line about one entry."""
    at = datetime(2026, 2, 1, tzinfo=UTC) + timedelta(days=number)
    id_ = ulid(at, bytes(10))
    return Decision(id_, who, at, "ruling", ("e1",), "so", {"class": class_}, supersedes)


def test_rulings_that_contradict_each_other_wait_for_a_person(told):
    """With who said what, and which holds meanwhile."""
    lines = ruling(0, "ada", "directed"), ruling(1, "bo", "foundational")

    assert told(*lines) == [
        (
            "waits",
            f"e1: ada and bo say different things; {lines[1].id} holds as the later one",
        ),
        ("good", "2 decisions"),
    ]


def test_rulings_one_after_the_other_do_not(told):
    """A correction that names what it corrects is what the journal is for."""
    first = ruling(0, "ada", "directed")

    assert told(first, ruling(1, "bo", "foundational", first.id)) == [("good", "2 decisions")]


def test_a_line_that_says_nothing_usable_is_named(told):
    """It is whole, so nothing is broken."""
    line = ruling(0, "ada", "nice")

    assert told(line) == [
        ("look", f"{line.id} is not used: 'nice' is no class"),
        ("good", "1 decision"),
    ]


def test_the_private_part(tmp_path):
    """How much there is, what was erased, and what cannot be opened; never what it says."""
    (tmp_path / "twohats.toml").write_text(HEAD)
    private = PrivateJournal(tmp_path / ".twohats" / "private")

    def found():
        return [(f.state, f.found) for f in examine(tmp_path, TODAY) if f.what == "private part"]

    assert found() == []
    at = datetime(2026, 2, 1, tzinfo=UTC)
    private.append(*(PrivateLine(name, "hours", "ada", at, {"hours": 7}) for name in "ab"))
    assert found() == [("good", "2 lines")]
    private.erase(["a"], at)
    assert found() == [("good", "1 lines, 1 erased")]
    private.key_path.unlink()
    assert [state for state, _ in found()] == ["broken", "good"]


@pytest.fixture
def examined(tmp_path):
    """What is found of tokens and of syncs, by what a forge says and what was looked at."""
    (tmp_path / "twohats.toml").write_text(HEAD)
    (tmp_path / "team.yml").write_text("- {login: jane, from: 2024-01-01}\n")
    (tmp_path / "key-communities.toml").write_text(
        '[[communities]]\ntitle = "@lantern"\nurl = "https://github.com/lantern"\n'
    )

    def look(standing=None, looked=()):
        store = FactStore(tmp_path / ".twohats" / "facts")
        for repository, days in dict(looked).items():
            remember(store, [repository], datetime(2026, 3, 1, tzinfo=UTC) - timedelta(days=days))
        found = examine(tmp_path, TODAY, standing)
        return [(f.what, f.state, f.found) for f in found if f.what in ("token", "sync")]

    return look


def test_what_was_never_read_and_what_is_old_is_named(examined):
    """An owner was read when one of its repositories was."""
    assert examined() == [("sync", "look", "never read: lantern, tidewater")]
    assert examined(looked={"github:lantern/core": 9, "github:tidewater/plan": 1}) == [
        ("sync", "look", "looked at long ago: lantern (9 days)")
    ]
    assert examined(looked={"github:lantern/core": 2}) == [
        ("sync", "good", "2 repositories looked at in the last 7 days")
    ]


def test_where_a_token_comes_from_and_what_it_has_left(examined):
    """Its origin, never itself; and when one may go on where nothing is left."""
    resets_at = datetime(2026, 3, 1, 13, 30, tzinfo=UTC)

    def standing(_workspace):
        return [
            Left("GITHUB_TOKEN", "graphql", 4000, 5000, 500, resets_at),
            Left("GITHUB_TOKEN", "core", 5000, 5000, 500, resets_at),
            Left("a second one", "graphql", 400, 5000, 500, resets_at),
        ]

    assert examined(standing)[1:] == [
        ("token", "good", "GITHUB_TOKEN: 4,000 of 5,000 points left, 500 kept for people"),
        ("token", "look", "a second one: 400 of 5,000 points left, 500 kept for people"),
    ]


def test_what_one_forge_cannot_tell_hides_nothing_of_the_next(examined):
    """One without a token, one that refuses its own and one that is good have a line each."""

    def standing(_workspace):
        return [
            WrongUse("one.example: there is no token."),
            SourceUnreadable("two.example: it refuses the token. Put a new one there."),
            Left("THIRD_TOKEN", "api", None, None, 0, None),
        ]

    assert examined(standing)[1:] == [
        ("token", "look", "one.example: there is no token."),
        ("token", "look", "two.example: it refuses the token. Put a new one there."),
        ("token", "good", "THIRD_TOKEN: the server names no limit"),
    ]


def test_without_a_token_nothing_is_broken(examined):
    """Who imports recordings needs none."""

    def standing(_workspace):
        raise WrongUse("github.com: not read: there is no token.")

    assert examined(standing)[1:] == [("token", "look", "github.com: not read: there is no token.")]
