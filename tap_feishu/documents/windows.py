"""Rectangles of cells: how a worksheet is cut into pieces that fit into one answer.

Docs: `/ukTMukTMukTM/uATMzUjLwEzM14CMxMTN/overview`.
"""

from __future__ import annotations

import re
import typing as t
from dataclasses import dataclass, replace

#: Cells as the API gives them: null, text, numbers, flags, objects or lists of these.
Row = list[t.Any]

_FIRST_CELL = re.compile(r"([A-Z]+)([0-9]+)(?::|$)")
_EMPTY: t.Final = (None, "")


@dataclass(frozen=True, slots=True)
class Window:
    """Cells of one worksheet, rows and columns counted from 1, both ends inside."""

    sheet_id: str
    top: int
    bottom: int
    left: int
    right: int

    @property
    def cells(self) -> int:
        """Number of cells in it."""
        return (self.bottom - self.top + 1) * (self.right - self.left + 1)

    @property
    def text(self) -> str:
        """The range as the API takes it. Both ends are told: open ranges end at 100 columns."""
        return f"{self.sheet_id}!{letters(self.left)}{self.top}:{letters(self.right)}{self.bottom}"

    def rows(self) -> tuple[Window, Window] | None:
        """Cut it below the middle row; None where it is one row."""
        if self.top == self.bottom:
            return None
        middle = (self.top + self.bottom) // 2
        return replace(self, bottom=middle), replace(self, top=middle + 1)

    def columns(self) -> tuple[Window, Window] | None:
        """Cut it behind the middle column; None where it is one column."""
        if self.left == self.right:
            return None
        middle = (self.left + self.right) // 2
        return replace(self, right=middle), replace(self, left=middle + 1)

    def placed(self, told: str, values: t.Sequence[Row] | None) -> list[Row]:
        """Put values at their place in the window: answers leave out what is empty at the edges.

        Args:
            told: The range of the answer, empty where it holds nothing.
            values: Its rows.
        """
        found = _FIRST_CELL.match(told.partition("!")[2])
        above = max(0, int(found[2]) - self.top) if found else 0
        before = max(0, number(found[1]) - self.left) if found else 0
        rows: list[Row] = [[] for _ in range(above)]
        return rows + [[None] * before + list(row or ()) for row in values or ()]


def letters(column: int) -> str:
    """Name a column: A for 1, AA for 27."""
    name = ""
    while column:
        column, rest = divmod(column - 1, 26)
        name = chr(ord("A") + rest) + name
    return name


def number(name: str) -> int:
    """Tell the number of a column, 1 for A."""
    total = 0
    for letter in name:
        total = total * 26 + ord(letter) - ord("A") + 1
    return total


def beside(left: list[Row], width: int, right: list[Row]) -> list[Row]:
    """Join one row that was read in two pieces, the left one `width` cells wide."""
    first, second = (left or [[]])[0], (right or [[]])[0]
    return [first + [None] * (width - len(first)) + second] if second else [first]


def below(top: list[Row], height: int, bottom: list[Row]) -> list[Row]:
    """Join rows that were read in two pieces, the upper one `height` rows high."""
    return [*top, *([] for _ in range(height - len(top))), *bottom] if bottom else top


def trimmed(row: Row) -> Row:
    """Cut the empty cells at the end off a row."""
    end = len(row)
    while end and isinstance(row[end - 1], (str, type(None))) and row[end - 1] in _EMPTY:
        end -= 1
    return row[:end]
