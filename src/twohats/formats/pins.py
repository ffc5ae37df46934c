"""Pins and overrides: where a package is taken from source control, or forced to another version.

`pyproject.toml`, requirements, `package.json`, Dockerfiles, Helm charts and their values, conda
environments, `.gitmodules`, `go.mod` and `Cargo.toml`. Lock files are left alone: they repeat what
one of these says. A released version that is asked for as usual is no pin in this sense.
"""

import json
import posixpath
import re
import tomllib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from twohats.errors import Mistake
from twohats.formats.addresses import HOSTS
from twohats.formats.carried_marks import link_beside
from twohats.formats.origins import origin_of
from twohats.formats.toml_errors import syntax_mistake
from twohats.formats.toml_places import TomlPath, find_places
from twohats.formats.yaml_nodes import Node, compose, line_of
from twohats.records.carried import Found, Kind, Word


@dataclass(frozen=True)
class Pins:
    """What one file pins, and what is wrong in it."""

    found: tuple[Found, ...] = ()
    mistakes: tuple[Mistake, ...] = ()


Reader = Callable[[str, str, Mapping[str, str]], Pins]

_SOURCE = re.compile(r"(?:git|hg)\+[a-z+]+://[^\s\"';,)\]]+|(?:git|hg)\+git@[^\s\"';,)\]]+", re.I)
_ARCHIVE = re.compile(
    r"https?://(?:github\.com|codeload\.github\.com)/[\w.-]+/[\w.-]+/(?:archive|tarball|zipball|zip|tar\.gz)/"
    r"(?!refs/tags/|v?\d+(?:\.\d+)+(?:\.zip|\.tar\.gz))[^\s\"';,)\]]+"
)
_REQUEST = re.compile(r"(?:refs/)?(?:pull/(\d+)(?:/(?:head|merge))?|merge-requests/(\d+)/\w+)$")
_NAMED = re.compile(r"(?:^|[\s'\"])([A-Za-z0-9][\w.-]*)(?:\[[^\]]*\])?\s*@\s*$")
_EGG = re.compile(r"[#&]egg=([A-Za-z0-9][\w.-]*)")
_SHORT = re.compile(r"(?:(?P<forge>github|gitlab|bitbucket):)?[\w.-]+/[\w.-]+(?:#\S+)?")
_DEVELOPMENT = re.compile(r"(?:\bdev\b|\.git\.|-n\d+)[\w.]*\.?h[0-9a-f]{6,}|\.h[0-9a-f]{7,}$")
_IN_PLACE = re.compile(r"\bsed\b[^|&;]*\s-i\b[^&;]*(?:site-packages|dist-packages|node_modules)")
_PATCHING = re.compile(r"\b(?:patch\s+(?:-\S+\s+)*-p\d|patch\s+\S*\s*<|git\s+apply\b)")
_CLONE = re.compile(r"\bgit\s+clone\b[^&;|]*?((?:https?|ssh|git)://\S+|git@\S+)")
_ADD_GIT = re.compile(r"^\s*ADD\s+(?:--\S+\s+)*((?:https?://|git@)\S+\.git(?:#\S+)?)\s", re.I)


def reader_of(path: str) -> Reader | None:
    """Find the reader of a file by its name; None: it pins nothing that is understood.

    Examples
    --------
    >>> [reader_of(p).__name__ for p in ("a/requirements-dev.txt", "Dockerfile.gpu", "x/Chart.yaml")]
    ['read_requirement_pins', 'read_dockerfile', 'read_chart']
    >>> reader_of("notes.txt")
    """
    name = posixpath.basename(path)
    for pattern, reader in _READERS:
        if re.fullmatch(pattern, name, re.I):
            return reader
    folder = posixpath.basename(posixpath.dirname(path)).lower()
    if folder in ("requirements", "constraints") and name.endswith((".txt", ".in")):
        return read_requirement_pins
    return None


