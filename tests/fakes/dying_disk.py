"""A disk whose machine loses power at a step of one's choice."""

import os
import signal
from collections.abc import Callable
from pathlib import Path

from twohats.store.disk import Disk


class PowerCut(BaseException):
    """Not an `Exception`: nothing in the program may catch it and go on."""


class DyingDisk(Disk):
    """Dies at its n-th step; what was being written then is left torn.

    Parameters
    ----------
    dies_at
        Number of the step, from 0; a number that is never reached: it lives.
    for_real
        Kill the process (SIGKILL) rather than raise.
    """

    def __init__(self, dies_at: int, *, for_real: bool = False):
        self.left = dies_at
        self.for_real = for_real
        self.steps: list[str] = []

    def step(self, what: str) -> None:
        self.steps.append(what)
        if self.left == 0:
            if self.for_real:
                os.kill(os.getpid(), signal.SIGKILL)
            raise PowerCut(what)
        self.left -= 1

    def install(self, path: Path, make: Callable[[Path], object]) -> None:
        def make_and_tear(neighbour: Path) -> None:
            make(neighbour)
            if self.left == 0:  # the next step is the last one: half of it never got to the disk
                content = neighbour.read_bytes()
                neighbour.write_bytes(content[: len(content) // 2])

        super().install(path, make_and_tear)
