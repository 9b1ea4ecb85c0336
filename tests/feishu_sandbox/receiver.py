"""A request URL that keeps every post and answers as it is told."""

from __future__ import annotations

import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, Any, cast

if TYPE_CHECKING:
    from types import TracebackType


class Receiver:
    """Attributes: `posts` are (headers, body); `answers` are used up before 200 is given."""

    def __init__(self) -> None:
        self.posts: list[tuple[dict[str, str], bytes]] = []
        self.answers: list[int] = []
        self.reply = b"{}"
        self.hang = False
        self.released = threading.Event()
        self._server = _Server(("127.0.0.1", 0), _Handler)
        self._server.receiver = self
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.01,))
        self.url = f"http://127.0.0.1:{self._server.server_port}/app/events"

    def payload(self, index: int = -1) -> dict[str, Any]:
        body: dict[str, Any] = json.loads(self.posts[index][1])
        return body

    def __enter__(self) -> Receiver:  # noqa: PYI034 - typing.Self needs Python 3.11
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.released.set()
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()


class _Server(ThreadingHTTPServer):
    request_queue_size = 128
    receiver: Receiver


class _Handler(BaseHTTPRequestHandler):
    def do_POST(self) -> None:
        receiver = cast("_Server", self.server).receiver
        body = self.rfile.read(int(self.headers["Content-Length"]))
        receiver.posts.append((dict(self.headers), body))
        if receiver.hang:
            receiver.released.wait(20)
            self.close_connection = True
            return
        self.send_response(receiver.answers.pop(0) if receiver.answers else 200)
        self.send_header("Location", receiver.url)
        self.send_header("Content-Length", str(len(receiver.reply)))
        self.end_headers()
        self.wfile.write(receiver.reply)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - as in the base class
        """Say nothing."""
