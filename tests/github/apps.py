"""GitHub Apps: who proves to be one, by a JSON web token signed with its key (RS256)."""

import json
from base64 import urlsafe_b64decode
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import load_pem_public_key

LONGEST = 600
"""Seconds that a token may live."""
TOLERANCE = 60
"""Seconds that the clocks may differ."""


class NotAnApp(Exception):
    """GitHub's words for why a token is not taken."""


def app_of(token: str, keys: Mapping[str, bytes], now: datetime) -> str:
    """Find out which app signed a token.

    Parameters
    ----------
    token
        The JWT.
    keys
        Public keys (PEM) by the id of the app.
    now
        By the server's clock.

    Raises
    ------
    NotAnApp
        It is not signed by a known app, not yet or no longer good, or good for too long.
    """
    head, claims, signed, signature = _read(token)
    app = str(claims.get("iss"))
    if head.get("alg") != "RS256" or app not in keys:
        raise NotAnApp("A JSON web token could not be decoded")
    key = load_pem_public_key(keys[app])
    assert isinstance(key, RSAPublicKey)
    try:
        key.verify(signature, signed, PKCS1v15(), SHA256())
    except InvalidSignature:
        raise NotAnApp("A JSON web token could not be decoded") from None
    _check_times(claims, now.timestamp())
    return app


def _read(token: str) -> tuple[Any, Any, bytes, bytes]:
    try:
        head, claims, signature = token.split(".")
        signed = f"{head}.{claims}".encode()
        return json.loads(_bytes(head)), json.loads(_bytes(claims)), signed, _bytes(signature)
    except ValueError:
        raise NotAnApp("A JSON web token could not be decoded") from None


def _bytes(text: str) -> bytes:
    return urlsafe_b64decode(text + "=" * (-len(text) % 4))


def _check_times(claims: Mapping[str, Any], now: float) -> None:
    issued, ends = claims.get("iat"), claims.get("exp")
    if not isinstance(issued, int) or issued > now + TOLERANCE:
        raise NotAnApp(
            "'Issued at' claim ('iat') must be an Integer representing the time that the "
            "assertion was issued."
        )
    if not isinstance(ends, int) or ends < now:
        raise NotAnApp(
            "'Expiration time' claim ('exp') must be a numeric value representing the future time "
            "at which the assertion expires."
        )
    if ends > now + LONGEST + TOLERANCE:
        raise NotAnApp("'Expiration time' claim ('exp') is too far in the future")
