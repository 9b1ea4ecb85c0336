"""Cells on the way out, in the shapes of search and batch_get.

Docs: R/bitable-v1/app-table-record/bitable-record-data-structure-overview.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from feishu_sandbox.bitable import kinds
from feishu_sandbox.people import avatar_url, person

if TYPE_CHECKING:
    from collections.abc import Sequence

    from feishu_sandbox.model import App, Field, Json, Record, Table
    from feishu_sandbox.world import World


class CellReader:
    """Renders the records of one table for one caller.

    Args:
        world: Where people, chats and files are looked up.
        table: The table that is read.
        app: The caller; its scopes decide on avatars and user ids.
        id_type: The id kind of people.
        host: Scheme and host of the attachment addresses.
    """

    def __init__(self, world: World, table: Table, app: App, id_type: str, host: str) -> None:
        """Keep what rendering needs."""
        self._world = world
        self._table = table
        self._app = app
        self._id_type = id_type
        self._host = host

    def fields(self, record: Record, columns: Sequence[Field]) -> Json:
        """Return the filled cells by field name; empty cells are absent."""
        cells: Json = {}
        for field in columns:
            value = raw_cell(record, field)
            if value is not None:
                cells[field.name] = self.cell(field, value)
        return cells

    def record(self, record: Record, columns: Sequence[Field], *, automatic: bool) -> Json:
        """Return a record, with its history when asked for."""
        item: Json = {"fields": self.fields(record, columns), "record_id": record.record_id}
        if automatic:
            item["created_by"] = self._person(record.created_by)
            item["created_time"] = record.created_time
            item["last_modified_by"] = self._person(record.modified_by)
            item["last_modified_time"] = record.modified_time
        return item

    def cell(self, field: Field, value: Any) -> Any:
        """Return one filled cell."""
        if field.type in kinds.SELECT_TYPES:
            return _option_names(field, value)
        if field.type in kinds.PERSON_TYPES:
            return [self._person(open_id) for open_id in value]
        if field.type == kinds.ATTACHMENT:
            return [self._attachment(token) for token in value]
        if field.type in kinds.LINK_TYPES:
            return {"link_record_ids": list(value)}
        if field.type == kinds.GROUP_CHAT:
            return [self._chat(chat_id) for chat_id in value]
        return value

    def _person(self, open_id: str) -> Json:
        return person(self._world, open_id, self._id_type, self._app)

    def _attachment(self, token: str) -> Json:
        media = self._world.state.media[token]
        permission = {"tableId": self._table.table_id, "rev": self._table.revision}
        extra = quote(json.dumps({"bitablePerm": permission}, separators=(",", ":")), safe="")
        medias = f"{self._host}/open-apis/drive/v1/medias"
        return {
            "file_token": token,
            "name": media.name,
            "size": len(media.content),
            "type": media.mime,
            "url": f"{medias}/{token}/download?extra={extra}",
            "tmp_url": f"{medias}/batch_get_tmp_download_url?file_tokens={token}&extra={extra}",
        }

    def _chat(self, chat_id: str) -> Json:
        chat = self._world.state.chats.get(chat_id)
        name = chat.name if chat else ""
        return {"id": chat_id, "name": name, "avatar_url": avatar_url(chat_id[3:15])}


def raw_cell(record: Record, field: Field) -> Any:
    """Return the stored value of a cell, None when it is empty."""
    if field.type == kinds.CREATED_TIME:
        return record.created_time
    if field.type == kinds.MODIFIED_TIME:
        return record.modified_time
    if field.type == kinds.CREATED_USER:
        return [record.created_by]
    if field.type == kinds.MODIFIED_USER:
        return [record.modified_by]
    return record.cells.get(field.field_id)


def _option_names(field: Field, value: str | list[str]) -> str | list[str]:
    names = {option["id"]: option["name"] for option in (field.property or {}).get("options", [])}
    if isinstance(value, str):
        return str(names[value])
    return [names[option_id] for option_id in value]


def plain_text(field: Field, value: Any) -> str:
    """Return what a person sees in a cell of text, select, phone, link or number."""
    if field.type == kinds.TEXT:
        return "".join(segment["text"] for segment in value)
    if field.type in kinds.SELECT_TYPES:
        names = _option_names(field, value)
        return names if isinstance(names, str) else ",".join(names)
    if field.type == kinds.URL:
        return str(value["text"])
    if field.type == kinds.LOCATION:
        return str(value["full_address"] or value["location"])
    return str(value)
