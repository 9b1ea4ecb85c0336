"""Reading chats and their messages back.

Docs: R/im-v1/chat/list, R/im-v1/message/{list,get}.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from feishu_sandbox.envelope import ApiError
from feishu_sandbox.im.messages import need_bot, shown
from feishu_sandbox.limits import STANDARD
from feishu_sandbox.operation import EMPLOYEE_ID_SCOPE, Operation
from feishu_sandbox.paging import PageRules, take_page
from feishu_sandbox.people import avatar_url, id_in

if TYPE_CHECKING:
    from feishu_sandbox.model import Chat, Json, Message
    from feishu_sandbox.operation import Incoming

_CHAT_PAGES = PageRules(default=20, maximum=100)
_MESSAGE_PAGES = PageRules(default=20, maximum=50)
_MS = 1000


def _list_chats(call: Incoming) -> Json:
    """List the group chats of the bot or user; single chats are never listed."""
    need_bot(call, 232025)
    call.choice("sort_type", ("ByCreateTimeAsc", "ByActiveTimeDesc"), "ByCreateTimeAsc")
    chats = [
        chat
        for chat in call.world.state.chats.values()
        if chat.mode == "group" and call.in_chat(chat)
    ]
    page = take_page(call, chats, _CHAT_PAGES, "im:chats")
    return {
        "items": [_chat(call, chat) for chat in page.items],
        "has_more": page.has_more,
        "page_token": page.page_token if page.has_more else "",
    }


def _chat(call: Incoming, chat: Chat) -> Json:
    item: Json = {
        "chat_id": chat.chat_id,
        "avatar": avatar_url(chat.chat_id[3:15]),
        "name": chat.name,
        "description": chat.description,
        "external": False,
        "tenant_key": call.tenant.tenant_key,
        "chat_status": chat.status,
    }
    id_type = call.user_id_type
    if chat.owner in call.world.state.users:
        item["owner_id_type"] = id_type
        item["owner_id"] = id_in(call.world, chat.owner, id_type, call.app)
    if id_type == "user_id" and not call.app.granted(EMPLOYEE_ID_SCOPE):
        item.pop("owner_id", None)
    return item


def _list_messages(call: Incoming) -> Json:
    need_bot(call)
    if call.query.get("container_id_type") != "chat":
        raise ApiError(230001, "invalid container_id_type")
    chat = call.world.state.chats.get(call.query.get("container_id") or "")
    if chat is None:
        raise ApiError(230001, "invalid container_id")
    if not call.in_chat(chat):
        raise ApiError(230002)
    _need_message_scope(call, chat)
    messages = _between(call, chat)
    order = ("ByCreateTimeAsc", "ByCreateTimeDesc")
    if call.choice("sort_type", order, order[0]) == order[1]:
        messages.reverse()
    page = take_page(call, messages, _MESSAGE_PAGES, f"messages:{chat.chat_id}")
    return {
        "items": [shown(call, message) for message in page.items],
        "has_more": page.has_more,
        "page_token": page.page_token if page.has_more else "",
    }


def _need_message_scope(call: Incoming, chat: Chat) -> None:
    """Refuse without the extra scope: apps need one for groups, users one for each kind."""
    if call.user is None:
        scope = "im:message.group_msg" if chat.mode == "group" else ""
    else:
        kind = "group" if chat.mode == "group" else "p2p"
        scope = f"im:message.{kind}_msg:get_as_user"
    if scope and not call.app.granted(scope):
        raise ApiError(230027, f"Lack of necessary permissions, ext=need scope: {scope}")


def _between(call: Incoming, chat: Chat) -> list[Message]:
    """Return the chat's messages between `start_time` and `end_time`, both in seconds."""
    bounds = [_seconds(call, name) for name in ("start_time", "end_time")]
    low = 0 if bounds[0] is None else bounds[0]
    high = float("inf") if bounds[1] is None else bounds[1]
    messages = [m for m in call.world.state.messages.values() if m.chat_id == chat.chat_id]
    return [m for m in messages if low <= m.create_time // _MS <= high]


def _seconds(call: Incoming, name: str) -> int | None:
    text = call.query.get(name)
    if not text:
        return None
    if not text.isdecimal():
        raise ApiError(230001, f"invalid {name}")
    return int(text)


def _get_message(call: Incoming) -> Json:
    message = call.world.state.messages.get(call.path["message_id"])
    if message is None:
        raise ApiError(99992354)
    if not call.in_chat(call.world.state.chats[message.chat_id]):
        raise ApiError(230002)
    return {"items": [shown(call, message)]}


OPERATIONS = (
    Operation(
        "im.chat.list",
        "GET",
        "/im/v1/chats",
        _list_chats,
        STANDARD,
        ("im:chat", "im:chat:readonly", "im:chat:read", "im:chat.group_info:readonly"),
    ),
    Operation(
        "im.message.list",
        "GET",
        "/im/v1/messages",
        _list_messages,
        STANDARD,
        ("im:message", "im:message:readonly", "im:message.history:readonly"),
    ),
    Operation(
        "im.message.get",
        "GET",
        "/im/v1/messages/{message_id}",
        _get_message,
        STANDARD,
        ("im:message", "im:message:readonly"),
    ),
)
