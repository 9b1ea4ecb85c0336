"""Feishu's side of the long connection: a bootstrap over HTTP, then frames over a websocket."""

from __future__ import annotations

import contextlib
import http.server
import json
import threading
import typing as t

from lark_oapi.ws.pb.pbbp2_pb2 import Frame
from websockets.exceptions import ConnectionClosed
from websockets.sync.server import ServerConnection, serve

if t.TYPE_CHECKING:
    from collections.abc import Iterator

#: Seconds for anything to happen before a test gives up.
PATIENCE = 20
_CONTROL, _DATA = 0, 1


def frame(payload: bytes, message_id: str = "m-1") -> bytes:
    """Wrap an event."""
    made = Frame()
    made.SeqID, made.LogID, made.service, made.method = 1, 1, 1, _DATA
    made.payload = payload
    headers = {"type": "event", "message_id": message_id, "trace_id": "t", "sum": "1", "seq": "0"}
    for key, value in headers.items():
        header = made.headers.add()
        header.key, header.value = key, value
    return made.SerializeToString()


class Platform:
    """Answers the bootstrap as told, and speaks to whoever connects."""

    def __init__(self) -> None:
        self.url = ""
        self.websocket_url = ""
        #: Codes of the next answers to the bootstrap; afterwards all is well.
        self.codes: list[int] = []
        self.asked: list[dict[str, t.Any]] = []
        self._connected = threading.Condition()
        self._connection: ServerConnection | None = None
        self._leave = threading.Event()

    def bootstrap(self, body: dict[str, t.Any]) -> dict[str, t.Any]:
        self.asked.append(body)
        code = self.codes.pop(0) if self.codes else 0
        config = {
            "ReconnectCount": -1,
            "ReconnectInterval": 0,
            "ReconnectNonce": 0,
            "PingInterval": 120,
        }
        url = f"{self.websocket_url}/?device_id=d-1&service_id=1&ticket=the-ticket"
        return {"code": code, "msg": "told", "data": {"URL": url, "ClientConfig": config}}

    def serve_connection(self, connection: ServerConnection) -> None:
        leave = threading.Event()
        with self._connected:
            self._connection, self._leave = connection, leave
            self._connected.notify_all()
        leave.wait(PATIENCE)

    def push(self, document: t.Any, message_id: str = "m-1") -> int:
        """Push an event, and give the code of its acknowledgement."""
        connection = self.connection()
        payload = document if isinstance(document, bytes) else json.dumps(document).encode()
        connection.send(frame(payload, message_id))
        while True:
            answer = Frame()
            answer.ParseFromString(connection.recv(timeout=PATIENCE))
            if answer.method == _DATA:
                return int(json.loads(answer.payload)["code"])

    def connection(self) -> ServerConnection:
        """Wait for a client."""
        with self._connected:
            assert self._connected.wait_for(lambda: self._connection is not None, PATIENCE)
            assert self._connection is not None
            return self._connection

    def hang_up(self) -> None:
        """Cut the connection."""
        self.connection()
        self._connection = None
        self._leave.set()

    def left(self) -> bool:
        """Tell whether the client hangs up."""
        try:
            while True:
                self.connection().recv(timeout=PATIENCE)
        except ConnectionClosed:
            self.hang_up()
            return True


@contextlib.contextmanager
def platform() -> Iterator[Platform]:
    """Run both servers."""
    made = Platform()

    class Bootstrap(http.server.BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            answer = json.dumps(made.bootstrap(body)).encode()
            self.send_response(200)
            self.send_header("Content-Length", str(len(answer)))
            self.end_headers()
            self.wfile.write(answer)

        def log_message(self, format: str, *args: t.Any) -> None:  # noqa: A002
            pass

    with (
        http.server.ThreadingHTTPServer(("127.0.0.1", 0), Bootstrap) as web,
        serve(made.serve_connection, "127.0.0.1", 0) as sockets,
    ):
        made.url = f"http://127.0.0.1:{web.server_address[1]}"
        made.websocket_url = f"ws://127.0.0.1:{sockets.socket.getsockname()[1]}"
        threads = [
            threading.Thread(target=web.serve_forever, args=(0.05,)),
            threading.Thread(target=sockets.serve_forever),
        ]
        for thread in threads:
            thread.start()
        try:
            yield made
        finally:
            made._leave.set()
            web.shutdown()
            sockets.shutdown()
            for thread in threads:
                thread.join()
