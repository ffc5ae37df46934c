import base64
import json
from datetime import timedelta

import pytest
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from fakes.scripted_forge import BEGINNING, Asked, Said, ScriptedForge

from twohats.errors import SourceUnreadable
from twohats.sources.github_api.connecting import connect

QUERY = "{ viewer { login } }"
KEY = rsa.generate_private_key(65537, 2048)


@pytest.fixture
def app(tmp_path):
    file = tmp_path / "key.pem"
    file.write_bytes(KEY.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    return {
        "TWOHATS_GITHUB_APP_ID": "7",
        "TWOHATS_GITHUB_APP_INSTALLATION": "12",
        "TWOHATS_GITHUB_APP_KEY": str(file),
    }


class Forge(ScriptedForge):
    """Gives out a new token each time, good for an hour, and refuses those that were withdrawn."""

    def __init__(self, clock):
        self.given = 0
        self.withdrawn: set[str] = set()
        self.clock = clock
        super().__init__(self.answer)

    def answer(self, asked: Asked) -> Said:
        if asked.path == "/app/installations/12/access_tokens":
            self.given += 1
            ends_at = (self.clock.at + timedelta(hours=1)).strftime("%Y-%m-%dT%H:%M:%SZ")
            return Said(201, {"token": f"given-{self.given}", "expires_at": ends_at})
        if asked.token in self.withdrawn:
            return Said(401, {"message": "Bad credentials"})
        return Said(content={"data": {"viewer": {"login": "app"}}})


@pytest.fixture
def connection(app, clock):
    with Forge(clock) as forge:
        environment = forge.environment("", **app)
        with connect("github.com", environment, now=clock.now, wait=clock.wait) as connection:
            yield forge, connection


def unpacked(part: str) -> dict:
    return json.loads(base64.urlsafe_b64decode(part + "=" * (-len(part) % 4)))


def test_signature(connection):
    """The App says who it is by a signature that its public key confirms, good for under ten minutes."""
    forge, asking = connection
    asking.ask(QUERY)

    head, claims, signed = forge.asked[0].token.split(".")
    KEY.public_key().verify(
        base64.urlsafe_b64decode(signed + "=" * (-len(signed) % 4)),
        f"{head}.{claims}".encode(),
        PKCS1v15(),
        SHA256(),
    )
    now = int(BEGINNING.timestamp())
    assert unpacked(head) == {"alg": "RS256", "typ": "JWT"}
    assert unpacked(claims) == {"iat": now - 60, "exp": now + 540, "iss": "7"}


def test_token_is_kept(connection):
    """A token serves many requests."""
    forge, asking = connection
    for _ in range(3):
        asking.ask(QUERY)

    assert [asked.token for asked in forge.asked[1:]] == ["given-1"] * 3


def test_token_is_renewed(connection, clock):
    """Five minutes before a token ends there is a new one."""
    forge, asking = connection
    asking.ask(QUERY)
    clock.at += timedelta(minutes=54)
    asking.ask(QUERY)
    clock.at += timedelta(minutes=1)
    asking.ask(QUERY)

    used = [asked.token for asked in forge.asked if asked.path == "/graphql"]
    assert used == ["given-1", "given-1", "given-2"]


def test_withdrawn_token(connection):
    """A token that was withdrawn before its end is replaced once."""
    forge, asking = connection
    asking.ask(QUERY)
    forge.withdrawn.add("given-1")

    assert asking.ask(QUERY).data
    assert forge.given == 2


def test_withdrawn_app(connection):
    """An App whose new token is refused, too, is done; the error names it."""
    forge, asking = connection
    forge.withdrawn |= {"given-1", "given-2"}

    with pytest.raises(SourceUnreadable, match="refuses the token of the GitHub App 7"):
        asking.ask(QUERY)


@pytest.mark.parametrize(
    ("said", "words"),
    [
        (
            Said(404, {"message": "Not Found"}),
            "installation 12 of the GitHub App 7: not read: it does",
        ),
        (
            Said(401, {"message": "A JWT could not be decoded"}),
            "refuses the token of the GitHub App 7",
        ),
        (Said(201, {"message": "hello"}), "the answer to a signed request held no token"),
        (Said(201, b"<html>"), "the answer to a signed request held no token"),
    ],
    ids=["no such installation", "wrong key", "no token", "no JSON"],
)
def test_no_token(app, clock, said, words):
    """An App that gets no token ends in a clean error."""
    with ScriptedForge([], then=said) as forge:
        environment = forge.environment("", **app)
        with (
            connect("github.com", environment, now=clock.now, wait=clock.wait) as asking,
            pytest.raises(SourceUnreadable, match=words),
        ):
            asking.ask(QUERY)
