"""The app about itself: its scopes, its state, its tenant, its bot."""

from __future__ import annotations

from feishu_connect.endpoints.row import Endpoint
from feishu_connect.pacing import STANDARD, Rate

#: The limit of this call is not published.
_CAUTIOUS = Rate(per_second=5)

APPLICATION_SCOPE_LIST = Endpoint(
    name="application.scope.list",
    method="GET",
    path="/open-apis/application/v6/scopes",
    rate=_CAUTIOUS,
    docs="/uAjLw4CM/ukTMukTMukTM/application-v6/scope/list",
)
APPLICATION_GET = Endpoint(
    name="application.application.get",
    method="GET",
    path="/open-apis/application/v6/applications/{app_id}",
    rate=Rate(per_second=50),
    scopes=("application:application:self_manage", "admin:app.info:readonly"),
    docs="/uAjLw4CM/ukTMukTMukTM/application-v6/application/get",
)
TENANT_QUERY = Endpoint(
    name="tenant.query",
    method="GET",
    path="/open-apis/tenant/v2/tenant/query",
    rate=STANDARD,
    scopes=("tenant:tenant:readonly",),
    docs="/uAjLw4CM/ukTMukTMukTM/tenant-v2/tenant/query",
)
BOT_INFO = Endpoint(
    name="bot.info",
    method="GET",
    path="/open-apis/bot/v3/info",
    rate=STANDARD,
    flat=True,
    docs="/ukTMukTMukTM/uAjMxEjLwITMx4CMyETM",
)
