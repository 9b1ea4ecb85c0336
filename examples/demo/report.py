"""Prints the demo: chapters, commands, and tables that line up in Chinese as well."""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING, TextIO

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from examples.demo.meltano import Run, RunFailedError

#: Terminal columns of one cell at most.
_WIDEST = 60


class Report:
    """Writes to a terminal or a file."""

    def __init__(self, out: TextIO) -> None:
        self.out = out
        self.chapters = 0

    def line(self, text: str = "") -> None:
        """Print a line."""
        print(text, file=self.out, flush=True)

    def chapter(self, title: str) -> None:
        """Print a numbered heading."""
        self.chapters += 1
        self.line(f"\n{self.chapters}. {title}")

    def command(self, run: Run) -> None:
        """Print a command that was run, and how long it took."""
        self.line(f"   $ {run.command}   ({run.seconds:.1f} s)\n")

    def table(self, header: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
        """Print rows below a header."""
        lines = [list(header), *([_clipped(shown(cell)) for cell in row] for row in rows)]
        widths = [max(map(width, column)) for column in zip(*lines, strict=True)]
        lines.insert(1, ["─" * size for size in widths])
        for cells in lines:
            padded = (_padded(cell, size) for cell, size in zip(cells, widths, strict=True))
            self.line("   " + "  ".join(padded).rstrip())
        self.line()

    def failure(self, error: RunFailedError) -> None:
        """Print why a run failed."""
        self.line(f"\n`{error.command}` failed. The end of its log:\n\n{error.log}")


def width(text: str) -> int:
    """Return how many terminal columns a text takes."""
    return sum(2 if unicodedata.east_asian_width(char) in "WF" else 1 for char in text)


def shown(cell: object) -> str:
    """Return a value as a reader wants it: people and the like by name, lists without brackets."""
    if cell is None:
        return ""
    if isinstance(cell, list):
        return " ".join(map(shown, cell))
    if isinstance(cell, dict):
        return str(cell.get("name", cell))
    return str(cell)


def _clipped(text: str) -> str:
    if width(text) <= _WIDEST:
        return text
    while width(text) >= _WIDEST:
        text = text[:-1]
    return text + "…"


def _padded(text: str, size: int) -> str:
    return text + " " * (size - width(text))
