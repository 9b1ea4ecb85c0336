"""A uvicorn server in a thread of its own: quick to start, clean to stop."""

from __future__ import annotations

import asyncio
import socket
import threading
from typing import TYPE_CHECKING

import uvicorn

from feishu_sandbox.transport import CuttableProtocol

if TYPE_CHECKING:
    from starlette.types import ASGIApp

_BACKLOG = 128


class _Server(uvicorn.Server):
    """Waits for an event instead of looking ten times a second."""

    _loop: asyncio.AbstractEventLoop
    _ending: asyncio.Event

    async def main_loop(self) -> None:
        self._loop = asyncio.get_running_loop()
        self._ending = asyncio.Event()
        if not self.should_exit:
            await self._ending.wait()

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Close at once; nobody waits for idle connections here."""
        for server in self.servers:
            server.close()
        for listener in sockets or []:
            listener.close()
        tasks = list(self.server_state.tasks)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        for connection in list(self.server_state.connections):
            connection.shutdown()
        await asyncio.sleep(0)

    def end(self) -> None:
        """Stop serving; from any thread."""
        self.should_exit = True
        if hasattr(self, "_ending"):
            self._loop.call_soon_threadsafe(self._ending.set)


class ThreadedServer:
    """Serves an application on a TCP port until `stop`.

    Args:
        app: What is served.
        host: Address to listen on.
        port: Port to listen on; 0 takes a free one.
    """

    def __init__(self, app: ASGIApp, host: str, port: int) -> None:
        """Bind the port, so that it is known before anything runs."""
        family = socket.AF_INET6 if ":" in host else socket.AF_INET
        self._socket = socket.create_server((host, port), family=family, backlog=_BACKLOG)
        # Inherited by every connection: asyncio would leave a pause of 40 ms in each reply.
        self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        address = self._socket.getsockname()
        name = f"[{address[0]}]" if ":" in address[0] else address[0]
        self.url = f"http://{name}:{address[1]}"
        config = uvicorn.Config(
            app,
            http=CuttableProtocol,
            ws="none",
            loop="asyncio",
            lifespan="off",
            log_config=None,
            log_level="error",
            access_log=False,
            proxy_headers=False,
            server_header=False,
        )
        self._server = _Server(config)
        self._thread = threading.Thread(target=self._run, name="feishu-sandbox", daemon=True)

    def start(self) -> None:
        """Start serving; connections are queued from here on."""
        self._thread.start()

    def stop(self) -> None:
        """Stop serving and wait for the thread."""
        self._server.end()
        self._thread.join()

    def _run(self) -> None:
        asyncio.run(self._server.serve(sockets=[self._socket]))
