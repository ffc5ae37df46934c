"""A GitLab for the tests: a real HTTP server on loopback over a made-up world.

Written from GitLab's published REST descriptions: pages by offset with ``Link`` and ``X-…`` headers
(totals left out above a number, documented as 10,000), ``RateLimit-…`` by the minute with a plain-text
429 and ``Retry-After``, 404 for what a token may not see, 301 for a project that was renamed.

::

    with Simulator(world) as server:
        ...  # server.environment says where it is and with which token
"""

import json
import socket
import struct
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import timedelta
from email.utils import format_datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Lock, Thread
from typing import Any, Literal
from urllib.parse import parse_qsl, urlencode, urlsplit

from github.limits import Clock
from gitlab.answers import Answers, Kept, Missing, Moved
from gitlab.world import World

GOOD_TOKEN = "glpat-made-up-and-good"
HOST = "gitlab.example"


@dataclass(frozen=True)
class Fault:
    """One thing that goes wrong with one request."""

    status: int | None = None
    body: bytes = b""
    headers: Mapping[str, str] = field(default_factory=dict)
    ends: Literal["whole", "cut", "reset"] = "whole"
    """``cut``: half of the body; ``reset``: nothing, hard."""
    change: Callable[[], None] | None = None
    """Changes the world, after the answer is made."""


FAULTS: Mapping[str, Fault] = {
    "server": Fault(500, b'{"message":"500 Internal Server Error"}'),
    "gateway": Fault(502, b"<html>502 Bad Gateway</html>"),
    "away": Fault(503, b"GitLab is not responding", {"Retry-After": "20"}),
    "limited": Fault(429, b"Retry later\n", {"Retry-After": "45"}),
    "throttled": Fault(
        429,
        b'{"message":{"error":"This endpoint has been requested too many times. Try again later."}}',
    ),
    "cut": Fault(ends="cut"),
    "reset": Fault(ends="reset"),
}
"""One of each kind that another try may end."""


@dataclass(frozen=True)
class Call:
    """One request and what came of it."""

    path: str
    query: Mapping[str, str]
    status: int
    token: str | None


@dataclass
class Minute:
    """What a token has left in the present minute."""

    limit: int
    used: int = 0
    began: int = 0

    def headers(self) -> dict[str, str]:
        reset = (self.began + 1) * 60
        return {
            "RateLimit-Limit": str(self.limit),
            "RateLimit-Observed": str(self.used),
            "RateLimit-Remaining": str(max(0, self.limit - self.used)),
            "RateLimit-Reset": str(reset),
            "RateLimit-Name": "throttle_authenticated_api",
        }


