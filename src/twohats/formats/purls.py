"""Package URLs, by which component lists tell packages apart.

Examples
--------
>>> parse_purl("pkg:npm/%40lantern/core@1.2.0").name
'@lantern/core'
>>> identity("pkg:PyPI/Lantern_Core@1.2.0?file_name=a.whl")
'pkg:pypi/lantern-core'
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from urllib.parse import parse_qsl, quote, unquote

from twohats.formats.origins import Statement

_PURL = re.compile(r"pkg:/{0,2}([a-z0-9.+-]+)/([^?#]+)(?:\?([^#]*))?(?:#.*)?", re.I)
_HOSTED = {"github": "github.com", "bitbucket": "bitbucket.org", "githubactions": "github.com"}
"""Types whose name *is* a repository, and the host it lies at."""


@dataclass(frozen=True)
class Purl:
    """The parts of a package URL."""

    type: str
    name: str
    """With its namespace, where it has one."""
    version: str | None
    qualifiers: str = ""


def parse_purl(text: str) -> Purl | None:
    """Read a package URL; None where it is none."""
    found = _PURL.fullmatch(text.strip())
    if not found:
        return None
    path = found[2].strip("/")
    # A scope may stand there as ``@scope/name``, so only an @ behind the last slash is a version's.
    at = path.rfind("@")
    name, version = (path[:at], path[at + 1 :]) if at > path.rfind("/") else (path, "")
    if not name:
        return None
    return Purl(found[1].lower(), unquote(name), unquote(version) or None, found[3] or "")


def make_purl(
    type_: str, name: str, version: str | None = None, qualifiers: Mapping[str, str] | None = None
) -> str:
    """Write a package URL.

    Examples
    --------
    >>> make_purl("npm", "@lantern/core", "1.2.0")
    'pkg:npm/%40lantern/core@1.2.0'
    """
    plain = _pypi(name) if type_ == "pypi" else name
    text = f"pkg:{type_}/{quote(plain, safe='/.-_~')}"
    if version:
        text += f"@{quote(version, safe='.-_~+:!')}"
    if qualifiers:
        text += "?" + "&".join(f"{key}={quote(value)}" for key, value in sorted(qualifiers.items()))
    return text


@lru_cache(maxsize=65536)
def identity(text: str) -> str:
    """Give what stays the same from version to version; a text that is no purl stays as it is."""
    purl = parse_purl(text)
    if purl is None:
        return text.strip()
    name = _pypi(purl.name) if purl.type == "pypi" else purl.name
    return make_purl(purl.type, name.lower() if purl.type in _HOSTED else name)


def purl_statements(text: str | None) -> Iterator[Statement]:
    """List what a package URL itself says of where its package is developed.

    Names of most registries say nothing; those of a forge are repositories, and those of Go modules
    are addresses.
    """
    purl = parse_purl(text) if text else None
    if purl is None:
        return
    for name, value in parse_qsl(purl.qualifiers):
        if name.lower() == "vcs_url":
            yield Statement("purl vcs_url", value, forges_only=False)
    if host := _HOSTED.get(purl.type):
        yield Statement(f"purl type {purl.type}", f"https://{host}/{purl.name}", forges_only=False)
    elif purl.type in ("golang", "swift") and "." in purl.name.partition("/")[0]:
        yield Statement(f"purl type {purl.type}", f"https://{purl.name}")


def _pypi(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()
