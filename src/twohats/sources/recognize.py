"""Know the kind of an input by looking at it, not by its name."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from twohats.errors import SourceUnreadable, WrongUse
from twohats.sources.ports import Source


@dataclass(frozen=True)
class Reading:
    """How to read, as far as the command line says."""

    forges: Mapping[str, str]
    """Hosts by forge name."""
    workdir: Path
    """For what has to be unpacked; the caller removes it."""
    forge: str = "github"
    """Forge of recordings that do not name theirs."""
    repository: str | None = None
    """Key of the repository, where the input does not tell."""
    seen_at: datetime | None = None
    """When the recording was made, where it does not tell."""
    lines: bool = False
    """Count lines too."""


def recognize(path: Path, how: Reading) -> Source:
    """Open an input with the first reader that knows it.

    Raises
    ------
    SourceUnreadable
        Nothing is there, or no reader knows it.
    WrongUse
        The reader that knows it has to be told which repository it is about.
    """
    if not path.exists():
        raise SourceUnreadable(f"{path}: not read: there is nothing. Check the path.")
    for _, attempt in READERS:
        source = attempt(path, how)
        if source is not None:
            return source
    known = "; ".join(what for what, _ in READERS)
    raise SourceUnreadable(
        f"{path}: not read: it is none of what can be read: {known}. "
        "If it should be one, it may be cut off at its beginning."
    )


# Readers are imported one after the other, as the input turns out not to be of the kind before:
# whoever reads a clone does not wait for the reader of backups.
def _git(path: Path, how: Reading) -> Source | None:
    from twohats.sources.git import looks_like_git, open_git

    if not looks_like_git(path):
        return None
    return open_git(
        path,
        repository=how.repository,
        forges=how.forges,
        workdir=how.workdir,
        seen_at=how.seen_at,
        lines=how.lines,
    )


def _sqlite(path: Path, how: Reading) -> Source | None:
    from twohats.sources.github_sqlite import looks_like_sqlite, open_sqlite

    if not looks_like_sqlite(path):
        return None
    return open_sqlite(path, forge=how.forge, seen_at=how.seen_at)


def _backup(path: Path, how: Reading) -> Source | None:
    from twohats.sources.github_backup import looks_like_backup, open_backup

    if not looks_like_backup(path):
        return None
    return open_backup(path, forge=how.forge, seen_at=how.seen_at)


def _perceval(path: Path, how: Reading) -> Source | None:
    from twohats.sources.perceval_git import looks_like_perceval, open_perceval

    if not looks_like_perceval(path):
        return None
    return open_perceval(path, repository=how.repository, forges=how.forges, seen_at=how.seen_at)


def _archive(path: Path, how: Reading) -> Source | None:
    from twohats.sources.github_archive import looks_like_archive, open_archive

    if not looks_like_archive(path):
        return None
    return open_archive(path, forge=how.forge, seen_at=how.seen_at)


def _forum(path: Path, how: Reading) -> Source | None:
    from twohats.sources.discourse_archive import looks_like_archive, open_archive

    if not looks_like_archive(path):
        return None
    return open_archive(path, how.repository, how.forges, seen_at=how.seen_at)


def _gitlab(path: Path, how: Reading) -> Source | None:
    from twohats.formats.addresses import read_repository
    from twohats.sources.gitlab_export import looks_like_export, open_export

    if not looks_like_export(path):
        return None
    if how.repository is None:
        raise WrongUse(
            f"{path}: not read: an export of GitLab does not tell of which project it is. "
            "Say so with --repository gitlab:group/project."
        )
    try:
        repository = read_repository(how.repository, {h: name for name, h in how.forges.items()})
    except ValueError as error:
        raise WrongUse(
            f"{path}: not read: --repository: {error}. Write it like gitlab:group/project."
        ) from error
    return open_export(path, repository=repository, seen_at=how.seen_at)


def _rosters(path: Path, how: Reading) -> Source | None:
    from twohats.sources.rosters import looks_like_rosters, open_rosters

    if not looks_like_rosters(path):
        return None
    if how.repository is None:
        raise WrongUse(
            f"{path}: not read: a list of people does not tell of which repository. "
            "Say so with --repository github:owner/name."
        )
    return open_rosters(path, repository=how.repository, seen_at=how.seen_at)


READERS: tuple[tuple[str, Callable[[Path, Reading], Source | None]], ...] = (
    ("a git repository (clone, bare or bundle)", _git),
    ("a github-to-sqlite database", _sqlite),
    ("a GitHub backup (folder or tar)", _backup),
    ("GitLab's export of a project (folder or tar)", _gitlab),
    ("perceval's JSON lines of git", _perceval),
    ("an archive.json", _archive),
    ("topics of a Discourse forum (folder or tar)", _forum),
    ("a roster (CODEOWNERS, MAINTAINERS, contributors)", _rosters),
)
"""What can be read, in the order in which it is tried."""
