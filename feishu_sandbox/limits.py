"""Rate limits: sliding windows per app, tenant and endpoint.

Docs: K/uUzN04SN3QjL1cDN.
"""

from __future__ import annotations

import math
from collections import deque
from dataclasses import dataclass

from feishu_sandbox.envelope import ApiError


@dataclass(frozen=True, slots=True)
class Window:
    """At most `limit` calls in any `seconds`."""

    limit: int
    seconds: float


#: 1000 per minute and 50 per second, the platform's usual tier.
STANDARD = (Window(1000, 60.0), Window(50, 1.0))
PER_MINUTE_20 = (Window(20, 60.0),)
PER_MINUTE_100 = (Window(100, 60.0),)
PER_SECOND_5 = (Window(5, 1.0),)
PER_SECOND_10 = (Window(10, 1.0),)
PER_SECOND_20 = (Window(20, 1.0),)
PER_SECOND_50 = (Window(50, 1.0),)
#: Drive uploads and downloads: 5 per second and 10,000 per day.
MEDIA = (Window(5, 1.0), Window(10_000, 86_400.0))


@dataclass(frozen=True, slots=True)
class Exceeded:
    """The window that is full and the seconds until a call fits in it again."""

    limit: int
    reset: int


class Limiter:
    """Counts calls by key; refused calls do not count."""

    def __init__(self, *, enabled: bool = True) -> None:
        """Start with empty windows."""
        self.enabled = enabled
        self._calls: dict[tuple[str, float], deque[float]] = {}

    def take(self, key: str, windows: tuple[Window, ...], now: float) -> Exceeded | None:
        """Count one call, or tell which window forbids it."""
        if not self.enabled:
            return None
        queues = [(window, self._queue(key, window, now)) for window in windows]
        full = [
            Exceeded(window.limit, max(1, math.ceil(queue[0] + window.seconds - now)))
            for window, queue in queues
            if len(queue) >= window.limit
        ]
        if full:
            return max(full, key=lambda exceeded: exceeded.reset)
        for _, queue in queues:
            queue.append(now)
        return None

    def clear(self) -> None:
        """Forget all calls."""
        self._calls.clear()

    def _queue(self, key: str, window: Window, now: float) -> deque[float]:
        queue = self._calls.setdefault((key, window.seconds), deque())
        while queue and queue[0] <= now - window.seconds:
            queue.popleft()
        return queue


def too_many_calls(limit: int, reset: int) -> ApiError:
    """Return the platform's answer to a caller above the limit."""
    headers = {"x-ogw-ratelimit-limit": str(limit), "x-ogw-ratelimit-reset": str(reset)}
    return ApiError(99991400, headers=headers)
