"""Messages of the app's bot to chats and people, at the pace that each of them bears.

Docs: `/uAjLw4CM/ukTMukTMukTM/reference/im-v1/message/{create,reply,update,patch}`.
"""

from __future__ import annotations

import typing as t

from feishu_connect import endpoints
from target_feishu.messages.letter import Posted
from target_feishu.messages.message import CARD
from target_feishu.messages.sizes import check_size

if t.TYPE_CHECKING:
    from collections.abc import Callable

    from feishu_connect import FeishuClient
    from feishu_connect.endpoints import Endpoint
    from feishu_connect.pacing import Rate
    from target_feishu.messages.letter import Letter

    Lanes: t.TypeAlias = "tuple[tuple[str, Rate], ...]"


class ChatPost:
    """Sends as the bot; shared by all routes, as chats are.

    Feishu counts by chat, or by person, whose single chat is a chat too. Which chat a person or an
    answered message belongs to is known from the first reply on.
    """

    def __init__(self, client: FeishuClient, recall: Callable[[Letter], str]) -> None:
        """Know no chat yet.

        Args:
            client: The way to the API.
            recall: Tells the chat of a letter from what earlier runs have seen, "" where not.
        """
        self._client = client
        self._recall = recall
        #: Person or message -> chat.
        self._chats: dict[str, str] = {}

    @property
    def forgets(self) -> bool:
        """Whether sending again under the same id sends again: not within the hour."""
        return False

    def chat_of(self, letter: Letter) -> str:
        """Tell the chat that a letter goes to; "" where nobody knows it yet."""
        if letter.receive_id_type == "chat_id":
            return letter.receive_id
        if letter.place not in self._chats:
            self._learn(letter.place, self._recall(letter))
        return self._chats.get(letter.place, "")

    def endpoint(self, letter: Letter) -> str:
        """Name what is called for a letter."""
        return _endpoint(letter).name

    def send(
        self, letter: Letter, uuid: str, patience: float, before: Callable[[], object]
    ) -> Posted:
        """Send a message, or an answer to one.

        Raises:
            RecordError: It is too large.
            FeishuError: Feishu did not take it.
        """
        body: dict[str, t.Any] = {
            "msg_type": letter.msg_type,
            "content": letter.content,
            "uuid": uuid,
        }
        if letter.reply_to:
            parts: dict[str, t.Any] = {"path": {"message_id": letter.reply_to}}
            body["reply_in_thread"] = letter.in_thread
        else:
            parts = {"params": {"receive_id_type": letter.receive_id_type}}
            body["receive_id"] = letter.receive_id
        check_size(letter.msg_type, body)
        known = self.chat_of(letter)
        data = self._client.call(
            _endpoint(letter),
            body=body,
            lanes=_lanes(known or letter.place),
            patience=patience,
            before_send=before,
            **parts,
        )
        return self._posted(letter, data, known)

    def update(self, letter: Letter, message_id: str, chat: str) -> None:
        """Change what a message says; to say the same again changes nothing.

        Raises:
            FeishuError: Feishu did not take it.
        """
        body = {"content": letter.content}
        lanes = _lanes(chat) if chat else ()
        if letter.msg_type == CARD:
            endpoint = endpoints.IM_MESSAGE_PATCH
            lanes = ((f"im:{message_id}", endpoints.CARD_RATE), *lanes)
        else:
            endpoint = endpoints.IM_MESSAGE_UPDATE
            body["msg_type"] = letter.msg_type
        check_size(letter.msg_type, body)
        self._client.call(endpoint, path={"message_id": message_id}, body=body, lanes=lanes)

    def _learn(self, place: str, chat: str) -> None:
        if place and chat:
            self._chats[place] = chat

    def _posted(self, letter: Letter, data: dict[str, t.Any], known: str) -> Posted:
        chat = str(data.get("chat_id") or "")
        if chat and not known:
            self._learn(letter.place, chat)
            # The message was one of the chat's, which other routes may be writing to.
            for lane, rate in _lanes(chat):
                self._client.pace(lane, rate)
        message_id = str(data.get("message_id") or "")
        self._learn(message_id, chat)
        return Posted(message_id, chat)


def _endpoint(letter: Letter) -> Endpoint:
    return endpoints.IM_MESSAGE_REPLY if letter.reply_to else endpoints.IM_MESSAGE_CREATE


def _lanes(place: str) -> Lanes:
    return ((f"im:{place}", endpoints.RECEIVER_RATE),)
