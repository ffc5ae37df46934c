"""A disk whose machine loses power at a step of one's choice."""

from collections.abc import Callable
from pathlib import Path

from fakes.power import Dying, PowerCut

from twohats.store.disk import Disk

__all__ = ["DyingDisk", "PowerCut"]


class DyingDisk(Dying, Disk):
    """Dies at its n-th step; what was being written then is left torn."""

    def install(self, path: Path, make: Callable[[Path], object]) -> None:
        def make_and_tear(neighbour: Path) -> None:
            make(neighbour)
            if self.left == 0:  # the next step is the last one: half of it never got to the disk
                content = neighbour.read_bytes()
                neighbour.write_bytes(content[: len(content) // 2])

        super().install(path, make_and_tear)
