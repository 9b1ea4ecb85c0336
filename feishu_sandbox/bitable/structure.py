"""Tables and views, with the rules of their creation.

Used by the API handlers and by the builders alike.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from feishu_sandbox.bitable import kinds
from feishu_sandbox.bitable.columns import attach_field, read_field
from feishu_sandbox.envelope import ApiError, refuse_field
from feishu_sandbox.model import Table, View

if TYPE_CHECKING:
    from collections.abc import Sequence

    from feishu_sandbox.model import Base, Field, Json
    from feishu_sandbox.world import World

_BAD_TABLE_NAME = re.compile(r"[\[\]:\\/?*]")
_MAX_NAME = 100
_MAX_TABLE_NAME = 100


def table_name(given: object) -> str:
    r"""Return a trimmed table name.

    Raises:
        ApiError: 99992402 for a name of no or more than 100 characters or with one of
            `/ \ ? * : [ ]`.
    """
    name = given.strip() if isinstance(given, str) else ""
    if not 1 <= len(name) <= _MAX_TABLE_NAME or _BAD_TABLE_NAME.search(name):
        refuse_field("name", given, "1 to 100 characters, none of / \\ ? * : [ ]")
    return name


def view_name(given: object) -> str:
    """Return a trimmed view name.

    Raises:
        ApiError: 1254021 for an empty name, 1254022 for a long one or one with brackets.
    """
    name = given.strip() if isinstance(given, str) else ""
    if not name:
        raise ApiError(1254021)
    if len(name) > _MAX_NAME or set(name) & set("[]"):
        raise ApiError(1254022)
    return name


def add_view(world: World, base: Base, table: Table, name: str, kind: str = "grid") -> View:
    """Append a view.

    Raises:
        ApiError: 1254020 for a taken name, 1254101 above 200 views.
    """
    if any(view.name == name for view in table.views):
        raise ApiError(1254020)
    if len(table.views) >= kinds.MAX_VIEWS:
        raise ApiError(1254101)
    view = View(world.new_id("view"), name, kind)
    table.views.append(view)
    base.revision += 1
    return view


def new_table(  # noqa: PLR0913 - a table is made of these
    world: World,
    base: Base,
    name: str,
    fields: Sequence[Json],
    view: str = "表格",
    *,
    any_type: bool = False,
) -> Table:
    """Create a table; the first field is its index, a text field when none is given.

    Raises:
        ApiError: 1254013 for a taken name, 1254100 above 100 tables, 1254012 for an index field
            of the wrong type, and whatever the fields are refused with. Nothing is left behind.
    """
    if any(table.name == name for table in base.tables.values()):
        raise ApiError(1254013)
    if len(base.tables) >= kinds.MAX_TABLES:
        raise ApiError(1254100)
    table = Table(world.new_id("table"), name)
    revision = base.revision
    base.tables[table.table_id] = table
    try:
        for given in fields or [{"field_name": "文本", "type": kinds.TEXT}]:
            field = read_field(world, base, given, any_type=any_type)
            _check_index(table, field)
            field.is_primary = not table.fields
            attach_field(world, base, table, field)
    except ApiError:
        _undo_table(base, table)
        base.revision = revision
        raise
    add_view(world, base, table, view)
    return table


def _check_index(table: Table, field: Field) -> None:
    if not table.fields and field.type not in kinds.INDEX_TYPES:
        raise ApiError(1254012)


def _undo_table(base: Base, table: Table) -> None:
    """Take back a table that was refused half-way, with its back fields elsewhere."""
    del base.tables[table.table_id]
    for other in base.tables.values():
        for field in list(other.fields):
            if (field.property or {}).get("table_id") == table.table_id:
                other.fields.remove(field)
