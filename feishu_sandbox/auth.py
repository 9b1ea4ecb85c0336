"""Endpoints that exchange app credentials for tokens.

Docs: K/ukDNz4SO0MjL5QzM/auth-v3/auth/{tenant_access_token_internal, app_access_token_internal,
app_access_token, tenant_access_token, app_ticket_resend}.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from feishu_sandbox.apps import ACTIVE, CUSTOM, STOPPED, STORE, UNINSTALLED
from feishu_sandbox.envelope import ApiError, Reply, flat
from feishu_sandbox.operation import Operation

if TYPE_CHECKING:
    from collections.abc import Callable

    from feishu_sandbox.model import App
    from feishu_sandbox.operation import Incoming


def _check_credentials(call: Incoming, kind: str, wrong_kind: int = 10005) -> App:
    """Return the app of `app_id` and `app_secret`, which has to be of this kind.

    Raises:
        ApiError: 10003 for a missing or unknown one, 10014 for a disabled one or one of another
            region, 10015 for a wrong secret, `wrong_kind` for an app of the other kind.
    """
    app_id, secret = call.body.get("app_id"), call.body.get("app_secret")
    if not isinstance(app_id, str) or not isinstance(secret, str) or not app_id or not secret:
        raise ApiError(10003)
    app = call.world.state.apps.get(app_id)
    if app is None:
        raise ApiError(10003, "invalid app_id")
    if app.region != call.world.state.region or not app.enabled:
        raise ApiError(10014)
    if app.app_secret != secret:
        raise ApiError(10015)
    if app.kind != kind:
        raise ApiError(wrong_kind)
    if not app.published and not call.behaviour.unpublished_token:
        raise ApiError(10003, "invalid app_id")
    return app


def _custom_app(call: Incoming) -> App:
    app = _check_credentials(call, CUSTOM)
    if app.installs.get(call.world.state.tenant.tenant_key, ACTIVE) == UNINSTALLED:
        raise ApiError(11210)
    return app


def _own_tenant_token(call: Incoming) -> Reply:
    token, expire = call.world.tokens.obtain(_custom_app(call))
    return flat({"tenant_access_token": token, "expire": expire})


def _own_app_token(call: Incoming) -> Reply:
    token, expire = call.world.tokens.obtain(_custom_app(call))
    return flat({"app_access_token": token, "tenant_access_token": token, "expire": expire})


def _store_app_token(call: Incoming) -> Reply:
    """Exchange the app_ticket; only the newest one counts, unless the behaviour is milder."""
    app = _check_credentials(call, STORE)
    if not call.world.tickets.knows(app, call.body.get("app_ticket")):
        raise ApiError(10012, "app_ticket invalid")
    token, expire = call.world.tokens.obtain_for_app(app)
    return flat({"app_access_token": token, "expire": expire})


def _store_tenant_token(call: Incoming) -> Reply:
    app = call.world.tokens.store_app(call.body.get("app_access_token"))
    tenant_key = call.body.get("tenant_key")
    if not isinstance(tenant_key, str) or not tenant_key:
        raise ApiError(10003)
    if not app.enabled:
        raise ApiError(10014)
    if call.world.tenant(tenant_key) is None:
        raise ApiError(99992500)
    state = app.installs.get(tenant_key)
    if state == STOPPED:
        raise ApiError(11207)
    if state != ACTIVE:
        raise ApiError(10013)
    token, expire = call.world.tokens.obtain(app, tenant_key)
    return flat({"tenant_access_token": token, "expire": expire})


def _resend(call: Incoming) -> Reply:
    """Push the ticket to the request URL; it is never in the reply."""
    call.world.tickets.push_soon(_check_credentials(call, STORE, wrong_kind=10016))
    return flat({}, "success")


def _operation(name: str, path: str, handler: Callable[[Incoming], Reply]) -> Operation:
    return Operation(
        f"auth.{name}",
        "POST",
        f"/auth/v3/{path}",
        handler,
        public=True,
        writes=name == "app_ticket_resend",
        body="json",
        bad_json=10003,
        counted=False,
    )


OPERATIONS = (
    _operation("tenant_access_token", "tenant_access_token/internal", _own_tenant_token),
    _operation("app_access_token", "app_access_token/internal", _own_app_token),
    _operation("store_app_access_token", "app_access_token", _store_app_token),
    _operation("store_tenant_access_token", "tenant_access_token", _store_tenant_token),
    _operation("app_ticket_resend", "app_ticket/resend", _resend),
)
