"""Chats and messages."""

from __future__ import annotations

from feishu_connect.endpoints.row import Endpoint, Repeat
from feishu_connect.pacing import STANDARD, Rate

#: Messages to one chat or one person.
RECEIVER_RATE = Rate(per_second=5)

IM_CHAT_LIST = Endpoint(
    name="im.chat.list",
    method="GET",
    path="/open-apis/im/v1/chats",
    rate=STANDARD,
    scopes=("im:chat:readonly", "im:chat", "im:chat:read", "im:chat.group_info:readonly"),
    page_size=100,
    people=True,
    docs="/uAjLw4CM/ukTMukTMukTM/reference/im-v1/chat/list",
)
IM_CHAT_GET = Endpoint(
    name="im.chat.get",
    method="GET",
    path="/open-apis/im/v1/chats/{chat_id}",
    rate=STANDARD,
    scopes=("im:chat:readonly", "im:chat", "im:chat:read"),
    people=True,
    docs="/uAjLw4CM/ukTMukTMukTM/reference/im-v1/chat/get",
)
IM_CHAT_MEMBERS_GET = Endpoint(
    name="im.chat_members.get",
    method="GET",
    path="/open-apis/im/v1/chats/{chat_id}/members",
    rate=STANDARD,
    scopes=(
        "im:chat:readonly",
        "im:chat",
        "im:chat.members:read",
        "im:chat.group_info:readonly",
    ),
    page_size=100,
    docs="/uAjLw4CM/ukTMukTMukTM/reference/im-v1/chat-members/get",
)
# Messages of groups need a further scope: `im:message.group_msg` of the app, or
# `im:message.group_msg:get_as_user` of a user, who needs `im:message.p2p_msg:get_as_user` for
# single chats.
IM_MESSAGE_LIST = Endpoint(
    name="im.message.list",
    method="GET",
    path="/open-apis/im/v1/messages",
    rate=STANDARD,
    scopes=("im:message:readonly", "im:message", "im:message.history:readonly"),
    page_size=50,
    docs="/uAjLw4CM/ukTMukTMukTM/reference/im-v1/message/list",
)
IM_MESSAGE_CREATE = Endpoint(
    name="im.message.create",
    method="POST",
    path="/open-apis/im/v1/messages",
    rate=STANDARD,
    scopes=("im:message", "im:message:send_as_bot"),
    repeat=Repeat.KEYED,
    key="uuid",
    docs="/uAjLw4CM/ukTMukTMukTM/reference/im-v1/message/create",
)
