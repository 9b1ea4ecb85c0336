"""Turn an authorization code, or a refresh token, into a grant. Each of them works once.

`/uAjLw4CM/ukTMukTMukTM/authentication-management/access-token/{get,refresh}-user-access-token`
"""

from __future__ import annotations

import datetime as dt
import typing as t

from feishu_connect.codes.oauth import SIGN_IN
from feishu_connect.endpoints.auth import AUTHEN_TOKEN
from feishu_connect.errors import AmbiguousWriteError, SignInError
from feishu_connect.store import UserGrant

if t.TYPE_CHECKING:
    from feishu_connect.client import FeishuClient
    from feishu_connect.oauth.attempt import Attempt

#: Name of the store's lock under which grants are replaced.
GRANT_LOCK = "user-token"


def exchange_code(client: FeishuClient, attempt: Attempt, code: str) -> UserGrant:
    """Redeem the code of a sign-in.

    Raises:
        SignInError: The code is of no use, or its only use got lost on the way.
        FeishuError: Whatever else the reply means.
    """
    client.redactor.add(code, attempt.verifier)
    parts = {
        "grant_type": "authorization_code",
        "code": code,
        "redirect_uri": attempt.redirect_uri,
        "code_verifier": attempt.verifier,
    }
    return _grant(client, parts, lost="The reply to the sign-in was lost")


def refresh_grant(client: FeishuClient, refresh_token: str, *, open_id: str = "") -> UserGrant:
    """Redeem a refresh token; it is of no use afterwards, whatever became of the reply.

    Raises:
        SignInError: It is of no use, or its only use got lost on the way.
        FeishuError: Whatever else the reply means.
    """
    client.redactor.add(refresh_token)
    parts = {"grant_type": "refresh_token", "refresh_token": refresh_token}
    lost = "The reply to the refresh of the user's token was lost, and with it the next token"
    return _grant(client, parts, lost=lost, open_id=open_id)


def _grant(
    client: FeishuClient, parts: dict[str, str], *, lost: str, open_id: str = ""
) -> UserGrant:
    asked = client.clock.now()
    app = {"client_id": client.settings.app_id, "client_secret": client.settings.app_secret}
    try:
        reply = client.call(AUTHEN_TOKEN, body={**parts, **app})
    except AmbiguousWriteError as error:
        msg = f"{lost}: {error.message}"
        raise SignInError(
            msg, cure=SIGN_IN, code=error.code, log_id=error.log_id, endpoint=error.endpoint
        ) from None
    access_token = str(reply.get("access_token") or "")
    refresh_token = str(reply.get("refresh_token") or "")
    client.redactor.add(access_token, refresh_token)
    if not access_token:
        msg = "Feishu's reply to the sign-in holds no token"
        raise SignInError(msg, cure=SIGN_IN, endpoint=AUTHEN_TOKEN.name)
    return UserGrant(
        refresh_token=refresh_token,
        refresh_expires_at=_after(asked, reply.get("refresh_token_expires_in"))
        if refresh_token
        else None,
        access_token=access_token,
        access_expires_at=_after(asked, reply.get("expires_in")),
        scope=str(reply.get("scope") or ""),
        open_id=open_id,
    )


def _after(asked: dt.datetime, seconds: t.Any) -> dt.datetime:
    return asked + dt.timedelta(seconds=float(seconds or 0))
