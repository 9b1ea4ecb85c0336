"""One line on a terminal that tells how far the run is. In logs and pipes there is none.

It stands on stderr; STATE on stdout is not touched by it. Log lines that go to the same terminal
push it aside, and the next record brings it back.
"""

from __future__ import annotations

import logging
import os
import shutil
import sys
import typing as t
import unicodedata

if t.TYPE_CHECKING:
    from collections.abc import Callable

    from target_feishu.summary import Summary

#: Seconds between two drawings.
_INTERVAL = 0.2
#: Back to the first column, and empty the line.
_ERASE: t.Final = "\r\x1b[2K"
#: Columns of a character that East Asian terminals draw wide.
_WIDE: t.Final = {"W": 2, "F": 2}


class Progress:
    """Draws the line while it is shown; does nothing at all otherwise."""

    def __init__(self, summary: Summary, tick: Callable[[], float]) -> None:
        """Show nothing yet.

        Args:
            summary: What has been read and has landed.
            tick: Tells seconds.
        """
        self._summary = summary
        self._tick = tick
        self._terminal: t.TextIO | None = None
        self._handlers: list[logging.StreamHandler[t.Any]] = []
        self._began = self._drawn_at = 0.0
        self._is_drawn = False

    def show(self, terminal: t.TextIO | None = None) -> None:
        """Begin, where stderr is a terminal that can erase a line."""
        terminal = terminal or sys.stderr
        if not terminal.isatty() or os.environ.get("TERM", "") == "dumb":
            return
        self._terminal = terminal
        self._began = self._drawn_at = self._tick()
        guard = t.cast("t.TextIO", _Guard(terminal, self.clear))
        self._handlers = [each for each in _handlers() if each.stream is terminal]
        for handler in self._handlers:
            handler.setStream(guard)

    def hide(self) -> None:
        """Take the line away and let the log go its own way again."""
        if self._terminal is None:
            return
        self.clear()
        for handler in self._handlers:
            handler.setStream(self._terminal)
        self._terminal = None

    def update(self) -> None:
        """Draw anew, unless that was done a moment ago."""
        if self._terminal is None:
            return
        now = self._tick()
        if now - self._drawn_at < _INTERVAL:
            return
        self._drawn_at = now
        width = shutil.get_terminal_size().columns - 1
        self._terminal.write(_ERASE + fitted(self.line(now - self._began), width))
        self._terminal.flush()
        self._is_drawn = True

    def clear(self) -> None:
        """Take the line away until the next drawing."""
        if self._terminal is not None and self._is_drawn:
            self._terminal.write(_ERASE)
            self._terminal.flush()
            self._is_drawn = False

    def line(self, seconds: float) -> str:
        """Write the line: all together, then stream by stream `landed/read`."""
        summary = self._summary
        landed = summary.landed
        rate = landed.total() / seconds if seconds > 0 else 0.0
        whole = (
            f"{int(seconds) // 60}:{int(seconds) % 60:02d}  {summary.read.total():,} read, "
            f"{landed.total():,} landed, {rate:,.0f}/s, {summary.total_calls:,} calls"
        )
        each = [f"{name} {landed[name]:,}/{read:,}" for name, read in summary.read.items()]
        return "  ".join([whole, *reversed(each)])


class _Guard:
    """A terminal to write log lines on: the progress goes aside for each."""

    def __init__(self, terminal: t.TextIO, clear: Callable[[], None]) -> None:
        self._terminal = terminal
        self._clear = clear

    def write(self, text: str) -> int:
        self._clear()
        return self._terminal.write(text)

    def flush(self) -> None:
        self._terminal.flush()


def _handlers() -> list[logging.StreamHandler[t.Any]]:
    return [
        each for each in logging.getLogger().handlers if isinstance(each, logging.StreamHandler)
    ]


def fitted(text: str, width: int) -> str:
    """Cut a text to the columns of a terminal, so that it never breaks into a second line."""
    taken = 0
    for place, character in enumerate(text):
        taken += _WIDE.get(unicodedata.east_asian_width(character), 1)
        if taken > width:
            return text[:place]
    return text
