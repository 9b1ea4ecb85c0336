"""What falls due later on the sandbox's clock."""

from __future__ import annotations

import heapq
import threading
from itertools import count
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from feishu_sandbox.clock import Clock

#: Sums of seconds since 1970 are exact to less than this.
_ROUNDING = 0.001


class Agenda:
    """Actions with the time at which they fall due.

    `Clock.advance` carries out, in the caller's thread, all that falls due on the way. Between
    `start` and `stop` a thread does the same for time that passes by itself.
    """

    def __init__(self, clock: Clock) -> None:
        """Start empty."""
        self._clock = clock
        self._entries: list[tuple[float, int, Callable[[], object]]] = []
        self._serial = count()
        self._changed = threading.Condition()
        self._running = 0
        self._stopping = False
        self._thread: threading.Thread | None = None
        clock.attend(self)

    def at(self, due: float, act: Callable[[], object]) -> None:
        """Plan an action for this time."""
        with self._changed:
            heapq.heappush(self._entries, (due, next(self._serial), act))
            self._changed.notify_all()

    def wait(self) -> float | None:
        """Return the seconds until the next action, None without one."""
        with self._changed:
            return self._entries[0][0] - self._clock.now() if self._entries else None

    def run_due(self) -> None:
        """Carry out all that is due, and wait for what another thread is carrying out."""
        while self._run_next():
            pass
        with self._changed:
            self._changed.wait_for(lambda: not self._running)

    def clear(self) -> None:
        """Drop all actions."""
        with self._changed:
            self._entries.clear()

    def start(self) -> None:
        """Follow the clock in a thread of its own."""
        self._stopping = False
        self._thread = threading.Thread(target=self._follow, name="feishu-sandbox-agenda")
        self._thread.daemon = True
        self._thread.start()

    def stop(self) -> None:
        """End the thread; an action under way is finished first."""
        with self._changed:
            self._stopping = True
            self._changed.notify_all()
        if self._thread is not None:
            self._thread.join()
            self._thread = None

    def _due(self) -> bool:
        return bool(self._entries) and self._entries[0][0] <= self._clock.now() + _ROUNDING

    def _run_next(self) -> bool:
        with self._changed:
            if not self._due():
                return False
            act = heapq.heappop(self._entries)[2]
            self._running += 1
        try:
            act()
        finally:
            with self._changed:
                self._running -= 1
                self._changed.notify_all()
        return True

    def _follow(self) -> None:
        while True:
            with self._changed:
                while not self._stopping and not self._due():
                    self._changed.wait(self._pause())
                if self._stopping:
                    return
            self._run_next()

    def _pause(self) -> float | None:
        """Return how long nothing falls due by itself; None while only a push can change that."""
        if not self._entries or self._clock.frozen:
            return None
        return max(0.0, self._entries[0][0] - self._clock.now())
