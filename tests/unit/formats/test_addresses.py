"""What people write for an account, an owner or a repository."""

import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from twohats.formats.addresses import read_account, read_owner, read_place, read_repository
from twohats.formats.suggest import nearest

HOSTS = {"github.com": "github", "git.example.org": "ours"}
LOGINS = st.from_regex(r"[A-Za-z0-9](-?[A-Za-z0-9]){0,10}", fullmatch=True)


@pytest.mark.parametrize(
    "written",
    [
        "Made-Up",
        "@made-up",
        " made-up ",
        "github:made-up",
        "https://github.com/made-up",
        "http://www.github.com/Made-Up/",
        "https://github.com/orgs/made-up",
        "https://github.com/made-up?tab=repositories",
        "github.com/made-up",
    ],
)
def test_every_spelling_of_an_owner_is_one_key(written):
    """People paste what they have at hand."""
    assert read_owner(written) == "github:made-up"


@pytest.mark.parametrize(
    "written",
    [
        "made-up/Lantern",
        "github:made-up/lantern",
        "https://github.com/made-up/lantern/",
        "https://github.com/made-up/lantern.git",
        "git@github.com:made-up/lantern.git",
        "ssh://git@github.com/made-up/lantern",
    ],
)
def test_every_spelling_of_a_repository_is_one_key(written):
    """Addresses, remotes and short names mean the same."""
    assert read_repository(written) == "github:made-up/lantern"


@pytest.mark.parametrize("login", ["octo-", "a--b", "jane_corp", "renovate[bot]", "0xabc", "x"])
def test_unusual_logins_that_exist_are_taken(login):
    """Old logins, managed ones and apps do not fit today's rule for new ones."""
    assert read_account(login) == f"github:{login}"


@pytest.mark.parametrize(
    ("address", "meant"),
    [
        ("forge/tools/anvil/-/issues", "forge/tools/anvil"),
        ("forge/tools/anvil/-/merge_requests/12", "forge/tools/anvil"),
        ("groups/forge/tools/-/milestones", "forge/tools"),
        ("groups/anvil", "groups/anvil"),
        ("forge/-anvil-/x", "forge/-anvil-/x"),
    ],
)
def test_a_page_of_gitlab_means_the_project_or_group_it_belongs_to(address, meant):
    """What stands behind a hyphen alone names a page; hyphens within names are left alone."""
    hosts = {"gitlab.com": "gitlab"}

    assert read_repository(f"https://gitlab.com/{address}", hosts) == f"gitlab:{meant}"


def test_another_forge_nests_groups():
    """Only GitHub has exactly one owner before the name."""
    assert read_repository("ours:a/b/c", HOSTS) == "ours:a/b/c"
    assert read_place("https://git.example.org/a/b/c", HOSTS) == ("ours:a/b", "ours:a/b/c")


@pytest.mark.parametrize(
    ("read", "written", "message"),
    [
        (
            read_account,
            "jane made-up",
            "`jane made-up` is not a login: only letters, digits and hyphens, no spaces",
        ),
        (
            read_account,
            "jane@example.org",
            "`jane@example.org` is an e-mail address: write the login instead",
        ),
        (read_account, "ourz:jane", "unknown forge `ourz`: did you mean `ours`?"),
        (
            read_repository,
            "gitlab:foo/bar",
            "unknown forge `gitlab`: if it is the one at gitlab.com, add `[[forges]]` with "
            '`name = "gitlab"` and `host = "gitlab.com"` to twohats.toml',
        ),
        (
            read_owner,
            "htps://github.com/x",
            "`htps://github.com/x` is not a web address: write it as `https://github.com/owner`",
        ),
        (
            read_owner,
            "https:/github.com/x",
            "`https:/github.com/x` is not a web address: write it as `https://github.com/owner`",
        ),
        (
            read_owner,
            "https://elsewhere.example/x",
            "`elsewhere.example` is none of the workspace's forges: "
            "name it under `[[forges]]` in twohats.toml",
        ),
        (read_owner, "a/b", "`a/b` names more than an owner: write `a`"),
        (read_repository, "a", "`a` is not a repository: write it as `owner/name`"),
        (read_repository, "a/b/c", "`a/b/c` is not a repository: write it as `owner/name`"),
    ],
)
def test_what_is_none_says_why(read, written, message):
    """The message is for the person who wrote it."""
    with pytest.raises(ValueError, match=r".") as raised:
        read(written, HOSTS)

    assert str(raised.value) == message


@given(LOGINS)
def test_reading_a_key_again_changes_nothing(login):
    """A key is itself a good spelling of what it stands for."""
    key = read_account(login)

    assert read_account(key) == key == read_owner(key)


@given(st.text(max_size=60))
def test_any_text_is_read_or_refused(text):
    """Nothing but a ValueError ever comes of what somebody typed."""
    for read in (read_account, read_owner, read_repository, read_place):
        with contextlib.suppress(ValueError):
            assert ":" in str(read(text, HOSTS))


def test_a_word_far_from_all_gets_the_list():
    """A suggestion that fits nothing would mislead."""
    assert nearest("colour", ["hours", "points"]) == ": known are `hours`, `points`"


def test_without_known_words_nothing_is_suggested():
    """Half a sentence about nothing is left out."""
    assert nearest("colour", []) == ""
