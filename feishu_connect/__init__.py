"""The Feishu and Lark platform for both connectors: tokens, transport, pacing, errors, codecs."""

from __future__ import annotations

from feishu_connect.client import FeishuClient
from feishu_connect.errors import (
    AccessError,
    AmbiguousWriteError,
    CellError,
    CredentialsError,
    FeishuError,
    IncompleteError,
    NotFoundError,
    PagingError,
    QuotaError,
    RegionError,
    RejectedError,
    RetriesExhaustedError,
    ScopeError,
    SettingsError,
    SignInError,
    TicketError,
)
from feishu_connect.paging import Page
from feishu_connect.settings import ConnectionSettings

__all__ = [
    "AccessError",
    "AmbiguousWriteError",
    "CellError",
    "ConnectionSettings",
    "CredentialsError",
    "FeishuClient",
    "FeishuError",
    "IncompleteError",
    "NotFoundError",
    "Page",
    "PagingError",
    "QuotaError",
    "RegionError",
    "RejectedError",
    "RetriesExhaustedError",
    "ScopeError",
    "SettingsError",
    "SignInError",
    "TicketError",
]
