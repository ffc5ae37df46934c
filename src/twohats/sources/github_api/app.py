"""A GitHub App as a source of tokens: its key signs, GitHub gives tokens that last an hour."""

import base64
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import msgspec
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import load_pem_private_key

from twohats.sources.asking.tokens import Token

BEFORE_END = timedelta(minutes=5)
"""A token is renewed this long before it ends, so that none ends on its way."""

BACK_DATED = timedelta(seconds=60)
"""GitHub turns down what was signed in its future; clocks differ."""

LONGEST = timedelta(minutes=9)
"""GitHub takes at most ten minutes."""

Exchange = Callable[[str, Token], tuple[str, datetime]]
"""Gets an installation's token: installation and signature in, secret and end out."""


@dataclass(frozen=True)
class AppKey:
    """Who a GitHub App is, and its key."""

    app: str
    """Id of the App, or its client id."""
    installation: str
    key: RSAPrivateKey
    origin: str
    """Where the key came from, as a person would name it."""


def load_key(path: Path) -> RSAPrivateKey | str:
    """Read the private key that GitHub let its owner download; else what is wrong with the file."""
    try:
        key = load_pem_private_key(path.read_bytes(), password=None)
    except OSError as error:
        return f"cannot be read: {error.strerror}"
    except (ValueError, TypeError, UnsupportedAlgorithm):
        return "is not a private key in PEM form without a password"
    return key if isinstance(key, RSAPrivateKey) else "is not an RSA key, as GitHub Apps have"


def signature(app: AppKey, now: datetime) -> Token:
    """Make the token by which the App says who it is (JWT, RS256)."""
    claims = {
        "iat": int((now - BACK_DATED).timestamp()),
        "exp": int((now + LONGEST).timestamp()),
        "iss": app.app,
    }
    text = _packed({"alg": "RS256", "typ": "JWT"}) + b"." + _packed(claims)
    signed = app.key.sign(text, PKCS1v15(), SHA256())
    return Token(b".".join((text, _url_safe(signed))).decode(), app.origin)


class Installation:
    """Tokens of one installation of a GitHub App.

    Parameters
    ----------
    exchange
        Asks GitHub; it raises what `twohats.sources.github_api.ports.Connection` raises.
    """

    def __init__(self, app: AppKey, exchange: Exchange):
        self.origin = app.origin
        self._app = app
        self._exchange = exchange
        self._lock = threading.Lock()
        self._token: Token | None = None
        self._ends_at = datetime.min.replace(tzinfo=UTC)
        self._was_renewed = False

    def token(self, now: datetime) -> Token:
        """Get the present token, or a new one where it is about to end."""
        with self._lock:
            if self._token is None or now >= self._ends_at - BEFORE_END:
                self._was_renewed = self._was_renewed and self._token is None
                text, self._ends_at = self._exchange(
                    self._app.installation, signature(self._app, now)
                )
                self._token = Token(text, self.origin)
            return self._token

    def renew(self) -> bool:
        """Drop a token that was withdrawn before its end; a second time in a row it is no accident."""
        with self._lock:
            again, self._was_renewed = self._was_renewed, True
            self._token = None
            return not again


def _packed(part: Mapping[str, object]) -> bytes:
    return _url_safe(msgspec.json.encode(part))


def _url_safe(content: bytes) -> bytes:
    return base64.urlsafe_b64encode(content).rstrip(b"=")
