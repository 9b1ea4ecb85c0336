"""A message as a record and its route give it: nothing is looked up or uploaded yet."""

from __future__ import annotations

import hashlib
import typing as t
from dataclasses import dataclass

from feishu_connect.bitable.fields.coercion import compact_json

#: Kinds of message (docs /uAjLw4CM/ukTMukTMukTM/im-v1/message/create_json).
MSG_TYPES: t.Final = (
    "text",
    "post",
    "interactive",
    "image",
    "file",
    "audio",
    "media",
    "sticker",
    "share_chat",
    "share_user",
    "system",
)
#: Kinds that a custom bot sends (docs /ukTMukTMukTM/ucTM5YjL3ETO24yNxkjN).
HOOK_MSG_TYPES: t.Final = ("text", "post", "image", "share_chat", "interactive")
CARD: t.Final = "interactive"
#: A line with a text across a chat.
DIVIDER: t.Final = "system"
#: Kinds that can be changed when they have been sent.
CHANGEABLE: t.Final = ("text", "post", CARD)

_PREFIXES = {"oc_": "chat_id", "ou_": "open_id", "on_": "union_id"}


@dataclass(frozen=True, slots=True)
class Message:
    """What is to be said, and where."""

    receive_id: str
    #: Empty where the route leaves it to the form of the id.
    receive_id_type: str
    msg_type: str
    #: JSON text of the content object, as the templates give it.
    content: str
    #: The message that it answers.
    reply_to: str = ""
    in_thread: bool = False

    @property
    def place(self) -> str:
        """Name where it goes: a chat, a person, an answered message or a custom bot."""
        return self.reply_to or self.receive_id


def kind_of_id(receive_id: str) -> str:
    """Tell a receive_id_type from the form of an id."""
    if "@" in receive_id:
        return "email"
    return _PREFIXES.get(receive_id[:3], "user_id")


def message_uuid(stream: str, identity: object, message: Message, occurrence: int) -> str:
    """Make the id under which Feishu sends a message at most once within an hour.

    The same record with the same message gives the same id, in this run and in the next one; a
    message that has changed gives another. It is also the key of the message in the ledger.

    Args:
        stream: The stream's name.
        identity: Key values, or the whole record where the stream has no key.
        message: What is sent.
        occurrence: How often the run has had this very message before.
    """
    parts = [stream, identity, message.place, message.msg_type, message.content, occurrence]
    digest = hashlib.sha256(compact_json(parts).encode()).hexdigest()
    return "-".join((digest[:8], digest[8:12], digest[12:16], digest[16:20], digest[20:32]))
