"""Know the kind of an input by looking at it, not by its name."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from twohats.errors import SourceUnreadable
from twohats.sources.git import looks_like_git, open_git
from twohats.sources.github_archive import looks_like_archive, open_archive
from twohats.sources.github_backup import looks_like_backup, open_backup
from twohats.sources.github_sqlite import looks_like_sqlite, open_sqlite
from twohats.sources.perceval_git import looks_like_perceval, open_perceval
from twohats.sources.ports import Source

KNOWN = (
    "a git repository (clone, bare or bundle)",
    "a GitHub backup (folder or tar)",
    "a github-to-sqlite database",
    "an archive.json",
    "perceval's JSON lines of git",
)


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
    """Open an input with the reader that knows it.

    Raises
    ------
    SourceUnreadable
        Nothing is there, or no reader knows it.
    """
    if not path.exists():
        raise SourceUnreadable(f"{path}: not read: there is nothing. Check the path.")
    if looks_like_git(path):
        return open_git(
            path,
            repository=how.repository,
            forges=how.forges,
            workdir=how.workdir,
            seen_at=how.seen_at,
            lines=how.lines,
        )
    if looks_like_sqlite(path):
        return open_sqlite(path, forge=how.forge, seen_at=how.seen_at)
    if looks_like_archive(path):
        return open_archive(path, forge=how.forge, seen_at=how.seen_at)
    if looks_like_perceval(path):
        return open_perceval(path, repository=how.repository, seen_at=how.seen_at)
    if looks_like_backup(path):
        return open_backup(path, forge=how.forge, seen_at=how.seen_at)
    raise SourceUnreadable(
        f"{path}: not read: it is none of what can be read: {'; '.join(KNOWN)}. "
        "If it should be one, it may be cut off at its beginning."
    )
