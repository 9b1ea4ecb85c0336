"""Find out whether a batch of rows without keys has landed, by what the table holds."""

from __future__ import annotations

import typing as t
from dataclasses import dataclass

from feishu_connect import AmbiguousWriteError, CellError, endpoints
from target_feishu.bitable.scan import scan

if t.TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Hashable, Iterable

    from target_feishu.bitable.batches import Row
    from target_feishu.bitable.table import Cells, DestinationTable

#: Seconds before each look: the first request may still be under way, and replicas lag.
_PAUSES = (2.0, 10.0, 20.0)

#: Canonical forms of a row's cells, by field.
Form = dict[str, "Hashable"]


@dataclass(slots=True)
class _Look:
    """One look: the ids of the rows that were found, in the order of the batch, and the rest."""

    found: list[str | None]
    #: Rows made since the batch began that this run does not know.
    strangers: int

    @property
    def landed(self) -> bool:
        return all(self.found)

    @property
    def absent(self) -> bool:
        """A batch is made whole or not at all: fewer strangers than rows are somebody else's."""
        return self.strangers < len(self.found)


def missing_rows(
    table: DestinationTable, rows: list[Row], since: dt.datetime
) -> tuple[list[str], list[Row]]:
    """Give the ids of a batch that has landed, and the rows that have to be sent again.

    One of the two is empty: a batch is made whole or not at all.

    Args:
        table: Where they went.
        rows: The batch.
        since: When it was first sent, by Feishu's clock.

    Raises:
        AmbiguousWriteError: The table does not tell: as many rows came up since the batch was
            sent, and they are not quite the same.
    """
    earliest = int(since.timestamp() * 1000)
    look: _Look | None = None
    for pause in _PAUSES:
        table.client.clock.sleep(pause)
        before, look = look, _look(table, rows, earliest)
        if look.landed:
            found = t.cast("list[str]", look.found)
            table.landed(found, [row.cells for row in rows])
            return found, []
        if look.absent and before is not None and before.absent:
            return [], rows
    msg = f"Whether {len(rows)} rows reached the table `{table.name}` cannot be told"
    raise AmbiguousWriteError(
        msg,
        cure="Look at the newest rows of the table before running again",
        endpoint=endpoints.BITABLE_RECORD_BATCH_CREATE.name,
    )


def _look(table: DestinationTable, rows: list[Row], earliest: int) -> _Look:
    used = sorted({field_id for row in rows for field_id in row.cells})
    forms = scan(
        table,
        used,
        lambda item: _stranger(table, item, used, earliest),
        automatic=True,
    )
    strangers = {record_id: form for record_id, form in forms.items() if form is not None}
    found: list[str | None] = [None] * len(rows)
    left = dict(strangers)
    # Rows that say most choose first, or one that says little could take their match.
    for number in sorted(range(len(rows)), key=lambda each: -len(rows[each].cells)):
        form = _form(table, rows[number].cells)
        match = next((each for each, other in left.items() if form.items() <= other.items()), None)
        if match is not None:
            del left[match]
            found[number] = match
    return _Look(found, len(strangers))


def _stranger(
    table: DestinationTable, item: dict[str, t.Any], used: Iterable[str], earliest: int
) -> Form | None:
    """Give the form of a row that the batch may have made; None for all other rows."""
    if item["record_id"] in table.made or int(item.get("created_time") or 0) < earliest:
        return None
    cells: Cells = {}
    for field_id in used:
        try:
            cells[field_id] = table.read(item, field_id)
        except CellError:
            continue
    return _form(table, cells)


def _form(table: DestinationTable, cells: Cells) -> Form:
    return {
        field_id: table.codec(field_id).key(value)
        for field_id, value in cells.items()
        if value is not None
    }
