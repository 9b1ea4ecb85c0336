"""What was pushed, how often, and how each attempt ended."""

from __future__ import annotations

import fnmatch
import threading
from dataclasses import asdict, dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from feishu_sandbox.events.sealing import Sealed
    from feishu_sandbox.model import Json

PENDING = "pending"
DELIVERED = "delivered"
DROPPED = "dropped"


@dataclass(frozen=True, slots=True)
class Attempt:
    """One POST to the request URL.

    Attributes:
        at: When, in seconds of the sandbox's clock.
        status: HTTP status; 0 without an answer.
        seconds: Real time until the answer.
        error: Why it does not count as acknowledged, "" if it does.
        reply: Body of the answer.
    """

    at: float
    status: int
    seconds: float
    error: str = ""
    reply: bytes = field(default=b"", repr=False)


@dataclass(slots=True)
class Delivery:
    """One event on its way to an app.

    Attributes:
        app_id: The receiving app.
        event_id: Stays the same over retries and duplicates.
        event_type: `url_verification` for the check of a request URL.
        schema: `1.0`, `2.0`, or "" for the check.
        payload: The envelope in clear.
        attempts: All POSTs so far.
        state: `pending`, `delivered`, or `dropped` (all retries failed, or nowhere to send it).
        sent: The last request as it went over the wire.
    """

    app_id: str
    event_id: str
    event_type: str
    schema: str
    payload: Json
    attempts: list[Attempt] = field(default_factory=list)
    state: str = PENDING
    sent: Sealed | None = field(default=None, repr=False)

    @property
    def delivered(self) -> bool:
        """Whether it was acknowledged in time."""
        return self.state == DELIVERED

    @property
    def status(self) -> int:
        """HTTP status of the last attempt; 0 before the first and without an answer."""
        return self.attempts[-1].status if self.attempts else 0

    def to_json(self) -> Json:
        """Return it as a JSON object, without payload and bodies."""
        attempts = [
            {name: value for name, value in asdict(attempt).items() if name != "reply"}
            for attempt in self.attempts
        ]
        return {
            "app_id": self.app_id,
            "event_id": self.event_id,
            "event_type": self.event_type,
            "schema": self.schema,
            "state": self.state,
            "attempts": attempts,
        }


class DeliveryLog:
    """The deliveries in order of their first attempt."""

    def __init__(self) -> None:
        """Start empty."""
        self._deliveries: list[Delivery] = []
        self._lock = threading.Lock()

    def add(self, delivery: Delivery) -> None:
        """Append a delivery."""
        with self._lock:
            self._deliveries.append(delivery)

    def of(self, pattern: str) -> list[Delivery]:
        """Return the deliveries whose event type a glob names."""
        return [item for item in self if fnmatch.fnmatchcase(item.event_type, pattern)]

    def clear(self) -> None:
        """Forget all deliveries."""
        with self._lock:
            self._deliveries.clear()

    def __iter__(self) -> Iterator[Delivery]:
        with self._lock:
            return iter(list(self._deliveries))

    def __len__(self) -> int:
        return len(self._deliveries)

    def __getitem__(self, index: int) -> Delivery:
        return self._deliveries[index]
