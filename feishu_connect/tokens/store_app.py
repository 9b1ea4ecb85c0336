"""Tokens of a store app: app_ticket -> app_access_token -> tenant_access_token.

`/ukTMukTMukTM/ukDNz4SO0MjL5QzM/auth-v3/auth/{app_access_token,tenant_access_token}`. The store
holds the tickets and the tenants, as the receiver learns them from events.
"""

from __future__ import annotations

import logging
import threading
import typing as t

from feishu_connect.endpoints.auth import AUTH_APP_TOKEN, AUTH_TENANT_TOKEN
from feishu_connect.errors import CredentialsError, TicketError
from feishu_connect.tokens.cache import CachedTokens, Token
from feishu_connect.tokens.tenants import check_tenant, choose_tenant
from feishu_connect.tokens.tickets import newer_ticket

if t.TYPE_CHECKING:
    from feishu_connect.client import FeishuClient
    from feishu_connect.settings import ConnectionSettings
    from feishu_connect.store import AppTicket, Store

logger = logging.getLogger(__name__)

#: The app_access_token inside a request is refused: fetch another one.
_APP_TOKEN_REFUSED = {20014, 99991663, 99991664}


class StoreAppTokens:
    """The token source of one store app; one cached token for each tenant."""

    def __init__(self, settings: ConnectionSettings, client: FeishuClient, store: Store) -> None:
        """Fetch nothing yet."""
        self._settings = settings
        self._client = client
        self._store = store
        self._app = CachedTokens(self._fetch_app_token, client.clock)
        self._lock = threading.Lock()
        self._tenants: dict[str, CachedTokens] = {}
        self._chosen = settings.tenant_key or ""

    def token(self) -> str:
        """Give a token of the settings' tenant that is valid now.

        Raises:
            TicketError: No app_ticket came within a minute.
            SettingsError: There is more than one tenant to choose from.
            CredentialsError: The tenant has stopped or removed the app, or Feishu refuses.
        """
        return self.of(self._tenant()).token()

    def refresh(self, rejected: str) -> str:
        """Replace a token that Feishu refused, unless another thread has done so already."""
        return self.of(self._tenant()).refresh(rejected)

    def of(self, tenant_key: str) -> CachedTokens:
        """Give the token of one tenant."""
        with self._lock:
            if tenant_key not in self._tenants:
                self._tenants[tenant_key] = CachedTokens(
                    lambda: self._fetch_tenant_token(tenant_key), self._client.clock
                )
            return self._tenants[tenant_key]

    def _tenant(self) -> str:
        """Choose once: a tenant that installs the app during a run changes nothing for the run."""
        with self._lock:
            self._chosen = self._chosen or choose_tenant(self._store.tenants())
            return self._chosen

    def _fetch_tenant_token(self, tenant_key: str) -> Token:
        check_tenant(self._store.tenants(), tenant_key)
        app_token = self._app.token()
        try:
            return self._exchange(tenant_key, app_token)
        except CredentialsError as error:
            if error.code not in _APP_TOKEN_REFUSED:
                raise
            logger.info("the app_access_token is refused; refreshing it once")
        return self._exchange(tenant_key, self._app.refresh(app_token))

    def _exchange(self, tenant_key: str, app_token: str) -> Token:
        body = {"app_access_token": app_token, "tenant_key": tenant_key}
        reply = self._client.call(AUTH_TENANT_TOKEN, body=body)
        return self._learned(reply, "tenant_access_token")

    def _fetch_app_token(self) -> Token:
        """Use the ticket at hand; wait for a newer one where there is none, or it is refused."""
        ticket = self._store.app_ticket()
        if ticket is not None:
            try:
                return self._redeem(ticket)
            except TicketError:
                logger.info("the app_ticket is refused")
        return self._redeem(newer_ticket(self._settings, self._client, self._store, ticket))

    def _redeem(self, ticket: AppTicket) -> Token:
        self._client.redactor.add(ticket.value)
        body = {
            "app_id": self._settings.app_id,
            "app_secret": self._settings.app_secret,
            "app_ticket": ticket.value,
        }
        return self._learned(self._client.call(AUTH_APP_TOKEN, body=body), "app_access_token")

    def _learned(self, reply: dict[str, t.Any], key: str) -> Token:
        token = str(reply[key])
        self._client.redactor.add(token)
        return Token(token, float(reply["expire"]))
