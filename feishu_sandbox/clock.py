"""The sandbox's clock: real time that a test can stop and push forward."""

from __future__ import annotations

import threading
import time
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from feishu_sandbox.events.agenda import Agenda

MS = 1000


class Clock:
    """Time of the platform, in seconds since 1970 (UTC).

    It runs with the machine until `freeze` is called. `advance` moves it forward in either
    state, so token expiry, rate windows, retries and `last_modified_time` can be tested without
    waiting.
    """

    def __init__(self) -> None:
        """Start a running clock."""
        self._lock = threading.Lock()
        self._offset = 0.0
        self._frozen: float | None = None
        self._agenda: Agenda | None = None

    @property
    def frozen(self) -> bool:
        """Whether time stands still between two calls of `advance`."""
        return self._frozen is not None

    def now(self) -> float:
        """Return the current time in seconds."""
        with self._lock:
            return self._frozen if self._frozen is not None else time.time() + self._offset

    def now_ms(self) -> int:
        """Return the current time in whole milliseconds."""
        return int(self.now() * MS)

    def attend(self, agenda: Agenda) -> None:
        """Carry out the actions of this agenda as the clock is moved."""
        self._agenda = agenda

    def advance(self, seconds: float) -> None:
        """Move the clock forward; what falls due on the way happens at its own time."""
        left = seconds
        while self._agenda is not None:
            wait = self._agenda.wait()
            if wait is None or wait > left:
                break
            step = max(0.0, wait)
            self._move(step)
            left -= step
            self._agenda.run_due()
        self._move(left)

    def freeze(self, at_ms: int | None = None) -> None:
        """Stop the clock at `at_ms`, or where it stands."""
        moment = self.now() if at_ms is None else at_ms / MS
        with self._lock:
            self._frozen = moment

    def _move(self, seconds: float) -> None:
        with self._lock:
            if self._frozen is None:
                self._offset += seconds
            else:
                self._frozen += seconds
