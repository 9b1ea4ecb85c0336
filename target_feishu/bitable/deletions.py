"""Records that say that the source has deleted something."""

from __future__ import annotations

import typing as t
from collections import Counter

from target_feishu.bitable.batches import Row
from target_feishu.bitable.writer import Writer

if t.TYPE_CHECKING:
    from target_feishu.bitable.lookup import Lookup
    from target_feishu.bitable.native import WriteBack
    from target_feishu.bitable.row_ledger import RowLedger
    from target_feishu.bitable.table import DestinationTable
    from target_feishu.bitable.upsert import Upsert


class Deletions:
    """Deletes the rows, or marks them where there is a field for it, or leaves them alone."""

    def __init__(self, table: DestinationTable, mark: str | None, *, hard: bool) -> None:
        """Delete nothing yet.

        Args:
            table: Whose rows.
            mark: Field id of `_sdc_deleted_at`; None without one.
            hard: Delete rows.
        """
        self.hard = hard
        self.mark = mark
        self._table = table
        self._writer = Writer(table)

    def by_key(
        self, rows: list[Row], lookup: Lookup, ledger: RowLedger, upsert: Upsert
    ) -> Counter[str]:
        """Deal with tombstones; a row that is not there is fine."""
        if self.hard:
            return self._delete(rows, lookup, ledger)
        if self.mark is None:
            return Counter(left=len(rows))
        counts = upsert.write([self._marking(row) for row in rows], create=False)
        return Counter(marked=counts["updated"], unchanged=counts["unchanged"])

    def by_id(self, rows: list[Row], native: WriteBack) -> Counter[str]:
        """Deal with tombstones of rows of this very table."""
        if self.hard:
            return Counter(deleted=self._writer.delete(row.record_id for row in rows))
        if self.mark is None:
            return Counter(left=len(rows))
        there = native.existing([self._marking(row) for row in rows])
        counts = native.write(there)
        gone = len(rows) - len(there)
        return Counter(marked=counts["updated"], unchanged=counts["unchanged"] + gone)

    def _delete(self, rows: list[Row], lookup: Lookup, ledger: RowLedger) -> Counter[str]:
        bare = [Row({}, row.key, parts=row.parts) for row in rows]
        lookup.settle(bare)
        there = [(record_id, row) for row in bare if (record_id := lookup.find(row))]
        ledger.unsettle([row for _, row in there], lookup.entries)
        deleted = self._writer.delete(record_id for record_id, _ in there)
        ledger.withdraw(row.key for row in bare if row.key is not None)
        return Counter(deleted=deleted, unchanged=len(rows) - deleted)

    def _marking(self, row: Row) -> Row:
        """Leave nothing but the mark: a tombstone's other columns are empty, and say nothing."""
        mark = self.mark or ""
        return Row({mark: row.cells.get(mark)}, row.key, row.record_id, row.parts)
