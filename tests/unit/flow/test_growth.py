"""One's own way into a role: what is asked, what is there, and nobody else's record."""

from datetime import UTC, date, datetime
from types import SimpleNamespace

import pytest
from fakes.small_facts import REPOSITORY, Story, day, ours, rows_of

from twohats.errors import WrongUse
from twohats.flow.growth import (
    growth_rows,
    judged,
    learning,
    myself,
    sponsoring,
    training_rows,
    withdrawing,
)
from twohats.formats.ladder import Criterion
from twohats.journal.sponsoring import sponsorings_of
from twohats.measures.public_record import public_record
from twohats.people.resolve import Account, resolve
from twohats.records.decisions import Decision
from twohats.workspace.settings import Settings

NOW = datetime(2026, 7, 1, tzinfo=UTC)
LANTERN = "github:lantern-project"
LADDER = (
    "# Reviewer\n\n- Contributing for at least 3 months\n- Reviewed at least 2 PRs\n- 2 sponsors\n"
)


def opened_with(told=None, decisions=()):
    team = [ours("ada", emails=["ada@tidewater.example"]), ours("bea")]
    people = resolve(
        [Account(f"github:{login}") for login in ("ada", "bea", "cleo")],
        [], team, (), organization="", forge_by_host={"github.com": "github"}, bot_rules={},
        secret=b"made up",
    )  # fmt: skip
    workspace = SimpleNamespace(settings=Settings("Tidewater"))
    facts = told.facts(until=300, as_of=300) if told else None
    return SimpleNamespace(people=people, facts=facts, decisions=decisions, workspace=workspace)


def story():
    told = Story(team=[ours("ada"), ours("bea")])
    for number in (1, 2, 3):
        item = told.item(number, "cleo", number)
        told.event(item, "reviewed", "ada" if number < 3 else "bea", 10 * number)
        told.event(item, "review_commented", "ada" if number < 3 else "bea", 10 * number)
    told.merged(4, "ada", 50, "cleo")
    told.event(told.item(5, "ada", 60), "reviewed", "ada", 61)
    told.event(told.item(6, "cleo", 60, kind="issue"), "commented", "ada", 62)
    told.event(told.item(1, "cleo", 60, repository="github:x/toy"), "reviewed", "ada", 62)
    told.scopes = {"github:x/toy": "personal-project"}
    told.add(
        "documents", repository=REPOSITORY, path="GOVERNANCE.md", kind="governance", oid="a",
        committed_at=day(1), text="# Reviewer\n\n- Reviewed at least 99 PRs\n",
    )  # fmt: skip
    told.add(
        "documents", repository=REPOSITORY, path="GOVERNANCE.md", kind="governance", oid="b",
        committed_at=day(2), text=LADDER,
    )  # fmt: skip
    return told


def test_public_record():
    """Counted by hand: two reviews, one merged change, five items in all; own reviews are none."""
    (row,) = rows_of(public_record(story().facts(until=300, as_of=300), "github:ada"))

    assert row == {
        "community": LANTERN,
        "first_at": day(10),
        "last_at": day(62),
        "reviews": 2,
        "reviews_or_merges": 2,
        "contributions": 5,
        "merged": 1,
    }


def test_growth():
    """The latest text counts, each of its points with its line; sponsors have to be asked."""
    opened = opened_with(story())
    rows = growth_rows(opened, myself(opened, "ada@tidewater.example", None))

    assert [
        (row["asks"], row["have"], row["met"], row["missing"], row["line"]) for row in rows
    ] == [
        ("Contributing for at least 3 months", 9.5, True, "", 3),
        ("Reviewed at least 2 PRs", 2, True, "", 4),
        ("2 sponsors", None, None, "2 sponsors: ask them", 5),
    ]
    bea = growth_rows(opened, myself(opened, "x@y.example", "bea"))
    assert [row["missing"] for row in bea][1] == "1 more review"


@pytest.mark.parametrize(
    ("criterion", "roles", "have", "met", "missing"),
    [
        (("tenure", 3.0, "member"), {}, None, None, "not known: no roster read says since when you are member"),
        (("tenure", 3.0, "member"), {"member": None}, None, None, "not known: no roster read says since when you are member"),
        (("tenure", 3.0, "member"), {"member": datetime(2026, 5, 1, tzinfo=UTC)}, 2.0, False, "1.0 months more"),
        (("tenure", 2.0, "member"), {"member": datetime(2026, 5, 1, tzinfo=UTC)}, 2.0, True, ""),
        (("tenure", 3.0, None), {}, 0.0, False, "3.0 months more"),
        (("words", None, None), {}, None, None, "a person judges it"),
        (("primary_reviews", 5.0, None), {}, None, None, "no trace tells who the primary reviewer was"),
        (("merged", 5.0, None), {}, 0.0, False, "5 more merged changes"),
    ],
)  # fmt: skip
def test_judged(criterion, roles, have, met, missing):
    """What no trace tells is unknown, and never no."""
    kind, amount, as_role = criterion
    row = judged(Criterion("reviewer", kind, amount, "", 1, as_role), {}, roles, NOW)

    assert (row["have"], row["met"], row["missing"]) == (have, met, missing)


