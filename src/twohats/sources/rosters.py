"""Rosters: the files in which communities write down who holds which role.

Contributors of JupyterHub and Jupyter's governance, CODEOWNERS, MAINTAINERS and steering tables,
Kubernetes' OWNERS, CNCF's list, all-contributors: found below a folder by name, read by
`twohats.formats`, and handed over as ``memberships`` with the ``documents`` they come from.
"""

import hashlib
import os
import posixpath
import re
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from twohats.errors import Mistake, SourceUnreadable, WrongUse
from twohats.formats.all_contributors import parse_all_contributors
from twohats.formats.cncf_maintainers import parse_project_maintainers
from twohats.formats.codeowners import parse_codeowners
from twohats.formats.jupyter_governance import parse_authors, parse_organizations
from twohats.formats.jupyterhub_contributors import parse_contributors
from twohats.formats.kubernetes_owners import parse_owners, parse_owners_aliases
from twohats.formats.maintainers import parse_maintainers
from twohats.formats.memberships import membership_rows
from twohats.records import TABLES, Coverage, Page, Skipped, owner_of, row_count
from twohats.records.personal import personal_columns
from twohats.records.roles import Role
from twohats.sources.git.place import git_dir_of
from twohats.sources.git.run import Git

VERSION = 1
"""Of this reader; a higher one reads again what a lower one has read."""

_DEEPEST = 6
_LARGEST = 16 * 1024 * 1024
_PASSED_OVER = frozenset(
    {"node_modules", "vendor", "third_party", "site-packages", "dist", "build"}
)
"""Folders that hold other projects, whose owners are not this one's."""

_CODEOWNERS = ("CODEOWNERS", ".github/CODEOWNERS", "docs/CODEOWNERS")
_KINDS: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("all_contributors", re.compile(r"\.all-contributorsrc")),
    ("owners_aliases", re.compile(r"OWNERS_ALIASES")),
    ("owners", re.compile(r"OWNERS")),
    ("cncf", re.compile(r"project-maintainers\.csv")),
    (
        "maintainers",
        re.compile(
            r"(?:MAINTAINERS|STEERING[-_]COMMITTEE|EMERITUS|COMMITTERS)(?:\.(?:md|markdown|txt))?",
            re.IGNORECASE,
        ),
    ),
    ("organizations", re.compile(r"(?:.*-)?organizations\.ya?ml")),
    ("contributors", re.compile(r"(?:.*-)?contributors(?:-.+)?\.ya?ml")),
)
_AUTHORS = re.compile(r"^authors\s*:", re.MULTILINE)


def looks_like_rosters(path: Path) -> bool:
    """Whether a file is a roster, or a folder holds one."""
    if path.is_file():
        return kind_of(path.name) is not None
    return next(_roster_paths(path), None) is not None


def kind_of(path: str) -> str | None:
    """Tell what kind of roster a path below the root is, by its name.

    Examples
    --------
    >>> [kind_of(p) for p in ("docs/CODEOWNERS", "a/CODEOWNERS", "pkg/OWNERS", "MAINTAINERS.md")]
    ['codeowners', None, 'owners', 'maintainers']
    """
    if path in _CODEOWNERS:
        return "codeowners"
    name = posixpath.basename(path)
    return next((kind for kind, form in _KINDS if form.fullmatch(name)), None)


def open_rosters(
    path: Path,
    *,
    repository: str,
    forge: str | None = None,
    whole_owner: bool = False,
    seen_at: datetime | None = None,
) -> "Rosters":
    """Open a folder, or one file, for reading.

    Parameters
    ----------
    path
        A clone or any folder that holds rosters, or one roster.
    repository
        Key of the repository they stand in: ``github:owner/name``.
    forge
        Where the logins in them are accounts. None: on the repository's own forge.
    whole_owner
        Whether the roles hold for everything of the owner, as those in a team compass do, and not
        for the one repository.
    seen_at
        When the folder was as it is. None: the newest commit among the rosters, or their files'
        newest time.

    Raises
    ------
    SourceUnreadable
        There is nothing at ``path``.
    WrongUse
        ``repository`` is not of the form ``forge:owner/name``.
    """
    if not path.exists():
        raise SourceUnreadable(f"{path}: not read: there is nothing. Check the path.")
    place, colon, name = repository.partition(":")
    owner, _, short = name.rpartition("/")
    if not (place and colon and owner and short):
        raise WrongUse(
            f"{repository}: not used as the repository's name: it is not of the form "
            "forge:owner/name. Write, for example, github:jupyterhub/team-compass."
        )
    return Rosters(path, repository.lower(), forge or place, whole_owner, seen_at)


@dataclass(frozen=True)
class _File:
    """One roster with its text."""

    path: str
    kind: str
    text: str
    oid: str | None = None
    """The commit that brought this text; None outside of git, and for text not committed."""
    committed_at: int | None = None
    """In microseconds since 1970."""


