"""Fields: making, changing and deleting them.

Used by the API handlers and by the builders alike. Docs: R/bitable-v1/app-table-field.
"""

from __future__ import annotations

import copy
from typing import TYPE_CHECKING, Any

from feishu_sandbox.bitable import kinds
from feishu_sandbox.bitable.actions import auto_number
from feishu_sandbox.bitable.properties import check_options, check_property
from feishu_sandbox.envelope import ApiError, refuse_field
from feishu_sandbox.model import Field

if TYPE_CHECKING:
    from feishu_sandbox.model import Base, Json, Table
    from feishu_sandbox.world import World

_OPTION_ERRORS = {kinds.SINGLE_SELECT: 1254082, kinds.MULTI_SELECT: 1254083}


def read_field(world: World, base: Base, given: Json, *, any_type: bool = False) -> Field:
    """Check the description of a new field and return it with an id, not yet in a table.

    Raises:
        ApiError: 1254028 without a name, 1254012 for a type or ui_type that cannot be made, the
            property error of the type, 1254041 for a link to an unknown table.
    """
    name, kind = given.get("field_name"), given.get("type")
    if not isinstance(name, str) or not name.strip():
        raise ApiError(1254028)
    if isinstance(kind, bool) or not isinstance(kind, int):
        refuse_field("type", kind, "type is required")
    creatable = kind in kinds.UI_TYPES and (any_type or kind not in kinds.NOT_CREATABLE)
    ui_type = given.get("ui_type") or kinds.UI_TYPES.get(kind, ("",))[0]
    if not creatable or ui_type not in kinds.UI_TYPES[kind]:
        raise ApiError(1254012)
    field = Field(world.new_id("field"), name.strip(), kind, ui_type)
    field.property = _property(world, base, field, given.get("property"), before=None)
    field.description = _description(given.get("description"))
    return field


def _description(given: object) -> str:
    text = given.get("text") if isinstance(given, dict) else given
    if text is not None and not isinstance(text, str):
        refuse_field("description", given, "text must be a string")
    return text or ""


def _property(
    world: World, base: Base, field: Field, given: object, before: Field | None
) -> Json | None:
    if field.type in kinds.NOT_CREATABLE:
        return dict(given) if isinstance(given, dict) else None
    if field.type in kinds.SELECT_TYPES:
        kept = _options_by_id(before) if before and before.type in kinds.SELECT_TYPES else {}
        return {"options": _with_ids(world, field, check_options(field.type, given), kept)}
    property_ = check_property(field.type, field.ui_type, given)
    if property_ is not None and field.type in kinds.LINK_TYPES:
        target = base.tables.get(property_["table_id"])
        if target is None:
            raise ApiError(1254041)
        property_["table_name"] = target.name
    return property_


def _options_by_id(field: Field) -> dict[str, Json]:
    return {option["id"]: option for option in (field.property or {}).get("options", [])}


def _with_ids(world: World, field: Field, options: list[Json], kept: dict[str, Json]) -> list[Json]:
    """Give new options an id; an id that was sent has to be one of the field's own."""
    for option in options:
        if option["id"] is None:
            option["id"] = world.new_id("option")
        elif option["id"] not in kept:
            raise ApiError(_OPTION_ERRORS[field.type])
    return options


def attach_field(world: World, base: Base, table: Table, field: Field) -> None:
    """Add a checked field to its table, with the back field of a duplex link.

    Raises:
        ApiError: 1254014 for a taken name, 1254105 above 300 fields or 100 formulas.
    """
    _check_room(table, field)
    table.fields.append(field)
    base.revision += 1
    if field.type == kinds.DUPLEX_LINK:
        _attach_back_field(world, base, table, field)
    elif field.type == kinds.AUTO_NUMBER:
        for serial, record in enumerate(table.records.values(), start=1):
            text = auto_number(base, field, serial, record.created_time)
            record.cells[field.field_id] = text


def _check_room(table: Table, field: Field) -> None:
    if any(other.name == field.name for other in table.fields):
        raise ApiError(1254014)
    formulas = sum(1 for other in table.fields if other.type == kinds.FORMULA)
    if len(table.fields) >= kinds.MAX_FIELDS:
        raise ApiError(1254105)
    if field.type == kinds.FORMULA and formulas >= kinds.MAX_FORMULAS:
        raise ApiError(1254105)


