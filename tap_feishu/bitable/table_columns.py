"""The columns of one table: named, typed, and read by field id when a field is renamed."""

from __future__ import annotations

import logging
import typing as t

from feishu_connect.bitable import (
    codec_for,
    column_names,
    shape_from_cells,
    shape_from_schema,
)
from tap_feishu.bitable.rows import Cell, RowReader, record_properties

if t.TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from feishu_connect import Page
    from feishu_connect.bitable import Field, FieldCodec, ResultShape
    from tap_feishu.bitable.bases import OpenTable
    from tap_feishu.bitable.scan import Record
    from tap_feishu.config import TapSettings

logger = logging.getLogger(__name__)

#: Formula and Lookup: the types whose values tell their shape.
_COMPUTED = {19, 20}
_ATTACHMENT = 17


class TableColumns:
    """What the columns of a table are; fields are listed when first asked for."""

    def __init__(
        self,
        entry: OpenTable,
        settings: TapSettings,
        pages: Callable[[], Iterator[Page]],
        catalog: Callable[[], Mapping[str, t.Any] | None],
    ) -> None:
        """Call nothing yet.

        Args:
            entry: The table.
            settings: How columns are named and text is emitted.
            pages: Starts a listing of all rows, to look at the values of computed columns.
            catalog: Gives the schema that the catalog keeps, if there is one.
        """
        self._entry = entry
        self._settings = settings
        self._pages = pages
        self._catalog = catalog
        self._shapes: dict[str, ResultShape] | None = None
        self._tombstones = settings.deletes == "tombstone"

    @property
    def properties(self) -> dict[str, t.Any]:
        """Schema of every column; from the fields, never from rows: empty ones are in no row."""
        properties = dict(record_properties(tombstones=self._tombstones))
        for field, column in self._named():
            properties[column] = self._codec(field, column).schema
        return properties

    @property
    def x_feishu(self) -> dict[str, dict[str, t.Any]]:
        """Column -> where it comes from, so that a target finds its way back."""
        return {column: field.x_feishu for field, column in self._named()}

    @property
    def attachments(self) -> dict[str, str]:
        """Column -> field id, of the columns that hold files."""
        return {
            column: field.field_id for field, column in self._named() if field.type == _ATTACHMENT
        }

    def reader(self, wanted: Mapping[str, t.Any], stream: str) -> RowReader:
        """Build the conversion for the columns of the catalog, else for those of the table."""
        cells = [
            Cell(column, field.name, self._codec(field, column))
            for field, column in self._named()
            if column in wanted
        ]
        ours = record_properties(tombstones=self._tombstones)
        have = {cell.column for cell in cells} | set(ours)
        lost = [column for column in wanted if column not in have]
        hidden = [column for _, column in self._named() if column not in wanted]
        if lost or hidden:
            logger.warning(
                "The catalog of %s is older than the table: columns gone: %s; columns not read: "
                "%s. Run discovery again (meltano: --refresh-catalog).",
                stream,
                ", ".join(lost) or "none",
                ", ".join(hidden) or "none",
            )
        names = {field.name for field in self._entry.fields}
        return RowReader(self._entry.path, cells, names, tombstones=self._tombstones, lost=lost)

    def renewed(self, reader: RowReader, record: Record) -> RowReader:
        """A cell of an unknown field: somebody renamed one. Read on by field id."""
        before = {field.name: field.field_id for field in self._entry.fields}
        self._entry.forget_fields()
        after = {field.field_id: field.name for field in self._entry.fields}
        return reader.renamed(
            {name: after.get(field_id, name) for name, field_id in before.items()},
            also=record.get("fields") or (),
        )

    def _named(self) -> list[tuple[Field, str]]:
        fields = self._entry.fields
        names = column_names(fields, self._settings.column_naming)
        return [(field, names[field.field_id]) for field in fields]

    def _codec(self, field: Field, column: str) -> FieldCodec:
        return codec_for(
            field,
            text=self._settings.text,
            shape=self._shape(field, column) if field.type in _COMPUTED else None,
            downloads=self._settings.attachments == "download",
        )

    def _shape(self, field: Field, column: str) -> ResultShape | None:
        """Take the type that a catalog keeps, whatever the rows say now; else look at rows."""
        kept = (self._catalog() or {}).get("properties", {}).get(column)
        return shape_from_schema(kept) if kept else self._sampled.get(field.field_id)

    @property
    def _sampled(self) -> dict[str, ResultShape]:
        """Shapes of computed columns as the first page of rows shows them; one call a table."""
        if self._shapes is None:
            self._shapes = self._sample([f for f in self._entry.fields if f.type in _COMPUTED])
        return self._shapes

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
