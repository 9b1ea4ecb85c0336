"""Which cell a refusal is about: Feishu's code tells the type at most, never the row or the cell.

Docs: `/uAjLw4CM/ukTMukTMukTM/reference/bitable-v1/app-table-record/batch_create`.
"""

from __future__ import annotations

import typing as t

from feishu_connect import FeishuError, RejectedError
from feishu_connect.bitable.fields.coercion import describe

if t.TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from feishu_connect.bitable import Field
    from target_feishu.bitable.batches import Row
    from target_feishu.bitable.table import DestinationTable

_ALL: t.Final = frozenset[int]()
#: Code that one value causes -> types of the fields that it speaks of; none where it tells none.
_TYPES: t.Final[dict[int, frozenset[int]]] = {
    1254007: _ALL,
    1254010: _ALL,
    # A mismatch of any kind; the only code that places and chats have.
    1254015: frozenset({22, 23}),
    1254026: frozenset({3, 4}),
    1254027: frozenset({17}),
    1254060: frozenset({1}),
    1254061: frozenset({2}),
    1254062: frozenset({3}),
    1254063: frozenset({4}),
    1254064: frozenset({5}),
    1254065: frozenset({7}),
    1254066: frozenset({11}),
    1254067: frozenset({18, 21}),
    1254068: frozenset({15}),
    1254069: frozenset({17}),
    1254070: _ALL,
    1254071: _ALL,
    1254072: frozenset({13}),
    1254073: _ALL,
    1254074: frozenset({21}),
    1254106: frozenset({17}),
    1254130: frozenset({1}),
    1254303: frozenset({17}),
}

#: Field id -> type and kind, e.g. 2 and Currency.
Types = dict[str, tuple[int, str]]


def is_bad_value(error: FeishuError) -> bool:
    """Tell whether Feishu refused a batch because of one of its values: nothing was written."""
    return error.code in _TYPES


def types_of(table: DestinationTable) -> Types:
    """Give the types that the table's fields have, as far as this run knows."""
    return {each.field_id: (each.type, each.ui_type) for each in table.fields.values()}


def suspects(code: int, fields: Collection[Field]) -> list[Field]:
    """Give those of the fields that a code can be about: all of them where it tells nothing."""
    types = _TYPES.get(code, _ALL)
    return [each for each in fields if each.type in types] or list(fields)


def named(
    error: FeishuError, table: DestinationTable, row: Row, retyped: Mapping[str, str]
) -> RejectedError:
    """Say which row and which cells a refusal is about.

    Args:
        error: The refusal of this row alone.
        table: Its table.
        row: What was sent.
        retyped: Field id -> kind of the fields that somebody has changed during the run.
    """
    sent = {field_id: value for field_id, value in row.cells.items() if value is not None}
    changed = [table.field(each) for each in sent if each in retyped]
    fields = changed or suspects(error.code or 0, [table.field(each) for each in sent])
    cells = " or ".join(
        f"field `{each.name}` ({_kind(each, retyped)}) with {describe(sent[each.field_id])}"
        for each in fields
    )
    return RejectedError(
        f"table `{table.name}`, {_which(row)}, {cells or 'no field'}: {error.message}",
        cure=_cure(error),
        code=error.code,
        log_id=error.log_id,
        endpoint=error.endpoint,
        field=", ".join(each.name for each in fields),
    )


def _kind(field: Field, retyped: Mapping[str, str]) -> str:
    before = retyped.get(field.field_id)
    return f"{field.ui_type}, {before} when the run began" if before else field.ui_type


def _which(row: Row) -> str:
    if row.key is not None:
        return f"row with the key {describe(list(row.key))}"
    return f"row {row.record_id}" if row.record_id else "a row without a key"


def _cure(error: FeishuError) -> str:
    return error.cure or "Correct the value, or the field"
