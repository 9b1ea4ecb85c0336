"""The receiver as an ASGI application.

`POST <anything>/events` takes Feishu's posts, `GET <anything>/callback` ends sign-ins, and
`GET /healthz` tells the counts since the start.
"""

from __future__ import annotations

import contextlib
import typing as t
from dataclasses import dataclass

from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.responses import HTMLResponse, JSONResponse, Response
from starlette.routing import Route

from feishu_connect.clock import SystemClock
from feishu_connect.errors import FeishuError
from feishu_connect.receiver.bodies import read_body
from feishu_connect.receiver.callback import (
    PAGE_HEADERS,
    CallbackPage,
    CallbackQuery,
    page_to_paste,
)
from feishu_connect.receiver.envelope import Challenge
from feishu_connect.receiver.gate import Gate
from feishu_connect.receiver.intake import Intake
from feishu_connect.receiver.refusals import PostRefusedError
from feishu_connect.receiver.replay import SeenPosts
from feishu_connect.receiver.tally import Tally
from feishu_connect.receiver.writing import Writer
from feishu_connect.redaction import Redactor

if t.TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from starlette.requests import Request
    from starlette.types import ASGIApp

    from feishu_connect.clock import Clock
    from feishu_connect.receiver.callback import OnCallback
    from feishu_connect.receiver.gate import Delivery
    from feishu_connect.receiver.settings import ReceiverSettings
    from feishu_connect.store import Store


def build_app(
    settings: ReceiverSettings,
    store: Store,
    *,
    clock: Clock | None = None,
    on_callback: OnCallback | None = None,
) -> ASGIApp:
    """Build the application; closing the store remains the caller's.

    Args:
        settings: Of the app whose events are taken.
        store: Where they go.
        clock: Real time, unless a test says otherwise.
        on_callback: Finishes sign-ins; without it a page tells the person what to do.
    """
    parts = Parts.assemble(settings, store, clock or SystemClock())
    return Receiver(parts, on_callback or page_to_paste).app()


@dataclass(frozen=True, slots=True)
class Parts:
    """What posts and the long connection have in common."""

    gate: Gate
    intake: Intake
    seen: SeenPosts
    tally: Tally

    @classmethod
    def assemble(cls, settings: ReceiverSettings, store: Store, clock: Clock) -> Parts:
        """Make the parts for one app."""
        tally = Tally(clock)
        intake = Intake(store, clock, tally)
        return cls(Gate(settings, clock), intake, SeenPosts(clock), tally)


class Receiver:
    """The three routes."""

    def __init__(self, parts: Parts, on_callback: OnCallback = page_to_paste) -> None:
        """Take over the parts."""
        self._gate = parts.gate
        self._intake = parts.intake
        self._seen = parts.seen
        self._tally = parts.tally
        self._on_callback = on_callback
        self._writer = Writer(parts.intake.take_all)

    def app(self) -> ASGIApp:
        """Give the application; its lifespan ends when what was begun is stored."""
        routes = [
            Route("/healthz", self._healthz, methods=["GET"]),
            *(
                Route(prefix + path, endpoint, methods=[method])
                for prefix in ("", "/{prefix:path}")
                for path, endpoint, method in (
                    ("/events", self._events, "POST"),
                    ("/callback", self._callback, "GET"),
                )
            ),
        ]
        app = Starlette(routes=routes, lifespan=self._lifespan)
        app.router.redirect_slashes = False
        return app

    @contextlib.asynccontextmanager
    async def _lifespan(self, _app: Starlette) -> AsyncIterator[None]:
        try:
            yield
        finally:
            await self._writer.close()

    async def _events(self, request: Request) -> Response:
        try:
            admitted = self._gate.admit(request.headers, await read_body(request))
            if isinstance(admitted, Challenge):
                self._tally.keep("challenges")
                return JSONResponse({"challenge": admitted.text})
            await self._take(admitted)
        except PostRefusedError as refusal:
            self._tally.refuse(refusal.reason, request.client.host if request.client else "?")
            # What is left of the body is not worth reading.
            return JSONResponse(
                {"msg": str(refusal.reason)}, refusal.reason.status, headers={"Connection": "close"}
            )
        return JSONResponse({"msg": "success"})

    async def _take(self, delivery: Delivery) -> None:
        """Have the event stored; a post that was seen before has been."""
        if delivery.signature and delivery.signature in self._seen:
            self._tally.keep("replayed")
            return
        await self._writer.write(delivery.envelope)
        if delivery.signature:
            self._seen.add(delivery.signature)

    async def _callback(self, request: Request) -> Response:
        if request.method != "GET":  # Starlette lets HEAD in, and a code works once
            return Response(status_code=405, headers={"Allow": "GET"})
        given = request.query_params
        query = CallbackQuery(
            url=str(request.url),
            code=given.get("code", ""),
            state=given.get("state", ""),
            error=given.get("error", ""),
        )
        try:
            page = await run_in_threadpool(self._on_callback, query)
        except FeishuError as error:
            page = CallbackPage("The sign-in failed", Redactor().clean(str(error)), 400)
        return HTMLResponse(page.render(), page.status, headers=PAGE_HEADERS)

    async def _healthz(self, _request: Request) -> Response:
        """Answer 503 while the store fails: then every post is left to Feishu's repetitions."""
        healthy = not self._intake.failing or await run_in_threadpool(self._intake.probe)
        report = {"status": "ok" if healthy else "store_unavailable", **self._tally.report()}
        return JSONResponse(report, 200 if healthy else 503)
