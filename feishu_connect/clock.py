"""Time, sleep and chance, handed in so that no test ever waits."""

from __future__ import annotations

import datetime as dt
import random
import time
import typing as t


class Clock(t.Protocol):
    """What the package needs to know of time."""

    def now(self) -> dt.datetime:
        """Tell the current UTC time."""

    def monotonic(self) -> float:
        """Tell seconds on a clock that never goes back."""

    def sleep(self, seconds: float) -> None:
        """Wait."""

    def uniform(self, low: float, high: float) -> float:
        """Draw a number for jitter."""


class SystemClock:
    """The real thing."""

    def __init__(self) -> None:
        """Own a private source of chance, so that seeding elsewhere does not align retries."""
        self._chance = random.SystemRandom()

    def now(self) -> dt.datetime:
        """Tell the current UTC time."""
        return dt.datetime.now(tz=dt.timezone.utc)

    def monotonic(self) -> float:
        """Tell seconds on a clock that never goes back."""
        return time.monotonic()

    def sleep(self, seconds: float) -> None:
        """Wait."""
        if seconds > 0:
            time.sleep(seconds)

    def uniform(self, low: float, high: float) -> float:
        """Draw a number for jitter."""
        return self._chance.uniform(low, high)
