"""Refs: where history starts, which branch is the default one, where a shallow clone ends."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from twohats.errors import SourceUnreadable
from twohats.sources.git.run import Git

LIKELY_DEFAULTS = ("refs/heads/main", "refs/heads/master", "refs/heads/trunk")
ORIGIN_HEAD = "refs/remotes/origin/HEAD"


@dataclass(frozen=True)
class Refs:
    """Every ref of a repository at one moment."""

    oids: dict[str, str]
    """Object id by full name; ``HEAD`` is among them where it leads anywhere."""
    head: str | None
    """Full name of the ref ``HEAD`` stands for; None where it is detached."""
    origin_head: str | None = None
    """Full name of what the clone's origin calls its default branch."""

    @property
    def default(self) -> str | None:
        """The ref of the default branch: the origin's word first, then ``HEAD``."""
        for ref in (self.origin_head, self.head, "HEAD", *LIKELY_DEFAULTS):
            if ref in self.oids:
                return ref
        branches = [ref for ref in self.oids if ref.startswith("refs/heads/")]
        return branches[0] if len(branches) == 1 else None

    @property
    def default_branch(self) -> str | None:
        """The short name of the default branch; None where ``HEAD`` is detached."""
        ref = self.default
        for start in ("refs/remotes/origin/", "refs/heads/"):
            if ref is not None and ref.startswith(start):
                return ref.removeprefix(start)
        return None

    @property
    def tags(self) -> list[tuple[str, str]]:
        """Short name and object id of each tag."""
        start = "refs/tags/"
        return [(r.removeprefix(start), o) for r, o in self.oids.items() if r.startswith(start)]


def read_refs(git: Git) -> Refs:
    """List all refs, without looking at what they point to.

    Raises
    ------
    SourceUnreadable
        The folder is not a repository git can open.
    """
    listed = git.run("for-each-ref", "--format=%(objectname) %(refname) %(symref)")
    if listed.code:
        raise SourceUnreadable(f"the repository cannot be opened: {listed.reason}")
    oids: dict[str, str] = {}
    origin_head = None
    for line in listed.out.decode("utf-8", "replace").splitlines():
        oid, ref, target = line.split(" ", 2)
        oids[ref] = oid
        if ref == ORIGIN_HEAD:
            origin_head = target or None
    head = git.run("symbolic-ref", "-q", "HEAD").out.decode("utf-8", "replace").strip() or None
    if head is None or head in oids:
        detached = git.run("rev-parse", "--verify", "-q", "HEAD").out.decode().strip()
        if detached:
            oids["HEAD"] = detached
    return Refs(oids, head, origin_head)


def shallow_boundary(common_dir: Path) -> Sequence[str]:
    """List commits whose parents a shallow clone has left behind; empty for a whole one."""
    try:
        return (common_dir / "shallow").read_text().split()
    except OSError:
        return ()


def is_partial(git: Git) -> bool:
    """Whether the clone left some objects at its remote, on purpose."""
    return bool(git.run("config", "--get-regexp", r"^remote\..*\.promisor$").out) or bool(
        git.run("config", "--get", "extensions.partialclone").out
    )
