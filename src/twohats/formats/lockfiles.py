"""Lock files: what an installer settled on.

uv, Poetry, ``pylock.toml``, ``requirements.txt``, npm, conda-lock and explicit conda lists. They name
where a package was fetched; only those fetched from version control say where it is developed.
What a lock file holds of the project itself is no component and is left out.
"""

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from twohats.errors import Mistake
from twohats.formats.addresses import HOSTS
from twohats.formats.origins import origin_of
from twohats.formats.purls import make_purl
from twohats.formats.toml_errors import syntax_mistake
from twohats.records.components import Component, ComponentList

_HEADER = re.compile(r"^\[\[(packages?)\]\][ \t]*$", re.M)
_LONG_LIST = re.compile(r"^[\w-]+ = \[\n(?:[ \t].*\n)*\][ \t]*\n", re.M)
"""Lists over many lines, such as files with their hashes: most of a lock file, and unused here."""
_SELF = ("editable", "virtual", "directory", "path")


def read_toml_lock(text: str, path: str, hosts: Mapping[str, str] = HOSTS) -> ComponentList:
    r"""Read ``uv.lock``, ``poetry.lock`` or ``pylock.toml``, package by package.

    A package that is damaged is named, and the others are read.

    Examples
    --------
    >>> lock = '[[package]]\nname = "core"\nversion = "1.2"\n'
    >>> [(c.label, c.place) for c in read_toml_lock(lock, "uv.lock").components]
    [('pkg:pypi/core@1.2', 'line 1')]
    """
    # Lock files are read alike on every system, whatever ends their lines.
    text = text.replace("\r\n", "\n")
    headers = list(_HEADER.finditer(text))
    kind = _toml_kind(text, headers)
    ends = [*(header.start() for header in headers[1:]), len(text)][: len(headers)]
    components, mistakes = [], []
    line, before = 1, 0
    for header, end in zip(headers, ends, strict=True):
        line += text.count("\n", before, header.start())
        before = header.start()
        found = _block(text[header.start() : end], path, line)
        if isinstance(found, Mistake):
            mistakes.append(found)
            continue
        package = found[header[1]][0]
        name, version = package.get("name"), package.get("version")
        if not isinstance(name, str) or not name:
            mistakes.append(Mistake(path, line, "this package has no `name`"))
        elif not _is_itself(package):
            repository, by = _checkout(package, hosts)
            version = version if isinstance(version, str) else None
            purl = make_purl("pypi", name, version)
            components.append(Component(name, f"line {line}", version, purl, repository, by))
    return ComponentList(path, kind, tuple(components), tuple(mistakes))


def _toml_kind(text: str, headers: list[re.Match[str]]) -> str:
    if headers and headers[0][1] == "packages":
        return "pylock.toml"
    return "poetry.lock" if "\n[metadata]" in text and "\ncontent-hash" in text else "uv.lock"


def _block(text: str, path: str, line: int) -> dict[str, Any] | Mistake:
    try:
        return tomllib.loads(_LONG_LIST.sub("", text))
    except tomllib.TOMLDecodeError:
        pass
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        mistake = syntax_mistake(path, text, error)
        return replace(mistake, line=line + (mistake.line or 1) - 1)


def _is_itself(package: Mapping[str, Any]) -> bool:
    """Whether it is the project, or a part of it, and not something it uses."""
    source = package.get("source")
    if isinstance(source, dict) and source.get("type") in (None, "directory"):
        return any(key in source for key in _SELF) or source.get("type") == "directory"
    return "directory" in package


def _checkout(
    package: Mapping[str, Any], hosts: Mapping[str, str]
) -> tuple[str | None, str | None]:
    """Where it was checked out from, in the words of the three formats."""
    source, vcs = package.get("source"), package.get("vcs")
    if isinstance(source, dict):
        if isinstance(source.get("git"), str):
            return _said(source["git"], "source git", hosts)
        if source.get("type") == "git":
            return _said(source.get("url"), "source git", hosts)
    if isinstance(vcs, dict):
        return _said(vcs.get("url"), "vcs", hosts)
    return None, None


def _said(url: Any, by: str, hosts: Mapping[str, str]) -> tuple[str | None, str | None]:
    origin = origin_of(url, hosts) if isinstance(url, str) else None
    return (origin, by) if origin else (None, None)


