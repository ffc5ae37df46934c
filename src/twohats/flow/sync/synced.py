"""What came of a sync."""

from dataclasses import dataclass
from datetime import datetime

from twohats.flow.sync.planning import SyncPlan
from twohats.flow.sync.working import Done
from twohats.records import Skipped
from twohats.sources.asking.meter import Taken


@dataclass(frozen=True)
class Synced:
    """What came of a sync."""

    plan: SyncPlan
    done: tuple[Done, ...]
    """In the order of the plan."""
    taken: Taken
    troubles: tuple[Skipped, ...] = ()
    """What went wrong beside the reading."""
    is_broken: bool = False
    """Whether the disk refused to take more."""

    @property
    def losses(self) -> tuple[Skipped, ...]:
        """All that a person should know is missing, one by one."""
        return (
            *self.troubles,
            *self.plan.missing,
            *(
                Skipped(one.visit.repository, one.reason or one.state)
                for one in self.done
                if one.state in ("left", "stopped", "failed")
            ),
            *(loss for one in self.done for loss in one.skipped),
        )

    @property
    def rows_read(self) -> int:
        """Rows that came, before merging."""
        return sum(one.rows for one in self.done)

    @property
    def repositories_read(self) -> int:
        """Repositories of which something came in."""
        read = (one.visit for one in self.done if one.state == "read")
        return len({visit.repository for visit in read if visit.is_of_repository})

    @property
    def repositories_held(self) -> int:
        """Repositories of which all that was asked for is held now."""
        held = [one.visit for one in self.done if one.state in ("read", "nothing new")]
        every = [*held, *self.plan.unchanged]
        return len({visit.repository for visit in every if visit.is_of_repository})

    @property
    def not_covered(self) -> int:
        """Promises that could not be made of what was read now."""
        return sum(
            len(one.read.incomplete) for one in self.done if one.state == "read" and one.read
        )

    @property
    def is_left(self) -> bool:
        """Whether a later run has to go on."""
        return any(one.state in ("left", "stopped") for one in self.done)

    @property
    def goes_on_at(self) -> datetime | None:
        """When a forge said that one may go on; None: it did not say, or nothing is left."""
        return min((one.resets_at for one in self.done if one.resets_at), default=None)

    @property
    def exit_code(self) -> int:
        """1: the disk failed; 3: something is missing or left for later; else 0."""
        if self.is_broken:
            return 1
        return 3 if self.losses else 0
