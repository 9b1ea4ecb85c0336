"""Chats, members, messages."""

from __future__ import annotations

import json
import logging
import typing as t

from feishu_connect import endpoints
from feishu_connect.errors import AccessError, FeishuError
from tap_feishu.chats.listing import CLOSED, MESSAGE_SCOPES, UNABLE
from tap_feishu.chats.messages import History
from tap_feishu.columns import (
    BOOLEAN,
    INTEGER,
    MILLISECONDS,
    TEXT,
    TEXTS,
    Column,
    objects,
    record,
)
from tap_feishu.streams.units import UnitStream

if t.TYPE_CHECKING:
    from collections.abc import Generator, Iterable

    from feishu_connect.endpoints import Endpoint
    from tap_feishu.columns import Columns
    from tap_feishu.streams.base import FixedStream

Item = dict[str, t.Any]

#: Columns that the listing of chats does not tell.
_DETAILS: t.Final[Columns] = {
    "i18n_names": record(zh_cn=TEXT, en_us=TEXT, ja_jp=TEXT),
    "chat_mode": TEXT,
    "chat_type": TEXT,
    "chat_tag": TEXT,
    "group_message_type": TEXT,
    "user_count": INTEGER,
    "bot_count": INTEGER,
    "user_manager_id_list": TEXTS,
    "bot_manager_id_list": TEXTS,
    "add_member_permission": TEXT,
    "share_card_permission": TEXT,
    "at_all_permission": TEXT,
    "edit_permission": TEXT,
    "join_message_visibility": TEXT,
    "leave_message_visibility": TEXT,
    "membership_approval": TEXT,
    "moderation_permission": TEXT,
    "restricted_mode_setting": record(
        status=BOOLEAN,
        screenshot_has_permission_setting=TEXT,
        download_has_permission_setting=TEXT,
        message_has_permission_setting=TEXT,
    ),
    "urgent_setting": TEXT,
    "video_conference_setting": TEXT,
    "hide_member_count_setting": TEXT,
}
_WITHOUT_CHAT_IDS: t.Final[dict[Endpoint, str]] = {
    endpoints.IM_CHAT_LIST: "`chat_ids` names no chats"
}


class ChatStream(UnitStream):
    """A stream over chats; of a chat from the listing it is no failure if it is closed by now."""

    unit = "chat"
    named_by = ("chat_ids",)
    only_if = _WITHOUT_CHAT_IDS

    def units(self) -> Iterable[str]:
        """List the chats that are not dissolved."""
        return self.run.chats.open_ids

    def _pass_over(self, unit: str, error: FeishuError) -> None:
        if error.code in UNABLE:
            raise error
        if error.code in CLOSED and self.run.chats.is_listed(unit):
            # It may come back, or be another company's: what it held is not gone.
            level = logging.INFO if self.partial else logging.WARNING
            self.logger.log(level, "Passed over chat %s: %s", unit, error)
            self.partial = True
            return
        super()._pass_over(unit, error)


class ChatList(ChatStream):
    """Group chats of the identity, or the chats of `chat_ids`, single chats among them.

    Docs: `/uAjLw4CM/ukTMukTMukTM/reference/im-v1/chat/{list,get}`.
    """

    name = "chats"
    keys = ("chat_id",)
    endpoints = (endpoints.IM_CHAT_LIST, endpoints.IM_CHAT_GET)
    cost = "1 per 100 chats, and 1 a chat unless only columns of the listing are selected"
    columns: t.ClassVar[Columns] = {
        "chat_id": TEXT,
        "avatar": TEXT,
        "name": TEXT,
        "description": TEXT,
        "owner_id": TEXT,
        "owner_id_type": TEXT,
        "external": BOOLEAN,
        "tenant_key": TEXT,
        "chat_status": TEXT,
        **_DETAILS,
    }

    def units(self) -> Iterable[str]:
        """List all chats, dissolved ones among them."""
        return self.run.chats.ids

    def read(self, unit: str, cursor: t.Any) -> Generator[Item, None, None]:  # noqa: ARG002
        """Describe a chat."""
        yield self.run.chats.describe(unit, whole=self.wants(*_DETAILS))


