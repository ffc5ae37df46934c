"""CycloneDX."""

import pytest

from twohats.formats.component_files import read_components
from twohats.formats.cyclonedx import read_cyclonedx, read_cyclonedx_xml

HOSTS = {"github.com": "github"}


def _bill(*components):
    return {"bomFormat": "CycloneDX", "specVersion": "1.6", "components": list(components)}


def _references(**types):
    return [{"type": name.replace("_", "-"), "url": url} for name, url in types.items()]


def test_components_within_components_are_listed_with_their_place():
    """However deep; what the bill is about is not among them."""
    bill = _bill(
        {"name": "hub", "components": [{"group": "kelp", "name": "forge", "version": "2"}]},
        {"name": "core", "purl": "pkg:pypi/core@1.2"},
    )
    bill["metadata"] = {"component": {"name": "Tide hub"}}
    read = read_cyclonedx(bill, "bom.json", HOSTS)

    assert [(c.label, c.place) for c in read.components] == [
        ("hub", "components[0]"),
        ("kelp/forge@2", "components[0].components[0]"),
        ("pkg:pypi/core@1.2", "components[1]"),
    ]
    assert read.mistakes == ()


@pytest.mark.parametrize(
    ("component", "repository", "by"),
    [
        (
            {"externalReferences": _references(website="https://github.com/a/web", vcs="https://github.com/a/vcs")},
            "github:a/vcs", "externalReferences vcs",
        ),
        (
            {"purl": "pkg:github/a/purl@1", "externalReferences": _references(website="https://github.com/a/web")},
            "github:a/purl", "purl type github",
        ),
        (
            {"externalReferences": _references(issue_tracker="https://github.com/a/b/issues")},
            "github:a/b", "externalReferences issue-tracker",
        ),
        (
            {"externalReferences": _references(vcs="https://git.example.org/a/b.git")},
            "https://git.example.org/a/b", "externalReferences vcs",
        ),
        ({"externalReferences": _references(website="https://core.example.org/a/b")}, None, None),
        ({"externalReferences": _references(documentation="https://github.com/a/b")}, None, None),
        ({"purl": "pkg:pypi/core@1"}, None, None),
        ({"externalReferences": "none"}, None, None),
        ({"externalReferences": [None, {"type": "vcs"}, {"type": "vcs", "url": 7}]}, None, None),
    ],
)  # fmt: skip
def test_the_best_word_says_where_a_component_is_developed(component, repository, by):
    """Version control before packages, packages before pages; else nobody knows."""
    (found,) = read_cyclonedx(_bill({"name": "core", **component}), "b", HOSTS).components

    assert (found.repository, found.repository_by) == (repository, by)


def test_damaged_components_are_named_and_the_others_read():
    """Each with its place."""
    read = read_cyclonedx(_bill(7, {"type": "library"}, {"name": "core"}), "bom.json")

    assert [str(mistake) for mistake in read.mistakes] == [
        "bom.json: components[0] is not an object",
        "bom.json: components[1] has no `name`",
    ]
    assert [c.name for c in read.components] == ["core"]


def test_files_are_no_components():
    """Nobody maintains one file."""
    assert read_cyclonedx(_bill({"type": "file", "name": "/etc/x"}), "b").components == ()


def test_a_bill_without_components_is_empty():
    """That is no mistake."""
    assert read_cyclonedx({"bomFormat": "CycloneDX"}, "b").mistakes == ()


XML = """\
<?xml version="1.0" encoding="UTF-8"?>
<bom xmlns="http://cyclonedx.org/schema/bom/1.5" version="1">
  <metadata><component type="application"><name>Tide hub</name></component></metadata>
  <components>
    <component type="library">
      <group>kelp</group><name>forge</name><version>2</version>
      <purl>pkg:npm/%40kelp/forge@2</purl>
      <externalReferences>
        <reference type="vcs"><url>https://github.com/kelp/forge.git</url></reference>
      </externalReferences>
      <components><component type="library"><name>inner</name></component></components>
    </component>
  </components>
</bom>
"""


def test_xml_says_the_same_as_json():
    """The same components at the same places."""
    read = read_components(XML, "bom.xml", HOSTS)

    assert [(c.name, c.purl, c.place, c.repository) for c in read.components] == [
        ("kelp/forge", "pkg:npm/%40kelp/forge@2", "components[0]", "github:kelp/forge"),
        ("inner", None, "components[0].components[0]", None),
    ]


@pytest.mark.parametrize(
    ("text", "mistake"),
    [
        (XML[:400], "bom.xml:9: this is not whole XML"),
        (
            '<!DOCTYPE bom [<!ENTITY a "b">]>' + XML,
            "bom.xml: declares entities, which no bill of materials needs: it is not read",
        ),
    ],
)
def test_xml_that_is_not_read_is_named(text, mistake):
    """Cut short, or with entities, which could be made to grow without end."""
    assert [str(one) for one in read_cyclonedx_xml(text, "bom.xml").mistakes] == [mistake]
