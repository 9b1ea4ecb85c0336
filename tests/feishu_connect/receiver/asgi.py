"""One HTTP exchange with an ASGI application, without a socket."""

from __future__ import annotations

import asyncio
import json
import typing as t
from dataclasses import dataclass
from urllib.parse import urlsplit

if t.TYPE_CHECKING:
    from collections.abc import Callable, Sequence

Message = dict[str, t.Any]


@dataclass(frozen=True)
class Answer:
    """What the application sent."""

    status: int
    headers: dict[str, str]
    body: bytes

    def json(self) -> t.Any:
        return json.loads(self.body)


def ask(
    app: t.Any,
    method: str,
    url: str,
    *,
    headers: dict[str, str] | None = None,
    body: Sequence[bytes | Callable[[], t.Awaitable[Message]]] = (b"",),
) -> Answer:
    """Send a request whose body comes in parts; a part may also be a coroutine of a message."""
    parts = urlsplit(url)
    scope = {
        "type": "http",
        "asgi": {"version": "3.0"},
        "http_version": "1.1",
        "method": method,
        "scheme": "http",
        "path": parts.path,
        "raw_path": parts.path.encode(),
        "query_string": parts.query.encode(),
        "root_path": "",
        "headers": [(k.lower().encode(), v.encode("latin-1")) for k, v in (headers or {}).items()],
        "client": ("192.0.2.1", 4711),
        "server": ("127.0.0.1", 8372),
    }
    waiting = list(body)
    sent: list[Message] = []

    async def receive() -> Message:
        if not waiting:
            return {"type": "http.disconnect"}
        part = waiting.pop(0)
        if callable(part):
            return await part()
        return {"type": "http.request", "body": part, "more_body": bool(waiting)}

    async def send(message: Message) -> None:
        sent.append(message)

    asyncio.run(app(scope, receive, send))
    return Answer(
        sent[0]["status"],
        {k.decode(): v.decode() for k, v in sent[0]["headers"]},
        b"".join(message.get("body", b"") for message in sent[1:]),
    )
