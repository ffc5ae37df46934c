import ssl
import threading
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID
from fakes.scripted_forge import Said, ScriptedForge

from twohats.errors import SourceUnreadable
from twohats.sources.asking.clock import ServerClock
from twohats.sources.asking.faults import Broken
from twohats.sources.asking.meter import Meter
from twohats.sources.asking.sending import Header, Sender
from twohats.sources.asking.sending import make_client as make_plain_client
from twohats.sources.asking.tokens import Token
from twohats.sources.github_api.client import make_client

TOKEN = Token("made-up-token", "GITHUB_TOKEN")


@pytest.fixture
def no_proxies(monkeypatch):
    for name in ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "NO_PROXY"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.lower(), raising=False)


@pytest.fixture
def send(clock, no_proxies):
    """Send by a client that is made when it is needed, as the environment is then."""
    made = []

    def by_get(address: str):
        made.append(make_client())
        return Sender(made[-1], ServerClock(clock.now), Meter()).send("GET", address, TOKEN)

    yield by_get
    for client in made:
        client.close()


def test_proxy(send, monkeypatch):
    """A proxy that the environment names is used."""
    with ScriptedForge([Said(content={"by": "proxy"})]) as proxy:
        monkeypatch.setenv("HTTP_PROXY", proxy.url)

        assert send("http://forge.example/x").body == b'{"by": "proxy"}'
        assert proxy.asked[0].path == "http://forge.example/x"


def test_no_proxy_to_this_machine(send, monkeypatch):
    """This very machine is reached without a proxy, which could not reach it."""
    with ScriptedForge([]) as proxy, ScriptedForge([Said()]) as forge:
        monkeypatch.setenv("HTTP_PROXY", proxy.url)

        assert send(f"{forge.url}/x").status == 200
        assert proxy.asked == []


def test_proxy_that_refuses(send, monkeypatch):
    """A proxy that lets nothing through is named as the cause."""
    with ScriptedForge([]) as proxy:
        monkeypatch.setenv("HTTPS_PROXY", proxy.url)

        with pytest.raises(Broken) as caught:
            send("https://forge.example/x")
    assert str(caught.value) == "the proxy that HTTPS_PROXY names does not let it through"


def test_unknown_certificate(send, tmp_path):
    """A server whose certificate nobody vouches for gets no token; the cause is told."""
    with unknown_server(tmp_path) as (address, heard), pytest.raises(SourceUnreadable) as caught:
        send(address)

    assert str(caught.value) == (
        f"{address[8:-2]}: not read: its certificate is not trusted here. Where an office inspects "
        "TLS, add the office's own certificate to those of the system, or name it in SSL_CERT_FILE."
    )
    assert heard == []


class unknown_server:
    """A server with a certificate it gave itself."""

    def __init__(self, folder):
        self.heard: list[str] = []
        heard = self.heard

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                heard.append(self.headers["authorization"])

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.handle_error = lambda *_: None
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(_certificate(folder))
        self.server.socket = context.wrap_socket(self.server.socket, server_side=True)

    def __enter__(self):
        threading.Thread(target=self.server.serve_forever, args=(0.01,), daemon=True).start()
        return f"https://localhost:{self.server.server_port}/x", self.heard

    def __exit__(self, *_):
        self.server.shutdown()
        self.server.server_close()


def _certificate(folder):
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(7)
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False)
        .sign(key, SHA256())
    )
    file = folder / "server.pem"
    file.write_bytes(
        key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
        + made.public_bytes(Encoding.PEM)
    )
    return file


def test_secret_header_stays_at_home(clock, no_proxies):
    """A service led on to another host takes no secret there, whichever header held it."""
    with ScriptedForge([Said()]) as elsewhere:
        moved = Said(301, headers={"Location": f"{elsewhere.url}/x"})
        with ScriptedForge([moved]) as home, make_plain_client() as client:
            header = Header("PRIVATE-TOKEN", "")
            sender = Sender(client, ServerClock(clock.now), Meter(), header)
            sender.send("GET", f"{home.url}/x", TOKEN)

            assert home.asked[0].headers["private-token"] == "made-up-token"
            assert "private-token" not in elsewhere.asked[0].headers


def test_secret_header_follows_at_home(clock, no_proxies):
    """A renamed thing on the same host is asked for with the same secret."""
    moved = Said(301, headers={"Location": "/new"})
    with ScriptedForge([moved, Said()]) as home, make_plain_client() as client:
        sender = Sender(client, ServerClock(clock.now), Meter(), Header("PRIVATE-TOKEN", ""))
        sender.send("GET", f"{home.url}/old", TOKEN)

        assert [one.headers["private-token"] for one in home.asked] == ["made-up-token"] * 2
