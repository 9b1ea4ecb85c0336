"""The settings of a route that sends messages."""

from __future__ import annotations

import typing as t
from dataclasses import dataclass, field

from target_feishu.kind import Properties, Route

if t.TYPE_CHECKING:
    from collections.abc import Mapping

RECEIVE_ID_TYPES: t.Final = ("open_id", "union_id", "user_id", "email", "chat_id")

#: What a record of a known key does that says something else than before.
SEND: t.Final = "send"
UPDATE: t.Final = "update"
IGNORE: t.Final = "ignore"
#: What is done about a message of which nobody can tell whether it was sent.
SKIP: t.Final = "skip"
FAIL: t.Final = "fail"
#: No setting: what becomes of `skip` and `fail` where the route puts records aside.
PUT_ASIDE: t.Final = "put aside"

PROPERTIES: t.Final[Properties] = {
    "receive_id": {
        "type": "string",
        "title": "Receiver",
        "description": (
            "Id of the chat or person, an e-mail address or a mobile number. A template."
        ),
        "minLength": 1,
    },
    "receive_id_type": {
        "type": "string",
        "title": "Kind of receiver",
        "description": (
            "By default told from the id: oc_, ou_, on_, an e-mail address, a mobile number."
        ),
        "enum": list(RECEIVE_ID_TYPES),
    },
    "reply_to": {
        "type": "string",
        "title": "Message to answer",
        "description": (
            "Id (`om_...`) of the message that this one answers. A template; where it gives "
            "nothing, the message goes to `receive_id`."
        ),
        "minLength": 1,
    },
    "reply_in_thread": {
        "type": "boolean",
        "title": "Answer in a thread",
        "description": "Whether an answer opens a thread, or joins the one that is there.",
        "default": False,
    },
    "webhook_url": {
        "type": "string",
        "title": "Webhook",
        "description": (
            "Link of a custom bot (`https://open.feishu.cn/open-apis/bot/v2/hook/...`) that posts "
            "into its chat, in the place of `receive_id`. Whoever knows it may post: a secret."
        ),
        "secret": True,
        "minLength": 1,
    },
    "webhook_secret": {
        "type": "string",
        "title": "Secret of the webhook",
        "description": "Of the bot's security settings, where it checks signatures.",
        "secret": True,
        "minLength": 1,
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
            "Jinja template over the record, e.g. `{{ amount }}`. Where it takes a key of a "
            "picture or file, a path or URL may stand."
        ),
    },
    "on_change": {
        "type": "string",
        "title": "Changed records",
        "description": (
            "What a record does whose key had a message with another content: `send` sends a new "
            "message, `update` changes the one that is there, `ignore` does nothing. By default "
            "`update` for cards (`interactive`) and `send` for the others."
        ),
        "enum": [SEND, UPDATE, IGNORE],
    },
    "when_unsure": {
        "type": "string",
        "title": "Messages that may have been sent",
        "description": (
            "What to do where a run broke off while it sent and nobody can tell any more whether "
            "the message arrived: `skip` leaves it with a warning, `send` sends it again, `fail` "
            "stops."
        ),
        "enum": [SKIP, SEND, FAIL],
        "default": SKIP,
    },
}


@dataclass(frozen=True, slots=True)
class MessageRoute(Route):
    """One message a record; strings are templates."""

    receive_id: str = ""
    content: str | Mapping[str, t.Any] = ""
    receive_id_type: str = ""
    msg_type: str = "text"
    reply_to: str = ""
    reply_in_thread: bool = False
    webhook_url: str = field(default="", repr=False)
    webhook_secret: str = field(default="", repr=False)
    on_change: str = ""
    when_unsure: str = SKIP