def read_pyproject(text: str, path: str, hosts: Mapping[str, str] = HOSTS) -> Pins:
    r"""Read `pyproject.toml`, `pixi.toml` or `Cargo.toml`.

    Examples
    --------
    >>> text = '[tool.uv.sources]\ncore = { git = "https://github.com/lantern/core", rev = "abc" }\n'
    >>> [(f.what, f.upstream, f.line) for f in read_pyproject(text, "pyproject.toml").found]
    [('core @ abc', 'github:lantern/core', 2)]
    """
    text = text.replace("\r\n", "\n")
    try:
        document = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        return Pins(mistakes=(syntax_mistake(path, text, error),))
    places = find_places(text)
    found = []
    for at, value in _toml_values(document, ()):
        line = places.line_of(at)
        made: Found | None = None
        if isinstance(value, dict):
            made = _table_pin(at, value, path, hosts)
        elif at[:3] == ("tool", "uv", "override-dependencies"):
            made = Found("override", value, path)
        elif _is_requirement_at(at):
            made = _requirement(value, path, hosts)
        if made:
            found.append(_beside(replace(made, line=line), text))
    return Pins(tuple(found))


def _toml_values(value: Any, at: TomlPath) -> Iterator[tuple[TomlPath, Any]]:
    """Yield texts, and tables that name a git address."""
    if isinstance(value, dict):
        if isinstance(value.get("git"), str):
            yield at, value
            return
        for key, inner in value.items():
            yield from _toml_values(inner, (*at, key))
    elif isinstance(value, list):
        for number, inner in enumerate(value):
            yield from _toml_values(inner, (*at, number))
    elif isinstance(value, str):
        yield at, value


def _table_pin(
    at: TomlPath, table: Mapping[str, Any], path: str, hosts: Mapping[str, str]
) -> Found:
    names = [str(one) for one in at if isinstance(one, str)]
    rev = next((str(table[k]) for k in ("rev", "tag", "branch", "ref") if table.get(k)), None)
    kind: Kind = "override" if "patch" in names[:-1] else "pin"
    return _pin(kind, names[-1] if names else path, table["git"], rev, path, hosts)


def _is_requirement_at(at: TomlPath) -> bool:
    names = [one for one in at if isinstance(one, str)]
    return any("dependenc" in one or one == "requires" for one in names)


def read_requirement_pins(text: str, path: str, hosts: Mapping[str, str] = HOSTS) -> Pins:
    """Read requirements, constraints or a conda environment, line by line."""
    found = []
    for number, line in enumerate(text.splitlines(), 1):
        words = re.split(r"(?:^|\s)#", line)[0].strip()
        if made := _requirement(re.sub(r"^-\s+", "", words), path, hosts):
            found.append(_beside(replace(made, line=number), text))
    return Pins(tuple(found))


def _requirement(words: str, path: str, hosts: Mapping[str, str]) -> Found | None:
    source = _SOURCE.search(words) or _ARCHIVE.search(words)
    if not source:
        return None
    address, _, rest = source[0].partition("#")
    scheme_end = address.find("://") + 3
    at = address.rfind("@")
    # An @ before the first slash of the path belongs to a user, not to a revision.
    rev = address[at + 1 :] if at > address.find("/", scheme_end) > 0 else None
    bare = address[:at] if rev else address
    if _ARCHIVE.match(address):
        rev = re.sub(r"(?:\.zip|\.tar\.gz)$", "", re.split(r"/(?:archive|tarball|zipball|zip|tar\.gz)/", address)[1])  # fmt: skip
        bare = re.split(r"/(?:archive|tarball|zipball|zip|tar\.gz)/", address)[0]
    named, egg = _NAMED.search(words[: source.start()]), _EGG.search(f"#{rest}")
    name = named[1] if named else egg[1] if egg else _last(bare)
    return _pin("pin", name, bare, rev, path, hosts)


