"""Messages out of records."""

from __future__ import annotations

import json
import typing as t

from target_feishu.errors import RecordError
from target_feishu.messages.content import check_content
from target_feishu.messages.hooks import Hook, api_content
from target_feishu.messages.message import DIVIDER, HOOK_MSG_TYPES, MSG_TYPES, Message
from target_feishu.messages.sizes import check_size
from target_feishu.templates import Template, compile_all, render_all

if t.TYPE_CHECKING:
    from collections.abc import Mapping

    from target_feishu.messages.route import MessageRoute


class MessageTemplates:
    """A route's templates, compiled once."""

    def __init__(self, route: MessageRoute) -> None:
        """Compile what the configuration check has found to be right."""
        self._receive_id_type = route.receive_id_type
        self._receive_id = Template(route.receive_id, "receive_id")
        self._reply_to = Template(route.reply_to, "reply_to")
        self._in_thread = route.reply_in_thread
        self._hook = Hook.of(route.webhook_url) if route.webhook_url else None
        self._msg_type = Template(route.msg_type, "msg_type")
        self._content = compile_all(route.content, "content")

    def render(self, record: Mapping[str, t.Any]) -> Message:
        """Fill in a record.

        Raises:
            RecordError: A template, or what it gives, is not usable; `field` names it.
        """
        msg_type = self._kind(record)
        content = json.dumps(self._content_of(msg_type, record), ensure_ascii=False)
        if self._hook is not None:
            return Message(self._hook.name, "", msg_type, content)
        reply_to = self._reply_to.render(record).strip()
        receive_id = self._receive_id.render(record).strip()
        if reply_to and msg_type == DIVIDER:
            msg = f"a message of the kind `{DIVIDER}` cannot be an answer"
            raise RecordError(msg, cure="Send it to `receive_id`", field="msg_type")
        if reply_to:
            message = Message("", "", msg_type, content, reply_to, self._in_thread)
        elif receive_id:
            message = Message(receive_id, self._receive_id_type, msg_type, content)
        else:
            msg = "`receive_id` is empty"
            cure = "Give every record a receiver, or a message to answer"
            raise RecordError(msg, cure=cure, field="receive_id")
        check_size(msg_type, {"receive_id": message.place, "content": content})
        return message

    def _kind(self, record: Mapping[str, t.Any]) -> str:
        msg_type = self._msg_type.render(record).strip()
        known = MSG_TYPES if self._hook is None else HOOK_MSG_TYPES
        if msg_type not in known:
            msg = f"`msg_type` {msg_type!r} is not known"
            raise RecordError(msg, cure=f"Use {' or '.join(known)}", field="msg_type")
        return msg_type

    def _content_of(self, msg_type: str, record: Mapping[str, t.Any]) -> dict[str, t.Any]:
        content = render_all(self._content, record)
        if isinstance(content, str):
            content = {"text": content} if msg_type == "text" else _parsed(content)
        if self._hook is not None:
            content = api_content(msg_type, content)
        return check_content(msg_type, content)


def _parsed(text: str) -> t.Any:
    """Read a content that a template gives as JSON; `check_content` judges what it is."""
    try:
        return json.loads(text)
    except ValueError:
        return text
