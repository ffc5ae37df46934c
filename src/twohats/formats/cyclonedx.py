"""CycloneDX, a bill of materials: JSON and XML of versions 1.2 to 1.6.

What the bill is about (``metadata.component``) is no component of itself, and files are no software
that somebody maintains; neither is listed.
"""

# Expat reads no external entity by itself, and texts that declare entities are refused below.
import xml.etree.ElementTree as ElementTree
from collections.abc import Iterator, Mapping
from typing import Any

from twohats.errors import Mistake
from twohats.formats.addresses import HOSTS
from twohats.formats.origins import Statement, first_origin
from twohats.formats.purls import purl_statements
from twohats.records.components import Component, ComponentList

KIND = "CycloneDX"
_REFERENCES = (
    ("vcs", False),
    ("source-distribution", True),
    ("distribution", True),
    ("website", True),
    ("issue-tracker", True),
)
"""Types of references that may name a repository, best first, and whether only forges count."""


def read_cyclonedx(
    document: Mapping[str, Any], path: str, hosts: Mapping[str, str] = HOSTS
) -> ComponentList:
    """List the components of a decoded JSON document.

    Parameters
    ----------
    document
        The whole bill.
    path
        The file, as mistakes should name it.
    hosts
        Forge name by host.

    Examples
    --------
    >>> bill = {"components": [{"name": "core", "purl": "pkg:github/lantern/core@1.2"}]}
    >>> [(c.label, c.repository) for c in read_cyclonedx(bill, "bom.json").components]
    [('pkg:github/lantern/core@1.2', 'github:lantern/core')]
    """
    mistakes: list[Mistake] = []
    listed = document.get("components", [])
    if not isinstance(listed, list):
        return ComponentList(
            path, KIND, mistakes=(Mistake(path, None, "`components` is not a list"),)
        )
    components = []
    for place, found in _nested(listed, "components"):
        if not isinstance(found, dict):
            mistakes.append(Mistake(path, None, f"{place} is not an object"))
        elif found.get("type") != "file":
            name, purl = _text(found.get("name")), _text(found.get("purl"))
            if not name:
                mistakes.append(Mistake(path, None, f"{place} has no `name`"))
                continue
            group = _text(found.get("group"))
            repository, by = first_origin(_statements(_references(found), purl), hosts)
            components.append(
                Component(
                    f"{group}/{name}" if group else name,
                    place,
                    _text(found.get("version")),
                    purl,
                    repository,
                    by,
                    license=_license(found),
                )
            )
    return ComponentList(path, KIND, tuple(components), tuple(mistakes))


def _nested(listed: list[Any], place: str) -> Iterator[tuple[str, Any]]:
    """Walk through components and those within them, without a limit to their depth."""
    waiting = [(f"{place}[{at}]", one) for at, one in enumerate(listed)][::-1]
    while waiting:
        at, found = waiting.pop()
        yield at, found
        inner = found.get("components") if isinstance(found, dict) else None
        if isinstance(inner, list):
            waiting += [(f"{at}.components[{n}]", one) for n, one in enumerate(inner)][::-1]


def _license(found: Mapping[str, Any]) -> str | None:
    """Give what a component says; several licenses beside each other all hold."""
    listed = found.get("licenses")
    said = []
    for one in listed if isinstance(listed, list) else ():
        if isinstance(one, dict):
            inner = one.get("license")
            inner = inner if isinstance(inner, dict) else {}
            text = (
                _text(one.get("expression")) or _text(inner.get("id")) or _text(inner.get("name"))
            )
            said += [text] if text else []
    if len(said) < 2:
        return said[0] if said else None
    return " AND ".join(f"({one})" if " " in one else one for one in said)


def _references(found: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    references = found.get("externalReferences")
    for one in references if isinstance(references, list) else ():
        if isinstance(one, dict):
            yield str(one.get("type")), _text(one.get("url")) or ""


def _statements(references: Iterator[tuple[str, str]], purl: str | None) -> Iterator[Statement]:
    given = list(references)
    for position, (wanted, forges_only) in enumerate(_REFERENCES):
        for type_, url in given:
            if type_ == wanted and url:
                yield Statement(f"externalReferences {type_}", url, forges_only)
        if position == 0:
            yield from purl_statements(purl)


def _text(value: Any) -> str | None:
    return value.strip() or None if isinstance(value, str) else None


def read_cyclonedx_xml(text: str, path: str, hosts: Mapping[str, str] = HOSTS) -> ComponentList:
    """List the components of an XML document."""
    if "<!DOCTYPE" in text or "<!ENTITY" in text:
        wrong = "declares entities, which no bill of materials needs: it is not read"
        return ComponentList(path, KIND, mistakes=(Mistake(path, None, wrong),))
    try:
        # Bytes, since a text may not declare another encoding than its own.
        root = ElementTree.fromstring(text.encode())  # noqa: S314 - no entities, see above
    except ElementTree.ParseError as error:
        line = error.position[0]
        return ComponentList(path, KIND, mistakes=(Mistake(path, line, "this is not whole XML"),))
    return read_cyclonedx({"components": _listed(root)}, path, hosts)


def _listed(parent: ElementTree.Element) -> list[dict[str, Any]]:
    """Give elements the shape of the JSON form; what the schema calls an attribute stays one."""
    found = []
    for holder in parent:
        if _tag(holder) != "components":
            continue
        for element in holder:
            if _tag(element) != "component":
                continue
            one: dict[str, Any] = {
                _tag(child): child.text
                for child in element
                if _tag(child) in ("name", "group", "version", "purl")
            }
            one["type"] = element.get("type")
            one["licenses"] = list(_licenses(element))
            one["components"] = _listed(element)
            one["externalReferences"] = [
                {"type": each.get("type"), "url": url.text}
                for references in element
                if _tag(references) == "externalReferences"
                for each in references
                for url in each
                if _tag(url) == "url"
            ]
            found.append(one)
    return found


def _licenses(element: ElementTree.Element) -> Iterator[dict[str, Any]]:
    """Give what stands in ``<licenses>`` the shape of the JSON form."""
    for holder in element:
        for one in holder if _tag(holder) == "licenses" else ():
            if _tag(one) == "expression":
                yield {"expression": one.text}
            else:
                yield {"license": {_tag(child): child.text for child in one}}


def _tag(element: ElementTree.Element) -> str:
    return element.tag.rpartition("}")[2]
