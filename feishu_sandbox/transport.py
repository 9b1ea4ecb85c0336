"""Replies that no honest server sends: cut connections and half bodies."""

from __future__ import annotations

import socket
from typing import TYPE_CHECKING, Any

from starlette.responses import Response
from uvicorn.protocols.http.h11_impl import H11Protocol

if TYPE_CHECKING:
    import asyncio

    from starlette.types import Receive, Scope, Send


class CuttableProtocol(H11Protocol):
    """HTTP/1.1 that lets the application reach its connection, to cut it."""

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override] # as in H11Protocol
        """Hand the transport to the requests of this connection, and send without delay."""
        super().connection_made(transport)
        transport.get_extra_info("socket").setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.app_state = {**self.app_state, "transport": transport}


class CutResponse(Response):
    """No answer: the connection is reset."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:  # noqa: ARG002
        """Abort the connection and wait until the server has noticed."""
        _transport(scope).abort()
        await _until_disconnected(receive)


class TruncatedResponse(Response):
    """Half of the announced body, then the connection closes.

    Args:
        whole: The response as it should have been.
    """

    def __init__(self, whole: Response) -> None:
        """Take over status, headers and body."""
        super().__init__(whole.body, whole.status_code)
        self.raw_headers = list(whole.raw_headers)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Send the head and half of the body."""
        head = {"type": "http.response.start", "status": self.status_code}
        await send({**head, "headers": self.raw_headers})
        half = bytes(self.body)[: len(self.body) // 2]
        await send({"type": "http.response.body", "body": half, "more_body": True})
        _transport(scope).close()
        await _until_disconnected(receive)


def _transport(scope: Scope) -> asyncio.Transport:
    transport: asyncio.Transport = scope["state"]["transport"]
    return transport


async def _until_disconnected(receive: Receive) -> None:
    message: dict[str, Any] = {"type": ""}
    while message["type"] != "http.disconnect":
        message = dict(await receive())
