"""A row a record, equal ones too."""

from __future__ import annotations

import datetime as dt
import typing as t
from collections import Counter

from feishu_connect import AmbiguousWriteError, FeishuError
from feishu_connect.endpoints import MAX_RECORDS_PER_WRITE
from target_feishu.bitable.batches import portions
from target_feishu.bitable.reconcile import missing_rows
from target_feishu.bitable.writer import Writer, is_too_much

if t.TYPE_CHECKING:
    from target_feishu.bitable.batches import Row
    from target_feishu.bitable.table import DestinationTable

#: Attempts at a batch, each with another client_token after a look at the table.
_ATTEMPTS = 6
#: Feishu's clock is told in whole seconds and small differences are not corrected.
_CLOCK_MARGIN = dt.timedelta(seconds=3)


class Append:
    """Creates rows. Where a batch may or may not have landed, looks for it by its content."""

    def __init__(self, table: DestinationTable) -> None:
        """Write nothing yet."""
        self._table = table
        self._writer = Writer(table)

    def write(self, rows: list[Row]) -> Counter[str]:
        """Add rows; give their number."""
        client = self._table.client
        for portion in portions(rows, self._table.options):
            since = client.feishu_time(client.clock.now()) - _CLOCK_MARGIN
            self._send(portion, since, _ATTEMPTS)
        return Counter(created=len(rows))

    def _send(self, portion: list[Row], since: dt.datetime, attempts: int) -> None:
        limit = MAX_RECORDS_PER_WRITE
        try:
            self._writer.create(portion)
        except FeishuError as error:
            if is_too_much(error, len(portion)):
                limit = (len(portion) + 1) // 2
            elif not isinstance(error, AmbiguousWriteError):
                raise
            if attempts <= 1:
                raise
        else:
            return
        rest = missing_rows(self._table, portion, since)
        for part in portions(rest, self._table.options, limit):
            self._send(part, since, attempts - 1)
