"""Who is told of a document's events.

Docs: R/drive-v1/file/{subscribe,get_subscribe,delete_subscribe}.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from feishu_sandbox.drive.model import FileSubscription
from feishu_sandbox.drive.readers import managed_document
from feishu_sandbox.envelope import ApiError, refuse_field
from feishu_sandbox.limits import STANDARD, Window
from feishu_sandbox.operation import Operation

if TYPE_CHECKING:
    from feishu_sandbox.model import Json
    from feishu_sandbox.operation import Incoming

_TYPES = ("doc", "docx", "sheet", "bitable", "file", "folder", "slides")
_FOLDER_EVENT = "file.created_in_folder_v1"
_PER_MINUTE_10 = (Window(10, 60.0),)
_SCOPES = ("docs:doc", "docs:event:subscribe", "drive:drive", "sheets:spreadsheet")
_QUERY = ("file_type", "event_type")


def _subscription(call: Incoming) -> FileSubscription:
    """Read what is asked about; an `event_type` goes with folders, and with nothing else.

    Raises:
        ApiError: 1069602 for a wrong event type, and as `managed_document`.
    """
    kind = call.query.get("file_type")
    if kind not in _TYPES:
        refuse_field("file_type", kind, f"one of {', '.join(_TYPES)}")
    wanted = _FOLDER_EVENT if kind == "folder" else ""
    if (call.query.get("event_type") or "") != wanted:
        raise ApiError(1069602)
    document = managed_document(call, kind, missing=400)
    return FileSubscription(document.token, document.type, call.principal)


def _subscribe(call: Incoming) -> Json:
    subscription = _subscription(call)
    if subscription not in call.world.state.drive.subscriptions:
        call.world.state.drive.subscriptions.append(subscription)
    return {}


def _get(call: Incoming) -> Json:
    return {"is_subscribe": _subscription(call) in call.world.state.drive.subscriptions}


def _delete(call: Incoming) -> Json:
    subscription = _subscription(call)
    if subscription not in call.world.state.drive.subscriptions:
        raise ApiError(1069605)
    call.world.state.drive.subscriptions.remove(subscription)
    return {}


OPERATIONS = (
    Operation(
        "drive.file.subscribe",
        "POST",
        "/drive/v1/files/{file_token}/subscribe",
        _subscribe,
        STANDARD,
        _SCOPES,
        writes=True,
        query=_QUERY,
    ),
    Operation(
        "drive.file.get_subscribe",
        "GET",
        "/drive/v1/files/{file_token}/get_subscribe",
        _get,
        _PER_MINUTE_10,
        _SCOPES,
        query=_QUERY,
    ),
    Operation(
        "drive.file.delete_subscribe",
        "DELETE",
        "/drive/v1/files/{file_token}/delete_subscribe",
        _delete,
        _PER_MINUTE_10,
        _SCOPES,
        writes=True,
        query=_QUERY,
    ),
)
