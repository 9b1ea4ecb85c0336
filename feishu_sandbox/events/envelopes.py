"""The two envelopes of events, and the verification of a request URL.

Docs: K/uUTNz4SN1MjL1UzM (overview).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from feishu_sandbox.model import App, Json

V1 = "1.0"
V2 = "2.0"
_NEW_STYLE = re.compile(r"_v\d+$")


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happened.

    Attributes:
        event_id: `uuid` of a v1.0 event, `header.event_id` of a v2.0 one.
        event_type: Such as `app_open` or `contact.user.updated_v3`.
        tenant_key: Where it happened; "" leaves it out (app_ticket).
        content: The members of `event`.
        schema: `1.0` or `2.0`.
        at: When, in seconds.
    """

    event_id: str
    event_type: str
    tenant_key: str
    content: Json
    schema: str
    at: float


def schema_of(event_type: str) -> str:
    """Return the envelope that the platform uses for a type: types ending in `_v<n>` are new."""
    return V2 if _NEW_STYLE.search(event_type) else V1


def envelope(app: App, event: Event) -> Json:
    """Wrap an event for an app."""
    if event.schema == V2:
        return {
            "schema": V2,
            "header": {
                "event_id": event.event_id,
                "token": app.verification_token,
                "create_time": str(int(event.at * 1000)),
                "event_type": event.event_type,
                "tenant_key": event.tenant_key,
                "app_id": app.app_id,
            },
            "event": event.content,
        }
    owner = {"tenant_key": event.tenant_key} if event.tenant_key else {}
    return {
        "ts": f"{event.at:.7f}",
        "uuid": event.event_id,
        "token": app.verification_token,
        "type": "event_callback",
        "event": {"app_id": app.app_id, **owner, "type": event.event_type, **event.content},
    }


def challenge(app: App, value: str) -> Json:
    """Return the request that verifies a request URL."""
    return {"challenge": value, "token": app.verification_token, "type": "url_verification"}