class ChatMembers(ChatStream):
    """People in the chats; Feishu leaves bots out.

    Docs: `/uAjLw4CM/ukTMukTMukTM/reference/im-v1/chat-members/get`.
    """

    name = "chat_members"
    keys = ("chat_id", "member_id")
    endpoints = (endpoints.IM_CHAT_LIST, endpoints.IM_CHAT_MEMBERS_GET)
    cost = "1 per 100 members of a chat, at least 1 a chat"
    columns: t.ClassVar[Columns] = {
        "chat_id": TEXT,
        "member_id": TEXT,
        "member_id_type": TEXT,
        "name": TEXT,
        "tenant_key": TEXT,
    }

    def read(self, unit: str, cursor: t.Any) -> Generator[Item, None, None]:  # noqa: ARG002
        """Give the members of a chat, each once, although people come in while pages are read.

        Raises:
            AccessError: Some have no id of the kind that the settings ask for.
        """
        given, nameless = set(), 0
        params = {"member_id_type": self.run.settings.connection.user_id_type}
        path = {"chat_id": unit}
        for item in self.run.client.items(endpoints.IM_CHAT_MEMBERS_GET, path=path, params=params):
            member_id = item.get("member_id")
            nameless += not member_id
            if member_id and member_id not in given:
                given.add(member_id)
                yield {**item, "chat_id": unit}
        if nameless:
            msg = f"Feishu does not tell the {params['member_id_type']} of {nameless} members"
            cure = (
                "Grant contact:user.employee_id:readonly, or set user_id_type to open_id: people "
                "of other companies have no user_id here"
            )
            raise AccessError(msg, cure=cure)


def _body(value: t.Any) -> Item | None:
    """Parse the content where it is JSON; the text of a recalled message is none."""
    if value is None:
        return None
    body = value if isinstance(value, dict) else {"content": value}
    return {**body, "content": _parsed(body.get("content"))}


def _parsed(content: t.Any) -> t.Any:
    if not isinstance(content, str):
        return content
    try:
        value = json.loads(content)
    except ValueError:
        return content
    if not isinstance(value, dict | list):
        return content
    if r"\ud" in content.lower():
        # Halves of surrogate pairs, which bots may send and UTF-8 cannot hold.
        value = json.loads(json.dumps(value, ensure_ascii=False).encode(errors="replace"))
    return value


_CONTENT: t.Final = {"type": ["object", "array", "string", "null"]}
BODY: t.Final = Column(
    {"type": ["object", "null"], "properties": {"content": _CONTENT}},
    _body,
)


class Messages(ChatStream):
    """Messages of the chats, replies in threads among them.

    Docs: `/uAjLw4CM/ukTMukTMukTM/reference/im-v1/message/list`.
    """

    name = "messages"
    keys = ("message_id",)
    endpoints = (endpoints.IM_CHAT_LIST, endpoints.IM_MESSAGE_LIST)
    cost = (
        "1 per 50 messages since the last run and of `message_lookback` before it, at least 1 a "
        "chat, and at least 1 for each thread in use"
    )
    replication = "incremental by `create_time`, with edits and recalls within `message_lookback`"
    replication_key = "create_time"
    columns: t.ClassVar[Columns] = {
        "message_id": TEXT,
        "root_id": TEXT,
        "parent_id": TEXT,
        "thread_id": TEXT,
        "upper_message_id": TEXT,
        "chat_id": TEXT,
        "msg_type": TEXT,
        "create_time": MILLISECONDS,
        "update_time": MILLISECONDS,
        "deleted": BOOLEAN,
        "updated": BOOLEAN,
        "sender": record(id=TEXT, id_type=TEXT, sender_type=TEXT, tenant_key=TEXT),
        "body": BODY,
        "mentions": objects(key=TEXT, id=TEXT, id_type=TEXT, name=TEXT, tenant_key=TEXT),
    }

    @classmethod
    def further_scopes(cls, identity: str) -> tuple[tuple[str, ...], ...]:
        """Name what opens groups; single chats of a user need one more, where there are any."""
        return (MESSAGE_SCOPES[identity][:1],)

    def read(self, unit: str, cursor: t.Any) -> Generator[Item, None, t.Any]:
        """Give what was written, edited or recalled since the cursor.

        Raises:
            FeishuError: The chat cannot be read; a ScopeError where no chat can.
        """
        try:
            return (yield from History(self.run, unit, cursor, self.logger).read())
        except FeishuError as error:
            raise self.run.chats.explain(unit, error) from None


STREAMS: tuple[type[FixedStream], ...] = (ChatList, ChatMembers, Messages)
