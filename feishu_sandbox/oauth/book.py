"""Authorization codes, user_access_tokens and refresh tokens of one world."""

from __future__ import annotations

import base64
import hashlib
import json
from dataclasses import dataclass
from typing import TYPE_CHECKING

from feishu_sandbox.apps import OFFLINE_ACCESS, Consent, RefreshToken

if TYPE_CHECKING:
    from collections.abc import Sequence

    from feishu_sandbox.model import App, Json, Tenant, User
    from feishu_sandbox.world import World

#: Granted to everyone who signs in.
BASE_SCOPE = "auth:user.id:read"
#: Seconds after which a user has to authorize again, however often tokens were renewed.
CEILING = 365 * 86_400
#: The platform's tokens are one to two kilobytes long.
_PADDING = 768


@dataclass(frozen=True, slots=True)
class Asked:
    """What an app asks a user for: scopes, where to go then, and the PKCE challenge if any."""

    scopes: list[str]
    redirect_uri: str = ""
    challenge: str = ""
    method: str = "plain"


@dataclass(slots=True)
class Code:
    """An authorization code, with what was asked for."""

    code: str
    app_id: str
    open_id: str
    tenant_key: str
    asked: Asked
    expires: float
    used: bool = False


@dataclass(frozen=True, slots=True)
class AccessToken:
    """A user_access_token that is out."""

    token: str
    app_id: str
    open_id: str
    tenant_key: str
    scopes: tuple[str, ...]
    expires: float


@dataclass(frozen=True, slots=True)
class Grant:
    """What the token endpoint gives; no refresh token without `offline_access`."""

    access_token: str
    expires_in: int
    scope: str
    open_id: str
    refresh_token: str = ""
    refresh_token_expires_in: int = 0


class OAuthBook:
    """Codes and access tokens live in memory; consents and refresh tokens in the state."""

    def __init__(self, world: World) -> None:
        """Start without codes and access tokens."""
        self._world = world
        self.codes: dict[str, Code] = {}
        self._access: dict[str, AccessToken] = {}

    def access_token(self, token: str) -> AccessToken | None:
        """Return an access token, expired or not; None for an unknown one."""
        return self._access.get(token)

    def void_access(self) -> None:
        """Void every access token now; refresh tokens stay."""
        self._access.clear()

    def clear(self) -> None:
        """Forget codes and access tokens."""
        self.codes.clear()
        self._access.clear()

    def consent(self, app: App, user: User) -> Consent | None:
        """Return what the user has granted to the app so far."""
        return self._world.state.consents.get(_key(app.app_id, user.open_id))

    def allow(self, app: App, user: User, scopes: Sequence[str]) -> Consent:
        """Add to what the user has granted to the app; the year starts anew."""
        known = self.consent(app, user)
        granted = list(dict.fromkeys([*(known.scopes if known else ()), BASE_SCOPE, *scopes]))
        made = Consent(app.app_id, user.open_id, granted, self._world.clock.now())
        self._world.state.consents[_key(app.app_id, user.open_id)] = made
        return made

    def issue_code(self, app: App, user: User, tenant: Tenant, asked: Asked) -> Code:
        """Record the consent of a user and give out a code for the app."""
        self.allow(app, user, asked.scopes)
        expires = self._world.clock.now() + self._world.behaviour.code_seconds
        value = self._world.new_id("code")
        code = Code(value, app.app_id, user.open_id, tenant.tenant_key, asked, expires)
        self.codes[value] = code
        return code

    def grant(self, source: Code | RefreshToken, scopes: Sequence[str], since: float) -> Grant:
        """Give out tokens with these scopes.

        Args:
            source: The code or refresh token that they are exchanged for.
            scopes: Scopes of the tokens; with `offline_access` a refresh token comes along.
            since: When the user authorized.
        """
        now, life = self._world.clock.now(), self._world.behaviour.user_token_seconds
        token = self._jwt(source, now + life)
        app_id, open_id, tenant_key = source.app_id, source.open_id, source.tenant_key
        self._access[token] = AccessToken(
            token, app_id, open_id, tenant_key, tuple(scopes), now + life
        )
        scope = " ".join(sorted(scopes))
        if OFFLINE_ACCESS not in scopes:
            return Grant(token, life, scope, open_id)
        longest = now + self._world.behaviour.refresh_token_seconds
        expires = min(longest, since + CEILING)
        renewal = self._jwt(source, expires)
        self._world.state.refresh_tokens[renewal] = RefreshToken(
            renewal, app_id, open_id, tenant_key, list(scopes), since, expires
        )
        return Grant(token, life, scope, open_id, renewal, int(expires - now))

    def revoke(self, app: App, user: User) -> None:
        """Take back all that the user granted to the app, with every token."""
        self._world.state.consents.pop(_key(app.app_id, user.open_id), None)
        owner = (app.app_id, user.open_id)
        for renewal in self._world.state.refresh_tokens.values():
            if (renewal.app_id, renewal.open_id) == owner and renewal.state == "unused":
                renewal.state = "revoked"
        kept = {t: a for t, a in self._access.items() if (a.app_id, a.open_id) != owner}
        self._access = kept

    def _jwt(self, source: Code | RefreshToken, expires: float) -> str:
        """Return a token of the platform's looks; only the sandbox knows what it stands for."""
        token_id = self._world.new_id("token_id")
        filler = hashlib.shake_256(token_id.encode()).digest(_PADDING)
        body = {"jti": token_id, "aud": source.app_id, "exp": int(expires), "key": _text(filler)}
        signature = hashlib.sha512(filler).digest()
        return f"{_part({'alg': 'ES256', 'typ': 'JWT'})}.{_part(body)}.{_text(signature)}"


def _key(app_id: str, open_id: str) -> str:
    return f"{app_id}:{open_id}"


def _part(value: Json) -> str:
    return _text(json.dumps(value, separators=(",", ":")).encode())


def _text(value: bytes) -> str:
    return base64.urlsafe_b64encode(value).decode().rstrip("=")
