"""What one repository carries: the commits of a fork, and what its files patch, pin and copy."""

import posixpath
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path

from twohats.errors import SourceUnreadable, WrongUse
from twohats.formats.carried_marks import find_marks, word_of_header, word_of_message
from twohats.formats.origins import origin_of
from twohats.formats.patches import is_patch_path, read_patch
from twohats.formats.pins import chart_dependencies, read_values, reader_of
from twohats.records import Skipped
from twohats.records.carried import Found, Word
from twohats.sources.git import bundle
from twohats.sources.git.fork import Change, Fork, read_fork
from twohats.sources.git.place import (
    common_dir_of,
    git_dir_of,
    guessed_name,
    is_bundle,
    name_from_remote,
)
from twohats.sources.git.refs import is_partial, shallow_boundary
from twohats.sources.git.run import Git
from twohats.sources.git.tree import (
    TreeFile,
    first_added,
    line_dates,
    lines_in,
    list_tree,
    paths_with,
    read_texts,
)

VENDOR_FOLDERS = frozenset(
    [
        "vendor",
        "vendored",
        "_vendor",
        "_vendored",
        "third_party",
        "thirdparty",
        "third-party",
        "3rdparty",
        "extern",
        "bundled",
    ]
)
"""Folders whose contents are copies, by what they are called everywhere."""
TOOLS = {
    "modules.txt": "`go mod vendor`",
    "autoload.php": "Composer",
    ".cargo-checksum.json": "`cargo vendor`",
}
"""A file that shows that a tool wrote the copies, and checks them."""
UPSTREAM_BRANCHES = ("HEAD", "main", "master", "devel", "develop", "trunk")
TEST_FOLDERS = frozenset(
    ["test", "tests", "testing", "testdata", "test-data", "test_data", "fixtures", "__fixtures__"]
)
"""Patches, pins, copies and marks in these are there to be tested with."""
_PROSE = (".md", ".rst", ".txt", ".adoc", ".org", ".ipynb", ".po", ".svg", ".html", ".lock", ".csv")
_ABOUT = frozenset(["readme.chromium", "upstream", "upstream.md", "upstream.txt", "readme.twohats"])
_NO_COPIES = re.compile(
    r"(?:__init__\.pyi?|readme.*|licen[cs]e.*|copying.*|vendor\.txt|.*\.md|.*\.rst|\..*|makefile"
    r"|build(?:\.bazel)?|.*\.patch|.*\.diff|package(?:-lock)?\.json|.*\.toml|meson\.build"
    r"|cmakelists\.txt|requirements.*)",
    re.I,
)
_MARKS = ("twohats: *carried", "(^|[^A-Za-z_<\"'-])(PATCH|UPSTREAM) *: ")


@dataclass
class Carrying:
    """What was found in one repository at one commit."""

    repository: str
    commit: str
    found: list[Found] = field(default_factory=list)
    fork: Fork | None = None
    upstream: str | None = None
    """Address or key of what the fork was compared with; None: there was nothing to compare with."""
    skipped: list[Skipped] = field(default_factory=list)
    is_complete: bool = True
    """Whether all history is here: ages and forks need it."""


def read_carrying(
    path: Path,
    *,
    workdir: Path,
    hosts: Mapping[str, str],
    branch: str = "HEAD",
    upstream: str | None = None,
    before: datetime | None = None,
) -> Carrying:
    """Read what a repository carries, as it is committed.

    Parameters
    ----------
    path
        A clone or a folder in one, a bare repository, or a bundle.
    workdir
        A folder the caller owns and removes.
    hosts
        Forge name by host.
    branch
        What of it to look at.
    upstream
        Another repository on disk (``PATH`` or ``PATH@BRANCH``) or a branch known here. None: the
        remote that is called ``upstream``, where there is one.
    before
        Take both branches as they were then, by the dates of their commits.

    Raises
    ------
    WrongUse
        There is no repository, no such branch, or no such upstream.
    """
    workdir = workdir.resolve()
    git_dir = _git_dir(path, workdir)
    git = Git(workdir, git_dir)
    commit = _then(git, _commit(git, branch), before)
    if commit is None:
        when = f" on {before:%Y-%m-%d}" if before else ""
        raise WrongUse(
            f"{path}: not read: it has no branch or commit {branch!r}{when}. Name another."
        )
    carrying = Carrying(_name(git, path, git_dir, hosts), commit)
    if shallow_boundary(common_dir_of(git_dir)) or is_partial(git):
        carrying.is_complete = False
        why = "a part of its history is not here; ages may be too young. Fetch it whole: git fetch --unshallow"
        carrying.skipped.append(Skipped(str(path), why))
    _read_files(git, carrying, hosts)
    _read_fork(git, carrying, _upstream(git, upstream, hosts), hosts, before)
    return carrying


