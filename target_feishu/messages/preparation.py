"""From messages to letters: people looked up, files uploaded, cards made to be changed."""

from __future__ import annotations

import json
import typing as t

from target_feishu.messages.cards import shared
from target_feishu.messages.letter import Letter
from target_feishu.messages.mentions import Mentions
from target_feishu.messages.message import CARD, kind_of_id
from target_feishu.people import address_of

if t.TYPE_CHECKING:
    from collections.abc import Callable

    from target_feishu.messages.message import Message
    from target_feishu.messages.uploads import Uploads
    from target_feishu.people import People

#: Kinds of ids that people have; those of the first two never look like a mobile number.
_OF_PEOPLE: t.Final = ("open_id", "union_id", "user_id")


class Preparation:
    """Prepares the messages of one route."""

    def __init__(
        self, people: Callable[[str], People], uploads: Uploads, *, by_hook: bool, changing: bool
    ) -> None:
        """Look nothing up yet.

        Args:
            people: Gives those who know people by one kind of id.
            uploads: Uploads files.
            by_hook: A custom bot sends, so there is no receiver.
            changing: Cards may have to change later.
        """
        self._people = people
        self._mentions = Mentions(people("open_id"))
        self._uploads = uploads
        self._by_hook = by_hook
        self._changing = changing

    def letter(self, message: Message) -> Letter:
        """Make a message ready.

        Raises:
            RecordError: A person or a file is not there.
            FeishuError: Feishu did not take a file.
        """
        content = self._mentions.fill(message.msg_type, json.loads(message.content))
        content = self._uploads.fill(message.msg_type, content)
        if self._changing and message.msg_type == CARD:
            content = shared(content)
        text = json.dumps(content, ensure_ascii=False)
        if self._by_hook:
            return Letter(message.msg_type, text)
        if message.reply_to:
            reply_to, in_thread = message.reply_to, message.in_thread
            return Letter(message.msg_type, text, reply_to=reply_to, in_thread=in_thread)
        receive_id, kind = self._receiver(message)
        return Letter(message.msg_type, text, receive_id, kind)

    def _receiver(self, message: Message) -> tuple[str, str]:
        """Give the id and its kind; addresses become ids, but for e-mails, which Feishu takes."""
        given, kind = message.receive_id, message.receive_id_type
        address = address_of(given)
        if not kind:
            if not address or "@" in address:
                return given, kind_of_id(given)
            kind = "open_id"
        is_mobile = bool(address) and "@" not in address
        # A user_id is whatever a company likes, also a number.
        if kind not in _OF_PEOPLE or not address or (is_mobile and kind == "user_id"):
            return given, kind
        return self._people(kind).id_of(given), kind
