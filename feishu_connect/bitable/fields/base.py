"""What a field codec is: the schema, the reading and the writing of one field type."""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import TYPE_CHECKING, Any, ClassVar, TypeAlias

from feishu_connect.bitable.fields.coercion import hashable, is_blank
from feishu_connect.errors import CellError

if TYPE_CHECKING:
    from collections.abc import Hashable

    from feishu_connect.bitable.field import Field

#: A cell of the API or a value of a Singer record: any JSON, and what Python made of it.
Value: TypeAlias = Any

#: A JSON schema.
Schema: TypeAlias = dict[str, Any]


class FieldCodec(ABC):
    """Translates between the cells of one field and the values of its column.

    Cells have the shape of records/search on reading and of batch_create/batch_update on writing
    (docs /uAjLw4CM/ukTMukTMukTM/reference/bitable-v1/app-table-record/
    bitable-record-data-structure-overview); the two differ for most types.
    """

    #: Type number and ui_type that the class is for.
    type: ClassVar[int]
    ui_type: ClassVar[str]

    #: Whether a record may set the field; the others are filled by Feishu.
    writable: ClassVar[bool] = True

    #: Whether text of white space only clears the cell, as it says nothing of this type.
    blank_is_empty: ClassVar[bool] = True

    def __init__(self, field: Field) -> None:
        """Make the codec of one field; its property may narrow what can be written."""
        self.field = field

    @property
    @abstractmethod
    def schema(self) -> Schema:
        """JSON schema of the column, always nullable."""

    def read(self, cell: Value) -> Value:
        """Turn a cell into the column's value; an absent or empty cell is null.

        Raises:
            CellError: the cell has a shape that the field type does not have.
        """
        return None if cell is None or cell in ([], {}, "") else self._read(cell)

    def write(self, value: Value) -> Value:
        """Turn a value into what the API takes; null, blank text and empty lists clear the cell.

        Takes what `read` gives, and what other taps and warehouses make of such values.

        Raises:
            CellError: the value cannot be stored in a field of this type.
        """
        if value is None or (self.blank_is_empty and is_blank(value)):
            return None
        return self._write(value)

    def key(self, value: Value) -> Hashable:
        """Give a hashable form of a written value, by which two rows are told apart.

        `key(write(read(cell)))` equals `key(write(value))` when the cell holds the value.
        """
        form: Hashable = hashable(value)
        return form

    @abstractmethod
    def _read(self, cell: Value) -> Value:
        """Read a cell that is neither absent nor empty."""

    @abstractmethod
    def _write(self, value: Value) -> Value:
        """Write a value that is not blank."""


class ReadOnly(FieldCodec):
    """A field that Feishu fills; mixed in before the codec that reads it, where there is one."""

    writable = False

    def _write(self, value: Value) -> Value:  # noqa: ARG002 - no value can be written
        reason = f"a {self.field.ui_type} field is filled by Feishu and cannot be written"
        raise CellError(reason)
