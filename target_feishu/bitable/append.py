"""A row a record, equal ones too."""

from __future__ import annotations

import contextlib
import datetime as dt
import typing as t
from collections import Counter

from feishu_connect import AmbiguousWriteError, FeishuError
from feishu_connect.endpoints import MAX_RECORDS_PER_WRITE
from target_feishu.bitable.batches import portions
from target_feishu.bitable.reconcile import missing_rows
from target_feishu.bitable.suspects import is_bad_value
from target_feishu.bitable.writer import Writer, is_too_much

if t.TYPE_CHECKING:
    from target_feishu.bitable.batches import Row
    from target_feishu.bitable.refusals import Refusals
    from target_feishu.bitable.table import DestinationTable

#: Attempts at a batch, each with another client_token after a look at the table.
_ATTEMPTS = 6
#: Feishu's clock is told in whole seconds and small differences are not corrected.
_CLOCK_MARGIN = dt.timedelta(seconds=3)


class Append:
    """Creates rows. Where a batch may or may not have landed, looks for it by its content."""

    def __init__(self, table: DestinationTable, refusals: Refusals) -> None:
        """Write nothing yet."""
        self._table = table
        self._refusals = refusals
        self._writer = Writer(table)
        self._made: list[str] = []

    def write(self, rows: list[Row]) -> Counter[str]:
        """Add rows; give their number.

        Where a value stops the run, the rows that narrowing it down has made are deleted again: no
        STATE covers them, and the next run would make them twice.
        """
        self._made = []
        client = self._table.client
        for portion in portions(rows, self._table.options):
            since = client.feishu_time(client.clock.now()) - _CLOCK_MARGIN
            try:
                self._send(portion, since, _ATTEMPTS)
            except FeishuError as error:
                if is_bad_value(error) or error.field:
                    self._undo()
                raise
        return Counter(created=len(self._made))

    def _undo(self) -> None:
        """Delete what was made; where that fails, what was to be told counts more."""
        with contextlib.suppress(FeishuError):
            self._writer.delete(self._made)

    def _send(self, portion: list[Row], since: dt.datetime, attempts: int) -> None:
        limit = MAX_RECORDS_PER_WRITE
        try:
            self._made += self._writer.create(portion)
        except FeishuError as error:
            if is_bad_value(error):
                self._narrow(error, portion, since)
                return
            if is_too_much(error, len(portion)):
                limit = (len(portion) + 1) // 2
            elif not isinstance(error, AmbiguousWriteError):
                raise
            if attempts <= 1:
                raise
        else:
            return
        found, rest = missing_rows(self._table, portion, since)
        self._made += found
        for part in portions(rest, self._table.options, limit):
            self._send(part, since, attempts - 1)

    def _narrow(self, error: FeishuError, portion: list[Row], since: dt.datetime) -> None:
        """Find the row whose value is refused: a refused batch has made none of its rows."""
        for part in self._refusals.parts_of(error, portion):
            if part:
                self._send(part, since, _ATTEMPTS)
