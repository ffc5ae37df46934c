"""Single objects by id, and the many ways one can be absent."""

from collections.abc import Iterator, Sequence

from twohats.sources.git.run import Git


def read_objects(git: Git, oids: Sequence[str]) -> Iterator[tuple[str, str, bytes]]:
    """Yield id, type and content of each object that can be read.

    Git stops at the first object it finds damaged; the rest is then asked for anew.
    """
    left = list(oids)
    while left:
        answered = 0
        outcome = git.run("cat-file", "--batch", stdin=_lines(left))
        out, at = outcome.out, 0
        while (end := out.find(b"\n", at)) >= 0:
            kind, size = _header(out[at:end])
            start, at = end + 1, end + 1 + (size + 1 if size is not None else 0)
            if at > len(out):
                break
            if size is not None:
                yield left[answered], kind, out[start : start + size]
            answered += 1
        left = left[answered + 1 :]


def types_of(git: Git, names: Sequence[str]) -> list[str | None]:
    """Look up the type of each object by id or name; None for one that cannot be read."""
    outcome = git.run("cat-file", "--batch-check=%(objecttype)", stdin=_lines(names))
    kinds: list[str | None] = [
        line if line in ("commit", "tree", "blob", "tag") else None
        for line in outcome.out.decode("utf-8", "replace").splitlines()
    ]
    return (kinds + [None] * len(names))[: len(names)]


def _header(line: bytes) -> tuple[str, int | None]:
    """Type and size from ``<id> <type> <size>``; no size where git said it is missing."""
    parts = line.split(b" ")
    if len(parts) == 3 and parts[2].isdigit():
        return parts[1].decode(), int(parts[2])
    return "", None


def _lines(texts: Sequence[str]) -> bytes:
    return "".join(f"{text}\n" for text in texts).encode()
