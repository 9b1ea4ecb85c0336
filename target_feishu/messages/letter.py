"""Messages that are ready to go."""

from __future__ import annotations

import json
import typing as t
from dataclasses import dataclass

from target_feishu.messages.cards import is_entity
from target_feishu.messages.message import CARD, CHANGEABLE

if t.TYPE_CHECKING:
    from collections.abc import Callable


@dataclass(frozen=True, slots=True)
class Letter:
    """A message with the ids and keys that Feishu takes."""

    msg_type: str
    #: JSON text of the content object.
    content: str
    #: Empty for an answer and for a custom bot.
    receive_id: str = ""
    receive_id_type: str = ""
    reply_to: str = ""
    in_thread: bool = False

    @property
    def place(self) -> str:
        """Name the chat, the person or the answered message."""
        return self.reply_to or self.receive_id

    @property
    def is_changeable(self) -> bool:
        """Whether such a message can be changed when it has been sent."""
        if self.msg_type != CARD:
            return self.msg_type in CHANGEABLE
        return not is_entity(json.loads(self.content))


@dataclass(frozen=True, slots=True)
class Posted:
    """What Feishu tells of a message that it took; custom bots tell nothing."""

    message_id: str = ""
    chat_id: str = ""


class Post(t.Protocol):
    """A way out for letters."""

    @property
    def forgets(self) -> bool:
        """Whether sending again under the same id sends again."""

    def chat_of(self, letter: Letter) -> str:
        """Tell the chat that a letter goes to; "" where nobody knows it."""

    def endpoint(self, letter: Letter) -> str:
        """Name what is called for a letter."""

    def send(
        self, letter: Letter, uuid: str, patience: float, before: Callable[[], object]
    ) -> Posted:
        """Send; for at most `patience` seconds also through failures that pass.

        `before` is called whenever the message is about to leave, waits and token behind it.
        """

    def update(self, letter: Letter, message_id: str, chat: str) -> None:
        """Change what a message says; `chat` is where it is, "" where nobody knows."""
