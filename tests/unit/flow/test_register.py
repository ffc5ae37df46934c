"""Which repositories a workspace names, and why each is read."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from twohats.errors import WrongUse
from twohats.flow.register import (
    Named,
    Wanted,
    followed_in,
    is_named,
    named_by,
    named_in,
    register,
)
from twohats.formats.forums import Forum
from twohats.records import Skipped
from twohats.sources.github_owners import Listed, Listing
from twohats.workspace import KeyCommunity, Member, Settings, Workspace

SETTINGS = Settings(
    "Tidewater",
    owners=("github:tidewater",),
    repositories=("github:jane-made-up/tides",),
    trackers=("github:tidewater/plan",),
)
LANTERN = KeyCommunity("@lantern", "https://github.com/lantern", "github:lantern")
MAST = KeyCommunity(
    "mast", "https://github.com/harbour/mast", "github:harbour", "github:harbour/mast"
)


def test_trackers_come_first_then_communities_then_our_own(tmp_path):
    """A workspace names each place once, under the purpose that matters most."""
    named = named_in(Workspace(tmp_path, SETTINGS, communities=(LANTERN, MAST)))

    assert named == (
        Named("github:tidewater/plan", "tracker"),
        Named("github:lantern", "community", is_owner=True),
        Named("github:harbour/mast", "community"),
        Named("github:jane-made-up/tides", "own project"),
        Named("github:tidewater", "own project", is_owner=True),
    )


def test_a_workspace_that_names_nothing_says_what_to_do(tmp_path):
    """There is a next step, and it is no fault."""
    with pytest.raises(WrongUse, match=r"nothing to sync.*`twohats sync owner/name`"):
        named_in(Workspace(tmp_path, Settings("Tidewater")))


def test_what_was_asked_for_is_read_in_any_spelling():
    """Addresses, keys and short names; owners stand for all they have; each counts once."""
    texts = ["github:Lantern/Core", "https://github.com/lantern/core", "lantern/docs", "@harbour"]

    assert named_by(texts) == (
        Named("github:lantern/core", "asked for"),
        Named("github:lantern/docs", "asked for"),
        Named("github:harbour", "asked for", is_owner=True),
    )


def test_all_mistakes_come_at_once():
    """Nobody has to run a command twice to hear of the second slip."""
    with pytest.raises(WrongUse) as error:
        named_by(["two words", "lantern/core", "lab:lantern/core"])

    assert str(error.value).count("\n") == 1
    assert "`two words`" in str(error.value)
    assert "unknown forge `lab`" in str(error.value)


def test_owners_stand_for_their_public_repositories():
    """What an owner keeps to itself is counted, and read only where it is named itself."""
    named = named_in(Workspace("w", SETTINGS, communities=()))  # type: ignore[arg-type]
    listing = Listing(
        "github:tidewater",
        (
            Listed("github:tidewater/site"),
            Listed("github:tidewater/plan", is_private=True),
            Listed("github:tidewater/payroll", is_private=True),
        ),
    )
    found = register(named, {"github:tidewater": listing})

    assert found.wanted == (
        Wanted("github:tidewater/plan", "tracker"),
        Wanted("github:jane-made-up/tides", "own project"),
        Wanted("github:tidewater/site", "own project"),
    )
    assert found.missing == ()
    assert [(one.key, "payroll" in one.reason) for one in found.private] == [
        ("github:tidewater", False)
    ]
    assert found.private[0].reason.startswith("1 private repository is not read")


def test_an_owner_that_cannot_be_listed_is_missing():
    """The others are read."""
    named = (
        Named("github:gone", "community", is_owner=True),
        Named("github:lantern/core", "community"),
    )
    found = register(named, {"github:gone": Listing("github:gone", missing="no such owner")})

    assert found.wanted == (Wanted("github:lantern/core", "community"),)
    assert found.missing == (Skipped("github:gone", "no such owner"),)


def test_only_who_switched_it_on_and_is_with_us_is_followed(tmp_path):
    """All their accounts; nobody whose time with us is over."""
    now = datetime(2026, 3, 1, tzinfo=UTC)
    gone = datetime(2026, 2, 1, tzinfo=UTC)
    team = (
        Member("github:ada", ("github:ada", "lab:ada"), follow=True),
        Member("github:bob", ("github:bob",)),
        Member("github:cy", ("github:cy",), until_at=gone, follow=True),
    )

    assert followed_in(Workspace(tmp_path, SETTINGS, team), now) == ("github:ada", "lab:ada")


def test_what_belongs_to_the_register(tmp_path):
    """Owners cover their repositories; a repository covers itself."""
    workspace = Workspace(tmp_path, SETTINGS, communities=(LANTERN, MAST))
    named = ["lantern/core", "harbour/mast", "tidewater/plan", "jane-made-up/tides"]

    assert all(is_named(workspace, f"github:{name}") for name in named)
    assert not is_named(workspace, "github:harbour/sail")


FORUM = Forum("forum.example.org", "forum.example.org", ("lantern",))


def test_forums_are_read_with_what_they_belong_to(tmp_path):
    """One of a key community is the community's, one of ours is our own; each with all within."""
    lantern = replace(LANTERN, forums=(FORUM,))
    ours = Forum("talk.tidewater.example", "talk.tidewater.example")
    settings = replace(SETTINGS, forums=(ours,))

    named = named_in(Workspace(tmp_path, settings, communities=(lantern,)))

    assert Named("forum.example.org:c/lantern", "community", is_owner=True) in named
    assert Named("talk.tidewater.example:c", "own project", is_owner=True) in named
    assert settings.is_ours("talk.tidewater.example:c/news")
    assert not settings.is_ours("forum.example.org:c/lantern")


def test_a_forum_is_asked_for_by_address_or_key():
    """The number in the address does not matter; another forge's address is what it was."""
    forums = {"forum.example.org": "forum.example.org"}
    hosts = {"github.com": "github", **forums}
    texts = [
        "https://forum.example.org/c/lantern/5",
        "forum.example.org:c/lantern:help",
        "forum.example.org:c",
        "lantern/core",
    ]

    assert named_by(texts, hosts, forums) == (
        Named("forum.example.org:c/lantern", "asked for", is_owner=True),
        Named("forum.example.org:c/lantern:help", "asked for", is_owner=True),
        Named("forum.example.org:c", "asked for", is_owner=True),
        Named("github:lantern/core", "asked for"),
    )
