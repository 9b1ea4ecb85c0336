"""People and chats: User, CreatedUser, ModifiedUser and GroupChat."""

from __future__ import annotations

from feishu_connect.bitable.fields.base import FieldCodec, ReadOnly, Schema, Value
from feishu_connect.bitable.fields.coercion import (
    array_of,
    at_most,
    each_identifier,
    members,
    object_of,
    pick,
)

#: People of one cell (docs …/bitable-record-data-structure-overview).
MAX_PEOPLE = 1000
#: Chats of one cell (the same page).
MAX_CHATS = 10

PERSON_KEYS = ("id", "name", "en_name", "email")
CHAT_KEYS = ("id", "name")


def read_person(item: Value) -> dict[str, str | None]:
    """Reduce a person object to id (of the run's user_id_type), names and e-mail."""
    return pick(item, PERSON_KEYS, "a person object")


def read_chat(item: Value) -> dict[str, str | None]:
    """Reduce a chat object to id and name."""
    return pick(item, CHAT_KEYS, "a chat object")


class User(FieldCodec):
    """People: full objects on reading, ids on writing."""

    type = 11
    ui_type = "User"

    @property
    def schema(self) -> Schema:
        """A list of person objects."""
        return array_of(object_of(PERSON_KEYS))

    def _read(self, cell: Value) -> Value:
        return [read_person(item) for item in members(cell)] or None

    def _write(self, value: Value) -> Value:
        ids = each_identifier(value, "id", "a person with an id")
        return [{"id": each} for each in at_most(MAX_PEOPLE, "people", ids)] or None


class CreatedUser(ReadOnly, User):
    """Who made the row; documented as one object, seen as a list: a list either way."""

    type = 1003
    ui_type = "CreatedUser"


class ModifiedUser(ReadOnly, User):
    """Who last changed the row; one object or a list, as with CreatedUser."""

    type = 1004
    ui_type = "ModifiedUser"


class GroupChat(FieldCodec):
    """Chats: objects on reading, ids on writing."""

    type = 23
    ui_type = "GroupChat"

    @property
    def schema(self) -> Schema:
        """A list of chat objects."""
        return array_of(object_of(CHAT_KEYS))

    def _read(self, cell: Value) -> Value:
        return [read_chat(item) for item in members(cell)] or None

    def _write(self, value: Value) -> Value:
        ids = each_identifier(value, "id", "a chat with an id")
        return [{"id": each} for each in at_most(MAX_CHATS, "chats", ids)] or None
