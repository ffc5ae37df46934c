"""SPDX 2, a bill of materials: JSON and tag-value.

What the document describes is no component of itself and is left out, unless it describes all that
it lists.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from twohats.errors import Mistake
from twohats.formats.addresses import HOSTS
from twohats.formats.origins import Statement, first_origin
from twohats.formats.purls import purl_statements
from twohats.records.components import Component, ComponentList

KIND = "SPDX"
_SAYS_NOTHING = ("NOASSERTION", "NONE")


@dataclass
class _Package:
    place: str
    line: int | None = None
    id: str | None = None
    name: str | None = None
    version: str | None = None
    purl: str | None = None
    location: str | None = None
    homepage: str | None = None
    source: str | None = None
    concluded: str | None = None
    declared: str | None = None


def read_spdx(
    document: Mapping[str, Any], path: str, hosts: Mapping[str, str] = HOSTS
) -> ComponentList:
    """List the packages of a decoded JSON document.

    Parameters
    ----------
    document
        The whole bill; GitHub's export, which wraps it in ``sbom``, is read too.
    path
        The file, as mistakes should name it.
    hosts
        Forge name by host.
    """
    inner = document.get("sbom")
    document = inner if isinstance(inner, dict) else document
    listed = document.get("packages", [])
    if not isinstance(listed, list):
        return ComponentList(
            path, KIND, mistakes=(Mistake(path, None, "`packages` is not a list"),)
        )
    mistakes, packages = [], []
    for at, found in enumerate(listed):
        place = f"packages[{at}]"
        if isinstance(found, dict):
            packages.append(_package(found, place))
        else:
            mistakes.append(Mistake(path, None, f"{place} is not an object"))
    return _listed(packages, set(_described(document)), path, hosts, mistakes)


def _package(found: Mapping[str, Any], place: str) -> _Package:
    def text(key: str) -> str | None:
        return _said(found.get(key))

    references = found.get("externalRefs")
    purls = [
        _said(one.get("referenceLocator"))
        for one in (references if isinstance(references, list) else ())
        if isinstance(one, dict) and one.get("referenceType") == "purl"
    ]
    return _Package(
        place,
        None,
        text("SPDXID"),
        text("name"),
        text("versionInfo"),
        purls[0] if purls else None,
        text("downloadLocation"),
        text("homepage"),
        text("sourceInfo"),
        text("licenseConcluded"),
        text("licenseDeclared"),
    )


def _described(document: Mapping[str, Any]) -> Iterator[str]:
    named = document.get("documentDescribes")
    yield from (str(one) for one in (named if isinstance(named, list) else ()))
    relations = document.get("relationships")
    for one in relations if isinstance(relations, list) else ():
        if isinstance(one, dict):
            yield from _root(
                str(one.get("spdxElementId")),
                str(one.get("relationshipType")),
                str(one.get("relatedSpdxElement")),
            )


def _root(left: str, relation: str, right: str) -> Iterator[str]:
    if relation == "DESCRIBES" and left == "SPDXRef-DOCUMENT":
        yield right
    elif relation == "DESCRIBED_BY" and right == "SPDXRef-DOCUMENT":
        yield left


def _listed(
    packages: list[_Package],
    roots: set[str],
    path: str,
    hosts: Mapping[str, str],
    mistakes: list[Mistake],
) -> ComponentList:
    if all(package.id in roots for package in packages):
        roots = set()
    components = []
    for package in packages:
        if package.id in roots:
            continue
        if not package.name:
            mistakes.append(Mistake(path, package.line, f"{package.place} has no name"))
            continue
        repository, by = first_origin(_statements(package), hosts)
        components.append(
            Component(
                package.name,
                package.place,
                package.version,
                package.purl,
                repository,
                by,
                license=package.concluded or package.declared,
            )
        )
    return ComponentList(path, KIND, tuple(components), tuple(mistakes))


def _statements(package: _Package) -> Iterator[Statement]:
    location = package.location or ""
    is_checkout = location.startswith(("git+", "git:", "git@", "hg+", "svn+"))
    if is_checkout:
        yield Statement("downloadLocation", location, forges_only=False)
    yield from purl_statements(package.purl)
    if package.source:
        yield Statement("sourceInfo", package.source, is_prose=True)
    if location and not is_checkout:
        yield Statement("downloadLocation", location)
    if package.homepage:
        yield Statement("homepage", package.homepage)


def _said(value: Any) -> str | None:
    if not isinstance(value, str) or value.strip() in _SAYS_NOTHING:
        return None
    return value.strip() or None


_TAG = re.compile(r"([A-Z][A-Za-z]+):\s*(.*)")
_FIELDS = {
    "SPDXID": "id",
    "PackageVersion": "version",
    "PackageDownloadLocation": "location",
    "PackageHomePage": "homepage",
    "PackageSourceInfo": "source",
    "PackageLicenseConcluded": "concluded",
    "PackageLicenseDeclared": "declared",
}


@dataclass
class _Tags:
    """What was read of a tag-value text."""

    packages: list[_Package] = field(default_factory=list)
    roots: set[str] = field(default_factory=set)
    mistakes: list[Mistake] = field(default_factory=list)


def read_spdx_tags(text: str, path: str, hosts: Mapping[str, str] = HOSTS) -> ComponentList:
    r"""List the packages of a tag-value document.

    Examples
    --------
    >>> text = "SPDXVersion: SPDX-2.3\nPackageName: core\nPackageVersion: 1.2\n"
    >>> [(c.label, c.place) for c in read_spdx_tags(text, "bom.spdx").components]
    [('core@1.2', 'line 2')]
    """
    tags = _Tags()
    in_package = False
    for line, tag, value in _tags(text, path, tags.mistakes):
        if tag in ("FileName", "SnippetSPDXID", "LicenseID"):
            in_package = False
        elif tag == "PackageName":
            in_package = True
            tags.packages.append(_Package(f"line {line}", line, name=_said(value)))
        elif tag == "Relationship":
            tags.roots |= set(_root(*([*value.split(), "", "", ""])[:3]))
        elif in_package and tag in _FIELDS:
            setattr(tags.packages[-1], _FIELDS[tag], _said(value))
        elif in_package and tag == "ExternalRef":
            words = value.split()
            if len(words) == 3 and words[1] == "purl":
                tags.packages[-1].purl = words[2]
    return _listed(tags.packages, tags.roots, path, hosts, tags.mistakes)


def _tags(text: str, path: str, mistakes: list[Mistake]) -> Iterator[tuple[int, str, str]]:
    """Give each tag with its line and value; ``<text>`` may go over many lines."""
    lines = iter(enumerate(text.splitlines(), 1))
    for number, line in lines:
        if not line.strip() or line.startswith("#"):
            continue
        found = _TAG.fullmatch(line.strip())
        if not found:
            mistakes.append(Mistake(path, number, "is passed over: write it as `Tag: value`"))
            continue
        value = found[2]
        if "<text>" in value:
            while "</text>" not in value:
                following = next(lines, None)
                if following is None:
                    mistakes.append(Mistake(path, number, "`<text>` is not closed"))
                    break
                value += f"\n{following[1]}"
            value = value.replace("<text>", "").replace("</text>", "")
        yield number, found[1], value
