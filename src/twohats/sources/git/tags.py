"""Releases as git knows them: version tags."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from twohats.records import Skipped
from twohats.sources.git.log import to_microseconds
from twohats.sources.git.objects import read_objects
from twohats.sources.git.run import Git

LONGEST = 200
"""Longer tags, in characters, name no version."""

_VERSION = re.compile(
    r"""(?:.*?[^0-9a-z])??           # a project's name before it: pkg-1.0, @scope/pkg@1.0
        (?P<word>release|rel|version|ver|v|r)?[-_./]?
        (?P<numbers>\d++(?:[._]\d++)*+)
        (?P<rest>(?:[-_.+~]?[a-z][a-z0-9]*+|[-_.+~]\d++)*+)""",
    re.VERBOSE,
)
_BEFORE = re.compile(
    r"(?<![a-z])(?:a|alpha|b|beta|c|cr|rc|pre|preview|prerelease|dev|m|milestone|ea|canary|next"
    r"|nightly|snapshot)(?![a-z])"
)
_FINAL = re.compile(
    r"(?<![a-z])(?:final|ga|release|stable|lts|post|rev|r|p|pl|patch|sp|[a-z])(?=\d|\b|_|$)"
)
_DATE = re.compile(r"(?:.*[^0-9])?(?:19|20)\d\d-\d\d-\d\d(?:[^0-9].*)?")
_IDENTITY = re.compile(rb"(?P<name>[^<]*)<(?P<email>[^>]*)>\s*(?P<seconds>-?\d+)?")


def is_version(tag: str) -> bool:
    """Whether a tag names a version, and not a day, a branch that was put away or a mark.

    Examples
    --------
    >>> [is_version(t) for t in ("v1.2.3", "1.0rc1", "pkg@2.0", "REL_16_1", "v4", "backup-2020-01-01", "old")]
    [True, True, True, True, True, False, False]
    """
    tag = tag.lower()
    match = _VERSION.fullmatch(tag) if len(tag) <= LONGEST else None
    if match is None or _DATE.fullmatch(tag):
        return False
    return bool(match["word"]) or not match["numbers"].isdigit()


def is_prerelease(tag: str) -> bool | None:
    """Whether a version comes before a final one; None where the tag's words do not say.

    Examples
    --------
    >>> [is_prerelease(t) for t in ("v1.2.3", "1.0rc1", "2.0.0-beta.2", "1.0.post1", "1.0.0-purple")]
    [False, True, True, False, None]
    """
    match = _VERSION.fullmatch(tag.lower())
    if match is None:
        return None
    rest = match["rest"].partition("+")[0]
    if re.fullmatch(r"[abcm]", rest):
        return None  # 1.0.2a: an alpha to some, a patch to others
    if _BEFORE.search(rest):
        return True
    if not re.search(r"[a-z]", rest) or _FINAL.search(rest):
        return False
    return None


@dataclass
class Releases:
    """Version tags as columns, and who made them."""

    rows: dict[str, list[Any]]
    people: dict[str, list[Any]]
    """``commit_people``: the tagger, on the commit that was tagged."""
    skipped: list[Skipped]

    @property
    def newest(self) -> int | None:
        """When the youngest tag was made, in microseconds."""
        return max((t for t in self.rows["published_at"] if t is not None), default=None)


def read_releases(git: Git, tags: Iterable[tuple[str, str]], repository: str) -> Releases:
    """Read the version tags among ``tags`` (name and object id)."""
    names = {name: oid for name, oid in tags if is_version(name)}
    found = Releases(
        {
            c: []
            for c in ("repository", "tag", "name", "author", "published_at", "prerelease", "url")
        },
        {c: [] for c in ("repository", "oid", "role", "name", "email", "account")},
        [],
    )
    taggers: dict[tuple[str | None, ...], None] = {}
    objects = dict(_peeled(git, set(names.values())))
    for tag, oid in sorted(names.items()):
        if oid not in objects:
            found.skipped.append(
                Skipped(oid, f"the tag {tag} points to it, and the repository lacks it")
            )
            continue
        made = objects[oid]
        if made is None:
            continue
        published_at = to_microseconds([made.seconds])[0]
        author = f"mail:{made.email.lower()}" if made.is_signed_by_tagger else None
        row = (repository, tag, made.title or tag, author, published_at, is_prerelease(tag), None)
        for column, value in zip(found.rows, row, strict=True):
            found.rows[column].append(value)
        if made.is_signed_by_tagger and made.commit:
            tagger = (repository, made.commit, "tagged", made.name, made.email, None)
            taggers.setdefault(tagger)
    for person in taggers:
        for column, value in zip(found.people, person, strict=True):
            found.people[column].append(value)
    return found


@dataclass(frozen=True)
class _Made:
    """When and by whom a tag was made."""

    seconds: str
    name: str = ""
    email: str = ""
    title: str = ""
    commit: str | None = None
    is_signed_by_tagger: bool = False


def _peeled(git: Git, oids: set[str]) -> Iterator[tuple[str, _Made | None]]:
    """Yield each object a tag points to, with what it says of its making; None for a file."""
    plain: dict[str, str] = {}
    for oid, kind, content in read_objects(git, sorted(oids)):
        head, _, message = content.partition(b"\n\n")
        lines = dict(line.partition(b" ")[::2] for line in reversed(head.split(b"\n")))
        if kind == "commit":
            yield oid, _Made(_identity(lines.get(b"committer", b""))[2], commit=oid)
        elif kind == "tag":
            target = lines.get(b"object", b"").decode("ascii", "replace")
            name, email, seconds = _identity(lines.get(b"tagger", b""))
            commit = target if lines.get(b"type") == b"commit" else None
            if name or email:
                title = message.partition(b"\n")[0].decode("utf-8", "replace").strip()
                yield oid, _Made(seconds, name, email, title, commit, is_signed_by_tagger=True)
            else:  # git before 0.99 wrote tags without a tagger
                plain[oid] = target
        else:
            yield oid, None
    if plain:
        inner = dict(_peeled(git, set(plain.values())))
        yield from ((oid, inner[target]) for oid, target in plain.items() if target in inner)


def _identity(line: bytes) -> tuple[str, str, str]:
    match = _IDENTITY.match(line)
    if match is None:
        return "", "", ""
    name, email, seconds = (match[part] or b"" for part in ("name", "email", "seconds"))
    return (
        name.decode("utf-8", "replace").strip(),
        email.decode("utf-8", "replace").strip(),
        seconds.decode(),
    )
