"""A Discourse for the tests: a real HTTP server on loopback over a made-up forum.

::

    world = World()
    lantern = world.category("lantern")
    world.topic(lantern, world.user("ada"), "How to light it")
    with Simulator(world) as forum:
        forum.environment("forum.example.org")    # where the connection finds it

It answers by Discourse's published description, under its published limits: 50 requests in ten seconds and
200 a minute for each address, 60 a minute for keys. Time is the world's: hand ``forum.wait`` to whatever would
sleep. `Simulator.calls` says what was asked for; ``forum.faults`` what goes wrong, by the number of a request.
"""

import json
import re
import socket
import struct
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from email.utils import format_datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import RLock, Thread
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from discourse.answers import Answers
from discourse.world import World

KEY = "made-up-and-good"


@dataclass(frozen=True)
class Fault:
    """One thing that goes wrong, once."""

    name: str
    status: int = 200
    body: bytes = b""
    headers: Mapping[str, str] = field(default_factory=dict)
    cut: str | None = None
    """``before`` the head, ``reset`` after it, ``body``: in the middle of it, ``half``: a short body and a
    clean end."""


def page(status: int) -> Fault:
    """Fail as what stands before Discourse does."""
    return Fault(f"{status}", status, b"<html><h1>Oops</h1></html>", {"Content-Type": "text/html"})


def limit_in_json(seconds: int = 26) -> Fault:
    """Ask for a pause as an action of Discourse does: no header, a number in the body."""
    body = {
        "errors": ["You’ve performed this action too many times, please try again later."],
        "error_type": "rate_limit",
        "extras": {"wait_seconds": seconds, "time_left": f"{seconds} seconds"},
    }
    return Fault("limit in JSON", 429, json.dumps(body).encode())


def limit_in_text(seconds: int = 10, *, header: bool = True) -> Fault:
    """Ask for a pause as the server before the program does."""
    text = (
        f"Slow down, too many requests from this IP address.\nPlease retry again in {seconds} "
        "seconds.\nError code: ip_10_secs_limit.\n"
    )
    headers = {"Retry-After": str(seconds)} if header else {}
    return Fault("limit in text", 429, text.encode(), {"Content-Type": "text/plain", **headers})


FAULTS: Mapping[str, Fault] = {
    "500": page(500),
    "502": page(502),
    "503": Fault("503", 503, b"", {"Retry-After": "3"}),
    "limit in JSON": limit_in_json(),
    "limit in text": limit_in_text(),
    "limit in words": limit_in_text(header=False),
    "hang-up": Fault("hang-up", cut="before"),
    "reset": Fault("reset", cut="reset"),
    "truncated": Fault("truncated", cut="body"),
    "half": Fault("half", cut="half"),
    "no JSON": Fault("no JSON", 200, b"<html>We will be back</html>"),
}
"""Everything that passes."""


@dataclass(frozen=True)
class Call:
    """What was asked and answered."""

    number: int
    path: str
    query: tuple[tuple[str, str], ...]
    status: int
    key: str | None


