"""Records of one Bitable table: full scan, client-side cut, a bookmark that never runs ahead."""

from __future__ import annotations

import datetime as dt
import typing as t

from feishu_connect import endpoints
from feishu_connect.bitable import (
    Field,
    codec_for,
    column_names,
    instant_text,
    milliseconds_of,
    shape_from_cells,
    shape_from_schema,
)
from feishu_connect.bitable.base import list_tables
from tap_feishu.rows import KEY, RECORD_PROPERTIES, REPLICATION_KEY, Cell, RowReader
from tap_feishu.scan import Scan
from tap_feishu.streams.base import FeishuStream

if t.TYPE_CHECKING:
    from collections.abc import Generator, Iterable, Iterator

    from singer_sdk import Tap
    from singer_sdk.helpers.types import Context, Record
    from singer_sdk.singerlib import SchemaMessage

    from feishu_connect import Page
    from feishu_connect.bitable import FieldCodec, ResultShape
    from tap_feishu.bases import OpenTable
    from tap_feishu.run import Run

#: Formula and Lookup: the types whose values tell their shape.
_COMPUTED = {19, 20}


class BitableRecords(FeishuStream):
    """One table: every run reads all of it and emits what changed.

    `records/search` can neither filter nor sort by the automatic modification time, so the cut is
    made here.
    Docs: `/uAjLw4CM/ukTMukTMukTM/reference/bitable-v1/app-table-record/search`.
    """

    def __init__(self, tap: Tap, run: Run, entry: OpenTable) -> None:
        """Name the stream; fields are listed when the schema is first needed."""
        super().__init__(tap, run, name=entry.stream)
        self.entry = entry
        self.primary_keys = (KEY,)
        self.replication_key = REPLICATION_KEY

    @property
    def schema(self) -> dict[str, t.Any]:
        """Schema from the fields list, never from rows: empty columns appear in no row."""
        if self._schema is None:
            properties = dict(RECORD_PROPERTIES)
            for field, column in self._columns():
                properties[column] = self._codec(field, column).schema
            self._schema = {"type": "object", "properties": properties, "required": [KEY]}
        return self._schema

    @property
    def x_feishu(self) -> dict[str, dict[str, t.Any]]:
        """Column -> where it comes from, so that a target finds its way back."""
        return {column: field.x_feishu for field, column in self._columns()}

    def get_replication_key_signpost(self, context: Context | None = None) -> str:  # noqa: ARG002
        """Give the latest time that a bookmark may have.

        One millisecond less than the start minus `lookback`: the next run takes what is *later*
        than the bookmark, so an edit in the very millisecond of the start is read again.
        """
        latest = self.run.started - self.run.settings.lookback - dt.timedelta(milliseconds=1)
        return instant_text(milliseconds_of(latest))

    def get_records(self, context: Context | None) -> Iterable[Record]:
        """Read the whole table, and give the rows that changed since the bookmark."""
        since = self._since(context)
        reader = self._reader()
        names = {field.name for field in self.entry.fields}
        count = 0
        for record in self._scan().records():
            count += 1
            if not reader.knows(record, names):
                reader, names = self._renewed(reader), names | set(record.get("fields") or ())
            modified = record.get("last_modified_time")
            if since is None or modified is None or int(modified) > since:
                yield reader.read(record)
        if not count and self.entry.base.is_advanced:
            self.logger.warning(
                "%s came back empty, and its base has advanced permissions on: "
                "give this app the manage permission if the table is not empty",
                self.name,
            )
        reader.conclude(self.name)

    def _since(self, context: Context | None) -> int | None:
        """Milliseconds after which rows are emitted, None for all of them."""
        value = self.get_starting_replication_key_value(context)
        if value is None:
            return None
        since = milliseconds_of(value)
        start = self.run.settings.start_date
        # `start_date` itself belongs to the data, the bookmark has been read.
        return since - 1 if start and since == milliseconds_of(start) else since

    def _scan(self) -> Scan:
        entry = self.entry
        return Scan(
            pages=self._pages,
            revision=entry.table.revision,
            read_revision=self._revision,
            started_ms=milliseconds_of(self.run.started),
            clock=self.run.client.clock,
            name=f"{entry.base.name} / {entry.table.name}",
        )

    def _pages(self) -> Iterator[Page]:
        return self.run.client.pages(
            endpoints.BITABLE_RECORD_SEARCH,
            path=self.entry.path,
            params={"user_id_type": self.run.settings.connection.user_id_type},
            body={
                "automatic_fields": True,
                **({"view_id": self.entry.view_id} if self.entry.view_id else {}),
            },
        )

    def _revision(self) -> int:
        tables = list_tables(self.run.client, self.entry.base.app_token)
        found = (one for one in tables if one.table_id == self.entry.table.table_id)
        return next((one.revision for one in found), -1)

    def _columns(self) -> list[tuple[Field, str]]:
        fields = self.entry.fields
        names = column_names(fields, self.run.settings.column_naming)
        return [(field, names[field.field_id]) for field in fields]

    def _codec(self, field: Field, column: str) -> FieldCodec:
        shape = self._shape(field, column) if field.type in _COMPUTED else None
        return codec_for(field, text=self.run.settings.text, shape=shape)

    def _shape(self, field: Field, column: str) -> ResultShape | None:
        """Take the type that a catalog keeps, whatever the rows say now; else look at rows."""
        kept = (self._input_schema or {}).get("properties", {}).get(column)
        return shape_from_schema(kept) if kept else self._sampled.get(field.field_id)

    @property
    def _sampled(self) -> dict[str, ResultShape]:
        """Shapes of computed columns as the first page of rows shows them; one call a table."""
        if self._shapes is None:
            self._shapes = self._sample([f for f in self.entry.fields if f.type in _COMPUTED])
        return self._shapes

    _shapes: dict[str, ResultShape] | None = None

    def _sample(self, computed: list[Field]) -> dict[str, ResultShape]:
        if not computed:
            return {}
        first = next(iter(self._pages()))
        cells = {
            field.field_id: [(item.get("fields") or {}).get(field.name) for item in first.items]
            for field in computed
        }
        shapes = {field_id: shape_from_cells(found) for field_id, found in cells.items()}
        return {field_id: shape for field_id, shape in shapes.items() if shape is not None}

    def _reader(self) -> RowReader:
        """Build the conversion for the columns of the catalog, else for those of the table."""
        wanted = self.effective_schema["properties"]
        cells = [
            Cell(column, field.name, self._codec(field, column))
            for field, column in self._columns()
            if column in wanted
        ]
        have = {cell.column for cell in cells} | set(RECORD_PROPERTIES)
        lost = [column for column in wanted if column not in have]
        hidden = [column for _, column in self._columns() if column not in wanted]
        if lost or hidden:
            self.logger.warning(
                "The catalog of %s is older than the table: columns gone: %s; columns not read: "
                "%s. Run discovery again (meltano: --refresh-catalog).",
                self.name,
                ", ".join(lost) or "none",
                ", ".join(hidden) or "none",
            )
        return RowReader(self.entry.path, cells, lost)

    def _renewed(self, reader: RowReader) -> RowReader:
        """A cell of an unknown field: somebody renamed one. Read on by field id."""
        before = {field.name: field.field_id for field in self.entry.fields}
        self.entry.forget_fields()
        after = {field.field_id: field.name for field in self.entry.fields}
        cells = [
            Cell(cell.column, after.get(before[cell.field_name], cell.field_name), cell.codec)
            for cell in reader.cells
        ]
        return RowReader(reader.path, cells, reader.lost, reader.misfits)

    def _generate_schema_messages(self) -> Generator[SchemaMessage, None, None]:
        """Attach `x-feishu` to the columns, which the SDK's catalog classes drop."""
        for message in super()._generate_schema_messages():
            properties = message.schema.get("properties", {})
            known = self.x_feishu
            marked = {
                column: {**schema, "x-feishu": known[column]} if column in known else schema
                for column, schema in properties.items()
            }
            message.schema = {**message.schema, "properties": marked}
            yield message