_REQUIREMENT = re.compile(
    r"(?P<name>[A-Za-z0-9][\w.-]*)\s*(?:\[[^\]]*\])?\s*"
    r"(?:@\s*(?P<url>\S+)|(?P<bounds>[=<>!~(][^;]*))?\s*(?:;.*)?"
)
_PINNED = re.compile(r"===?\s*([^\s,;*)]+)$")
_EGG = re.compile(r"[#&]egg=([A-Za-z0-9][\w.-]*)")


def read_requirements(text: str, path: str, hosts: Mapping[str, str] = HOSTS) -> ComponentList:
    r"""Read ``requirements.txt``, with or without hashes.

    Examples
    --------
    >>> text = "core==1.2 \\\n    --hash=sha256:00\nnets>=2\n"
    >>> [(c.label, c.place) for c in read_requirements(text, "requirements.txt").components]
    [('pkg:pypi/core@1.2', 'line 1'), ('pkg:pypi/nets', 'line 3')]
    """
    components, mistakes = [], []
    for number, line in _joined(text):
        words = re.split(r"\s+#|\s+--(?:hash|config-settings|global-option)\b", line)[0].strip()
        editable = re.fullmatch(r"(?:-e|--editable)[ =]\s*(.+)", words)
        words = editable[1] if editable else words
        if re.match(r"(?:-r|-c|--requirement|--constraint)\b", words):
            said = f"`{words}` names another file: list that one as well"
            mistakes.append(Mistake(path, number, said))
        elif words.startswith("-") or (editable and words.startswith(".")):
            continue  # an option of the installer, or the project itself
        elif found := _requirement(words, number, hosts):
            components.append(found)
        elif not words.startswith((".", "/", "file:")):
            mistakes.append(Mistake(path, number, f"`{words}` names no package"))
    return ComponentList(path, "requirements", tuple(components), tuple(mistakes))


def _requirement(words: str, number: int, hosts: Mapping[str, str]) -> Component | None:
    if re.match(r"(?:git|hg|svn|bzr)\+", words):
        egg = _EGG.search(words)
        origin = origin_of(words, hosts)
        name = egg[1] if egg else (origin or words).rpartition("/")[2]
        purl = make_purl("pypi", name) if egg else None
        by = "requirement" if origin else None
        return Component(name, f"line {number}", None, purl, origin, by)
    found = _REQUIREMENT.fullmatch(words)
    if not found:
        return None
    pinned = _PINNED.search((found["bounds"] or "").strip())
    version = pinned[1] if pinned else None
    url = found["url"] or ""
    repository, by = None, None
    if url.startswith(("git+", "hg+", "svn+", "bzr+")):
        repository, by = _said(url, "requirement", hosts)
    purl = make_purl("pypi", found["name"], version)
    return Component(found["name"], f"line {number}", version, purl, repository, by)


def _joined(text: str) -> Iterator[tuple[int, str]]:
    """Lines as pip reads them: joined where one ends in a backslash, without comments."""
    started, gathered = 0, ""
    for number, line in enumerate(text.splitlines(), 1):
        started = started or number
        if line.endswith("\\"):
            gathered += line[:-1] + " "
            continue
        whole = (gathered + line).strip()
        if whole and not whole.startswith("#"):
            yield started, whole
        started, gathered = 0, ""
    if gathered.strip():
        yield started, gathered.strip()


def read_npm_lock(
    document: Mapping[str, Any], path: str, hosts: Mapping[str, str] = HOSTS
) -> ComponentList:
    """Read a decoded ``package-lock.json`` of version 2 or 3."""
    kind = "package-lock.json"
    packages = document.get("packages")
    if not isinstance(packages, dict):
        wrong = "has no `packages`: write it anew with `npm install --lockfile-version 3`"
        return ComponentList(path, kind, mistakes=(Mistake(path, None, wrong),))
    components, mistakes = [], []
    for where, package in packages.items():
        place = f'packages["{where}"]'
        if not isinstance(package, dict):
            mistakes.append(Mistake(path, None, f"{place} is not an object"))
            continue
        # Folders outside node_modules are the project's own workspaces, and links lead there.
        if "node_modules/" not in where or package.get("link"):
            continue
        name = package.get("name")
        name = name if isinstance(name, str) and name else where.rpartition("node_modules/")[2]
        version = package.get("version") if isinstance(package.get("version"), str) else None
        resolved = package.get("resolved")
        repository, by = None, None
        if isinstance(resolved, str) and resolved.startswith(("git+", "git:", "github:")):
            repository, by = _said(resolved, "resolved", hosts)
        purl = make_purl("npm", name, version)
        said = package.get("license")
        license_ = said if isinstance(said, str) and said.strip() else None
        components.append(Component(name, place, version, purl, repository, by, license=license_))
    return ComponentList(path, kind, tuple(components), tuple(mistakes))