def _git_dir(path: Path, workdir: Path) -> Path:
    if is_bundle(path):
        return bundle.unpack(path, workdir)[0].resolve()
    here = path.resolve()
    for folder in (here, *here.parents) if here.is_dir() else ():
        if found := git_dir_of(folder):
            return found.resolve()
    raise WrongUse(
        f"{path}: not read: it is no git repository, nor does it lie in one. Name a clone or a bundle."
    )


def _commit(git: Git, name: str) -> str | None:
    asked = git.run("rev-parse", "--verify", "-q", "--end-of-options", f"{name}^{{commit}}")
    return asked.out.decode().strip() or None if asked.code == 0 else None


def _then(git: Git, commit: str | None, before: datetime | None) -> str | None:
    """Commit of a branch as of a day."""
    if commit is None or before is None:
        return commit
    shape = ("-1", "--first-parent", f"--before={before.isoformat()}")
    return git.run("rev-list", *shape, commit).out.decode().strip() or None


def _remote(git: Git, name: str) -> str:
    return git.run("config", "--get", f"remote.{name}.url").out.decode("utf-8", "replace").strip()


def _name(git: Git, path: Path, git_dir: Path, hosts: Mapping[str, str]) -> str:
    forges = {forge: host for host, forge in hosts.items()}
    folder = git_dir.parent if git_dir.name == ".git" else path
    return (name_from_remote(_remote(git, "origin"), forges) or guessed_name(folder)).key


def _read_fork(
    git: Git,
    carrying: Carrying,
    place: tuple[Git, str, str | None] | None,
    hosts: Mapping[str, str],
    before: datetime | None,
) -> None:
    if place is None:
        return
    git, tip, carrying.upstream = place
    theirs = _then(git, tip, before)
    if theirs is None:
        carrying.skipped.append(Skipped(carrying.repository, "upstream had no commit yet that day"))
        return
    carrying.fork = read_fork(git, carrying.commit, theirs)
    if carrying.fork is None:
        reason = f"it has no history in common with {carrying.upstream}; nothing was compared"
        carrying.skipped.append(Skipped(carrying.repository, reason))
        return
    carrying.skipped += carrying.fork.skipped
    url = _url(carrying.upstream, hosts)
    for change in carrying.fork.carried:
        carrying.found.append(_carried(change, carrying.upstream, url))


def _carried(change: Change, upstream: str | None, url: str | None) -> Found:
    word, _ = word_of_message(change.message, url)
    return Found(
        "commit",
        change.subject,
        change.oid[:12],
        upstream=upstream,
        word=word,
        lines=change.lines,
        since=change.authored_at,
        # Both stay when it is rebased or mended; its own id does not.
        identity=f"{change.authored_at.isoformat()} {change.subject}",
    )


def _url(upstream: str | None, hosts: Mapping[str, str]) -> str | None:
    """Public address of a repository's key."""
    forge, _, name = (upstream or "").partition(":")
    host = next((host for host, known in hosts.items() if known == forge), None)
    return f"https://{host}/{name}" if host else None


def _upstream(
    git: Git, said: str | None, hosts: Mapping[str, str]
) -> tuple[Git, str, str | None] | None:
    """Find the commit to compare with, and a git that sees it."""
    if said is None:
        for branch in UPSTREAM_BRANCHES:
            if commit := _commit(git, f"refs/remotes/upstream/{branch}"):
                url = _remote(git, "upstream")
                return git, commit, origin_of(url, hosts) or url or "upstream"
        return None
    if not (folder := Path(said)).exists() and (commit := _commit(git, said)):
        # A branch of the same repository: numbers in messages are those of its own forge.
        url = _remote(git, said.partition("/")[0]) or _remote(git, "origin")
        return git, commit, origin_of(url, hosts) or said
    branch = "HEAD"
    if not folder.exists():
        where, _, branch = said.rpartition("@")
        folder = Path(where or said)
    if not folder.exists():
        raise WrongUse(
            f"--upstream {said}: not compared: it is neither a repository here nor a branch known to "
            "this one. Fetch it, or name a clone of upstream."
        )
    other = Git(git.workdir, _git_dir(folder, git.workdir))
    commit = _commit(other, branch)
    if commit is None:
        raise WrongUse(f"--upstream {said}: not compared: it has no branch {branch!r}.")
    assert other.git_dir is not None
    objects = common_dir_of(other.git_dir) / "objects"
    url = _remote(other, "origin")
    return replace(git, more_objects=objects), commit, origin_of(url, hosts) or url or said


