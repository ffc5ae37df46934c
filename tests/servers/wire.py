"""A wire between a client and a server that can be cut where a test wants it."""

import socket
import threading
from collections.abc import Callable


class Wire:
    """Passes bytes on between clients and a port on loopback, until told to stop.

    Parameters
    ----------
    port
        Of the server.
    cut
        Looks at what a client sends, with its number from 1, before it is passed on: ``"before"``
        cuts and passes nothing on, ``"after"`` passes it on and lets no answer back, None goes on.
    heals
        Whether clients that connect after the cut get through.
    """

    def __init__(self, port: int, cut: Callable[[int, bytes], str | None], *, heals: bool) -> None:
        self._server = ("127.0.0.1", port)
        self._cut = cut
        self._heals = heals
        self._sent = 0
        self.is_cut = False
        self._listening = socket.create_server(("127.0.0.1", 0))
        self.port = self._listening.getsockname()[1]
        self._threads: list[threading.Thread] = []

    def __enter__(self) -> "Wire":
        self._start(self._listen)
        return self

    def __exit__(self, *_: object) -> None:
        # A blocked accept does not see a close; it does see a client.
        self._heals = False
        self.is_cut = True
        with socket.create_connection(("127.0.0.1", self.port)):
            pass
        for thread in self._threads:
            thread.join(10)
        self._listening.close()

    def _start(self, work: Callable[..., None], *words: object) -> None:
        thread = threading.Thread(target=work, args=words, daemon=True)
        self._threads.append(thread)
        thread.start()

    def _listen(self) -> None:
        while True:
            client, _ = self._listening.accept()
            if self.is_cut and not self._heals:
                client.close()
                return
            server = socket.create_connection(self._server)
            self._start(self._from_client, client, server)
            self._start(self._from_server, server, client)

    def _from_client(self, client: socket.socket, server: socket.socket) -> None:
        while text := _received(client):
            self._sent += 1
            what = None if self.is_cut else self._cut(self._sent, text)
            if what == "after":
                # No answer may come back, and the server is to have it all the same.
                self.is_cut = True
                _close(client)
                server.sendall(text)
                break
            if what == "before":
                self.is_cut = True
                _close(client)
                break
            server.sendall(text)
        _close(server)

    def _from_server(self, server: socket.socket, client: socket.socket) -> None:
        while text := _received(server):
            try:
                client.sendall(text)
            except OSError:
                break
        _close(client)


def _received(one: socket.socket) -> bytes:
    try:
        return one.recv(1 << 16)
    except OSError:
        return b""


def _close(one: socket.socket) -> None:
    try:
        one.shutdown(socket.SHUT_RDWR)
    except OSError:
        pass
    finally:
        one.close()
