"""The user_access_token of whoever signed in, with a refresh token that works once.

Every refresh kills the refresh token that it used. So it happens under a lock across processes,
the lock's holder looks first whether somebody was faster, and the next refresh token is durable in
the store before anything is done with the access token
(`/uAjLw4CM/ukTMukTMukTM/authentication-management/access-token/refresh-user-access-token`).
"""

from __future__ import annotations

import typing as t

from feishu_connect.codes.oauth import SIGN_IN
from feishu_connect.errors import SignInError
from feishu_connect.oauth.grants import GRANT_LOCK, refresh_grant
from feishu_connect.tokens.cache import CachedTokens, Token

if t.TYPE_CHECKING:
    from feishu_connect.client import FeishuClient
    from feishu_connect.settings import ConnectionSettings
    from feishu_connect.store import Store, UserGrant

#: Seconds to wait for another process that is refreshing.
_LOCK_PATIENCE = 120.0


class UserTokens:
    """The token source of the user who signed in last."""

    def __init__(self, settings: ConnectionSettings, client: FeishuClient, store: Store) -> None:
        """Read nothing yet."""
        self._settings = settings
        self._client = client
        self._store = store
        self._cache = CachedTokens(self._obtain, client.clock)
        #: The access token served last. It is asked for another one only when this one has
        #: expired or was refused.
        self._served = ""
        #: The refresh token that failed for good, and why.
        self._failed: tuple[str, SignInError] | None = None

    def token(self) -> str:
        """Give a token that is valid now.

        Raises:
            SignInError: Nobody has signed in, or not since it became necessary again.
        """
        return self._cache.token()

    def refresh(self, rejected: str) -> str:
        """Replace a token that Feishu refused, unless another process has done so already."""
        return self._cache.refresh(rejected)

    def _obtain(self) -> Token:
        grant = self._store.user_token()
        if grant is None or not self._is_usable(grant):
            grant = self._renewed()
        self._client.redactor.add(grant.access_token, grant.refresh_token)
        self._served = grant.access_token
        return Token(grant.access_token, self._life(grant))

    def _renewed(self) -> UserGrant:
        with self._store.lock(GRANT_LOCK, timeout=_LOCK_PATIENCE):
            grant = self._store.user_token()
            if grant is not None and self._is_usable(grant):
                return grant
            fresh = self._redeemed(grant)
            self._store.save_user_token(fresh)
            return fresh

    def _is_usable(self, grant: UserGrant) -> bool:
        return self._life(grant) > 0 and grant.access_token not in {"", self._served}

    def _life(self, grant: UserGrant) -> float:
        """Seconds that the access token of a grant lives from now; 0 where it was never told."""
        ends = grant.access_expires_at
        return (ends - self._client.clock.now()).total_seconds() if ends else 0.0

    def _redeemed(self, grant: UserGrant | None) -> UserGrant:
        refresh_token = _refresh_token(grant, self._settings)
        if self._failed and self._failed[0] == refresh_token:
            raise self._failed[1]
        try:
            open_id = grant.open_id if grant else ""
            return refresh_grant(self._client, refresh_token, open_id=open_id)
        except SignInError as error:
            self._failed = (refresh_token, error)
            raise


def _refresh_token(grant: UserGrant | None, settings: ConnectionSettings) -> str:
    """Take the store's; the settings' is only the first one, and used up since."""
    if grant is None:
        if settings.refresh_token:
            return settings.refresh_token
        msg = "No user has signed in yet"
        raise SignInError(msg, cure="Run `feishu-connect login` with this configuration")
    if not grant.refresh_token:
        msg = "The user's sign-in has ended, and it came without a refresh token"
        cure = f"Enable the scope offline_access on the app and publish a new version. {SIGN_IN}"
        raise SignInError(msg, cure=cure)
    return grant.refresh_token
