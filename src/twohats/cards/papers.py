"""Which files speak about taking part, and reading them from a clone's commit or from rows."""

import posixpath
import re
import tempfile
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from twohats.errors import SourceUnreadable
from twohats.records.cards import Paper, Papers
from twohats.sources.git.documents import kind_of, last_changes
from twohats.sources.git.objects import read_objects
from twohats.sources.git.place import common_dir_of, git_dir_of, guessed_name, name_from_remote
from twohats.sources.git.run import Git

FORGES = {"github": "github.com", "gitlab": "gitlab.com", "codeberg": "codeberg.org"}
LARGEST = 400_000
"""Bytes of a file beyond which it is no text that somebody wrote for contributors."""
INHERITED = ("conduct", "contributing", "governance", "security", "support", "template")
"""What an organization's ``.github`` stands in for, where the repository has none of its own."""
ELSEWHERE = ".github:"

_PROSE = r"\.(?:md|rst|txt|adoc|markdown)"
_KINDS = (
    ("template", re.compile(rf"(?:\.github/|docs/)?pull_request_template(?:{_PROSE})?|(?:\.github/)?pull_request_template/[^/]+{_PROSE}|\.gitlab/merge_request_templates/[^/]+\.md", re.I)),
    ("workflow", re.compile(r"\.github/workflows/[^/]+\.ya?ml")),
    ("settings", re.compile(r"pyproject\.toml|setup\.cfg|\.pre-commit-config\.yaml|towncrier\.toml|\.github/dco\.yml|package\.json")),
    ("readme", re.compile(rf"(?:\.github/)?readme(?:{_PROSE})?", re.I)),
    ("agents", re.compile(r"agents\.md", re.I)),
    ("ai_policy", re.compile(rf"(?:\.github/|docs?/(?:[^/]+/){{0,2}}(?:contribut\w*|develop\w*|community|governance|polic\w+)/)(?:llms?|ai|genai|ai[-_](?:\w+[-_])?(?:policy|usage|contributions?|guidelines)){_PROSE}", re.I)),
    ("roadmap", re.compile(rf"(?:docs?/(?:[^/]+/){{0,2}})?(?:the[-_])?roadmap{_PROSE}|docs?/(?:[^/]+/)?roadmap/index{_PROSE}", re.I)),
    ("governance", re.compile(rf"docs?/(?:[^/]+/){{0,2}}governance{_PROSE}|(?:governance|docs?/governance)/(?:readme|index|governance){_PROSE}", re.I)),
    ("release", re.compile(rf"(?:(?:docs?|\.github)/(?:[^/]+/){{0,3}})?(?:\d+[-_])?(?:release|releases|releasing|release[-_](?:process|guide|procedure|checklist|howto)|how[-_]to[-_]release|making[-_]a[-_]release){_PROSE}", re.I)),
    ("guide", re.compile(rf"docs?/(?:[^/]+/){{0,3}}(?:contribut\w*|develop(?:ment|er|ing)?|how_?to_contribute)(?:[-_][\w-]+)?{_PROSE}|docs?/(?:[^/]+/){{0,2}}(?:contribut\w*|develop(?:ment|er)?)/(?:[^/]+/)?[^/]+{_PROSE}", re.I)),
)  # fmt: skip
_NO_GUIDE = re.compile(
    r"contributors\b|changelog|api|whats?_?new|release|third_?party|vendor|tutorial|example|/i18n/|/locale/|translations",
    re.I,
)


_OTHERWISE = ("notes", "release")
"""Kinds that a card has other words for, or none."""


def kind_of_paper(path: str) -> str | None:
    """Tell what a file says about taking part, if anything.

    Examples
    --------
    >>> [kind_of_paper(p) for p in ("docs/contribute/01-run-it.md", ".github/pull_request_template.md", "src/ai.md")]
    ['guide', 'template', None]
    """
    kind = kind_of(path)
    if kind in _OTHERWISE:
        kind = None
    if kind == "license" or (kind and kind not in ("changelog", "mailmap", "roster")):
        return kind
    for name, form in _KINDS:
        if form.fullmatch(path) and not (name == "guide" and _NO_GUIDE.search(path)):
            return name
    return kind


def repository_of(path: Path) -> str:
    """Key of the repository in a folder: by the address it was cloned from, else by its name."""
    git_dir = git_dir_of(path)
    settings = common_dir_of(git_dir) / "config" if git_dir else None
    if settings is not None and settings.is_file():
        remotes = re.findall(
            r'\[remote "(?:upstream|origin)"\][^\[]*?^\s*url\s*=\s*(\S+)',
            settings.read_text(errors="replace"),
            re.MULTILINE,
        )
        for remote in remotes:
            if name := name_from_remote(remote, FORGES):
                return name.key
    return guessed_name(path).key


