"""Operations on fields.

Docs: R/bitable-v1/app-table-field/{list,create,update,delete}.
"""

from __future__ import annotations

import copy
from typing import TYPE_CHECKING

from feishu_sandbox.bitable import columns
from feishu_sandbox.bitable.access import find_field, open_table
from feishu_sandbox.bitable.rules import FIELDS, LISTING, bitable_operation
from feishu_sandbox.envelope import ApiError, Reply, success
from feishu_sandbox.idempotency import once
from feishu_sandbox.limits import PER_SECOND_10, PER_SECOND_20
from feishu_sandbox.paging import take_page

if TYPE_CHECKING:
    from feishu_sandbox.model import Base, Field, Json
    from feishu_sandbox.operation import Incoming


def _shown(field: Field, base: Base, *, as_array: bool = False) -> Json:
    property_ = copy.deepcopy(field.property)
    if property_ and base.formula_type == 1:
        property_.pop("type", None)
    shown: Json = {
        "field_id": field.field_id,
        "field_name": field.name,
        "type": field.type,
        "ui_type": field.ui_type,
        "property": property_,
        "is_primary": field.is_primary,
    }
    if field.description:
        segments = [{"type": "text", "text": field.description}]
        shown["description"] = segments if as_array else field.description
    return shown


def _list(call: Incoming) -> Json:
    base, table = open_table(call)
    as_array = call.flag("text_field_as_array")
    hidden = _hidden_in_view(call)
    fields = [field for field in table.fields if field.field_id not in hidden]
    page = take_page(call, fields, LISTING, f"fields:{table.table_id}")
    shown = [
        {**_shown(field, base, as_array=as_array), "is_hidden": field.is_hidden}
        for field in page.items
    ]
    return {
        "items": shown,
        "has_more": page.has_more,
        "page_token": page.page_token,
        "total": page.total,
    }


def _hidden_in_view(call: Incoming) -> list[str]:
    view_id = call.query.get("view_id")
    if not view_id:
        return []
    _, table = open_table(call)
    view = next((view for view in table.views if view.view_id == view_id), None)
    if view is None:
        raise ApiError(1254042)
    return list((view.property or {}).get("hidden_fields") or [])


def _create(call: Incoming) -> Reply:
    base, table = open_table(call, "edit")

    def act() -> Json:
        field = columns.read_field(call.world, base, call.body)
        columns.attach_field(call.world, base, table, field)
        call.world.created_by_api(field.field_id)
        return {"field": _shown(field, base)}

    return success(once(call, act), "Success")


def _update(call: Incoming) -> Json:
    base, table = open_table(call, "edit")
    field = find_field(call, table, call.path["field_id"])
    columns.change_field(call.world, base, table, field, call.body)
    return {"field": _shown(field, base)}


def _delete(call: Incoming) -> Json:
    base, table = open_table(call, "edit")
    field = find_field(call, table, call.path["field_id"])
    columns.detach_field(base, table, field)
    return {"field_id": field.field_id, "deleted": True}


_FIELD = f"{FIELDS}/{{field_id}}"

OPERATIONS = (
    bitable_operation(
        "field.list",
        "GET",
        FIELDS,
        _list,
        PER_SECOND_20,
        "base:field:read",
        "bitable:app",
        "bitable:app:readonly",
    ),
    bitable_operation(
        "field.create",
        "POST",
        FIELDS,
        _create,
        PER_SECOND_10,
        "base:field:create",
        "bitable:app",
    ),
    bitable_operation(
        "field.update",
        "PUT",
        _FIELD,
        _update,
        PER_SECOND_10,
        "base:field:update",
        "bitable:app",
    ),
    bitable_operation(
        "field.delete",
        "DELETE",
        _FIELD,
        _delete,
        PER_SECOND_10,
        "base:field:delete",
        "bitable:app",
    ),
)
