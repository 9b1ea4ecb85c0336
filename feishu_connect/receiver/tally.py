"""Count what came and what was refused, and let the log know without flooding it."""

from __future__ import annotations

import logging
import threading
import typing as t
from collections import Counter

if t.TYPE_CHECKING:
    from feishu_connect.clock import Clock
    from feishu_connect.receiver.refusals import Reason

logger = logging.getLogger(__name__)

#: Seconds between two log lines about the same reason; each line tells the count so far.
_QUIET = 1.0

Kept = t.Literal["challenges", "stored", "duplicates", "replayed"]


class Tally:
    """Counts since the start; safe to share between threads."""

    def __init__(self, clock: Clock) -> None:
        """Start at nothing."""
        self._clock = clock
        self._lock = threading.Lock()
        self._kept: Counter[Kept] = Counter()
        self._refused: Counter[Reason] = Counter()
        self._told: dict[Reason, float] = {}

    def keep(self, what: Kept) -> None:
        """Count a post that was answered with 200."""
        with self._lock:
            self._kept[what] += 1

    def refuse(self, reason: Reason, sender: str) -> None:
        """Count a post that was not, and log it with its sender's address."""
        now = self._clock.monotonic()
        with self._lock:
            self._refused[reason] += 1
            count = self._refused[reason]
            due = now - self._told.get(reason, -_QUIET) >= _QUIET
            if due:
                self._told[reason] = now
        if due:
            logger.warning(
                "Refused a post from %s: %s, %s [%d so far]",
                sender,
                reason,
                reason.meaning,
                count,
            )

    def report(self) -> dict[str, t.Any]:
        """Give all counts, for /healthz."""
        kept: tuple[Kept, ...] = t.get_args(Kept)
        with self._lock:
            counts: dict[str, t.Any] = {name: self._kept[name] for name in kept}
            return {**counts, "refused": {str(reason): n for reason, n in self._refused.items()}}