def read_package_json(text: str, path: str, hosts: Mapping[str, str] = HOSTS) -> Pins:
    r"""Read `package.json`: packages from git, ``overrides`` and ``resolutions``.

    Examples
    --------
    >>> text = '{"dependencies": {"core": "lantern/core#main"}, "overrides": {"glob": "^9"}}'
    >>> [(f.kind, f.what) for f in read_package_json(text, "package.json").found]
    [('pin', 'core @ main'), ('override', 'glob: ^9')]
    """
    try:
        document = json.loads(text)
    except ValueError as error:
        line = getattr(error, "lineno", None)
        return Pins(mistakes=(Mistake(path, line, "is no JSON: check it with `npm pkg get`"),))
    if not isinstance(document, dict):
        return Pins(mistakes=(Mistake(path, None, "is no object: is it a package.json?"),))
    found = []
    for section in ("dependencies", "devDependencies", "optionalDependencies", "peerDependencies"):
        for name, spec in _mapping(document.get(section)).items():
            if isinstance(spec, str) and (made := _npm_pin(name, spec, path, hosts)):
                found.append(replace(made, line=_json_line(text, name, spec)))
    pnpm = _mapping(document.get("pnpm"))
    forced = (document.get("overrides"), document.get("resolutions"), pnpm.get("overrides"))
    for one in forced:
        for keys, spec in _leaves(_mapping(one), ()):
            at = _json_line(text, keys[-1], spec)
            # In `{"a": {".": "1"}}` the dot stands for the package around it.
            called = " > ".join(key for key in keys if key != ".")
            pinned = _npm_pin(called, spec, path, hosts)
            upstream = pinned.upstream if pinned else None
            said = f"{called}: {spec}"
            found.append(Found("override", said, path, at, upstream, identity=called))
    return Pins(tuple(found))


def _npm_pin(name: str, spec: str, path: str, hosts: Mapping[str, str]) -> Found | None:
    is_address = re.match(r"(?:git\+|git:|git@|ssh:)", spec) or re.search(r"\.git(?:#|$)", spec)
    short = _SHORT.fullmatch(spec)
    if spec.startswith(("npm:", "file:", "link:", "workspace:", "./", "../", "~/")):
        return None
    if not (is_address or short or _ARCHIVE.match(spec)):
        return None
    address, _, rev = spec.partition("#")
    if short and not short["forge"]:
        address = f"github:{address}"
    return _pin("pin", name, address, rev.removeprefix("semver:") or None, path, hosts)


def read_dockerfile(text: str, path: str, hosts: Mapping[str, str] = HOSTS) -> Pins:
    r"""Read a Dockerfile: sources taken by git, and changes made to installed packages.

    Examples
    --------
    >>> text = "FROM base\nRUN pip install \\\n  git+https://github.com/lantern/core@abc\n"
    >>> [(f.what, f.line) for f in read_dockerfile(text, "Dockerfile").found]
    [('core @ abc', 3)]
    """
    found = []
    for number, line in enumerate(text.splitlines(), 1):
        if line.lstrip().startswith("#"):
            continue
        made: Found | None = None
        if cloned := _CLONE.search(line) or _ADD_GIT.match(line):
            address, _, rev = cloned[1].strip("'\"").partition("#")
            said = re.search(r"(?:--branch|-b)[ =](\S+)", line)
            made = _pin("pin", _last(address), address, rev or (said[1] if said else None), path, hosts)  # fmt: skip
        elif _IN_PLACE.search(line) or _PATCHING.search(line):
            words = " ".join(line.replace("\\", " ").split())
            made = Found("override", words[:120], path, lines=1)
        else:
            made = _requirement(line, path, hosts)
        if made:
            found.append(_beside(replace(made, line=number), text))
    return Pins(tuple(found))


def read_chart(text: str, path: str, hosts: Mapping[str, str] = HOSTS) -> Pins:
    r"""Read the dependencies of a Helm chart: from git, or builds between two releases.

    Examples
    --------
    >>> text = "dependencies:\n  - name: hub\n    version: 4.0.0-0.dev.git.6707.h109668fd\n"
    >>> [(f.what, f.line) for f in read_chart(text, "Chart.yaml").found]
    [('hub @ 4.0.0-0.dev.git.6707.h109668fd', 3)]
    """
    top = _composed(text, path)
    if isinstance(top, Pins):
        return top
    found = []
    for one in _items(_child(top, "dependencies")):
        name, version, repository = (
            _text(_child(one, k)) for k in ("name", "version", "repository")
        )
        if not name:
            continue
        line = line_of(_child(one, "version") or one)
        if (repository or "").startswith("git+"):
            made = _pin("pin", name, re.sub(r"\?.*", "", repository or ""), version, path, hosts)
        elif version and _DEVELOPMENT.search(version):
            made = Found("pin", f"{name} @ {version}", path, upstream=repository, identity=name)
        else:
            continue
        found.append(_beside(replace(made, line=line), text))
    return Pins(tuple(found))


