"""Serve the receiver until somebody stops it."""

from __future__ import annotations

import contextlib
import signal
import socket
import threading
import typing as t

import uvicorn

from feishu_connect.errors import FeishuError

if t.TYPE_CHECKING:
    from collections.abc import Iterator

    from starlette.types import ASGIApp

_SIGNALS = (signal.SIGINT, signal.SIGTERM)
#: Connections that wait to be accepted; a burst of events comes over as many connections.
_BACKLOG = 2048
#: Connections at a time; each may hold a body in memory.
_MOST_CONNECTIONS = 2048
#: Seconds for posts in flight after a signal; Feishu waits for three.
_LAST_POSTS = 5


class Server(uvicorn.Server):
    """Ends after a signal as if it had run to its end, instead of dying from the signal."""

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Stop on SIGTERM and SIGINT; a second SIGINT does not wait for anybody."""
        if threading.current_thread() is not threading.main_thread():
            yield
            return
        before = {number: signal.signal(number, self.handle_exit) for number in _SIGNALS}
        try:
            yield
        finally:
            for number, handler in before.items():
                signal.signal(number, handler)

    def stop(self) -> None:
        """Take no further connection, finish what is in flight, and end; from any thread."""
        self.should_exit = True


def listen(host: str, port: int) -> socket.socket:
    """Bind the address before anything else is begun.

    Raises:
        FeishuError: It is taken, or not one of this machine.
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        listener = socket.create_server((host, port), family=family, backlog=_BACKLOG)
    except OSError as error:
        message = f"Cannot listen on {host}:{port}: {error.strerror or error}"
        raise FeishuError(message, cure="choose another --host or --port") from None
    # Inherited by every connection: head and body of an answer are sent apart, and the body would
    # wait up to 40 ms for the head to be confirmed.
    listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return listener


def url_of(listener: socket.socket) -> str:
    """Give the root URL on which a socket listens."""
    host, port = listener.getsockname()[:2]
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"


def make_server(app: ASGIApp) -> Server:
    """Prepare the server; `run(sockets=[...])` serves until a signal or `stop`.

    Paths are not logged: that of a callback holds the code of a sign-in.
    """
    return Server(
        uvicorn.Config(
            app,
            http="h11",
            ws="none",
            loop="asyncio",
            lifespan="on",
            log_config=None,
            log_level="warning",
            access_log=False,
            proxy_headers=False,
            server_header=False,
            backlog=_BACKLOG,
            limit_concurrency=_MOST_CONNECTIONS,
            timeout_graceful_shutdown=_LAST_POSTS,
        )
    )
