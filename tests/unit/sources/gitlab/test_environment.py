"""Which token goes to which GitLab; none goes to another."""

import pytest

from twohats.sources.gitlab_api.environment import read_surroundings

ACME = "git.acme.example"


def found(host: str, **environment: str) -> tuple[str, list[str]]:
    read = read_surroundings(environment, host)
    return read.rest, [one.origin for one in read.tokens]


@pytest.mark.parametrize(
    ("host", "environment", "expected"),
    [
        ("gitlab.com", {"GITLAB_TOKEN": "a"}, ("https://gitlab.com/api/v4", ["GITLAB_TOKEN"])),
        (ACME, {"GITLAB_TOKEN": "a"}, (f"https://{ACME}/api/v4", [])),
        (
            ACME,
            {"GITLAB_TOKEN": "a", "GITLAB_API_URL": f"https://{ACME}/git/api/v4/"},
            (f"https://{ACME}/git/api/v4", ["GITLAB_TOKEN"]),
        ),
        (
            "gitlab.com",
            {"GITLAB_TOKEN": "a", "GITLAB_API_URL": f"https://{ACME}/git/api/v4"},
            ("https://gitlab.com/api/v4", []),
        ),
        (
            ACME,
            {"GITLAB_TOKEN": "a", "GITLAB_TOKEN_GIT_ACME_EXAMPLE": "b"},
            (f"https://{ACME}/api/v4", ["GITLAB_TOKEN_GIT_ACME_EXAMPLE"]),
        ),
        (
            "gitlab.com",
            {"TWOHATS_GITLAB_TOKENS": "a, b a", "GITLAB_TOKEN": "c"},
            (
                "https://gitlab.com/api/v4",
                ["TWOHATS_GITLAB_TOKENS, number 1", "TWOHATS_GITLAB_TOKENS, number 2"],
            ),
        ),
    ],
)
def test_whose_token(host, environment, expected):
    """A token goes to the host it is meant for, and to no other."""
    assert found(host, **environment) == expected


def test_mistakes_are_told_at_once():
    """An address without encryption and a token with a blank inside are both named, not shown."""
    there = {"GITLAB_API_URL": f"http://{ACME}/api/v4", "GITLAB_TOKEN": "se\ncret\x07"}
    read = read_surroundings(there, ACME)

    assert [str(one) for one in read.mistakes] == [
        "GITLAB_API_URL: is not usable: tokens would travel unencrypted; use https://",
        "GITLAB_TOKEN, number 2: is no token: it holds blanks or letters that none has",
    ]
    assert "cret" not in repr(read)
