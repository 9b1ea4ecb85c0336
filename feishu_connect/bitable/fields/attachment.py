"""Attachment: files of a cell, by the tokens under which the base keeps them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from feishu_connect.bitable.fields.base import FieldCodec, Schema, Value
from feishu_connect.bitable.fields.coercion import (
    array_of,
    at_most,
    from_json_text,
    identifier,
    members,
    nullable,
    object_of,
    refusal,
    string_or_none,
)
from feishu_connect.bitable.fields.number import to_number

if TYPE_CHECKING:
    from feishu_connect.bitable.field import Field

#: Files of one cell (docs …/bitable-record-data-structure-overview).
MAX_ATTACHMENTS = 100

ATTACHMENT_KEYS = ("file_token", "name", "type", "size", "url", "tmp_url")
#: Keys that a download adds: where the file was saved and what it holds.
DOWNLOAD_KEYS = ("path", "sha256")


def read_attachment(item: Value) -> dict[str, Any]:
    """Reduce a file object to its documented keys; size is in bytes."""
    if not isinstance(item, Mapping):
        raise refusal(item, "a file object")
    size = item.get("size")
    return {
        key: string_or_none(item.get(key))
        if key != "size"
        else (None if size is None else int(to_number(size)))
        for key in ATTACHMENT_KEYS
    }


def attachment_schema(*, downloads: bool = False) -> Schema:
    """Make the schema of one file object."""
    keys = (*ATTACHMENT_KEYS, *DOWNLOAD_KEYS) if downloads else ATTACHMENT_KEYS
    schema = object_of(keys)
    schema["properties"]["size"] = nullable("integer")
    return schema


class Attachment(FieldCodec):
    """Files: objects on reading, tokens on writing. A token is good in its own base only."""

    type = 17
    ui_type = "Attachment"

    def __init__(self, field: Field, *, downloads: bool = False) -> None:
        """Make the codec; with downloads each file has room for path and sha256, still null."""
        super().__init__(field)
        self.downloads = downloads

    @property
    def schema(self) -> Schema:
        """A list of file objects."""
        return array_of(attachment_schema(downloads=self.downloads))

    def _read(self, cell: Value) -> Value:
        room = dict.fromkeys(DOWNLOAD_KEYS if self.downloads else ())
        return [{**read_attachment(item), **room} for item in members(cell)] or None

    def _write(self, value: Value) -> Value:
        files = [
            {"file_token": identifier(item, "file_token", "a file with a file_token")}
            for item in members(from_json_text(value))
        ]
        return at_most(MAX_ATTACHMENTS, "attachments", files) or None
