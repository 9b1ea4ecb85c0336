"""The way of a request: log, faults, token, scope, limits, operation, reply."""

from __future__ import annotations

import asyncio
import copy
import secrets
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Any

from starlette.responses import HTMLResponse, Response

from feishu_sandbox.admission import Caller, admit
from feishu_sandbox.bodies import read_body
from feishu_sandbox.calls import Call
from feishu_sandbox.codes import status_and_message
from feishu_sandbox.envelope import ApiError, Reply, failure, refuse_field, render, success
from feishu_sandbox.limits import too_many_calls
from feishu_sandbox.model import App
from feishu_sandbox.oauth.errors import OAUTH_ERRORS, TOKEN_OPERATION, oauth_failure
from feishu_sandbox.operation import Incoming
from feishu_sandbox.pagefaults import spoil_page
from feishu_sandbox.transport import CutResponse, TruncatedResponse

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable

    from starlette.requests import Request

    from feishu_sandbox.calls import CallLog
    from feishu_sandbox.faults import Fault, FaultPlan
    from feishu_sandbox.limits import Limiter
    from feishu_sandbox.operation import Operation
    from feishu_sandbox.world import World

#: The caller of a token endpoint, who is not known yet.
_NOBODY = App("", "", "", "", "")


class Gateway:
    """Serves the operations of one world.

    Args:
        world: The tenant behind the API.
        limiter: Rate limits.
        faults: Planned faults.
        calls: Where every request is logged.
        changed: Called after every change that was made.
    """

    def __init__(
        self,
        world: World,
        limiter: Limiter,
        faults: FaultPlan,
        calls: CallLog,
        changed: Callable[[], None],
    ) -> None:
        """Start idle."""
        self.world = world
        self._limiter = limiter
        self._faults = faults
        self._calls = calls
        self._changed = changed
        self._busy: set[str] = set()
        self._counted = 0

    def reset(self) -> None:
        """Forget rate windows and the used quota."""
        self._limiter.clear()
        self._counted = 0

    async def serve(self, operation: Operation, request: Request) -> Response:
        """Answer one request to a known operation."""
        call = self._log(request, operation.name)
        faults = self._faults.striking(call)
        call.fault = ",".join(fault.kind for fault in faults)
        planned = {fault.kind: fault.params for fault in faults}
        if "cut" in planned:
            return CutResponse()
        try:
            await self._strike(call, faults)
            reply = await self._answer(operation, request, call, planned)
        except ApiError as error:
            reply = self._refusal(error, call)
        call.status, call.code = reply.status, reply.code
        if "html" in planned:
            call.status, call.code = planned["html"]["status"], None
            return HTMLResponse("<html><h1>Bad Gateway</h1></html>", call.status)
        if "lost_reply" in planned:
            call.status, call.code = 0, None
            return CutResponse()
        response = render(reply, call.log_id)
        if "truncate" in planned:
            return TruncatedResponse(response)
        return response

    def unknown(self, request: Request, code: int) -> Response:
        """Answer a path or method that does not exist."""
        call = self._log(request, "")
        reply = self._refusal(ApiError(code), call)
        call.status, call.code = reply.status, reply.code
        return render(reply, call.log_id)

    def _log(self, request: Request, operation: str) -> Call:
        query = {name: request.query_params.getlist(name) for name in request.query_params}
        call = Call(
            method=request.method,
            path=request.url.path,
            operation=operation,
            query=query,
            body=None,
            time=self.world.clock.now(),
            log_id=secrets.token_hex(16),
        )
        self._calls.add(call)
        return call

    async def _strike(self, call: Call, faults: list[Fault]) -> None:
        """Carry out the faults that come before the operation."""
        for fault in faults:
            params = fault.params
            if fault.kind == "callback" and not params["locked"]:
                await asyncio.to_thread(params["call"], call)
            elif fault.kind == "expire_tokens":
                self.world.tokens.revoke_all()
                self.world.oauth.void_access()
            elif fault.kind == "rate_limit":
                error = too_many_calls(params["limit"], params["reset"])
                error.status = params["status"]
                raise error
            elif fault.kind in ("code", "html"):
                code = params.get("code", 2200)
                message, headers = params.get("message", ""), params.get("headers")
                raise ApiError(code, message, status=params["status"], headers=headers)

    async def _answer(
        self, operation: Operation, request: Request, call: Call, planned: dict[str, Any]
    ) -> Reply:
        raw = await request.body()
        caller = self._admit(operation, request, call)
        _check_query(operation, request)
        body = read_body(operation, request.headers, raw)
        call.body = body if operation.body != "none" else None
        incoming = Incoming(
            operation=operation,
            world=self.world,
            behaviour=self.world.behaviour,
            limiter=self._limiter,
            path=request.path_params,
            query=request.query_params,
            headers=request.headers,
            host=f"{request.url.scheme}://{request.headers.get('host', 'localhost')}",
            app=caller.app,
            tenant=caller.tenant,
            user=caller.user,
            body=body,
            raw=raw,
            address=request.client.host if request.client else "",
        )
        async with self._exclusive(incoming):
            await _linger(call, planned)
            with self.world.lock:
                result = operation.handler(incoming)
                self._count(operation, call)
                reply = success(result) if isinstance(result, dict) else result
                page = copy.deepcopy(reply.payload.get("data")) if planned else None
        if page:
            reply.payload["data"] = spoil_page(page, planned, incoming.query.get("page_token"))
        return reply

    def _admit(self, operation: Operation, request: Request, call: Call) -> Caller:
        """Check token, scope, quota and rate, in the order of the platform's gateway."""
        if operation.public:
            return Caller(_NOBODY, self.world.state.tenant)
        address = request.client.host if request.client else ""
        caller = admit(self.world, operation, request.headers.get("authorization"), address)
        call.app_id = caller.app.app_id
        call.user = caller.user.open_id if caller.user else ""
        quota = self.world.behaviour.monthly_quota
        if operation.counted and quota is not None and self._counted >= quota:
            raise ApiError(99991403)
        key = f"{caller.app.app_id}:{caller.tenant.tenant_key}:{operation.name}"
        exceeded = self._limiter.take(key, operation.tier, self.world.clock.now())
        if exceeded:
            raise too_many_calls(exceeded.limit, exceeded.reset)
        return caller

    def _count(self, operation: Operation, call: Call) -> None:
        call.applied = True
        self._counted += operation.counted
        if operation.writes:
            self._changed()

    @asynccontextmanager
    async def _exclusive(self, incoming: Incoming) -> AsyncIterator[None]:
        """Hold a base, or the file store, for one write; a second one meanwhile is refused."""
        operation = incoming.operation
        # Files of messages and of approvals do not go into the file store.
        upload = operation.body == "multipart" and operation.name.startswith("drive.")
        key = incoming.app.app_id if upload else incoming.path.get("app_token")
        if not operation.writes or not key:
            yield
            return
        if key in self._busy:
            raise ApiError(1061045 if upload else 1254291)
        self._busy.add(key)
        try:
            await asyncio.sleep(self.world.behaviour.write_seconds)
            yield
        finally:
            self._busy.discard(key)

    def _refusal(self, error: ApiError, call: Call) -> Reply:
        status, message = status_and_message(error.code, call.operation)
        if call.operation == TOKEN_OPERATION and error.code in OAUTH_ERRORS:
            return oauth_failure(error.code)
        if call.operation.startswith("auth.") or call.operation == TOKEN_OPERATION:
            payload = {"code": error.code, "msg": error.message or message}
            return Reply(payload, status=error.status or status)
        return failure(error, error.status or status, error.message or message, call.log_id)


def _check_query(operation: Operation, request: Request) -> None:
    """Refuse query parameters that the endpoint does not have; the platform drops them."""
    if operation.query is not None:
        for name, value in request.query_params.items():
            if name not in operation.query:
                refuse_field(name, value, "no such parameter")


async def _linger(call: Call, planned: dict[str, Any]) -> None:
    """Carry out the faults that take time while the base is held."""
    if "slow" in planned:
        await asyncio.sleep(planned["slow"]["seconds"])
    if planned.get("callback", {}).get("locked"):
        await asyncio.to_thread(planned["callback"]["call"], call)
