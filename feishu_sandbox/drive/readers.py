"""How often documents were opened, and by whom.

Docs: R/drive-v1/file-statistics/get, R/drive-v1/file-view_record/list.
"""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from feishu_sandbox.drive.documents import Document, find_document
from feishu_sandbox.envelope import ApiError, refuse_field
from feishu_sandbox.limits import PER_SECOND_10, STANDARD
from feishu_sandbox.operation import Operation
from feishu_sandbox.paging import PageRules, take_page
from feishu_sandbox.people import avatar_url, id_in

if TYPE_CHECKING:
    from collections.abc import Iterable

    from feishu_sandbox.drive.model import Visit
    from feishu_sandbox.model import Json
    from feishu_sandbox.operation import Incoming

_TYPES = ("doc", "docx", "sheet", "bitable", "mindnote", "wiki", "file")
_LIKEABLE = ("doc", "docx", "file", "wiki")
_ID_TYPES = ("open_id", "union_id", "user_id")
_PAGES = PageRules(default=0, maximum=50, bad_size=1069602, bad_token=1069602)
#: Visits of one person within this time count once.
_ONE_VISIT = 1800
_ZONE = dt.timezone(dt.timedelta(hours=8))


def managed_document(call: Incoming, kind: str, *, missing: int) -> Document:
    """Return the document of the path, which the caller has to manage.

    Args:
        call: The request.
        kind: The document's type.
        missing: HTTP status of a document that does not exist.

    Raises:
        ApiError: 1069604 where there is no such document of this type, 1069603 where the caller
            does not manage it.
    """
    document = find_document(call, call.path["file_token"], kind)
    if document is None:
        raise ApiError(1069604, status=missing)
    if document.right != "manage":
        raise ApiError(1069603)
    return document


def _opened(call: Incoming, missing: int) -> Document:
    kind = call.query.get("file_type")
    if kind not in _TYPES:
        refuse_field("file_type", kind, f"one of {', '.join(_TYPES)}")
    document = managed_document(call, kind, missing=missing)
    if not call.world.state.drive.counts_visits:
        raise ApiError(1069603)
    return document


def _statistics(call: Incoming) -> Json:
    """Count readers and visits, of all time and of today."""
    document = _opened(call, missing=400)
    now = int(call.world.clock.now())
    midnight = dt.datetime.fromtimestamp(now, tz=_ZONE).replace(hour=0, minute=0, second=0)
    visits = _visits(call)
    today = [visit for visit in visits if visit.at >= midnight.timestamp()]
    readers = {visit.viewer for visit in visits}
    earlier = {visit.viewer for visit in visits if visit not in today}
    statistics = {
        "uv": len(readers),
        "pv": _times(visits),
        "like_count": document.likes if document.type in _LIKEABLE else -1,
        "timestamp": now,
        "uv_today": len(readers - earlier),
        "pv_today": _times(today),
        "like_count_today": 0,
    }
    return {"file_token": document.token, "file_type": document.type, "statistics": statistics}


def _visits(call: Incoming) -> list[Visit]:
    token = call.path["file_token"]
    found = [visit for visit in call.world.state.drive.visits if visit.token == token]
    return sorted(found, key=lambda visit: visit.at)


def _times(visits: Iterable[Visit]) -> int:
    """Count visits; who comes back within half an hour is not counted again."""
    last: dict[str, int] = {}
    count = 0
    for visit in visits:
        count += visit.at - last.get(visit.viewer, -_ONE_VISIT) >= _ONE_VISIT
        last[visit.viewer] = visit.at
    return count


def _view_records(call: Incoming) -> Json:
    """List the readers, who came last first."""
    if not call.query.get("page_size"):
        refuse_field("page_size", "", "page_size is required")
    _opened(call, missing=404)
    id_type = call.choice("viewer_id_type", _ID_TYPES, "open_id")
    latest = {visit.viewer: visit.at for visit in _visits(call)}
    readers = sorted(latest.items(), key=lambda reader: reader[1], reverse=True)
    page = take_page(call, readers, _PAGES, f"views:{call.path['file_token']}")
    items = [_reader(call, viewer, at, id_type) for viewer, at in page.items]
    more = {"page_token": page.page_token} if page.has_more else {}
    return {"items": items, **more, "has_more": page.has_more}


def _reader(call: Incoming, viewer: str, at: int, id_type: str) -> Json:
    return {
        "viewer_id": id_in(call.world, viewer, id_type, call.app),
        "name": call.world.state.users[viewer].name,
        "avatar_url": avatar_url(viewer[3:15]),
        "last_view_time": str(at),
    }


OPERATIONS = (
    Operation(
        "drive.file.statistics.get",
        "GET",
        "/drive/v1/files/{file_token}/statistics",
        _statistics,
        PER_SECOND_10,
        ("drive:drive", "drive:drive.metadata:readonly", "drive:drive:readonly"),
        query=("file_type",),
    ),
    Operation(
        "drive.file.view_record.list",
        "GET",
        "/drive/v1/files/{file_token}/view_records",
        _view_records,
        STANDARD,
        ("contact:user.base:readonly", "drive:file:view_record:readonly"),
        query=("file_type", "page_size", "page_token", "viewer_id_type"),
    ),
)
