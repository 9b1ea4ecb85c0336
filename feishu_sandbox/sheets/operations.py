"""Every endpoint of sheets.

Docs: D/sheets-v3/spreadsheet/get, D/sheets-v3/spreadsheet-sheet/query.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from feishu_sandbox.envelope import ApiError
from feishu_sandbox.limits import PER_MINUTE_100
from feishu_sandbox.operation import Operation
from feishu_sandbox.people import id_in
from feishu_sandbox.sheets import values

if TYPE_CHECKING:
    from feishu_sandbox.model import Json
    from feishu_sandbox.operation import Incoming
    from feishu_sandbox.sheets.model import Sheet, Spreadsheet


def _open(call: Incoming) -> Spreadsheet:
    """Return the spreadsheet of the path, if the caller may read it."""
    token = call.path["spreadsheet_token"]
    spreadsheet = call.world.state.sheets.spreadsheets.get(token)
    if spreadsheet is None:
        raise ApiError(1310214)
    if spreadsheet.deleted:
        raise ApiError(1310249)
    if call.principal not in spreadsheet.access:
        raise ApiError(1310213)
    return spreadsheet


def _get(call: Incoming) -> Json:
    found, id_type = _open(call), call.user_id_type
    item: Json = {
        "title": found.title,
        "token": found.token,
        "url": f"https://{call.tenant.domain}/sheets/{found.token}",
    }
    owner = id_in(call.world, found.owner, id_type, call.app)
    return {"spreadsheet": {**item, "owner_id": owner} if owner else item}


def _query(call: Incoming) -> Json:
    return {"sheets": [_shown(n, sheet) for n, sheet in enumerate(_open(call).sheets)]}


def _shown(index: int, sheet: Sheet) -> Json:
    """Return a worksheet; only a grid has its properties, and only merged cells are told."""
    item: Json = {
        "sheet_id": sheet.sheet_id,
        "title": sheet.title,
        "index": index,
        "hidden": sheet.hidden,
        "resource_type": sheet.resource_type,
    }
    if sheet.resource_type == "sheet":
        item["grid_properties"] = {
            "frozen_row_count": sheet.frozen_row_count,
            "frozen_column_count": sheet.frozen_column_count,
            "row_count": sheet.row_count,
            "column_count": sheet.column_count,
        }
    if sheet.merges:
        item["merges"] = sheet.merges
    return item


OPERATIONS: tuple[Operation, ...] = (
    Operation(
        "sheets.spreadsheet.get",
        "GET",
        "/sheets/v3/spreadsheets/{spreadsheet_token}",
        _get,
        PER_MINUTE_100,
        values.SCOPES,
        query=("user_id_type",),
    ),
    Operation(
        "sheets.spreadsheet.sheet.query",
        "GET",
        "/sheets/v3/spreadsheets/{spreadsheet_token}/sheets/query",
        _query,
        PER_MINUTE_100,
        values.SCOPES,
        query=(),
    ),
    *values.OPERATIONS,
)
