"""Changes of records, with everything that follows from them.

Used by the API handlers and by the builders alike, so that both keep links, automatic numbers,
times and revisions the same way.
"""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

from feishu_sandbox.bitable import kinds
from feishu_sandbox.bitable.dates import zone
from feishu_sandbox.model import Record

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from feishu_sandbox.model import Base, Field, Json, Table
    from feishu_sandbox.world import World

_STRFTIME = {
    "yyyyMMdd": "%Y%m%d",
    "yyyyMM": "%Y%m",
    "yyyy": "%Y",
    "MMdd": "%m%d",
    "MM": "%m",
    "dd": "%d",
}


def insert_record(
    world: World, base: Base, table: Table, cells: Mapping[str, Any], actor: str
) -> Record:
    """Append a row of stored cells (field id to value) and return it."""
    now = world.clock.now_ms()
    record = Record(world.new_id("record"), {}, now, actor, now, actor)
    table.records[record.record_id] = record
    table.revision += 1
    table.serial += 1
    for field in table.fields:
        if field.type == kinds.AUTO_NUMBER:
            record.cells[field.field_id] = auto_number(base, field, table.serial, now)
        elif field.type == kinds.DATE_TIME and (field.property or {}).get("auto_fill"):
            record.cells[field.field_id] = now
    write_cells(world, base, table, record, cells)
    return record


def change_record(  # noqa: PLR0913 - where, what and who
    world: World,
    base: Base,
    table: Table,
    record: Record,
    cells: Mapping[str, Any],
    *,
    actor: str,
) -> None:
    """Write the given cells of a row and move its modification time; other cells stay."""
    write_cells(world, base, table, record, cells)
    record.modified_time = world.clock.now_ms()
    record.modified_by = actor


def remove_records(base: Base, table: Table, record_ids: Iterable[str]) -> None:
    """Delete rows, and the links that point to them."""
    doomed = {record_id for record_id in record_ids if record_id in table.records}
    for record_id in doomed:
        del table.records[record_id]
        table.revision += 1
    for other in base.tables.values():
        for field in other.fields:
            if field.type in kinds.LINK_TYPES and _target(field) == table.table_id:
                _drop_links(other, field, doomed)


def write_cells(
    world: World, base: Base, table: Table, record: Record, cells: Mapping[str, Any]
) -> None:
    """Put stored cells into a row; None empties. The far side of duplex links follows."""
    by_id = {field.field_id: field for field in table.fields}
    for field_id, value in cells.items():
        field = by_id[field_id]
        if field.type == kinds.DUPLEX_LINK:
            _mirror(world, base, field, record, value or [])
        _put(record, field_id, value)


def _put(record: Record, field_id: str, value: Any) -> None:
    if value is None:
        record.cells.pop(field_id, None)
    else:
        record.cells[field_id] = value


def _target(field: Field) -> str:
    return str((field.property or {}).get("table_id", ""))


def _mirror(world: World, base: Base, field: Field, record: Record, links: list[str]) -> None:
    """Set the back links of a duplex cell to its new content."""
    property_: Json = field.property or {}
    back, target = property_.get("back_field_id"), base.tables.get(_target(field))
    if target is None or not back:
        return
    before = set(record.cells.get(field.field_id, []))
    for other_id in before.symmetric_difference(links):
        other = target.records.get(other_id)
        if other is None:
            continue
        pointing = [i for i in other.cells.get(back, []) if i != record.record_id]
        if other_id in links:
            pointing.append(record.record_id)
        _put(other, back, pointing or None)
        other.modified_time = world.clock.now_ms()


def _drop_links(table: Table, field: Field, doomed: set[str]) -> None:
    for record in table.records.values():
        links = record.cells.get(field.field_id, [])
        if doomed.intersection(links):
            _put(record, field.field_id, [i for i in links if i not in doomed] or None)


def auto_number(base: Base, field: Field, serial: int, at_ms: int) -> str:
    """Return the text of an automatic number."""
    rules = (field.property or {}).get("auto_serial", {}).get("options", [])
    if not rules:
        return str(serial)
    day = datetime.fromtimestamp(at_ms / 1000, zone(base.time_zone))
    parts = []
    for rule in rules:
        if rule["type"] == "system_number":
            parts.append(str(serial).zfill(int(rule["value"])))
        elif rule["type"] == "created_time":
            parts.append(day.strftime(_STRFTIME[rule["value"]]))
        else:
            parts.append(rule["value"])
    return "".join(parts)
