"""What becomes of a batch that Feishu refuses for one of its values."""

from __future__ import annotations

import typing as t

from feishu_connect import FeishuError
from target_feishu.bitable.batches import Part, Row
from target_feishu.bitable.suspects import Types, is_bad_value, named, types_of

if t.TYPE_CHECKING:
    from collections.abc import Callable

    from target_feishu.bitable.batches import Record
    from target_feishu.bitable.table import Cells, DestinationTable

#: Seconds for which the fields' types are taken as they were last seen.
_CURRENT = 30.0

#: Puts a record aside, or raises.
Refuse = t.Callable[["Record", FeishuError], None]


class Refusals:
    """Narrows a refused batch down to the records that are to blame.

    A batch is written whole or not at all, so each part of a refused one may be sent again.
    """

    def __init__(
        self, table: DestinationTable, refuse: Refuse, encode: Callable[[Record], Cells]
    ) -> None:
        """Refuse nothing yet.

        Args:
            table: Whose rows.
            refuse: Puts a record aside, or raises.
            encode: Makes the cells of a record, by the fields of today.
        """
        self._table = table
        self._refuse = refuse
        self._encode = encode
        #: As the run found them; what records were made into cells by.
        self._first = types_of(table)
        self._types: Types = self._first
        self._looked_at = float("-inf")

    def parts_of(self, error: FeishuError, rows: list[Row]) -> list[list[Row]]:
        """Give what is to be sent in the place of a batch, one after the other.

        Raises:
            FeishuError: The failure is no value's; or a record is to blame, and the route is not
                to put it aside.
        """
        if not is_bad_value(error):
            raise error
        if self._is_retyped():
            return [self._encoded(rows)]
        if len(rows) > 1:
            half = len(rows) // 2
            return [rows[:half], rows[half:]]
        (row,) = rows
        if len(row.parts) > 1:
            # Only one of the records may be to blame.
            return [[Row(part.cells, row.key, row.record_id, (part,))] for part in row.parts]
        self.refuse(row, named(error, self._table, row, self._retyped()))
        return []

    def refuse(self, row: Row, error: FeishuError) -> None:
        """Put the records of a row aside.

        Raises:
            FeishuError: The route is not to.
        """
        for part in row.parts:
            self._refuse(part.record, error)
        if not row.parts:
            raise error

    def _is_retyped(self) -> bool:
        """Look whether somebody has changed the type of a field meanwhile."""
        now = self._table.client.clock.monotonic()
        if now - self._looked_at < _CURRENT:
            return False
        self._looked_at = now
        self._table.read_fields()
        before, self._types = self._types, types_of(self._table)
        kept = {each: kind for each, kind in self._types.items() if each in before}
        return any(kind != before[each] for each, kind in kept.items())

    def _retyped(self) -> dict[str, str]:
        return {
            field_id: self._first[field_id][1]
            for field_id, kind in self._types.items()
            if field_id in self._first and self._first[field_id] != kind
        }

    def _encoded(self, rows: list[Row]) -> list[Row]:
        """Make the cells anew; values that the new type does not take are known at once."""
        return [again for row in rows if (again := self._again(row)) is not None]

    def _again(self, row: Row) -> Row | None:
        if not row.parts:
            return row
        parts: list[Part] = []
        for part in row.parts:
            try:
                parts.append(Part(part.record, self._encode(part.record), part.version))
            except FeishuError as error:
                self._refuse(part.record, error)
        cells = {field_id: value for part in parts for field_id, value in part.cells.items()}
        return Row(cells, row.key, row.record_id, tuple(parts)) if parts else None
