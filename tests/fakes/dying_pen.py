"""A pen whose machine loses power at a step of one's choice."""

from pathlib import Path

from fakes.power import Dying, PowerCut

from twohats.journal.pen import Pen

__all__ = ["DyingPen", "PowerCut", "kinds"]


class DyingPen(Dying, Pen):
    """Dies at its n-th step; of what was being written then, half is on the disk."""

    def put(self, handle: int, text: bytes) -> None:
        if self.left == 0:  # the next step is the last one: half of it never got to the disk
            text = text[: len(text) // 2]
        super().put(handle, text)


def kinds(path: Path) -> set[str]:
    """Names of the files under a folder, the lock apart."""
    return {one.name for one in path.rglob("*") if one.is_file() and one.suffix != ".lock"}
