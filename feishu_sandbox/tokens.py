"""Tokens of apps: the app_access_token of a store app, and tenant_access_tokens."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from feishu_sandbox.envelope import ApiError

if TYPE_CHECKING:
    from feishu_sandbox.behaviour import Behaviour
    from feishu_sandbox.model import App
    from feishu_sandbox.world import World

#: A token with this many seconds left is handed out again; below, a new one is made.
RENEW_BELOW = 1800


@dataclass(frozen=True, slots=True)
class Issued:
    """A token that is out; `tenant_key` is "" for an app_access_token."""

    token: str
    app_id: str
    tenant_key: str
    expires: float


class TokenBook:
    """The tokens that are out; they live in memory, so a restart voids them."""

    def __init__(self, world: World, behaviour: Behaviour) -> None:
        """Start without tokens."""
        self._world = world
        self._behaviour = behaviour
        self._issued: dict[str, Issued] = {}
        self._latest: dict[tuple[str, str], Issued] = {}

    def obtain(self, app: App, tenant_key: str = "") -> tuple[str, int]:
        """Return a tenant token of the app, for its own tenant unless named, and its seconds.

        The same token comes back while 30 minutes or more remain. Below that a new one is made
        and the old one stays valid until its own end.
        """
        return self._renew("tenant_token", app, tenant_key or self._world.state.tenant.tenant_key)

    def obtain_for_app(self, app: App) -> tuple[str, int]:
        """Return an app_access_token of a store app and its remaining seconds."""
        return self._renew("app_token", app, "")

    def find(self, token: str) -> Issued | None:
        """Return what is known of a token; None for an unknown or expired one."""
        issued = self._issued.get(token)
        if issued is None or issued.expires <= self._world.clock.now():
            return None
        return issued

    def store_app(self, token: object) -> App:
        """Return the store app of an app_access_token.

        Raises:
            ApiError: 99991664 for an unknown or expired one.
        """
        issued = self.find(token) if isinstance(token, str) else None
        if issued is None or issued.tenant_key:
            raise ApiError(99991664)
        return self._world.state.apps[issued.app_id]

    def revoke_all(self) -> None:
        """Void every token now."""
        self._issued.clear()
        self._latest.clear()

    def _renew(self, kind: str, app: App, tenant_key: str) -> tuple[str, int]:
        now = self._world.clock.now()
        latest = self._latest.get((app.app_id, tenant_key))
        if latest is None or latest.expires - now < RENEW_BELOW:
            expires = now + self._behaviour.token_seconds
            latest = Issued(self._world.new_id(kind), app.app_id, tenant_key, expires)
            self._issued[latest.token] = self._latest[app.app_id, tenant_key] = latest
        return latest.token, int(latest.expires - now)
