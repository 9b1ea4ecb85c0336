"""Links to records of another table: SingleLink and DuplexLink."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from feishu_connect.bitable.fields.base import FieldCodec, Schema, Value
from feishu_connect.bitable.fields.coercion import (
    array_of,
    at_most,
    distinct,
    each_identifier,
    identifier,
    members,
    nullable,
)

#: Linked records of one cell (docs …/bitable-record-data-structure-overview).
MAX_LINKS = 500

_EXPECTED = "a record id"


def _linked(value: object) -> list[Any]:
    # The search form is {link_record_ids}, the older listings give [{record_ids, text, …}].
    return [
        each
        for item in members(value)
        for each in (
            members(item.get("link_record_ids") or item.get("record_ids") or [])
            if isinstance(item, Mapping) and {"link_record_ids", "record_ids"} & set(item)
            else [item]
        )
    ]


def read_links(cell: Value) -> list[str]:
    """Read the ids of linked records, in either form of the API."""
    return distinct(identifier(each, "record_id", _EXPECTED) for each in _linked(cell))


class SingleLink(FieldCodec):
    """One-way link: an object of record ids on reading, a list of them on writing."""

    type = 18
    ui_type = "SingleLink"

    @property
    def schema(self) -> Schema:
        """A list of record ids."""
        return array_of(nullable("string"))

    def _read(self, cell: Value) -> Value:
        return read_links(cell) or None

    def _write(self, value: Value) -> Value:
        ids = each_identifier(value, "record_id", _EXPECTED, _linked)
        return at_most(MAX_LINKS, "linked records", ids) or None


class DuplexLink(SingleLink):
    """Two-way link; the other table has a field that points back."""

    type = 21
    ui_type = "DuplexLink"
