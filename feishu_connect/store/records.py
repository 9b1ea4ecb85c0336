"""What the store keeps. Secrets and personal data stay out of every `repr`."""

from __future__ import annotations

import typing as t
from dataclasses import dataclass, field

if t.TYPE_CHECKING:
    import datetime as dt

#: `stopped`: disabled by the tenant or the platform; `uninstalled`: gone.
TenantState = t.Literal["active", "stopped", "uninstalled"]


@dataclass(frozen=True, slots=True)
class AppTicket:
    """The last `app_ticket` pushed to a store app."""

    value: str = field(repr=False)
    received_at: dt.datetime


@dataclass(frozen=True, slots=True)
class Tenant:
    """A tenant of a store app, and since when its state is known."""

    tenant_key: str
    state: TenantState
    learned_at: dt.datetime


@dataclass(frozen=True, slots=True)
class UserGrant:
    """What a sign-in or a refresh gave; the refresh token works once.

    Times are UTC; None where Feishu has not told them, as for a refresh token from the settings.
    """

    refresh_token: str = field(repr=False)
    refresh_expires_at: dt.datetime | None = None
    access_token: str = field(default="", repr=False)
    access_expires_at: dt.datetime | None = None
    scope: str = ""
    open_id: str = ""


@dataclass(frozen=True, slots=True)
class StoredEvent:
    """An event as the receiver took it, of either envelope.

    Attributes:
        event_id: `header.event_id` (2.0) or `uuid` (1.0); tells repeats.
        event_type: Such as `im.message.receive_v1` or `approval_instance`.
        tenant_key: Tenant in which it happened, "" where the event names none.
        created_at: When Feishu made it, UTC.
        schema: Version of the envelope, `1.0` or `2.0`.
        payload: The `event` object of the decrypted body, without its envelope and token.
    """

    event_id: str
    event_type: str
    tenant_key: str
    created_at: dt.datetime
    schema: str
    payload: dict[str, t.Any] = field(repr=False)
