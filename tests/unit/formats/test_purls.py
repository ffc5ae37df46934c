"""Package URLs."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from twohats.formats.purls import Purl, identity, make_purl, parse_purl, purl_statements


@pytest.mark.parametrize(
    ("text", "purl"),
    [
        ("pkg:pypi/core@1.2", Purl("pypi", "core", "1.2")),
        ("pkg:npm/%40lantern/core@1.2", Purl("npm", "@lantern/core", "1.2")),
        ("pkg:npm/@lantern/core@1.2", Purl("npm", "@lantern/core", "1.2")),
        ("pkg:npm/@lantern/core", Purl("npm", "@lantern/core", None)),
        ("pkg:deb/reef/core@1%2B2?arch=amd64#x", Purl("deb", "reef/core", "1+2", "arch=amd64")),
    ],
)
def test_a_purl_has_parts(text, purl):
    """Type, name with namespace, version, qualifiers."""
    assert parse_purl(text) == purl


@pytest.mark.parametrize("text", ["", "core", "pkg:", "pkg:pypi/", "https://example.org/pkg:a/b"])
def test_what_is_no_purl(text):
    """Is none, and stays as it is."""
    assert parse_purl(text) is None
    assert identity(text) == text


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ("pkg:pypi/Lantern_Core@1", "pkg:pypi/lantern-core@2?file_name=x"),
        ("pkg:npm/@lantern/core@1", "pkg:npm/%40lantern/core"),
        ("pkg:github/Lantern/Core@v1", "pkg:github/lantern/core"),
    ],
)
def test_versions_and_spellings_are_one_component(left, right):
    """As their registries see it."""
    assert identity(left) == identity(right)


def test_registries_keep_names_apart():
    """The same name elsewhere is something else."""
    assert identity("pkg:npm/core@1") != identity("pkg:pypi/core@1")
    assert identity("pkg:npm/Core") != identity("pkg:npm/core")


@given(
    st.from_regex(r"[a-z][a-z0-9]{0,8}", fullmatch=True),
    st.from_regex(r"(@[a-z]{1,5}/)?[a-z0-9._-]{1,12}", fullmatch=True),
    st.one_of(st.none(), st.from_regex(r"[0-9a-z+!.~@/-]{1,10}", fullmatch=True)),
)
def test_what_is_written_is_read_back(type_, name, version):
    """With every sign a name or version may have."""
    read = parse_purl(make_purl(type_, name, version))

    assert read is not None
    assert read.version == version
    assert type_ == "pypi" or read.name == name


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("pkg:github/lantern/core@v1", ["purl type github"]),
        ("pkg:golang/github.com/lantern/core/v2@v2.1#sub", ["purl type golang"]),
        ("pkg:generic/core?vcs_url=git%2Bhttps://github.com/lantern/core", ["purl vcs_url"]),
        ("pkg:pypi/core@1", []),
        ("pkg:composer/lantern/core@1", []),
        ("pkg:golang/lantern/core", []),
        (None, []),
    ],
)
def test_few_purls_say_where_something_is_developed(text, said):
    """Names in a registry are no repositories, however much they look like one."""
    assert [statement.by for statement in purl_statements(text)] == said
