"""Changing and recalling messages.

Docs: R/im-v1/message/{update,patch,delete}.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from feishu_sandbox.envelope import ApiError
from feishu_sandbox.im.content import check_content, number_mentions
from feishu_sandbox.im.messages import check_chat, need_bot
from feishu_sandbox.im.rendering import shown_message
from feishu_sandbox.limits import PER_SECOND_5, STANDARD
from feishu_sandbox.operation import Operation

if TYPE_CHECKING:
    from feishu_sandbox.model import Json, Message
    from feishu_sandbox.operation import Incoming

_TEXTS = ("text", "post")
_CARD = "interactive"
_MAX_EDITS = 20
_CARD_MS = 14 * 86_400_000


def _update(call: Incoming) -> Json:
    """Change a text or post, twenty times at most."""
    message = _own(call, 230071)
    msg_type = call.body.get("msg_type")
    if message.msg_type not in _TEXTS:
        raise ApiError(230054)
    if msg_type not in _TEXTS:
        raise ApiError(230001, "Your request contains an invalid request parameter, ext=msg_type")
    content = check_content(call, msg_type, call.body.get("content"))
    if message.edits >= _MAX_EDITS:
        raise ApiError(230072)
    message.edits += 1
    message.msg_type = str(msg_type)
    message.content, message.mentions = number_mentions(call, str(msg_type), content)
    _touch(call, message)
    return shown_message(call, message)


def _patch(call: Incoming) -> Json:
    """Change a card for everybody who sees it."""
    message = _own(call, 230027)
    if message.msg_type != _CARD:
        raise ApiError(230054)
    content = check_content(call, _CARD, call.body.get("content"))
    if not _is_shared(json.loads(message.content)) or not _is_shared(content):
        raise ApiError(230099, "Failed to create card content, ext=update_multi is not true")
    now = call.world.clock.now_ms()
    if now - message.create_time > _CARD_MS:
        raise ApiError(230031)
    key = f"message:{message.message_id}"
    if call.limiter.take(key, PER_SECOND_5, call.world.clock.now()):
        raise ApiError(230020)
    message.content = json.dumps(content, ensure_ascii=False)
    _touch(call, message)
    return {}


def _delete(call: Incoming) -> Json:
    """Take a message back."""
    message = _own(call, 230026)
    message.deleted = True
    return {}


def _own(call: Incoming, foreign: int) -> Message:
    """Find the caller's message; `foreign` is the answer to others."""
    need_bot(call)
    message = call.world.state.messages.get(call.path["message_id"])
    if message is None:
        raise ApiError(99992354)
    check_chat(call, call.world.state.chats[message.chat_id])
    if message.erased:
        raise ApiError(230110)
    if message.deleted:
        raise ApiError(230011)
    if message.sender != call.principal:
        raise ApiError(foreign)
    return message


def _is_shared(card: Json) -> bool:
    """Tell whether a card says that all see its changes; a template says it where it is kept."""
    config = card.get("config")
    is_raw = card.get("type") != "template"
    return not is_raw or (isinstance(config, dict) and config.get("update_multi") is True)


def _touch(call: Incoming, message: Message) -> None:
    message.updated = True
    message.update_time = call.world.clock.now_ms()


_SCOPES = ("im:message", "im:message:send_as_bot", "im:message:update")
_PATH = "/im/v1/messages/{message_id}"

OPERATIONS = (
    Operation(
        "im.message.update",
        "PUT",
        _PATH,
        _update,
        STANDARD,
        _SCOPES,
        identities=("tenant",),
        writes=True,
        body="json",
        query=(),
    ),
    Operation(
        "im.message.patch",
        "PATCH",
        _PATH,
        _patch,
        STANDARD,
        _SCOPES,
        writes=True,
        body="json",
        query=(),
    ),
    Operation(
        "im.message.delete",
        "DELETE",
        _PATH,
        _delete,
        STANDARD,
        ("im:message", "im:message:send_as_bot", "im:message:recall"),
        writes=True,
        query=(),
    ),
)
