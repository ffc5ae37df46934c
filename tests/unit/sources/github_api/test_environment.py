import stat
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from twohats.errors import WrongUse
from twohats.sources.asking.addresses import mistake_in
from twohats.sources.github_api.connecting import connect
from twohats.sources.github_api.environment import read_surroundings
from twohats.sources.github_api.places import Places, is_meant, places_of

APP = {
    "TWOHATS_GITHUB_APP_ID": "7",
    "TWOHATS_GITHUB_APP_INSTALLATION": "12",
}


def pem(key) -> bytes:
    return key.private_bytes(Encoding.PEM, PrivateFormat.TraditionalOpenSSL, NoEncryption())


@pytest.fixture(scope="module")
def key_file(tmp_path_factory) -> Path:
    file = tmp_path_factory.mktemp("app") / "key.pem"
    file.write_bytes(pem(rsa.generate_private_key(65537, 2048)))
    return file


@pytest.fixture
def gh(tmp_path):
    """Put a program named gh on the path that prints what it was asked, or fails."""

    def put(code: int = 0, words: str = "of-$4") -> dict[str, str]:
        program = tmp_path / "gh"
        program.write_text(f'#!/bin/sh\necho "{words}"\nexit {code}\n')
        program.chmod(program.stat().st_mode | stat.S_IXUSR)
        return {"PATH": f"{tmp_path}:/usr/bin:/bin"}

    return put


def found(host: str = "github.com", **environment: str) -> list[tuple[str, str]]:
    tokens = read_surroundings({"PATH": ""} | environment, host).tokens
    return [(token.origin, token.header().removeprefix("bearer ")) for token in tokens]


class TestPlaces:
    @pytest.mark.parametrize(
        ("host", "rest", "graphql"),
        [
            ("github.com", "https://api.github.com", "https://api.github.com/graphql"),
            ("acme.ghe.com", "https://api.acme.ghe.com", "https://api.acme.ghe.com/graphql"),
            (
                "git.acme.example",
                "https://git.acme.example/api/v3",
                "https://git.acme.example/api/graphql",
            ),
        ],
    )
    def test_by_host(self, host, rest, graphql):
        """Each edition of GitHub answers where its host says."""
        assert places_of(host) == Places(host, rest, graphql)

    def test_as_actions_sets_them(self):
        """The addresses that Actions sets are used as they are."""
        environment = {
            "GITHUB_SERVER_URL": "https://git.acme.example",
            "GITHUB_API_URL": "https://git.acme.example/api/v3",
            "GITHUB_GRAPHQL_URL": "https://git.acme.example/api/graphql",
        }

        places = read_surroundings(environment, "git.acme.example").places

        assert places.rest == "https://git.acme.example/api/v3"
        assert places.graphql == "https://git.acme.example/api/graphql"

    @pytest.mark.parametrize(
        ("rest", "graphql"),
        [
            ("http://127.0.0.1:8080", "http://127.0.0.1:8080/graphql"),
            ("https://git.acme.example/api/v3/", "https://git.acme.example/api/graphql"),
        ],
    )
    def test_graphql_beside_rest(self, rest, graphql):
        """Where only the address of REST is set, that of GraphQL stands beside it."""
        assert read_surroundings({"GITHUB_API_URL": rest}, "github.com").places.graphql == graphql

    def test_actions_of_another_server(self):
        """On an Enterprise server's runner github.com is still asked at github.com."""
        environment = {
            "GITHUB_SERVER_URL": "https://git.acme.example",
            "GITHUB_API_URL": "https://git.acme.example/api/v3",
        }

        assert read_surroundings(environment, "github.com").places == places_of("github.com")

    @pytest.mark.parametrize(
        "address",
        [
            "https://api.github.com",
            "https://git.acme.example:8443/api/v3",
            "http://localhost:80",
            "http://[::1]:80",
        ],
    )
    def test_good_address(self, address):
        """Encrypted addresses, and this very machine, may get tokens."""
        assert mistake_in(address) is None

    @pytest.mark.parametrize(
        ("address", "why"),
        [
            ("http://git.acme.example/api/v3", "tokens would travel unencrypted; use https://"),
            ("http://127.0.0.1.acme.example", "tokens would travel unencrypted; use https://"),
            ("git.acme.example", "it does not begin with https:// and a host"),
            ("ftp://git.acme.example", "it does not begin with https:// and a host"),
            ("https://user:word@git.acme.example", "it holds more than a host and a path"),
            ("https://git.acme.example:port", "it is not an address"),
        ],
    )
    def test_bad_address(self, address, why):
        """Any other address is turned down before a token goes there."""
        assert mistake_in(address) == why

    @pytest.mark.parametrize(
        ("environment", "host", "meant"),
        [
            ({}, "github.com", True),
            ({}, "acme.ghe.com", True),
            ({}, "git.acme.example", False),
            ({"GITHUB_API_URL": "https://git.acme.example/api/v3"}, "git.acme.example", True),
            ({"GITHUB_SERVER_URL": "https://github.com"}, "github.com", True),
            ({"GITHUB_SERVER_URL": "https://github.com"}, "git.acme.example", False),
            ({"GITHUB_SERVER_URL": "https://git.acme.example"}, "github.com", False),
        ],
    )
    def test_whose_variables(self, environment, host, meant):
        """The variables of Actions are about the server they name."""
        assert is_meant(environment, host) is meant