@pytest.mark.parametrize(
    ("who", "by", "message"),
    [
        ("ada@tidewater.example", "bea", "git says that you are somebody else"),
        ("x@y.example", None, "nobody of the team has git's e-mail"),
        ("x@y.example", "cleo", "nobody of the team has this account"),
        ("x@y.example", "no such/login", "--by"),
    ],
)
def test_only_oneself(who, by, message):
    """Nobody is shown somebody else."""
    with pytest.raises(WrongUse, match=message):
        myself(opened_with(), who, by)


@pytest.mark.parametrize(
    ("who", "by", "is_by_git"),
    [
        ("ada@tidewater.example", None, True),
        ("ada@tidewater.example", "ada", True),
        ("x@y.example", "ada", False),
        ("x@y.example", "bea", False),
    ],
)
def test_a_login_that_is_typed_proves_nothing(who, by, is_by_git):
    """Only git's e-mail says who somebody is; what is one's own asks for it."""
    assert myself(opened_with(), who, by).is_by_git is is_by_git


def decision(line, number=1):
    return Decision(f"{number:026}", "ada", NOW, line.what, line.about, line.why, line.content, line.supersedes)  # fmt: skip


def test_shadowing_is_noted():
    """What one learned is listed for oneself; of ours, others stand under pseudonyms."""
    opened = opened_with()
    line = learning("release, lantern-project", opened.workspace, "github:ada", date(2026, 3, 1), beside="@bea")  # fmt: skip
    opened = opened_with(decisions=(decision(line),))

    (row,) = training_rows(opened, myself(opened, "ada@tidewater.example", None))

    assert (row["activity"], row["community"], row["how"]) == ("release", LANTERN, "shadowed")
    assert row["beside"] == opened.people.pseudonyms["github:bea"]
    assert training_rows(opened, myself(opened, "x@y.example", "bea")) == []


def test_no_such_activity():
    """An activity that is none is refused, with those there are."""
    with pytest.raises(WrongUse, match="'sleep' is none of answer"):
        learning("sleep", opened_with().workspace, "github:ada", date(2026, 3, 1))


def test_sponsoring():
    """With consent it is kept, a later word takes its place, and it can be withdrawn."""
    opened = opened_with()
    first = decision(sponsoring("@cleo", "lantern-project", "maintainer", "a letter", date(2026, 3, 1), opened))  # fmt: skip
    opened = opened_with(decisions=(first,))
    named = decision(sponsoring("cleo", "lantern-project", "maintainer", "a letter", date(2026, 4, 1), opened, may_name=True), 2)  # fmt: skip

    (one,) = sponsorings_of((first, named))
    assert (one.person, one.community, one.may_name) == ("github:cleo", LANTERN, True)

    opened = opened_with(decisions=(first, named))
    gone = decision(withdrawing("cleo", "lantern-project", opened), 3)
    assert sponsorings_of((first, named, gone)) == ()


@pytest.mark.parametrize(
    ("person", "role", "consent", "message"),
    [
        ("cleo", "maintainer", " ", "without their consent"),
        ("cleo", "", "a letter", "say what they want to become"),
        ("bea", "maintainer", "a letter", "sponsoring is for others"),
    ],
)
def test_no_sponsoring(person, role, consent, message):
    """Without consent, above all, nothing is written."""
    with pytest.raises(WrongUse, match=message):
        sponsoring(person, "lantern-project", role, consent, date(2026, 3, 1), opened_with())


def test_nothing_to_withdraw():
    """Where none stands, that is told."""
    with pytest.raises(WrongUse, match="no sponsorship in lantern-project stands"):
        withdrawing("cleo", "lantern-project", opened_with())


def test_nothing_listed_says_what_was_asked_for():
    """Whoever named a community is not told to name one."""
    from twohats.cli.growth import _no_ladder

    assert _no_ladder(["jupyterhub"]) == (
        "No ladder of jupyterhub is among the facts: no file there says what a role asks for. "
        "Import or sync the repository that holds it."
    )
    assert _no_ladder([]).endswith("or name it with --community.")
