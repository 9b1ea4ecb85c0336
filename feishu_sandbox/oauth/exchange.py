"""The token endpoint: codes and refresh tokens into user_access_tokens.

Docs: A/authentication-management/access-token/{get-user-access-token, refresh-user-access-token}.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import re
import secrets
from typing import TYPE_CHECKING

from feishu_sandbox.apps import OFFLINE_ACCESS
from feishu_sandbox.envelope import ApiError, Reply
from feishu_sandbox.limits import STANDARD
from feishu_sandbox.oauth.book import BASE_SCOPE
from feishu_sandbox.oauth.checks import check_app, check_install, check_user, read_scopes
from feishu_sandbox.oauth.errors import TOKEN_OPERATION
from feishu_sandbox.operation import Operation

if TYPE_CHECKING:
    from collections.abc import Sequence

    from feishu_sandbox.model import App, Consent, Json
    from feishu_sandbox.oauth.book import Code, Grant
    from feishu_sandbox.operation import Incoming

_VERIFIER = re.compile(r"[A-Za-z0-9._~-]{43,128}")
_STATES = {"used": 20073, "revoked": 20064}


def _token(call: Incoming) -> Reply:
    grant_type = call.body.get("grant_type")
    if grant_type is None:
        raise ApiError(20001)
    exchanges = {"authorization_code": _exchange_code, "refresh_token": _exchange_refresh_token}
    exchange = exchanges.get(grant_type) if isinstance(grant_type, str) else None
    if exchange is None:
        raise ApiError(20036)
    return _shown(exchange(call, _client(call)))


def _client(call: Incoming) -> App:
    """Return the app of the credentials, which come in the body or as HTTP Basic."""
    client_id, secret = call.body.get("client_id"), call.body.get("client_secret")
    header = call.headers.get("authorization", "")
    if header.startswith("Basic "):
        if secret is not None:
            raise ApiError(20070)
        client_id, secret = _basic(header)
    app = check_app(call.world, client_id)
    if app.region != call.world.state.region:
        raise ApiError(20048)
    if not isinstance(secret, str) or not secret:
        raise ApiError(20001)
    if not secrets.compare_digest(secret.encode(), app.app_secret.encode()):
        raise ApiError(20002)
    return app


def _basic(header: str) -> tuple[str, str]:
    try:
        text = base64.b64decode(header.removeprefix("Basic "), validate=True).decode()
    except (binascii.Error, UnicodeDecodeError):
        raise ApiError(20063) from None
    client_id, _, secret = text.partition(":")
    return client_id, secret


def _exchange_code(call: Incoming, app: App) -> Grant:
    code = call.world.oauth.codes.get(_required(call, "code"))
    if code is None:
        raise ApiError(20003)
    if code.app_id != app.app_id:
        raise ApiError(20024)
    if code.used:
        raise ApiError(20065)
    if code.expires <= call.world.clock.now():
        raise ApiError(20004)
    if call.body.get("redirect_uri", code.asked.redirect_uri) != code.asked.redirect_uri:
        raise ApiError(20071)
    _check_verifier(code, call.body.get("code_verifier"))
    check_install(app, code.tenant_key)
    user = check_user(call.world, app, code.open_id)
    consent = call.world.oauth.consent(app, user)
    if consent is None:
        raise ApiError(20003)
    scopes = _narrowed(call, _offered(app, code, consent), code.asked.scopes)
    code.used = True
    return call.world.oauth.grant(code, scopes, consent.authorized_at)


def _offered(app: App, code: Code, consent: Consent) -> list[str]:
    """Return all that the user ever granted; `offline_access` counts for one sign-in only."""
    return [
        scope
        for scope in consent.scopes
        if scope == BASE_SCOPE
        or (app.offers(scope) and (scope != OFFLINE_ACCESS or scope in code.asked.scopes))
    ]


def _check_verifier(code: Code, verifier: object) -> None:
    """Refuse a verifier that does not fit the challenge of the authorize page (20049)."""
    if not code.asked.challenge:
        return
    if not isinstance(verifier, str) or not _VERIFIER.fullmatch(verifier):
        raise ApiError(20049)
    shown = verifier
    if code.asked.method == "S256":
        digest = hashlib.sha256(verifier.encode()).digest()
        shown = base64.urlsafe_b64encode(digest).decode().rstrip("=")
    if shown != code.asked.challenge:
        raise ApiError(20049)


def _exchange_refresh_token(call: Incoming, app: App) -> Grant:
    """Exchange a refresh token, which dies by it."""
    if not app.refreshes:
        raise ApiError(20074)
    known = call.world.state.refresh_tokens.get(_required(call, "refresh_token"))
    if known is None:
        raise ApiError(20026)
    if known.app_id != app.app_id:
        raise ApiError(20024)
    if known.state in _STATES:
        raise ApiError(_STATES[known.state])
    if known.expires <= call.world.clock.now():
        raise ApiError(20037)
    check_install(app, known.tenant_key)
    check_user(call.world, app, known.open_id)
    scopes = _narrowed(call, known.scopes, known.scopes)
    known.state = "used"
    return call.world.oauth.grant(known, scopes, known.authorized_at)


def _required(call: Incoming, name: str) -> str:
    value = call.body.get(name)
    if value is None or value == "":
        raise ApiError(20001)
    if not isinstance(value, str):
        raise ApiError(20063)
    return value


def _narrowed(call: Incoming, offered: Sequence[str], allowed: Sequence[str]) -> list[str]:
    """Return the scopes of the new token: all that is offered, or the subset asked for."""
    wanted = read_scopes(call.body.get("scope"))
    if not wanted:
        return list(offered)
    if not set(wanted) <= {*allowed, BASE_SCOPE}:
        raise ApiError(20068)
    return list(dict.fromkeys([BASE_SCOPE, *wanted]))


def _shown(grant: Grant) -> Reply:
    members: Json = {
        "code": 0,
        "access_token": grant.access_token,
        "expires_in": grant.expires_in,
        "token_type": "Bearer",
        "scope": grant.scope,
    }
    if grant.refresh_token:
        members["refresh_token"] = grant.refresh_token
        members["refresh_token_expires_in"] = grant.refresh_token_expires_in
    return Reply(members)


OPERATIONS = (
    Operation(
        TOKEN_OPERATION,
        "POST",
        "/authen/v2/oauth/token",
        _token,
        STANDARD,
        public=True,
        writes=True,
        body="oauth",
        bad_json=20063,
        counted=False,
    ),
)
