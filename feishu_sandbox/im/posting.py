"""Putting a message into a chat, whoever writes it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from feishu_sandbox.im.threads import place
from feishu_sandbox.model import Message

if TYPE_CHECKING:
    from feishu_sandbox.model import Chat, Json
    from feishu_sandbox.world import World


@dataclass(frozen=True, slots=True)
class Written:
    """What somebody wrote: `content` is the JSON string, `sender` an open_id or app id."""

    msg_type: str
    content: str
    sender: str
    sender_type: str
    mentions: list[Json] = field(default_factory=list)


def post(
    world: World,
    chat: Chat,
    written: Written,
    parent: Message | None = None,
    *,
    in_thread: bool = False,
) -> Message:
    """Add a message to a chat, now."""
    stands = place(world, chat, parent, in_thread=in_thread)
    stamp = world.clock.now_ms()
    message = Message(
        message_id=world.new_id("message"),
        chat_id=chat.chat_id,
        msg_type=written.msg_type,
        content=written.content,
        sender=written.sender,
        sender_type=written.sender_type,
        create_time=stamp,
        update_time=stamp,
        root_id=stands.root_id,
        parent_id=stands.parent_id,
        mentions=written.mentions,
        thread_id=stands.thread_id,
    )
    world.state.messages[message.message_id] = message
    return message
