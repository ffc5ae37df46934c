"""Addresses of source code."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from twohats.formats.origins import Statement, first_origin, origin_in, origin_of

HOSTS = {"github.com": "github", "lab.example.org": "lab"}


@pytest.mark.parametrize(
    ("address", "origin"),
    [
        ("https://github.com/Lantern/Core", "github:lantern/core"),
        ("https://www.github.com/lantern/core/", "github:lantern/core"),
        ("git+https://github.com/lantern/core.git", "github:lantern/core"),
        ("git+https://github.com/lantern/core.git@v1.0#subdirectory=x", "github:lantern/core"),
        ("git+https://github.com/lantern/core@feature/x", "github:lantern/core"),
        ("https://github.com/lantern/core?rev=main#0123abc", "github:lantern/core"),
        ("git+ssh://git@github.com/lantern/core.git#0123abc", "github:lantern/core"),
        ("git://github.com/lantern/core.git", "github:lantern/core"),
        ("git@github.com:lantern/core.git", "github:lantern/core"),
        ("scm:git:https://github.com/lantern/core.git", "github:lantern/core"),
        ("scm:git:git@github.com:lantern/core.git", "github:lantern/core"),
        ("github:lantern/core", "github:lantern/core"),
        ("https://github.com/lantern/core/tree/main/packages/a", "github:lantern/core"),
        ("https://github.com/lantern/core/releases/download/v1/a.tar.gz", "github:lantern/core"),
        ("https://github.com/lantern/core.js", "github:lantern/core.js"),
        ("https://lab.example.org/deep/er/core/-/tree/main", "lab:deep/er/core"),
        ("https://git.example.net/Lantern/core.git", "https://git.example.net/Lantern/core"),
    ],
)
def test_an_address_leads_to_its_repository(address, origin):
    """Whatever a package file puts around it."""
    assert origin_of(address, HOSTS) == origin


@pytest.mark.parametrize(
    "address",
    [
        "",
        "NOASSERTION",
        "lantern",
        "https://github.com/lantern",
        "https://github.com/",
        "https://github.com/sponsors/lantern",
        "https://github.com/orgs/lantern/repositories",
        "pypi:lantern/core",
        "file:///home/lantern/core",
        "../lantern/core",
    ],
)
def test_what_names_no_repository_leads_nowhere(address):
    """An owner, a page of the forge, a folder."""
    assert origin_of(address, HOSTS) is None


def test_a_home_page_elsewhere_is_no_repository():
    """Only the workspace's forges can be told from other pages."""
    assert origin_of("https://lantern.example.net/docs", HOSTS, forges_only=True) is None
    assert origin_of("https://lantern.github.io/core", HOSTS, forges_only=True) is None
    assert origin_of("https://github.com/lantern/core#readme", HOSTS, forges_only=True)


@pytest.mark.parametrize(
    ("text", "origin"),
    [
        ("taken from https://github.com/lantern/core.", "github:lantern/core"),
        ("https://github.com/lantern/core and (https://github.com/lantern/core/pull/1)", "github:lantern/core"),
        ("https://github.com/lantern/core, with https://github.com/kelp/forge", None),
        ("found in /usr/lib/python3/lantern", None),
        ("see https://lantern.example.net/", None),
    ],
)  # fmt: skip
def test_a_text_names_one_repository_or_none(text, origin):
    """Of two nobody could say which is meant."""
    assert origin_in(text, HOSTS) == origin


def test_the_first_statement_that_gives_a_repository_is_named():
    """Those before it said nothing."""
    said = (
        Statement("homepage", "https://lantern.example.net/"),
        Statement("vcs", "https://github.com/lantern/core", forges_only=False),
        Statement("tracker", "https://github.com/kelp/forge/issues"),
    )

    assert first_origin(said, HOSTS) == ("github:lantern/core", "vcs")
    assert first_origin(said[:1], HOSTS) == (None, None)


@given(st.text())
def test_no_text_is_too_odd(text):
    """Whatever stands there: a repository or none."""
    for address in (text, f"https://github.com/{text}", f"git@github.com:{text}"):
        found = origin_of(address, HOSTS)
        assert found is None or found.partition(":")[2].count("/") >= 1
    origin_in(text, HOSTS)
