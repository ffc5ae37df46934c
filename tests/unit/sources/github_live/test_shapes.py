"""GraphQL's nodes as REST's objects."""

import pytest
from github.schema import github_schema

from twohats.sources.github_live import queries
from twohats.sources.github_live.shapes import NO_EVENTS, account, comment, event, item, word_of
from twohats.sources.github_shapes import Repository

HOME = Repository(full_name="Acme/Anvil")

REST = {
    "AddedToProjectV2Event": "added_to_project_v2",
    "AutomaticBaseChangeSucceededEvent": "automatic_base_change_succeeded",
    "BaseRefForcePushedEvent": "base_ref_force_pushed",
    "ConvertToDraftEvent": "convert_to_draft",
    "CrossReferencedEvent": "cross_referenced",
    "HeadRefForcePushedEvent": "head_ref_force_pushed",
    "IssueComment": "commented",
    "PullRequestCommit": "committed",
    "PullRequestReview": "reviewed",
    "RenamedTitleEvent": "renamed",
    "ReviewRequestRemovedEvent": "review_request_removed",
    "UserBlockedEvent": "user_blocked",
}


@pytest.mark.parametrize(("typename", "word"), REST.items())
def test_kinds_have_the_words_of_rest(typename, word):
    """A kind of event is called what REST calls it, so that its key is the same."""
    assert word_of(typename) == word


def test_every_entry_of_a_timeline_is_asked_for():
    """Whoever did something, and when, is asked of every kind of entry that has it, but those left out."""
    schema, asked = github_schema(), queries.query("Pulls") + queries.query("Issues")
    left_out = {"MentionedEvent", "SubscribedEvent", "UnsubscribedEvent", *NO_EVENTS}
    for union in ("IssueTimelineItems", "PullRequestTimelineItems"):
        for member in schema.get_type(union).types:
            if member.name not in left_out:
                assert f"... on {member.name} {{" in asked


def test_a_bot_is_called_as_rest_calls_it():
    """GraphQL leaves away the ending that tells bots from people of the same name."""
    bot = account({"__typename": "Bot", "login": "tidy", "url": "u", "databaseId": 7})

    assert (bot.login, bot.type, bot.id) == ("tidy[bot]", "Bot", 7)
    assert account({"__typename": "User", "login": "tidy"}).login == "tidy"


def test_a_bot_in_the_place_of_a_user_is_a_bot():
    """Where GraphQL can only show users, the address tells that it is an app."""
    node = {"__typename": "User", "login": "tidy", "url": "https://github.com/apps/tidy"}
    user = {"__typename": "User", "login": "apps", "url": "https://github.com/apps"}

    assert (account(node).login, account(node).type) == ("tidy[bot]", "Bot")
    assert (account(user).login, account(user).type) == ("apps", "User")


def test_a_deleted_account_is_nobody():
    """Null as an author stays nobody."""
    assert account(None) is None


def test_numbers_beyond_31_bits_come_whole():
    """The full number is text, and counts over the short one, which may be missing."""
    assert comment({"fullDatabaseId": "4294967296", "databaseId": None}).id == 4294967296
    assert comment({"databaseId": 12}).id == 12
    assert comment({}).id is None


@pytest.mark.parametrize(
    ("body", "edited", "kept"),
    [("", None, None), ("", "2026-01-01T00:00:00Z", ""), ("Heavy.", None, "Heavy.")],
)
def test_a_text_that_nobody_wrote_is_none(body, edited, kept):
    """An item without text is None as in REST; one whose text was taken away is empty."""
    node = {"number": 1, "body": body, "lastEditedAt": edited, "state": "OPEN"}

    assert item(node, HOME, {}).body == kept


def test_a_list_that_could_not_be_read_is_unknown():
    """Unknown labels are None and not none at all."""
    node = {"number": 1, "state": "OPEN"}

    assert item(node, HOME, {"labels": None}).labels is None
    assert item(node, HOME, {"labels": []}).labels == []


def test_teams_and_people_are_asked_for_reviews_apart():
    """A team has no login; a reviewer who is gone is neither."""
    asked = [
        {"requestedReviewer": {"__typename": "User", "login": "ada"}},
        {"requestedReviewer": {"__typename": "Team", "slug": "smiths"}},
        {"requestedReviewer": None},
    ]
    shaped = item({"number": 1, "isDraft": False, "state": "OPEN"}, HOME, {"reviewers": asked})

    assert [one.login for one in shaped.requested_reviewers] == ["ada"]
    assert [one.slug for one in shaped.requested_teams] == ["smiths"]


def test_a_reference_of_something_hidden_has_no_origin():
    """What we may not see refers from nowhere, and is not made up."""
    hidden = event({"__typename": "CrossReferencedEvent", "id": "x", "source": {}})

    assert hidden.source.issue.number is None


def test_an_event_nobody_foresaw_keeps_its_word():
    """A kind that GitHub adds tomorrow is an event with the forge's own word, known by its node id."""
    new = event({"__typename": "PolishedEvent", "id": "PE_x"})

    assert (new.event, new.node_id, new.actor) == ("polished", "PE_x", None)
