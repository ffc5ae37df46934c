"""Addresses of forums and of their categories."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from twohats.formats.forums import Forum, category_key, forum_of, plain_topic, read_forum, slugs_of

HOST = "forum.example.org"


@pytest.mark.parametrize(
    ("address", "categories"),
    [
        ("https://forum.example.org", ()),
        ("https://Forum.Example.org/", ()),
        ("https://forum.example.org/latest", ()),
        ("https://forum.example.org/categories", ()),
        ("https://forum.example.org/c/lantern", ("lantern",)),
        ("https://forum.example.org/c/Lantern/5", ("lantern",)),
        ("https://forum.example.org/c/lantern/5?order=created#top", ("lantern",)),
        ("https://forum.example.org/c/lantern/5/l/latest", ("lantern",)),
        ("https://forum.example.org/c/lantern/help/7", ("lantern", "help")),
        ("https://forum.example.org/c/lantern/help/7/none", ("lantern", "help")),
        ("https://forum.example.org/c/caf%C3%A9/9", ("café",)),
    ],
)
def test_what_people_paste_names_a_forum_or_a_category(address, categories):
    """Numbers, lists, questions and case do not matter."""
    assert read_forum(address) == Forum(HOST, HOST, categories)


@pytest.mark.parametrize(
    ("address", "says"),
    [
        ("lantern", "is not the address of a forum"),
        ("https://forum.example.org/t/how-to/12", "is neither a forum nor a category of one"),
        ("https://forum.example.org/c", "names no category"),
        ("https://localhost:3000/c/lantern", "is no name to call a forum by"),
        ("https://git.example.org/c/lantern", "is a forge, and no forum"),
    ],
)
def test_what_is_no_forum_is_refused_with_the_reason(address, says):
    """A topic, a bare word, a machine without a name and another kind of forge are told apart."""
    with pytest.raises(ValueError, match=says):
        read_forum(address, {}, {"git.example.org": "git"})


def test_a_forum_is_called_as_the_workspace_calls_it():
    """Where the workspace gave its host a name, keys begin with that."""
    assert read_forum("http://localhost:3000/c/a/b/3", {"localhost:3000": "talk"}).key == (
        "talk:c/a:b"
    )


_SLUG = st.from_regex(r"[a-z0-9]+(-[a-z]+){0,2}", fullmatch=True).filter(
    lambda slug: not slug.isdigit()
)


@given(st.lists(_SLUG, min_size=1, max_size=3))
def test_slugs_come_back_from_a_key(slugs):
    """A key of a category holds all that its address is made of."""
    assert slugs_of(category_key(HOST, slugs)) == tuple(slugs)


@pytest.mark.parametrize(
    ("key", "found"),
    [
        (f"{HOST}:c/lantern", ("lantern",)),
        (f"{HOST}:c/Lantern:News", ("lantern",)),
        (f"{HOST}:c/lantern:help", ("lantern", "help")),
        (f"{HOST}:c/lantern:help:deep", ("lantern", "help")),
        (f"{HOST}:c/lantern-users", None),
        (f"{HOST}:c", None),
        ("other.example.org:c/lantern", None),
    ],
)
def test_a_category_belongs_to_the_innermost_one_named(key, found):
    """A category within another belongs to it, a longer name and another forum do not."""
    forums = [Forum(HOST, HOST, ("lantern",)), Forum(HOST, HOST, ("lantern", "help"))]
    forum = forum_of(forums, key)

    assert (forum and forum.categories) == found


def test_a_whole_forum_has_all_its_categories():
    """And nothing of another forum."""
    forum = Forum(HOST, HOST)

    assert forum.covers(f"{HOST}:c/anything:within")
    assert forum.covers(f"{HOST}:c")
    assert not forum.covers("other.example.org:c/anything")


@pytest.mark.parametrize(
    ("address", "plain"),
    [
        ("https://forum.example.org/t/how-to-light-it/12", "https://forum.example.org/t/12"),
        ("https://forum.example.org/t/how-to-light-it/12/", "https://forum.example.org/t/12"),
        ("https://forum.example.org/t/how-to-2/12/34?u=ada#x", "https://forum.example.org/t/12"),
        ("http://forum.example.org/t/12", "https://forum.example.org/t/12"),
        ("https://forum.example.org/t/12/34", "https://forum.example.org/t/12"),
        ("https://forum.example.org/t/-/12", "https://forum.example.org/t/12"),
        ("https://forum.example.org/t/how-to-light-it", None),
        ("https://forum.example.org/tag/t/12", None),
        ("https://forum.example.org", None),
    ],
)
def test_addresses_of_one_topic_are_one_address(address, plain):
    """Title, number of the post and what follows do not matter."""
    assert plain_topic(address) == plain
