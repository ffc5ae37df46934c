"""A machine that loses power at a step of one's choice; disks and pens are plugged into it."""

import os
import signal


class PowerCut(BaseException):
    """Not an `Exception`: nothing in the program may catch it and go on."""


class Dying:
    """Dies at its n-th step.

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
