"""Write back into the very rows that the tap read, by their record ids."""

from __future__ import annotations

import math
import typing as t
from collections import Counter

from feishu_connect import FeishuError, NotFoundError
from feishu_connect.endpoints import MAX_RECORDS_PER_GET, MAX_RECORDS_PER_WRITE
from target_feishu.bitable.batches import Row, portions
from target_feishu.bitable.costs import Costs
from target_feishu.bitable.scan import scan_while
from target_feishu.bitable.suspects import is_bad_value
from target_feishu.bitable.writer import Writer, is_gone, is_too_much

if t.TYPE_CHECKING:
    from target_feishu.bitable.refusals import Refusals
    from target_feishu.bitable.table import DestinationTable

#: Rows that are named in an error.
_NAMED = 5
#: Seconds before the second look for rows that are not there: replicas lag.
_PAUSE = 2.0


class WriteBack:
    """Updates the cells that differ; never makes a row."""

    def __init__(self, table: DestinationTable, refusals: Refusals) -> None:
        """Write nothing yet."""
        self._table = table
        self._refusals = refusals
        self._writer = Writer(table)
        self._costs = Costs(table.sight)
        self._counts: Counter[str] = Counter()

    def write(self, rows: list[Row], *, is_full: bool = False) -> Counter[str]:
        """Update rows; give their number.

        Raises:
            NotFoundError: A row does not exist any more; names it.
        """
        self._counts = Counter()
        self._look(rows, is_full=is_full)
        gone = self._unseen(rows)
        if gone:
            self._table.client.clock.sleep(_PAUSE)
            self._get(gone)
            gone = self._unseen(gone)
        lost = {row.record_id for row in gone}
        self._refuse_gone(gone)
        self._send([row for row in rows if row.record_id not in lost], MAX_RECORDS_PER_WRITE)
        return self._counts

    def existing(self, rows: list[Row]) -> list[Row]:
        """Give those of the rows that are still there."""
        self._look(rows, is_full=False)
        return [row for row in rows if self._table.sight.knows(row.record_id, row.cells)]

    def _look(self, rows: list[Row], *, is_full: bool) -> None:
        unseen = self._unseen(rows)
        if not unseen:
            return
        direct = math.ceil(len(unseen) / MAX_RECORDS_PER_GET)
        if self._table.sight.total is None or self._scan_pays(direct, len(rows), is_full=is_full):
            sight, watched = self._table.sight, self._table.sight.watched
            scan_while(
                self._table,
                watched,
                lambda item: sight.saw(item, watched),
                go_on=lambda _: self._scan_pays(direct, len(rows), is_full=is_full, paid=1),
            )
        still = self._unseen(unseen)
        self._costs.spend(math.ceil(len(still) / MAX_RECORDS_PER_GET), len(rows))
        self._get(still)

    def _scan_pays(self, direct: int, records: int, *, is_full: bool, paid: int = 0) -> bool:
        return self._costs.prefers_scan(direct, records, is_full=is_full, paid=paid)

    def _get(self, rows: list[Row]) -> None:
        for _ in self._table.sight.get([row.record_id for row in rows]):
            pass

    def _unseen(self, rows: list[Row]) -> list[Row]:
        return [row for row in rows if not self._table.sight.knows(row.record_id, row.cells)]

    def _send(self, rows: list[Row], limit: int) -> None:
        changed = [row for row in rows if self._change(row).cells]
        self._counts["unchanged"] += len(rows) - len(changed)
        for portion in portions(changed, self._table.options, limit):
            self._update(portion)

    def _update(self, portion: list[Row]) -> None:
        try:
            self._writer.update([self._change(row) for row in portion])
        except FeishuError as error:
            self._mend(error, portion)
        else:
            self._counts["updated"] += len(portion)

    def _mend(self, error: FeishuError, portion: list[Row]) -> None:
        """Send the rows again in another way, where there is one."""
        if is_bad_value(error):
            for part in self._refusals.parts_of(error, portion):
                self._send(part, MAX_RECORDS_PER_WRITE)
        elif is_too_much(error, len(portion)):
            self._send(portion, (len(portion) + 1) // 2)
        elif is_gone(error):
            self._send_rest(error, portion)
        else:
            raise error

    def _send_rest(self, error: FeishuError, portion: list[Row]) -> None:
        """Leave out what somebody has deleted since it was read."""
        items = self._table.sight.get([row.record_id for row in portion])
        there = {str(item["record_id"]) for item in items}
        gone = [row for row in portion if row.record_id not in there]
        if not gone:
            raise error
        self._refuse_gone(gone)
        self._send([row for row in portion if row.record_id in there], MAX_RECORDS_PER_WRITE)

    def _refuse_gone(self, rows: list[Row]) -> None:
        if not rows:
            return
        names = ", ".join(row.record_id for row in rows[:_NAMED])
        more = ", ..." if len(rows) > _NAMED else ""
        table = self._table.name
        msg = f"{len(rows)} rows to write back are not in the table `{table}`: {names}{more}"
        cure = "Read the table again before writing back, or leave these records out"
        for row in rows:
            self._refusals.refuse(row, NotFoundError(msg, cure=cure))

    def _change(self, row: Row) -> Row:
        cells = self._table.sight.differing(row.record_id, row.cells)
        return Row(cells, row.key, row.record_id, row.parts)
