"""The card with what people confirmed laid over it."""

from datetime import UTC, datetime

import pytest

from twohats.errors import WrongUse
from twohats.flow.brief import acknowledgement, brief, confirmation
from twohats.journal.cards import CONFIRMED, READ
from twohats.records.cards import CARD, CONFIRMABLE, Paper, Papers
from twohats.records.decisions import Decision

KEY = "github:example/kelp"
NOON = datetime(2026, 5, 1, tzinfo=UTC)


def papers(guide="Please add a line to CHANGELOG.md.\n", **more):
    """A repository with a guide."""
    return Papers(KEY, (Paper("CONTRIBUTING.md", guide, NOON, "contributing"),), **more)


def line(what, content, number=1):
    """One line of the journal."""
    return Decision(
        f"{number:026}", "ada@example.org", NOON, what, (f"{KEY} {number}",), "", content
    )


def shown(card, name):
    """Value and state of a fact."""
    return [(row["value"], row["confirmed"]) for row in card.rows if row["fact"] == name]


def test_every_fact_has_a_row():
    """What was not found says so, and where only documents are known, that nobody looked."""
    assert {row["fact"] for row in brief(papers()).rows} == set(CARD)
    assert shown(brief(papers()), "license.spdx") == [("not found", "")]
    assert shown(brief(papers(is_whole=False)), "license.spdx") == [("not looked", "")]


def test_only_what_preflight_goes_by_is_asked_about():
    """Nobody confirms where the community talks."""
    text = "Please add a line to CHANGELOG.md.\n\nAsk at https://discourse.kelp.example/.\n"

    assert brief(papers(text)).asks == ("contributing.changelog",)
    with pytest.raises(WrongUse, match="preflight does not go by it"):
        confirmation(papers(text), "communication.space", "ada")


def test_a_confirmed_fact_shows_the_day_and_asks_no_more():
    """By the journal, not by memory."""
    word = line(CONFIRMED, confirmation(papers(), "contributing.changelog", "ada"))
    card = brief(papers(), [word])

    assert shown(card, "contributing.changelog") == [("yes", "2026-05-01")]
    assert card.asks == ()


def test_a_changed_file_asks_again():
    """The word was about another text."""
    word = line(CONFIRMED, confirmation(papers(), "contributing.changelog", "ada"))
    card = brief(papers("Please add a line to CHANGELOG.md, by hand.\n"), [word])

    assert shown(card, "contributing.changelog") == [
        ("yes", "asks again: CONTRIBUTING.md changed since 2026-05-01")
    ]
    assert card.asks == ("contributing.changelog",)


def test_what_a_person_entered_takes_the_place_of_what_was_read():
    """Until the guide changes."""
    word = line(CONFIRMED, confirmation(papers(), "contributing.changelog=no", "ada"))

    assert shown(brief(papers(), [word]), "contributing.changelog") == [("no", "2026-05-01")]


def test_what_was_not_found_needs_a_value():
    """There is nothing to say yes to."""
    with pytest.raises(WrongUse, match="Say what holds: --confirm"):
        confirmation(papers(), "contributing.tests", "ada")


def test_a_word_on_another_repository_is_left_alone():
    """Two communities may say the same."""
    content = {
        **confirmation(papers(), "contributing.changelog", "ada"),
        "repository": "github:a/b",
    }

    assert brief(papers(), [line(CONFIRMED, content)]).asks == ("contributing.changelog",)


def test_reading_is_shown_by_day_and_count_and_asks_again():
    """Names of those who read stay in the journal."""
    read = [
        line(READ, acknowledgement(papers(), who), at) for at, who in enumerate(["ada", "bo"], 1)
    ]

    assert shown(brief(papers(), read), "contributing.document")[0][1] == "read 2026-05-01 by 2"
    changed = shown(brief(papers("Other.\n"), read), "contributing.document")[0][1]
    assert changed == "asks again: changed since 2026-05-01"


def test_what_is_only_linked_to_is_not_acknowledged():
    """Its text was not read, so nobody could tell when it changes."""
    text = "We follow a [Code of Conduct](https://kelp.example/coc).\n"
    linking = Papers(KEY, (Paper("README.md", text, NOON, "readme"),))

    assert shown(brief(linking), "conduct.document") == [
        ("elsewhere: https://kelp.example/coc", "")
    ]
    with pytest.raises(WrongUse, match="nothing was acknowledged"):
        acknowledgement(linking, "ada")


def test_what_the_organization_may_keep_and_nobody_read_is_named():
    """With the way to have it read, which for what was synced is another one."""
    unread = (
        "What example keeps for all its repositories was not read. It would be in example/.github: "
    )

    assert brief(papers()).unread == f"{unread}--community PATH"
    assert brief(papers(is_whole=False)).unread == f"{unread}twohats sync example/.github"
    assert brief(papers(has_shared=True)).unread == ""


def test_what_nobody_asks_for_is_told_by_name():
    """A change that has to bring a line for the changelog has nothing said of tests."""
    assert brief(papers()).undemanded == ("contributing.tests", "contributing.docs")


def test_nothing_to_read_is_not_acknowledged():
    """A yes to nothing says nothing."""
    with pytest.raises(WrongUse, match="nothing was acknowledged"):
        acknowledgement(Papers(KEY), "ada")


def test_every_fact_to_confirm_is_of_the_card():
    """Preflight goes by facts that can be shown."""
    assert set(CONFIRMABLE) <= set(CARD)
