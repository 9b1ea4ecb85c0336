"""Chats and who is in them.

Docs: R/im-v1/chat/{list,get}, R/im-v1/chat-members/get.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from feishu_sandbox.envelope import ApiError
from feishu_sandbox.im.messages import need_bot
from feishu_sandbox.im.rendering import chat_details, chat_from_outside, listed_chat, member
from feishu_sandbox.limits import STANDARD
from feishu_sandbox.operation import USER_ID_TYPES, Operation
from feishu_sandbox.paging import PageRules, decode_token, encode_token, page_size, take_page

if TYPE_CHECKING:
    from feishu_sandbox.model import Chat, Json
    from feishu_sandbox.operation import Incoming

_PAGES = PageRules(default=20, maximum=100)
_NO_BOT = 232025


def _list_chats(call: Incoming) -> Json:
    """List the groups of the bot or user; single chats are never listed."""
    need_bot(call, _NO_BOT)
    sort = call.choice("sort_type", ("ByCreateTimeAsc", "ByActiveTimeDesc"), "ByCreateTimeAsc")
    chats = [
        chat
        for chat in call.world.state.chats.values()
        if chat.mode != "p2p" and call.in_chat(chat)
    ]
    if sort == "ByActiveTimeDesc":
        latest = {m.chat_id: m.create_time for m in call.world.state.messages.values()}
        chats.sort(key=lambda chat: -latest.get(chat.chat_id, 0))
    page = take_page(call, chats, _PAGES, f"im:chats:{sort}")
    return {
        "items": [listed_chat(call, chat) for chat in page.items],
        "has_more": page.has_more,
        **({"page_token": page.page_token} if page.has_more else {}),
    }


def _get_chat(call: Incoming) -> Json:
    """Show a chat; who is not in it sees its outside only."""
    chat = _find(call)
    return chat_details(call, chat) if call.in_chat(chat) else chat_from_outside(chat)


def _find(call: Incoming) -> Chat:
    need_bot(call, _NO_BOT)
    chat = call.world.state.chats.get(call.path["chat_id"])
    if chat is None:
        raise ApiError(232006)
    return chat


def _list_members(call: Incoming) -> Json:
    """List the people of a chat in the order in which they came in.

    Bots fill their places on a page and are then left out; people who came in together are on one
    page, so it may be shorter or longer than asked for.
    """
    chat = _find(call)
    if chat.status != "normal":
        raise ApiError(232009)
    if not call.in_chat(chat):
        raise ApiError(232011)
    if chat.external and call.user is None:
        raise ApiError(232033)
    id_type = call.choice("member_id_type", USER_ID_TYPES, "open_id")
    everyone = sorted((*chat.members, *chat.bots), key=lambda one: chat.joined.get(one, 0))
    begin = _joined_from(call, chat)
    left = [one for one in everyone if chat.joined.get(one, 0) >= begin]
    size = page_size(call, _PAGES)
    last = chat.joined.get(left[size - 1], 0) if len(left) >= size else float("inf")
    here = [one for one in left if chat.joined.get(one, 0) <= last]
    has_more = len(here) < len(left)
    return {
        "items": [member(call, one, id_type) for one in here if one in chat.members],
        "has_more": has_more,
        **({"page_token": encode_token(_listing(chat), int(last) + 1)} if has_more else {}),
        "member_total": len(chat.members),
    }


def _listing(chat: Chat) -> str:
    return f"im:members:{chat.chat_id}"


def _joined_from(call: Incoming, chat: Chat) -> int:
    """Read the page token: the millisecond after the last of the page before came in."""
    token = call.query.get("page_token")
    if not token:
        return 0
    try:
        listing, joined = decode_token(token)
    except ValueError:
        listing, joined = "", 0
    if listing != _listing(chat):
        raise ApiError(232001, "invalid page_token")
    return joined


_CHAT_SCOPES = ("im:chat", "im:chat:read", "im:chat:readonly")

OPERATIONS = (
    Operation(
        "im.chat.list",
        "GET",
        "/im/v1/chats",
        _list_chats,
        STANDARD,
        (*_CHAT_SCOPES, "im:chat.group_info:readonly"),
        query=("user_id_type", "sort_type", "page_token", "page_size"),
    ),
    Operation(
        "im.chat.get",
        "GET",
        "/im/v1/chats/{chat_id}",
        _get_chat,
        STANDARD,
        _CHAT_SCOPES,
        query=("user_id_type",),
    ),
    Operation(
        "im.chat_members.get",
        "GET",
        "/im/v1/chats/{chat_id}/members",
        _list_members,
        STANDARD,
        ("im:chat", "im:chat:readonly", "im:chat.members:read", "im:chat.group_info:readonly"),
        query=("member_id_type", "page_size", "page_token"),
    ),
)
