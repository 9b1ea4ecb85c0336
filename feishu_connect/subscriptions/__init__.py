"""Which documents, approval definitions and calendars Feishu tells the receiver about."""

from __future__ import annotations

from feishu_connect.subscriptions.acts import Outcome, subscribe, unsubscribe
from feishu_connect.subscriptions.things import Kind, Thing, read_things, things_of

__all__ = ["Kind", "Outcome", "Thing", "read_things", "subscribe", "things_of", "unsubscribe"]
