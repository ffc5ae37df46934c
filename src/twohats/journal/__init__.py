"""What people decided: appended, never overwritten."""

from twohats.journal.folder import FolderJournal, in_force
from twohats.journal.lines import ulid

__all__ = ["FolderJournal", "in_force", "ulid"]
