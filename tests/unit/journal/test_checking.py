"""Lines that are whole and say nothing usable."""

from datetime import UTC, datetime

from twohats.journal import ulid, unusable
from twohats.records.decisions import Decision

AT = datetime(2026, 3, 1, tzinfo=UTC)


def line(what, content, number=0, supersedes=None):
    return Decision(
        ulid(AT, bytes([number] * 10)), "ada", AT, what, ("x",), "", content, supersedes
    )


def test_each_kind_is_looked_at_by_its_reader():
    """With the reason; kinds without fields of their own are always usable."""
    lines = [
        line("ruling", {"class": "nice"}, 1),
        line("covered", {}, 2),
        line("logged", {"date": "soon"}, 3),
        line("names-shown", {}, 4),
        line("bot", {}, 5),
    ]

    assert [loss.reason for loss in unusable(lines)] == [
        "'nice' is no class",
        "it does not say what is complete, and of what",
        "'soon' is no date",
    ]


def test_what_was_mended_is_not_named():
    """A line whose place another took is past."""
    wrong = line("ruling", {"class": "nice"}, 1)

    assert unusable([wrong, line("ruling", {"class": "directed"}, 2, wrong.id)]) == ()
    assert unusable([wrong, line("ruling", {"withdrawn": True}, 2, wrong.id)]) == ()
