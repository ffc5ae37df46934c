"""A GitHub for the tests: a real HTTP server on loopback over a made-up world.

::

    def test_something(github):
        world = World()
        ada = world.user("ada")
        anvil = world.repository("acme/anvil")
        world.issue(anvil, ada, "It is too heavy")
        server = github(world)                    # ends with the test
        ...  # GITHUB_API_URL=server.url  GITHUB_GRAPHQL_URL=server.graphql_url
        ...  # a good token: server.token

or, outside of tests, ``with Simulator(world) as github: github.url``.

GraphQL is executed against GitHub's published schema, and REST is there where GraphQL has no
answer. Limits are the documented ones. Time is `Simulator.clock`: it stands still but for the
`latency` each request takes and for what the tests add, so hand ``github.clock.wait`` to whatever
would sleep. `Simulator.count` says what was asked for; `github.faults` what goes wrong.
"""

import gzip
import json
import socket
import struct
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from email.utils import format_datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import RLock, Thread
from types import TracebackType
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from github.execution import check, run
from github.faults import SECONDARY, Fault, Faults, took_too_long
from github.limits import Clock, Count, Secondary, Token
from github.resolvers import Asked, TookTooLong
from github.routes import answer_rest
from github.things import Account
from github.wire import Request, Response
from github.world import World

GOOD_TOKEN = "ghp_made-up-and-good"
"""The token that works where a test names none."""
ENTERPRISE = "/api/v3"
"""What paths of an Enterprise server begin with; taken here as well."""


@dataclass(frozen=True)
class Call:
    """What was asked and answered, for tests that look at it afterwards."""

    number: int
    token: str | None
    method: str
    path: str
    query: str
    """Text of the GraphQL query, or what stood after ``?``."""
    variables: Mapping[str, Any]
    status: int
    points: int
    nodes: int
    bytes: int
    fault: str | None = None