def chart_dependencies(text: str) -> tuple[tuple[str, str | None], ...]:
    """List names (aliases, where there are any) and addresses of a chart's dependencies."""
    top = _composed(text, "")
    if isinstance(top, Pins):
        return ()
    found = []
    for one in _items(_child(top, "dependencies")):
        name = _text(_child(one, "alias")) or _text(_child(one, "name"))
        if name:
            found.append((name, _text(_child(one, "repository"))))
    return tuple(found)


def read_values(text: str, path: str, charts: Sequence[str]) -> Pins:
    r"""Read a chart's values for images that take the place of those of charts it depends on.

    Examples
    --------
    >>> text = "hub:\n  proxy:\n    image:\n      name: quay.io/acme/proxy\n      tag: '1'\n"
    >>> [(f.what, f.line) for f in read_values(text, "values.yaml", ["hub"]).found]
    [('hub.proxy.image: quay.io/acme/proxy:1', 4)]
    """
    top = _composed(text, path)
    if isinstance(top, Pins):
        return top
    found = []
    for chart in charts:
        for keys, node in _images(_child(top, chart), (chart,)):
            name = _child(node, "repository") or _child(node, "name")
            if name is None:
                continue
            tag = _text(_child(node, "tag"))
            key = ".".join(keys)
            what = f"{key}: {name.value}{f':{tag}' if tag else ''}"
            made = Found("override", what, path, line_of(name), identity=key)
            found.append(_beside(made, text))
    return Pins(tuple(found))


def read_submodules(text: str, path: str, hosts: Mapping[str, str] = HOSTS) -> Pins:
    """Read `.gitmodules`: folders taken from another repository at one commit."""
    found: list[Found] = []
    for block in re.finditer(r"^\[submodule \"([^\"]+)\"\]\n((?:(?!\[).*\n?)*)", text, re.M):
        said = dict(re.findall(r"^\s*(\w+)\s*=\s*(.+?)\s*$", block[2], re.M))
        line = text.count("\n", 0, block.start()) + 1
        if url := said.get("url"):
            # An address of two dots is a neighbour of the repository itself.
            upstream = None if url.startswith(".") else origin_of(url, hosts) or url
            what = f"{said.get('path', block[1])} (submodule)"
            made = Found("pin", what, path, line, upstream, identity=block[1])
            found.append(_beside(made, text))
    return Pins(tuple(found))


def read_go_mod(text: str, path: str, hosts: Mapping[str, str] = HOSTS) -> Pins:
    r"""Read the ``replace`` lines of a `go.mod`; folders of the repository itself are none.

    Examples
    --------
    >>> text = "replace example.org/core => github.com/acme/core v1.2.3\n"
    >>> [f.what for f in read_go_mod(text, "go.mod").found]
    ['example.org/core => github.com/acme/core v1.2.3']
    """
    found: list[Found] = []
    in_block = False
    for number, line in enumerate(text.splitlines(), 1):
        words = line.partition("//")[0].strip()
        if re.match(r"replace\s*\(", words):
            in_block = True
        elif words == ")":
            in_block = False
        elif (in_block or words.startswith("replace ")) and "=>" in words:
            old, _, new = words.removeprefix("replace ").strip().partition("=>")
            if new.strip().startswith((".", "/")):
                continue
            upstream = origin_of(f"https://{old.split()[0]}", hosts, forges_only=True)
            said = f"{old.strip()} => {new.strip()}"
            made = Found("override", said, path, number, upstream, identity=old.split()[0])
            found.append(_beside(made, text))
    return Pins(tuple(found))


