from __future__ import annotations

import asyncio
import time
import typing as t
from urllib.parse import urlsplit

from tests.feishu_connect.receiver.processes import opened, serving
from tests.feishu_connect.receiver.support import Post, sealed, v2

if t.TYPE_CHECKING:
    import pathlib

#: Seconds that Feishu waits.
PATIENCE = 3.0
EVENTS = 1000
#: Open files of a process are limited, often to 1024.
CONNECTIONS = 900


def request(post: Post, host: str) -> bytes:
    headers = {"Host": host, "Content-Length": str(len(post.body)), **post.headers}
    lines = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
    return f"POST /a/b/events HTTP/1.1\r\n{lines}Connection: close\r\n\r\n".encode() + post.body


async def push(url: str, posts: list[bytes]) -> list[tuple[bytes, float]]:
    """Send all at once, and give status line and seconds of each."""
    parts = urlsplit(url)
    free = asyncio.Semaphore(CONNECTIONS)

    async def one(raw: bytes) -> tuple[bytes, float]:
        async with free:
            began = time.monotonic()
            reader, writer = await asyncio.open_connection(parts.hostname, parts.port)
            writer.write(raw)
            status = await reader.readline()
            took = time.monotonic() - began
            await reader.read()
            writer.close()
            await writer.wait_closed()
            return status, took

    return await asyncio.gather(*(one(raw) for raw in posts))


def test_a_thousand_events_at_once_are_acknowledged_in_time_and_stored_once(
    tmp_path: pathlib.Path,
):
    now = str(int(time.time()))
    ids = [f"event-{number}" for number in range(EVENTS)]
    with serving(tmp_path) as receiver:
        host = urlsplit(receiver.url).netloc
        posts = [request(sealed(v2(event_id=one), timestamp=now, nonce=one), host) for one in ids]
        answers = asyncio.run(push(receiver.url, posts))
        again = asyncio.run(push(receiver.url, posts[:100]))
        assert receiver.end() == 0
    assert {status for status, _ in answers + again} == {b"HTTP/1.1 200 OK\r\n"}
    assert max(took for _, took in answers) < PATIENCE
    with opened(tmp_path) as store:
        stored = [event.event_id for _, event in store.events(limit=2 * EVENTS)]
    assert sorted(stored) == sorted(ids)
