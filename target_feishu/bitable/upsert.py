"""Rows by key: update the cells that differ, create the rows that are not there."""

from __future__ import annotations

import logging
import typing as t
from collections import Counter

from feishu_connect import AmbiguousWriteError, FeishuError
from feishu_connect.endpoints import MAX_RECORDS_PER_WRITE
from target_feishu.bitable.batches import Row, portions
from target_feishu.bitable.suspects import is_bad_value
from target_feishu.bitable.writer import Writer, is_gone, is_too_much

if t.TYPE_CHECKING:
    from collections.abc import Collection

    from target_feishu.bitable.index import Key
    from target_feishu.bitable.lookup import Lookup
    from target_feishu.bitable.refusals import Refusals
    from target_feishu.bitable.row_ledger import RowLedger
    from target_feishu.bitable.table import Cells, DestinationTable

logger = logging.getLogger(__name__)

#: Plans made for the same rows before giving up: the first, halvings, and looks after failures.
_PLANS = 6
#: Seconds before each look whether a batch landed: the first request may still be under way.
_PAUSES = (2.0, 10.0)


class Upsert:
    """Plans by what is known of the rows, and plans again where the table turns out different.

    All of it may be repeated: a row that has landed is found by its key and updated.
    """

    def __init__(
        self,
        table: DestinationTable,
        lookup: Lookup,
        ledger: RowLedger,
        refusals: Refusals,
        volatile: Collection[str] = (),
    ) -> None:
        """Write nothing yet.

        Args:
            table: Whose rows.
            lookup: Finds them.
            ledger: Keeps what was done for later runs.
            refusals: Deals with values that Feishu does not take.
            volatile: Fields whose difference alone is no reason to write.
        """
        self._table = table
        self._lookup = lookup
        self._ledger = ledger
        self._refusals = refusals
        self._volatile = frozenset(volatile)
        self._writer = Writer(table)
        self.counts: Counter[str] = Counter()

    def write(self, rows: list[Row], *, is_full: bool = False, create: bool = True) -> Counter[str]:
        """Bring rows with different keys onto the table; give what was done.

        Args:
            rows: With different keys.
            is_full: More batches are to be expected.
            create: Make rows that are not there; else they are passed over.
        """
        self.counts = Counter()
        asked = self._lookup.settle(rows, is_full=is_full)
        self._trust(rows, asked)
        there = asked if create else [row for row in asked if self._id(row)]
        self.counts["unchanged"] += len(rows) - len(there)
        self._plan(there, MAX_RECORDS_PER_WRITE, _PLANS)
        return self.counts

    def _trust(self, rows: list[Row], asked: list[Row]) -> None:
        """Take note that records came again whose rows nobody has looked at."""
        looked_at = {id(row) for row in asked}
        entries = self._lookup.entries
        trusted = {entries[_key(row)].id: row for row in rows if id(row) not in looked_at}
        self._ledger.settle(trusted, entries)

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
        changed = [row for row in kept if self._changes(row)]
        same = {id(row) for row in kept} - {id(row) for row in changed}
        self._confirm([row for row in kept if id(row) in same])
        self.counts["unchanged"] += len(same)
        for portion in portions(changed, self._table.options, limit):
            self._update(portion, plans)

    def _create(self, portion: list[Row], plans: int) -> None:
        begun = self._ledger.intend(portion)
        try:
            made = self._writer.create(portion)
        except FeishuError as error:
            if is_bad_value(error):
                self._ledger.withdraw(_key(row) for row in portion)
                self._narrow(error, portion, plans)
                return
            limit = self._limit_after(error, portion, plans)
            self._look(portion)
            self._lookup.entries.update(begun)
            self._plan(portion, limit, plans - 1)
            return
        self._ledger.settle(dict(zip(made, portion, strict=True)), begun, made=True)
        self.counts["created"] += len(portion)

    def _update(self, portion: list[Row], plans: int) -> None:
        self._ledger.unsettle(portion, self._lookup.entries)
        try:
            self._writer.update([self._change(row) for row in portion])
        except FeishuError as error:
            if is_bad_value(error):
                self._narrow(error, portion, plans)
                return
            limit = self._limit_after(error, portion, plans)
            if is_gone(error):
                self._look_for(portion, _PLANS - plans)
            self._plan(portion, limit, plans - 1)
            return
        self._confirm(portion)
        self.counts["updated"] += len(portion)

    def _confirm(self, rows: list[Row]) -> None:
        self._ledger.settle({self._id(row) or "": row for row in rows}, self._lookup.entries)

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
        """Find the row whose value is refused; those before it are written on the way."""
        for part in self._refusals.parts_of(error, portion):
            self._plan(part, MAX_RECORDS_PER_WRITE, plans)

    def _look(self, portion: list[Row]) -> None:
        """Find out whether a batch landed; a batch is made whole or not at all."""
        for pause in _PAUSES:
            self._table.client.clock.sleep(pause)
            self._lookup.again(portion)
            if any(self._id(row) for row in portion):
                return

    def _look_for(self, portion: list[Row], attempt: int) -> None:
        """Find out which rows were deleted; where none was, replicas do not know them all yet."""
        logger.info("table `%s`: a row is not found; looking again", self._table.name)
        known = [self._id(row) for row in portion]
        self._lookup.again(portion)
        if known == [self._id(row) for row in portion]:
            self._table.client.clock.sleep(2.0**attempt)

    def _id(self, row: Row) -> str | None:
        return self._lookup.find(row)

    def _change(self, row: Row) -> Row:
        return Row(self._changes(row), row.key, self._id(row) or "")

    def _changes(self, row: Row) -> Cells:
        """Give the cells that differ, without the key, which the row was found by."""
        keys = self._lookup.index.field_ids
        cells = {each: value for each, value in row.cells.items() if each not in keys}
        found = self._table.sight.differing(self._id(row) or "", cells)
        return found if not self._volatile.issuperset(found) else {}


def _key(row: Row) -> Key:
    return t.cast("Key", row.key)
