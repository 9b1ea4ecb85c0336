"""Signals wait until a message is dealt with: a half-written batch must not look drained."""

from __future__ import annotations

import contextlib
import typing as t

if t.TYPE_CHECKING:
    from collections.abc import Iterator

#: Exit codes of processes that a signal ended start here.
SIGNAL_EXIT = 128


class Interruptions:
    """Knows whether the target may be stopped right now.

    The SDK drains inside the signal handler. In the middle of a batch that would find the sink
    empty and print a STATE for rows that were never sent.
    """

    def __init__(self) -> None:
        """Start idle: waiting for input is the time to be stopped."""
        self.signal = 0
        self.failed = False
        self._busy = False

    @contextlib.contextmanager
    def held_back(self) -> Iterator[None]:
        """Hold signals back while a message is dealt with."""
        self._busy = True
        try:
            yield
        except BaseException:
            self.failed = True
            raise
        finally:
            self._busy = False

    def arrived(self, signum: int) -> bool:
        """Take note of a signal; tells whether to stop at once.

        Raises:
            SystemExit: Nothing may be drained any more, because a batch has failed, or this is
                the second signal and somebody is in a hurry.
        """
        if self.failed or self.signal:
            raise SystemExit(SIGNAL_EXIT + signum)
        self.signal = signum
        return not self._busy
