"""Reading messages back.

Docs: R/im-v1/message/{list,get,thread-introduction}.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from feishu_sandbox.envelope import ApiError
from feishu_sandbox.im.messages import need_bot
from feishu_sandbox.im.rendering import in_callers_ids, shown_message
from feishu_sandbox.im.threads import openers
from feishu_sandbox.limits import STANDARD
from feishu_sandbox.operation import Operation
from feishu_sandbox.paging import PageRules, take_page

if TYPE_CHECKING:
    from feishu_sandbox.model import Chat, Json, Message
    from feishu_sandbox.operation import Incoming

_PAGES = PageRules(default=20, maximum=50)
_MS = 1000
_BOUNDS = ("start_time", "end_time")


def _list_messages(call: Incoming) -> Json:
    need_bot(call)
    kind, container = call.query.get("container_id_type"), call.query.get("container_id") or ""
    if kind == "chat":
        messages = _of_chat(call, container)
    elif kind == "thread":
        messages = _of_thread(call, container)
    else:
        raise ApiError(230001, "invalid container_id_type")
    order = ("ByCreateTimeAsc", "ByCreateTimeDesc")
    sort = call.choice("sort_type", order, order[0])
    call.choice("card_msg_content_type", ("", "user_card_content"), "")
    messages.sort(key=lambda message: message.create_time)
    if sort == order[1]:
        messages.reverse()
    page = take_page(call, messages, _PAGES, f"messages:{container}:{sort}")
    return {
        "items": [shown_message(call, message) for message in page.items],
        "has_more": page.has_more,
        **({"page_token": page.page_token} if page.has_more else {}),
    }


def _of_chat(call: Incoming, chat_id: str) -> list[Message]:
    """Return a chat's messages between the bounds; of a thread its first one alone."""
    chat = call.world.state.chats.get(chat_id)
    if chat is None:
        raise ApiError(230001, "invalid container_id")
    _may_read(call, chat)
    low, high = (_seconds(call, name) for name in _BOUNDS)
    since, opening = _sees_since(call, chat), openers(call.world)
    if call.world.behaviour.message_bounds == "exclusive":
        low, high = low and low + 1, high and high - 1
    return [
        message
        for message in call.world.state.messages.values()
        if message.chat_id == chat.chat_id
        and message.create_time >= since
        and (low is None or message.create_time // _MS >= low)
        and (high is None or message.create_time // _MS <= high)
        and opening.get(message.thread_id, message) is message
    ]


def _of_thread(call: Incoming, thread_id: str) -> list[Message]:
    """Return all messages of a thread, the first one among them; there are no bounds."""
    state = call.world.state
    messages = [m for m in state.messages.values() if thread_id and m.thread_id == thread_id]
    if not messages:
        raise ApiError(230001, "invalid container_id")
    chat = state.chats[messages[0].chat_id]
    _may_read(call, chat)
    if any(call.query.get(name) for name in _BOUNDS):
        raise ApiError(230001, "a thread has no start_time and end_time")
    if messages[0].create_time < _sees_since(call, chat):
        raise ApiError(230073)
    return messages


def _may_read(call: Incoming, chat: Chat) -> None:
    """Refuse who is not in the chat, lacks a scope, or asks for what may not be copied."""
    if chat.status == "dissolved" or not call.in_chat(chat):
        raise ApiError(230002)
    if chat.external and call.user is None:
        raise ApiError(230027)
    _need_message_scope(call, chat)
    if chat.restricted:
        raise ApiError(231203)


def _need_message_scope(call: Incoming, chat: Chat) -> None:
    """Refuse without the extra scope: apps need one for groups, users one for each kind."""
    kind = "p2p" if chat.mode == "p2p" else "group"
    if call.user is None:
        scope = "im:message.group_msg" if kind == "group" else ""
    else:
        scope = f"im:message.{kind}_msg:get_as_user"
    if scope and not call.app.granted(scope):
        raise ApiError(230027, f"Lack of necessary permissions, ext=need scope: {scope}")


def _sees_since(call: Incoming, chat: Chat) -> int:
    """Tell from when on the caller sees messages, in milliseconds."""
    return chat.joined.get(call.principal, 0) if chat.hides_history else 0


def _seconds(call: Incoming, name: str) -> int | None:
    text = call.query.get(name)
    if not text:
        return None
    if not text.isdecimal():
        raise ApiError(230001, f"invalid {name}")
    return int(text)


def _get_message(call: Incoming) -> Json:
    """Show one message; a recalled one has no content here."""
    need_bot(call)
    message = call.world.state.messages.get(call.path["message_id"])
    if message is None:
        raise ApiError(99992354)
    chat = call.world.state.chats[message.chat_id]
    if not call.in_chat(chat):
        raise ApiError(230002)
    _need_message_scope(call, chat)
    if message.create_time < _sees_since(call, chat):
        raise ApiError(230050)
    item = in_callers_ids(call, shown_message(call, message))
    return {"items": [{**item, "body": {}} if message.deleted else item]}


OPERATIONS = (
    Operation(
        "im.message.list",
        "GET",
        "/im/v1/messages",
        _list_messages,
        STANDARD,
        ("im:message", "im:message:readonly", "im:message.history:readonly"),
        query=(
            *("container_id_type", "container_id", *_BOUNDS),
            *("sort_type", "page_size", "page_token", "card_msg_content_type"),
        ),
    ),
    Operation(
        "im.message.get",
        "GET",
        "/im/v1/messages/{message_id}",
        _get_message,
        STANDARD,
        ("im:message", "im:message:readonly"),
        query=("user_id_type", "card_msg_content_type"),
    ),
)
