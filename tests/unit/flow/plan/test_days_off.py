"""Days off: read with both ends, kept sealed, taken back by whose they are."""

from datetime import UTC, date, datetime

import pytest

from twohats.errors import WrongUse
from twohats.flow.plan.days_off import read_days, write_days_off
from twohats.journal import PrivateJournal

NOW = datetime(2026, 11, 2, tzinfo=UTC)


def write(private, person, text, number=1):
    return write_days_off(private, person, text, now=NOW, chance=bytes([number]) * 10)


def test_a_range_holds_both_its_ends_and_each_day_counts_once():
    """Dates and ranges may overlap."""
    assert read_days("2026-12-24..2026-12-26,2026-12-25") == tuple(
        date(2026, 12, day) for day in (24, 25, 26)
    )


def test_all_that_is_wrong_is_said_at_once():
    """Each part that is no day is named, with how to write one; nothing is written."""
    with pytest.raises(WrongUse) as raised:
        read_days(
            "christmas, 2026-12-31..2026-12-24, 2026-02-30, 2026-12-24, 2025-01-01..2026-12-31"
        )

    said = str(raised.value)
    assert "`christmas`: is no date and no range of dates" in said
    assert "`2026-12-31..2026-12-24`: ends before it begins" in said
    assert "`2026-02-30`" in said
    assert "`2025-01-01..2026-12-31`: is more than a year" in said
    assert "`2026-12-24`:" not in said
    assert said.endswith("Write 2026-12-24 or 2026-12-24..2026-12-31, with commas between.")


def test_days_are_sealed_and_taken_back_by_whose_they_are(tmp_path):
    """What is on the disk names neither person nor day, and one person's word erases their own alone."""
    private = PrivateJournal(tmp_path / "private")

    assert write(private, "github:ada", "2026-12-24..2026-12-26") == 3
    assert write(private, "github:ben", "2026-12-24", 2) == 1
    text = private.path.read_text(encoding="utf-8")
    assert "ada" not in text
    assert "2026-12-24" not in text
    assert write(private, "github:ada", "none") == 1
    assert [line.who for line in private.read().lines] == ["github:ben"]
    with pytest.raises(WrongUse, match="no days off are written down"):
        write(private, "github:ada", "none")
