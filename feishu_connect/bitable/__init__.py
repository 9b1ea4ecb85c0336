"""Bitable: the names, shapes and values of tables, fields and cells."""

from __future__ import annotations

from feishu_connect.bitable.field import Field
from feishu_connect.bitable.field_specs import INDEX_FIELD_TYPES, field_spec_for, json_types
from feishu_connect.bitable.fields import (
    FieldCodec,
    ResultShape,
    TextMode,
    codec_for,
    result_shape,
    shape_from_cells,
    shape_from_metadata,
    shape_from_schema,
)
from feishu_connect.bitable.fields.time import instant_text, milliseconds_of
from feishu_connect.bitable.naming import Naming, column_names, slug, table_streams

__all__ = [
    "INDEX_FIELD_TYPES",
    "Field",
    "FieldCodec",
    "Naming",
    "ResultShape",
    "TextMode",
    "codec_for",
    "column_names",
    "field_spec_for",
    "instant_text",
    "json_types",
    "milliseconds_of",
    "result_shape",
    "shape_from_cells",
    "shape_from_metadata",
    "shape_from_schema",
    "slug",
    "table_streams",
]