class Simulator:
    """The server.

    Parameters
    ----------
    world
        What it serves; it may change meanwhile.
    tokens
        Logins by token; None: an installation, which has no user. Left out: `GOOD_TOKEN` of a user
        ``reader``.
    faults
        What goes wrong.
    latency
        Seconds that each request takes by the simulated clock.
    heaviest
        Nodes that a query may look up before GitHub gives up on it; None: any number. GitHub says
        ten seconds; how many nodes these are, it does not.
    gives_part
        Whether what is too heavy is answered in part with RESOURCE_LIMITS_EXCEEDED; if not, by 502
        and 504 in turn, and the points are taken twice.
    points
        Points (and REST requests) per token and hour.
    secondary
        The secondary limits.
    app_keys
        Public keys (PEM) by the id of a GitHub App, for its JWT to be checked.
    public_api
        What addresses in answers begin with; left out: where the server is.
    limited
        Whether there are limits at all; an Enterprise server has none unless somebody sets them.
    """

    def __init__(
        self,
        world: World,
        *,
        tokens: Mapping[str, str | None] | None = None,
        faults: Faults | None = None,
        latency: float = 0.2,
        heaviest: int | None = 10_000,
        gives_part: bool = False,
        points: int = 5_000,
        secondary: Secondary | None = None,
        app_keys: Mapping[str, bytes] | None = None,
        public_api: str | None = None,
        limited: bool = True,
    ):
        self.world = world
        self.clock = Clock(world.now)
        self.faults = faults or Faults()
        self.latency = latency
        self.heaviest, self.gives_part = heaviest, gives_part
        self._public_api = public_api
        self.limited = limited
        self.secondary = secondary or Secondary()
        self.points = points
        self.app_keys = dict(app_keys or {})
        self.installations: dict[int, tuple[str, str]] = {}
        """App and owner, by the number of the installation."""
        self.calls: list[Call] = []
        self.broken: list[Exception] = []
        """What the simulator itself could not do; raised when it ends."""
        self.tokens: dict[str, Token] = {}
        for token, login in (tokens or {GOOD_TOKEN: "reader"}).items():
            self.add_token(token, login)
        self.nobody = Token("", None, points=60)
        """Who comes without a token."""
        self._lock = RLock()
        self._requests = 0
        self._server: _Server | None = None

    # Coming and going ---------------------------------------------------------------------------

    def __enter__(self) -> "Simulator":
        self._server = _Server(self)
        thread = Thread(target=self._server.serve_forever, args=(0.02,), daemon=True)
        thread.start()
        self._thread = thread
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        assert self._server is not None
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()
        self._server = None
        if error is None and self.broken:
            raise self.broken[0]

    @property
    def url(self) -> str:
        """Where REST begins; ``GITHUB_API_URL``."""
        assert self._server is not None, "use it in a with statement"
        return f"http://127.0.0.1:{self._server.server_address[1]}"

    @property
    def public_api(self) -> str:
        """What addresses in answers begin with."""
        return self._public_api or self.url

    @property
    def graphql_url(self) -> str:
        """``GITHUB_GRAPHQL_URL``."""
        return f"{self.url}/graphql"

    @property
    def token(self) -> str:
        """A token that works."""
        return next(iter(self.tokens))

    def add_token(self, token: str, login: str | None, **fields: Any) -> Token:
        viewer: Account | None = None
        if login is not None:
            viewer = self.world.account(login) or self.world.user(login)
        fields.setdefault("points", self.points)
        made = self.tokens[token] = Token(token, viewer, **fields)
        return made

    def install(self, app: str, public_key: bytes, login: str) -> int:
        """Install an app with an owner; the number of the installation."""
        number = 7_001 + len(self.installations)
        self.app_keys[app] = public_key
        self.installations[number] = (app, login)
        return number

    def mint(self, installation: int) -> Token:
        """Make a token of an installation, good for an hour."""
        name = f"ghs_made-up-{installation}-{len(self.tokens)}"
        return self.add_token(name, None, expires_at=self.clock.now() + timedelta(hours=1))

    @property
    def count(self) -> Count:
        """What all tokens together asked for."""
        every = [one.count for one in (*self.tokens.values(), self.nobody)]
        added = {name: sum(vars(one)[name] for one in every) for name in vars(every[0])}
        return Count(**added)

    # Answering ----------------------------------------------------------------------------------

    def answer(self, request: Request) -> tuple[Response, bytes, str | None]:
        """Answer one request: the head, the body, and how the line shall break."""
        self.clock.advance(self.latency)
        token, refusal = self._token(request)
        with self._lock:
            token.at_once += 1
            token.count.most_at_once = max(token.count.most_at_once, token.at_once)
            token.count.requests += 1
        fault = self.faults.at(request.number)
        try:
            response, told = self._answer(request, token, refusal, fault)
        except Exception as error:  # noqa: BLE001 - told when the simulator ends
            self.broken.append(error)
            response, told = Response(500, {"message": f"simulator: {error!r}"}), {}
        if fault and fault.change:
            with self.world.lock:
                fault.change()
        cut = fault.cut if fault else None
        body = self._encode(request, response, cut)
        self._note(request, token, response, fault, told, len(body))
        return response, body, cut

    def _answer(
        self, request: Request, token: Token, refusal: Response | None, fault: Fault | None
    ) -> tuple[Response, dict[str, Any]]:
        told: dict[str, Any] = {}
        if refusal is not None:
            return refusal, told
        if fault is not None and self._is_instead(fault):
            return self._failure(request, token, fault), told
        response = self._served(request, token, told)
        if fault is not None and fault.errors and request.is_graphql:
            response = _with_errors(response, fault)
        return response, told

    def _encode(self, request: Request, response: Response, cut: str | None) -> bytes:
        """Make the body, and the headers that speak of it."""
        headers, body = response.headers, response.encoded()
        headers.setdefault("Content-Type", response.content_type)
        if cut == "silent":
            body = body[: len(body) // 2]
        if "gzip" in request.headers.get("accept-encoding", "") and len(body) > 500:
            body = gzip.compress(body, 1, mtime=0)
            headers["Content-Encoding"] = "gzip"
        return body

    def _is_instead(self, fault: Fault) -> bool:
        """Whether the request is not even looked at."""
        return fault.status is not None or fault.spent is not None or fault.cut == "before"

    def _failure(self, request: Request, token: Token, fault: Fault) -> Response:
        if fault.spent is not None:
            window = getattr(token, fault.spent)
            window.turn(self.clock.now())
            window.used = window.limit
            return self._used_up(request, token)
        headers = dict(fault.headers)
        if fault.name == "secondary":
            token.count.refused += 1
            wait = float(fault.headers.get("Retry-After", 60))
            _block(token, self.clock, wait)
        return Response(
            fault.status or 500, None, headers, raw=fault.body, content_type=fault.content_type
        )

    def _served(self, request: Request, token: Token, told: dict[str, Any]) -> Response:
        kind = "graphql" if request.is_graphql else "rest"
        if request.path != "/rate_limit" and self.limited:
            refused = self._limited(request, token, kind)
            if refused is not None:
                return refused
        if request.is_graphql:
            return self._graphql(request, token, told)
        return answer_rest(self, request, token)

    def _limited(self, request: Request, token: Token, kind: str) -> Response | None:
        now = self.clock.now()
        reads = request.is_graphql or request.method in ("GET", "HEAD", "OPTIONS")
        with self._lock:
            if self.secondary.breach(token, kind, 1 if reads else 5, now):
                token.count.refused += 1
                until = token.blocked_until
                wait = max(1, int((until - now).total_seconds())) if until else 1
                return Response(403, SECONDARY, {"Retry-After": str(wait)})
            window = self.window(request, token)
            window.turn(now)
            if window.remaining == 0:
                token.count.refused += 1
                return self._used_up(request, token)
        return None

    def window(self, request: Request, token: Token) -> Any:
        """Which of its limits a request counts against."""
        if request.is_graphql:
            return token.graphql
        return token.search if request.path.startswith("/search/") else token.core

    def _used_up(self, request: Request, token: Token) -> Response:
        """Refuse by the primary limit: inside a 200 in GraphQL, as 403 in REST."""
        who = token.viewer.number_in_database if token.viewer else 0
        message = f"API rate limit exceeded for user ID {who}."
        headers = self.window(request, token).headers()
        if request.is_graphql:
            errors = [{"type": "RATE_LIMITED", "message": message}]
            return Response(200, {"errors": errors}, headers)
        return Response(403, {"message": message}, headers)

    def _token(self, request: Request) -> tuple[Token, Response | None]:
        given = request.headers.get("authorization", "")
        scheme, _, secret = given.partition(" ")
        is_app = request.path.startswith("/app/") or request.path.endswith("/installation")
        if not given or is_app:
            if request.is_graphql:
                refusal = Response(401, {"message": "Requires authentication", "status": "401"})
                return self.nobody, refusal
            return self.nobody, None
        token = self.tokens.get(secret.strip())
        expired = token and token.expires_at and self.clock.now() >= token.expires_at
        if scheme.lower() not in ("bearer", "token") or token is None or expired:
            refusal = Response(401, {"message": "Bad credentials", "status": "401"})
            return self.nobody, refusal
        return token, None

    def _graphql(self, request: Request, token: Token, told: dict[str, Any]) -> Response:
        try:
            sent = json.loads(request.body)
            query, variables = sent["query"], sent.get("variables") or {}
        except (ValueError, KeyError, TypeError):
            return Response(400, {"message": "Problems parsing JSON"})
        operation = sent.get("operationName")
        told |= {"query": query, "variables": variables}
        checked = check(query, variables, operation)
        window, cost = token.graphql, checked.cost
        if checked.errors:
            return Response(200, {"errors": list(checked.errors)}, window.headers())
        points = cost.points
        with self._lock:
            window.used += points
            token.count.graphql += 1
            token.count.points += points
            token.count.lookups += cost.requests
        told["points"] = points
        limit = {
            "cost": points,
            "limit": window.limit,
            "node_count": cost.nodes,
            "remaining": window.remaining,
            "reset_at": window.resets_at,
            "used": window.used,
        }
        asked = Asked(
            self.world,
            token.viewer,
            limit if self.limited else None,
            heaviest=self.heaviest,
            gives_part=self.gives_part,
        )
        try:
            content = run(checked, variables, operation, asked)
        except TookTooLong:
            return self._timeout(token, points)
        finally:
            told["nodes"] = asked.weight
            token.count.nodes += asked.weight
        return Response(200, content, window.headers())

    def _timeout(self, token: Token, points: int) -> Response:
        """Give up after ten seconds; more points are taken for that, as documented."""
        self.clock.advance(10)
        with self._lock:
            token.graphql.used += points
            token.count.points += points
            token.count.timeouts += 1
            code = 502 if token.count.timeouts % 2 else 504
        return Response(code, took_too_long(), token.graphql.headers())

    def _note(
        self,
        request: Request,
        token: Token,
        response: Response,
        fault: Fault | None,
        told: dict[str, Any],
        sent: int,
    ) -> None:
        """Count it; from here on it is no longer one of those at once."""
        with self._lock:
            token.at_once -= 1
            token.count.bytes += sent
            token.count.faults += fault is not None and fault.change is None
        if not self.limited:
            for name in [one for one in response.headers if one.startswith("X-RateLimit")]:
                del response.headers[name]
        elif not request.is_graphql:
            response.headers = self.window(request, token).headers() | response.headers
        query = told.get("query") or "&".join(f"{k}={v}" for k, v in request.query.items())
        self.calls.append(
            Call(
                request.number,
                token.name or None,
                request.method,
                request.path,
                query,
                told.get("variables", {}),
                response.status,
                told.get("points", 0),
                told.get("nodes", 0),
                sent,
                fault.name if fault else None,
            )
        )

    # Used by the server -------------------------------------------------------------------------

    def next_number(self) -> int:
        with self._lock:
            self._requests += 1
            return self._requests


def _block(token: Token, clock: Clock, seconds: float) -> None:
    token.blocked_until = clock.now() + timedelta(seconds=seconds)


def _with_errors(response: Response, fault: Fault) -> Response:
    """Put errors into a good answer, and take data out of it."""
    content = dict(response.content or {})
    data = content.get("data")
    data = _without(data, fault.blank)
    content |= {"data": data, "errors": [*content.get("errors", ()), *fault.errors]}
    return Response(200, content, response.headers)


def _without(data: Any, path: Sequence[str]) -> Any:
    """Put None in place of what a path leads to; the path that leads nowhere changes nothing."""
    if not path:
        return None
    if not isinstance(data, dict) or path[0] not in data:
        return data
    return data | {path[0]: _without(data[path[0]], path[1:])}


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False
    request_queue_size = 256

    def __init__(self, simulator: Simulator):
        self.simulator = simulator
        super().__init__(("127.0.0.1", 0), _Handler)

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Leave it to the client to say that a connection broke; anything else is told."""
        if not isinstance(sys.exception(), ConnectionError):
            super().handle_error(request, client_address)


class _Handler(BaseHTTPRequestHandler):
    """Reads requests, writes answers, and breaks them where a fault says so."""

    server: _Server
    protocol_version = "HTTP/1.1"
    server_version = "GitHub.example"
    sys_version = ""

    def setup(self) -> None:
        super().setup()
        self.connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

    def do_GET(self) -> None:
        self._do()

    do_POST = do_PUT = do_PATCH = do_DELETE = do_HEAD = do_GET

    def log_message(self, format: str, *arguments: Any) -> None:
        """Say nothing: tests look at `Simulator.calls`."""

    def date_time_string(self, timestamp: float | None = None) -> str:
        return format_datetime(self.server.simulator.clock.now(), usegmt=True)

    def _do(self) -> None:
        simulator = self.server.simulator
        length = int(self.headers.get("Content-Length") or 0)
        parts = urlsplit(self.path)
        prefix = ENTERPRISE if parts.path.startswith(ENTERPRISE) else ""
        path = parts.path.removeprefix(prefix) or "/"
        request = Request(
            simulator.next_number(),
            self.command,
            path,
            dict(parse_qsl(parts.query, keep_blank_values=True)),
            {name.lower(): value for name, value in self.headers.items()},
            self.rfile.read(length),
            prefix,
        )
        self._send(request, *simulator.answer(request))

    def _send(self, request: Request, response: Response, body: bytes, cut: str | None) -> None:
        if cut == "before":
            self.close_connection = True
            self.connection.shutdown(socket.SHUT_RDWR)
            return
        if cut == "stall":
            self.close_connection = True
            self.connection.recv(1)  # returns when the other side has gone
            return
        self.send_response(response.status)
        for name, value in response.headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if cut == "reset":
            self._reset()
        elif cut == "body":
            self.wfile.write(body[: len(body) // 2])
            self.close_connection = True
        elif request.method != "HEAD" and response.status != 304:
            self.wfile.write(body)

    def _reset(self) -> None:
        """Close the connection in a way that the other side sees as a reset."""
        linger = struct.pack("ii", 1, 0)
        self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger)
        self.connection.close()
        self.close_connection = True
