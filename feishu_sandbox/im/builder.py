"""What people do in chats, for tests and seeds."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from feishu_sandbox.im.model import CustomBot
from feishu_sandbox.im.posting import Written, post
from feishu_sandbox.model import Chat

if TYPE_CHECKING:
    from collections.abc import Sequence

    from feishu_sandbox.model import Json, Message
    from feishu_sandbox.world import World


class Talk:
    """Builders; no tokens, no limits, no access checks."""

    def __init__(self, world: World) -> None:
        """Belong to a world."""
        self.world = world

    def write(
        self, chat: Chat, text: str, *, by: str = "", mentions: Sequence[str] = ()
    ) -> Message:
        """Write a text.

        Args:
            chat: Where.
            text: What; `@_user_1` stands for the first of the mentioned.
            by: open_id of the writer, the first member by default; an app id for a bot.
            mentions: open_ids of people of whom the text speaks.
        """
        return self.send(chat, {"text": text}, by=by, mentions=mentions)

    def send(  # noqa: PLR0913 - the parts of a message
        self,
        chat: Chat,
        content: Json | str,
        *,
        msg_type: str = "text",
        by: str = "",
        mentions: Sequence[str] = (),
        answering: Message | None = None,
        in_thread: bool = False,
    ) -> Message:
        """Send a message of any type; a content that is a string is stored as it is."""
        state = self.world.state
        text = content if isinstance(content, str) else json.dumps(content, ensure_ascii=False)
        sender = by or next(iter((*chat.members, *chat.bots)))
        kind = "app" if sender in state.apps else "user"
        with self.world.lock:
            written = Written(msg_type, text, sender, kind, self._mentioned(mentions))
            return post(self.world, chat, written, answering, in_thread=in_thread)

    def reply(
        self, parent: Message, text: str, *, by: str = "", in_thread: bool = False
    ) -> Message:
        """Answer a message, in a thread of its own if wanted; in a thread it stays there."""
        chat = self.world.state.chats[parent.chat_id]
        return self.send(chat, {"text": text}, by=by, answering=parent, in_thread=in_thread)

    def edit(self, message: Message, text: str) -> None:
        """Change a text; its time of creation stays."""
        with self.world.lock:
            message.content = json.dumps({"text": text}, ensure_ascii=False)
            message.updated = True
            message.update_time = self.world.clock.now_ms()

    def recall(self, message: Message) -> None:
        """Take a message back: it stays in the history, without content, its times unchanged."""
        with self.world.lock:
            message.deleted = True

    def erase(self, message: Message) -> None:
        """Delete a message for good, as an administrator does."""
        with self.world.lock:
            message.erased = True

    def add_custom_bot(
        self,
        chat: Chat,
        name: str = "Custom bot",
        *,
        secret: str = "",
        keywords: Sequence[str] = (),
        addresses: Sequence[str] = (),
    ) -> CustomBot:
        """Add a custom bot to a chat.

        Args:
            chat: Where it posts.
            name: Shown there.
            secret: Makes it check signatures.
            keywords: Makes it take only messages with one of these words.
            addresses: Makes it take only messages from these networks.
        """
        with self.world.lock:
            bot = CustomBot(
                self.world.new_id("hook"),
                chat.chat_id,
                name,
                secret,
                list(keywords),
                list(addresses),
            )
            self.world.state.im.custom_bots[bot.token] = bot
        return bot

    def join(self, chat: Chat, who: str) -> None:
        """Bring a person (open_id) or bot (app id) into a chat."""
        with self.world.lock:
            self._crowd(chat, who).append(who)
            chat.joined[who] = self.world.clock.now_ms()

    def leave(self, chat: Chat, who: str) -> None:
        """Take a person or bot out of a chat."""
        with self.world.lock:
            self._crowd(chat, who).remove(who)
            chat.joined.pop(who, None)

    def dissolve(self, chat: Chat, *, keep_history: bool = False) -> None:
        """Dissolve a chat; with its history kept, members go on reading it."""
        with self.world.lock:
            chat.status = "dissolved_save" if keep_history else "dissolved"

    def add_single_chat(self, user: str, app: str) -> Chat:
        """Open the single chat of a person (open_id) and a bot (app id)."""
        with self.world.lock:
            chat = Chat(self.world.new_id("chat"), "", mode="p2p", members=[user], bots=[app])
            self.world.state.chats[chat.chat_id] = chat
        return chat

    def _crowd(self, chat: Chat, who: str) -> list[str]:
        return chat.bots if who in self.world.state.apps else chat.members

    def _mentioned(self, people: Sequence[str]) -> list[Json]:
        return [
            {
                "key": f"@_user_{number}",
                "id": open_id,
                "id_type": "open_id",
                "name": self.world.state.users[open_id].name,
                "tenant_key": self.world.state.tenant.tenant_key,
            }
            for number, open_id in enumerate(people, 1)
        ]
