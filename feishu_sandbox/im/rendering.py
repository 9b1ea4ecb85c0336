"""Chats, members and messages as the API shows them.

Docs: R/im-v1/chat/{list,get}, R/im-v1/chat-members/get, R/im-v1/message/{list,get}.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from feishu_sandbox.people import avatar_url, id_in

if TYPE_CHECKING:
    from feishu_sandbox.model import Chat, Json, Message
    from feishu_sandbox.operation import Incoming

#: What stands in the place of a recalled message; no JSON.
RECALLED = "This message was recalled"

_ALL = "all_members"


def shown_message(call: Incoming, message: Message) -> Json:
    """Return a message; senders and mentions are open_ids whatever kind the caller speaks."""
    item: Json = {
        "message_id": message.message_id,
        "msg_type": message.msg_type,
        "create_time": str(message.create_time),
        "update_time": str(message.update_time),
        "deleted": message.deleted,
        "updated": message.updated,
        "chat_id": message.chat_id,
        "sender": {
            "id": message.sender,
            "id_type": "app_id" if message.sender_type == "app" else "open_id",
            "sender_type": message.sender_type,
            "tenant_key": call.tenant.tenant_key,
        },
        "body": {"content": RECALLED if message.deleted else message.content},
    }
    if message.root_id:
        item.update(root_id=message.root_id, parent_id=message.parent_id)
    if message.thread_id:
        item["thread_id"] = message.thread_id
    if message.mentions and not message.deleted:
        item["mentions"] = message.mentions
    return item


def in_callers_ids(call: Incoming, item: Json) -> Json:
    """Return a shown message with people in the kind of id that the caller asks for."""

    def spoken(one: Json) -> Json:
        identifier = id_in(call.world, one["id"], call.user_id_type, call.app)
        return {**one, "id": identifier, "id_type": call.user_id_type}

    if item["sender"]["id_type"] == "open_id":
        item["sender"] = spoken(item["sender"])
    if "mentions" in item:
        item["mentions"] = [spoken(mention) for mention in item["mentions"]]
    return item


def listed_chat(call: Incoming, chat: Chat) -> Json:
    """Return a chat as the list shows it."""
    return {
        "chat_id": chat.chat_id,
        "avatar": avatar_url(chat.chat_id[3:15]),
        "name": chat.name,
        "description": chat.description,
        **_owner(call, chat),
        "external": chat.external,
        "tenant_key": call.tenant.tenant_key,
        "chat_status": chat.status,
    }


def chat_from_outside(chat: Chat) -> Json:
    """Return what those see of a chat who are not in it."""
    named = {"name": chat.name} if chat.name else {}
    return {
        "avatar": avatar_url(chat.chat_id[3:15]),
        **named,
        "user_count": str(len(chat.members)),
        "bot_count": str(len(chat.bots)),
        "chat_status": chat.status,
    }


def chat_details(call: Incoming, chat: Chat) -> Json:
    """Return a chat as its own page shows it; single chats have fewer members."""
    item: Json = {
        **chat_from_outside(chat),
        "description": chat.description,
        "i18n_names": {"zh_cn": chat.name, "en_us": "", "ja_jp": ""},
        "edit_permission": _ALL,
        "user_manager_id_list": [],
        "bot_manager_id_list": [],
        "chat_mode": chat.mode,
        "moderation_permission": _ALL,
        "external": chat.external,
        "tenant_key": call.tenant.tenant_key,
        "restricted_mode_setting": _restricted_mode(chat),
        "urgent_setting": _ALL,
        "video_conference_setting": _ALL,
        "hide_member_count_setting": _ALL,
    }
    if chat.mode == "group":
        item["group_message_type"] = chat.message_type
    return item if chat.mode == "p2p" else {**item, **_owner(call, chat), **_of_groups()}


def member(call: Incoming, open_id: str, id_type: str) -> Json:
    """Return a person as a member; without the scope for user_ids the id is left out."""
    identifier = id_in(call.world, open_id, id_type, call.app)
    return {
        "member_id_type": id_type,
        **({"member_id": identifier} if identifier else {}),
        "name": call.world.state.users[open_id].name,
        "tenant_key": call.tenant.tenant_key,
    }


def _owner(call: Incoming, chat: Chat) -> Json:
    """Name the owner; nothing where a bot owns the chat."""
    if chat.owner not in call.world.state.users:
        return {}
    id_type = call.user_id_type
    identifier = id_in(call.world, chat.owner, id_type, call.app)
    return {"owner_id_type": id_type, **({"owner_id": identifier} if identifier else {})}


def _of_groups() -> Json:
    return {
        "add_member_permission": _ALL,
        "share_card_permission": "allowed",
        "at_all_permission": _ALL,
        "chat_type": "private",
        "chat_tag": "inner",
        "join_message_visibility": _ALL,
        "leave_message_visibility": _ALL,
        "membership_approval": "no_approval_required",
    }


def _restricted_mode(chat: Chat) -> Json:
    allowed = "not_anyone" if chat.restricted else _ALL
    names = ("screenshot", "download", "message")
    return {
        "status": chat.restricted,
        **{f"{name}_has_permission_setting": allowed for name in names},
    }
