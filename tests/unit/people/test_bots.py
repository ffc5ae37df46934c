"""Who is a program: by whose word, in which order, and who only looks like one."""

import pytest

from twohats.people.bots import bot_reason, known_bots, looks_like_bot

RULES = {
    "github:tidy": (True, "it tidies"),
    "github:quiet": (True, ""),
    "github:coveralls": (False, "a person here"),
    "github:typed": (False, ""),
}


@pytest.mark.parametrize(
    ("account", "kind", "reason"),
    [
        ("github:tidy", "user", "the workspace says so: it tidies"),
        ("github:quiet", None, "the workspace says so: no reason given"),
        ("github:machine", "bot", "the forge says so"),
        ("github:checks[bot]", "user", "its login ends with [bot]"),
        ("github:codecov-io", None, "on the list of known bots: reports coverage"),
        ("github:coveralls", "user", None),
        ("github:typed", "bot", None),
        ("github:ada", "user", None),
        ("github:ada", None, None),
        ("github:ada", "unknown", None),
        ("github:tidewater", "organization", None),
        ("github:helper-bot", "user", None),
        ("github:bots", "user", None),
    ],
)
def test_reason(account, kind, reason):
    """The workspace's word comes first, then the forge's, the ending, the list; else no bot."""
    assert bot_reason(account, kind, RULES) == reason


def test_the_list_knows_logins_in_lower_case():
    """Keys of accounts are lower case, whatever the list's spelling."""
    assert all(login == login.lower() and does for login, does in known_bots().items())
    assert bot_reason("github:drahtbot", "user", {})


@pytest.mark.parametrize(
    ("account", "looks"),
    [
        ("github:helper-bot", True),
        ("github:lantern-ci", True),
        ("github:k8s-robot", True),
        ("github:checks[bot]", False),
        ("github:ada", False),
        ("github:botanist", False),
    ],
)
def test_who_is_asked_about(account, looks):
    """A login that reads like a bot's is asked about; what is known to be one is not."""
    assert looks_like_bot(account) is looks
