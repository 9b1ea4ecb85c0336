"""The API as data: each endpoint written once.

Client, pacing and the generated scope tables read these rows; streams and sinks name them.
"""

from __future__ import annotations

from feishu_connect.endpoints import approval, calendar, docx, drive, sheets, task, wiki
from feishu_connect.endpoints.application import (
    APPLICATION_GET,
    APPLICATION_SCOPE_LIST,
    BOT_INFO,
    TENANT_QUERY,
)
from feishu_connect.endpoints.auth import (
    AUTH_APP_TOKEN,
    AUTH_TENANT_TOKEN,
    AUTH_TENANT_TOKEN_INTERNAL,
    AUTH_TICKET_RESEND,
    AUTHEN_TOKEN,
    AUTHEN_USER_INFO,
)
from feishu_connect.endpoints.bitable import (
    BITABLE_APP_GET,
    BITABLE_FIELD_CREATE,
    BITABLE_FIELD_LIST,
    BITABLE_RECORD_BATCH_CREATE,
    BITABLE_RECORD_BATCH_DELETE,
    BITABLE_RECORD_BATCH_GET,
    BITABLE_RECORD_BATCH_UPDATE,
    BITABLE_RECORD_SEARCH,
    BITABLE_TABLE_CREATE,
    BITABLE_TABLE_LIST,
    BITABLE_VIEW_GET,
    BITABLE_VIEW_LIST,
    MAX_RECORDS_PER_DELETE,
    MAX_RECORDS_PER_GET,
    MAX_RECORDS_PER_WRITE,
)
from feishu_connect.endpoints.contact import (
    CONTACT_CUSTOM_ATTR_LIST,
    CONTACT_DEPARTMENT_BATCH,
    CONTACT_DEPARTMENT_CHILDREN,
    CONTACT_EMPLOYEE_TYPE_LIST,
    CONTACT_GROUP_LIST,
    CONTACT_GROUP_MEMBER_LIST,
    CONTACT_JOB_FAMILY_LIST,
    CONTACT_JOB_LEVEL_LIST,
    CONTACT_SCOPE_LIST,
    CONTACT_USER_BATCH,
    CONTACT_USER_BATCH_GET_ID,
    CONTACT_USER_CREATE,
    CONTACT_USER_DELETE,
    CONTACT_USER_FIND_BY_DEPARTMENT,
    CONTACT_USER_GET,
    CONTACT_USER_PATCH,
    CONTACT_USER_RESURRECT,
    CONTACT_USER_UPDATE_ID,
    PLACEMENT_RATE,
)
from feishu_connect.endpoints.documents import (
    DRIVE_MEDIA_DOWNLOAD,
    DRIVE_MEDIA_UPLOAD,
    DRIVE_MEDIA_UPLOAD_FINISH,
    DRIVE_MEDIA_UPLOAD_PART,
    DRIVE_MEDIA_UPLOAD_PREPARE,
    WIKI_NODE_GET,
)
from feishu_connect.endpoints.im import (
    BOT_HOOK_SEND,
    CARD_RATE,
    IM_CHAT_GET,
    IM_CHAT_LIST,
    IM_CHAT_MEMBERS_GET,
    IM_FILE_CREATE,
    IM_IMAGE_CREATE,
    IM_MESSAGE_CREATE,
    IM_MESSAGE_GET,
    IM_MESSAGE_LIST,
    IM_MESSAGE_PATCH,
    IM_MESSAGE_REPLY,
    IM_MESSAGE_UPDATE,
    RECEIVER_RATE,
)
from feishu_connect.endpoints.row import Endpoint, Repeat

__all__ = [
    "APPLICATION_GET",
    "APPLICATION_SCOPE_LIST",
    "AUTHEN_TOKEN",
    "AUTHEN_USER_INFO",
    "AUTH_APP_TOKEN",
    "AUTH_TENANT_TOKEN",
    "AUTH_TENANT_TOKEN_INTERNAL",
    "AUTH_TICKET_RESEND",
    "BITABLE_APP_GET",
    "BITABLE_FIELD_CREATE",
    "BITABLE_FIELD_LIST",
    "BITABLE_RECORD_BATCH_CREATE",
    "BITABLE_RECORD_BATCH_DELETE",
    "BITABLE_RECORD_BATCH_GET",
    "BITABLE_RECORD_BATCH_UPDATE",
    "BITABLE_RECORD_SEARCH",
    "BITABLE_TABLE_CREATE",
    "BITABLE_TABLE_LIST",
    "BITABLE_VIEW_GET",
    "BITABLE_VIEW_LIST",
    "BOT_HOOK_SEND",
    "BOT_INFO",
    "CARD_RATE",
    "CONTACT_CUSTOM_ATTR_LIST",
    "CONTACT_DEPARTMENT_BATCH",
    "CONTACT_DEPARTMENT_CHILDREN",
    "CONTACT_EMPLOYEE_TYPE_LIST",
    "CONTACT_GROUP_LIST",
    "CONTACT_GROUP_MEMBER_LIST",
    "CONTACT_JOB_FAMILY_LIST",
    "CONTACT_JOB_LEVEL_LIST",
    "CONTACT_SCOPE_LIST",
    "CONTACT_USER_BATCH",
    "CONTACT_USER_BATCH_GET_ID",
    "CONTACT_USER_CREATE",
    "CONTACT_USER_DELETE",
    "CONTACT_USER_FIND_BY_DEPARTMENT",
    "CONTACT_USER_GET",
    "CONTACT_USER_PATCH",
    "CONTACT_USER_RESURRECT",
    "CONTACT_USER_UPDATE_ID",
    "DRIVE_MEDIA_DOWNLOAD",
    "DRIVE_MEDIA_UPLOAD",
    "DRIVE_MEDIA_UPLOAD_FINISH",
    "DRIVE_MEDIA_UPLOAD_PART",
    "DRIVE_MEDIA_UPLOAD_PREPARE",
    "IM_CHAT_GET",
    "IM_CHAT_LIST",
    "IM_CHAT_MEMBERS_GET",
    "IM_FILE_CREATE",
    "IM_IMAGE_CREATE",
    "IM_MESSAGE_CREATE",
    "IM_MESSAGE_GET",
    "IM_MESSAGE_LIST",
    "IM_MESSAGE_PATCH",
    "IM_MESSAGE_REPLY",
    "IM_MESSAGE_UPDATE",
    "MAX_RECORDS_PER_DELETE",
    "MAX_RECORDS_PER_GET",
    "MAX_RECORDS_PER_WRITE",
    "PLACEMENT_RATE",
    "RECEIVER_RATE",
    "TENANT_QUERY",
    "WIKI_NODE_GET",
    "Endpoint",
    "Repeat",
    "approval",
    "calendar",
    "docx",
    "drive",
    "every_endpoint",
    "sheets",
    "task",
    "wiki",
]

#: Families whose rows are named through their module, e.g. `endpoints.approval.INSTANCE_GET`.
_FAMILIES = (approval, calendar, docx, drive, sheets, task, wiki)


def every_endpoint() -> list[Endpoint]:
    """List all rows, for generated tables and for checks over all of them."""
    rooms = [{name: globals()[name] for name in __all__}, *(vars(room) for room in _FAMILIES)]
    rows = {one.name: one for room in rooms for one in room.values() if isinstance(one, Endpoint)}
    return [rows[name] for name in sorted(rows)]
