"""The rows that this run has made, told from those of other people."""

from __future__ import annotations

import typing as t

if t.TYPE_CHECKING:
    from feishu_connect.clock import Clock

#: Seconds in which "not found" of something just made is taken as replica lag.
FRESH_SECONDS = 60.0
#: Seconds for which rows are remembered: longer than a batch can take with all its retries.
_REMEMBERED_SECONDS = 1800.0


class MadeRows:
    """Record ids with the time at which Feishu confirmed them; the oldest are forgotten."""

    def __init__(self, clock: Clock) -> None:
        """Start with none."""
        self.count = 0
        self._clock = clock
        self._times: dict[str, float] = {}

    def add(self, record_id: str) -> None:
        """Remember a row."""
        now = self._clock.monotonic()
        # The oldest come first; a long run makes millions.
        while self._times and next(iter(self._times.values())) < now - _REMEMBERED_SECONDS:
            del self._times[next(iter(self._times))]
        self._times[record_id] = now
        self.count += 1

    def __contains__(self, record_id: str) -> bool:
        return record_id in self._times

    def age(self, record_id: str) -> float:
        """Tell how many seconds ago a row was made; endless for rows of others."""
        made = self._times.get(record_id)
        return float("inf") if made is None else self._clock.monotonic() - made

    def is_fresh(self, record_id: str) -> bool:
        """Tell whether "not found" for a row can be replica lag."""
        return self.age(record_id) < FRESH_SECONDS
