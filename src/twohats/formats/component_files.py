"""Files that list components, told apart by looking at them."""

import json
import re
from collections.abc import Callable, Mapping
from pathlib import PurePath
from typing import Any

import msgspec

from twohats.errors import Mistake
from twohats.formats.addresses import HOSTS
from twohats.formats.components_csv import read_components_csv
from twohats.formats.cyclonedx import read_cyclonedx, read_cyclonedx_xml
from twohats.formats.lockfiles import (
    read_conda_explicit,
    read_conda_lock,
    read_npm_lock,
    read_requirements,
    read_toml_lock,
)
from twohats.formats.spdx import read_spdx, read_spdx_tags
from twohats.records.components import ComponentList

KNOWN = "CycloneDX, SPDX 2, a lock file (uv, Poetry, pylock, requirements, npm, conda) or a CSV"

_Reader = Callable[[str, str, Mapping[str, str]], ComponentList]


def read_components(text: str, path: str, hosts: Mapping[str, str] = HOSTS) -> ComponentList:
    r"""Read a file, whichever of the known formats it has; mistakes are returned, never raised.

    Parameters
    ----------
    text
        The whole file.
    path
        Its path, as mistakes should name it; its name tells what its content leaves open.
    hosts
        Forge name by host.

    Examples
    --------
    >>> read_components("core==1.2\n", "requirements.txt").kind
    'requirements'
    """
    if not text.strip():
        return _unread(path, None, "is empty")
    name = PurePath(path).name.lower()
    if text.lstrip().startswith("{") or name.endswith(".json"):
        return _json(text, path, hosts)
    reader = _reader(text, name)
    if reader is None:
        return _unread(path, None, f"is no list of components: known are {KNOWN}")
    return reader(text, path, hosts)


def _reader(text: str, name: str) -> _Reader | None:
    head = text[:4096]
    if re.match(r"[^\S\n]*(?:#[^\n]*\n\s*)*SPDXVersion:", head):
        return read_spdx_tags
    if text.lstrip().startswith("<") and "cyclonedx.org/schema/bom" in head:
        return read_cyclonedx_xml
    if re.search(r"^@EXPLICIT\s*$", text, re.M):
        return read_conda_explicit
    if name.endswith((".yml", ".yaml")):
        return read_conda_lock if re.search(r"^package:\s*$", text, re.M) else None
    if name.endswith((".csv", ".tsv")):
        return read_components_csv
    if re.search(r"^\[\[packages?\]\]\s*$", text, re.M) or name.endswith((".lock", ".toml")):
        return read_toml_lock if re.search(r"^(lock-)?version\b|^\[", text, re.M) else None
    return read_requirements if name.endswith((".txt", ".in")) else None


def _json(text: str, path: str, hosts: Mapping[str, str]) -> ComponentList:
    try:
        document: Any = msgspec.json.decode(text)
    except (msgspec.DecodeError, RecursionError):
        return _unread(path, _stopped(text), "this is not whole JSON")
    if not isinstance(document, dict):
        return _unread(path, None, f"is no list of components: known are {KNOWN}")
    if document.get("bomFormat") == "CycloneDX":
        return read_cyclonedx(document, path, hosts)
    if "spdxVersion" in document or isinstance(document.get("sbom"), dict):
        return read_spdx(document, path, hosts)
    if "lockfileVersion" in document:
        return read_npm_lock(document, path, hosts)
    if "@graph" in document:
        return _unread(path, None, "is SPDX 3, which is not read yet: export it as SPDX 2.3")
    return _unread(path, None, f"is no list of components: known are {KNOWN}")


def _stopped(text: str) -> int | None:
    """Line at which JSON stops being readable."""
    try:
        json.loads(text)
    except json.JSONDecodeError as error:
        return error.lineno
    except RecursionError:
        pass
    return None


def _unread(path: str, line: int | None, why: str) -> ComponentList:
    return ComponentList(path, "unknown", mistakes=(Mistake(path, line, why),))
