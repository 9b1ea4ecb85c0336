"""One class per field type: its schema, its reading and its writing side by side."""

from __future__ import annotations

from feishu_connect.bitable.fields.base import FieldCodec
from feishu_connect.bitable.fields.registry import codec_for
from feishu_connect.bitable.fields.shapes import (
    ResultShape,
    result_shape,
    shape_from_cells,
    shape_from_metadata,
    shape_from_schema,
)
from feishu_connect.bitable.fields.text import TextMode

__all__ = [
    "FieldCodec",
    "ResultShape",
    "TextMode",
    "codec_for",
    "result_shape",
    "shape_from_cells",
    "shape_from_metadata",
    "shape_from_schema",
]
