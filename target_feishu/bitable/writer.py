"""Send rows: creates with an idempotency key, updates and deletes, one call at a time."""

from __future__ import annotations

import typing as t
import uuid

from feishu_connect import (
    AmbiguousWriteError,
    FeishuError,
    NotFoundError,
    RetriesExhaustedError,
    endpoints,
)
from feishu_connect.endpoints import MAX_RECORDS_PER_DELETE
from target_feishu.bitable.lookup import SETTLED_AFTER

if t.TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from target_feishu.bitable.batches import Row
    from target_feishu.bitable.table import Cells, DestinationTable

T = t.TypeVar("T")

_RECORD_GONE = 1254043
_NAME_GONE = 1254045
#: Failures that smaller batches may get past: generic, not ready, timed out.
_TOO_MUCH = frozenset((1254002, 1254607, 1255040))
#: Attempts to delete rows of this run that Feishu shows and does not find: replicas lag.
_DELETES = 5
#: Batches are not halved below this.
SMALLEST_BATCH = 50


def is_gone(error: FeishuError) -> bool:
    """Tell whether somebody deleted a row that was to be updated."""
    return isinstance(error, NotFoundError) and error.code == _RECORD_GONE


def is_too_much(error: FeishuError, rows: int) -> bool:
    """Tell whether fewer rows at once may pass."""
    passing = isinstance(error, RetriesExhaustedError) and error.code in _TOO_MUCH
    return passing and rows > SMALLEST_BATCH


class Writer:
    """Writes portions of rows to one table."""

    def __init__(self, table: DestinationTable) -> None:
        """Write nothing yet."""
        self._table = table

    def create(self, rows: list[Row]) -> list[str]:
        """Make rows; give their ids in the same order.

        A batch is made whole or not at all. Its client_token stays the same for the client's own
        retries, so that a batch whose reply was lost is not made twice.

        Raises:
            AmbiguousWriteError: It may have landed.
        """
        # An empty cell needs no clearing in a row that is new.
        cells = [_without_empty(row.cells) for row in rows]
        data = self._with_todays_names(lambda: self._create(cells))
        made = [str(each["record_id"]) for each in data.get("records") or ()]
        if len(made) != len(rows):
            msg = f"Feishu answered with {len(made)} of {len(rows)} rows"
            raise AmbiguousWriteError(msg, endpoint=endpoints.BITABLE_RECORD_BATCH_CREATE.name)
        self._table.landed(made, cells)
        for record_id, each in zip(made, cells, strict=True):
            self._table.sight.made(record_id, each)
        return made

    def update(self, rows: list[Row]) -> None:
        """Write cells of rows that exist; None clears a cell, absent ones stay.

        Raises:
            NotFoundError: Somebody deleted one of the rows; none was written.
        """
        # A row of this run may not be everywhere yet; one of another day is simply gone.
        made = self._table.made
        fresh = self._table.is_fresh or any(made.is_fresh(row.record_id) for row in rows)
        self._with_todays_names(lambda: self._update(rows, fresh=fresh))
        self._table.changed(row.cells for row in rows)
        for row in rows:
            self._table.sight.wrote(row.record_id, row.cells)

    def delete(self, rows: Iterable[str]) -> int:
        """Delete rows; those that are gone already are fine. Gives their number."""
        ids = list(rows)
        for start in range(0, len(ids), MAX_RECORDS_PER_DELETE):
            some = ids[start : start + MAX_RECORDS_PER_DELETE]
            self._delete(some)
            self._table.removed(some)
        return len(ids)

    def _create(self, cells: list[Cells]) -> dict[str, t.Any]:
        return self._table.write(
            endpoints.BITABLE_RECORD_BATCH_CREATE,
            {"records": [{"fields": self._table.named(each)} for each in cells]},
            client_token=str(uuid.uuid4()),
        )

    def _update(self, rows: list[Row], *, fresh: bool) -> dict[str, t.Any]:
        records = [
            {"record_id": row.record_id, "fields": self._table.named(row.cells)} for row in rows
        ]
        return self._table.write(
            endpoints.BITABLE_RECORD_BATCH_UPDATE, {"records": records}, fresh=fresh
        )

    def _delete(self, ids: list[str], attempts: int = _DELETES) -> None:
        """A batch is deleted whole or not at all: leave out what is gone, and delete the rest.

        "Not found" is never waited out: where the reply to the first attempt was lost, it says
        that the rows are gone.
        """
        try:
            self._table.write(endpoints.BITABLE_RECORD_BATCH_DELETE, {"records": ids}, fresh=False)
        except NotFoundError as error:
            table = self._table
            remaining = self._still_there(ids) if is_gone(error) else ids
            if len(remaining) == len(ids):
                is_young = table.is_fresh or any(table.made.is_fresh(each) for each in ids)
                if not is_young or attempts <= 1:
                    raise
                table.client.clock.sleep(2.0 ** (_DELETES - attempts))
            if remaining:
                self._delete(remaining, attempts - 1)

    def _still_there(self, ids: list[str]) -> list[str]:
        """Look; and again for rows of this run, as soon as every replica would show them."""
        table = self._table
        there = {str(item["record_id"]) for item in table.sight.get(ids)}
        absent = [each for each in ids if each not in there]
        wait = SETTLED_AFTER - min((table.made.age(each) for each in absent), default=SETTLED_AFTER)
        if wait > 0:
            table.client.clock.sleep(wait)
            there |= {str(item["record_id"]) for item in table.sight.get(absent)}
        return [each for each in ids if each in there]

    def _with_todays_names(self, send: Callable[[], T]) -> T:
        """Send, and once more with the fields' names read anew where somebody renamed one."""
        try:
            return send()
        except NotFoundError as error:
            if error.code != _NAME_GONE:
                raise
        self._table.read_fields()
        return send()


def _without_empty(cells: Cells) -> Cells:
    return {field_id: value for field_id, value in cells.items() if value is not None}
