"""The settings of a route that sends messages."""

from __future__ import annotations

import typing as t
from dataclasses import dataclass

from target_feishu.kind import Properties, Route

if t.TYPE_CHECKING:
    from collections.abc import Mapping

RECEIVE_ID_TYPES: t.Final = ("open_id", "union_id", "user_id", "email", "chat_id")

PROPERTIES: t.Final[Properties] = {
    "receive_id": {
        "type": "string",
        "title": "Receiver",
        "description": "Id of the chat or person, or an e-mail address. A template.",
        "minLength": 1,
    },
    "receive_id_type": {
        "type": "string",
        "title": "Kind of receiver",
        "description": "By default told from the id: oc_, ou_, on_, an e-mail address.",
        "enum": list(RECEIVE_ID_TYPES),
    },
    "msg_type": {
        "type": "string",
        "title": "Kind of message",
        "description": "`text`, `post`, `interactive`, ... A template.",
        "default": "text",
        "minLength": 1,
    },
    "content": {
        "type": ["string", "object"],
        "title": "Content",
        "description": (
            "For `text` the text, else the content object of the API. Every string in it is a "
            "Jinja template over the record, e.g. `{{ amount }}`."
        ),
    },
}


@dataclass(frozen=True, slots=True)
class MessageRoute(Route):
    """One message a record; strings are templates."""

    receive_id: str = ""
    content: str | Mapping[str, t.Any] = ""
    receive_id_type: str = ""
    msg_type: str = "text"
