"""Operations that write records, and batch_get.

Docs: R/bitable-v1/app-table-record/{create,batch_create,update,batch_update,delete,batch_delete,
batch_get}. A batch happens as a whole or not at all.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from feishu_sandbox.bitable import actions
from feishu_sandbox.bitable.access import field_by_name, find_record, open_table, sees_rows
from feishu_sandbox.bitable.notices import noticed
from feishu_sandbox.bitable.reading import CellReader
from feishu_sandbox.bitable.rules import RECORDS, bitable_operation
from feishu_sandbox.bitable.writing import CellConverter
from feishu_sandbox.envelope import ApiError, refuse_field
from feishu_sandbox.idempotency import once
from feishu_sandbox.limits import PER_SECOND_20, PER_SECOND_50
from feishu_sandbox.operation import USER_ID_TYPES

if TYPE_CHECKING:
    from feishu_sandbox.model import Base, Json, Record, Table
    from feishu_sandbox.operation import Incoming

_MAX_WRITES = 1000
_MAX_DELETES = 500
_MAX_READS = 100
#: Rows that a table takes at most (text of 1254103).
_MAX_RECORDS = 20_000


class _Writer:
    """Writes the rows of one call: everything is converted before anything is changed."""

    def __init__(self, call: Incoming) -> None:
        self.call = call
        self.base, self.table = open_table(call, "edit")
        call.flag("ignore_consistency_check")
        self._converter = CellConverter(call.world, self.base, call.user_id_type)

    def cells(self, fields: object) -> Json:
        """Return the stored cells of a `fields` object by field id."""
        if not isinstance(fields, dict):
            raise ApiError(1254001)
        stored: Json = {}
        for name, value in fields.items():
            field = field_by_name(self.call, self.table, name)
            stored[field.field_id] = self._converter.convert(field, value)
        return stored

    def insert(self, rows: list[Json]) -> list[Json]:
        """Append rows given as `fields` objects."""
        cells = [self.cells(fields) for fields in rows]
        if len(self.table.records) + len(rows) > _MAX_RECORDS:
            raise ApiError(1254103)
        self._converter.commit()
        actor, world = self.call.actor, self.call.world
        with noticed(world, self.base, actor):
            made = [actions.insert_record(world, self.base, self.table, c, actor) for c in cells]
        for record in made:
            world.created_by_api(record.record_id)
        return [_echo(record.record_id, fields) for record, fields in zip(made, rows, strict=True)]

    def change(self, records: list[Record], rows: list[Json]) -> list[Json]:
        """Write the given cells of existing rows."""
        cells = [self.cells(fields) for fields in rows]
        self._converter.commit()
        actor, world = self.call.actor, self.call.world
        with noticed(world, self.base, actor):
            for record, stored in zip(records, cells, strict=True):
                actions.change_record(world, self.base, self.table, record, stored, actor=actor)
        pairs = zip(records, rows, strict=True)
        return [_echo(record.record_id, fields) for record, fields in pairs]


def _echo(record_id: str, fields: Json) -> Json:
    """Return a written record: the cells as they were sent, not as search would show them."""
    sent = {name: value for name, value in fields.items() if value is not None}
    return {"fields": sent, "id": record_id, "record_id": record_id}


def _rows(call: Incoming, limit: int) -> list[Any]:
    given = call.body_value("records", list, required=True)
    if not given:
        refuse_field("records", "[]", "records must not be empty")
    if len(given) > limit:
        raise ApiError(1254104)
    return list(given)


def _objects(call: Incoming) -> list[Json]:
    rows = _rows(call, _MAX_WRITES)
    if not all(isinstance(row, dict) and isinstance(row.get("fields"), dict) for row in rows):
        raise ApiError(1254001)
    return rows


def _create(call: Incoming) -> Json:
    writer = _Writer(call)
    fields = call.body_value("fields", dict, required=True)
    return once(call, lambda: {"record": writer.insert([fields])[0]})


def _batch_create(call: Incoming) -> Json:
    writer = _Writer(call)
    rows = [row["fields"] for row in _objects(call)]
    return once(call, lambda: {"records": writer.insert(rows)})


def _update(call: Incoming) -> Json:
    writer = _Writer(call)
    fields = call.body_value("fields", dict, required=True)
    record = find_record(call, writer.table, call.path["record_id"])
    return {"record": writer.change([record], [fields])[0]}


def _batch_update(call: Incoming) -> Json:
    writer = _Writer(call)
    rows = _objects(call)
    records = [find_record(call, writer.table, row.get("record_id")) for row in rows]
    return {"records": writer.change(records, [row["fields"] for row in rows])}


def _delete(call: Incoming) -> Json:
    base, table = open_table(call, "edit")
    record = find_record(call, table, call.path["record_id"])
    return _remove(call, base, table, [record])[0]


def _batch_delete(call: Incoming) -> Json:
    base, table = open_table(call, "edit")
    ids = _rows(call, _MAX_DELETES)
    records = [find_record(call, table, record_id) for record_id in ids]
    return {"records": _remove(call, base, table, records)}


def _remove(call: Incoming, base: Base, table: Table, records: list[Record]) -> list[Json]:
    with noticed(call.world, base, call.actor):
        actions.remove_records(base, table, [record.record_id for record in records])
    return [{"deleted": True, "record_id": record.record_id} for record in records]


def _batch_get(call: Incoming) -> Json:
    base, table = open_table(call)
    ids = call.body_value("record_ids", list, required=True)
    if not 1 <= len(ids) <= _MAX_READS or not all(isinstance(i, str) for i in ids):
        refuse_field("record_ids", len(ids), "1 to 100 record ids")
    id_type = call.body_value("user_id_type", str, required=False) or "open_id"
    if id_type not in USER_ID_TYPES:
        refuse_field("user_id_type", id_type, "unknown id type")
    automatic = bool(call.body_value("automatic_fields", bool, required=False))
    shared = bool(call.body_value("with_shared_url", bool, required=False))
    reader = CellReader(call.world, table, call.app, id_type, call.host)
    known = [table.records[i] for i in dict.fromkeys(ids) if i in table.records]
    allowed = sees_rows(call, base)
    items = [reader.record(r, table.fields, automatic=automatic) for r in known if allowed]
    domain = call.world.state.tenant.domain
    for item in items if shared else []:
        item["shared_url"] = f"https://{domain}/record/{item['record_id']}"
    return {
        "records": items,
        "forbidden_record_ids": [] if allowed else [record.record_id for record in known],
        "absent_record_ids": [i for i in dict.fromkeys(ids) if i not in table.records],
    }


_RECORD = f"{RECORDS}/{{record_id}}"
_CREATE = ("base:record:create", "bitable:app")
_UPDATE = ("base:record:update", "bitable:app")
_DELETE = ("base:record:delete", "bitable:app")
_READ = ("base:record:read", "bitable:app", "bitable:app:readonly")

OPERATIONS = (
    bitable_operation("record.create", "POST", RECORDS, _create, PER_SECOND_50, *_CREATE),
    bitable_operation(
        "record.batch_create",
        "POST",
        f"{RECORDS}/batch_create",
        _batch_create,
        PER_SECOND_50,
        *_CREATE,
    ),
    bitable_operation("record.update", "PUT", _RECORD, _update, PER_SECOND_50, *_UPDATE),
    bitable_operation(
        "record.batch_update",
        "POST",
        f"{RECORDS}/batch_update",
        _batch_update,
        PER_SECOND_50,
        *_UPDATE,
    ),
    bitable_operation("record.delete", "DELETE", _RECORD, _delete, PER_SECOND_50, *_DELETE),
    bitable_operation(
        "record.batch_delete",
        "POST",
        f"{RECORDS}/batch_delete",
        _batch_delete,
        PER_SECOND_50,
        *_DELETE,
    ),
    bitable_operation(
        "record.batch_get", "POST", f"{RECORDS}/batch_get", _batch_get, PER_SECOND_20, *_READ
    ),
)