@dataclass
class _Read:
    """What the rosters gave."""

    roles: list[tuple[_File, Sequence[Role]]] = field(default_factory=list)
    problems: list[Mistake] = field(default_factory=list)


class Rosters:
    """The reader; `twohats.sources.ports.Source` says what it promises."""

    name = "rosters"
    personal = personal_columns("memberships", "documents")

    def __init__(
        self, path: Path, repository: str, forge: str, whole_owner: bool, seen_at: datetime | None
    ):
        self.path = path
        self.location = str(path)
        self.repository = repository
        self._forge = forge
        self._whole_owner = whole_owner
        self._seen_at = seen_at

    def fingerprint(self) -> str:
        parts = (self.name, VERSION, self.repository, self._forge, self._whole_owner, self._seen_at)
        digest = hashlib.sha256("\0".join(map(str, parts)).encode())
        for path, place in self._places():
            status = place.stat()
            digest.update(f"\0{path}\0{status.st_size}\0{status.st_mtime_ns}".encode())
        return digest.hexdigest()[:32]

    def pages(self, after: str | None = None) -> Iterator[Page]:
        del after  # the whole is one page
        skipped: list[Skipped] = []
        files = list(self._files(skipped))
        read = read_rosters(files, self._forge)
        skipped += [
            Skipped(f"{one.path}:{one.line}" if one.line else one.path, one.message)
            for one in read.problems
        ]
        memberships = self._memberships(read)
        tables = {"memberships": memberships, "documents": self._documents(files)}
        seen_at = self._seen(files)
        yield Page(
            owner_of(self.repository),
            {name: rows for name, rows in tables.items() if row_count(rows)},
            seen_at,
            coverage=tuple(
                self._promise(holds, row_count(tables[holds]), seen_at, files, lost)
                for holds, lost in (
                    ("memberships", len(skipped)),
                    ("documents", len(skipped) - len(read.problems)),
                )
            ),
            skipped=tuple(skipped),
        )

    def _memberships(self, read: _Read) -> dict[str, list[Any]]:
        """Gather rows from all files; a role that two of them tell is the first one's."""
        columns: dict[str, list[Any]] = {name: [] for name in TABLES["memberships"].columns}
        known: set[tuple[Any, ...]] = set()
        for file, roles in read.roles:
            rows = membership_rows(
                roles,
                repository=None if self._whole_owner else self.repository,
                owner=owner_of(self.repository) if self._whole_owner else None,
                source_path=file.path,
                oid=file.oid,
            )
            keys = zip(*(rows[name] for name in TABLES["memberships"].key), strict=True)
            for at, key in enumerate(keys):
                if key not in known:
                    known.add(key)
                    for name, values in rows.items():
                        columns[name].append(values[at])
        return columns

    def _places(self) -> Iterator[tuple[str, Path]]:
        """Yield paths from the root, with where they are."""
        if self.path.is_file():
            yield self.path.name, self.path
        else:
            for path in _roster_paths(self.path):
                yield path, self.path / path

    def _files(self, skipped: list[Skipped]) -> Iterator[_File]:
        git_dir = git_dir_of(self.path) if self.path.is_dir() else None
        with tempfile.TemporaryDirectory() as folder:
            git = Git(Path(folder), git_dir.resolve()) if git_dir else None
            for path, place in self._places():
                kind = kind_of(path)
                if not place.resolve().is_relative_to(self.path.resolve()):
                    skipped.append(Skipped(path, "not read: a link that leads out of the folder"))
                    continue
                try:
                    if place.stat().st_size > _LARGEST:
                        skipped.append(Skipped(path, "not read: larger than any roster"))
                        continue
                    raw = place.read_bytes()
                except OSError as error:
                    skipped.append(Skipped(path, f"not read: {error.strerror}"))
                    continue
                if kind is not None:
                    oid, at = _committed(git, path, raw) if git else (None, None)
                    yield _File(path, kind, raw.decode("utf-8", "replace"), oid, at)

    def _documents(self, files: Sequence[_File]) -> Mapping[str, list[Any]]:
        return {
            "repository": [self.repository] * len(files),
            "path": [file.path for file in files],
            "kind": ["codeowners" if file.kind == "codeowners" else "roster" for file in files],
            "oid": [file.oid for file in files],
            "committed_at": [file.committed_at for file in files],
            "text": [file.text for file in files],
        }

    def _seen(self, files: Sequence[_File]) -> datetime:
        if self._seen_at is not None:
            return self._seen_at
        times = [file.committed_at for file in files if file.committed_at is not None]
        if files and len(times) == len(files):
            return datetime.fromtimestamp(max(times) // 1_000_000, tz=UTC)
        places = [place for _, place in self._places()] or [self.path]
        return datetime.fromtimestamp(int(max(one.stat().st_mtime for one in places)), tz=UTC)

    def _promise(
        self, holds: str, rows: int, seen_at: datetime, files: Sequence[_File], lost: int
    ) -> Coverage:
        reason = None if files else "no roster was found"
        if lost:
            reason = f"{lost:,} {'part' if lost == 1 else 'parts'} of rosters could not be read"
        if holds == "documents":
            # Conduct, licence and their like are the git reader's; these are only rosters.
            holds = "documents.roster"
        return Coverage(
            source=self.name,
            scope=owner_of(self.repository) if self._whole_owner else self.repository,
            holds=holds,
            seen_at=seen_at,
            complete=reason is None,
            rows=rows,
            skipped=lost,
            reason=reason,
        )


def _roster_paths(folder: Path) -> Iterator[str]:
    """Yield rosters below a folder, in order of path; of several CODEOWNERS, GitHub's choice."""
    found: list[str] = []
    for place, folders, names in os.walk(folder):
        here = Path(place).relative_to(folder)
        folders[:] = [
            one
            for one in folders
            if one not in _PASSED_OVER
            and (one == ".github" or not one.startswith("."))
            and len(here.parts) < _DEEPEST
        ]
        found += [(here / name).as_posix() for name in names if kind_of((here / name).as_posix())]
    # GitHub looks in .github first, then at the root, then in docs, and takes the first.
    owners = [one for one in (_CODEOWNERS[1], _CODEOWNERS[0], _CODEOWNERS[2]) if one in found]
    yield from sorted(set(found) - set(owners[1:]))


def _committed(git: Git, path: str, raw: bytes) -> tuple[str | None, int | None]:
    """Find the commit that brought a file as it stands; none if it was changed since."""
    asked = git.run("--literal-pathspecs", "log", "-1", "--format=%H %ct", "HEAD", "--", path)
    oid, _, seconds = asked.out.decode("ascii", "replace").strip().partition(" ")
    if asked.code or not oid:
        return None, None
    blob = git.run("rev-parse", "--verify", "--quiet", f"HEAD:{path}")
    name = hashlib.sha1 if len(oid) == 40 else hashlib.sha256  # as git names contents
    ours = name(b"blob %d\0" % len(raw) + raw).hexdigest()
    # A checkout may have other line ends than the repository.
    unix = raw.replace(b"\r\n", b"\n")
    plain = name(b"blob %d\0" % len(unix) + unix).hexdigest()
    if blob.out.decode("ascii", "replace").strip() not in (ours, plain):
        return None, None
    return oid, int(seconds) * 1_000_000


# Reading the texts -----------------------------------------------------------------------------


def read_rosters(files: Sequence[_File], forge: str) -> _Read:
    """Read rosters of all kinds; aliases and names of employers hold for the files beside them."""
    read = _Read()
    aliases: dict[str, tuple[str, ...]] = {}
    organizations: dict[str, str] = {}
    for file in files:
        if file.kind == "owners_aliases":
            found = parse_owners_aliases(file.text, path=file.path)
            aliases.update(found.aliases)
            read.problems += found.problems
        elif file.kind == "organizations":
            employers = parse_organizations(file.text, path=file.path)
            organizations.update(employers.names)
            read.problems += employers.problems
    for file in files:
        reader = _READERS.get(file.kind)
        if reader is not None:
            roles, problems = reader(file, forge, aliases, organizations)
            read.roles.append((file, roles))
            read.problems += problems
    return read


_Roles = tuple[Sequence[Role], Sequence[Mistake]]
_Reader = Callable[[_File, str, Mapping[str, tuple[str, ...]], Mapping[str, str]], _Roles]


def _read_contributors(
    file: _File, forge: str, _: Mapping[str, tuple[str, ...]], organizations: Mapping[str, str]
) -> _Roles:
    """Read a list of contributors, JupyterHub's or Jupyter's: the latter begins with a key."""
    if _AUTHORS.search(file.text):
        authors = parse_authors(file.text, path=file.path)
        return authors.roles(organizations, forge=forge), authors.problems
    people = parse_contributors(file.text, path=file.path)
    return people.roles(forge), people.problems


def _read_owners(
    file: _File, forge: str, aliases: Mapping[str, tuple[str, ...]], _: Mapping[str, str]
) -> _Roles:
    owners = parse_owners(file.text, path=file.path)
    folder = posixpath.dirname(file.path) or None
    return owners.roles(aliases, body=folder, forge=forge), owners.problems


def _plain(parse: Callable[..., Any]) -> _Reader:
    """Read a format that needs no other file."""

    def reader(file: _File, forge: str, *_: object) -> _Roles:
        found = parse(file.text, path=file.path)
        return found.roles(forge), found.problems

    return reader


def _read_codeowners(file: _File, forge: str, *_: object) -> _Roles:
    """Read rules; at GitLab they may stand in sections."""
    found = parse_codeowners(file.text, path=file.path, sections="gitlab" in forge or None)
    return found.roles(forge), found.problems


_READERS: Mapping[str, _Reader] = {
    "all_contributors": _plain(parse_all_contributors),
    "cncf": _plain(parse_project_maintainers),
    "codeowners": _read_codeowners,
    "contributors": _read_contributors,
    "maintainers": _plain(parse_maintainers),
    "owners": _read_owners,
}
