"""Lines that are whole and yet say nothing usable: counted and named, never dropped."""

from collections.abc import Callable, Iterable, Mapping

from twohats.journal.cards import CONFIRMED, READ, read_acknowledged, read_confirmed
from twohats.journal.carrying import CARRIED, read_carried
from twohats.journal.covered import COVERED, read_covered
from twohats.journal.disputes import DISPUTE, read_answer
from twohats.journal.experiments import EXPERIMENT, read_experiment
from twohats.journal.fold import in_force
from twohats.journal.logged import LOGGED, read_logged
from twohats.journal.naming import NAMING, read_naming
from twohats.journal.planned import (
    ADOPTED,
    DECLINED,
    PULLED,
    SLOT,
    read_adopted,
    read_claim,
    read_decline,
    read_slot,
)
from twohats.journal.projects import ANSWERED as PROJECT_SAID
from twohats.journal.projects import DECIDED, read_decided
from twohats.journal.registers import (
    AGREED,
    COMMUNITY,
    COMPONENT,
    GIVEN,
    STAKEHOLDER,
    WAIVED,
    read_agreed,
    read_given,
    read_interested,
    read_said,
    read_waived,
)
from twohats.journal.rulings import RULING, read_ruling
from twohats.journal.situations import ANSWERED, read_situation_answer
from twohats.journal.sponsoring import SPONSORING, read_sponsoring
from twohats.journal.training import TRAINING, read_training
from twohats.records import Skipped
from twohats.records.decisions import Decision

_READERS: Mapping[str, Callable[[Decision], object]] = {
    RULING: read_ruling,
    COVERED: read_covered,
    CARRIED: read_carried,
    LOGGED: read_logged,
    EXPERIMENT: read_experiment,
    SLOT: read_slot,
    PULLED: read_claim,
    DECLINED: read_decline,
    ADOPTED: read_adopted,
    SPONSORING: read_sponsoring,
    ANSWERED: read_situation_answer,
    TRAINING: read_training,
    CONFIRMED: read_confirmed,
    READ: read_acknowledged,
    NAMING: read_naming,
    DISPUTE: read_answer,
    COMMUNITY: read_said,
    COMPONENT: read_said,
    AGREED: read_agreed,
    WAIVED: read_waived,
    GIVEN: read_given,
    STAKEHOLDER: read_interested,
    PROJECT_SAID: read_said,
    DECIDED: read_decided,
}


def unusable(decisions: Iterable[Decision]) -> tuple[Skipped, ...]:
    """List lines in force whose content their reader cannot use, with the reason."""
    found = ((one, _READERS.get(one.what)) for one in in_force(decisions))
    read = (reader(one) for one, reader in found if reader)
    return tuple(loss for loss in read if isinstance(loss, Skipped))