class Simulator:
    """The server.

    Parameters
    ----------
    world
        What it serves; it may change meanwhile.
    tokens
        Those that are good.
    faults
        By number of the request, from 1.
    limit
        Requests a minute for each token; None: it tells of none.
    base
        Path below which it answers, for a self-managed server: ``/git``.
    most_told
        Lists longer than this come without totals.
    links
        Whether ``Link`` headers arrive; some proxies take them away.
    """

    def __init__(
        self,
        world: World,
        *,
        tokens: tuple[str, ...] = (GOOD_TOKEN,),
        faults: Mapping[int, Fault] | None = None,
        limit: int | None = 2_000,
        base: str = "",
        latency: float = 0.0,
        most_told: int = 10_000,
        links: bool = True,
    ):
        self.world = world
        self.tokens = tokens
        self.faults = dict(faults or {})
        self.limit = limit
        self.base = base
        self.latency = latency
        self.most_told = most_told
        self.links = links
        self.clock = Clock(world.now + timedelta(days=1))
        self.calls: list[Call] = []
        self.broken: list[Exception] = []
        self._minutes = {token: Minute(limit or 0) for token in tokens}
        self._lock = Lock()

    def __enter__(self) -> "Simulator":
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self._server.daemon_threads = True
        Thread(target=self._server.serve_forever, args=(0.01,), daemon=True).start()
        return self

    def __exit__(self, kind: object, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()
        if kind is None and self.broken:
            raise self.broken[0]

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._server.server_port}{self.base}"

    @property
    def environment(self) -> dict[str, str]:
        """What the surroundings of a program that reads it would be."""
        return {
            "GITLAB_TOKEN": ",".join(self.tokens),
            "GITLAB_API_URL": f"{self.url}/api/v4",
            "PATH": "",
        }

    def answer(self, path: str, query: dict[str, str], token: str | None) -> "Reply":
        """Answer one request."""
        with self._lock:
            number = len(self.calls) + 1
            fault = self.faults.get(number, Fault())
            self.clock.advance(self.latency)
            reply = self._answer(path, query, token, fault)
            self.calls.append(Call(path, query, reply.status, token))
            reply.ends = fault.ends
            if fault.change:
                fault.change()
        return reply

    def _answer(self, path: str, query: dict[str, str], token: str | None, fault: Fault) -> "Reply":
        if token is not None and token not in self.tokens:
            return Reply(401, {"message": "401 Unauthorized"})
        headers = {} if token is None or self.limit is None else self._count(token)
        if headers is None:
            assert token is not None
            limits = self._minutes[token].headers()
            wait = int(limits["RateLimit-Reset"]) - int(self.clock.now().timestamp())
            return Reply(429, b"Retry later\n", limits | {"Retry-After": str(wait)})
        if fault.status is not None:
            return Reply(fault.status, fault.body, {**headers, **fault.headers})
        if not path.startswith(f"{self.base}/api/v4/"):
            return Reply(404, {"error": "404 Not Found"}, headers)
        reply = self._found(path[len(self.base) + 7 :], query)
        reply.headers = {**headers, **reply.headers}
        return reply

    def _count(self, token: str) -> dict[str, str] | None:
        """Count a request; None: there are no more this minute."""
        minute, now = self._minutes[token], int(self.clock.now().timestamp()) // 60
        if minute.began != now:
            minute.began, minute.used = now, 0
        minute.used += 1
        return minute.headers() if minute.used <= minute.limit else None

    def _found(self, path: str, query: dict[str, str]) -> "Reply":
        try:
            with self.world.lock:
                content, is_list = Answers(self.world, f"https://{HOST}").find(path, query)
        except Missing:
            return Reply(404, {"message": "404 Not Found"})
        except Kept:
            return Reply(403, {"message": "403 Forbidden"})
        except Moved as moved:
            words = urlencode(query)
            address = f"{self.url}/api/v4{moved.path}{'?' + words if words else ''}"
            return Reply(301, b"This resource has been moved permanently", {"Location": address})
        except Exception as error:  # noqa: BLE001 (told when the simulator ends)
            self.broken.append(error)
            return Reply(500, {"message": repr(error)})
        return self._page(path, query, content) if is_list else Reply(200, content)

    def _page(self, path: str, query: dict[str, str], content: list[Any]) -> "Reply":
        page, size = int(query.get("page", 1)), min(100, int(query.get("per_page", 20)))
        rest = content[(page - 1) * size :]
        headers = {"X-Page": str(page), "X-Per-Page": str(size), "X-Next-Page": ""}
        links = []
        if len(rest) > size:
            following = urlencode({**query, "page": page + 1, "per_page": size})
            headers["X-Next-Page"] = str(page + 1)
            links.append(f'<{self.url}/api/v4{path}?{following}>; rel="next"')
        if len(content) <= self.most_told:
            headers["X-Total"] = str(len(content))
            headers["X-Total-Pages"] = str(-(-len(content) // size))
        return Reply(
            200, rest[:size], headers | ({"Link": ", ".join(links)} if links and self.links else {})
        )

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        simulator = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"
            # Head and body in one piece, or the system waits for an acknowledgement in between.
            wbufsize = 1 << 16

            def handle_one_request(self) -> None:
                with suppress(ConnectionError):
                    super().handle_one_request()

            def do_GET(self) -> None:
                parts = urlsplit(self.path)
                query = dict(parse_qsl(parts.query, keep_blank_values=True))
                reply = simulator.answer(parts.path, query, self.headers.get("private-token"))
                if reply.ends == "reset":
                    linger = struct.pack("ii", 1, 0)
                    self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger)
                    self.close_connection = True
                    return
                body = reply.body
                self.send_response_only(reply.status)
                self.send_header("Date", format_datetime(simulator.clock.now(), usegmt=True))
                self.send_header("Content-Length", str(len(body)))
                for name, value in reply.headers.items():
                    self.send_header(name, value)
                self.end_headers()
                self.wfile.write(body[: len(body) // 2] if reply.ends == "cut" else body)
                self.close_connection |= reply.ends == "cut"

            def log_message(self, *_: object) -> None:
                pass

        return Handler


@dataclass
class Reply:
    """One answer to give."""

    status: int
    content: Any
    headers: dict[str, str] = field(default_factory=dict)
    ends: str = "whole"

    @property
    def body(self) -> bytes:
        return (
            self.content if isinstance(self.content, bytes) else json.dumps(self.content).encode()
        )
