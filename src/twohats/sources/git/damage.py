"""Notice what a repository lacks: objects, ends of packs, contents.

Reading history never touches most files' contents, so a missing one goes unseen unless somebody
looks. The look walks every object by name, beside the log, and asks only whether it is there; it
does not unpack it. Contents that changed on disk under a right name are not found.
"""

import os
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path

from twohats.records import Skipped
from twohats.sources.git.run import Git, Outcome

LOOK = ("rev-list", "--objects", "--quiet")
NAMED_AT_MOST = 1_000
"""So many missing objects are named one by one; the others are counted."""


def look_arguments(is_partial: bool) -> tuple[str, ...]:
    """Arguments of the look; a partial clone may lack what its remote has promised."""
    return (*LOOK, f"--missing={'allow-promisor' if is_partial else 'print'}")


def missing_objects(outcome: Outcome) -> list[str]:
    """Ids of the objects a look did not find."""
    lines = outcome.out.decode("ascii", "replace").splitlines()
    return sorted({line[1:] for line in lines if line.startswith("?")})


def named(oids: Sequence[str], reason: str) -> list[Skipped]:
    """Name missing objects, up to a limit; a last line counts the rest."""
    skipped = [Skipped(oid, reason) for oid in oids[:NAMED_AT_MOST]]
    if len(oids) > NAMED_AT_MOST:
        skipped.append(Skipped(f"{len(oids) - NAMED_AT_MOST:,} more objects", reason))
    return skipped


def objects_dir(common_dir: Path) -> Path:
    """Where a repository keeps its objects."""
    return common_dir / "objects"


def listing(objects: Path) -> Iterator[str]:
    """Yield one line for each loose object and pack, in order; packs with their size.

    It changes when objects come or go, also where no ref moves.
    """
    for folder in _loose_folders(objects):
        yield from (f"{folder.name}{name}" for name in sorted(os.listdir(folder)))
    for pack in _packs(objects):
        yield f"{pack.name} {pack.stat().st_size}"
    alternates = objects / "info" / "alternates"
    if alternates.is_file():
        yield alternates.read_text(errors="replace")


def empty_objects(objects: Path) -> list[str]:
    """Ids of loose objects whose file is empty, as a loss of power leaves them."""
    return [
        folder.name + entry.name
        for folder in _loose_folders(objects)
        for entry in os.scandir(folder)
        if entry.stat().st_size == 0
    ]


def broken_packs(objects: Path) -> list[Path]:
    """Packs git will refuse: cut short, or not the one their index speaks of."""
    return [pack for pack in _packs(objects) if not _matches_index(pack)]


def rescue(git: Git, packs: Sequence[Path], objects: Path, is_sha256: bool) -> Path:
    """Unpack what can be had from broken packs into a folder of ours, and name it.

    Deltas find their base in the repository itself.
    """
    aside = Path(tempfile.mkdtemp(prefix="rescued-", dir=git.workdir))
    plain = Git(git.workdir)
    shape = ("--object-format=sha256",) if is_sha256 else ()
    plain.run("init", "-q", "--bare", "--template=", *shape, str(aside))
    alternates = aside / "objects" / "info" / "alternates"
    alternates.parent.mkdir(parents=True, exist_ok=True)
    alternates.write_text(f"{objects.resolve()}\n")
    into = Git(git.workdir, aside)
    for pack in packs:
        with pack.open("rb") as file:
            into.run("unpack-objects", "-r", "-q", stdin=file)
    return aside / "objects"


def _loose_folders(objects: Path) -> list[Path]:
    return sorted(f for f in objects.glob("[0-9a-f][0-9a-f]") if f.is_dir())


def _packs(objects: Path) -> list[Path]:
    return sorted((objects / "pack").glob("pack-*.pack"))


def _matches_index(pack: Path) -> bool:
    """Compare the checksum at a pack's end with the one its index holds, as git does."""
    try:
        pack_end, index_end = _end(pack, 32), _end(pack.with_suffix(".idx"), 64)
    except OSError:
        return False
    return pack_end[-20:] == index_end[-40:-20] or pack_end == index_end[-64:-32]


def _end(path: Path, size: int) -> bytes:
    with path.open("rb") as file:
        file.seek(max(0, path.stat().st_size - size))
        return file.read()
