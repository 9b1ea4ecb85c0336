"""Formula and Lookup: computed by Feishu, of a type that the field does not always tell."""

from __future__ import annotations

from typing import TYPE_CHECKING

from feishu_connect.bitable.fields.base import ReadOnly, Schema, Value
from feishu_connect.bitable.fields.results import TEXTUAL_KINDS, Result, read_result
from feishu_connect.bitable.fields.shapes import ResultShape, is_string, result_shape
from feishu_connect.errors import CellError

if TYPE_CHECKING:
    from feishu_connect.bitable.field import Field


class Formula(ReadOnly):
    """Formula: reads every cell into one shape, so that a column never changes its type."""

    type = 20
    ui_type = "Formula"

    def __init__(self, field: Field, shape: ResultShape | None = None) -> None:
        """Make the codec of a shape found earlier, else of what the field's metadata tells."""
        super().__init__(field)
        self.shape = shape or result_shape(field)

    @property
    def schema(self) -> Schema:
        """The shape's schema."""
        return self.shape.schema

    def _read(self, cell: Value) -> Value:
        result = read_result(cell)
        if result is None:
            return None
        if is_string(self.shape):
            return result.as_string()
        if not _is_same(result, self.shape):
            reason = f"expected {_name(self.shape)}, got {result.kind} {result.as_string()[:40]}"
            raise CellError(reason)
        if self.shape.many:
            return result.values
        if len(result.values) > 1:
            reason = f"expected {_name(self.shape)}, got {len(result.values)} values in one row"
            raise CellError(reason)
        return result.values[0]


class Lookup(Formula):
    """Lookup: values of linked rows, with the cells of a formula."""

    type = 19
    ui_type = "Lookup"


def _is_same(result: Result, shape: ResultShape) -> bool:
    # A catalog does not tell a list of options from one of record ids: both are strings.
    textual = result.kind in TEXTUAL_KINDS and shape.kind in TEXTUAL_KINDS
    return textual or result.kind == shape.kind


def _name(shape: ResultShape) -> str:
    amount = "a list of" if shape.many else "one"
    return f"{amount} {shape.kind} (the type this column was found to have)"