_CONDA_FILE = re.compile(
    r"(?:https?|file)://(?:\S*/)?(?P<channel>[\w.-]+)/(?P<subdir>[\w-]+)/"
    r"(?P<name>[^/\s]+)-(?P<version>[^-/\s]+)-(?P<build>[^-/\s]+?)(?:\.conda|\.tar\.bz2)(?:#\S*)?"
)


def read_conda_explicit(text: str, path: str, hosts: Mapping[str, str] = HOSTS) -> ComponentList:
    r"""Read an explicit list, as ``conda list --explicit`` writes it.

    Examples
    --------
    >>> text = "@EXPLICIT\nhttps://conda.example.org/reef/linux-64/core-1.2-h0_0.conda#00\n"
    >>> read_conda_explicit(text, "env.txt").components[0].label
    'pkg:conda/core@1.2?build=h0_0&channel=reef&subdir=linux-64'
    """
    del hosts  # the list names files of a channel, never a repository
    components, mistakes = [], []
    for number, line in enumerate(text.splitlines(), 1):
        words = line.strip()
        if not words or words.startswith(("#", "@EXPLICIT")):
            continue
        component = _conda(words, f"line {number}")
        if component is None:
            mistakes.append(Mistake(path, number, f"`{words}` is no address of a conda package"))
        else:
            components.append(component)
    return ComponentList(path, "conda explicit", tuple(components), tuple(mistakes))


def _conda(url: str, place: str) -> Component | None:
    found = _CONDA_FILE.fullmatch(url)
    if not found:
        return None
    built = {key: found[key] for key in ("build", "channel", "subdir")}
    name, version = found["name"], found["version"]
    return Component(name, place, version, make_purl("conda", name, version, built))


_YAML_FIELD = re.compile(r"[- ] (name|version|manager|url|platform): (.*)")


def read_conda_lock(text: str, path: str, hosts: Mapping[str, str] = HOSTS) -> ComponentList:
    """Read ``conda-lock.yml``, line by line: such files are long, and their shape never varies.

    The same package for several platforms is one component each, as their builds differ.
    """
    components: list[Component] = []
    mistakes: list[Mistake] = []
    started, fields, in_packages = 0, dict[str, str](), False

    def end() -> None:
        if not started:
            return
        found = _locked(fields, f"line {started}", hosts)
        if found is None:
            mistakes.append(Mistake(path, started, "this package has no `name`"))
        else:
            components.append(found)

    for number, line in enumerate(text.splitlines(), 1):
        if re.match(r"[\w-]+:", line):
            end()
            started, in_packages = 0, line.startswith("package:")
        elif in_packages and line.startswith("- "):
            end()
            started, fields = number, {}
        if in_packages and (found := _YAML_FIELD.fullmatch(line.rstrip())):
            fields[found[1]] = found[2].strip("'\" ")
    end()
    return ComponentList(path, "conda-lock", tuple(components), tuple(mistakes))


def _locked(fields: Mapping[str, str], place: str, hosts: Mapping[str, str]) -> Component | None:
    name, version = fields.get("name"), fields.get("version")
    if not name:
        return None
    url = fields.get("url", "")
    if fields.get("manager") == "pip":
        repository, by = None, None
        if url.startswith(("git+", "hg+")):
            repository, by = _said(url, "url", hosts)
        return Component(name, place, version, make_purl("pypi", name, version), repository, by)
    return _conda(url, place) or Component(name, place, version, make_purl("conda", name, version))
