"""App credentials and tenant tokens.

Docs: K/ukDNz4SO0MjL5QzM/auth-v3/auth/tenant_access_token_internal and app_access_token_internal.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from feishu_sandbox.envelope import ApiError, Reply, flat
from feishu_sandbox.operation import Operation

if TYPE_CHECKING:
    from collections.abc import Callable

    from feishu_sandbox.behaviour import Behaviour
    from feishu_sandbox.model import App
    from feishu_sandbox.operation import Incoming
    from feishu_sandbox.world import World

#: A token with this many seconds left is handed out again; below, a new one is made.
RENEW_BELOW = 1800
_SCHEME = "Bearer "


@dataclass(frozen=True, slots=True)
class _Issued:
    token: str
    app_id: str
    expires: float


class TokenBook:
    """The tenant tokens that are out; they live in memory, so a restart voids them."""

    def __init__(self, world: World, behaviour: Behaviour) -> None:
        """Start without tokens."""
        self._world = world
        self._behaviour = behaviour
        self._issued: dict[str, _Issued] = {}
        self._latest: dict[str, _Issued] = {}

    def obtain(self, app: App) -> tuple[str, int]:
        """Return a token of the app and its remaining seconds.

        The same token comes back while 30 minutes or more remain. Below that a new one is made
        and the old one stays valid until its own end.
        """
        now = self._world.clock.now()
        latest = self._latest.get(app.app_id)
        if latest is None or latest.expires - now < RENEW_BELOW:
            token = self._world.new_id("tenant_token")
            latest = _Issued(token, app.app_id, now + self._behaviour.token_seconds)
            self._issued[token] = self._latest[app.app_id] = latest
        return latest.token, int(latest.expires - now)

    def revoke_all(self) -> None:
        """Void every token now."""
        self._issued.clear()
        self._latest.clear()

    def app_of(self, authorization: str | None) -> App:
        """Return the app that this Authorization header speaks for.

        Raises:
            ApiError: 99991661 without a token, 99991671 for a foreign format, 99991668 for a user
                token, 99991663 for an unknown or expired one, 99991662 for a disabled app.
        """
        if not authorization or not authorization.startswith(_SCHEME):
            raise ApiError(99991661)
        token = authorization[len(_SCHEME) :].strip()
        if not token:
            raise ApiError(99991661)
        if token.startswith(("u-", "eyJ")):
            raise ApiError(99991668)
        if not token.startswith("t-"):
            raise ApiError(99991671)
        issued = self._issued.get(token)
        if issued is None or issued.expires <= self._world.clock.now():
            raise ApiError(99991663)
        app = self._world.state.apps[issued.app_id]
        if not app.enabled:
            raise ApiError(99991662)
        return app


def require_scope(app: App, operation: Operation, console: str) -> None:
    """Refuse an app that has none of the operation's scopes (99991672, HTTP 400)."""
    if not operation.scopes or app.granted(*operation.scopes):
        return
    names = ", ".join(operation.scopes)
    url = (
        f"{console}/app/{app.app_id}/auth?q={','.join(operation.scopes)}"
        "&op_from=openapi&token_type=tenant"
    )
    raise ApiError(
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


def _check_credentials(call: Incoming) -> App:
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
    return app


def _tenant_token(call: Incoming) -> Reply:
    token, expire = call.world.tokens.obtain(_check_credentials(call))
    return flat({"tenant_access_token": token, "expire": expire})


def _app_token(call: Incoming) -> Reply:
    token, expire = call.world.tokens.obtain(_check_credentials(call))
    return flat({"app_access_token": token, "tenant_access_token": token, "expire": expire})


def _token_operation(kind: str, handler: Callable[[Incoming], Reply]) -> Operation:
    return Operation(
        f"auth.{kind}",
        "POST",
        f"/auth/v3/{kind}/internal",
        handler,
        public=True,
        body="json",
        bad_json=10003,
        counted=False,
    )


OPERATIONS = (
    _token_operation("tenant_access_token", _tenant_token),
    _token_operation("app_access_token", _app_token),
)
