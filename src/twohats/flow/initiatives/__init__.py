"""``initiatives``: what we plan for ourselves and others beside what became of it upstream."""

from twohats.flow.initiatives.gaps import (
    GAP_COLUMNS,
    QUIET_COLUMNS,
    Gaps,
    answering,
    gaps_of,
)
from twohats.flow.initiatives.listing import COLUMNS, Listed, listed
from twohats.flow.initiatives.looked_at import Looked, look_at
from twohats.flow.initiatives.story import STORY_COLUMNS, Story, drafts_named, story
from twohats.flow.initiatives.tried import TRIED_COLUMNS, tried_rows

__all__ = [
    "COLUMNS",
    "GAP_COLUMNS",
    "QUIET_COLUMNS",
    "STORY_COLUMNS",
    "TRIED_COLUMNS",
    "Gaps",
    "Listed",
    "Looked",
    "Story",
    "answering",
    "drafts_named",
    "gaps_of",
    "listed",
    "look_at",
    "story",
    "tried_rows",
]
