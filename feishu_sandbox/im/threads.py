"""Where a message stands among others: a reply, a thread, or alone.

Docs: R/im-v1/message/{intro,thread-introduction,reply}.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from feishu_sandbox.model import Chat, Message
    from feishu_sandbox.world import World


@dataclass(frozen=True, slots=True)
class Place:
    """The ids that tie a message to others; "" where there is nothing to be tied to."""

    root_id: str = ""
    parent_id: str = ""
    thread_id: str = ""


def place(world: World, chat: Chat, parent: Message | None, *, in_thread: bool) -> Place:
    """Find the place of a new message; a thread is opened where it needs one.

    In a thread every reply answers the thread's first message. Where the chat's form is threads,
    each message that answers none opens one.
    """
    if parent is None:
        opens = chat.mode == "topic" or chat.message_type == "thread"
        return Place(thread_id=world.new_id("thread") if opens else "")
    if not parent.thread_id and in_thread:
        parent.thread_id = world.new_id("thread")
    if not parent.thread_id:
        return Place(parent.root_id or parent.message_id, parent.message_id)
    root = openers(world)[parent.thread_id]
    return Place(root.message_id, root.message_id, parent.thread_id)


def openers(world: World) -> dict[str, Message]:
    """Return the message that opens each thread, by thread_id: the others answer it."""
    found: dict[str, Message] = {}
    for message in world.state.messages.values():
        if message.thread_id:
            found.setdefault(message.thread_id, message)
    return found
