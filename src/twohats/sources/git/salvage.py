"""Read history around commits that are missing.

Git gives up at the first hole. Here every commit that is present is listed, and the walk from the
refs is done again, noting each hole and going on at its other side.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from twohats.records import Skipped
from twohats.sources.git.log import fields_of
from twohats.sources.git.objects import types_of
from twohats.sources.git.run import Git

AT_ONCE = 5_000
LOOKED_AT_CLOSELY = 64
"""With more holes than this, only dates decide what lies behind them."""

GRAPH = (
    "log",
    "-z",
    "--no-show-signature",
    "--no-walk=unsorted",
    "--format=tformat:%H%x00%P%x00%ct",
)


@dataclass(frozen=True)
class Commit:
    """One commit's place in history."""

    parents: tuple[str, ...]
    committed_s: int


@dataclass(frozen=True)
class Salvaged:
    """What is left of a damaged history."""

    oids: list[str]
    """Commits that can be read, newest first."""
    missing: int
    """How many that are known of cannot be read."""
    skipped: list[Skipped]
    """Each of them by object id, and a word on what was read all the same."""


def salvage(git: Git, refs: Mapping[str, str]) -> Salvaged:
    """List the commits that can still be read, and the holes.

    Those reached from a ref come first. Behind a hole nobody can tell an ancestor from a commit
    that was thrown away; what is present, not younger than what builds upon the hole and not built
    upon the hole itself counts as an ancestor, and is counted in a `Skipped` of its own.
    """
    graph, unreadable = read_graph(git)
    tips, lost = read_tips(git, refs, graph)
    reached, holes = walk(tips, graph)
    has_lost_refs = not lost.keys() <= holes.keys()
    for hole, child in holes.items():
        lost.setdefault(hole, f"the commit is missing; {child[:12]} builds upon it")
    behind = behind_holes(graph, reached, holes, has_lost_refs=has_lost_refs)
    for oid in behind:
        for parent in graph[oid].parents:
            if parent not in graph:
                lost.setdefault(parent, "the commit is missing")
    skipped = [Skipped(oid, unreadable.get(oid, reason)) for oid, reason in sorted(lost.items())]
    if behind:
        count = f"{len(behind):,} commit{'s' * (len(behind) > 1)} behind missing ones"
        reason = "they were read, but that they belong to this history is likely, not certain"
        skipped.append(Skipped(count, reason))
    oids = sorted(reached | behind, key=lambda oid: (-graph[oid].committed_s, oid))
    return Salvaged(oids, len(lost), skipped)


def read_graph(git: Git) -> tuple[dict[str, Commit], dict[str, str]]:
    """Read the parents of every commit in the object store; reasons for those that are damaged."""
    listed = git.run(
        "cat-file",
        "--batch-all-objects",
        "--batch-check=%(objectname) %(objecttype)",
        "--unordered",
    )
    pairs = (line.partition(" ") for line in listed.out.decode("ascii", "replace").splitlines())
    present = [oid for oid, _, kind in pairs if kind == "commit"]
    graph: dict[str, Commit] = {}
    unreadable: dict[str, str] = {}
    for oids in in_groups(present, AT_ONCE):
        printed, broken = git.run_apart(oids, *GRAPH, "--stdin")
        unreadable |= {oid: f"the commit cannot be read: {reason}" for oid, reason in broken}
        for part in printed:
            fields = fields_of(part)
            for oid, parents, time in zip(fields[0::3], fields[1::3], fields[2::3], strict=True):
                graph[oid] = Commit(tuple(parents.split()), int(time) if time else 0)
    return graph, unreadable


def read_tips(
    git: Git, refs: Mapping[str, str], graph: Mapping[str, Commit]
) -> tuple[list[str], dict[str, str]]:
    """Find the commit each ref leads to; by object id, what refs that lead nowhere point to."""
    names = sorted(refs)
    kinds = types_of(git, [refs[name] for name in names])
    peeled = git.run(
        "cat-file",
        "--batch-check=%(objectname)",
        stdin="".join(f"{refs[name]}^{{commit}}\n" for name in names).encode(),
    )
    answers = peeled.out.decode("ascii", "replace").splitlines()
    tips: list[str] = []
    lost: dict[str, str] = {}
    for name, kind, answer in zip(names, kinds, answers, strict=False):
        if answer in graph:
            tips.append(answer)
        elif kind in (None, "commit", "tag"):
            lost.setdefault(refs[name], f"{name} points to it, and the repository lacks it")
    return tips, lost


def walk(tips: Sequence[str], graph: Mapping[str, Commit]) -> tuple[set[str], dict[str, str]]:
    """Follow parents from the tips; also the holes, each with a commit that builds upon it.

    Examples
    --------
    >>> graph = {"c": Commit(("b",), 3), "a": Commit((), 1)}
    >>> walk(["c"], graph)
    ({'c'}, {'b': 'c'})
    """
    reached: set[str] = set()
    holes: dict[str, str] = {}
    left = list(tips)
    while left:
        oid = left.pop()
        if oid in reached:
            continue
        reached.add(oid)
        for parent in graph[oid].parents:
            if parent in graph:
                left.append(parent)
            else:
                holes[parent] = min(oid, holes.get(parent, oid))
    return reached, holes


def behind_holes(
    graph: Mapping[str, Commit],
    reached: set[str],
    holes: Mapping[str, str],
    *,
    has_lost_refs: bool,
) -> set[str]:
    """Find commits no ref reaches that are likely ancestors of a missing one.

    An ancestor of a hole is not younger than what builds upon the hole, and does not itself build
    upon it.
    """
    left = set(graph) - reached
    if has_lost_refs:
        return left
    children = _children(graph)
    found: set[str] = set()
    for hole, child in holes.items():
        # Where much is missing, nearly all that is left was history: the closer look is spared.
        above = _descendants(hole, children) if len(holes) <= LOOKED_AT_CLOSELY else set()
        latest = graph[child].committed_s
        found |= {oid for oid in left - above if graph[oid].committed_s <= latest}
        left -= found
    return found


def _children(graph: Mapping[str, Commit]) -> dict[str, list[str]]:
    children: dict[str, list[str]] = {}
    for oid, commit in graph.items():
        for parent in commit.parents:
            children.setdefault(parent, []).append(oid)
    return children


def _descendants(oid: str, children: Mapping[str, Sequence[str]]) -> set[str]:
    found: set[str] = set()
    left = [oid]
    while left:
        new = [child for child in children.get(left.pop(), ()) if child not in found]
        found.update(new)
        left += new
    return found


def in_groups(oids: Sequence[str], size: int) -> Iterator[Sequence[str]]:
    """Cut a list into pieces of at most ``size``."""
    return (oids[start : start + size] for start in range(0, len(oids), size))
