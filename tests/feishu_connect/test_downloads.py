"""Files on their way to the disk, over real sockets."""

from __future__ import annotations

import http.server
import json
import threading

import pytest

from feishu_connect import FeishuClient, endpoints
from feishu_connect.downloads import PartialFile
from feishu_connect.errors import AccessError, NotFoundError, RejectedError, RetriesExhaustedError
from tests.support import FakeClock, settings

CONTENT = bytes(range(256)) * 5000
FILE = {"Content-Type": "application/octet-stream", "Content-Disposition": "attachment"}


class Server(http.server.ThreadingHTTPServer):
    """Answers downloads by a script of functions; the last one stays."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.script: list = []
        self.ranges: list[str | None] = []


class Handler(http.server.BaseHTTPRequestHandler):
    server: Server

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers["Content-Length"]))
        body = {"code": 0, "tenant_access_token": "t-1", "expire": 7200}
        self.answer(200, {"Content-Type": "application/json"}, json.dumps(body).encode())

    def do_GET(self) -> None:
        self.server.ranges.append(self.headers.get("Range"))
        script = self.server.script
        (script.pop(0) if len(script) > 1 else script[0])(self)

    def answer(self, status, headers, body, *, promised=None) -> None:
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(promised or len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_) -> None:
        """Stay quiet."""


def whole(handler) -> None:
    handler.answer(200, FILE, CONTENT)


def ranged(handler) -> None:
    start = int((handler.headers.get("Range") or "bytes=0-")[6:-1])
    span = {"Content-Range": f"bytes {start}-{len(CONTENT) - 1}/{len(CONTENT)}"}
    handler.answer(206, {**FILE, **span}, CONTENT[start:])


def broken(handler) -> None:
    start = int((handler.headers.get("Range") or "bytes=0-")[6:-1])
    span = {"Content-Range": f"bytes {start}-{len(CONTENT) - 1}/{len(CONTENT)}"}
    part = CONTENT[start : start + 300_000]
    handler.answer(206 if start else 200, {**FILE, **span}, part, promised=len(CONTENT) - start)
    handler.close_connection = True


def another_part(handler) -> None:
    handler.answer(206, {**FILE, "Content-Range": "bytes 7-9/10"}, b"xyz")


def no_such_range(handler) -> None:
    handler.answer(416, {"Content-Type": "text/plain"}, b"")


def refused(status, kind="text/plain", body=b"no"):
    return lambda handler: handler.answer(status, {"Content-Type": kind}, body)


@pytest.fixture
def server():
    server = Server()
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield server
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.fixture
def save(server, tmp_path):
    """Save a file whose beginning may be there already."""
    client = FeishuClient(
        settings(base_url=f"http://127.0.0.1:{server.server_port}"), clock=FakeClock()
    )

    def act(*script, there: bytes | None = None):
        server.script = list(script)
        path = tmp_path / "file.part"
        if there is not None:
            path.write_bytes(there)
        client.save(endpoints.DRIVE_MEDIA_DOWNLOAD, PartialFile(path), path={"file_token": "x"})
        return path.read_bytes()

    return act


def test_a_file_comes_whole(save, server):
    assert save(ranged) == CONTENT
    assert server.ranges == [None]


def test_a_break_is_gone_on_with_at_the_byte(save, server):
    assert save(broken, broken, ranged) == CONTENT
    kept = 300_000 // 65_536 * 65_536
    assert server.ranges == [None, f"bytes={kept}-", f"bytes={2 * kept}-"]


def test_a_partial_file_of_an_earlier_run_is_gone_on_with(save, server):
    assert save(ranged, there=CONTENT[:1234]) == CONTENT
    assert server.ranges == ["bytes=1234-"]


def test_a_server_that_knows_no_ranges_starts_over(save):
    assert save(whole, there=b"something else") == CONTENT


@pytest.mark.parametrize("odd", [another_part, no_such_range])
def test_a_part_that_does_not_fit_is_not_put_on(save, server, odd):
    assert save(odd, ranged, there=CONTENT[:10]) == CONTENT
    assert server.ranges == ["bytes=10-", None]


@pytest.mark.parametrize(
    "status, error", [(400, AccessError), (403, AccessError), (404, NotFoundError)]
)
def test_a_refusal_by_status_alone_is_of_this_file(save, status, error):
    with pytest.raises(error) as caught:
        save(refused(status))
    assert not caught.value.stops_run


def test_an_error_that_comes_as_a_success_is_no_file(save, tmp_path):
    body = json.dumps({"code": 1061004, "msg": "forbidden"}).encode()
    with pytest.raises(AccessError):
        save(refused(200, "application/json; charset=utf-8", body))
    assert not (tmp_path / "file.part").exists()


def test_a_success_without_a_file_is_told(save):
    with pytest.raises(RejectedError, match="without the file"):
        save(refused(200, "application/json", b'{"code": 0}'))


def test_what_arrived_stays_when_patience_ends(save, tmp_path):
    with pytest.raises(RetriesExhaustedError):
        save(refused(502, "text/html"), there=CONTENT[:99])
    assert (tmp_path / "file.part").read_bytes() == CONTENT[:99]
