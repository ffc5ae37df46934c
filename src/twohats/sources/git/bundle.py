"""Bundles: a repository in one file, unpacked into a folder of ours before it is read."""

import re
import tempfile
from dataclasses import dataclass, field
from pathlib import Path

from twohats.records import Skipped
from twohats.sources.git.run import Git

HEADER_LINES_AT_MOST = 1_000_000
_REF = re.compile(r"(HEAD|refs/(?!.*(?:\.\.|//|@\{))[^\x00-\x20~^:?*\[\\\x7f]+)")
_OID = re.compile(r"[0-9a-f]{40}|[0-9a-f]{64}")


@dataclass
class Header:
    """What a bundle says of itself before its pack begins."""

    refs: dict[str, str] = field(default_factory=dict)
    """Object id by full name."""
    needs: list[str] = field(default_factory=list)
    """Commits the reader is expected to have already."""
    is_sha256: bool = False
    is_whole: bool = False
    """Whether the line that ends the header is there."""
    length: int = 0
    """Where the pack begins, in bytes."""


def read_header(path: Path) -> Header:
    """Read a bundle's header; lines that make no sense are passed over."""
    header = Header()
    with path.open("rb") as file:
        file.readline()
        for _ in range(HEADER_LINES_AT_MOST):
            line = file.readline()
            if line in (b"", b"\n"):
                header.is_whole = line == b"\n"
                break
            text = line.decode("utf-8", "replace").rstrip("\n")
            oid, _, rest = text.partition(" ")
            if text.startswith("@"):
                header.is_sha256 |= text == "@object-format=sha256"
            elif text.startswith("-"):
                header.needs.append(oid[1:])
            elif _OID.fullmatch(oid) and _REF.fullmatch(rest):
                header.refs[rest] = oid
        header.length = file.tell()
    return header


def unpack(path: Path, workdir: Path) -> tuple[Path, list[Skipped], bool]:
    """Mirror a bundle into a new folder; what cannot be had from a damaged one is named.

    Returns
    -------
    tuple
        Git's folder of the mirror, what went wrong on the way, and whether all refs are known.
    """
    header = read_header(path)
    folder = Path(tempfile.mkdtemp(prefix="bundle-", dir=workdir))
    mirror = folder / "mirror.git"
    git = Git(folder, may_read_files=True)
    cloned = git.run(
        "clone", "--mirror", "--quiet", "--template=", "--", str(path.resolve()), str(mirror)
    )
    if cloned.code == 0 and header.is_whole:
        return mirror, [], True
    return _rescue(path, header, folder / "rescued.git", cloned.reason)


def _rescue(
    path: Path, header: Header, mirror: Path, reason: str
) -> tuple[Path, list[Skipped], bool]:
    """Unpack object by object what a clone refused."""
    git = Git(mirror.parent)
    shape = ("--object-format=sha256",) if header.is_sha256 else ()
    git.run("init", "-q", "--bare", "--template=", *shape, str(mirror))
    # Unbuffered: git goes on reading where the header ended.
    with path.open("rb", buffering=0) as file:
        file.seek(header.length)
        Git(mirror.parent, mirror).run("unpack-objects", "-r", "-q", stdin=file)
    refs = {name: oid for name, oid in header.refs.items() if name != "HEAD"}
    # Written as a file: git itself would refuse a ref to an object that is missing.
    packed = "".join(f"{oid} {name}\n" for name, oid in sorted(refs.items()))
    (mirror / "packed-refs").write_text(packed, encoding="utf-8")
    at_head = [name for name, oid in refs.items() if oid == header.refs.get("HEAD")]
    branches = sorted(name for name in at_head if name.startswith("refs/heads/"))
    if branches:
        (mirror / "HEAD").write_text(f"ref: {branches[0]}\n", encoding="utf-8")
    if header.needs:
        count = len(header.needs)
        why = f"the bundle builds upon {count} commit{'s' * (count > 1)} it does not hold"
    elif not header.is_whole:
        why = "the bundle is cut short within its list of refs"
    else:
        why = f"the bundle is damaged or cut short ({reason})"
    return mirror, [Skipped(path.name, why)], header.is_whole
