"""A web server of this machine that waits for one redirect of the browser."""

from __future__ import annotations

import os
import socket
import socketserver
import threading
import typing as t
from http.server import BaseHTTPRequestHandler
from urllib.parse import urlsplit

from feishu_connect import regions
from feishu_connect.errors import SettingsError
from feishu_connect.oauth import pages

if t.TYPE_CHECKING:
    from collections.abc import Callable
    from types import TracebackType

    from feishu_connect.oauth import Page

#: Seconds after which a browser that opened a connection and says nothing is hung up on.
_SILENCE = 10


def can_listen(redirect_uri: str) -> bool:
    """Tell whether the redirect leads to this machine, without TLS."""
    parts = urlsplit(redirect_uri)
    return parts.scheme == "http" and regions.is_loopback(parts.hostname or "")


class Listener:
    """Serves the redirect's address until it has been called once.

    Use it as a context: it listens from the first line to the last.
    """

    def __init__(self, redirect_uri: str, answer: Callable[[str], Page]) -> None:
        """Open nothing yet.

        Args:
            redirect_uri: Where to listen, and the only path that is answered.
            answer: Gets the whole address that the browser was sent to, gives the page to show.
                Called once; whoever comes later gets the same page.
        """
        self._redirect_uri = redirect_uri
        self._answer = answer
        self._answered = threading.Event()
        self._lock = threading.Lock()
        self._page: Page | None = None
        self._server: _Server | None = None

    def wait(self, seconds: float) -> bool:
        """Wait until the redirect was answered, and tell whether it was."""
        return self._answered.wait(seconds)

    def __enter__(self) -> Listener:  # noqa: PYI034 - typing.Self needs Python 3.11
        """Start listening.

        Raises:
            SettingsError: The address is taken, or not to be had.
        """
        parts = urlsplit(self._redirect_uri)
        try:
            # The default port of http: what the browser will call where none is named.
            self._server = _Server(parts.hostname or "", parts.port or 80, self)
        except OSError as error:
            problem = (
                f"`redirect_uri` {self._redirect_uri}: nothing can listen there "
                f"({error.strerror}): end the program that does, or use --no-browser"
            )
            raise SettingsError([problem]) from None
        threading.Thread(target=self._server.serve_forever, args=(0.1,), daemon=True).start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Stop listening."""
        if self._server is not None:
            self._server.shutdown()
            self._server.server_close()

    def page(self, target: str) -> Page:
        """Answer one request; `target` is its path with the query."""
        expected, called = urlsplit(self._redirect_uri), urlsplit(target)
        if called.path != (expected.path or "/"):
            return pages.not_found()
        with self._lock:
            if self._page is None:
                self._page = self._answer(f"{self._redirect_uri}?{called.query}")
            return self._page

    def shown(self) -> None:
        """Take note that a page has left."""
        if self._page is not None:
            self._answered.set()


class _Server(socketserver.ThreadingTCPServer):
    """Threads, because browsers open connections ahead and stay silent on them."""

    daemon_threads = True
    # On Windows the option would let a second program listen on the same port.
    allow_reuse_address = os.name == "posix"

    def __init__(self, host: str, port: int, listener: Listener) -> None:
        self.listener = listener
        self.address_family = socket.AF_INET6 if ":" in host else socket.AF_INET
        super().__init__(("127.0.0.1" if host == "localhost" else host, port), _Handler)

    def handle_error(self, request: t.Any, client_address: t.Any) -> None:
        """Say nothing: a browser that hangs up is no fault, and others go to the answer."""


class _Handler(BaseHTTPRequestHandler):
    """One request of the browser."""

    timeout = _SILENCE
    server_version = "feishu-connect"
    sys_version = ""

    def do_GET(self) -> None:
        listener = t.cast("_Server", self.server).listener
        page = listener.page(self.path)
        try:
            self._send(page)
        finally:
            # A browser that has gone meanwhile must not keep the command waiting.
            listener.shown()

    def _send(self, page: Page) -> None:
        body = page.html.encode()
        self.send_response(page.status)
        for name, value in pages.HEADERS.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)
        self.wfile.flush()

    def log_message(self, format: str, *args: t.Any) -> None:  # noqa: A002
        """Say nothing: the request line holds the authorization code."""
