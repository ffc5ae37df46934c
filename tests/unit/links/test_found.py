"""References in texts, as rows of links."""

import pytest
from fakes.small_facts import day

from twohats.links.found import LINKS, links_in
from twohats.links.linking import Linking
from twohats.workspace import Forge, Settings

ITEM, CHANGE = "github:tidewater/plan#9", "github:lantern/core#1"
URL = "https://github.com/lantern/core/pull/1"


def _found(body, item=ITEM):
    text = {
        "item": item, "event": "e", "actor": "github:wren", "happened_at": day(1),
        "body": body, "seen_at": day(2),
    }  # fmt: skip
    return [(row["to_item"], row["kind"]) for row in links_in([text], Linking()).to_pylist()]


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        (f"Closes {URL}", "closes"),
        ("Part of lantern/core#1", "part_of"),
        ("Refs lantern/core#1 and more", "ref"),
        ("Unlike lantern/core#1 this is small", "mention"),
    ],
)
def test_the_keyword_gives_the_kind(body, kind):
    """As people write it."""
    assert _found(body) == [(CHANGE, kind)]


@pytest.mark.parametrize(
    "body",
    [
        URL,
        f"Some words.\n\n{URL}\n",
        f"- {URL}",
        "- [ ] lantern/core#1",
        "1. [x] lantern/core#1.",
        f"Upstream change: {URL}",
        f"* [scopes in the gate]({URL})",
        f"<{URL}>\r\nThat one.",
    ],
)
def test_what_has_a_line_to_itself_was_put_there_to_link(body):
    """Lists of links are how trackers tie things."""
    assert _found(body) == [(CHANGE, "ref")]


@pytest.mark.parametrize(
    "body",
    [
        f"We saw {URL}",
        f"{URL} broke it",
        f"- after {URL} landed",
        "lantern/core#1 is odd",
        f"A very long sentence that somebody wrote with a colon near its end: {URL}",
    ],
)
def test_a_reference_within_a_sentence_stays_a_mention(body):
    """Passing words tie nothing."""
    assert _found(body) == [(CHANGE, "mention")]


@pytest.mark.parametrize(
    "body",
    [
        f"> {URL}",
        f"`{URL}`",
        f"```\n{URL}\n```",
        f"<!-- {URL} -->",
        "lantern/core",
        "#9",
        "color: #123456",
        "",
    ],
)
def test_quotations_code_comments_and_itself_are_no_links(body):
    """Nor is anything that only looks like one."""
    assert _found(body) == []


def test_a_text_links_to_the_same_thing_once_for_each_kind():
    """However often it names it."""
    assert _found(f"Closes lantern/core#1. As lantern/core#1 says.\n\n{URL} closes") == [
        (CHANGE, "closes"),
        (CHANGE, "mention"),
    ]


def test_an_address_that_is_no_forge_of_ours_is_kept_as_one():
    """Without a key."""
    text = {
        "item": ITEM, "event": None, "actor": None, "happened_at": None, "seen_at": None,
        "body": "See https://git.example.org/a/b/issues/3",
    }  # fmt: skip
    (row,) = links_in([text], Linking()).to_pylist()

    assert (row["to_item"], row["to_url"]) == (None, "https://git.example.org/a/b/issues/3")


def test_no_texts_give_no_links():
    """In the same columns."""
    assert links_in([], Linking()).schema == LINKS


def test_a_forge_that_is_a_gitlab_by_word_alone():
    """Where the workspace says that a forge is a GitLab, `!12` names a merge request there."""
    forge = Forge("works", "works.example", "gitlab")
    text = {
        "item": "works:group/sub/app#9", "event": "e", "actor": "works:wren",
        "happened_at": day(1), "body": "Closes !12 and #3", "seen_at": day(2),
    }  # fmt: skip
    how = Linking.of(Settings("Tidewater", forges=(forge,)))

    assert [row["to_item"] for row in links_in([text], how).to_pylist()] == [
        "works:group/sub/app!12",
        "works:group/sub/app#3",
    ]
    plain = Linking.of(Settings("Tidewater", forges=(Forge("works", "works.example"),)))
    assert [row["to_item"] for row in links_in([text], plain).to_pylist()] == [
        "works:group/sub/app#3"
    ]
