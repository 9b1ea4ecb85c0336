"""Who may call when: an in-process limiter that is right from the first call, and learns.

Feishu counts per API x app x tenant (`/ukTMukTMukTM/uUzN04SN3QjL1cDN`). Slots are reserved under
one lock and waited for outside it, so any number of threads share a lane without polling.
"""

from __future__ import annotations

import logging
import threading
import typing as t
from dataclasses import dataclass, field

if t.TYPE_CHECKING:
    from feishu_connect.clock import Clock

logger = logging.getLogger(__name__)

#: Share of a documented per-second limit that is used; network jitter moves calls together.
HEADROOM = 0.95
#: Share of a per-minute limit that may be used at once after a pause.
BURST = 0.1
#: A window that resets later than this counts minutes, not seconds.
_SECOND_WINDOW = 1.0


@dataclass(frozen=True, slots=True)
class Rate:
    """A documented tier: calls per second and per minute, None where there is no such limit."""

    per_second: float | None = None
    per_minute: float | None = None

    def __str__(self) -> str:
        """Say it in words."""
        limits = {"second": self.per_second, "minute": self.per_minute}
        return " and ".join(f"{each:g} calls a {unit}" for unit, each in limits.items() if each)

    def lowered(self, limit: float, reset: float | None) -> Rate:
        """Adopt what a throttled reply says, where it is lower than what was known.

        Args:
            limit: `x-ogw-ratelimit-limit`, calls in the window.
            reset: `x-ogw-ratelimit-reset`, seconds until the window opens; tells its kind.
        """
        minute_window = (
            reset is not None
            and reset > _SECOND_WINDOW
            and (self.per_minute is not None or self.per_second is None)
        )
        if minute_window:
            return Rate(self.per_second, min(limit, self.per_minute or limit))
        return Rate(min(limit, self.per_second or limit), self.per_minute)


#: 1000 calls a minute and 50 a second, the tier of most endpoints.
STANDARD: t.Final = Rate(per_second=50, per_minute=1000)


@dataclass(slots=True)
class _Window:
    """Generic cell rate: `next_free` is when the window would be empty of reservations."""

    interval: float
    tolerance: float
    next_free: float = 0.0

    def earliest(self) -> float:
        return self.next_free - self.tolerance

    def take(self, at: float) -> None:
        self.next_free = max(self.next_free, at) + self.interval


def _windows(rate: Rate) -> list[_Window]:
    windows = []
    if rate.per_second:
        windows.append(_Window(1 / (rate.per_second * HEADROOM), 0.0))
    if rate.per_minute:
        burst = max(1.0, rate.per_minute * BURST)
        interval = 60 / max(1.0, rate.per_minute - burst)
        windows.append(_Window(interval, interval * (burst - 1)))
    return windows


@dataclass(slots=True)
class _Lane:
    rate: Rate
    windows: list[_Window] = field(default_factory=list)
    closed_until: float = 0.0

    def reserve(self, now: float) -> float:
        """Take the next slot and tell when it is."""
        at = max(now, self.closed_until, *(window.earliest() for window in self.windows))
        for window in self.windows:
            window.take(at)
        return at

    def adopt(self, rate: Rate, now: float) -> None:
        """Go on at another rate, from now; promises that were made stay."""
        self.rate = rate
        self.windows = _windows(rate)
        for window in self.windows:
            window.next_free = now


class Pacer(t.Protocol):
    """Shared quota; the in-process one is `LocalPacer`."""

    def acquire(self, lane: str, rate: Rate) -> None:
        """Wait until a call may go out."""

    def throttled(self, lane: str, limit: float | None, reset: float | None) -> None:
        """Learn from a reply that was throttled."""


class LocalPacer:
    """Lanes of this process, one per endpoint (and per chat, where the chat has a limit)."""

    def __init__(self, clock: Clock) -> None:
        """Start with no lanes: each is made at its first call."""
        self._clock = clock
        self._lock = threading.Lock()
        self._lanes: dict[str, _Lane] = {}

    def acquire(self, lane: str, rate: Rate) -> None:
        """Reserve the next slot of the lane, and wait for it."""
        with self._lock:
            now = self._clock.monotonic()
            wait = self._lane(lane, rate).reserve(now) - now
        if wait > 0:
            self._clock.sleep(wait)

    def throttled(self, lane: str, limit: float | None, reset: float | None) -> None:
        """Close the lane for `reset` seconds, and go on at `limit` where that is lower."""
        with self._lock:
            now = self._clock.monotonic()
            known = self._lanes.get(lane)
            if known is None:
                return
            if limit and limit > 0:
                lowered = known.rate.lowered(limit, reset)
                if lowered != known.rate:
                    logger.info("%s is slowed down to %s, as Feishu's reply tells", lane, lowered)
                    known.adopt(lowered, now)
            if reset and reset > 0:
                known.closed_until = max(known.closed_until, now + reset)

    def _lane(self, name: str, rate: Rate) -> _Lane:
        if name not in self._lanes:
            self._lanes[name] = _Lane(rate, _windows(rate))
        return self._lanes[name]
