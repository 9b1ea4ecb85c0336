"""`feishu-connect unsubscribe`, which is `subscribe` the other way round."""

from __future__ import annotations

from feishu_connect.commands.subscribe import unsubscribe

__all__ = ["unsubscribe"]
