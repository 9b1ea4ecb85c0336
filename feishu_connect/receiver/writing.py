"""Group commits: what arrives while the store writes is written together next.

One thread writes, and the event loop always answers. A single event waits for nothing; in a burst
a commit, which is what takes time, is shared by many.
"""

from __future__ import annotations

import asyncio
import typing as t
from collections import deque
from concurrent.futures import ThreadPoolExecutor

from feishu_connect.receiver.refusals import PostRefusedError, Reason

if t.TYPE_CHECKING:
    from feishu_connect.receiver.envelope import Envelope

#: Seconds until a post is given back to Feishu, which waits for three, on the way to here included.
PATIENCE: t.Final = 2.0
#: Posts that may wait; more could not be stored in time by any store.
MOST_WAITING: t.Final = 5000
#: Events of one commit; the first of them waits for the last.
LARGEST_GROUP: t.Final = 100

#: Takes a group, and tells for each event why it was not stored, None where it was. Never raises.
TakeAll = t.Callable[[t.Sequence["Envelope"]], "list[Reason | None]"]


class Writer:
    """Brings events to the store; used from one event loop at a time."""

    def __init__(
        self, take_all: TakeAll, *, patience: float = PATIENCE, most_waiting: int = MOST_WAITING
    ) -> None:
        """Start the thread when there is work."""
        self._take_all = take_all
        self._patience = patience
        self._most_waiting = most_waiting
        self._waiting: deque[tuple[Envelope, asyncio.Future[Reason | None]]] = deque()
        self._drain: asyncio.Task[None] | None = None
        self._pool = ThreadPoolExecutor(1, thread_name_prefix="receiver")

    async def write(self, envelope: Envelope) -> None:
        """Have an event stored, and wait for it as long as Feishu does.

        One that takes longer is stored all the same, and is known when it comes again.

        Raises:
            PostRefusedError: It is not stored, or not in time.
        """
        if len(self._waiting) >= self._most_waiting:
            raise PostRefusedError(Reason.OVERLOADED)
        stored: asyncio.Future[Reason | None] = asyncio.get_running_loop().create_future()
        self._waiting.append((envelope, stored))
        if self._drain is None or self._drain.done():
            self._drain = asyncio.ensure_future(self._write_all())
        try:
            reason = await asyncio.wait_for(asyncio.shield(stored), self._patience)
        except asyncio.TimeoutError:
            reason = Reason.STORE_UNAVAILABLE
        if reason is not None:
            raise PostRefusedError(reason)

    async def close(self) -> None:
        """Wait until everything that came is stored."""
        if self._drain is not None:
            await self._drain
        self._pool.shutdown()

    async def _write_all(self) -> None:
        loop = asyncio.get_running_loop()
        while self._waiting:
            size = min(len(self._waiting), LARGEST_GROUP)
            group = [self._waiting.popleft() for _ in range(size)]
            envelopes = [envelope for envelope, _ in group]
            reasons = await loop.run_in_executor(self._pool, self._take_all, envelopes)
            for (_, stored), reason in zip(group, reasons, strict=True):
                stored.set_result(reason)
