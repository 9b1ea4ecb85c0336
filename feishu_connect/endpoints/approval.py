"""Approvals v4: definitions, instances, tasks, subscriptions. Feishu lists no definitions."""

from __future__ import annotations

from feishu_connect.endpoints.row import Endpoint, Repeat
from feishu_connect.pacing import STANDARD, Rate

_DOCS = "/uAjLw4CM/ukTMukTMukTM/reference/approval-v4"
_SLOW = Rate(per_minute=100)
_DEFINITION = "/open-apis/approval/v4/approvals/{approval_code}"
_SUBSCRIBE_SCOPES = ("approval:definition", "approval:approval")
_WRITE_SCOPES = ("approval:instance", "approval:approval")
_TASK_SCOPES = ("approval:task", "approval:approval:readonly", "approval:approval")
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
#: With `approval_code` it overwrites that definition, and may be repeated. Without, it makes a new
#: one each time, which nothing can find again or delete.
DEFINITION_CREATE = Endpoint(
    name="approval.definition.create",
    method="POST",
    path="/open-apis/approval/v4/approvals",
    rate=STANDARD,
    scopes=_SUBSCRIBE_SCOPES,
    repeat=Repeat.KEYED,
    key="approval_code",
    people=True,
    identities=("app",),
    docs=f"{_DOCS}/approval/create",
)
#: The key holds for ever and in the whole tenant: 60012 tells that the instance is there.
INSTANCE_CREATE = Endpoint(
    name="approval.instance.create",
    method="POST",
    path="/open-apis/approval/v4/instances",
    rate=_SLOW,
    scopes=_WRITE_SCOPES,
    repeat=Repeat.KEYED,
    key="uuid",
    identities=("app",),
    docs=f"{_DOCS}/instance/create",
)
#: Of one that was approved it starts a revocation, so a repetition has to look first.
INSTANCE_CANCEL = Endpoint(
    name="approval.instance.cancel",
    method="POST",
    path="/open-apis/approval/v4/instances/cancel",
    rate=_SLOW,
    scopes=_INSTANCE_SCOPES,
    repeat=Repeat.NEVER,
    people=True,
    identities=("app",),
    docs=f"{_DOCS}/instance/cancel",
)
COMMENT_CREATE = Endpoint(
    name="approval.comment.create",
    method="POST",
    path="/open-apis/approval/v4/instances/{instance_code}/comments",
    rate=STANDARD,
    scopes=("approval:instance.comment", "approval:approval"),
    repeat=Repeat.NEVER,
    people=True,
    identities=("app",),
    docs=f"{_DOCS}/instance-comment/create",
)
#: Fails for a task that is decided already.
TASK_APPROVE = Endpoint(
    name="approval.task.approve",
    method="POST",
    path="/open-apis/approval/v4/tasks/approve",
    rate=_SLOW,
    scopes=_TASK_SCOPES,
    repeat=Repeat.NEVER,
    people=True,
    identities=("app",),
    docs=f"{_DOCS}/task/approve",
)
TASK_REJECT = Endpoint(
    name="approval.task.reject",
    method="POST",
    path="/open-apis/approval/v4/tasks/reject",
    rate=_SLOW,
    scopes=_TASK_SCOPES,
    repeat=Repeat.NEVER,
    people=True,
    identities=("app",),
    docs=f"{_DOCS}/task/reject",
)
#: On the web domain, not on the API's host.
FILE_UPLOAD = Endpoint(
    name="approval.file.upload",
    method="POST",
    path="/approval/openapi/v2/file/upload",
    rate=_SLOW,
    scopes=("approval:approval:readonly",),
    # A second upload leaves a file that nobody sees.
    repeat=Repeat.SAFE,
    identities=("app",),
    docs="/ukTMukTMukTM/uUDOyUjL1gjM14SN4ITN",
)
#: Bytes of a file in an approval form, by the upload's `type`.
MAX_FILE_BYTES = {"image": 10 * 1024 * 1024, "attachment": 50 * 1024 * 1024}