def _attach_back_field(world: World, base: Base, table: Table, field: Field) -> None:
    property_: Json = field.property or {}
    target = base.tables[property_["table_id"]]
    wanted = property_.get("back_field_name") or f"{table.name}-{field.name}"
    back = Field(world.new_id("field"), wanted, kinds.DUPLEX_LINK, "DuplexLink")
    back.property = {
        "multiple": True,
        "table_id": table.table_id,
        "table_name": table.name,
        "back_field_id": field.field_id,
        "back_field_name": field.name,
    }
    try:
        _check_room(target, back)
    except ApiError:
        table.fields.remove(field)
        raise
    target.fields.append(back)
    field.property = {**property_, "back_field_id": back.field_id, "back_field_name": wanted}


def change_field(world: World, base: Base, table: Table, field: Field, given: Json) -> None:
    """Overwrite name, type, property and description of a field.

    What is left out is lost: options that are not sent again disappear from all cells, and a
    change of type empties the column.

    Raises:
        ApiError: As `read_field`; 1254014 for a taken name, 1254012 for an index field of another
            than the index types or a read-only type, 1254606 when nothing changes.
    """
    if field.type in kinds.NOT_CREATABLE:
        raise ApiError(1254012)
    wanted = _wanted(world, base, field, given)
    if any(other.name == wanted.name for other in table.fields if other is not field):
        raise ApiError(1254014)
    if field.is_primary and wanted.type not in kinds.INDEX_TYPES:
        raise ApiError(1254012)
    if wanted == field:
        raise ApiError(1254606)
    if wanted.type != field.type:
        for record in table.records.values():
            record.cells.pop(field.field_id, None)
    field.name, field.type, field.ui_type = wanted.name, wanted.type, wanted.ui_type
    field.property, field.description = wanted.property, wanted.description
    if field.type in kinds.SELECT_TYPES:
        _forget_lost_options(table, field)
    base.revision += 1


def _wanted(world: World, base: Base, field: Field, given: Json) -> Field:
    """Return the field as it would become."""
    duplex = {field.type, given.get("type")} - {kinds.DUPLEX_LINK}
    if len(duplex) == 1 and given.get("type") != field.type:
        raise ApiError(1254012)
    changed = copy.deepcopy(field)
    given = {"ui_type": field.ui_type if given.get("type") == field.type else None, **given}
    plain = {**given, "property": None} if given.get("type") in kinds.SELECT_TYPES else given
    checked = read_field(world, base, plain)
    changed.name, changed.type, changed.ui_type = checked.name, checked.type, checked.ui_type
    changed.property = _property(world, base, checked, given.get("property"), before=field)
    if changed.type == field.type == kinds.DUPLEX_LINK:
        changed.property = _keep_back_field(field, changed.property)
    if "description" in given:
        changed.description = checked.description
    return changed


def _keep_back_field(before: Field, property_: Json | None) -> Json:
    old: Json = before.property or {}
    kept: Json = {key: old[key] for key in ("back_field_id", "back_field_name") if key in old}
    return {**(property_ or {}), **kept}


def _forget_lost_options(table: Table, field: Field) -> None:
    known = set(_options_by_id(field))
    for record in table.records.values():
        value = record.cells.get(field.field_id)
        if isinstance(value, str) and value not in known:
            del record.cells[field.field_id]
        elif isinstance(value, list):
            _keep_known(record.cells, field.field_id, known)


def _keep_known(cells: dict[str, Any], field_id: str, known: set[str]) -> None:
    cells[field_id] = [option for option in cells[field_id] if option in known]
    if not cells[field_id]:
        del cells[field_id]


def detach_field(base: Base, table: Table, field: Field) -> None:
    """Delete a field, its cells, and the far side of a duplex link.

    Raises:
        ApiError: 1254046 for the index field.
    """
    if field.is_primary:
        raise ApiError(1254046)
    _drop(table, field)
    base.revision += 1
    property_: Json = field.property or {}
    target = base.tables.get(property_.get("table_id", ""))
    if field.type == kinds.DUPLEX_LINK and target is not None:
        for other in list(target.fields):
            if other.field_id == property_.get("back_field_id"):
                _drop(target, other)


def _drop(table: Table, field: Field) -> None:
    table.fields.remove(field)
    for record in table.records.values():
        record.cells.pop(field.field_id, None)