class TestOrder:
    def test_own_tokens_first(self):
        """Tokens set for this program come before all others."""
        assert found(TWOHATS_GITHUB_TOKENS="one,two", GITHUB_TOKEN="three", GH_TOKEN="four") == [
            ("TWOHATS_GITHUB_TOKENS, number 1", "one"),
            ("TWOHATS_GITHUB_TOKENS, number 2", "two"),
        ]

    def test_that_of_actions_next(self):
        """The token of Actions comes before that of the command line."""
        assert found(GITHUB_TOKEN="three", GH_TOKEN="four") == [("GITHUB_TOKEN", "three")]

    def test_that_of_the_command_line(self):
        """The variable of GitHub's command line counts where no other is set."""
        assert found(GITHUB_TOKEN="  ", GH_TOKEN="four") == [("GH_TOKEN", "four")]

    def test_logged_in(self, gh):
        """Where nothing is set, GitHub's program is asked for the host's token."""
        assert found(**gh()) == [("`gh auth token --hostname github.com`", "of-github.com")]

    def test_not_asked_without_need(self, gh):
        """GitHub's program is not asked where a token is set."""
        assert found(**gh(), GH_TOKEN="four") == [("GH_TOKEN", "four")]

    @pytest.mark.parametrize(("code", "words"), [(1, "no token"), (0, "")])
    def test_not_logged_in(self, gh, code, words):
        """A program that is not logged in has no token."""
        assert found(**gh(code, words)) == []

    def test_broken_program(self, gh, tmp_path):
        """A program that cannot be run has no token."""
        environment = gh()
        (tmp_path / "gh").write_bytes(b"\x7fELF and no more")

        assert found(**environment) == []


class TestEachForgeItsOwn:
    def test_enterprise(self):
        """An Enterprise server gets its own token, and none that was meant for github.com."""
        tokens = {"GITHUB_TOKEN": "one", "GH_TOKEN": "two", "TWOHATS_GITHUB_TOKENS": "three"}

        assert found("git.acme.example", **tokens) == []
        assert found("git.acme.example", **tokens, GH_ENTERPRISE_TOKEN="four") == [
            ("GH_ENTERPRISE_TOKEN", "four")
        ]
        assert found("git.acme.example", GITHUB_ENTERPRISE_TOKEN="five") == [
            ("GITHUB_ENTERPRISE_TOKEN", "five")
        ]

    def test_github_com(self):
        """Tokens of an Enterprise server, set by its Actions or by hand, do not go to github.com."""
        environment = {
            "GITHUB_SERVER_URL": "https://git.acme.example",
            "GITHUB_TOKEN": "one",
            "GH_ENTERPRISE_TOKEN": "two",
        }

        assert found("github.com", **environment) == []
        assert found("git.acme.example", **environment) == [("GITHUB_TOKEN", "one")]

    def test_logged_in_there(self, gh):
        """GitHub's program is asked for the token of just this host."""
        assert found("git.acme.example", **gh())[0][1] == "of-git.acme.example"

    def test_data_residency(self):
        """Hosts that GitHub runs for one company take the same variables as github.com."""
        assert found("acme.ghe.com", GH_TOKEN="four") == [("GH_TOKEN", "four")]


