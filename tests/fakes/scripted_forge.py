"""A real server on loopback that answers what a test wrote down, and a clock that tests move."""

import json
import socket
import struct
import threading
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Literal

BEGINNING = datetime(2026, 11, 20, 13, 0, tzinfo=UTC)


class MovedClock:
    """A clock that only waiting moves."""

    def __init__(self, at: datetime = BEGINNING):
        self.at = at
        self.waits: list[float] = []
        self._lock = threading.Lock()

    def now(self) -> datetime:
        return self.at

    def wait(self, seconds: float) -> None:
        assert seconds >= 0
        with self._lock:
            self.waits.append(seconds)
            self.at += timedelta(seconds=seconds)


@dataclass(frozen=True)
class Asked:
    """One request as it came."""

    method: str
    path: str
    headers: Mapping[str, str]
    """Names in lower case."""
    body: bytes

    @property
    def token(self) -> str:
        return self.headers.get("authorization", "").removeprefix("bearer ")


@dataclass(frozen=True)
class Said:
    """One answer to give."""

    status: int = 200
    content: object = field(default_factory=dict)
    """Made JSON unless it is bytes."""
    headers: Mapping[str, str] = field(default_factory=dict)
    ends: Literal["whole", "cut", "reset", "silent"] = "whole"
    """``cut``: half of the body; ``reset``: nothing, hard; ``silent``: nothing, the line is closed."""

    @property
    def body(self) -> bytes:
        return (
            self.content if isinstance(self.content, bytes) else json.dumps(self.content).encode()
        )


Answering = Callable[[Asked], Said]


class ScriptedForge:
    """Answers from a list, then with what comes last; or as a function says.

    Use it as a context manager; `url` is where it listens.
    """

    def __init__(self, script: Iterable[Said] | Answering, then: Said | Answering | None = None):
        self.asked: list[Asked] = []
        self.most_at_once = 0
        self._script = iter(()) if callable(script) else iter(script)
        self._then = script if callable(script) else then
        self._lock = threading.Lock()
        self._at_once = 0
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self._server.daemon_threads = True

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._server.server_port}"

    def environment(self, tokens: str = "made-up-token", **more: str) -> dict[str, str]:
        """What the surroundings of a program that talks to it would be."""
        return {"GITHUB_API_URL": self.url, "TWOHATS_GITHUB_TOKENS": tokens, "PATH": "", **more}

    def __enter__(self) -> "ScriptedForge":
        threading.Thread(target=self._server.serve_forever, args=(0.01,), daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()

    def _answer(self, asked: Asked) -> Said:
        with self._lock:
            self.asked.append(asked)
            said = next(self._script, None)
        if said is None:
            said = self._then(asked) if callable(self._then) else self._then
        assert said is not None, f"nobody wrote down what to answer to {asked.method} {asked.path}"
        return said

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        forge = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"
            # Head and body in one piece, or the system waits for an acknowledgement in between.
            wbufsize = 1 << 16

            def handle_one_request(self) -> None:
                # A client that hangs up is no news here.
                with suppress(ConnectionError):
                    super().handle_one_request()

            def do_GET(self) -> None:
                self._serve()

            def do_POST(self) -> None:
                self._serve()

            def _serve(self) -> None:
                with forge._lock:
                    forge._at_once += 1
                    forge.most_at_once = max(forge.most_at_once, forge._at_once)
                try:
                    body = self.rfile.read(int(self.headers.get("content-length", 0)))
                    headers = {name.lower(): value for name, value in self.headers.items()}
                    said = forge._answer(Asked(self.command, self.path, headers, body))
                finally:
                    with forge._lock:
                        forge._at_once -= 1
                self._say(said)

            def _say(self, said: Said) -> None:
                if said.ends in ("reset", "silent"):
                    if said.ends == "reset":
                        linger = struct.pack("ii", 1, 0)
                        self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger)
                    self.close_connection = True
                    return
                # Without a date: the clock of the test is not the machine's.
                self.send_response_only(said.status)
                for name, value in said.headers.items():
                    self.send_header(name, value)
                if said.status != 304:
                    self.send_header("Content-Length", str(len(said.body)))
                self.end_headers()
                if said.status != 304:
                    body = said.body
                    self.wfile.write(body[: len(body) // 2] if said.ends == "cut" else body)
                if said.ends == "cut":
                    self.close_connection = True

            def log_message(self, *_: object) -> None:
                pass

        return Handler


def limit_headers(
    left: int, *, limit: int = 5000, resets_in_s: int = 1800, at: datetime = BEGINNING
) -> dict[str, str]:
    """Headers that tell of a limit."""
    return {
        "X-RateLimit-Limit": str(limit),
        "X-RateLimit-Remaining": str(left),
        "X-RateLimit-Used": str(limit - left),
        "X-RateLimit-Reset": str(int((at + timedelta(seconds=resets_in_s)).timestamp())),
    }
