"""A message out of a record: receiver, kind, content and the id that keeps it from coming twice."""

from __future__ import annotations

import hashlib
import json
import typing as t
from dataclasses import dataclass

from feishu_connect.bitable.fields.coercion import compact_json
from target_feishu.errors import RecordError
from target_feishu.templates import Template, compile_all, render_all

if t.TYPE_CHECKING:
    from collections.abc import Mapping

    from target_feishu.messages.route import MessageRoute

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
#: Bytes of a whole request (docs /uAjLw4CM/ukTMukTMukTM/reference/im-v1/message/create).
MAX_TEXT_BYTES = 150 * 1024
MAX_OTHER_BYTES = 30 * 1024

_PREFIXES = {"oc_": "chat_id", "ou_": "open_id", "on_": "union_id"}


@dataclass(frozen=True, slots=True)
class Message:
    """What is sent; `content` is the JSON text that the API takes."""

    receive_id: str
    receive_id_type: str
    msg_type: str
    content: str

    def body(self, uuid: str) -> dict[str, str]:
        """Make the request's body."""
        return {
            "receive_id": self.receive_id,
            "msg_type": self.msg_type,
            "content": self.content,
            "uuid": uuid,
        }


class MessageTemplates:
    """A route's templates, compiled once."""

    def __init__(self, route: MessageRoute) -> None:
        """Compile what the configuration check has found to be right."""
        self._receive_id_type = route.receive_id_type
        self._receive_id = Template(route.receive_id, "receive_id")
        self._msg_type = Template(route.msg_type, "msg_type")
        self._content = compile_all(route.content, "content")

    def render(self, record: Mapping[str, t.Any]) -> Message:
        """Fill in a record.

        Raises:
            RecordError: A template or what it gives is not usable.
        """
        receive_id = self._receive_id.render(record).strip()
        if not receive_id:
            msg = "`receive_id` is empty"
            raise RecordError(msg, cure="Give every record a receiver")
        msg_type = self._msg_type.render(record).strip()
        if msg_type not in MSG_TYPES:
            cure = f"Use {' or '.join(MSG_TYPES)}"
            msg = f"`msg_type` {msg_type!r} is not known"
            raise RecordError(msg, cure=cure)
        message = Message(
            receive_id,
            self._receive_id_type or kind_of_id(receive_id),
            msg_type,
            json.dumps(self._content_of(msg_type, record), ensure_ascii=False),
        )
        _check_size(message)
        return message

    def _content_of(self, msg_type: str, record: Mapping[str, t.Any]) -> t.Any:
        content = render_all(self._content, record)
        if msg_type == "text" and isinstance(content, str):
            if not content.strip():
                msg = "the text of the message is empty"
                raise RecordError(msg, cure="Check `content`")
            return {"text": content}
        if not isinstance(content, dict):
            msg = f"a message of the kind {msg_type!r} needs an object as its `content`"
            raise RecordError(msg, cure="Give the content object of the API")
        return content


def kind_of_id(receive_id: str) -> str:
    """Tell a receive_id_type from the form of an id."""
    if "@" in receive_id:
        return "email"
    return _PREFIXES.get(receive_id[:3], "user_id")


def message_uuid(stream: str, identity: object, message: Message, occurrence: int) -> str:
    """Make the id under which Feishu sends a message at most once within an hour.

    The same record with the same message gives the same id, in this run and in the next one; a
    message that has changed gives another.

    Args:
        stream: The stream's name.
        identity: Key values, or the whole record where the stream has no key.
        message: What is sent.
        occurrence: How often the run has had this very message before.
    """
    parts = [stream, identity, message.receive_id, message.msg_type, message.content, occurrence]
    digest = hashlib.sha256(compact_json(parts).encode()).hexdigest()
    return "-".join((digest[:8], digest[8:12], digest[12:16], digest[16:20], digest[20:32]))


def _check_size(message: Message) -> None:
    limit = MAX_TEXT_BYTES if message.msg_type == "text" else MAX_OTHER_BYTES
    size = len(json.dumps(message.body("-" * 36)).encode())
    if size > limit:
        msg = f"the message has {size:,} bytes; Feishu takes {limit:,} of this kind"
        raise RecordError(msg, cure="Shorten `content`, e.g. with the filter `truncate`")


def content_problems(route: Mapping[str, t.Any]) -> list[str]:
    """List what is wrong with the texts of a message route."""
    problems = []
    for name in ("receive_id", "msg_type", "content"):
        try:
            compile_all(route.get(name), name)
        except ValueError as error:
            problems.append(str(error))
    msg_type = route.get("msg_type", "text")
    if "{" in msg_type:
        return problems
    if msg_type not in MSG_TYPES:
        problems.append(f"`msg_type` must be {' or '.join(MSG_TYPES)}, or a template")
    elif msg_type != "text" and not isinstance(route["content"], dict):
        problems.append(f"`content` of a message of the kind `{msg_type}` must be an object")
    return problems
