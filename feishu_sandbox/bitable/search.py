"""Reading records: search, and the two older endpoints with their older shapes.

Docs: R/bitable-v1/app-table-record/{search,list,get}.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from feishu_sandbox.bitable.access import find_record, open_table, sees_rows
from feishu_sandbox.bitable.filters import FilterReader, view_filter
from feishu_sandbox.bitable.legacy import LegacyReader
from feishu_sandbox.bitable.matching import Matcher
from feishu_sandbox.bitable.reading import CellReader
from feishu_sandbox.bitable.rules import RECORD_PAGES, RECORDS, bitable_operation
from feishu_sandbox.bitable.sorting import sort_records
from feishu_sandbox.envelope import ApiError, refuse_field
from feishu_sandbox.limits import PER_SECOND_20
from feishu_sandbox.paging import take_page

if TYPE_CHECKING:
    from feishu_sandbox.model import Base, Field, Json, Record, Table
    from feishu_sandbox.operation import Incoming

_MAX_FIELD_NAMES = 200


def _search(call: Incoming) -> Json:
    """Answer a page of rows; `page_size` and `page_token` count in the query string only."""
    base, table = open_table(call)
    columns = _columns(table, call.body_value("field_names", list, required=False))
    automatic = bool(call.body_value("automatic_fields", bool, required=False))
    records = _matching(call, base, table) if sees_rows(call, base) else []
    page = take_page(call, records, RECORD_PAGES, f"search:{table.table_id}")
    reader = CellReader(call.world, table, call.app, call.user_id_type, call.host)
    return {
        "items": [reader.record(r, columns, automatic=automatic) for r in page.items],
        "has_more": page.has_more,
        "page_token": page.page_token,
        "total": page.total,
    }


def _columns(table: Table, names: list[object] | None) -> list[Field]:
    """Return the wanted columns; an unknown name is 1254024."""
    if not names:
        return table.fields
    if len(names) > _MAX_FIELD_NAMES:
        refuse_field("field_names", len(names), "the max len is 200")
    by_name = {field.name: field for field in table.fields}
    if not all(isinstance(name, str) and name in by_name for name in names):
        raise ApiError(1254024)
    return [by_name[str(name)] for name in names]


def _matching(call: Incoming, base: Base, table: Table) -> list[Record]:
    """Filter and sort; a view only counts where neither is asked for."""
    given: Json | None = call.body_value("filter", dict, required=False)
    sort = call.body_value("sort", list, required=False)
    filtered = bool(given and (given.get("conditions") or given.get("children")))
    reader = FilterReader(table.fields, Matcher(call.world, base, call.user_id_type))
    records = list(table.records.values())
    if given:
        records = list(filter(reader.read(given), records))
    if sort:
        sort_records(records, sort, table.fields)
    view_id = call.body_value("view_id", str, required=False)
    if view_id and not filtered and not sort:
        records = _in_view(table, view_id, reader, records)
    return records


def _in_view(
    table: Table, view_id: str, reader: FilterReader, records: list[Record]
) -> list[Record]:
    view = next((view for view in table.views if view.view_id == view_id), None)
    if view is None:
        raise ApiError(1254042)
    condition = view_filter(view.property, table.fields)
    return list(filter(reader.read(condition), records)) if condition else records


def _names_parameter(call: Incoming) -> list[object] | None:
    text = call.query.get("field_names")
    if not text:
        return None
    try:
        names = json.loads(text)
    except ValueError:
        names = None
    if not isinstance(names, list):
        raise ApiError(1254024)
    return names


def _list(call: Incoming) -> Json:
    """Answer the older listing; its formula-style `filter` and its `sort` are not offered."""
    base, table = open_table(call)
    if call.query.get("filter"):
        raise ApiError(1254018, "InvalidFilter: the sandbox knows the filter of search only")
    if call.query.get("sort"):
        raise ApiError(1254016, "InvalidSort: the sandbox knows the sort of search only")
    columns = _columns(table, _names_parameter(call))
    records = list(table.records.values()) if sees_rows(call, base) else []
    if call.query.get("view_id"):
        reader = FilterReader(table.fields, Matcher(call.world, base, call.user_id_type))
        records = _in_view(table, call.query["view_id"], reader, records)
    page = take_page(call, records, RECORD_PAGES, f"records:{table.table_id}")
    legacy = LegacyReader.for_call(call, base, table)
    return {
        "items": [legacy.record(record, columns) for record in page.items],
        "has_more": page.has_more,
        "page_token": page.page_token,
        "total": page.total,
    }


def _get(call: Incoming) -> Json:
    base, table = open_table(call)
    record = find_record(call, table, call.path["record_id"])
    if not sees_rows(call, base):
        raise ApiError(1254302)
    return {"record": LegacyReader.for_call(call, base, table).record(record, table.fields)}


_READ = ("bitable:app", "bitable:app:readonly")

OPERATIONS = (
    bitable_operation(
        "record.search",
        "POST",
        f"{RECORDS}/search",
        _search,
        PER_SECOND_20,
        "base:record:retrieve",
        *_READ,
    ),
    bitable_operation("record.list", "GET", RECORDS, _list, PER_SECOND_20, *_READ),
    bitable_operation("record.get", "GET", f"{RECORDS}/{{record_id}}", _get, PER_SECOND_20, *_READ),
)
