"""Bring a sign-in home: code, grant, store, and who it was."""

from __future__ import annotations

import dataclasses
import typing as t
from dataclasses import dataclass

from feishu_connect.endpoints.auth import AUTHEN_USER_INFO
from feishu_connect.oauth.grants import GRANT_LOCK, exchange_code

if t.TYPE_CHECKING:
    from feishu_connect.client import FeishuClient
    from feishu_connect.oauth.attempt import Attempt
    from feishu_connect.store import Store, UserGrant


@dataclass(frozen=True, slots=True)
class SignedIn:
    """Who signed in, and what came of it."""

    name: str
    open_id: str
    tenant_key: str
    #: Scopes that were asked for and not granted.
    missing: tuple[str, ...]
    #: Whether runs can go on after the first token has expired.
    lasting: bool


def complete(client: FeishuClient, store: Store, attempt: Attempt, redirected: str) -> SignedIn:
    """Redeem the redirect, keep the grant, then ask Feishu who it belongs to.

    Args:
        client: Of settings whose identity is `user`, with the same store.
        store: Keeps the grant; durable before the token is used.
        attempt: What was sent out.
        redirected: The address to which the browser was sent back.

    Raises:
        SignInError: The redirect or its code is of no use.
        FeishuError: Whatever else a reply means.
    """
    grant = exchange_code(client, attempt, attempt.code(redirected))
    with store.lock(GRANT_LOCK):
        store.save_user_token(grant)
    person = client.call(AUTHEN_USER_INFO)
    open_id, tenant_key = str(person.get("open_id") or ""), str(person.get("tenant_key") or "")
    _name_owner(store, grant, open_id)
    if client.settings.app_type == "store" and tenant_key:
        store.learn_tenant(tenant_key)
    granted = set(grant.scope.split())
    return SignedIn(
        name=str(person.get("name") or person.get("en_name") or open_id),
        open_id=open_id,
        tenant_key=tenant_key,
        missing=tuple(scope for scope in attempt.scopes if scope not in granted),
        lasting=bool(grant.refresh_token),
    )


def _name_owner(store: Store, grant: UserGrant, open_id: str) -> None:
    """Note the owner, unless a run has already gone on to the next grant."""
    with store.lock(GRANT_LOCK):
        kept = store.user_token()
        if kept and kept.access_token == grant.access_token:
            store.save_user_token(dataclasses.replace(grant, open_id=open_id))