def _read_files(git: Git, carrying: Carrying, hosts: Mapping[str, str]) -> None:
    """Read patches, pins, copies and marks of one tree."""
    files, reason = list_tree(git, carrying.commit)
    if reason:
        raise SourceUnreadable(f"{carrying.repository}: its files cannot be listed: {reason}.")
    for_tests = {
        one.path for one in files if not TEST_FOLDERS.isdisjoint(one.path.lower().split("/"))
    }
    copies = _copies(git, carrying, [one for one in files if one.path not in for_tests])
    # What lies in a copy is upstream's: its own patches and pins are theirs to carry.
    own = [f for f in files if f.mode != "120000" and _copy_of(f.path, copies) is None]
    marked = set(paths_with(git, carrying.commit, _MARKS))
    wanted = [
        one
        for one in own
        if is_patch_path(one.path)
        or reader_of(one.path)
        or _is_values(one.path)
        or (one.path in marked and not one.path.lower().endswith(_PROSE))
    ]
    texts = read_texts(git, wanted)
    for one in wanted:
        if one.path not in texts and not one.is_submodule:
            carrying.skipped.append(Skipped(one.path, "it is no text, too large, or missing"))
    shipped = {path: text for path, text in texts.items() if path not in for_tests}
    found = [*_patches(shipped), *_pins(shipped, hosts, carrying.skipped)]
    found += _marks(shipped, marked, found)
    if left := len(texts.keys() & for_tests):
        reason = f"{left} files with patches, pins or marks lie in folders of tests"
        carrying.skipped.append(Skipped(carrying.repository, reason))
    carrying.found += _dated(git, carrying.commit, found)
    carrying.found += copies.values()


def _patches(texts: Mapping[str, str]) -> Iterator[Found]:
    for path, text in texts.items():
        if is_patch_path(path) and (patch := read_patch(text)):
            yield Found("patch", patch.subject or posixpath.basename(path), path, word=patch.word, lines=patch.lines, identity=path)  # fmt: skip


def _pins(
    texts: Mapping[str, str], hosts: Mapping[str, str], skipped: list[Skipped]
) -> Iterator[Found]:
    for path, text in texts.items():
        if reader := reader_of(path):
            read = reader(text, path, hosts)
            yield from read.found
            skipped += [Skipped(str(one).removesuffix(f": {one.message}"), one.message) for one in read.mistakes]  # fmt: skip
        if _is_values(path) and (chart := texts.get(_beside(path, "Chart.yaml"))):
            charts = [name for name, _ in chart_dependencies(chart)]
            read = read_values(text, path, charts)
            yield from read.found
            skipped += [Skipped(path, one.message) for one in read.mistakes]


def _marks(texts: Mapping[str, str], marked: set[str], found: Sequence[Found]) -> Iterator[Found]:
    """Yield marks that are not the word beside a pin or patch that was found."""
    told = {(one.path, one.line) for one in found}
    for path, text in texts.items():
        if path not in marked or is_patch_path(path):
            continue
        lines = text.splitlines()
        for mark in find_marks(text):
            beside = mark.line
            while beside < len(lines) and re.match(r"\s*(?:#|//)", lines[beside - 1]):
                beside += 1
            if {(path, mark.line), (path, beside)}.isdisjoint(told):
                what = mark.word.reason or mark.text or "marked as carried"
                yield Found("marked", what[:160], path, mark.line, word=mark.word)


def _dated(git: Git, commit: str, found: Sequence[Found]) -> Iterator[Found]:
    """Add since when: of a patch, since it came; of a line, since it reads as it does."""
    by_path: dict[str, set[int]] = {}
    for one in found:
        if one.line is not None:
            by_path.setdefault(one.path, set()).add(one.line)
    dates = {path: line_dates(git, commit, path, lines) for path, lines in by_path.items()}
    added = first_added(git, commit, [one.path for one in found if one.line is None])
    for one in found:
        since = added.get(one.path) if one.line is None else dates[one.path].get(one.line)
        yield replace(one, since=since)


