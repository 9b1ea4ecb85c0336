"""Read a post's body, but neither more nor longer than an event can be."""

from __future__ import annotations

import asyncio
import typing as t

from starlette.requests import ClientDisconnect

from feishu_connect.receiver.refusals import PostRefusedError, Reason

if t.TYPE_CHECKING:
    from starlette.requests import Request

#: Bytes; the longest messages are a tenth of it.
LARGEST_BODY: t.Final = 1 << 20
#: Seconds; Feishu gives up after three.
SLOWEST_BODY: t.Final = 5.0


async def read_body(
    request: Request, *, limit: int = LARGEST_BODY, timeout: float = SLOWEST_BODY
) -> bytes:
    """Read the body as it comes.

    Raises:
        PostRefusedError: Too much of it, too slow, or cut off.
    """
    announced = request.headers.get("Content-Length", "")
    if announced.isdecimal() and int(announced) > limit:
        raise PostRefusedError(Reason.TOO_LARGE)
    try:
        return await asyncio.wait_for(_collect(request, limit), timeout)
    except asyncio.TimeoutError:
        raise PostRefusedError(Reason.TOO_SLOW) from None
    except ClientDisconnect:
        raise PostRefusedError(Reason.MALFORMED) from None


async def _collect(request: Request, limit: int) -> bytes:
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > limit:
            raise PostRefusedError(Reason.TOO_LARGE)
    return bytes(body)
