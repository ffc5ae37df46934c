"""The git source: one repository in, pages of commits, people, releases and documents out."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import datetime
from pathlib import Path

from twohats.errors import SourceUnreadable, WrongUse
from twohats.records import Coverage, Page, Skipped, owner_of
from twohats.records.personal import personal_columns
from twohats.sources.git import bundle, damage
from twohats.sources.git.place import (
    Name,
    common_dir_of,
    git_dir_of,
    given_name,
    guessed_name,
    is_bundle,
    name_from_remote,
)
from twohats.sources.git.reading import READER, Opened, Options, Reading, changed_at, digest
from twohats.sources.git.refs import is_partial, read_refs, shallow_boundary
from twohats.sources.git.run import Git


def open_git(
    path: Path,
    *,
    repository: str | None,
    forges: Mapping[str, str],
    workdir: Path,
    lines: bool = False,
    check: bool = True,
    seen_at: datetime | None = None,
    workers: int | None = None,
) -> "GitSource":
    """Open a clone, a bare repository or a bundle, reading nothing but its name yet.

    Parameters
    ----------
    path
        A folder or a bundle for which `looks_like_git` holds.
    repository
        Key of the repository (``github:owner/name``). None: from the remote ``origin``, else
        guessed from the folder's name; see `GitSource.repository_is_guess`.
    forges
        Host by name of forge: ``{"github": "github.com"}``.
    workdir
        A folder the caller owns and removes after reading; bundles are unpacked there.
    lines
        Whether to count lines per commit and file, which takes far longer than all the rest.
    check
        Whether to look for missing objects beside the reading.
    seen_at
        When the repository was fetched, if that is known. None: the newest date in it.
    workers
        How many processes count lines. None: as many as there are processors.

    Raises
    ------
    WrongUse
        ``repository`` is not of the form ``forge:owner/name``.
    """
    if repository is not None:
        name = given_name(repository, forges)
        if not (name.forge and name.owner and name.name):
            raise WrongUse(
                f"{repository}: not used as the repository's name: it is not of the form "
                "forge:owner/name. Write, for example, github:jupyterhub/oauthenticator."
            )
    else:
        name = _found_name(path, forges, workdir)
    return GitSource(Options(path, name, workdir, lines, check, seen_at, workers))


def _found_name(path: Path, forges: Mapping[str, str], workdir: Path) -> Name:
    git_dir = None if path.is_file() else git_dir_of(path)
    if git_dir is not None:
        # The file is read as it stands: this works in a repository too damaged to open, and
        # leaves out what `url.<base>.insteadOf` of this machine would make of it.
        settings = str((common_dir_of(git_dir) / "config").resolve())
        asked = Git(workdir).run("config", "--file", settings, "--get", "remote.origin.url")
        remote = asked.out.decode("utf-8", "replace").strip()
        if name := name_from_remote(remote, forges):
            return name
    return guessed_name(path)


class GitSource:
    """One git repository as a source of facts."""

    name = "git"
    personal = personal_columns("commits", "commit_people", "commit_files", "documents", "releases")

    def __init__(self, options: Options):
        self.location = str(options.path)
        self.repository = options.called.key
        self.repository_is_guess = options.called.is_guess
        """Whether the key is made from the folder's name alone."""
        self._options = options

    def fingerprint(self) -> str:
        """Digest of refs, of what objects are there, and of how this reader was asked to read.

        Packing a repository anew changes it, as does losing an object.
        """
        parts = [READER, self.repository, str(self._options.lines), str(self._options.check)]
        if self._options.path.is_file():
            header = bundle.read_header(self._options.path)
            parts += [f"{oid} {ref}" for ref, oid in sorted(header.refs.items())]
            parts += [*header.needs, str(self._options.path.stat().st_size)]
            return digest(parts)
        git_dir = git_dir_of(self._options.path)
        if git_dir is not None:
            common_dir = common_dir_of(git_dir)
            git = self._git(git_dir)
            parts += _ref_lines(git_dir, git)
            parts += shallow_boundary(common_dir)
            parts += damage.listing(damage.objects_dir(common_dir))
        return digest(parts)

    def pages(self, after: str | None = None) -> Iterator[Page]:
        """Read commits, then releases and documents, then lines if asked for, then promises."""
        self._options.workdir.mkdir(parents=True, exist_ok=True)
        try:
            opened = self._open()
        except SourceUnreadable as error:
            yield self._unreadable(str(error))
            return
        yield from Reading(self._options, opened, after).pages()

    def _git(self, git_dir: Path) -> Git:
        return Git(self._options.workdir.resolve(), git_dir.resolve())

    def _open(self) -> Opened:
        """Make ready: unpack a bundle, rescue what broken packs hold, list the refs."""
        skipped: list[Skipped] = []
        history_reason = None
        if is_bundle(self._options.path):
            git_dir, skipped, knows_refs = bundle.unpack(
                self._options.path, self._options.workdir.resolve()
            )
            history_reason = None if knows_refs else skipped[0].reason
        else:
            found = git_dir_of(self._options.path)
            if found is None or not found.is_dir():
                raise SourceUnreadable("there is no repository where the path leads")
            git_dir = found
        common_dir = common_dir_of(git_dir)
        git = self._git(git_dir)
        objects = damage.objects_dir(common_dir)
        refs = read_refs(git)
        if broken := damage.broken_packs(objects):
            is_sha256 = any(len(oid) == 64 for oid in refs.oids.values())
            git = replace(git, more_objects=damage.rescue(git, broken, objects, is_sha256))
            reason = "the pack is damaged or cut short; what could be unpacked was read"
            skipped += [Skipped(pack.name, reason) for pack in broken]
            refs = read_refs(git)
        boundary = shallow_boundary(common_dir)
        return Opened(
            git, common_dir, refs, boundary, is_partial(git), tuple(skipped), history_reason
        )

    def _unreadable(self, reason: str) -> Page:
        seen_at = self._options.seen_at or changed_at(self._options.path)
        holds = ["commits", "commit_people", "releases", "documents"]
        coverage = tuple(
            Coverage(
                source=self.name,
                scope=self.repository,
                holds=what,
                seen_at=seen_at,
                complete=False,
                skipped=1,
                reason=reason,
            )
            for what in ([*holds, "commit_files"] if self._options.lines else holds)
        )
        return Page(
            owner_of(self.repository),
            seen_at=seen_at,
            coverage=coverage,
            skipped=(Skipped(self.location, reason),),
        )


def _ref_lines(git_dir: Path, git: Git) -> list[str]:
    listed = git.run("for-each-ref", "--format=%(objectname) %(refname) %(symref)")
    try:
        head = (git_dir / "HEAD").read_text(errors="replace")
    except OSError:
        head = ""
    return [head, listed.out.decode("utf-8", "replace")]
