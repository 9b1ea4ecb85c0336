"""Chats and messages."""

from __future__ import annotations

from feishu_connect.endpoints.row import Endpoint, Repeat
from feishu_connect.pacing import STANDARD, Rate

#: Messages to one chat or one person: five a second, less what a slow request may be late by, so
#: that no second has six where Feishu counts them.
RECEIVER_RATE = Rate(per_second=4.5)
#: Changes of one card.
CARD_RATE = Rate(per_second=4.5)

_SEND = ("im:message", "im:message:send_as_bot")
_CHANGE = ("im:message", "im:message:update", "im:message:send_as_bot")
_UPLOAD = ("im:resource", "im:resource:upload")
_DOCS = "/uAjLw4CM/ukTMukTMukTM/reference/im-v1"

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
IM_MESSAGE_GET = Endpoint(
    name="im.message.get",
    method="GET",
    path="/open-apis/im/v1/messages/{message_id}",
    rate=STANDARD,
    scopes=("im:message:readonly", "im:message", "im:message.history:readonly"),
    docs="/uAjLw4CM/ukTMukTMukTM/reference/im-v1/message/get",
)
IM_MESSAGE_CREATE = Endpoint(
    name="im.message.create",
    method="POST",
    path="/open-apis/im/v1/messages",
    rate=STANDARD,
    scopes=_SEND,
    repeat=Repeat.KEYED,
    key="uuid",
    docs=f"{_DOCS}/message/create",
)
IM_MESSAGE_REPLY = Endpoint(
    name="im.message.reply",
    method="POST",
    path="/open-apis/im/v1/messages/{message_id}/reply",
    rate=STANDARD,
    scopes=_SEND,
    repeat=Repeat.KEYED,
    key="uuid",
    docs=f"{_DOCS}/message/reply",
)
#: Texts and posts; cards are patched.
IM_MESSAGE_UPDATE = Endpoint(
    name="im.message.update",
    method="PUT",
    path="/open-apis/im/v1/messages/{message_id}",
    rate=STANDARD,
    scopes=_CHANGE,
    identities=("app",),
    docs=f"{_DOCS}/message/update",
)
IM_MESSAGE_PATCH = Endpoint(
    name="im.message.patch",
    method="PATCH",
    path="/open-apis/im/v1/messages/{message_id}",
    rate=STANDARD,
    scopes=_CHANGE,
    docs=f"{_DOCS}/message/patch",
)
# A second upload leaves an orphan that nobody sees.
IM_IMAGE_CREATE = Endpoint(
    name="im.image.create",
    method="POST",
    path="/open-apis/im/v1/images",
    rate=STANDARD,
    scopes=_UPLOAD,
    identities=("app",),
    docs=f"{_DOCS}/image/create",
)
IM_FILE_CREATE = Endpoint(
    name="im.file.create",
    method="POST",
    path="/open-apis/im/v1/files",
    rate=STANDARD,
    scopes=_UPLOAD,
    identities=("app",),
    docs=f"{_DOCS}/file/create",
)
#: The webhook of a custom bot. The rate is one bot's; the token in the path is its whole secret.
BOT_HOOK_SEND = Endpoint(
    name="bot.hook.send",
    method="POST",
    path="/open-apis/bot/v2/hook/{token}",
    rate=Rate(per_second=4.5, per_minute=100),
    repeat=Repeat.NEVER,
    identities=("app",),
    counted=False,
    anonymous=True,
    flat=True,
    old_code="StatusCode",
    docs="/ukTMukTMukTM/ucTM5YjL3ETO24yNxkjN",
)
