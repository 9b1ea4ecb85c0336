"""Write back into the very rows that the tap read, by their record ids."""

from __future__ import annotations

import typing as t
from collections import Counter

from feishu_connect import FeishuError, NotFoundError
from feishu_connect.endpoints import MAX_RECORDS_PER_WRITE
from target_feishu.bitable.batches import portions
from target_feishu.bitable.scan import record_ids
from target_feishu.bitable.writer import Writer, is_gone, is_too_much

if t.TYPE_CHECKING:
    from target_feishu.bitable.batches import Row
    from target_feishu.bitable.table import DestinationTable

#: Rows that are named in an error.
_NAMED = 5


class WriteBack:
    """Updates rows by id; never makes one."""

    def __init__(self, table: DestinationTable) -> None:
        """Write nothing yet."""
        self._table = table
        self._writer = Writer(table)

    def write(self, rows: list[Row]) -> Counter[str]:
        """Update rows; give their number.

        Raises:
            NotFoundError: A row does not exist any more; names it.
        """
        changes = [row for row in rows if row.cells]
        self._send(changes, MAX_RECORDS_PER_WRITE)
        return Counter(updated=len(changes), unchanged=len(rows) - len(changes))

    def _send(self, rows: list[Row], limit: int) -> None:
        for portion in portions(rows, self._table.options, limit):
            try:
                self._writer.update(portion)
            except FeishuError as error:
                if is_gone(error):
                    raise self._gone(portion, error) from None
                if not is_too_much(error, len(portion)):
                    raise
                self._send(portion, (len(portion) + 1) // 2)

    def _gone(self, rows: list[Row], error: FeishuError) -> FeishuError:
        there = record_ids(self._table)
        gone = [row.record_id for row in rows if row.record_id not in there]
        if not gone:
            return error
        names = ", ".join(gone[:_NAMED]) + (", ..." if len(gone) > _NAMED else "")
        msg = f"{len(gone)} rows to write back are not in the table `{self._table.name}`: {names}"
        return NotFoundError(
            msg,
            cure="Read the table again before writing back, or leave these records out",
            code=error.code,
            log_id=error.log_id,
            endpoint=error.endpoint,
        )
