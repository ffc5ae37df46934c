"""Community files at the default branch: conduct, governance, owners, rosters and their like."""

import posixpath
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from twohats.records import Skipped
from twohats.sources.git.log import to_microseconds
from twohats.sources.git.objects import read_objects
from twohats.sources.git.run import Git

FOLDERS = ("", ".github", ".gitlab", "docs", "doc")
"""Where forges and people look for them, compared without case."""

STEMS = {
    "ai_policy": "ai_policy ai_usage_policy ai_use_policy ai_contribution_policy",
    "changelog": "changelog change_log changes history news release_notes releasenotes",
    "cla": "cla contributor_license_agreement",
    "codeowners": "codeowners",
    "conduct": "code_of_conduct codeofconduct conduct",
    "contributing": "contributing contribute contribution_guide contribution_guidelines",
    "dco": "dco developer_certificate_of_origin",
    "governance": "governance",
    "ladder": "community_membership contributor_ladder contributor_levels membership"
    " becoming_a_maintainer becoming_maintainer how_to_become_a_maintainer",
    "license": "license licence copying unlicense",
    "mailmap": ".mailmap",
    "notes": "meetings meeting_notes meeting_minutes minutes",
    "release": "release releasing release_process release_guide release_checklist release_procedure"
    " how_to_release making_a_release",
    "roadmap": "roadmap",
    "roster": "maintainers owners owners_aliases authors contributors committers credits emeritus"
    " team .all_contributorsrc",
    "security": "security security_policy",
    "support": "support",
}
"""File names by kind: lower case, without ending, every separator an underscore."""

KIND_OF_STEM = {stem: kind for kind, stems in STEMS.items() for stem in stems.split()}
PROSE = frozenset({"", "adoc", "asciidoc", "markdown", "md", "org", "rst", "txt"})
TABLES = frozenset({"json", "toml", "yaml", "yml"})
_LICENSE = re.compile(r"(?:licen[cs]e|copying)[_.].+")
_AI_POLICY = re.compile(
    r"(?:ai|gen_?ai|generative_ai|llms?)(?:_.*)?_?(?:policy|policies|usage|use|contributions?"
    r"|guidelines|disclosure)"
)


def kind_of(path: str) -> str | None:
    """Tell what kind of community file a path is, if any; a README is none.

    Examples
    --------
    >>> [kind_of(p) for p in ("Code-of-Conduct.md", ".github/CODEOWNERS", "LICENSE-MIT", "README.md")]
    ['conduct', 'codeowners', 'license', None]
    """
    folder, name = posixpath.split(path.lower())
    if folder not in FOLDERS:
        return None
    stem, _, ending = name.rpartition(".") if "." in name[1:] else (name, "", "")
    plain = re.sub(r"[-\s]", "_", stem)
    kind = KIND_OF_STEM.get(plain)
    if kind == "roster" and ending in PROSE | TABLES:
        return kind
    if kind is not None and ending in PROSE:
        return kind
    if _LICENSE.fullmatch(re.sub(r"[-\s]", "_", name)) and ending not in ("py", "js", "html"):
        return "license"
    if _AI_POLICY.fullmatch(plain) and ending in PROSE:
        return "ai_policy"
    return None


@dataclass
class Documents:
    """Community files as columns."""

    rows: dict[str, list[Any]] = field(
        default_factory=lambda: {
            c: [] for c in ("repository", "path", "kind", "oid", "committed_at", "text")
        }
    )
    skipped: list[Skipped] = field(default_factory=list)


@dataclass(frozen=True)
class _Entry:
    """One file in the tree of a commit."""

    path: str
    mode: str
    blob: str


