"""What a fork has that its upstream has not: by what changes do, not by their ids.

A change is upstream if a commit there does the same to the same files (`git patch-id --stable`), so
one that was rebased or picked counts. A branch is upstream if all it does together is what one commit
there does, so one that was squashed counts. Upstream is read back to the oldest change of the fork,
not only to the last common commit: a fork that merges upstream now and then has what it gave twice.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Literal

from twohats.formats.carried_marks import word_of_message
from twohats.records import Skipped
from twohats.sources.git.objects import types_of
from twohats.sources.git.run import Git
from twohats.sources.git.salvage import in_groups

MERGES_LOOKED_AT = 300
"""So many merged branches are compared as a whole, the newest first."""
AT_ONCE = 200
"""Commits whose changes are held in memory together."""

How = Literal["the same change", "squashed", "picked"]
_NO_PROGRAMS = ("--no-ext-diff", "--no-textconv")


@dataclass(frozen=True)
class Change:
    """One commit of a fork that is not in upstream's history."""

    oid: str
    message: str
    authored_at: datetime
    lines: int
    """Lines it adds and takes away; of binary files there are none."""

    @property
    def subject(self) -> str:
        """First line of its message."""
        return self.message.partition("\n")[0]


@dataclass(frozen=True)
class Upstreamed:
    """A change that upstream has already."""

    change: Change
    how: How
    commit: str
    """The commit upstream that does the same."""


@dataclass
class Fork:
    """A branch beside its upstream."""

    base: str
    """Last common commit."""
    behind: int
    merges: int
    """Merges of the fork; what they brought is counted by itself."""
    carried: list[Change] = field(default_factory=list)
    upstreamed: list[Upstreamed] = field(default_factory=list)
    empty: int = 0
    """Commits that change nothing."""
    skipped: list[Skipped] = field(default_factory=list)

    @property
    def ahead(self) -> int:
        """Commits of the fork that upstream's history lacks, merges left out."""
        return len(self.carried) + len(self.upstreamed) + self.empty


Names = frozenset[str]


@dataclass(frozen=True)
class _Does:
    """What a commit does, as far as it was looked at."""

    names: Names
    raw: tuple[str, ...]
    """Modes and objects before and after, with the path: equal for equal files alone."""


def read_fork(git: Git, head: str, upstream: str) -> Fork | None:
    """Compare a branch with its upstream; None where they have no history in common.

    Parameters
    ----------
    git
        A repository that holds, or borrows, the objects of both.
    head, upstream
        Two commits.
    """
    base = _words(git, "merge-base", head, upstream)
    if not base:
        return None
    behind = _words(git, "rev-list", "--count", f"{head}..{upstream}")
    merges = _words(git, "rev-list", "--merges", f"{upstream}..{head}")
    fork = Fork(base[0], int(behind[0]) if behind else 0, len(merges))
    oids = _words(git, "rev-list", "--no-merges", f"{upstream}..{head}")
    if not oids:
        return fork
    comparing = _Comparing(git, fork, upstream, head)
    comparing.read(oids)
    comparing.same()
    comparing.picked()
    comparing.squashed(base[0], head, merges)
    comparing.done()
    return fork


