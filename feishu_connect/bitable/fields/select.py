"""Options: SingleSelect and MultiSelect. Feishu creates an option that it does not know yet."""

from __future__ import annotations

from collections.abc import Mapping

from feishu_connect.bitable.fields.base import FieldCodec, Schema, Value
from feishu_connect.bitable.fields.coercion import (
    array_of,
    at_most,
    distinct,
    from_json_text,
    members,
    nullable,
    refusal,
)
from feishu_connect.bitable.fields.text import plain_text

#: Options of one cell (docs …/bitable-record-data-structure-overview).
MAX_OPTIONS = 1000


def option_name(value: Value) -> str:
    """Get the name of one option; a list of one is that one."""
    names = members(value)
    if len(names) != 1 or isinstance(names[0], Mapping):
        raise refusal(value, "the name of one option")
    return plain_text(names[0])


def option_names(value: Value) -> list[str]:
    """Get the names of options out of a list, or a single name."""
    return [option_name(each) for each in members(value)]


class SingleSelect(FieldCodec):
    """One option, by its name."""

    type = 3
    ui_type = "SingleSelect"

    @property
    def schema(self) -> Schema:
        """A string."""
        return nullable("string")

    def _read(self, cell: Value) -> Value:
        return option_name(cell)

    def _write(self, value: Value) -> Value:
        return None if value in ([], ()) else option_name(value)


class MultiSelect(FieldCodec):
    """Several options, by their names."""

    type = 4
    ui_type = "MultiSelect"

    @property
    def schema(self) -> Schema:
        """A list of strings."""
        return array_of(nullable("string"))

    def _read(self, cell: Value) -> Value:
        return option_names(cell) or None

    def _write(self, value: Value) -> Value:
        # A new name given twice in one call would become two options of that name.
        names = distinct(option_names(from_json_text(value)))
        return at_most(MAX_OPTIONS, "options", names) or None
