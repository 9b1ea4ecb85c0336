"""Which field a refused batch is about: Feishu's code tells the type, never the cell.

Docs: `/uAjLw4CM/ukTMukTMukTM/reference/bitable-v1/app-table-record/batch_create`.
"""

from __future__ import annotations

import typing as t

from feishu_connect import FeishuError, RejectedError

if t.TYPE_CHECKING:
    from collections.abc import Iterable

    from feishu_connect.bitable import Field

#: Conversion error -> field types that it speaks of.
_TYPES: t.Final[dict[int, frozenset[int]]] = {
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
    1254072: frozenset({13}),
    1254074: frozenset({21}),
    1254130: frozenset({1}),
}
#: All errors that one value causes; 1254015 does not even tell the type.
_BAD_VALUES: t.Final = frozenset({1254015, 1254130, *range(1254060, 1254075)})


def is_bad_value(error: FeishuError) -> bool:
    """Tell whether Feishu refused a batch because of one of its values."""
    return isinstance(error, RejectedError) and error.code in _BAD_VALUES


def with_suspects(error: RejectedError, table: str, fields: Iterable[Field]) -> RejectedError:
    """Add the table and the fields that the code can be about.

    Args:
        error: The refusal.
        table: The table's name.
        fields: The fields that were written.
    """
    types = _TYPES.get(error.code or 0)
    names = [f"`{field.name}`" for field in fields if types is None or field.type in types]
    about = f", field {' or '.join(names)}" if names else ""
    return RejectedError(
        f"{error.message} (table `{table}`{about})",
        cure=error.cure or "Correct the value, or the field",
        code=error.code,
        log_id=error.log_id,
        endpoint=error.endpoint,
    )
