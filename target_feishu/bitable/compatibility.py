"""Whether the values of a column can go into the field that it was matched with."""

from __future__ import annotations

import typing as t

from feishu_connect import SettingsError
from feishu_connect.bitable import json_types

if t.TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from feishu_connect.bitable import Field

Schema = dict[str, t.Any]

_LISTS = frozenset(("array", "object", "string"))
#: Field type -> JSON types of which some value at least becomes a cell; text converts everywhere.
#: Types that are not here take any value.
_TAKEN: t.Final[dict[int, frozenset[str]]] = {
    2: frozenset(("integer", "number", "string")),
    3: frozenset(("array", "boolean", "integer", "number", "string")),
    4: frozenset(("array", "boolean", "integer", "number", "string")),
    5: frozenset(("integer", "number", "string")),
    7: frozenset(("boolean", "integer", "string")),
    11: frozenset((*_LISTS, "integer")),
    13: frozenset(("integer", "number", "string")),
    15: _LISTS,
    17: _LISTS,
    18: _LISTS,
    21: _LISTS,
    22: _LISTS,
    23: _LISTS,
}


def check_types(
    columns: Mapping[str, Schema],
    bound: Mapping[str, Field],
    chosen: Mapping[str, t.Any],
    linked: Collection[str],
) -> None:
    """Refuse columns whose type does not go with that of their field.

    Args:
        columns: Column -> JSON schema.
        bound: Column -> its field.
        chosen: Column -> the route's choice; a whole spec names a type itself.
        linked: Columns that hold keys of other rows, which may be of any scalar type.

    Raises:
        SettingsError: Names each column, its field, both types and the cure.
    """
    problems = [
        problem
        for name, field in bound.items()
        if (problem := _problem(name, columns[name], field, chosen.get(name), name in linked))
    ]
    if problems:
        raise SettingsError(problems)


def _problem(
    name: str,
    schema: Schema,
    field: Field,
    choice: t.Any,
    is_linked: bool,  # noqa: FBT001 - a fact of the column
) -> str:
    wanted = choice.get("type") if not isinstance(choice, (str, type(None))) else None
    if wanted is not None and wanted != field.type:
        return (
            f"column `{name}` asks in `fields` for a field of type {wanted}, but `{field.name}` "
            f"is there with type {field.type} ({field.ui_type}): name another field, or change "
            "its type in Feishu"
        )
    taken = _TAKEN.get(field.type)
    types = json_types(schema)
    if is_linked or taken is None or not types or types & taken:
        return ""
    # The schema of a column that the tap read is that of the field's own type.
    if (schema.get("x-feishu") or {}).get("type") == field.type:
        return ""
    return (
        f"column `{name}` is of type {' or '.join(sorted(types))}, but its field `{field.name}` is "
        f"of type {field.type} ({field.ui_type}), which takes {' or '.join(sorted(taken))}: give "
        "the column another field with the route's `fields`, change the field's type in Feishu, "
        "or convert the column with stream_maps"
    )
