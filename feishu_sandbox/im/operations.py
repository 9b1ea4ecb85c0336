"""Every endpoint of chats and messages."""

from __future__ import annotations

from feishu_sandbox.im import changes, chats, history, hooks, messages, uploads

OPERATIONS = (
    *chats.OPERATIONS,
    *history.OPERATIONS,
    *messages.OPERATIONS,
    *changes.OPERATIONS,
    *uploads.OPERATIONS,
    *hooks.OPERATIONS,
)
