"""New folders, and the way into the trash.

Docs: R/drive-v1/file/{create_folder,delete,task_check}.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from feishu_sandbox.drive.documents import address, find_document
from feishu_sandbox.drive.model import DriveEntry
from feishu_sandbox.drive.tree import children, is_deleted, is_trashed, right_on, root_token
from feishu_sandbox.envelope import ApiError, refuse_field
from feishu_sandbox.limits import MEDIA, PER_SECOND_5
from feishu_sandbox.operation import Operation

if TYPE_CHECKING:
    from feishu_sandbox.model import Json
    from feishu_sandbox.operation import Incoming

_LONGEST_NAME = 256
_MOST_SIBLINGS = 1500
_TYPES = (
    *("file", "docx", "bitable", "folder", "doc", "sheet"),
    *("mindnote", "shortcut", "slides"),
)
_WRITERS = ("edit", "manage")


def _create_folder(call: Incoming) -> Json:
    """Make a folder; asked again, it makes another one of the same name."""
    name = call.body_value("name", str, required=True)
    if not 1 <= len(name.encode()) <= _LONGEST_NAME:
        raise ApiError(1061002)
    parent = call.body_value("folder_token", str, required=False)
    if parent is None:
        refuse_field("folder_token", "", "folder_token is required")
    if parent == root_token(call.world, call.actor):
        parent = ""
    if parent:
        _check_parent(call, parent)
    if len(children(call.world, parent, call.actor)) >= _MOST_SIBLINGS:
        raise ApiError(1062507)
    token, now = call.world.new_id("folder"), int(call.world.clock.now())
    made = DriveEntry(token, "folder", name, parent, call.actor, now, now, call.actor)
    call.world.state.drive.entries[token] = made
    return {"token": token, "url": address(call.world, "folder", token)}


def _check_parent(call: Incoming, token: str) -> None:
    entry = call.world.state.drive.entries.get(token)
    if entry is None or entry.type != "folder":
        raise ApiError(1061003)
    if is_trashed(call.world, entry):
        raise ApiError(1061007)
    if right_on(call, entry) not in _WRITERS:
        raise ApiError(1061004)


def _delete(call: Incoming) -> Json:
    """Put a file into the trash; a folder goes there in a task of its own."""
    token, kind = call.path["file_token"], call.query.get("type")
    if kind not in _TYPES:
        refuse_field("type", kind, f"one of {', '.join(_TYPES)}")
    entry = call.world.state.drive.entries.get(token)
    if is_deleted(call.world, token) or (entry is not None and is_trashed(call.world, entry)):
        raise ApiError(1061007)
    found = find_document(call, token, kind)
    if found is None:
        raise ApiError(1061003)
    if found.right != "manage":
        raise ApiError(1061004)
    if entry is not None:
        entry.trashed = True
    document = call.world.state.docx.documents.get(token)
    if document is not None:
        document.deleted = True
    return {"task_id": str(7_360_595_374_803_812_356)} if kind == "folder" else {}


def _task(call: Incoming) -> Json:
    if not call.query.get("task_id"):
        refuse_field("task_id", "", "task_id is required")
    return {"status": "success"}


OPERATIONS = (
    Operation(
        "drive.file.create_folder",
        "POST",
        "/drive/v1/files/create_folder",
        _create_folder,
        MEDIA,
        ("drive:drive", "space:folder:create"),
        writes=True,
        body="json",
        bad_json=1061002,
        query=(),
    ),
    Operation(
        "drive.file.delete",
        "DELETE",
        "/drive/v1/files/{file_token}",
        _delete,
        MEDIA,
        ("drive:drive", "space:document:delete"),
        writes=True,
        query=("type",),
    ),
    Operation(
        "drive.file.task_check",
        "GET",
        "/drive/v1/files/task_check",
        _task,
        PER_SECOND_5,
        ("drive:drive", "drive:drive:readonly", "space:document:delete"),
        query=("task_id",),
    ),
)
