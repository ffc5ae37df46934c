"""Requests and responses, apart from how they travel."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any


@dataclass(frozen=True)
class Request:
    """One request, as it came."""

    number: int
    method: str
    path: str
    """Without query and without the prefix of Enterprise."""
    query: Mapping[str, str]
    headers: Mapping[str, str]
    body: bytes
    prefix: str = ""

    @property
    def is_graphql(self) -> bool:
        return self.path in ("/graphql", "/api/graphql")

    def at(self, path: str) -> "Request":
        """Make the same request of another path."""
        return replace(self, path=path)


@dataclass
class Response:
    """What is answered."""

    status: int
    content: Any = None
    headers: dict[str, str] = field(default_factory=dict)
    raw: bytes | None = None
    content_type: str = "application/json; charset=utf-8"

    def encoded(self) -> bytes:
        if self.raw is not None:
            return self.raw
        if self.content is None:
            return b""
        return json.dumps(self.content, ensure_ascii=False).encode()
