"""Sending messages, each `uuid` once.

Docs: R/im-v1/message/{create,reply}.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from feishu_sandbox.envelope import ApiError, refuse_field
from feishu_sandbox.im.content import check_content, number_mentions
from feishu_sandbox.im.posting import Written, post
from feishu_sandbox.im.rendering import shown_message
from feishu_sandbox.limits import PER_SECOND_5, STANDARD
from feishu_sandbox.model import Chat, Remembered
from feishu_sandbox.operation import Operation

if TYPE_CHECKING:
    from collections.abc import Callable

    from feishu_sandbox.model import Json, Message, User
    from feishu_sandbox.operation import Incoming

_RECEIVERS = ("open_id", "union_id", "user_id", "email", "chat_id")
_MAX_UUID = 50
_UUID_SECONDS = 3600


def _may_send(call: Incoming) -> None:
    """Refuse an app without bot ability, and a user who did not grant sending."""
    need_bot(call)
    if call.user is not None and not call.app.granted("im:message.send_as_user"):
        raise ApiError(
            230027, "Lack of necessary permissions, ext=need scope: im:message.send_as_user"
        )


def need_bot(call: Incoming, code: int = 230006) -> None:
    """Refuse an app without bot ability; a user needs none."""
    if call.user is None and not call.app.bot:
        raise ApiError(code)


def _create(call: Incoming) -> Json:
    _may_send(call)
    kind = call.query.get("receive_id_type")
    if kind not in _RECEIVERS:
        refuse_field("receive_id_type", kind, f"one of {', '.join(_RECEIVERS)}")
    receiver = call.body.get("receive_id")
    if not isinstance(receiver, str) or not receiver:
        refuse_field("receive_id", receiver, "receive_id is required")
    content = check_content(call, call.body.get("msg_type"), call.body.get("content"))
    return _at_most_once(call, lambda: _send(call, _chat_of(call, str(kind), receiver), content))


def _reply(call: Incoming) -> Json:
    _may_send(call)
    parent = call.world.state.messages.get(call.path["message_id"])
    if parent is None:
        raise ApiError(99992354)
    chat = call.world.state.chats[parent.chat_id]
    check_chat(call, chat)
    if parent.erased:
        raise ApiError(230110)
    if parent.deleted:
        raise ApiError(230011)
    content = check_content(call, call.body.get("msg_type"), call.body.get("content"))
    return _at_most_once(call, lambda: _send(call, chat, content, parent))


def _chat_of(call: Incoming, kind: str, receiver: str) -> Chat:
    """Return the chat that reaches the receiver; a single chat is made on first use."""
    if kind == "chat_id":
        chat = call.world.state.chats.get(receiver)
        if chat is None:
            raise ApiError(230034)
        check_chat(call, chat)
        return chat
    user = call.world.find_user(receiver, kind)
    if user is None:
        raise ApiError(230034)
    if not _available(call, user):
        raise ApiError(230013)
    return _single_chat(call, user)


def check_chat(call: Incoming, chat: Chat) -> None:
    """Refuse a chat that is dissolved, or that the caller is not in."""
    if chat.status != "normal":
        raise ApiError(232009)
    if not call.in_chat(chat):
        raise ApiError(230002)


def _available(call: Incoming, user: User) -> bool:
    allowed = call.app.available_to
    return not user.resigned and (allowed is None or user.open_id in allowed)


def _single_chat(call: Incoming, user: User) -> Chat:
    members = [call.user.open_id, user.open_id] if call.user else [user.open_id]
    bots = [] if call.user else [call.app.app_id]
    for chat in call.world.state.chats.values():
        if chat.mode == "p2p" and chat.members == members and chat.bots == bots:
            return chat
    chat = Chat(call.world.new_id("chat"), "", mode="p2p", members=members, bots=bots)
    call.world.state.chats[chat.chat_id] = chat
    return chat


def _send(call: Incoming, chat: Chat, content: Json, parent: Message | None = None) -> Json:
    """Store the message; 230020 above five a second in one chat."""
    now = call.world.clock.now()
    if call.limiter.take(f"chat:{chat.chat_id}", PER_SECOND_5, now):
        raise ApiError(230020)
    msg_type = str(call.body["msg_type"])
    if msg_type == "system" and chat.mode != "p2p":
        raise ApiError(230054)
    text, mentions = number_mentions(call, msg_type, content)
    message = post(
        call.world,
        chat,
        Written(msg_type, text, call.principal, "user" if call.user else "app", mentions),
        parent,
        in_thread=bool(call.body_value("reply_in_thread", bool, required=False)),
    )
    return shown_message(call, message)


def _at_most_once(call: Incoming, act: Callable[[], Json]) -> Json:
    """Send once per `uuid` and hour, whatever the later requests hold."""
    uuid = call.body.get("uuid")
    if uuid is None or uuid == "":
        return act()
    if not isinstance(uuid, str) or len(uuid) > _MAX_UUID:
        refuse_field("uuid", uuid, f"at most {_MAX_UUID} characters")
    key = f"{call.principal}:message:{uuid}"
    remembered, now = call.world.state.remembered, call.world.clock.now()
    known = remembered.get(key)
    if known is not None and now - known.at < _UUID_SECONDS:
        return known.data
    data = act()
    remembered[key] = Remembered("", data, now)
    return data


_SCOPES = ("im:message", "im:message:send_as_bot", "im:message:send")

OPERATIONS = (
    Operation(
        "im.message.create",
        "POST",
        "/im/v1/messages",
        _create,
        STANDARD,
        _SCOPES,
        writes=True,
        body="json",
        query=("receive_id_type",),
    ),
    Operation(
        "im.message.reply",
        "POST",
        "/im/v1/messages/{message_id}/reply",
        _reply,
        STANDARD,
        _SCOPES,
        writes=True,
        body="json",
        query=(),
    ),
)