class TestMistakes:
    def test_all_at_once(self, tmp_path):
        """Everything that cannot be used is told at once, and no secret with it."""
        environment = {
            "PATH": "",
            "GITHUB_API_URL": "http://git.acme.example",
            "GITHUB_GRAPHQL_URL": "graphql",
            "TWOHATS_GITHUB_APP_ID": "7",
            "TWOHATS_GITHUB_APP_KEY": str(tmp_path / "no.pem"),
            "GITHUB_TOKEN": "two words",
        }
        with pytest.raises(WrongUse) as caught:
            connect("github.com", environment, now=None, wait=None)

        assert str(caught.value).splitlines() == [
            "GITHUB_API_URL: is not usable: tokens would travel unencrypted; use https://",
            "GITHUB_GRAPHQL_URL: is not usable: it does not begin with https:// and a host",
            "GITHUB_TOKEN: is no token: it holds blanks or letters that none has",
            "TWOHATS_GITHUB_APP_INSTALLATION: is not set, but a GitHub App needs all three",
            "TWOHATS_GITHUB_APP_KEY: the file cannot be read: No such file or directory",
        ]

    @pytest.mark.parametrize(
        ("content", "why"),
        [
            (b"", "is not a private key in PEM form without a password"),
            (
                b"-----BEGIN RSA PRIVATE KEY-----\n",
                "is not a private key in PEM form without a password",
            ),
            (
                pem(ec.generate_private_key(ec.SECP256R1())),
                "is not an RSA key, as GitHub Apps have",
            ),
        ],
        ids=["empty", "cut", "other kind"],
    )
    def test_bad_key(self, tmp_path, content, why):
        """A file that is no key of a GitHub App is told as such."""
        file = tmp_path / "key.pem"
        file.write_bytes(content)
        surroundings = read_surroundings(APP | {"TWOHATS_GITHUB_APP_KEY": str(file)}, "github.com")

        assert [str(mistake) for mistake in surroundings.mistakes] == [
            f"TWOHATS_GITHUB_APP_KEY: the file {why}"
        ]

    def test_app(self, key_file):
        """A GitHub App with all three is used, and the person's own token is left alone."""
        environment = APP | {"TWOHATS_GITHUB_APP_KEY": str(key_file), "GITHUB_TOKEN": "mine"}
        surroundings = read_surroundings(environment, "github.com")

        assert (surroundings.tokens, surroundings.mistakes) == ((), ())
        assert surroundings.app.origin == "the GitHub App 7"
        assert "PRIVATE" not in repr(surroundings)

    @pytest.mark.parametrize(
        ("host", "words"),
        [
            (
                "github.com",
                "github.com: not read: there is no token. Set GITHUB_TOKEN, or log in by "
                "`gh auth login` (several tokens go into TWOHATS_GITHUB_TOKENS).",
            ),
            (
                "git.acme.example",
                "git.acme.example: not read: there is no token for it. Set GH_ENTERPRISE_TOKEN, or "
                "log in by `gh auth login --hostname git.acme.example`.",
            ),
        ],
    )
    def test_no_token(self, host, words):
        """Without any token the error says what to do; it is a wrong use, not a broken source."""
        with pytest.raises(WrongUse) as caught:
            connect(host, {"PATH": ""}, now=None, wait=None)

        assert str(caught.value) == words
