"""SPDX."""

import pytest

from twohats.formats.component_files import read_components
from twohats.formats.spdx import read_spdx, read_spdx_tags

HOSTS = {"github.com": "github"}


def _package(name="core", **more):
    return {"SPDXID": f"SPDXRef-{name}", "name": name, **more}


def _purl(purl):
    return [
        {"referenceCategory": "PACKAGE-MANAGER", "referenceType": "purl", "referenceLocator": purl}
    ]


@pytest.mark.parametrize(
    ("package", "repository", "by"),
    [
        (
            {"downloadLocation": "git+https://github.com/a/git.git@v1", "homepage": "https://github.com/a/home"},
            "github:a/git", "downloadLocation",
        ),
        (
            {"downloadLocation": "https://github.com/a/down/archive/v1.tar.gz", "externalRefs": _purl("pkg:github/a/purl@v1")},
            "github:a/purl", "purl type github",
        ),
        ({"sourceInfo": "built from https://github.com/a/source"}, "github:a/source", "sourceInfo"),
        ({"homepage": "https://github.com/a/home"}, "github:a/home", "homepage"),
        ({"sourceInfo": "https://github.com/a/b and https://github.com/c/d"}, None, None),
        ({"homepage": "https://core.example.org/a/b"}, None, None),
        ({"downloadLocation": "NOASSERTION", "homepage": "NONE"}, None, None),
        ({"downloadLocation": "https://registry.example.org/a/b.tgz"}, None, None),
        ({"externalRefs": "none"}, None, None),
    ],
)  # fmt: skip
def test_the_best_word_says_where_a_package_is_developed(package, repository, by):
    """Checked-out code before packages, packages before texts and pages; else nobody knows."""
    (found,) = read_spdx({"packages": [_package(**package)]}, "b", HOSTS).components

    assert (found.repository, found.repository_by) == (repository, by)


@pytest.mark.parametrize(
    "roots",
    [
        {"documentDescribes": ["SPDXRef-hub"]},
        {
            "relationships": [
                {
                    "spdxElementId": "SPDXRef-DOCUMENT",
                    "relationshipType": "DESCRIBES",
                    "relatedSpdxElement": "SPDXRef-hub",
                }
            ]
        },
    ],
)
def test_what_the_document_describes_is_no_component_of_itself(roots):
    """Said in either of the two ways."""
    read = read_spdx({"packages": [_package("hub"), _package("core")], **roots}, "b")

    assert [c.name for c in read.components] == ["core"]


def test_a_document_that_describes_all_it_lists_has_them_all():
    """Else nothing would be left."""
    document = {"packages": [_package("core")], "documentDescribes": ["SPDXRef-core"]}

    assert [c.name for c in read_spdx(document, "b").components] == ["core"]


def test_the_export_of_a_forge_is_unwrapped():
    """It puts the document into another one."""
    text = '{"sbom": {"spdxVersion": "SPDX-2.3", "packages": [{"name": "core"}]}}'

    assert [c.name for c in read_components(text, "a.json").components] == ["core"]


def test_damaged_packages_are_named_and_the_others_read():
    """Each with its place."""
    read = read_spdx({"packages": [7, {"SPDXID": "x"}, _package()]}, "a.json")

    assert [str(mistake) for mistake in read.mistakes] == [
        "a.json: packages[0] is not an object",
        "a.json: packages[1] has no name",
    ]
    assert len(read.components) == 1


TAGS = """\
SPDXVersion: SPDX-2.3
DocumentName: hub
# a comment
PackageName: hub
SPDXID: SPDXRef-hub

PackageName: core
SPDXID: SPDXRef-core
PackageVersion: 1.2
PackageDownloadLocation: NOASSERTION
PackageSourceInfo: <text>built from
PackageName: not this
https://github.com/lantern/core</text>
ExternalRef: PACKAGE-MANAGER purl pkg:pypi/core@1.2

FileName: ./core.py
SPDXID: SPDXRef-file
Relationship: SPDXRef-DOCUMENT DESCRIBES SPDXRef-hub
"""


def test_tags_are_read_with_their_lines():
    """Texts over several lines too; what is said of files is not said of packages."""
    read = read_spdx_tags(TAGS, "a.spdx", HOSTS)

    assert read.mistakes == ()
    assert [(c.label, c.place, c.repository, c.repository_by) for c in read.components] == [
        ("pkg:pypi/core@1.2", "line 7", "github:lantern/core", "sourceInfo")
    ]


def test_damaged_tags_are_named_and_the_others_read():
    """With their lines."""
    read = read_spdx_tags(
        "SPDXVersion: SPDX-2.3\noops\nPackageName: core\nPackageSourceInfo: <text>a\nb\n", "a.spdx"
    )

    assert [str(mistake) for mistake in read.mistakes] == [
        "a.spdx:2: is passed over: write it as `Tag: value`",
        "a.spdx:4: `<text>` is not closed",
    ]
    assert [c.name for c in read.components] == ["core"]
