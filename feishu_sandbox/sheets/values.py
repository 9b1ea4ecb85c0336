"""Reading values, which only v2 does.

Docs: K/ugTMzUjL4EzM14COxMTN (one range), K/ukTMzUjL5EzM14SOxMTN (several).
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, NamedTuple

from feishu_sandbox.envelope import ApiError
from feishu_sandbox.limits import Window
from feishu_sandbox.operation import Operation
from feishu_sandbox.sheets.addresses import Area, area_of, text_of
from feishu_sandbox.sheets.rendering import (
    DATE_OPTIONS,
    ID_TYPES,
    VALUE_OPTIONS,
    shown,
    with_people,
)

if TYPE_CHECKING:
    from feishu_sandbox.model import Json
    from feishu_sandbox.operation import Incoming
    from feishu_sandbox.sheets.model import Sheet, Spreadsheet

SCOPES = (
    "drive:drive",
    "drive:drive:readonly",
    "sheets:spreadsheet",
    "sheets:spreadsheet:readonly",
)
_PER_SECOND_100 = (Window(100, 1.0),)
_OPTIONS = ("valueRenderOption", "dateTimeRenderOption", "user_id_type")


def _open(call: Incoming) -> Spreadsheet:
    spreadsheet = call.world.state.sheets.spreadsheets.get(call.path["spreadsheetToken"])
    if spreadsheet is None or spreadsheet.deleted:
        raise ApiError(90214)
    if call.principal not in spreadsheet.access:
        raise ApiError(90213)
    return spreadsheet


class _Look(NamedTuple):
    """How the caller wants cells to be shown."""

    values: str
    dates: str
    id_type: str


def _look(call: Incoming) -> _Look:
    allowed = (VALUE_OPTIONS, DATE_OPTIONS, ID_TYPES)
    return _Look(*(_option(call, *one) for one in zip(_OPTIONS, allowed, strict=True)))


def _option(call: Incoming, name: str, allowed: tuple[str, ...]) -> str:
    value = call.query.get(name) or allowed[0]
    if value not in allowed:
        raise ApiError(90229, f"WrongURLParam: {name}")
    return value


def _value_range(call: Incoming, spreadsheet: Spreadsheet, text: str, look: _Look) -> Json:
    """Return one range; where it holds nothing, `range` is empty and there are no values."""
    sheet_id, _, cells = text.partition("!")
    sheet = next((one for one in spreadsheet.sheets if one.sheet_id == sheet_id), None)
    if sheet is None or sheet.resource_type != "sheet":
        raise ApiError(90215)
    area = area_of(sheet, cells)
    if area is None:
        raise ApiError(90202)
    filled = _filled(sheet, area)
    reply: Json = {"majorDimension": "ROWS", "range": "", "revision": spreadsheet.revision}
    if filled is None:
        return reply
    return {**reply, "range": text_of(sheet, filled), "values": _rows(call, sheet, filled, look)}


def _filled(sheet: Sheet, area: Area) -> Area | None:
    """Cut the empty rows and columns at the end off an area."""
    places = [tuple(map(int, key.split(":"))) for key in sheet.cells]
    inside = [
        (row, column)
        for row, column in places
        if area.top <= row <= area.bottom and area.left <= column <= area.right
    ]
    if not inside:
        return None
    bottom, right = max(row for row, _ in inside), max(column for _, column in inside)
    return Area(area.top, area.left, bottom, right)


def _rows(call: Incoming, sheet: Sheet, area: Area, look: _Look) -> list[list[Any]]:
    def value(row: int, column: int) -> Any:
        cell = sheet.cells.get(f"{row}:{column}")
        if cell is None:
            return None
        value = shown(cell, look.values, look.dates)
        return with_people(call.world, value, look.id_type, call.app)

    columns = range(area.left, area.right + 1)
    rows = range(area.top, area.bottom + 1)
    return [[value(row, column) for column in columns] for row in rows]


def _one(call: Incoming) -> Json:
    look, found = _look(call), _open(call)
    shared = {"revision": found.revision, "spreadsheetToken": found.token}
    one = _value_range(call, found, call.path["range"], look)
    return _bounded(call, {**shared, "valueRange": one})


def _several(call: Incoming) -> Json:
    look, found = _look(call), _open(call)
    ranges = (call.query.get("ranges") or "").split(",")
    shown_ranges = [_value_range(call, found, text, look) for text in ranges]
    data: Json = {
        "revision": found.revision,
        "spreadsheetToken": found.token,
        "totalCells": sum(len(row) for one in shown_ranges for row in one.get("values", ())),
        "valueRanges": shown_ranges,
    }
    return _bounded(call, data)


def _bounded(call: Incoming, data: Json) -> Json:
    """Refuse an answer above the greatest size."""
    if len(json.dumps(data, ensure_ascii=False).encode()) > call.behaviour.sheet_reply_bytes:
        raise ApiError(90221)
    return data


OPERATIONS: tuple[Operation, ...] = (
    Operation(
        "sheets.values.get",
        "GET",
        "/sheets/v2/spreadsheets/{spreadsheetToken}/values/{range}",
        _one,
        _PER_SECOND_100,
        SCOPES,
        query=_OPTIONS,
    ),
    Operation(
        "sheets.values_batch_get",
        "GET",
        "/sheets/v2/spreadsheets/{spreadsheetToken}/values_batch_get",
        _several,
        _PER_SECOND_100,
        SCOPES,
        query=("ranges", *_OPTIONS),
    ),
)
