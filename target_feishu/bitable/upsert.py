"""Rows by key: update the ones that are there, create the others."""

from __future__ import annotations

import logging
import typing as t
from collections import Counter

from feishu_connect import AmbiguousWriteError, FeishuError, RejectedError
from feishu_connect.bitable.fields.coercion import describe
from feishu_connect.endpoints import MAX_RECORDS_PER_WRITE
from target_feishu.bitable.batches import Row, portions
from target_feishu.bitable.suspects import is_bad_value
from target_feishu.bitable.writer import Writer, is_gone, is_too_much

if t.TYPE_CHECKING:
    from target_feishu.bitable.index import Key, KeyIndex
    from target_feishu.bitable.table import DestinationTable

logger = logging.getLogger(__name__)

#: Plans made for the same rows before giving up: the first, halvings, and looks after failures.
_PLANS = 6
#: Seconds before each look whether a batch landed: the first request may still be under way.
_PAUSES = (2.0, 10.0)


class Upsert:
    """Plans by the index, and plans again by a new one where the table turns out different.

    All of it may be repeated: a row that has landed is found by its key and updated.
    """

    def __init__(self, table: DestinationTable, index: KeyIndex) -> None:
        """Write nothing yet."""
        self._table = table
        self._index = index
        self._writer = Writer(table)
        self.counts: Counter[str] = Counter()

    def write(self, rows: list[Row]) -> Counter[str]:
        """Bring rows with different keys onto the table; give what was done."""
        self.counts = Counter()
        self._plan(rows, MAX_RECORDS_PER_WRITE, _PLANS)
        return self.counts

    def _plan(self, rows: list[Row], limit: int, plans: int) -> None:
        creates = [row for row in rows if not self._id(row)]
        there = [row for row in rows if self._id(row)]
        for portion in portions(creates, self._table.options, limit):
            self._create(portion, plans)
        # A look after a failure may have found that some rows are gone.
        lost = [row for row in there if not self._id(row)]
        if lost:
            self._plan(lost, limit, plans - 1)
        kept = [row for row in there if self._id(row)]
        changed = [row for row in kept if self._update_of(row).cells]
        self.counts["unchanged"] += len(kept) - len(changed)
        for portion in portions(changed, self._table.options, limit):
            self._update(portion, plans)

    def _create(self, portion: list[Row], plans: int) -> None:
        try:
            self._writer.create(portion)
        except FeishuError as error:
            if is_bad_value(error):
                self._narrow(error, portion, plans)
                return
            limit = self._limit_after(error, portion, plans)
            self._look(portion)
            self._plan(portion, limit, plans - 1)
            return
        self.counts["created"] += len(portion)

    def _update(self, portion: list[Row], plans: int) -> None:
        try:
            self._writer.update([self._update_of(row) for row in portion])
        except FeishuError as error:
            if is_bad_value(error):
                self._narrow(error, portion, plans)
                return
            limit = self._limit_after(error, portion, plans)
            if is_gone(error):
                self._look_for(portion, _PLANS - plans)
            self._plan(portion, limit, plans - 1)
            return
        self.counts["updated"] += len(portion)

    def _limit_after(self, error: FeishuError, portion: list[Row], plans: int) -> int:
        """Tell how many rows to try at once after a failure, or raise what cannot be helped."""
        if plans <= 1:
            raise error
        if is_too_much(error, len(portion)):
            return (len(portion) + 1) // 2
        if isinstance(error, AmbiguousWriteError) or is_gone(error):
            return len(portion)
        raise error

    def _narrow(self, error: FeishuError, portion: list[Row], plans: int) -> None:
        """Halve a batch until the row is found whose value Feishu refuses.

        The rows before it are written on the way, which does no harm: they have keys.
        """
        if len(portion) == 1:
            key = describe(list(portion[0].key or ()))
            msg = f"{error.message}, row with the key {key}"
            raise RejectedError(
                msg,
                cure=error.cure,
                code=error.code,
                log_id=error.log_id,
                endpoint=error.endpoint,
            ) from None
        half = len(portion) // 2
        for part in (portion[:half], portion[half:]):
            self._plan(part, MAX_RECORDS_PER_WRITE, plans)

    def _look(self, portion: list[Row]) -> None:
        """Find out whether a batch landed; a batch is made whole or not at all."""
        for pause in _PAUSES:
            self._table.client.clock.sleep(pause)
            self._index.rebuild()
            if any(self._id(row) for row in portion):
                return

    def _look_for(self, portion: list[Row], attempt: int) -> None:
        """Find out which rows were deleted; where none was, replicas do not know them all yet."""
        logger.info("table `%s`: a row is not found; looking again", self._table.name)
        known = [self._id(row) for row in portion]
        self._index.rebuild()
        if known == [self._id(row) for row in portion]:
            self._table.client.clock.sleep(2.0**attempt)

    def _id(self, row: Row) -> str | None:
        return self._index.find(t.cast("Key", row.key))

    def _update_of(self, row: Row) -> Row:
        """Leave out the key: it is what the row was found by."""
        keys = self._index.field_ids
        cells = {each: value for each, value in row.cells.items() if each not in keys}
        return Row(cells, row.key, self._id(row) or "")
