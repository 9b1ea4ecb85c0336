"""Cell shapes of the older record endpoints, which differ from those of search.

Docs: R/bitable-v1/app-table-record/list.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from feishu_sandbox.bitable import kinds
from feishu_sandbox.bitable.reading import CellReader, plain_text, raw_cell

if TYPE_CHECKING:
    from collections.abc import Sequence

    from feishu_sandbox.model import Base, Field, Json, Record, Table
    from feishu_sandbox.operation import Incoming


class LegacyReader:
    """Renders records for `GET records` and `GET records/:record_id`."""

    def __init__(self, base: Base, cells: CellReader, *, segments: bool, automatic: bool) -> None:
        """Wrap the reader of search."""
        self._base = base
        self._cells = cells
        self._segments = segments
        self._automatic = automatic

    @classmethod
    def for_call(cls, call: Incoming, base: Base, table: Table) -> LegacyReader:
        """Read the options of a request."""
        return cls(
            base,
            CellReader(call.world, table, call.app, call.user_id_type, call.host),
            segments=call.flag("text_field_as_array"),
            automatic=call.flag("automatic_fields"),
        )

    def record(self, record: Record, columns: Sequence[Field]) -> Json:
        """Return one record."""
        item = self._cells.record(record, (), automatic=self._automatic)
        item["id"] = record.record_id
        for field in columns:
            value = raw_cell(record, field)
            if value is not None:
                item["fields"][field.name] = self._cell(field, value)
        return item

    def _cell(self, field: Field, value: Any) -> Any:
        if field.type == kinds.TEXT and not self._segments:
            return plain_text(field, value)
        if field.type == kinds.NUMBER:
            return str(value)
        if field.type in {kinds.CREATED_USER, kinds.MODIFIED_USER}:
            return self._cells.cell(field, value)[0]
        if field.type in kinds.LINK_TYPES:
            return [self._link(field, value)]
        if field.type in kinds.COMPUTED_TYPES:
            return value.get("value")
        return self._cells.cell(field, value)

    def _link(self, field: Field, record_ids: list[str]) -> Json:
        table_id = (field.property or {}).get("table_id", "")
        texts = [self._title(table_id, record_id) for record_id in record_ids]
        return {
            "record_ids": record_ids,
            "table_id": table_id,
            "text": ",".join(texts),
            "text_arr": texts,
            "type": "text",
        }

    def _title(self, table_id: str, record_id: str) -> str:
        table = self._base.tables.get(table_id)
        record = table.records.get(record_id) if table else None
        if table is None or record is None:
            return ""
        value = raw_cell(record, table.fields[0])
        return "" if value is None else plain_text(table.fields[0], value)
