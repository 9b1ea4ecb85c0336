"""Approvals v4: definitions, instances, subscriptions. Feishu lists no definitions."""

from __future__ import annotations

from feishu_connect.endpoints.row import Endpoint
from feishu_connect.pacing import STANDARD, Rate

_DOCS = "/uAjLw4CM/ukTMukTMukTM/reference/approval-v4"
_SLOW = Rate(per_minute=100)
_DEFINITION = "/open-apis/approval/v4/approvals/{approval_code}"
_SUBSCRIBE_SCOPES = ("approval:definition", "approval:approval")
_INSTANCE_SCOPES = ("approval:approval:readonly", "approval:instance", "approval:approval")

#: The reply does not name the code.
DEFINITION_GET = Endpoint(
    name="approval.definition.get",
    method="GET",
    path=_DEFINITION,
    rate=_SLOW,
    scopes=("approval:approval:readonly", "approval:definition", "approval:approval"),
    people=True,
    identities=("app",),
    docs=f"{_DOCS}/approval/get",
)
#: 1390007 tells that it is so already.
SUBSCRIBE = Endpoint(
    name="approval.definition.subscribe",
    method="POST",
    path=f"{_DEFINITION}/subscribe",
    rate=_SLOW,
    scopes=_SUBSCRIBE_SCOPES,
    identities=("app",),
    docs=f"{_DOCS}/approval/subscribe",
)
UNSUBSCRIBE = Endpoint(
    name="approval.definition.unsubscribe",
    method="POST",
    path=f"{_DEFINITION}/unsubscribe",
    rate=_SLOW,
    scopes=_SUBSCRIBE_SCOPES,
    identities=("app",),
    docs=f"{_DOCS}/approval/unsubscribe",
)
#: Codes alone, of those that started within at most 10 hours.
INSTANCE_LIST = Endpoint(
    name="approval.instance.list",
    method="GET",
    path="/open-apis/approval/v4/instances",
    rate=_SLOW,
    scopes=_INSTANCE_SCOPES,
    page_size=100,
    items="instance_code_list",
    identities=("app",),
    docs=f"{_DOCS}/instance/list",
)
#: Custom apps only; late by a while, and without those that were recalled.
INSTANCE_QUERY = Endpoint(
    name="approval.instance.query",
    method="POST",
    path="/open-apis/approval/v4/instances/query",
    rate=STANDARD,
    scopes=("approval:approval.list:readonly",),
    page_size=200,
    items="instance_list",
    people=True,
    identities=("app",),
    docs=f"{_DOCS}/instance/query",
)
#: The docs call the path value `instance_id`; it is the code.
INSTANCE_GET = Endpoint(
    name="approval.instance.get",
    method="GET",
    path="/open-apis/approval/v4/instances/{instance_code}",
    rate=STANDARD,
    scopes=_INSTANCE_SCOPES,
    people=True,
    identities=("app",),
    docs=f"{_DOCS}/instance/get",
)
