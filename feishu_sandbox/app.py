"""The Starlette application: API routes, the authorize page and control routes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from starlette.applications import Starlette
from starlette.routing import Route

from feishu_sandbox import application, auth
from feishu_sandbox.approval import operations as approval
from feishu_sandbox.bitable import documents, fields, records, search
from feishu_sandbox.calendar import operations as calendar
from feishu_sandbox.contact import departments, groups, lists, users, writing
from feishu_sandbox.docx import operations as docx
from feishu_sandbox.drive import operations as drive
from feishu_sandbox.im import operations as im
from feishu_sandbox.oauth import exchange, user_info
from feishu_sandbox.sheets import operations as sheets
from feishu_sandbox.task import operations as task
from feishu_sandbox.wiki import operations as wiki

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Sequence

    from starlette.requests import Request
    from starlette.responses import Response

    from feishu_sandbox.gateway import Gateway
    from feishu_sandbox.operation import Operation

PREFIX = "/open-apis"

#: Every endpoint that the sandbox offers.
OPERATIONS: tuple[Operation, ...] = (
    *auth.OPERATIONS,
    *exchange.OPERATIONS,
    *user_info.OPERATIONS,
    *application.OPERATIONS,
    *documents.OPERATIONS,
    *fields.OPERATIONS,
    *search.OPERATIONS,
    *records.OPERATIONS,
    *departments.OPERATIONS,
    *users.OPERATIONS,
    *writing.OPERATIONS,
    *groups.OPERATIONS,
    *lists.OPERATIONS,
    *wiki.OPERATIONS,
    *im.OPERATIONS,
    *drive.OPERATIONS,
    *approval.OPERATIONS,
    *task.OPERATIONS,
    *calendar.OPERATIONS,
    *docx.OPERATIONS,
    *sheets.OPERATIONS,
)


def build_app(gateway: Gateway, extra: Sequence[Route]) -> Starlette:
    """Return the application that serves the API and further routes."""
    routes = [_route(gateway, operation) for operation in OPERATIONS]

    async def no_path(request: Request, _error: Exception) -> Response:
        return gateway.unknown(request, 99991201)

    async def no_method(request: Request, _error: Exception) -> Response:
        return gateway.unknown(request, 99991301)

    app = Starlette(
        routes=[*routes, *extra],
        exception_handlers={404: no_path, 405: no_method},
    )
    app.router.redirect_slashes = False
    return app


def _route(gateway: Gateway, operation: Operation) -> Route:
    return Route(
        operation.path if operation.web else PREFIX + operation.path,
        _endpoint(gateway, operation),
        methods=[operation.method],
        name=operation.name,
    )


def _endpoint(gateway: Gateway, operation: Operation) -> Callable[[Request], Awaitable[Response]]:
    async def endpoint(request: Request) -> Response:
        return await gateway.serve(operation, request)

    return endpoint