class _Comparing:
    """One comparison; each step finds upstream what the steps before did not."""

    def __init__(self, git: Git, fork: Fork, upstream: str, head: str):
        self.git, self.fork, self.upstream, self.head = git, fork, upstream, head
        self.changes: dict[str, Change] = {}
        self.ours: dict[str, _Does] = {}
        self.raw_theirs: dict[str, _Does] = {}
        self.theirs: dict[Names, list[str]] = {}
        self.alike: set[str] = set()
        """Commits of either side that git says have their like on the other."""
        self.apart: set[str] = set()
        """Commits one of the two lacks."""
        self.found: dict[str, Upstreamed] = {}
        self.ids: dict[str, str] = {}

    def read(self, oids: Sequence[str]) -> None:
        """Read the changes of the fork, and what each commit upstream touches."""
        self.changes = {one.oid: one for one in _changes(self.git, oids, self.fork.skipped)}
        self.ours = dict(_does(self.git, oids, self.fork.skipped))
        if not self.changes:
            return
        oldest = min(one.authored_at for one in self.changes.values())
        recent = ("--no-merges", f"--since={int(oldest.timestamp())}", self.upstream)
        seen = dict.fromkeys(_words(self.git, "rev-list", *recent))
        ahead = ("--no-merges", "--left-right", "--cherry-mark")
        marked = _words(self.git, "rev-list", *ahead, f"{self.upstream}...{self.head}")
        self.alike = {one[1:] for one in marked if one.startswith("=")}
        self.apart = {one[1:] for one in marked}
        seen |= dict.fromkeys(one for one in self.apart if one not in self.changes)
        self.raw_theirs = dict(_does(self.git, list(seen), self.fork.skipped))
        for oid, one in self.raw_theirs.items():
            if one.names:
                self.theirs.setdefault(one.names, []).append(oid)

    def same(self) -> None:
        """Find commits upstream that do what one commit of the fork does.

        Git itself marks those not merged since; which is which, and what was merged, is looked for.
        """
        likely = {
            oid: [other for other in self.theirs.get(one.names, ()) if self._may_be(oid, other)]
            for oid, one in self.ours.items()
        }
        asked = [oid for oid, others in likely.items() if others]
        others = [other for found in likely.values() for other in found]
        self.ids = dict(_patch_ids(self.git, [*asked, *others], self.fork.skipped))
        for oid in asked:
            found = (other for other in likely[oid] if self._alike(oid, self.ours[oid], other))
            if other := next(found, None):
                self._upstreamed(oid, "the same change", other)

    def _may_be(self, oid: str, other: str) -> bool:
        """Whether two commits that touch the same files can do the same."""
        if other in self.apart:
            return oid in self.alike and other in self.alike
        return True

    def picked(self) -> None:
        """Believe a message that names the commit upstream it was picked from."""
        named = {}
        for oid, change in self.changes.items():
            source = word_of_message(change.message)[1]
            if source and oid not in self.found:
                named[oid] = source
        known = self._upstream_has(sorted(set(named.values())))
        for oid, source in named.items():
            if source in known:
                self._upstreamed(oid, "picked", source)

    def squashed(self, base: str, head: str, merges: Sequence[str]) -> None:
        """Find commits upstream that do what a whole branch does."""
        self._whole(base, head)
        for merge in merges[:MERGES_LOOKED_AT]:
            parents = _words(self.git, "rev-parse", f"{merge}^@")
            common = _words(self.git, "merge-base", *parents) if len(parents) == 2 else []
            if common:
                self._whole(common[0], parents[1])
        if left := merges[MERGES_LOOKED_AT:]:
            reason = f"{len(left)} older merged branches were not compared as a whole"
            self.fork.skipped.append(Skipped("merges", reason))

    def done(self) -> None:
        """Hand over what is left."""
        for oid, change in self.changes.items():
            does = self.ours.get(oid)
            if oid in self.found:
                self.fork.upstreamed.append(self.found[oid])
            elif does is not None and not does.names:
                self.fork.empty += 1
            else:
                self.fork.carried.append(change)

    def _alike(self, oid: str, one: _Does, other: str) -> bool:
        theirs = self.raw_theirs[other]
        if one.raw == theirs.raw:
            return True
        id_ = self.ids.get(oid)
        return id_ is not None and id_ == self.ids.get(other) and self._binaries_alike(oid, other)

    def _binaries_alike(self, oid: str, other: str) -> bool:
        """Whether files without lines came out the same; ids of patches do not look at them."""
        return _binaries(self.git, oid) == _binaries(self.git, other)

    def _whole(self, base: str, tip: str) -> None:
        inside = _words(self.git, "rev-list", "--no-merges", f"{base}..{tip}")
        left = [oid for oid in inside if oid in self.changes and oid not in self.found]
        if len(inside) < 2 or not left:
            return
        diff = ("diff-tree", "-r", "--no-renames", "--full-index")
        raw = tuple(sorted(_records(self.git.run(*diff, "-z", base, tip).out)))
        names = frozenset(line.rpartition("\t")[2] for line in raw)
        likely = self.theirs.get(names, [])
        if not likely:
            return
        patch = self.git.run(*diff, "-p", *_NO_PROGRAMS, base, tip).out
        answer = self.git.run("patch-id", "--stable", stdin=patch).out.split()
        id_ = answer[0].decode() if answer else None
        unknown = [oid for oid in likely if oid not in self.ids]
        self.ids |= dict(_patch_ids(self.git, unknown, self.fork.skipped))
        for other in likely:
            is_text = id_ is not None and self.ids.get(other) == id_
            if raw == self.raw_theirs[other].raw or (is_text and b"\nBinary files " not in patch):
                for oid in left:
                    self._upstreamed(oid, "squashed", other)
                return

    def _upstreamed(self, oid: str, how: How, commit: str) -> None:
        if oid in self.changes:
            self.found[oid] = Upstreamed(self.changes[oid], how, commit)

    def _upstream_has(self, names: Sequence[str]) -> set[str]:
        """Find which of the commits people named are in upstream's history."""
        kinds = types_of(self.git, names)
        return {
            name
            for name, kind in zip(names, kinds, strict=True)
            if kind == "commit"
            and self.git.run("merge-base", "--is-ancestor", name, self.upstream).code == 0
        }


