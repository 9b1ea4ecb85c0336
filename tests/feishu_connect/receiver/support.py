"""Feishu's side of a push, written from the reference, and a store in memory."""

from __future__ import annotations

import base64
import hashlib
import json
import typing as t
from dataclasses import dataclass, field

from Crypto.Cipher import AES
from Crypto.Util.Padding import pad

from feishu_connect.store import AppTicket, StoredEvent, StoreError, Tenant
from tests.support import START, FakeClock

APP = "cli_a000000000000001"
KEY = "the encrypt key of the tests"
TOKEN = "the-verification-token-of-the-tests"
TENANT = "tenant-1"


@dataclass(frozen=True)
class Settings:
    """What the receiver is told of the app."""

    app_id: str = APP
    encrypt_key: str | None = None
    verification_token: str | None = TOKEN


ENCRYPTED = Settings(encrypt_key=KEY)


@dataclass
class Post:
    """One request to the receiver's URL."""

    body: bytes
    headers: dict[str, str] = field(default_factory=dict)


def encrypt(text: bytes, key: str = KEY, iv: bytes = b"0123456789abcdef") -> str:
    """Encrypt as Feishu does."""
    cipher = AES.new(hashlib.sha256(key.encode()).digest(), AES.MODE_CBC, iv)
    return base64.b64encode(iv + cipher.encrypt(pad(text, 16))).decode()


def plain(document: t.Any) -> Post:
    """Wrap nothing: no Encrypt Key is set."""
    return Post(json.dumps(document).encode())


def signed(
    body: bytes, *, timestamp: str | None = None, nonce: str = "n-1", key: str = KEY
) -> Post:
    """Sign any bytes as Feishu does."""
    timestamp = timestamp or str(int(START.timestamp()))
    signature = hashlib.sha256((timestamp + nonce + key).encode() + body).hexdigest()
    return Post(
        body,
        {
            "X-Lark-Request-Timestamp": timestamp,
            "X-Lark-Request-Nonce": nonce,
            "X-Lark-Signature": signature,
        },
    )


def sealed(document: t.Any, **how: t.Any) -> Post:
    """Encrypt and sign."""
    text = document if isinstance(document, bytes) else json.dumps(document).encode()
    return signed(json.dumps({"encrypt": encrypt(text)}).encode(), **how)


def challenge(text: str = "ajls384kdj", token: str = TOKEN) -> dict[str, t.Any]:
    """Build the request that verifies a URL."""
    return {"challenge": text, "token": token, "type": "url_verification"}


def v1(
    event_type: str, *, uuid: str = "uuid-1", ts: str = "1769846400.5", **event: t.Any
) -> dict[str, t.Any]:
    """Build an event of the old envelope; the time is START."""
    body = {"app_id": APP, "tenant_key": TENANT, "type": event_type, **event}
    return {"uuid": uuid, "ts": ts, "token": TOKEN, "type": "event_callback", "event": body}


def v2(
    event_type: str = "im.message.receive_v1",
    *,
    event_id: str = "event-1",
    event: dict[str, t.Any] | None = None,
    **header: t.Any,
) -> dict[str, t.Any]:
    """Build an event of the new envelope."""
    return {
        "schema": "2.0",
        "header": {
            "event_id": event_id,
            "event_type": event_type,
            "create_time": "1769846400000",
            "token": TOKEN,
            "app_id": APP,
            "tenant_key": TENANT,
            **header,
        },
        "event": {"text": "你好"} if event is None else event,
    }


class MemoryStore:
    """The part of the store that the receiver uses."""

    def __init__(self, clock: FakeClock) -> None:
        self.clock = clock
        self.kept: dict[str, StoredEvent] = {}
        self.known: dict[str, Tenant] = {}
        self.ticket: AppTicket | None = None
        self.down = False
        #: Called before an event is kept.
        self.before_event: t.Callable[[], None] = lambda: None
        #: Events over which it stumbles.
        self.indigestible: set[str] = set()
        self.calls: list[str] = []

    def _called(self, name: str) -> None:
        self.calls.append(name)
        if self.down:
            message = "The store is down"
            raise StoreError(message)

    def app_ticket(self) -> AppTicket | None:
        self._called("app_ticket")
        return self.ticket

    def save_app_ticket(self, value: str) -> None:
        self._called("save_app_ticket")
        self.ticket = AppTicket(value, self.clock.now())

    def tenants(self) -> list[Tenant]:
        self._called("tenants")
        return list(self.known.values())

    def learn_tenant(self, tenant_key: str, state: t.Any = "active", *, revive: bool = False):
        self._called("learn_tenant")
        known = self.known.get(tenant_key)
        if known is None or (known.state != state and (state != "active" or revive)):
            self.known[tenant_key] = Tenant(tenant_key, state, self.clock.now())

    def add_events(self, new: t.Sequence[StoredEvent]) -> list[bool]:
        self._called("add_events")
        self.before_event()
        for event in new:
            if event.event_id in self.indigestible:
                raise RuntimeError(event.payload)
        return [self._keep(event) for event in new]

    def _keep(self, event: StoredEvent) -> bool:
        return self.kept.setdefault(event.event_id, event) is event

    def state(self, tenant_key: str = TENANT) -> str | None:
        known = self.known.get(tenant_key)
        return known.state if known else None