def papers_of_clone(
    path: Path, *, dated: bool = True, commit: str = "HEAD", community: Path | None = None
) -> Papers:
    """Read what a clone says at a commit; a bare repository will do.

    Parameters
    ----------
    path
        The clone, or a bare repository.
    dated
        Whether to look up when each paper was last changed; it takes a walk through the history.
    commit
        What to read; nothing in the work tree is.
    community
        A clone of the organization's ``.github``; None: the folder ``.github`` beside this one, if
        that is a repository.

    Raises
    ------
    SourceUnreadable
        There is no repository, or it has no commit.
    """
    own = _read(path, commit, dated)
    beside = community or path.resolve().parent / ".github"
    if community is None and git_dir_of(beside) is None:
        return own
    theirs = _read(beside, "HEAD", dated)
    return with_community(own, theirs.papers)


def with_community(own: Papers, theirs: Iterable[Paper]) -> Papers:
    """Add what an organization says for all its repositories, where one says nothing itself."""
    has = {one.kind for one in own.papers}
    more = [
        replace(one, path=f"{ELSEWHERE}{one.path}")
        for one in theirs
        if one.kind in INHERITED and one.kind not in has
    ]
    return replace(own, papers=(*own.papers, *more), has_shared=True)


def papers_of_rows(repository: str, rows: Iterable[Mapping[str, Any]]) -> Papers:
    """Take the rows of the table ``documents``; other files were not looked at."""
    found = [
        Paper(row["path"], row["text"] or "", row["committed_at"], kind_of_paper(row["path"]))
        for row in rows
    ]
    return Papers(repository, tuple(_ordered(found)), frozenset(), is_whole=False)


def _read(path: Path, commit: str, dated: bool) -> Papers:
    git_dir = git_dir_of(path)
    if git_dir is None:
        raise SourceUnreadable(
            f"{path}: no card was read: there is no git repository. Name the folder of a clone."
        )
    with tempfile.TemporaryDirectory(prefix="twohats-") as folder:
        git = Git(Path(folder), git_dir.resolve())
        listed = git.run("ls-tree", "-r", "-z", "--full-tree", commit)
        if listed.code:
            raise SourceUnreadable(
                f"{path}: no card was read: {listed.reason}. Name a clone with at least one commit."
            )
        entries = _entries(listed.out)
        wanted = {
            name: oid
            for name, (mode, oid) in entries.items()
            if kind_of_paper(name) and mode != "120000"
        }
        texts = {
            oid: content.decode("utf-8", "replace")
            for oid, kind, content in read_objects(git, sorted(set(wanted.values())))
            if kind == "blob" and len(content) <= LARGEST
        }
        changes = _dates(git, commit, wanted, git_dir) if dated else {}
    papers = [
        Paper(name, texts[oid], changes.get(name), kind_of_paper(name))
        for name, oid in wanted.items()
        if oid in texts
    ]
    return Papers(repository_of(path), tuple(_ordered(papers)), frozenset(entries))


def _entries(out: bytes) -> dict[str, tuple[str, str]]:
    entries = {}
    for line in out.decode("utf-8", "backslashreplace").split("\0")[:-1]:
        facts, _, name = line.partition("\t")
        mode, kind, oid = facts.split(" ")
        if kind == "blob":
            entries[name] = mode, oid
    return entries


def _dates(git: Git, commit: str, wanted: Mapping[str, str], git_dir: Path) -> dict[str, datetime]:
    """Look up when each file got its present text; a shallow clone's oldest commit tells nothing."""
    shallow = common_dir_of(git_dir) / "shallow"
    cut = set(shallow.read_text().split()) if shallow.is_file() else set()
    return {
        name: datetime.fromtimestamp(int(seconds), UTC)
        for name, (oid, seconds) in last_changes(git, commit, wanted).items()
        if oid not in cut
    }


def _ordered(papers: Iterable[Paper]) -> list[Paper]:
    """Put what stands higher up first, as forges do: ``.github``, the root, ``docs``."""
    return sorted(papers, key=lambda one: (_place(one.path), one.path.lower()))


def _place(path: str) -> tuple[int, int]:
    folder = posixpath.dirname(path.lower())
    first = {".github": 0, "": 1, "docs": 2, "doc": 2}.get(folder, 3)
    return first, path.count("/")
