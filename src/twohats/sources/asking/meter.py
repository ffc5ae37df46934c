"""What a run has taken from a service so far."""

import threading
from dataclasses import dataclass, replace


@dataclass(frozen=True)
class Taken:
    """Amounts since the run began."""

    requests: int = 0
    """Requests sent, also those that failed and those that only asked for the limits."""
    again: int = 0
    """Requests of these that repeated a failed one."""
    points: int = 0
    """Points and requests that the service counted against a limit."""
    received_bytes: int = 0
    """Bytes of bodies as they came over the network, so packed where the service packs."""
    waited_s: float = 0.0
    """Seconds spent waiting for limits and before trying again."""


class Meter:
    """Counts what a run takes; several threads may count at once."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._taken = Taken()

    @property
    def taken(self) -> Taken:
        """Everything so far."""
        return self._taken

    def add(
        self,
        *,
        requests: int = 0,
        again: int = 0,
        points: int = 0,
        received_bytes: int = 0,
        waited_s: float = 0.0,
    ) -> None:
        """Add to what was taken."""
        with self._lock:
            old = self._taken
            self._taken = replace(
                old,
                requests=old.requests + requests,
                again=old.again + again,
                points=old.points + points,
                received_bytes=old.received_bytes + received_bytes,
                waited_s=old.waited_s + waited_s,
            )
