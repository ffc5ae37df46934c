"""The register of key communities."""

import tomllib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from twohats.formats.forums import Forum
from twohats.formats.key_communities import (
    CommunityFinder,
    KeyCommunity,
    add_key_community,
    community_of,
    parse_key_communities,
)

TEXT = """\
# Where extra resources go
[[communities]]
title = "@Lantern-Project"
url = "https://github.com/Lantern-Project/"

# One tool of a large organization
[[communities]]
title = "harbour tools"
url = "https://github.com/harbour/tools"  # much used
"""


def test_an_entry_is_an_owner_or_a_repository():
    """Case and a trailing slash do not matter; the spelling people see is kept."""
    assert parse_key_communities(TEXT).communities == (
        KeyCommunity(
            "@Lantern-Project",
            "https://github.com/Lantern-Project/",
            "github:lantern-project",
        ),
        KeyCommunity(
            "harbour tools",
            "https://github.com/harbour/tools",
            "github:harbour",
            "github:harbour/tools",
        ),
    )


@pytest.mark.parametrize(
    ("key", "title"),
    [
        ("github:lantern-project/core", "@Lantern-Project"),
        ("github:Lantern-Project/Core", "@Lantern-Project"),
        ("github:lantern-project", "@Lantern-Project"),
        ("github:harbour/tools", "harbour tools"),
        ("github:harbour/other", None),
        ("github:harbour", None),
        ("github:lantern-project-extras/core", None),
        ("gitlab:lantern-project/core", None),
    ],
)
def test_a_repository_belongs_by_owner_or_by_name(key, title):
    """Neither a longer name nor another forge belongs."""
    found = community_of(parse_key_communities(TEXT).communities, key)

    assert (found and found.title) == title


def test_a_repository_of_its_own_comes_before_its_owner():
    """The more exact entry says more."""
    text = add_key_community(TEXT, "@harbour", "https://github.com/harbour")
    communities = parse_key_communities(text).communities

    assert community_of(communities, "github:harbour/tools").title == "harbour tools"
    assert community_of(communities, "github:harbour/docs").title == "@harbour"


def test_all_mistakes_are_named_and_the_rest_is_read():
    """One look at the list is enough to mend the file."""
    read = parse_key_communities(
        '[[communities]]\ntitle = "@a"\nulr = "https://github.com/a"\n'
        '[[communities]]\ntitle = "@b"\nurl = "htps://github.com/b"\n'
        '[[communities]]\nurl = "https://github.com/c"\n'
        '[[communities]]\ntitle = "@d"\nurl = "https://github.com/d"\n'
        '[[communities]]\ntitle = "@D"\nurl = "https://github.com/D/"\n'
        '[[communities]]\ntitle = "@e"\nurl = "https://git.example.org/e"\n',
        "register.toml",
    )

    assert [community.title for community in read.communities] == ["@d"]
    assert [str(mistake) for mistake in read.mistakes] == [
        "register.toml:3: unknown key `ulr`: did you mean `url`?",
        "register.toml:6: `htps://github.com/b` is not a web address: "
        "write it as `https://github.com/owner`",
        "register.toml:7: `title` is missing",
        "register.toml:14: `github:d` is listed twice: remove one",
        "register.toml:17: `git.example.org` is none of the workspace's forges: "
        "name it under `[[forges]]` in twohats.toml",
    ]


def test_further_columns_are_left_alone():
    """Teams show this file on their pages, with columns of their own."""
    read = parse_key_communities(
        'note = "ours"\n[[communities]]\ntitle = "@a"\nurl = "https://github.com/a"\nsince = 2020\n'
    )

    assert read.mistakes == ()
    assert len(read.communities) == 1


def test_a_text_that_is_not_toml_is_one_mistake():
    """It names the line, and is not raised."""
    (mistake,) = parse_key_communities("[[communities]]\ntitle = @a\n").mistakes

    assert str(mistake) == (
        "key-communities.toml:2: this is not TOML: no value is written like this; "
        "text goes in quotes"
    )


def test_an_empty_register_is_no_mistake():
    """A team may have none yet."""
    assert parse_key_communities("# none yet\n").mistakes == ()


@given(st.lists(st.from_regex(r"[a-z][a-z0-9]{2,8}", fullmatch=True), unique=True, max_size=5))
def test_what_was_added_is_read_and_nothing_else_moved(names):
    """Adding and reading are each other's inverse, and keep the text before."""
    text = TEXT
    for name in names:
        text = add_key_community(text, f"@{name}", f"https://github.com/{name}")
    added = parse_key_communities(text).communities[2:]

    assert [c.owner for c in added] == [f"github:{name}" for name in names]
    assert text.startswith(TEXT)


