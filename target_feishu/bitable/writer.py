"""Send rows: creates with an idempotency key, updates and deletes, one call at a time."""

from __future__ import annotations

import typing as t
import uuid

from feishu_connect import (
    AmbiguousWriteError,
    FeishuError,
    NotFoundError,
    RejectedError,
    RetriesExhaustedError,
    endpoints,
)
from feishu_connect.endpoints import MAX_RECORDS_PER_DELETE
from target_feishu.bitable.scan import record_ids
from target_feishu.bitable.suspects import is_bad_value, with_suspects

if t.TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from target_feishu.bitable.batches import Row
    from target_feishu.bitable.table import Cells, DestinationTable

T = t.TypeVar("T")

_RECORD_GONE = 1254043
_NAME_GONE = 1254045
#: Failures that smaller batches may get past: generic, not ready, timed out.
_TOO_MUCH = frozenset((1254002, 1254607, 1255040))
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
        data = self._sent(lambda: self._create(cells), cells)
        made = [str(each["record_id"]) for each in data.get("records") or ()]
        if len(made) != len(rows):
            msg = f"Feishu answered with {len(made)} of {len(rows)} rows"
            raise AmbiguousWriteError(msg, endpoint=endpoints.BITABLE_RECORD_BATCH_CREATE.name)
        self._table.landed(made, cells)
        return made

    def update(self, rows: list[Row]) -> None:
        """Write cells of rows that exist; None clears a cell, absent ones stay.

        Raises:
            NotFoundError: Somebody deleted one of the rows; none was written.
        """
        # A row of this run may not be everywhere yet; one of another day is simply gone.
        fresh = any(self._table.made.is_fresh(row.record_id) for row in rows)
        self._sent(lambda: self._update(rows, fresh=fresh), [row.cells for row in rows])
        self._table.changed(row.cells for row in rows)

    def delete(self, rows: Iterable[str]) -> int:
        """Delete rows; those that are gone already are fine. Gives their number."""
        ids = list(rows)
        for start in range(0, len(ids), MAX_RECORDS_PER_DELETE):
            self._delete(ids[start : start + MAX_RECORDS_PER_DELETE])
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

    def _delete(self, ids: list[str]) -> None:
        try:
            self._table.write(endpoints.BITABLE_RECORD_BATCH_DELETE, {"records": ids})
        except NotFoundError as error:
            if not is_gone(error):
                raise
            left = record_ids(self._table)
            remaining = [each for each in ids if each in left]
            if len(remaining) == len(ids):
                raise
            if remaining:
                self._delete(remaining)

    def _sent(self, send: Callable[[], T], rows: Iterable[Cells]) -> T:
        """Send; where a value is refused, name the fields that it can be in.

        Raises:
            RejectedError: A value does not fit its field.
        """
        try:
            return self._with_todays_names(send)
        except RejectedError as error:
            if not is_bad_value(error):
                raise
            used = dict.fromkeys(field_id for cells in rows for field_id in cells)
            fields = [self._table.field(field_id) for field_id in used]
            raise with_suspects(error, self._table.name, fields) from None

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
