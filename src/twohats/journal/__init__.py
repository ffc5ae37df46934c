"""What people decided: appended, never overwritten. What is a person's own: sealed, outside git."""

from twohats.journal.checking import unusable
from twohats.journal.covered import covered_of
from twohats.journal.fold import (
    Contest,
    Standing,
    contested,
    in_force,
    standing,
    to_supersede,
)
from twohats.journal.folder import FolderJournal
from twohats.journal.lines import ulid
from twohats.journal.logged import ACTIVITIES, logged_of
from twohats.journal.ports import Journal
from twohats.journal.private import (
    PrivateJournal,
    PrivateLine,
    PrivateState,
    hours_of,
)
from twohats.journal.rulings import (
    StandingAnswer,
    read_ruling,
    ruling_content,
    rulings_for,
    rulings_of,
    standing_answers,
)
from twohats.journal.server import ServerJournal
from twohats.journal.sums import MonthSum, sums_of

__all__ = [
    "ACTIVITIES",
    "Contest",
    "FolderJournal",
    "Journal",
    "MonthSum",
    "PrivateJournal",
    "PrivateLine",
    "PrivateState",
    "ServerJournal",
    "Standing",
    "StandingAnswer",
    "contested",
    "covered_of",
    "hours_of",
    "in_force",
    "logged_of",
    "read_ruling",
    "ruling_content",
    "rulings_for",
    "rulings_of",
    "standing",
    "standing_answers",
    "sums_of",
    "to_supersede",
    "ulid",
    "unusable",
]
