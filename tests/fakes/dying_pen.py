"""A pen whose machine loses power at a step of one's choice."""

import os
import signal
from pathlib import Path

from twohats.journal.pen import Pen


class PowerCut(BaseException):
    """Not an `Exception`: nothing in the program may catch it and go on."""


class DyingPen(Pen):
    """Dies at its n-th step; of what was being written then, half is on the disk.

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

    def put(self, handle: int, text: bytes) -> None:
        if self.left == 0:  # the next step is the last one: half of it never got to the disk
            text = text[: len(text) // 2]
        super().put(handle, text)


def kinds(path: Path) -> set[str]:
    """Names of the files under a folder, the lock apart."""
    return {one.name for one in path.rglob("*") if one.is_file() and one.suffix != ".lock"}
