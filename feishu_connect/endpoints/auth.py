"""Token endpoints: flat replies, no token, no scope, not counted against the quota."""

from __future__ import annotations

from feishu_connect.endpoints.row import Endpoint, Repeat
from feishu_connect.pacing import STANDARD

AUTH_TENANT_TOKEN_INTERNAL = Endpoint(
    name="auth.tenant_access_token.internal",
    method="POST",
    path="/open-apis/auth/v3/tenant_access_token/internal",
    rate=STANDARD,
    repeat=Repeat.SAFE,
    counted=False,
    anonymous=True,
    flat=True,
    docs="/ukTMukTMukTM/ukDNz4SO0MjL5QzM/auth-v3/auth/tenant_access_token_internal",
)
