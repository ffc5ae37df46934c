"""Moving the journal: from which home lines come."""

import pytest

from twohats.errors import WrongUse
from twohats.flow.journal import source_of
from twohats.formats.journal_homes import GIT, read_journal_home

ONE, OTHER = "postgresql://db.example/one", "postgresql://db.example/other"


@pytest.mark.parametrize(
    ("here", "target", "named", "source"),
    [
        (GIT, ONE, None, GIT),
        (ONE, OTHER, None, ONE),
        (ONE, ONE, None, GIT),
        (GIT, ONE, GIT, GIT),
        (ONE, ONE, GIT, GIT),
        (GIT, GIT, ONE, ONE),
        (OTHER, OTHER, ONE, ONE),
    ],
)
def test_lines_come_from_where_decisions_are_kept_or_were(here, target, named, source):
    """Without a word from where they are; where they are kept already, from any home that is named."""
    found = source_of(read_journal_home(here), read_journal_home(target), named)

    assert found == read_journal_home(source)


@pytest.mark.parametrize(
    ("here", "target", "named"), [(ONE, OTHER, GIT), (GIT, ONE, OTHER), (ONE, GIT, OTHER)]
)
def test_decisions_of_today_are_never_left_where_nobody_looks(here, target, named):
    """Where they are kept in neither home, nothing is moved, and the message says what comes first."""
    with pytest.raises(WrongUse) as told:
        source_of(read_journal_home(here), read_journal_home(target), named)

    assert str(told.value) == (
        f"journal: nothing was moved: decisions are kept in {here}, which is neither of the two homes. "
        f"Move those first: twohats journal move {target}"
    )
