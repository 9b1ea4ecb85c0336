"""What lies in a folder.

Docs: R/drive-v1/file/list.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from feishu_sandbox.drive.documents import address
from feishu_sandbox.drive.tree import children, is_trashed, right_on, root_token
from feishu_sandbox.envelope import ApiError
from feishu_sandbox.limits import PER_SECOND_20
from feishu_sandbox.operation import Operation
from feishu_sandbox.paging import PageRules, take_page
from feishu_sandbox.people import id_in

if TYPE_CHECKING:
    from feishu_sandbox.drive.model import DriveEntry
    from feishu_sandbox.model import Json
    from feishu_sandbox.operation import Incoming

_PAGES = PageRules(default=100, maximum=200, bad_size=1061002, bad_token=1061002)
_ORDERS = {"EditedTime": "modified", "CreatedTime": "created"}


def _list(call: Incoming) -> Json:
    """List a folder page by page, or the whole root at once and without its shortcuts."""
    folder = call.query.get("folder_token") or ""
    found = _children(call, folder)
    order = _ORDERS[call.choice("order_by", tuple(_ORDERS), "EditedTime")]
    descends = call.choice("direction", ("ASC", "DESC"), "DESC") == "DESC"
    found.sort(key=lambda entry: int(getattr(entry, order)), reverse=descends)
    _check_size(call)
    if not folder:
        files = [_shown(call, entry) for entry in found if entry.type != "shortcut"]
        return {"files": files, "has_more": False}
    page = take_page(call, found, _PAGES, f"folder:{folder}:{order}:{descends}")
    data: Json = {"files": [_shown(call, e) for e in page.items], "has_more": page.has_more}
    if page.has_more:
        data["next_page_token"] = page.page_token
    return data


def _children(call: Incoming, folder: str) -> list[DriveEntry]:
    """Open a folder.

    Raises:
        ApiError: 1061003 unknown, 1061007 deleted, 1061004 closed.
    """
    if folder in ("", root_token(call.world, call.actor)):
        return children(call.world, "", call.actor)
    entry = call.world.state.drive.entries.get(folder)
    if entry is None or entry.type != "folder":
        raise ApiError(1061003)
    if is_trashed(call.world, entry):
        raise ApiError(1061007)
    if not right_on(call, entry):
        raise ApiError(1061004)
    return children(call.world, folder)


def _check_size(call: Incoming) -> None:
    size = call.query.get("page_size") or ""
    if size.isdecimal() and int(size) > _PAGES.maximum:
        raise ApiError(1064001)


def _shown(call: Incoming, entry: DriveEntry) -> Json:
    kind, token = entry.target_type or entry.type, entry.target_token or entry.token
    item: Json = {
        "token": entry.token,
        "name": entry.name,
        "type": entry.type,
        "parent_token": entry.parent or root_token(call.world, entry.owner),
        "url": address(call.world, kind, token),
        "created_time": str(entry.created),
        "modified_time": str(entry.modified),
    }
    owner = id_in(call.world, entry.owner, call.user_id_type, call.app)
    if owner:
        item["owner_id"] = owner
    if entry.type == "shortcut":
        item["shortcut_info"] = {"target_type": kind, "target_token": token}
    return item


OPERATIONS = (
    Operation(
        "drive.file.list",
        "GET",
        "/drive/v1/files",
        _list,
        PER_SECOND_20,
        ("drive:drive", "drive:drive:readonly", "space:document:retrieve"),
        query=(
            *("folder_token", "order_by", "direction"),
            *("page_size", "page_token", "user_id_type"),
        ),
    ),
)
