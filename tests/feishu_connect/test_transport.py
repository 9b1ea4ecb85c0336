"""Over real sockets: what the network does to a reply."""

from __future__ import annotations

import re
import socket
import threading
import typing as t

import pytest

from feishu_connect.redaction import Redactor
from feishu_connect.transport import ConnectionLostError, HttpTransport, Request

if t.TYPE_CHECKING:
    from collections.abc import Iterator


class OneReply:
    """A server that reads one request and sends back raw bytes, or nothing at all."""

    def __init__(self, raw: bytes) -> None:
        self.raw = raw
        self.request = b""
        self.socket = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self.socket.getsockname()[1]}/open-apis/x"
        self.thread = threading.Thread(target=self.serve, daemon=True)
        self.thread.start()

    def serve(self) -> None:
        connection, _ = self.socket.accept()
        with connection:
            self.read_all(connection)
            connection.sendall(self.raw)

    def read_all(self, connection: socket.socket) -> None:
        """Read the whole request: closing over unread bytes would reset the connection."""
        while b"\r\n\r\n" not in self.request:
            self.request += connection.recv(65536)
        head, _, body = self.request.partition(b"\r\n\r\n")
        length = re.search(rb"content-length: (\d+)", head, re.IGNORECASE)
        while length and len(body) < int(length[1]):
            more = connection.recv(65536)
            body += more
            self.request += more

    def close(self) -> None:
        self.thread.join(timeout=10)
        self.socket.close()


@pytest.fixture
def transport() -> Iterator[HttpTransport]:
    made = HttpTransport(read_timeout=5, redactor=Redactor(), user_agent="singer-feishu-test")
    yield made
    made.close()


def exchange(transport: HttpTransport, raw: bytes, **parts: t.Any):
    server = OneReply(raw)
    try:
        return transport.send(Request("POST", server.url, **parts)), server
    finally:
        server.close()


def test_a_reply_is_read_with_its_log_id_and_date(transport):
    raw = (
        b"HTTP/1.1 200 OK\r\nX-Tt-Logid: abc\r\nDate: Sat, 31 Jan 2026 08:00:00 GMT\r\n"
        b"x-ogw-ratelimit-reset: 3\r\nContent-Length: 10\r\n\r\n" + b'{"code":0}'
    )
    reply, server = exchange(transport, raw, params={"page_token": "a/b"}, body={"名": "值"})
    assert reply.payload == {"code": 0}
    assert reply.log_id == "abc"
    assert reply.date.isoformat() == "2026-01-31T08:00:00+00:00"
    assert reply.number("x-ogw-ratelimit-reset") == 3
    assert reply.number("x-ogw-ratelimit-limit") is None
    assert b"POST /open-apis/x?page_token=a%2Fb" in server.request
    assert b"User-Agent: singer-feishu-test" in server.request


@pytest.mark.parametrize(
    "raw",
    [b"", b'HTTP/1.1 200 OK\r\nContent-Length: 500\r\n\r\n{"code":0'],
    ids=["closed before a reply", "closed in mid-reply"],
)
def test_a_cut_connection_may_have_been_applied(transport, raw):
    with pytest.raises(ConnectionLostError) as raised:
        exchange(transport, raw)
    assert raised.value.sent


def test_a_port_nobody_listens_on_was_surely_not_reached(transport):
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
    with pytest.raises(ConnectionLostError) as raised:
        transport.send(Request("POST", f"http://127.0.0.1:{port}/"))
    assert not raised.value.sent


def test_redirects_are_not_followed_with_a_token(transport):
    raw = b"HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1:1/\r\nContent-Length: 0\r\n\r\n"
    reply, _ = exchange(transport, raw)
    assert reply.status == 302


def test_a_file_goes_out_as_multipart(transport):
    raw = b"HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n" + b'{"code":0}'
    _, server = exchange(
        transport, raw, form={"size": "3"}, file=("报告.txt", b"abc", "text/plain")
    )
    assert b"multipart/form-data" in server.request
    assert b'name="size"' in server.request


@pytest.mark.parametrize("content", [b"<html>", b"[1]", b"", b"\xff"])
def test_what_is_no_json_object_has_no_payload(transport, content):
    head = b"HTTP/1.1 200 OK\r\nContent-Length: " + str(len(content)).encode() + b"\r\n\r\n"
    reply, _ = exchange(transport, head + content)
    assert reply.payload is None


@pytest.mark.parametrize(
    "body, sent",
    [({"text": "完成"}, '{"text": "完成"}'), ({"text": "\ud800"}, '{"text": "\\ud800"}')],
)
def test_json_goes_out_in_utf8_and_half_a_pair_escaped(body: t.Any, sent: str):
    server = OneReply(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}")
    transport = HttpTransport(read_timeout=5, redactor=Redactor(), user_agent="test")
    transport.send(Request("POST", server.url, body=body))
    transport.close()
    server.close()
    assert server.request.endswith(sent.encode())
