"""What a repository is to us: each rule, and the one before it that wins."""

import pytest

from twohats.people.scope import ENOUGH_MERGES, Ownership, scope_of

LANTERN = "github:lantern-project/lantern"


def scope(kind="organization", merges=9, mergers=3, not_ours=2, repository=LANTERN, **says):
    given = {"own_owners": (), "own_repositories": (), "key": (), "said": {}, **says}
    return scope_of(Ownership(repository, kind, merges, mergers, not_ours), **given)


def test_word_of_the_workspace():
    """The workspace's word on a repository wins over its word on the owner, and over all else."""
    said = {
        LANTERN: ("personal-project", "one person's"),
        "github:lantern-project": ("upstream", ""),
    }

    assert scope(said=said, own_owners=("github:lantern-project",)).scope == "personal-project"
    assert scope(said=said).reason == "the workspace says so: one person's"
    other = scope(said=said, repository="github:lantern-project/wick")
    assert (other.scope, other.reason) == ("upstream", "the workspace says so: no reason given")
    assert scope(said={"github:lantern": ("unknown", "")}).scope == "upstream"


@pytest.mark.parametrize(
    ("says", "expected"),
    [
        ({"own_owners": ("github:lantern-project",)}, "own-project"),
        ({"own_repositories": (LANTERN,)}, "own-project"),
        ({"own_owners": ("github:lantern",)}, "upstream"),
        ({"own_repositories": ("github:lantern-project/wick",)}, "upstream"),
        ({"own_owners": ("github:lantern-project",), "key": (LANTERN,)}, "own-project"),
        # One person's.
        ({"kind": "user"}, "personal-project"),
        ({"kind": "user", "key": (LANTERN,)}, "personal-project"),
        # All of ours merge there: to be asked, even of a key community.
        ({"not_ours": 0}, "unknown"),
        ({"not_ours": 0, "key": (LANTERN,)}, "unknown"),
        ({"not_ours": 0, "merges": ENOUGH_MERGES - 1, "key": (LANTERN,)}, "upstream"),
        ({"not_ours": 1, "key": (LANTERN,)}, "upstream"),
        # Key communities need nobody to be seen.
        (
            {"merges": 0, "mergers": 0, "not_ours": 0, "key": ("github:lantern-project",)},
            "upstream",
        ),
        ({"kind": None, "key": (LANTERN,)}, "upstream"),
        # Others' organizations.
        ({}, "upstream"),
        ({"merges": 1, "mergers": 1, "not_ours": 1}, "upstream"),
        ({"merges": 0, "mergers": 0, "not_ours": 0}, "unknown"),
        ({"kind": None}, "unknown"),
    ],
)
def test_rules(says, expected):
    """The first rule that applies decides."""
    assert scope(**says).scope == expected


@pytest.mark.parametrize(
    ("says", "reason"),
    [
        (
            {},
            "an organization owns it, and 2 of 3 people who merged there are not ours",
        ),
        ({"not_ours": 0}, "everybody seen merging there is one of ours: whose is it?"),
        (
            {"merges": 0, "mergers": 0, "not_ours": 0},
            "an organization owns it, but nobody was seen merging there",
        ),
        ({"kind": None}, "no source says who owns it"),
        ({"kind": "user"}, "it lies in a personal account"),
    ],
)
def test_reasons(says, reason):
    """Each answer says why."""
    assert scope(**says).reason == reason


def test_community():
    """The community is the owner; key is its repository or all that its owner has."""
    assert scope().community == "github:lantern-project"
    assert not scope().is_key
    assert scope(key=(LANTERN,)).is_key
    assert scope(key=("github:lantern-project",)).is_key
    assert not scope(key=("github:lantern-project/wick",)).is_key


def test_a_forum_counts_for_the_community_that_names_it():
    """Nobody merges in a forum; what is ours stays ours."""
    forum = {"repository": "forum.example.org:c/lantern", "merges": 0, "mergers": 0, "not_ours": 0}
    theirs = scope(**forum, forum_of="github:lantern-project")
    ours = scope(**forum, own_repositories=("forum.example.org:c/lantern",))
    nobodys = scope(**forum)

    assert (theirs.scope, theirs.community, theirs.is_key) == (
        "upstream",
        "github:lantern-project",
        True,
    )
    assert theirs.reason == "it is the forum of a key community"
    assert (ours.scope, ours.community) == ("own-project", "forum.example.org:c")
    assert nobodys.scope == "unknown"


@pytest.mark.parametrize(
    ("says", "expected", "community"),
    [
        ({"own_owners": ("gitlab:forge",)}, "own-project", "gitlab:forge/tools"),
        ({"own_owners": ("gitlab:forge/tools",)}, "own-project", "gitlab:forge/tools"),
        ({"own_owners": ("gitlab:forge/tool",), "kind": None}, "unknown", "gitlab:forge/tools"),
        ({"key": ("gitlab:forge",)}, "upstream", "gitlab:forge"),
        ({"key": ("gitlab:forge/tools/anvil",)}, "upstream", "gitlab:forge/tools"),
        ({"said": {"gitlab:forge": ("upstream", "")}}, "upstream", "gitlab:forge/tools"),
    ],
)
def test_groups_within_groups(says, expected, community):
    """A group that is named means all that lies below it, and its community is the one named."""
    found = scope(repository="gitlab:forge/tools/anvil", **says)

    assert (found.scope, found.community) == (expected, community)
