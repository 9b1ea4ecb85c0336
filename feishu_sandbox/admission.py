"""Who calls: from the Authorization header to an app, a tenant and perhaps a user."""

from __future__ import annotations

import dataclasses
import ipaddress
from dataclasses import dataclass
from typing import TYPE_CHECKING

from feishu_sandbox.apps import ACTIVE, STOPPED, ContactRange
from feishu_sandbox.envelope import ApiError

if TYPE_CHECKING:
    from feishu_sandbox.model import App, Tenant, User
    from feishu_sandbox.operation import Operation
    from feishu_sandbox.world import World

_SCHEME = "Bearer "
APP_IDENTITY = "tenant"
USER_IDENTITY = "user"


@dataclass(frozen=True, slots=True)
class Caller:
    """The caller of one request.

    Attributes:
        app: The app; for a user, with the scopes that this user granted as its scopes.
        tenant: The company that is spoken to.
        user: Who is signed in; None for the app itself.
    """

    app: App
    tenant: Tenant
    user: User | None = None


def admit(world: World, operation: Operation, authorization: str | None, address: str) -> Caller:
    """Check the token, the app's state, the address and the scopes, in this order.

    Raises:
        ApiError: 99991661 without a token, 99991671 for a foreign format, 99991663 for a bad
            tenant token or one that the operation does not take, 99991668 and 99991677 for a user
            token, 99991662 and 99991673 for the app's state, 99991401 for the address, 99991672
            and 99991679 for missing scopes.
    """
    token = _bearer(authorization)
    if token.startswith(("u-", "eyJ")):
        caller = _user(world, operation, token)
    else:
        caller = _tenant(world, operation, token)
    _check_app(caller, world.state.apps[caller.app.app_id])
    _check_address(caller.app, address)
    _require_scope(caller, operation, world.console)
    return caller


def _bearer(authorization: str | None) -> str:
    if not authorization or not authorization.startswith(_SCHEME):
        raise ApiError(99991661)
    token = authorization[len(_SCHEME) :].strip()
    if not token:
        raise ApiError(99991661)
    return token


def _tenant(world: World, operation: Operation, token: str) -> Caller:
    if not token.startswith("t-"):
        raise ApiError(99991671)
    if APP_IDENTITY not in operation.identities:
        raise ApiError(99991663, "tenant access token not support")
    issued = world.tokens.find(token)
    tenant = world.tenant(issued.tenant_key) if issued else None
    if issued is None or tenant is None:
        raise ApiError(99991663)
    return Caller(world.state.apps[issued.app_id], tenant)


def _user(world: World, operation: Operation, token: str) -> Caller:
    if USER_IDENTITY not in operation.identities:
        raise ApiError(99991668, "user access token not support")
    issued = world.oauth.access_token(token)
    user = world.state.users.get(issued.open_id) if issued else None
    tenant = world.tenant(issued.tenant_key) if issued else None
    if issued is None or user is None or tenant is None:
        raise ApiError(operation.bad_user_token or 99991668)
    if issued.expires <= world.clock.now():
        raise ApiError(operation.bad_user_token or 99991677)
    app = world.state.apps[issued.app_id]
    scopes = {scope: 1 for scope in issued.scopes if app.offers(scope)}
    seen = dataclasses.replace(app, scopes=scopes, contact_range=ContactRange())
    return Caller(seen, tenant, user)


def _check_app(caller: Caller, app: App) -> None:
    if not app.enabled:
        raise ApiError(99991662)
    state = app.installs.get(caller.tenant.tenant_key, ACTIVE)
    if state != ACTIVE:
        raise ApiError(99991662 if state == STOPPED else 99991673)


def _check_address(app: App, address: str) -> None:
    if not app.ip_allow_list:
        return
    caller = ipaddress.ip_address(address)
    networks = [ipaddress.ip_network(entry, strict=False) for entry in app.ip_allow_list]
    if not any(caller in network for network in networks):
        raise ApiError(99991401, f"ip {address} is denied by app setting")


def _require_scope(caller: Caller, operation: Operation, console: str) -> None:
    if not operation.scopes or caller.app.granted(*operation.scopes):
        return
    if caller.user is not None:
        raise _not_granted(operation)
    raise _not_enabled(caller.app, operation, console)


def _not_enabled(app: App, operation: Operation, console: str) -> ApiError:
    """Return the answer to an app that has none of the operation's scopes."""
    names = ", ".join(operation.scopes)
    url = (
        f"{console}/app/{app.app_id}/auth?q={','.join(operation.scopes)}"
        "&op_from=openapi&token_type=tenant"
    )
    return ApiError(
        99991672,
        f"Access denied. One of the following scopes is required: [{names}]. {url}",
        detail={
            "message": "Access denied.",
            "permission_violations": [
                {"type": "action_scope_required", "subject": scope} for scope in operation.scopes
            ],
            "helps": [{"url": url, "description": f"Learn more about scopes: [{names}]"}],
        },
    )


def _not_granted(operation: Operation) -> ApiError:
    """Return the answer to a user who granted none of the operation's scopes."""
    names = ", ".join(operation.scopes)
    return ApiError(
        99991679,
        "Unauthorized. You do not have permission to perform the requested operation on the "
        "resource. Please request user re-authorization and try again. required one of these "
        f"privileges: [{names}]",
        detail={
            "permission_violations": [
                {"type": "action_privilege_required", "subject": scope}
                for scope in operation.scopes
            ]
        },
    )
