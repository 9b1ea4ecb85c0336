"""Apps and tenants of the world: look-ups, and builders for what a developer console does."""

from __future__ import annotations

from typing import TYPE_CHECKING

from feishu_sandbox.apps import ACTIVE, CUSTOM, OFFLINE_ACCESS, STORE
from feishu_sandbox.model import App, State, Tenant

if TYPE_CHECKING:
    import threading
    from collections.abc import Iterable, Sequence

_CONSOLES = {"feishu": "https://open.feishu.cn", "lark": "https://open.larksuite.com"}
#: The default of `redirect_uri` in most samples, and the connectors' own.
REDIRECT_URLS = ("http://localhost:8080/callback", "http://localhost:8371/callback")


class Registry:
    """The part of the world that knows apps and tenants."""

    state: State
    lock: threading.RLock

    def new_id(self, kind: str) -> str:
        """Draw an identifier of this kind."""
        raise NotImplementedError

    @property
    def console(self) -> str:
        """Address of the developer console."""
        return _CONSOLES[self.state.region]

    def tenant(self, tenant_key: str) -> Tenant | None:
        """Return the tenant with this key, or None."""
        home = self.state.tenant
        return home if tenant_key == home.tenant_key else self.state.tenants.get(tenant_key)

    def add_tenant(self, name: str) -> Tenant:
        """Create a further tenant; it sees the same people and documents as the first."""
        with self.lock:
            number = len(self.state.tenants) + 2
            suffix = self.state.tenant.domain.partition(".")[2]
            tenant = Tenant(
                name=name,
                tenant_key=self.new_id("tenant_key"),
                display_id=f"F{100_000_000 + number}",
                domain=f"tenant{number}.{suffix}",
            )
            self.state.tenants[tenant.tenant_key] = tenant
        return tenant

    def add_app(
        self,
        name: str,
        scopes: Sequence[str],
        region: str = "",
        *,
        user_scopes: Sequence[str] | None = None,
        redirect_urls: Sequence[str] = REDIRECT_URLS,
    ) -> App:
        """Register a custom app with these granted scopes, for this region unless named.

        The user identity gets `user_scopes`, by default the same and `offline_access`.
        """
        app = self._app(name, scopes, region, user_scopes, redirect_urls)
        app.installs[self.state.tenant.tenant_key] = ACTIVE
        return app

    def add_store_app(  # noqa: PLR0913 - what the console asks for
        self,
        name: str,
        scopes: Sequence[str],
        *,
        request_url: str = "",
        encrypt_key: str = "",
        verification_token: str = "",
        region: str = "",
        user_scopes: Sequence[str] | None = None,
        redirect_urls: Sequence[str] = REDIRECT_URLS,
    ) -> App:
        """Register a store app that no tenant has installed yet and that has no ticket yet.

        The request URL is taken as it is; `Sandbox.save_request_url` verifies one.
        """
        app = self._app(name, scopes, region, user_scopes, redirect_urls)
        app.kind = STORE
        app.request_url = request_url
        app.encrypt_key = encrypt_key
        app.verification_token = verification_token
        return app

    def _app(
        self,
        name: str,
        scopes: Sequence[str],
        region: str,
        user_scopes: Iterable[str] | None,
        redirect_urls: Iterable[str],
    ) -> App:
        with self.lock:
            users = user_scopes if user_scopes is not None else (*scopes, OFFLINE_ACCESS)
            app = App(
                app_id=self.new_id("app"),
                app_secret=self.new_id("secret"),
                name=name,
                region=region or self.state.region,
                bot_open_id=self.new_id("open_id"),
                scopes=dict.fromkeys(scopes, 1),
                kind=CUSTOM,
                user_scopes=dict.fromkeys(users, 1),
                redirect_urls=list(redirect_urls),
            )
            self.state.apps[app.app_id] = app
        return app
