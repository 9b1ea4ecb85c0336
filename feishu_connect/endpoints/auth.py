"""Endpoints of tokens and of sign-in: flat replies, no scope, not counted against the quota."""

from __future__ import annotations

from feishu_connect.endpoints.row import Endpoint, Repeat
from feishu_connect.pacing import STANDARD

_AUTH = "/open-apis/auth/v3"
_AUTH_DOCS = "/ukTMukTMukTM/ukDNz4SO0MjL5QzM/auth-v3/auth"
_USER_DOCS = "/uAjLw4CM/ukTMukTMukTM/authentication-management/access-token"

#: Custom apps.
AUTH_TENANT_TOKEN_INTERNAL = Endpoint(
    name="auth.tenant_access_token.internal",
    method="POST",
    path=f"{_AUTH}/tenant_access_token/internal",
    rate=STANDARD,
    repeat=Repeat.SAFE,
    counted=False,
    anonymous=True,
    flat=True,
    docs=f"{_AUTH_DOCS}/tenant_access_token_internal",
)
#: Store apps, with the app_ticket.
AUTH_APP_TOKEN = Endpoint(
    name="auth.app_access_token",
    method="POST",
    path=f"{_AUTH}/app_access_token",
    rate=STANDARD,
    repeat=Repeat.SAFE,
    counted=False,
    anonymous=True,
    flat=True,
    docs=f"{_AUTH_DOCS}/app_access_token",
)
#: Store apps, with the app_access_token.
AUTH_TENANT_TOKEN = Endpoint(
    name="auth.tenant_access_token",
    method="POST",
    path=f"{_AUTH}/tenant_access_token",
    rate=STANDARD,
    repeat=Repeat.SAFE,
    counted=False,
    anonymous=True,
    flat=True,
    docs=f"{_AUTH_DOCS}/tenant_access_token",
)
#: Only makes Feishu send the event `app_ticket` again; the reply holds no ticket.
AUTH_TICKET_RESEND = Endpoint(
    name="auth.app_ticket.resend",
    method="POST",
    path=f"{_AUTH}/app_ticket/resend",
    rate=STANDARD,
    repeat=Repeat.SAFE,
    counted=False,
    anonymous=True,
    flat=True,
    docs=f"{_AUTH_DOCS}/app_ticket_resend",
)
#: Codes and refresh tokens work once: a second call after a lost reply can only fail.
AUTHEN_TOKEN = Endpoint(
    name="authen.token",
    method="POST",
    path="/open-apis/authen/v2/oauth/token",
    rate=STANDARD,
    repeat=Repeat.NEVER,
    counted=False,
    anonymous=True,
    flat=True,
    docs=f"{_USER_DOCS}/get-user-access-token",
)
#: Who has signed in; base fields need no scope.
AUTHEN_USER_INFO = Endpoint(
    name="authen.user_info",
    method="GET",
    path="/open-apis/authen/v1/user_info",
    rate=STANDARD,
    counted=False,
    docs="/uAjLw4CM/ukTMukTMukTM/reference/authen-v1/user_info/get",
)
