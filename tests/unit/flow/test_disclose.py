"""The draft names nobody who did not agree to it."""

from datetime import UTC, datetime

import pytest

from twohats.flow.disclose import HATS, disclosure, statement
from twohats.journal.naming import NAMING, naming_content, read_naming
from twohats.records import Skipped
from twohats.records.decisions import Decision

NOON = datetime(2026, 5, 1, tzinfo=UTC)


def agreed(name, number=1, **more):
    """A line of the journal: somebody agreed to be named."""
    content = {**naming_content(name, "https://kelp.example/1"), **more}
    about = (f"name:{name.casefold()}",)
    return Decision(f"{number:026}", "ada@example.org", NOON, NAMING, about, "", content)


@pytest.mark.parametrize("hat", HATS)
def test_who_asked_is_not_named_without_consent(hat):
    """Whatever hat; and the one who drafts is told."""
    draft = disclosure(hat, "Acme Tides", [agreed("Other")], asked_by="Kelp School")

    assert "Kelp School" not in draft.text
    assert "One of our communities" in draft.text
    assert draft.withheld == "Kelp School"


def test_who_agreed_is_named_as_they_agreed():
    """However it was typed."""
    draft = disclosure(
        "organization", "Acme Tides", [agreed("Kelp School")], asked_by="kelp school"
    )

    assert "Who asked: Kelp School." in draft.text
    assert draft.withheld is None


def test_consent_taken_back_holds_no_longer():
    """From the next draft on."""
    taken = Decision(
        f"{2:026}", "ada@example.org", NOON, NAMING, ("name:kelp school",), "",
        {"withdrawn": True}, f"{1:026}",
    )  # fmt: skip
    draft = disclosure("organization", None, [agreed("Kelp School"), taken], asked_by="Kelp School")

    assert "Kelp School" not in draft.text


def test_what_was_not_said_stands_as_a_gap():
    """Nothing is guessed."""
    assert disclosure("organization", None).text == (
        "I work for [your organization], and open this as part of that work.\n\n"
        "Who asked: [who asked, or: nobody but me].\n\n"
        "Who pays for the time: [who pays, or: nobody].\n\n"
        "How others gain: [who else has this need, with a link].\n\n"
        "Please treat it as anybody's request: the decision, and the pace, are this community's.\n"
    )


def test_work_of_ones_own_asks_for_no_funder():
    """A personal hat has none, unless it is said."""
    assert "Who pays" not in disclosure("personal", "Acme Tides").text


def test_a_line_without_the_place_of_consent_is_not_used():
    """It is counted with its reason."""
    assert isinstance(read_naming(agreed("Kelp School", consent_at="")), Skipped)


def test_a_statement_has_the_parts_a_reader_looks_for():
    """As a workspace keeps it, with the day it was read through."""
    text = statement("kelp", "Acme Tides")

    assert text.startswith("---\nreviewed: [date]\n---\n# Acme Tides and kelp\n")
    assert all(f"{part}:" in text for part in ("What we would like", "What we give", "Who pays"))
