"""Every endpoint of chats and messages."""

from __future__ import annotations

from feishu_sandbox.im import chats, history, messages

OPERATIONS = (*chats.OPERATIONS, *history.OPERATIONS, *messages.OPERATIONS)
