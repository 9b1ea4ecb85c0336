"""Routes under `/sandbox/` for what happens in the developer console and at the platform."""

from __future__ import annotations

import asyncio
from dataclasses import asdict
from typing import TYPE_CHECKING

from feishu_sandbox.apps import STORE
from feishu_sandbox.store import to_json

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from starlette.requests import Request

    from feishu_sandbox.events.delivery import Delivery
    from feishu_sandbox.model import App, Json, Tenant
    from feishu_sandbox.sandbox import Sandbox

    Action = Callable[[Request], Awaitable[Json]]

_APP = "/sandbox/apps/{app_id}"
#: What may be changed of an app.
_SETTINGS = (
    "available_to",
    "bot",
    "enabled",
    "encrypt_key",
    "ip_allow_list",
    "pending_version",
    "published",
    "redirect_urls",
    "refreshes",
    "request_url",
    "scopes",
    "user_scopes",
    "verification_token",
)


def console_table(sandbox: Sandbox) -> tuple[tuple[str, str, Action], ...]:
    """Return method, path and action of each route."""
    console = _Console(sandbox)
    return (
        ("GET", "/sandbox/apps", console.apps),
        ("POST", "/sandbox/apps", console.add_app),
        ("PATCH", _APP, console.change_app),
        ("POST", _APP + "/request_url", console.save_request_url),
        ("POST", _APP + "/ticket", console.ticket),
        ("POST", _APP + "/install", console.install),
        ("POST", _APP + "/uninstall", console.uninstall),
        ("POST", _APP + "/status", console.status),
        ("POST", _APP + "/events", console.events),
        ("GET", "/sandbox/deliveries", console.deliveries),
        ("POST", "/sandbox/tenants", console.add_tenant),
        ("POST", "/sandbox/sign_in", console.sign_in),
        ("POST", "/sandbox/sign_out", console.sign_out),
    )


class _Console:
    """The operations of one sandbox; pushes run beside the event loop."""

    def __init__(self, sandbox: Sandbox) -> None:
        self._sandbox = sandbox
        self._world = sandbox.world

    async def apps(self, _request: Request) -> Json:
        return {"apps": [to_json(app) for app in self._world.state.apps.values()]}

    async def add_app(self, request: Request) -> Json:
        given = await _body(request)
        name, scopes, kind = given.pop("name"), given.pop("scopes"), given.pop("kind", "custom")
        add = self._world.add_store_app if kind == STORE else self._world.add_app
        app = add(name, scopes, **given)
        self._sandbox.save()
        return self._sandbox.config_for(app)

    async def change_app(self, request: Request) -> Json:
        app, given = self._app(request), await _body(request)
        unknown = set(given) - set(_SETTINGS)
        if unknown:
            message = f"unknown settings: {sorted(unknown)}"
            raise ValueError(message)
        for name, value in given.items():
            setattr(app, name, value)
        self._sandbox.save()
        return {"app": to_json(app)}

    async def save_request_url(self, request: Request) -> Json:
        app, url = self._app(request), (await _body(request))["url"]
        return await self._pushed(lambda: self._sandbox.save_request_url(app, url))

    async def ticket(self, request: Request) -> Json:
        app = self._app(request)
        return await self._pushed(lambda: self._sandbox.push_ticket(app))

    async def install(self, request: Request) -> Json:
        app, tenant = self._app(request), self._tenant(await _body(request))
        return await self._pushed(lambda: self._sandbox.install(app, tenant))

    async def uninstall(self, request: Request) -> Json:
        app, tenant = self._app(request), self._tenant(await _body(request))
        return await self._pushed(lambda: self._sandbox.uninstall(app, tenant))

    async def status(self, request: Request) -> Json:
        app, given = self._app(request), await _body(request)
        status, tenant = given["status"], self._tenant(given)
        return await self._pushed(lambda: self._sandbox.change_status(app, status, tenant))

    async def events(self, request: Request) -> Json:
        app, given = self._app(request), await _body(request)
        kind, event, copies = given["type"], given.get("event", {}), int(given.get("count", 1))
        burst = self._sandbox.burst
        made = await asyncio.to_thread(burst, app, kind, [event] * copies)
        return {"deliveries": [delivery.to_json() for delivery in made]}

    async def deliveries(self, request: Request) -> Json:
        pattern = request.query_params.get("match", "*")
        found = self._sandbox.deliveries.of(pattern)
        return {"deliveries": [delivery.to_json() for delivery in found]}

    async def add_tenant(self, request: Request) -> Json:
        tenant = self._world.add_tenant((await _body(request))["name"])
        self._sandbox.save()
        return asdict(tenant)

    async def sign_in(self, request: Request) -> Json:
        given = await _body(request)
        user = self._world.state.users[given["user"]] if "user" in given else None
        app = self._world.state.apps[given["app_id"]] if "app_id" in given else None
        grant = self._sandbox.sign_in(user, app, given.get("scopes"))
        self._sandbox.save()
        return asdict(grant)

    async def sign_out(self, request: Request) -> Json:
        given, state = await _body(request), self._world.state
        self._sandbox.sign_out(state.users[given["user"]], state.apps[given["app_id"]])
        self._sandbox.save()
        return {}

    async def _pushed(self, push: Callable[[], Delivery]) -> Json:
        delivery = await asyncio.to_thread(push)
        self._sandbox.save()
        return {"delivery": delivery.to_json()}

    def _app(self, request: Request) -> App:
        return self._world.state.apps[request.path_params["app_id"]]

    def _tenant(self, given: Json) -> Tenant | None:
        """Return the tenant that is named, None for the home tenant.

        Raises:
            KeyError: There is no such tenant.
        """
        key = given.get("tenant_key")
        tenant = self._world.tenant(key) if key else None
        if key and tenant is None:
            raise KeyError(key)
        return tenant


async def _body(request: Request) -> Json:
    raw = await request.body()
    given: Json = await request.json() if raw else {}
    return given