def _words(git: Git, *arguments: str) -> list[str]:
    return git.run(*arguments).out.decode("ascii", "replace").split()


def _changes(git: Git, oids: Sequence[str], skipped: list[Skipped]) -> Iterator[Change]:
    """Read message, date and number of lines of each commit."""
    shape = ("--format=%x01%H%x02%at%x02%B%x03", "--numstat", "-z", "--no-renames", *_NO_PROGRAMS)
    for group in in_groups(oids, AT_ONCE):
        texts, broken = git.run_apart(group, "log", "--no-walk=unsorted", "--stdin", *shape)
        skipped += [Skipped(oid, reason) for oid, reason in broken]
        for block in b"".join(texts).decode("utf-8", "replace").split("\x01")[1:]:
            head, _, counts = block.partition("\x03")
            oid, seconds, message = head.split("\x02", 2)
            lines = 0
            for count in counts.replace("\0", "\n").split("\n"):
                added, _, rest = count.partition("\t")
                taken = rest.partition("\t")[0]
                lines += int(added) + int(taken) if added.isdigit() and taken.isdigit() else 0
            yield Change(oid, message.strip(), datetime.fromtimestamp(int(seconds), UTC), lines)


def _does(git: Git, oids: Sequence[str], skipped: list[Skipped]) -> Iterator[tuple[str, _Does]]:
    """Read which files each commit touches, and their objects before and after."""
    shape = ("diff-tree", "--stdin", "--root", "-r", "-z", "--no-renames", "--full-index")
    for group in in_groups(oids, 5_000):
        texts, broken = git.run_apart(group, *shape)
        skipped += [Skipped(oid, reason) for oid, reason in broken]
        seen = set()
        for oid, raw in _by_commit(b"".join(texts)):
            seen.add(oid)
            yield oid, _Does(frozenset(line.rpartition("\t")[2] for line in raw), raw)
        lost = {oid for oid, _ in broken}
        # Of commits that change nothing git prints nothing.
        yield from ((oid, _Does(frozenset(), ())) for oid in group if oid not in seen | lost)


def _by_commit(out: bytes) -> Iterator[tuple[str, tuple[str, ...]]]:
    oid, raw = "", list[str]()
    tokens = iter(out.decode("utf-8", "backslashreplace").split("\0"))
    for token in tokens:
        if token.startswith(":"):
            raw.append(f"{token}\t{next(tokens)}")
        elif token:
            if oid:
                yield oid, tuple(sorted(raw))
            oid, raw = token.strip(), []
    if oid:
        yield oid, tuple(sorted(raw))


def _records(out: bytes) -> Iterator[str]:
    tokens = iter(out.decode("utf-8", "backslashreplace").split("\0"))
    for token in tokens:
        if token.startswith(":"):
            yield f"{token}\t{next(tokens)}"


def _patch_ids(git: Git, oids: Sequence[str], skipped: list[Skipped]) -> Iterator[tuple[str, str]]:
    """Work out the id of what each commit does in text."""
    shape = ("diff-tree", "--stdin", "--root", "-r", "-p", "--no-renames", *_NO_PROGRAMS)
    for group in in_groups(list(dict.fromkeys(oids)), AT_ONCE):
        texts, broken = git.run_apart(group, *shape)
        skipped += [Skipped(oid, reason) for oid, reason in broken]
        asked = git.run("patch-id", "--stable", stdin=b"".join(texts))
        for line in asked.out.decode("ascii", "replace").splitlines():
            id_, _, oid = line.partition(" ")
            yield oid, id_


def _binaries(git: Git, oid: str) -> Mapping[str, str]:
    counted = git.run("diff-tree", "--root", "-r", "-z", "--no-renames", "--numstat", oid).out
    lines = counted.decode("utf-8", "backslashreplace").split("\0")
    paths = {line[4:] for line in lines if line.startswith("-\t-\t")}
    raw = git.run("diff-tree", "--root", "-r", "-z", "--no-renames", "--full-index", oid).out
    after = (record.rpartition("\t") for record in _records(raw))
    return {path: facts.split(" ")[3] for facts, _, path in after if path in paths}
