"""Set link cells of rows that are there already, where they do not hold the links yet."""

from __future__ import annotations

import typing as t

from feishu_connect import CellError, FeishuError, endpoints
from feishu_connect.endpoints import MAX_RECORDS_PER_GET, MAX_RECORDS_PER_WRITE
from target_feishu.bitable.batches import Row, portions
from target_feishu.bitable.writer import Writer, is_gone, is_too_much

if t.TYPE_CHECKING:
    from collections.abc import Mapping

    from target_feishu.bitable.cells import Columns
    from target_feishu.bitable.linking import OpenLink, Slot
    from target_feishu.bitable.table import Cells, DestinationTable

#: Looks at rows that somebody deletes meanwhile.
_LOOKS = 4


def set_links(links: Mapping[Slot, OpenLink]) -> None:
    """Write the links whose rows are there; a row that is gone has nothing to link."""
    wanted: dict[int, tuple[DestinationTable, dict[str, Cells]]] = {}
    bound: dict[int, Columns] = {}
    for (_, row, name), link in links.items():
        stream = link.stream
        columns = bound.setdefault(id(stream), stream.owner.bound())
        field_id = columns.fields.get(name)
        record_id = row if isinstance(row, str) else columns.rows.find(t.cast("t.Any", row))
        if field_id is None or record_id is None:
            continue
        _, cells = wanted.setdefault(id(columns.table), (columns.table, {}))
        value = columns.table.codec(field_id).write(link.ids)
        cells.setdefault(record_id, {})[field_id] = value
    for table, rows in wanted.values():
        _bring(table, rows)


def _bring(table: DestinationTable, rows: dict[str, Cells]) -> None:
    """Update the cells that differ from what is there."""
    for _ in range(_LOOKS):
        changes = _differing(table, rows)
        try:
            _update(table, changes, MAX_RECORDS_PER_WRITE)
        except FeishuError as error:
            if not is_gone(error):
                raise
            last = error
            continue
        return
    raise last


def _update(table: DestinationTable, rows: list[Row], limit: int) -> None:
    for portion in portions(rows, table.options, limit):
        try:
            Writer(table).update(portion)
        except FeishuError as error:
            if not is_too_much(error, len(portion)):
                raise
            _update(table, portion, (len(portion) + 1) // 2)


def _differing(table: DestinationTable, rows: dict[str, Cells]) -> list[Row]:
    found = _read(table, list(rows))
    changes: list[Row] = []
    for record_id, cells in rows.items():
        item = found.get(record_id)
        if item is None and not table.made.is_fresh(record_id):
            continue
        differing = {
            field_id: value
            for field_id, value in cells.items()
            if not (item is not None and _holds(table, item, field_id, value))
        }
        if differing:
            changes.append(Row(differing, record_id=record_id))
    return changes


def _holds(table: DestinationTable, item: dict[str, t.Any], field_id: str, value: t.Any) -> bool:
    codec = table.codec(field_id)
    try:
        return codec.key(table.read(item, field_id)) == codec.key(value)
    except CellError:
        return False


def _read(table: DestinationTable, record_ids: list[str]) -> dict[str, dict[str, t.Any]]:
    found: dict[str, dict[str, t.Any]] = {}
    for start in range(0, len(record_ids), MAX_RECORDS_PER_GET):
        some = record_ids[start : start + MAX_RECORDS_PER_GET]
        data = table.client.call(
            endpoints.BITABLE_RECORD_BATCH_GET,
            path=table.path,
            body={"record_ids": some, "user_id_type": table.client.settings.user_id_type},
            fresh=table.is_fresh,
        )
        found.update({str(each["record_id"]): each for each in data.get("records") or ()})
    return found