def test_the_field_s_own_register_is_read_and_kept(recordings):
    """Eleven organizations; an addition changes no line of it."""
    text = (recordings / "formats" / "key-communities.toml").read_text()
    read = parse_key_communities(text)

    assert read.mistakes == ()
    assert len(read.communities) == len(tomllib.loads(text)["communities"]) == 11
    assert all(c.repository is None and c.title == f"@{c.owner[7:]}" for c in read.communities)
    assert add_key_community(text, "@x", "https://github.com/x").startswith(text)


def test_what_was_proposed_says_so_until_somebody_takes_the_line_out():
    """The program's guess never reads as the team's word."""
    text = add_key_community(
        "", "mast", "https://github.com/harbour/mast", "three of you work there"
    )
    (proposed,) = parse_key_communities(text).communities
    kept = "\n".join(line for line in text.splitlines() if "proposed" not in line)
    (confirmed,) = parse_key_communities(kept).communities

    assert (proposed.repository, proposed.proposed) == (
        "github:harbour/mast",
        "three of you work there",
    )
    assert confirmed.proposed is None


def test_a_proposal_is_text():
    """Who writes ``proposed = false`` hears how to confirm."""
    text = '[[communities]]\ntitle = "mast"\nurl = "https://github.com/mast"\nproposed = false\n'

    assert [str(m) for m in parse_key_communities(text).mistakes] == [
        "key-communities.toml:4: `proposed` must be text in quotes: take the line out to confirm"
    ]


FORUMS = """\
[[communities]]
title = "lantern"
url = "https://github.com/lantern-project"
forum = "https://forum.example.org/c/lantern/5"

[[communities]]
title = "harbour"
url = "https://github.com/harbour"
forum = ["https://forum.example.org", "https://talk.example.org/c/boats"]
"""


@pytest.mark.parametrize(
    ("key", "title"),
    [
        ("forum.example.org:c/lantern", "lantern"),
        ("forum.example.org:c/lantern:help", "lantern"),
        ("forum.example.org:c/else", "harbour"),
        ("talk.example.org:c/boats", "harbour"),
        ("talk.example.org:c/cars", None),
    ],
)
def test_a_category_of_a_forum_belongs_to_the_community_that_names_it(key, title):
    """A category that is named itself comes before the whole forum."""
    found = community_of(parse_key_communities(FORUMS).communities, key)

    assert (found and found.title) == title


OWNERS = st.sampled_from(["github:a", "github:b", "gitlab:a", "gitlab:a/b"])
ALSO = st.none() | st.sampled_from(["github:a/x", "github:a/y", "gitlab:a/b/x"])
TALKS = st.tuples(st.sampled_from(["talk", "Talk"]), st.sampled_from([(), ("x",), ("x", "y")]))
LISTS = st.lists(st.tuples(OWNERS, ALSO, st.lists(TALKS, max_size=2)), max_size=6)
KEYS = (
    *("github:a", "GitHub:A/X", "github:a/x", "github:a/x/z", "github:ab/x", "github:c"),
    *("gitlab:a/b", "gitlab:a/b/x", "gitlab:a/b/x/y", "gitlab:a/bc", "gitlab:a"),
    *("talk:c", "talk:c/x", "talk:c/x:y", "Talk:c/x:y:z", "talk:c/xy", "tal:c/x"),
)


@given(LISTS)
@settings(max_examples=60)
def test_the_finder_finds_what_looking_at_all_of_them_does(written):
    """Also where communities overlap, or two say as much: then the first of the file."""
    communities = [
        KeyCommunity(
            str(place),
            "",
            owner,
            also,
            forums=tuple(Forum(forge, forge, at) for forge, at in talks),
        )
        for place, (owner, also, talks) in enumerate(written)
    ]
    finder = CommunityFinder(communities)

    assert {key: finder.of(key) for key in KEYS} == {
        key: community_of(communities, key) for key in KEYS
    }


def test_every_wrong_forum_is_named_with_its_line():
    """One that is no address, one of another kind, one twice."""
    text = FORUMS.replace('"https://forum.example.org"', '"https://forum.example.org/c/lantern"')
    text += '\n[[communities]]\ntitle = "a"\nurl = "https://github.com/a"\nforum = 7\n'
    text += '\n[[communities]]\ntitle = "b"\nurl = "https://github.com/b"\n'
    text += 'forum = "https://github.com/c/b"\n'

    mistakes = [str(one) for one in parse_key_communities(text).mistakes]

    assert mistakes == [
        "key-communities.toml:9: `forum.example.org:c/lantern` is another community's too: remove one",
        "key-communities.toml:14: `forum` must be an address in quotes, or a list of such",
        "key-communities.toml:19: `github.com` is a forge, and no forum: if it is one, say "
        '`kind = "discourse"` there under `[[forges]]` in twohats.toml',
    ]
