"""The authorize page as routes of the application."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import parse_qs

from starlette.responses import HTMLResponse, RedirectResponse
from starlette.routing import Route

from feishu_sandbox.calls import Call
from feishu_sandbox.envelope import ApiError
from feishu_sandbox.oauth.checks import check_user
from feishu_sandbox.oauth.errors import OAUTH_ERRORS
from feishu_sandbox.oauth.page import consent_page, error_page
from feishu_sandbox.oauth.request import AuthorizeRequest, allow, read_request

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response

    from feishu_sandbox.sandbox import Sandbox

PATH = "/open-apis/authen/v1/authorize"
#: Who is signed in in this browser.
_COOKIE = "feishu_sandbox_user"
_SEE_OTHER = 303


def authorize_routes(sandbox: Sandbox) -> list[Route]:
    """Return the routes of the authorize page."""
    page = _AuthorizePage(sandbox)
    return [Route(PATH, page.show, methods=["GET"]), Route(PATH, page.decide, methods=["POST"])]


class _AuthorizePage:
    """Shows the page and takes the decision.

    A browser in which a user signed in before goes straight back, when that user has granted all
    scopes already and `prompt=consent` is not asked for.
    """

    def __init__(self, sandbox: Sandbox) -> None:
        self._sandbox = sandbox
        self._world = sandbox.world

    async def show(self, request: Request) -> Response:
        call = self._log(request)
        try:
            with self._world.lock:
                asked = read_request(self._world, request.query_params)
                signed_in = request.cookies.get(_COOKIE, "")
                if self._granted(asked, signed_in):
                    return self._allowed(asked, signed_in, call)
        except ApiError as error:
            return _refused(error, call)
        users = [u for u in self._world.state.users.values() if not (u.resigned or u.frozen)]
        call.status, call.code = 200, 0
        return HTMLResponse(consent_page(asked, users, signed_in))

    async def decide(self, request: Request) -> Response:
        call = self._log(request)
        form = parse_qs((await request.body()).decode(errors="replace"))
        call.body = {name: values[0] for name, values in form.items()}
        try:
            with self._world.lock:
                asked = read_request(self._world, request.query_params)
                if call.body.get("decision") == "allow":
                    return self._allowed(asked, call.body.get("user", ""), call)
        except ApiError as error:
            return _refused(error, call)
        return _back(asked.answer(error="access_denied"), call)

    def _granted(self, asked: AuthorizeRequest, open_id: str) -> bool:
        user = self._world.state.users.get(open_id)
        consent = self._world.oauth.consent(asked.app, user) if user else None
        return (
            not asked.consent and consent is not None and {*asked.asked.scopes} <= {*consent.scopes}
        )

    def _allowed(self, asked: AuthorizeRequest, open_id: str, call: Call) -> Response:
        user = check_user(self._world, asked.app, open_id)
        response = _back(allow(self._world, asked, user), call)
        response.set_cookie(_COOKIE, user.open_id, httponly=True, samesite="lax", path=PATH)
        call.app_id, call.user = asked.app.app_id, user.open_id
        self._sandbox.save()
        return response

    def _log(self, request: Request) -> Call:
        query = {name: request.query_params.getlist(name) for name in request.query_params}
        now = self._world.clock.now()
        call = Call(request.method, PATH, "oauth.authorize", query, None, now)
        self._sandbox.calls.add(call)
        return call


def _back(address: str, call: Call) -> Response:
    call.status, call.code, call.applied = _SEE_OTHER, 0, True
    return RedirectResponse(address, _SEE_OTHER)


def _refused(error: ApiError, call: Call) -> Response:
    status, _, description = OAUTH_ERRORS[error.code]
    call.status, call.code = status, error.code
    return HTMLResponse(error_page(error.code, description), status)