_READERS: tuple[tuple[str, Reader], ...] = (
    (r"pyproject\.toml|pixi\.toml|Cargo\.toml", read_pyproject),
    (r"(?:.*[-_.])?(?:requirements|constraints)(?:[-_.].*)?\.(?:txt|in)", read_requirement_pins),
    (r"(?:.*[-_.])?environment(?:[-_.].*)?\.ya?ml", read_requirement_pins),
    (r"package\.json", read_package_json),
    (r"(?:Dockerfile|Containerfile)(?:\..+)?|.+\.(?:Dockerfile|Containerfile)", read_dockerfile),
    (r"Chart\.yaml", read_chart),
    (r"\.gitmodules", read_submodules),
    (r"go\.mod", read_go_mod),
)


def _pin(
    kind: Kind, name: str, address: str, rev: str | None, path: str, hosts: Mapping[str, str]
) -> Found:
    upstream = origin_of(address, hosts) or address
    request = _REQUEST.search(rev or "")
    word = Word(_request_url(upstream, request, hosts)) if request else Word()
    what = f"{name} @ {rev}" if rev else name
    return Found(kind, what, path, upstream=upstream, word=word, identity=name)


def _request_url(upstream: str, request: re.Match[str], hosts: Mapping[str, str]) -> str:
    """Address of the pull request that a revision names."""
    forge, _, name = upstream.partition(":")
    host = next((host for host, known in hosts.items() if known == forge), None)
    base = f"https://{host}/{name}" if host else upstream
    return f"{base}/pull/{request[1]}" if request[1] else f"{base}/-/merge_requests/{request[2]}"


def _beside(found: Found, text: str) -> Found:
    return replace(found, word=found.word.beside(link_beside(text, found.line or 0)))


def _last(address: str) -> str:
    return re.sub(r"\.git$", "", address.rstrip("/").rpartition("/")[2])


def _mapping(value: Any) -> Mapping[str, Any]:
    return value if isinstance(value, dict) else {}


def _leaves(
    value: Mapping[str, Any], keys: tuple[str, ...]
) -> Iterator[tuple[tuple[str, ...], str]]:
    for key, inner in value.items():
        if isinstance(inner, dict):
            yield from _leaves(inner, (*keys, key))
        elif isinstance(inner, str):
            yield (*keys, key), inner


def _json_line(text: str, key: str, value: str) -> int | None:
    said = re.search(rf"{re.escape(json.dumps(key))}\s*:\s*{re.escape(json.dumps(value))}", text)
    return text.count("\n", 0, said.start()) + 1 if said else None


def _composed(text: str, path: str) -> Node | Pins:
    """Top node of a YAML text; `Pins` with a mistake, or without anything, where there is none."""
    from ruamel.yaml.error import MarkedYAMLError, YAMLError

    try:
        top = compose(text)
    except (YAMLError, ValueError) as error:
        mark = error.problem_mark if isinstance(error, MarkedYAMLError) else None
        said = "is no YAML; templates are not read" if "{{" in text else "is no YAML"
        return Pins(mistakes=(Mistake(path, mark.line + 1 if mark else None, said),))
    return top if top is not None and top.id == "mapping" else Pins()


def _child(node: Node | None, key: str) -> Node | None:
    if node is None or node.id != "mapping":
        return None
    return next((value for name, value in node.value if name.value == key), None)


def _items(node: Node | None) -> Sequence[Node]:
    return node.value if node is not None and node.id == "sequence" else ()


def _text(node: Node | None) -> str | None:
    return str(node.value) if node is not None and node.id == "scalar" and node.value else None


def _images(node: Node | None, keys: tuple[str, ...]) -> Iterator[tuple[tuple[str, ...], Node]]:
    """Yield mappings under a key ``image`` that name an image."""
    if node is None or node.id != "mapping":
        return
    for name, value in node.value:
        at = (*keys, str(name.value))
        is_image = str(name.value).lower().endswith("image")
        if is_image and (_text(_child(value, "repository")) or _text(_child(value, "name"))):
            yield at, value
        elif value.id == "mapping" and len(at) < 12:
            yield from _images(value, at)