def read_documents(git: Git, head: str, repository: str) -> Documents:
    """Read the community files at commit ``head``, each with the commit that last touched it."""
    found = Documents()
    entries = list(_entries(git, head, found.skipped))
    texts = {oid: text for oid, kind, text in read_objects(git, _blobs(entries)) if kind == "blob"}
    files = [entry for entry in _without_links(entries, texts) if kind_of(entry.path)]
    changes = last_changes(git, head, {entry.path: entry.blob for entry in files})
    for entry in files:
        if entry.blob not in texts:
            found.skipped.append(
                Skipped(entry.blob, f"the contents of {entry.path} are missing or cannot be read")
            )
            continue
        change = changes.get(entry.path) or _last_change(git, head, entry.path)
        if change is None:
            # Its text is known at this commit; since when, is not.
            reason = "its text was read; what last touched it lies behind missing objects"
            found.skipped.append(Skipped(entry.path, reason))
            change = head, ""
        oid, seconds = change
        row = (
            repository,
            entry.path,
            kind_of(entry.path),
            oid,
            to_microseconds([seconds])[0],
            texts[entry.blob].decode("utf-8", "replace"),
        )
        for column, value in zip(found.rows, row, strict=True):
            found.rows[column].append(value)
    return found


def _entries(git: Git, head: str, skipped: list[Skipped]) -> Iterator[_Entry]:
    """Yield files that may be documents, and the links among them."""
    folders = [""]
    for folder in folders:
        place = (f"{folder}/",) if folder else ()
        listed = git.run("--literal-pathspecs", "ls-tree", "-z", "--full-tree", head, *place)
        if listed.code:
            skipped.append(Skipped(f"{folder or '/'} at {head}", listed.reason))
            continue
        for line in listed.out.decode("utf-8", "backslashreplace").split("\0")[:-1]:
            facts, _, path = line.partition("\t")
            mode, kind, oid = facts.split(" ")
            if kind == "tree" and not folder and path.lower() in FOLDERS:
                folders.append(path)
            elif kind == "blob" and kind_of(path):
                yield _Entry(path, mode, oid)


def _blobs(entries: list[_Entry]) -> list[str]:
    return sorted({entry.blob for entry in entries})


def _without_links(entries: list[_Entry], texts: dict[str, bytes]) -> Iterator[_Entry]:
    """Leave out links to a file that is read under its own name."""
    paths = {entry.path for entry in entries}
    for entry in entries:
        if entry.mode == "120000":
            target = texts.get(entry.blob, b"").decode("utf-8", "replace")
            if posixpath.normpath(posixpath.join(posixpath.dirname(entry.path), target)) in paths:
                continue
        yield entry


def last_changes(git: Git, head: str, wanted: Mapping[str, str]) -> dict[str, tuple[str, str]]:
    """Find in one walk the newest commit that gave each file its present contents.

    Parameters
    ----------
    git
        For the repository.
    head
        The commit to walk from.
    wanted
        Id of its contents, by path.

    Returns
    -------
    dict of tuple
        Commit and its time in seconds, by path. A file that came with a merge may be left out.
    """
    if not wanted:
        return {}
    found: dict[str, tuple[str, str]] = {}
    commit: tuple[str, str] = ("", "")
    blob = ""
    rest = b""
    with git.start(
        *("--literal-pathspecs", "log", "-z", "--raw", "--no-abbrev", "--no-renames"),
        *("--format=%x01%H %ct", head, "--", *wanted),
    ) as running:
        while len(found) < len(wanted) and (chunk := running.read_some(1 << 16)):
            *tokens, rest = (rest + chunk).split(b"\0")
            for token in tokens:
                text = token.decode("utf-8", "backslashreplace").lstrip("\n")
                if text.startswith("\x01"):
                    oid, _, seconds = text[1:].strip().partition(" ")
                    commit = oid, seconds
                elif text.startswith(":"):
                    blob = text.split(" ")[3]
                elif wanted.get(text) == blob:
                    found.setdefault(text, commit)
    return found


def _last_change(git: Git, head: str, path: str) -> tuple[str, str] | None:
    """Ask git for the last change of one file, as for one that came with a merge."""
    asked = git.run("--literal-pathspecs", "log", "-1", "--format=%H %ct", head, "--", path)
    oid, _, seconds = asked.out.decode().strip().partition(" ")
    return (oid, seconds) if asked.code == 0 and oid else None
