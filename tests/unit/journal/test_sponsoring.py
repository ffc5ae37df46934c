"""Sponsorships stand only with the consent of whom they are about."""

from datetime import UTC, date, datetime

import pytest

from twohats.formats.forgotten import Forgotten, Identity, marks_of
from twohats.journal import unusable
from twohats.journal.erasing import erased
from twohats.journal.sponsoring import (
    SPONSORING,
    Sponsoring,
    read_sponsoring,
    sponsoring_content,
    sponsorings_of,
)
from twohats.records import Skipped
from twohats.records.decisions import Decision

CLEO = Sponsoring(
    "github:cleo", "github:lantern", "maintainer", date(2026, 3, 1), "a letter", sponsor="ada"
)


def line(content, number=1, supersedes=None):
    at = datetime(2026, 3, number, tzinfo=UTC)
    return Decision(
        f"{number:026}", "ada", at, SPONSORING, (CLEO.key,), "asked", content, supersedes
    )


def test_round():
    """What is written is read back."""
    assert sponsorings_of([line(sponsoring_content(CLEO))]) == (CLEO,)


def test_later_word():
    """A later consent to be named takes the place of the first; a withdrawal leaves nothing."""
    first = line(sponsoring_content(CLEO))
    named = line({**sponsoring_content(CLEO), "may_name": True}, 2, first.id)

    assert [one.may_name for one in sponsorings_of([first, named])] == [True]
    assert sponsorings_of([first, named, line({"withdrawn": True}, 3, named.id)]) == ()


@pytest.mark.parametrize(
    ("lacking", "reason"),
    [
        ("person", "a sponsorship with no person"),
        ("role", "a sponsorship with no role"),
        ("consent_on", "a sponsorship without the day of the person's consent"),
        ("consent_at", "a sponsorship that does not say where the consent stands"),
    ],
)
def test_not_usable(lacking, reason):
    """Without consent, above all, there is no sponsorship; the line is named and not used."""
    content = {name: value for name, value in sponsoring_content(CLEO).items() if name != lacking}

    assert read_sponsoring(line(content)) == Skipped(f"{1:026}", reason)
    assert sponsorings_of([line(content)]) == ()
    assert [loss.reason for loss in unusable([line(content)])] == [reason]


@pytest.mark.parametrize("said", ["yes", 1, None, False])
def test_naming_takes_a_plain_yes(said):
    """Anything but true is no consent to be named."""
    assert read_sponsoring(line({**sponsoring_content(CLEO), "may_name": said})).may_name is False


def test_forgotten():
    """Whoever asks to be forgotten is in no line any more; a tombstone stays."""
    forgotten = Forgotten(b"made up", frozenset(marks_of(b"made up", [Identity("account", "github:cleo")])))  # fmt: skip

    left = erased(line(sponsoring_content(CLEO)), forgotten, datetime(2026, 5, 1, tzinfo=UTC))

    assert "cleo" not in repr(left)
    assert left.what == "erased"
    assert sponsorings_of([left]) == ()
