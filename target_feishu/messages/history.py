"""Messages that an earlier run may have sent, sought in what was said in their chat.

Docs: `/uAjLw4CM/ukTMukTMukTM/reference/im-v1/message/list`.
"""

from __future__ import annotations

import datetime as dt
import json
import re
import typing as t
from dataclasses import dataclass

from feishu_connect import (
    AccessError,
    FeishuError,
    NotFoundError,
    RejectedError,
    endpoints,
)
from feishu_connect.errors import ScopeError
from target_feishu.messages.message import CARD

if t.TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable

    from feishu_connect import FeishuClient
    from target_feishu.messages.letter import Letter

#: Around the attempts: clocks differ, and an attempt may be repeated within the hour.
_BEFORE: t.Final = dt.timedelta(minutes=2)
_AFTER: t.Final = dt.timedelta(minutes=80)

#: The chat, or its history, is closed to the app.
_CLOSED: t.Final = (AccessError, NotFoundError, RejectedError, ScopeError)

#: Mentions, as they are sent and as they are shown; and marks that may be gone when shown.
_MENTION = re.compile(r'<at user_id="[^"]*">[^<]*</at>|@_user_\d+|@_all')
_MARK = re.compile(r"</?[bius]>")
#: Kinds whose content Feishu shows as it was sent.
_AS_SENT: t.Final = ("image", "file", "audio", "media", "sticker", "share_chat", "share_user")


@dataclass(frozen=True, slots=True)
class Finding:
    """What the history tells of a message."""

    #: Of the message, where it was found.
    message_id: str = ""
    #: It was surely not sent.
    is_absent: bool = False


UNKNOWN: t.Final = Finding()


class History:
    """Reads what a chat was told."""

    def __init__(
        self, client: FeishuClient, known: Callable[[Iterable[str]], Collection[str]]
    ) -> None:
        """Read nothing yet.

        Args:
            client: The way to the API.
            known: Of some ids of messages, gives those that belong to other records.
        """
        self._client = client
        self._known = known

    def look(self, letter: Letter, chat: str, begun: dt.datetime) -> Finding:
        """Seek a message that was begun at a time.

        Raises:
            FeishuError: Feishu is not available.
        """
        # In threads messages are not listed; a user's own messages are not told from the others.
        if letter.in_thread or self._client.settings.identity != "app":
            return UNKNOWN
        try:
            chat = chat or self._chat_of(letter.reply_to)
            if not chat:
                return UNKNOWN
            items = [item for item in self._said(letter, chat, begun) if self._is_own(item, letter)]
        except FeishuError as error:
            if isinstance(error, _CLOSED) and not error.stops_run:
                return UNKNOWN
            raise
        others = self._known(str(item.get("message_id")) for item in items)
        return _finding(letter, [each for each in items if each.get("message_id") not in others])

    def _chat_of(self, message_id: str) -> str:
        """Ask for the chat of an answered message that no run has met."""
        if not message_id:
            return ""
        data = self._client.call(endpoints.IM_MESSAGE_GET, path={"message_id": message_id})
        items = data.get("items") or [{}]
        return str(items[0].get("chat_id") or "")

    def _said(self, letter: Letter, chat: str, begun: dt.datetime) -> Iterable[dict[str, t.Any]]:
        params = {
            "container_id_type": "chat",
            "container_id": chat,
            "start_time": str(int((begun - _BEFORE).timestamp())),
            "end_time": str(int((begun + _AFTER).timestamp())),
            "sort_type": "ByCreateTimeAsc",
        }
        if letter.msg_type == CARD:
            params["card_msg_content_type"] = "user_card_content"
        return self._client.items(endpoints.IM_MESSAGE_LIST, params=params)

    def _is_own(self, item: dict[str, t.Any], letter: Letter) -> bool:
        sender = item.get("sender") or {}
        return (
            sender.get("id") == self._client.settings.app_id
            and item.get("msg_type") == letter.msg_type
            and (item.get("parent_id") or "") == letter.reply_to
        )


def _finding(letter: Letter, items: Iterable[dict[str, t.Any]]) -> Finding:
    finding = Finding(is_absent=True)
    for item in items:
        shown = (item.get("body") or {}).get("content")
        alike = None if item.get("deleted") else _alike(letter, shown)
        if alike:
            return Finding(str(item["message_id"]))
        if alike is None:
            finding = UNKNOWN
    return finding


def _alike(letter: Letter, shown: t.Any) -> bool | None:
    """Compare what was sent with what is shown; None where Feishu shows it in another form."""
    sent = json.loads(letter.content)
    try:
        seen = json.loads(shown)
    except (TypeError, ValueError):
        return None
    if sent == seen:
        return True
    if not isinstance(seen, dict):
        return None
    if letter.msg_type in _AS_SENT:
        return all(seen.get(name) == value for name, value in sent.items())
    if letter.msg_type == "text":
        same = _bare(sent["text"]) == _bare(str(seen.get("text", "")))
        # Links may be shown as something else.
        return None if not same and "](" in sent["text"] else same
    return None


def _bare(text: str) -> str:
    return _MARK.sub("", _MENTION.sub("@", text)).strip()