class Simulator:
    """The server.

    Parameters
    ----------
    world
        What it serves; it may change meanwhile.
    faults
        What goes wrong, by the number of a request from 1 on.
    per_page
        Topics on a page of a list.
    limited
        Whether there are limits.
    tags_are_objects
        As `Answers` has it.
    """

    def __init__(
        self,
        world: World,
        *,
        faults: Mapping[int, Fault] | None = None,
        per_page: int = 30,
        limited: bool = True,
        tags_are_objects: bool = False,
    ):
        self.world = world
        self.faults = dict(faults or {})
        self.per_page, self.limited, self.tags_are_objects = per_page, limited, tags_are_objects
        self.calls: list[Call] = []
        self.waited = 0.0
        self.keys = {KEY}
        self.before_answer: Callable[[Call], None] = lambda _: None
        """Called with each request, before it is answered: the world may change then."""
        self._asked: list[tuple[datetime, str]] = []
        self._lock = RLock()

    def __enter__(self) -> "Simulator":
        self._server = _Server(self)
        self._thread = Thread(target=self._server.serve_forever, args=(0.02,), daemon=True)
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    @property
    def url(self) -> str:
        """Where it listens."""
        return f"http://127.0.0.1:{self._server.server_address[1]}"

    def environment(self, host: str, key: str | None = None) -> dict[str, str]:
        """Tell a connection where the forum of that name is."""
        name = re.sub(r"[^A-Z0-9]", "_", host.upper())
        told = {f"DISCOURSE_URL_{name}": self.url}
        return told if key is None else {**told, f"DISCOURSE_API_KEY_{name}": key}

    def now(self) -> datetime:
        """Tell the world's time."""
        return self.world.now

    def wait(self, seconds: float) -> None:
        """Let time pass at once, and note that it was waited for."""
        self.waited += seconds
        self.world.later(seconds=seconds)

    # Answering ------------------------------------------------------------------------------------

    def answer(
        self, path: str, query: list[tuple[str, str]], key: str | None
    ) -> tuple[int, Mapping[str, str], bytes, str | None]:
        """Answer one request: status, headers, body, and how it is cut."""
        with self._lock:
            number = len(self.calls) + 1
            status, headers, content = 200, {"Content-Type": "application/json"}, b""
            call = Call(number, path, tuple(query), 0, key)
            self.before_answer(call)
            fault = self.faults.get(number) or self._limit(key)
            if fault is not None and not fault.cut:
                status, headers, content = fault.status, fault.headers, fault.body
            else:
                status, told = self._content(path, query, key)
                if status == 301:
                    headers = {"Location": told["location"]}
                content = json.dumps(told).encode()
            self.calls.append(Call(number, path, tuple(query), status, key))
            return status, headers, content, fault.cut if fault else None

    def _limit(self, key: str | None) -> Fault | None:
        now, who = self.world.now, key or "address"
        self._asked.append((now, who))
        self._asked = [one for one in self._asked if one[0] > now - timedelta(minutes=1)]
        if not self.limited:
            return None
        mine = [at for at, whose in self._asked if whose == who]
        if key is not None:
            return limit_in_json(60) if len(mine) > 60 else None
        recent = sum(at > now - timedelta(seconds=10) for at in mine)
        return limit_in_text(10) if recent > 50 or len(mine) > 200 else None

    def _content(
        self, path: str, query: list[tuple[str, str]], key: str | None
    ) -> tuple[int, dict[str, Any]]:
        if key is not None and key not in self.keys:
            words = (
                "You are not permitted to view the requested resource. "
                "The API username or key is invalid."
            )
            return 403, {"errors": [words], "error_type": "invalid_access"}
        if self.world.login_required and key is None:
            words = "You need to be logged in to do that."
            return 403, {"errors": [words], "error_type": "not_logged_in"}
        answers = Answers(
            self.world, key is not None, self.per_page, tags_are_objects=self.tags_are_objects
        )
        one = dict(query)
        raw = "include_raw" in one
        if path == "/site.json":
            return 200, answers.site()
        if path == "/posts.json":
            return 200, answers.latest_posts(int(one["before"]) if "before" in one else None)
        if found := re.fullmatch(r"/c/(.+)/(\d+)/l/latest\.json", path):
            return self._list(answers, unquote(found[1]), int(found[2]), one)
        if found := re.fullmatch(r"/t/(\d+)(/posts)?\.json", path):
            topic = next((t for t in self.world.topics if t.id == int(found[1])), None)
            if topic is not None and answers.sees(topic):
                if found[2] is None:
                    return 200, answers.topic(topic, raw=raw)
                wanted = [int(value) for name, value in query if name == "post_ids[]"]
                return 200, answers.more_posts(topic, wanted, raw=raw)
        return 404, _not_found()

    def _list(
        self, answers: Answers, slugs: str, number: int, query: Mapping[str, str]
    ) -> tuple[int, dict[str, Any]]:
        category = next((one for one in answers.categories() if one.id == number), None)
        if category is None:
            return 404, _not_found()
        right = "/".join(category.path)
        if slugs != right:
            rest = "&".join(f"{name}={value}" for name, value in query.items())
            return 301, {"location": f"/c/{right}/{number}/l/latest.json?{rest}"}
        subcategories = query.get("no_subcategories") != "true"
        page = int(query.get("page", "0"))
        return 200, answers.latest_in(category, page, subcategories=subcategories)


def _not_found() -> dict[str, Any]:
    words = "The requested URL or resource could not be found."
    return {"errors": [words], "error_type": "not_found"}


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False

    def __init__(self, simulator: Simulator):
        self.simulator = simulator
        super().__init__(("127.0.0.1", 0), _Handler)

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Leave it to the client to say that a connection broke; anything else is told."""
        if not isinstance(sys.exception(), ConnectionError):
            super().handle_error(request, client_address)


class _Handler(BaseHTTPRequestHandler):
    server: _Server
    protocol_version = "HTTP/1.1"

    def setup(self) -> None:
        super().setup()
        self.connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

    def log_message(self, format: str, *arguments: Any) -> None:
        """Say nothing: tests look at `Simulator.calls`."""

    def date_time_string(self, timestamp: float | None = None) -> str:
        return format_datetime(self.server.simulator.world.now, usegmt=True)

    def do_GET(self) -> None:
        parts = urlsplit(self.path)
        query = parse_qsl(parts.query, keep_blank_values=True)
        key = self.headers.get("Api-Key")
        status, headers, body, cut = self.server.simulator.answer(parts.path, query, key)
        if cut == "before":
            self.close_connection = True
            self.connection.shutdown(socket.SHUT_RDWR)
            return
        if cut == "half":
            body = body[: len(body) // 2]
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if cut == "reset":
            self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            self.connection.close()
            self.close_connection = True
        elif cut == "body":
            self.wfile.write(body[: len(body) // 2])
            self.close_connection = True
        else:
            self.wfile.write(body)
