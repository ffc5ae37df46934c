"""Variables for one host alone: whose they are is never in doubt."""

import pytest

from twohats.errors import WrongUse
from twohats.flow.sync.discourse import forums_connected
from twohats.flow.sync.gitlab import gitlabs_connected, standing_of_gitlabs
from twohats.workspace import Forge

LABS = tuple(
    Forge(name, host, "gitlab")
    for name, host in (
        ("one", "git.acme.example"),
        ("two", "git-acme.example"),
        ("lab", "lab.example"),
    )
)
FORUMS = (
    Forge("talk.example.org", "talk.example.org", "discourse"),
    Forge("talk-example.org", "talk-example.org", "discourse"),
)
LAB_TOKENS = {"GITLAB_TOKEN_GIT_ACME_EXAMPLE": "made-up", "GITLAB_TOKEN_LAB_EXAMPLE": "other"}


def names_connected(connecting, places, needed, environment, clock):
    """Which of them a connection was made to; nothing is sent."""
    how = {"budget": None, "wait_s": 0, "now": clock.now, "wait": clock.wait, "say": print}
    with connecting(places, needed, environment, **how) as forges:
        return set(forges)


@pytest.mark.parametrize(
    ("connecting", "places", "environment", "said"),
    [
        (
            gitlabs_connected,
            LABS,
            LAB_TOKENS | {"GITLAB_API_URL_GIT_ACME_EXAMPLE": "https://git.acme.example/git/api/v4"},
            "GITLAB_API_URL_GIT_ACME_EXAMPLE: it would be read for git-acme.example and for "
            "git.acme.example alike. Name each of these in a workspace of its own, and set it there.\n"
            "GITLAB_TOKEN_GIT_ACME_EXAMPLE: it would be read for git-acme.example and for "
            "git.acme.example alike. Name each of these in a workspace of its own, and set it there.",
        ),
        (
            forums_connected,
            FORUMS,
            {"DISCOURSE_API_KEY_TALK_EXAMPLE_ORG": "made-up"},
            "DISCOURSE_API_KEY_TALK_EXAMPLE_ORG: it would be read for talk-example.org and for "
            "talk.example.org alike. Name each of these in a workspace of its own, and set it there.",
        ),
    ],
)
def test_variable_of_two_hosts(connecting, places, environment, said, clock):
    """Two hosts that read the same variable are refused, also where only one of them is asked."""
    for needed in ({places[0].name}, {places[0].name, places[1].name}):
        with pytest.raises(WrongUse) as caught:
            names_connected(connecting, places, needed, environment, clock)
        assert str(caught.value) == said


def test_doctor_sends_no_token_to_two_hosts(clock):
    """Looking what tokens have left is refused for the same reason, before anything is sent."""
    with pytest.raises(WrongUse, match="GITLAB_TOKEN_GIT_ACME_EXAMPLE: it would be read for"):
        standing_of_gitlabs(LABS, LAB_TOKENS, now=clock.now)


def test_hosts_that_share_nothing_that_is_set(clock):
    """Names that are alike matter only where something is set, and where one of them is asked."""
    assert names_connected(gitlabs_connected, LABS, {"lab"}, LAB_TOKENS, clock) == {"lab"}
    names = {place.name for place in FORUMS}
    assert names_connected(forums_connected, FORUMS, names, {}, clock) == names
