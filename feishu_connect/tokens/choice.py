"""The token source that fits the settings."""

from __future__ import annotations

import typing as t

from feishu_connect.endpoints.auth import AUTH_TENANT_TOKEN_INTERNAL
from feishu_connect.tokens.cache import CachedTokens, Token, TokenSource
from feishu_connect.tokens.store_app import StoreAppTokens

if t.TYPE_CHECKING:
    from feishu_connect.client import FeishuClient
    from feishu_connect.settings import ConnectionSettings
    from feishu_connect.store import Store


def token_source(
    settings: ConnectionSettings, client: FeishuClient, store: Store | None
) -> TokenSource:
    """Choose whose token is sent; nothing is fetched yet.

    Args:
        settings: App type and identity decide.
        client: Asks for the tokens; learns them, to keep them out of texts.
        store: Tickets, tenants and users' tokens; custom apps need none.

    Raises:
        ValueError: A store app or a user without a store: a mistake of the caller.
    """
    if not settings.needs_store:
        return CachedTokens(lambda: _custom_app(settings, client), client.clock)
    if store is None:
        msg = "store apps and signed-in users need a store"
        raise ValueError(msg)
    if settings.identity == "user":
        # Loads the store's libraries, which runs of a custom app have no use for.
        from feishu_connect.tokens.user import UserTokens  # noqa: PLC0415

        return UserTokens(settings, client, store)
    return StoreAppTokens(settings, client, store)


def _custom_app(settings: ConnectionSettings, client: FeishuClient) -> Token:
    body = {"app_id": settings.app_id, "app_secret": settings.app_secret}
    reply = client.call(AUTH_TENANT_TOKEN_INTERNAL, body=body)
    token = str(reply["tenant_access_token"])
    client.redactor.add(token)
    return Token(token, float(reply["expire"]))
