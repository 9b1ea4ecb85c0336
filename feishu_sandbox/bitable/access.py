"""The way to a base, a table or a record, with the codes of every closed door."""

from __future__ import annotations

from typing import TYPE_CHECKING

from feishu_sandbox.envelope import ApiError

if TYPE_CHECKING:
    from feishu_sandbox.model import Base, Field, Record, Table
    from feishu_sandbox.operation import Incoming

_RIGHTS = {"view": 0, "edit": 1, "manage": 2}


def open_base(call: Incoming, right: str = "view") -> Base:
    """Return the base of the path, if the caller holds this right on it.

    Raises:
        ApiError: 91402 for a wiki node token, 1254040 for an unknown app_token, 91403 for a base
            that the caller was not added to or may only read, 1254302 for a write without manage
            right under advanced permissions.
    """
    token = call.path["app_token"]
    if token in call.world.state.nodes:
        raise ApiError(91402)
    base = call.world.state.bases.get(token)
    if base is None or not call.world.visible(token):
        raise ApiError(1254040)
    held = _RIGHTS.get(base.access.get(call.principal, ""), -1)
    if held < 0:
        raise ApiError(91403)
    if base.is_advanced and held < _RIGHTS["manage"]:
        _check_advanced(call, right)
    elif held < _RIGHTS[right]:
        raise ApiError(91403)
    return base


def _check_advanced(call: Incoming, right: str) -> None:
    if right != "view" or call.behaviour.advanced_without_role == "deny":
        raise ApiError(1254302)


def sees_rows(call: Incoming, base: Base) -> bool:
    """Tell whether rows are shown; without a role, advanced permissions answer empty data."""
    return not base.is_advanced or base.access.get(call.principal) == "manage"


def open_table(call: Incoming, right: str = "view") -> tuple[Base, Table]:
    """Return base and table of the path.

    Raises:
        ApiError: As `open_base`, and 1254041 for an unknown table.
    """
    base = open_base(call, right)
    table = base.tables.get(call.path["table_id"])
    if table is None or not call.world.visible(table.table_id):
        raise ApiError(1254041)
    return base, table


def find_record(call: Incoming, table: Table, record_id: object) -> Record:
    """Return a record of the table.

    Raises:
        ApiError: 1254006 when it is no id, 1254043 when there is none.
    """
    if not isinstance(record_id, str) or not record_id.startswith("rec"):
        raise ApiError(1254006)
    record = table.records.get(record_id)
    if record is None or not call.world.visible(record_id):
        raise ApiError(1254043)
    return record


def find_field(call: Incoming, table: Table, field_id: str) -> Field:
    """Return a field of the table.

    Raises:
        ApiError: 1254044 when there is none.
    """
    field = next((item for item in table.fields if item.field_id == field_id), None)
    if field is None or not call.world.visible(field_id):
        raise ApiError(1254044)
    return field


def field_by_name(call: Incoming, table: Table, name: str) -> Field:
    """Return the field with exactly this name.

    Raises:
        ApiError: 1254045 when there is none.
    """
    field = next((item for item in table.fields if item.name == name), None)
    if field is None or not call.world.visible(field.field_id):
        raise ApiError(1254045)
    return field
