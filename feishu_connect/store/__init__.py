"""What must outlive a run, with all secrets encrypted: tickets, user tokens, events, ids seen."""

from __future__ import annotations

from feishu_connect.store.errors import LockTimeoutError, StoreError, UnreadableError
from feishu_connect.store.records import (
    AppTicket,
    StoredEvent,
    Tenant,
    TenantState,
    UserGrant,
)
from feishu_connect.store.store import Store

__all__ = [
    "AppTicket",
    "LockTimeoutError",
    "Store",
    "StoreError",
    "StoredEvent",
    "Tenant",
    "TenantState",
    "UnreadableError",
    "UserGrant",
]