def _copies(git: Git, carrying: Carrying, files: Sequence[TreeFile]) -> dict[str, Found]:
    """Find copies of other projects' code, by path."""
    paths: dict[str, list[TreeFile]] = {}
    by_tools: dict[str, str] = {}
    locked = {
        _beside(one.path, "vendor") for one in files if one.path.endswith("jsonnetfile.lock.json")
    }
    for one in files:
        parts = one.path.split("/")
        at = next((n for n, part in enumerate(parts[:-1]) if part.lower() in VENDOR_FOLDERS), None)
        if at is None:
            continue
        folder = "/".join(parts[: at + 1])
        if (tool := TOOLS.get(parts[-1])) and len(parts) - at <= 3:
            by_tools[folder] = tool
        elif folder in locked:
            by_tools[folder] = "jsonnet-bundler"
        is_file = len(parts) == at + 2
        if not one.is_submodule and not (is_file and _NO_COPIES.fullmatch(parts[-1])):
            # Below a forge's name lie owners, and below these the projects.
            depth = 4 if parts[at + 1] in ("github.com", "gitlab.com") else 2
            paths.setdefault("/".join(parts[: at + depth]), []).append(one)
    for one in files:
        if chart := _copied_chart(one.path):
            paths.setdefault(chart, []).append(one)
    for folder, tool in by_tools.items():
        copied = [path for path in paths if path.startswith(f"{folder}/")]
        for path in copied:
            del paths[path]
        reason = f"{len(copied)} copies, written and checked by {tool}, are not carried changes"
        carrying.skipped.append(Skipped(folder, reason))
    for path in _charts_of_ours(git, paths, files):
        del paths[path]
    added = first_added(git, carrying.commit, paths)
    return {
        path: _copy(git, carrying.commit, path, inside, added.get(path))
        for path, inside in sorted(paths.items())
    }


def _copy(
    git: Git, commit: str, path: str, inside: Sequence[TreeFile], since: datetime | None
) -> Found:
    texts = read_texts(
        git, [one for one in inside if posixpath.basename(one.path).lower() in _ABOUT]
    )
    word, upstream = Word(), None
    for text in texts.values():
        for mark in find_marks(text):
            word = word.beside(mark.word)
        word = word.beside(word_of_header(text))
        said = re.search(r"^(?:URL|Source|Upstream): *(\S+)", text, re.M | re.I)
        upstream = upstream or (origin_of(said[1]) or said[1] if said else None)
    return Found(
        "vendored",
        posixpath.basename(path),
        path,
        upstream=upstream,
        word=word,
        lines=lines_in(git, commit, path),
        since=since,
        identity=path,
    )


def _copied_chart(path: str) -> str | None:
    """Folder or file of a chart within a chart: ``hub/charts/proxy``."""
    found = re.match(r"((?:.*/)?charts/[^/]+?)(?:/.*|\.tgz)$", path)
    return found[0] if found and path.endswith(".tgz") else found[1] if found else None


def _charts_of_ours(
    git: Git, paths: Mapping[str, list[TreeFile]], files: Sequence[TreeFile]
) -> list[str]:
    """Find folders under ``charts`` that no chart around them takes from elsewhere."""
    by_path = {one.path: one for one in files}
    ours = []
    for path in paths:
        if posixpath.basename(posixpath.dirname(path)) != "charts":
            continue
        around = by_path.get(_beside(posixpath.dirname(path), "Chart.yaml"))
        text = next(iter(read_texts(git, [around]).values()), "") if around else ""
        name = re.sub(r"-v?\d.*\.tgz$", "", posixpath.basename(path))
        taken = dict(chart_dependencies(text)) if text else {}
        if not (taken.get(name) or "").startswith(("http", "oci", "git+", "@", "alias:")):
            ours.append(path)
    return ours


def _copy_of(path: str, copies: Mapping[str, Found]) -> str | None:
    parts = path.split("/")
    names = ("/".join(parts[: n + 1]) for n in range(len(parts)))
    return next((name for name in names if name in copies), None)


def _is_values(path: str) -> bool:
    return (
        re.fullmatch(r"(?:.*[-.])?values(?:[-.].*)?\.ya?ml", posixpath.basename(path)) is not None
    )


def _beside(path: str, name: str) -> str:
    return posixpath.join(posixpath.dirname(path), name)
