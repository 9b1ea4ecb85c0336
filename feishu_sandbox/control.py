"""Routes under `/sandbox/` that steer the sandbox itself, for callers on this machine only.

Edits made here are a person's edits: no token, no limits, no call log.
"""

from __future__ import annotations

import asyncio
from functools import wraps
from typing import TYPE_CHECKING

from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from feishu_sandbox.console import console_table
from feishu_sandbox.envelope import ApiError
from feishu_sandbox.store import to_json

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from starlette.requests import Request

    from feishu_sandbox.builders import TableBuilder
    from feishu_sandbox.model import Json
    from feishu_sandbox.sandbox import Sandbox

    Endpoint = Callable[[Request], Awaitable[Response]]
    Action = Callable[[Request], Awaitable[Json | Response]]

_LOOPBACK = ("127.0.0.1", "::1")
_BASES = "/sandbox/bases"
_RECORDS = _BASES + "/{app_token}/tables/{table_id}/records"


def control_routes(sandbox: Sandbox) -> list[Route]:
    """Return the control routes of a sandbox."""
    control, documents = _Control(sandbox), _Documents(sandbox)
    table: tuple[tuple[str, str, Action], ...] = (
        ("GET", "/sandbox/config", control.config),
        ("GET", "/sandbox/calls", control.calls),
        ("DELETE", "/sandbox/calls", control.forget_calls),
        ("GET", "/sandbox/faults", control.faults),
        ("POST", "/sandbox/faults", control.plan_fault),
        ("DELETE", "/sandbox/faults", control.forget_faults),
        ("POST", "/sandbox/reset", control.reset),
        ("POST", "/sandbox/clock", control.advance),
        ("GET", "/sandbox/messages", control.messages),
        ("GET", "/sandbox/files/{file_token}", documents.file),
        ("GET", _BASES, documents.bases),
        ("GET", _RECORDS, documents.rows),
        ("POST", _RECORDS, documents.add_row),
        ("PUT", _RECORDS + "/{record_id}", documents.edit_row),
        ("DELETE", _RECORDS + "/{record_id}", documents.remove_row),
        *console_table(sandbox),
    )
    return [Route(path, _guarded(act), methods=[method]) for method, path, act in table]


def _guarded(act: Action) -> Endpoint:
    """Refuse strangers, and turn mistakes of the caller into 4xx replies."""

    @wraps(act)
    async def endpoint(request: Request) -> Response:
        if request.client is None or request.client.host not in _LOOPBACK:
            return JSONResponse({"error": "only from this machine"}, 403)
        try:
            answer = await act(request)
        except KeyError as error:
            return JSONResponse({"error": f"no such thing: {error}"}, 404)
        except (ValueError, TypeError, ApiError) as error:
            return JSONResponse({"error": str(error)}, 400)
        return answer if isinstance(answer, Response) else JSONResponse(answer)

    return endpoint


class _Control:
    """The control operations of one sandbox."""

    def __init__(self, sandbox: Sandbox) -> None:
        self._sandbox = sandbox

    async def config(self, _request: Request) -> Json:
        return self._sandbox.config

    async def calls(self, request: Request) -> Json:
        pattern = request.query_params.get("match")
        calls = self._sandbox.calls.to_json()
        wanted = [
            shown
            for shown, call in zip(calls, self._sandbox.calls, strict=False)
            if pattern is None or call.matches(pattern)
        ]
        return {"calls": wanted}

    async def forget_calls(self, _request: Request) -> Json:
        self._sandbox.calls.clear()
        return {}

    async def faults(self, _request: Request) -> Json:
        shown = [to_json(fault) for fault in self._sandbox.faults if fault.kind != "callback"]
        return {"faults": shown}

    async def plan_fault(self, request: Request) -> Json:
        return {"fault": to_json(self._sandbox.faults.add_json(await request.json()))}

    async def forget_faults(self, _request: Request) -> Json:
        self._sandbox.faults.clear()
        return {}

    async def reset(self, _request: Request) -> Json:
        self._sandbox.reset()
        return self._sandbox.config

    async def advance(self, request: Request) -> Json:
        seconds = float((await request.json())["advance"])
        await asyncio.to_thread(self._sandbox.clock.advance, seconds)
        return {"now": self._sandbox.clock.now()}

    async def messages(self, request: Request) -> Json:
        chat_id = request.query_params.get("chat_id")
        messages = self._sandbox.world.state.messages.values()
        return {"messages": [to_json(m) for m in messages if chat_id in (None, m.chat_id)]}


class _Documents:
    """What a person sees and edits in the browser."""

    def __init__(self, sandbox: Sandbox) -> None:
        self._sandbox = sandbox

    async def file(self, request: Request) -> Response:
        media = self._sandbox.world.state.media[request.path_params["file_token"]]
        return Response(media.content, media_type=media.mime)

    async def bases(self, _request: Request) -> Json:
        bases = self._sandbox.world.state.bases.values()
        return {
            "bases": [
                {
                    "app_token": base.app_token,
                    "name": base.name,
                    "tables": {table_id: table.name for table_id, table in base.tables.items()},
                }
                for base in bases
            ]
        }

    async def rows(self, request: Request) -> Json:
        return {"records": self._table(request).rows()}

    async def add_row(self, request: Request) -> Json:
        fields = (await request.json())["fields"]
        record_id = self._table(request).add_row(fields)
        self._sandbox.save()
        return {"record_id": record_id}

    async def edit_row(self, request: Request) -> Json:
        fields = (await request.json())["fields"]
        self._table(request).edit_row(request.path_params["record_id"], fields)
        self._sandbox.save()
        return {}

    async def remove_row(self, request: Request) -> Json:
        self._table(request).remove_rows(request.path_params["record_id"])
        self._sandbox.save()
        return {}

    def _table(self, request: Request) -> TableBuilder:
        base = self._sandbox.world.base(request.path_params["app_token"])
        return base.table(request.path_params["table_id"])
