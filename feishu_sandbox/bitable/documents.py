"""Operations on bases, tables and views.

Docs: R/bitable-v1/app, app-table and app-table-view.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from feishu_sandbox.bitable import kinds, structure
from feishu_sandbox.bitable.access import open_base, open_table
from feishu_sandbox.bitable.rules import APPS, LISTING, TABLE, TABLES, bitable_operation
from feishu_sandbox.envelope import ApiError, refuse_field
from feishu_sandbox.limits import PER_MINUTE_20, PER_SECOND_10, PER_SECOND_20
from feishu_sandbox.model import Base
from feishu_sandbox.paging import take_page

if TYPE_CHECKING:
    from feishu_sandbox.model import Json, View
    from feishu_sandbox.operation import Incoming

_VIEW_TYPES = ("grid", "kanban", "gallery", "gantt", "form")
_MAX_BASE_NAME = 255
#: The columns of the table that a new base comes with.
_FIRST_FIELDS: list[Json] = [
    {"field_name": "文本", "type": 1},
    {"field_name": "单选", "type": 3},
    {"field_name": "日期", "type": 5},
    {"field_name": "附件", "type": 17},
]


def _get_app(call: Incoming) -> Json:
    base = open_base(call)
    return {
        "app": {
            "app_token": base.app_token,
            "name": base.name,
            "revision": base.revision,
            "is_advanced": base.is_advanced,
            "time_zone": base.time_zone,
            "formula_type": base.formula_type,
            "advance_version": "v2" if base.is_advanced else "v1",
        }
    }


def _create_app(call: Incoming) -> Json:
    """Create a base that belongs to the caller; a repeated call makes a second one."""
    name = call.body_value("name", str, required=False) or "未命名多维表格"
    folder = call.body_value("folder_token", str, required=False) or ""
    time_zone = call.body_value("time_zone", str, required=False) or "Asia/Shanghai"
    if len(name) > _MAX_BASE_NAME:
        raise ApiError(1254031)
    state = call.world.state
    if folder and folder not in state.folders:
        raise ApiError(1254702)
    base = Base(call.world.new_id("base"), name, time_zone, folder_token=folder)
    base.access[call.principal] = "manage"
    table = structure.new_table(call.world, base, "数据表", _FIRST_FIELDS)
    state.bases[base.app_token] = base
    call.world.created_by_api(base.app_token)
    return {
        "app": {
            "app_token": base.app_token,
            "name": name,
            "folder_token": folder,
            "default_table_id": table.table_id,
            "url": f"https://{state.tenant.domain}/base/{base.app_token}",
        }
    }


def _list_tables(call: Incoming) -> Json:
    base = open_base(call)
    page = take_page(call, list(base.tables.values()), LISTING, f"tables:{base.app_token}")
    items = [{"table_id": t.table_id, "revision": t.revision, "name": t.name} for t in page.items]
    return {
        "items": items,
        "has_more": page.has_more,
        "page_token": page.page_token,
        "total": page.total,
    }


def _create_table(call: Incoming) -> Json:
    base = open_base(call, "edit")
    given = call.body_value("table", dict, required=True)
    name = structure.table_name(given.get("name"))
    fields, view = given.get("fields"), given.get("default_view_name")
    if fields is not None and not (isinstance(fields, list) and all_objects(fields) and fields):
        refuse_field("table.fields", fields, "must be an array of fields")
    if view is not None and fields is None:
        refuse_field("table.fields", "", "fields is required with default_view_name")
    title = structure.view_name(view) if view is not None else "表格"
    table = structure.new_table(call.world, base, name, fields or [], title)
    call.world.created_by_api(table.table_id)
    reply: Json = {"table_id": table.table_id}
    if fields:
        reply["default_view_id"] = table.views[0].view_id
        reply["field_id_list"] = [field.field_id for field in table.fields]
    return reply


def all_objects(items: list[object]) -> bool:
    """Tell whether every item is a JSON object."""
    return all(isinstance(item, dict) for item in items)


def _create_tables(call: Incoming) -> Json:
    base = open_base(call, "edit")
    given = call.body_value("tables", list, required=True)
    if not given or not all_objects(given):
        refuse_field("tables", given, "must be an array of tables")
    names = [structure.table_name(item.get("name")) for item in given]
    taken = {table.name for table in base.tables.values()}
    if len(set(names)) < len(names) or taken.intersection(names):
        raise ApiError(1254013)
    if len(base.tables) + len(names) > kinds.MAX_TABLES:
        raise ApiError(1254100)
    tables = [structure.new_table(call.world, base, name, []) for name in names]
    for table in tables:
        call.world.created_by_api(table.table_id)
    return {"table_ids": [table.table_id for table in tables]}


def _rename_table(call: Incoming) -> Json:
    base, table = open_table(call, "edit")
    given = call.body_value("name", str, required=False)
    if given is None or not given.strip():
        return {"name": table.name}
    name = structure.table_name(given)
    if any(other.name == name for other in base.tables.values() if other is not table):
        raise ApiError(1254013)
    if name != table.name:
        table.name = name
        table.revision += 1
        base.revision += 1
    return {"name": name}


def _delete_table(call: Incoming) -> Json:
    base, table = open_table(call, "edit")
    if len(base.tables) == 1:
        raise ApiError(1254034)
    del base.tables[table.table_id]
    base.revision += 1
    return {}


def _list_views(call: Incoming) -> Json:
    _, table = open_table(call)
    page = take_page(call, table.views, LISTING, f"views:{table.table_id}")
    return {
        "items": [{**_view(view), "view_public_level": "Public"} for view in page.items],
        "has_more": page.has_more,
        "page_token": page.page_token,
        "total": page.total,
    }


def _view(view: View) -> Json:
    return {"view_id": view.view_id, "view_name": view.name, "view_type": view.type}


def _get_view(call: Incoming) -> Json:
    _, table = open_table(call)
    for view in table.views:
        if view.view_id == call.path["view_id"]:
            hidden: Json = {"filter_info": None, "hidden_fields": None}
            return {"view": {**_view(view), "property": view.property or hidden}}
    raise ApiError(1254042)


def _create_view(call: Incoming) -> Json:
    base, table = open_table(call, "edit")
    name = structure.view_name(call.body.get("view_name"))
    kind = call.body.get("view_type") or "grid"
    if kind not in _VIEW_TYPES:
        raise ApiError(1254019)
    return {"view": _view(structure.add_view(call.world, base, table, name, kind))}


_READ_APP = ("base:app:read", "bitable:app", "bitable:app:readonly")
_READ_TABLE = ("base:table:read", "bitable:app", "bitable:app:readonly")
_READ_VIEW = ("base:view:read", "bitable:app", "bitable:app:readonly")
_VIEWS = f"{TABLE}/views"

OPERATIONS = (
    bitable_operation(
        "app.get", "GET", f"{APPS}/{{app_token}}", _get_app, PER_SECOND_20, *_READ_APP
    ),
    bitable_operation(
        "app.create", "POST", APPS, _create_app, PER_MINUTE_20, "base:app:create", "bitable:app"
    ),
    bitable_operation("table.list", "GET", TABLES, _list_tables, PER_SECOND_20, *_READ_TABLE),
    bitable_operation(
        "table.create",
        "POST",
        TABLES,
        _create_table,
        PER_SECOND_10,
        "base:table:create",
        "bitable:app",
    ),
    bitable_operation(
        "table.batch_create",
        "POST",
        f"{TABLES}/batch_create",
        _create_tables,
        PER_SECOND_10,
        "base:table:create",
        "bitable:app",
    ),
    bitable_operation(
        "table.patch",
        "PATCH",
        TABLE,
        _rename_table,
        PER_SECOND_10,
        "base:table:update",
        "bitable:app",
    ),
    bitable_operation(
        "table.delete",
        "DELETE",
        TABLE,
        _delete_table,
        PER_SECOND_10,
        "base:table:delete",
        "bitable:app",
    ),
    bitable_operation("view.list", "GET", _VIEWS, _list_views, PER_SECOND_20, *_READ_VIEW),
    bitable_operation(
        "view.get", "GET", f"{_VIEWS}/{{view_id}}", _get_view, PER_SECOND_20, *_READ_VIEW
    ),
    bitable_operation(
        "view.create",
        "POST",
        _VIEWS,
        _create_view,
        PER_SECOND_10,
        "base:view:write_only",
        "bitable:app",
    ),
)
