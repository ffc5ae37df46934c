"""One request and its answer, with everything the HTTP library knows of the token left behind.

Its errors carry frames in which the header can be read. So they are ended here, and a new one goes on
that holds only words.
"""

from collections.abc import Generator, Mapping
from dataclasses import dataclass
from datetime import timedelta
from urllib.parse import urlsplit

import httpx2

from twohats import __version__
from twohats.errors import SourceUnreadable
from twohats.sources.asking.addresses import origin_of
from twohats.sources.asking.clock import ServerClock
from twohats.sources.asking.faults import Broken, Heard, one_line
from twohats.sources.asking.meter import Meter
from twohats.sources.asking.tokens import Token, hide

TIMEOUT = httpx2.Timeout(60.0, connect=15.0, pool=None)
"""Services stop a query after ten seconds or so; slow lines need some more."""

MOST_REDIRECTS = 5

NOT_TRUSTED = "CERTIFICATE_VERIFY_FAILED"
"""How the TLS library says that nobody vouches for a server."""

THIS_MACHINE = ("localhost", "127.0.0.1", "[::1]")
"""No proxy can reach it."""

HOME = "twohats.home"
"""Under this a request carries its first address, and the headers that stay there."""

SIGN = f"twohats/{__version__} (+https://pypi.org/project/twohats/)"


def make_client(headers: Mapping[str, str] | None = None) -> httpx2.Client:
    """Make the client all requests go through: proxies of the environment, certificates of the system.

    Parameters
    ----------
    headers
        Sent with every request, to say which version and form are spoken; nothing secret.
    """
    trusted = httpx2.create_ssl_context()
    direct = httpx2.HTTPTransport(verify=trusted)
    return httpx2.Client(
        verify=trusted,
        mounts={f"all://{host}": direct for host in THIS_MACHINE},
        timeout=TIMEOUT,
        max_redirects=MOST_REDIRECTS,
        headers={"User-Agent": SIGN, **(headers or {})},
        event_hooks={"request": [_keep_at_home]},
    )


def _keep_at_home(request: httpx2.Request) -> None:
    """Take off a request that was led on to another host what is for the first one alone.

    The library does so with ``Authorization`` only.
    """
    home, names = request.extensions.get(HOME, (None, ()))
    if home and origin_of(str(request.url)) != home:
        for name in names:
            request.headers.pop(name, None)


@dataclass(frozen=True)
class Header:
    """Where a service wants the token."""

    name: str = "Authorization"
    before: str = "bearer "
    """Stands before the secret."""
    beside: tuple[str, ...] = ()
    """Further headers of the client that go where the token goes, and nowhere else."""

    @property
    def names(self) -> tuple[str, ...]:
        """All that stay with the service."""
        return (self.name, *self.beside)


BEARER = Header()


class _Signed(httpx2.Auth):
    def __init__(self, token: Token, header: Header):
        self._token = token
        self._header = header

    def auth_flow(
        self, request: httpx2.Request
    ) -> Generator[httpx2.Request, httpx2.Response, None]:
        signed = self._token.header(self._header.before)
        if signed:  # nobody has none
            request.headers[self._header.name] = signed
        yield request


class Sender:
    """Sends requests; safe to use from several threads.

    Parameters
    ----------
    client
        Closed by whoever made it.
    header
        Where the token goes.
    """

    def __init__(
        self,
        client: httpx2.Client,
        clock: ServerClock,
        meter: Meter,
        header: Header = BEARER,
    ):
        self._client = client
        self._clock = clock
        self._meter = meter
        self._header = header

    def send(
        self,
        method: str,
        address: str,
        token: Token,
        *,
        body: bytes | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> Heard:
        """Send one request and hear the whole answer.

        Only GET is led on to another address, and another host does not get the token.

        Raises
        ------
        Broken
            Nothing came, or not all of it.
        SourceUnreadable
            Nobody vouches for the server; trying again does not help.
        """
        started_at, began = self._clock.now(), self._clock.ours()
        response, words = self._reach(method, address, token, body, headers or {})
        if response is None:
            self._meter.add(requests=1)
            if NOT_TRUSTED in words:
                raise SourceUnreadable(_not_trusted(address))
            raise Broken(hide(words, [token]))
        self._meter.add(
            requests=1 + len(response.history), received_bytes=response.num_bytes_downloaded
        )
        took = max(self._clock.ours() - began, timedelta())
        made_at = self._clock.hear(response.headers)
        return Heard(
            response.status_code,
            response.headers,
            # A proxy may repeat it, and people paste it into issues.
            token.hide_in_bytes(response.content),
            asked_at=made_at - took if made_at else started_at,
            heard_at=self._clock.now(),
            took_s=took.total_seconds(),
            next_page=response.links.get("next", {}).get("url"),
        )

    def _reach(
        self,
        method: str,
        address: str,
        token: Token,
        body: bytes | None,
        headers: Mapping[str, str],
    ) -> tuple[httpx2.Response | None, str]:
        try:
            response = self._client.request(
                method,
                address,
                content=body,
                headers=headers,
                auth=_Signed(token, self._header),
                extensions={HOME: (origin_of(address), self._header.names)},
                follow_redirects=method == "GET",
            )
        except (httpx2.HTTPError, httpx2.InvalidURL) as error:
            return None, _words(error)
        except BaseException as error:  # noqa: BLE001 (it goes on, without its frames)
            # An interrupted run shows where it was; not what it held.
            raise error.with_traceback(None) from None
        return response, ""


def _not_trusted(address: str) -> str:
    return (
        f"{urlsplit(address).netloc}: not read: its certificate is not trusted here. Where an office "
        "inspects TLS, add the office's own certificate to those of the system, or name it in "
        "SSL_CERT_FILE."
    )


def _words(error: Exception) -> str:
    """Say what went wrong on the way, in words that hold nothing of the request."""
    if isinstance(error, httpx2.TimeoutException):
        return "no answer came in time"
    if isinstance(error, httpx2.ProxyError):
        return "the proxy that HTTPS_PROXY names does not let it through"
    if isinstance(error, httpx2.ConnectError):
        return f"no connection ({one_line(str(error))})"
    if isinstance(error, httpx2.DecodingError):
        return "the answer was cut off or damaged"
    if isinstance(error, httpx2.TooManyRedirects):
        return f"it leads on more than {MOST_REDIRECTS} times"
    return f"the connection broke ({one_line(str(error))})"
