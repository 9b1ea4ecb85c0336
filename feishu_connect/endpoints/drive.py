"""Drive v1: folders, metadata, statistics, view records, subscriptions, the trash, sharing."""

from __future__ import annotations

from feishu_connect.endpoints.row import Endpoint
from feishu_connect.pacing import STANDARD, Rate

#: The limit of this call is not published.
_CAUTIOUS = Rate(per_second=5)
_MANAGING = Rate(per_minute=10)
_SUBSCRIBING = ("docs:event:subscribe", "drive:drive", "docs:doc", "sheets:spreadsheet")
#: Documents in one call of `META_BATCH_QUERY`.
MAX_METAS = 200

#: An empty `folder_token` is the root, which comes in one answer and without shortcuts.
FILE_LIST = Endpoint(
    name="drive.file.list",
    method="GET",
    path="/open-apis/drive/v1/files",
    rate=Rate(per_second=20),
    scopes=("space:document:retrieve", "drive:drive:readonly", "drive:drive"),
    page_size=200,
    items="files",
    next_key="next_page_token",
    people=True,
    docs="/uAjLw4CM/ukTMukTMukTM/reference/drive-v1/file/list",
)
#: Documents without a reply are in `failed_list`, with a code each; the call succeeds.
META_BATCH_QUERY = Endpoint(
    name="drive.meta.batch_query",
    method="POST",
    path="/open-apis/drive/v1/metas/batch_query",
    rate=STANDARD,
    scopes=("drive:drive.metadata:readonly", "drive:drive"),
    people=True,
    docs="/uAjLw4CM/ukTMukTMukTM/reference/drive-v1/meta/batch_query",
)
FILE_STATISTICS_GET = Endpoint(
    name="drive.file.statistics.get",
    method="GET",
    path="/open-apis/drive/v1/files/{file_token}/statistics",
    rate=_CAUTIOUS,
    scopes=("drive:drive.metadata:readonly", "drive:drive:readonly", "drive:drive"),
    docs="/uAjLw4CM/ukTMukTMukTM/reference/drive-v1/file-statistics/get",
)
FILE_VIEW_RECORD_LIST = Endpoint(
    name="drive.file.view_record.list",
    method="GET",
    path="/open-apis/drive/v1/files/{file_token}/view_records",
    rate=STANDARD,
    scopes=("drive:file:view_record:readonly", "contact:user.base:readonly"),
    page_size=50,
    docs="/uAjLw4CM/ukTMukTMukTM/reference/drive-v1/file-view_record/list",
)
#: Subscribing twice changes nothing more.
FILE_SUBSCRIBE = Endpoint(
    name="drive.file.subscribe",
    method="POST",
    path="/open-apis/drive/v1/files/{file_token}/subscribe",
    rate=STANDARD,
    scopes=_SUBSCRIBING,
    docs="/uAjLw4CM/ukTMukTMukTM/reference/drive-v1/file/subscribe",
)
FILE_SUBSCRIPTION_GET = Endpoint(
    name="drive.file.get_subscribe",
    method="GET",
    path="/open-apis/drive/v1/files/{file_token}/get_subscribe",
    rate=_MANAGING,
    scopes=_SUBSCRIBING,
    docs="/uAjLw4CM/ukTMukTMukTM/reference/drive-v1/file/get_subscribe",
)
FILE_UNSUBSCRIBE = Endpoint(
    name="drive.file.delete_subscribe",
    method="DELETE",
    path="/open-apis/drive/v1/files/{file_token}/delete_subscribe",
    rate=_MANAGING,
    scopes=_SUBSCRIBING,
    docs="/uAjLw4CM/ukTMukTMukTM/reference/drive-v1/file/delete_subscribe",
)
#: To the trash. 5 calls a second and 10,000 a day, one after the other (1061045).
FILE_DELETE = Endpoint(
    name="drive.file.delete",
    method="DELETE",
    path="/open-apis/drive/v1/files/{file_token}",
    rate=_CAUTIOUS,
    scopes=("space:document:delete", "drive:drive"),
    docs="/uAjLw4CM/ukTMukTMukTM/reference/drive-v1/file/delete",
)
#: All in one answer. Under the identity of an app people come by their open_id.
PERMISSION_MEMBER_LIST = Endpoint(
    name="drive.permission.member.list",
    method="GET",
    path="/open-apis/drive/v1/permissions/{token}/members",
    rate=STANDARD,
    scopes=("docs:permission.member:retrieve", "docs:doc", "drive:drive"),
    docs="/uAjLw4CM/ukTMukTMukTM/reference/drive-v1/permission-member/list",
)
#: Who has the role already keeps it.
PERMISSION_MEMBER_CREATE = Endpoint(
    name="drive.permission.member.create",
    method="POST",
    path="/open-apis/drive/v1/permissions/{token}/members",
    rate=Rate(per_minute=100),
    scopes=("docs:permission.member:create", "docs:doc", "drive:drive"),
    docs="/uAjLw4CM/ukTMukTMukTM/reference/drive-v1/permission-member/create",
)
