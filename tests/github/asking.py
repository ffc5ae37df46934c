"""Short ways to ask a simulator, for its own tests: nothing but the standard library in between."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.error import HTTPError
from urllib.request import Request, urlopen


@dataclass(frozen=True)
class Said:
    """What the server said."""

    status: int
    headers: Mapping[str, str]
    content: Any


def send(
    url: str, token: str | None = None, body: Any = None, method: str | None = None, **headers: str
) -> Said:
    """Send one request; any status is an answer. Underscores in header names become hyphens."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    if token:
        named["Authorization"] = f"Bearer {token}"
    content = None if body is None else json.dumps(body).encode()
    try:
        with urlopen(Request(url, content, named, method=method)) as answered:
            return _said(answered)
    except HTTPError as error:
        with error:
            return _said(error)


def _said(answered: Any) -> Said:
    body = answered.read()
    try:
        content = json.loads(body) if body else None
    except ValueError:
        content = body.decode()
    return Said(answered.status, dict(answered.headers), content)


def ask(
    server: Any, query: str, variables: Mapping[str, Any] | None = None, token: str | None = None
) -> Any:
    """Send one GraphQL query; the decoded answer."""
    body = {"query": query, "variables": dict(variables or {})}
    return send(server.graphql_url, token or server.token, body).content


def get(server: Any, path: str, **headers: str) -> Said:
    return send(server.url + path, server.token, **headers)


def get_all(server: Any, path: str) -> list[Any]:
    """Get a list to its end by its Link header."""
    found, url = [], server.url + path
    while url:
        said = send(url, server.token)
        assert said.status == 200, said
        found += said.content
        links = dict(
            (part.split('rel="')[1].rstrip('"'), part.split(">")[0].strip(" <"))
            for part in said.headers.get("Link", "").split(",")
            if part
        )
        url = links.get("next")
    return found
