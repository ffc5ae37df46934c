"""Why: one reason a person could dispute."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from fakes.small_ledger import entry, ledger_with, piece

from twohats.errors import WrongUse
from twohats.flow.why import entries_page, find_entries, why
from twohats.journal import ruling_content
from twohats.records.decisions import Decision

REVIEW = entry(1)
FOUNDATIONAL = [
    piece(REVIEW, "F1", True, because="Somebody who is not ours opened it."),
    piece(REVIEW, "F2", True, because="A plan item names it.", url="https://example.org/plan/1"),
    piece(REVIEW, "F3", True, because="Reviews are on the list."),
]


def words(found):
    """All that a page says, as one text."""
    page = found.page.document
    parts = [page.title, page.subtitle]
    for section in page.sections:
        parts += [section.heading, section.lead, *section.notes]
        if section.grid:
            parts += [str(cell.value) for row in section.grid.rows for cell in row]
    return "\n".join(parts)


def asked(row=REVIEW, evidence=FOUNDATIONAL, decisions=()):
    """Why of one entry; the decisions gave its class."""
    for decision in decisions:
        row = {**row, "decision": decision.id, "rule": "G3", "class": decision.content["class"]}
    return why(ledger_with(row, evidence=evidence), row, decisions)


def ruling(who="github:bea", **content):
    """A line of the journal about the review."""
    at = datetime(2026, 5, 1, tzinfo=UTC)
    content = ruling_content("directed", settled_by=[who], **content)
    return Decision(
        "01A", "bea@example.org", at, "ruling", (REVIEW["item"],), "they asked", content
    )


def test_the_sentence_comes_first_with_class_rule_and_reason():
    """Then each step, and the last one decided."""
    found = asked()

    assert found.page.document.sections[0].heading == (
        "Foundational: upstream needed it, the team had planned it, and it is work the team does "
        "for upstream. Rule R5."
    )
    assert [row["step"] for row in found.rows] == [
        *("G0", "G1", "G2", "G3", "G4", "D", "F1", "F2", "F3", "veto", "R5"),
    ]
    assert {row["answer"] for row in found.rows} == {"yes", "no"}


def test_each_step_keeps_its_link():
    """Whoever disputes it can read what was read."""
    steps = {row["step"]: row["url"] for row in asked().rows}

    assert steps["F2"] == "https://example.org/plan/1"


def test_what_would_change_it_names_the_class_it_would_be():
    """Each input that decides, turned round."""
    said = words(asked())

    assert "Outside the plan, if this did not hold: F2: it was planned in time." in said
    assert "Undecided, if this held: D: a member or our product drove it." in said


def test_what_is_lacking_is_said_with_what_to_do():
    """An undecided entry says what to bring."""
    row = entry(1, has_plan=False)
    said = words(asked(row, [piece(row, "F1", True), piece(row, "F3", True)]))

    assert "Undecided: what would tell was not read or is not known. Rule R13." in said
    assert "Lacking: The plan of that time: import your tracker" in said


def test_what_people_answered_is_said_with_who_and_why_under_pseudonyms():
    """The answer decides, and nobody is named."""
    said = words(asked(decisions=[ruling()]))

    assert "Directed: people answered. wren-1 answered directed on 2026-05-01: they asked." in said
    assert "github:bea" not in said


def test_who_is_in_no_list_is_somebody():
    """An address that git knows is not shown."""
    said = words(asked(decisions=[ruling(who="stranger@example.org")]))

    assert "somebody answered directed" in said
    assert "stranger" not in said


def test_names_of_ours_in_sentences_become_pseudonyms():
    """Keys of our people stand in no sentence."""
    evidence = [piece(REVIEW, "F1", True, because="github:bea asked @cleo for it.")]

    assert "wren-1 asked wren-2 for it." in words(asked(evidence=evidence))


@pytest.mark.parametrize(
    ("columns", "command"),
    [
        ({}, "`twohats settle lantern-project/lantern#1 --class foundational"),
        ({"scope": "unknown"}, "`twohats people scope github:lantern-project/lantern upstream`"),
        ({"scope": "own-project"}, "upstream --why REASON`."),
    ],
)
def test_how_to_answer_fits_the_gate(columns, command):
    """A person settles; whose project it is, is said of the repository."""
    row = entry(1, **columns)

    assert command in words(asked(row, ()))


def test_a_review_of_a_colleagues_change_takes_its_class():
    """And the step says so."""
    change = entry(
        2, "change", "bea", **{"class": "directed", "rule": "R1", "confidence": "strong"}
    )
    review = entry(2, "review", "ada", author_is_ours=True)
    ledger = ledger_with(change, review)
    found = why(ledger, review, ())

    assert found.page.document.sections[0].heading.startswith("Directed: ")
    assert found.rows[-1]["step"] == "inherits"


LEDGER = ledger_with(entry(1), {**entry(1, "answer", "bea"), "number": "00aa000000"}, entry(2))


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("0000000001", 1),
        ("00000000", None),
        ("00a", 1),
        ("00AA", 1),
        ("lantern-project/lantern#1", 2),
        ("github:lantern-project/lantern#2", 1),
        ("https://example.org/lantern-project/lantern/pull/1#discussion_r12", 2),
        ("https://example.org/lantern-project/lantern/issues/2", 1),
    ],
)
def test_an_entry_is_found_by_its_number_or_its_item(text, count):
    """First characters do where only one begins so."""
    if count is None:
        with pytest.raises(WrongUse, match="2 begin so"):
            find_entries(LEDGER, text)
    else:
        assert len(find_entries(LEDGER, text)) == count


@pytest.mark.parametrize("text", ["ffff", "lantern-project/lantern#12", "lantern#1", "", "%"])
def test_what_is_no_entry_is_said_with_the_window(text):
    """The next step is named."""
    with pytest.raises(WrongUse, match="no such entry from 2026-04-01 to 2026-07-01"):
        find_entries(LEDGER, text)


def test_an_item_with_several_entries_lists_them():
    """For somebody to choose from."""
    page = entries_page(find_entries(LEDGER, "lantern-project/lantern#1"), LEDGER).document

    assert page.title == "2 entries on lantern-project/lantern#1"
    assert [row[1].value for row in page.sections[0].grid.rows] == ["wren-0", "wren-1"]


@pytest.mark.parametrize("asked_by", ["0000000001", "ada/clock#1"])
def test_an_entry_in_a_repository_of_one_of_ours_is_not_opened(asked_by):
    """By its number it would tell the login, by its address the pseudonym."""
    row = entry(1, item="github:ada/clock#1", repository="github:ada/clock")
    hidden = replace(ledger_with(row), pseudonyms={"github:ada": "wren-0"})

    with pytest.raises(WrongUse, match="a repository of one of our own accounts") as wrong:
        find_entries(hidden, asked_by)

    assert "wren-0" not in str(wrong.value)
    assert find_entries(replace(hidden, pseudonyms={}), asked_by)
