"""Ranges of cells, as `0bdf12!A1:B5` and the three shorter forms.

Docs: K/uATMzUjLwEzM14CMxMTN/overview.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from feishu_sandbox.sheets.model import Sheet

_CELLS = re.compile(r"([A-Z]+)([1-9][0-9]*)?:([A-Z]+)([1-9][0-9]*)?")
#: Columns that a range without a last row gives at most.
_OPEN_COLUMNS = 100


@dataclass(frozen=True, slots=True)
class Area:
    """A rectangle of cells, counted from 1, both ends inside."""

    top: int
    left: int
    bottom: int
    right: int


def letters(column: int) -> str:
    """Return the name of a column: A for 1, AA for 27."""
    name = ""
    while column:
        column, rest = divmod(column - 1, 26)
        name = chr(ord("A") + rest) + name
    return name


def number(name: str) -> int:
    """Return the number of a column, 1 for A."""
    total = 0
    for letter in name:
        total = total * 26 + ord(letter) - ord("A") + 1
    return total


def area_of(sheet: Sheet, cells: str) -> Area | None:
    """Return the area behind the `!` of a range; None for what is no range of this worksheet."""
    if not cells:
        return Area(1, 1, sheet.row_count, sheet.column_count)
    found = _CELLS.fullmatch(cells)
    if found is None:
        return None
    first, top, last, bottom = found.groups()
    if bottom and not top:
        return None
    left, right = number(first), number(last)
    if not bottom:
        right = min(right, left + _OPEN_COLUMNS - 1)
    area = Area(int(top or 1), left, int(bottom or sheet.row_count), right)
    inside = area.bottom <= sheet.row_count and area.right <= sheet.column_count
    return area if inside and area.top <= area.bottom and area.left <= area.right else None


def text_of(sheet: Sheet, area: Area) -> str:
    """Return the range of an area with its worksheet."""
    first, last = f"{letters(area.left)}{area.top}", f"{letters(area.right)}{area.bottom}"
    return f"{sheet.sheet_id}!{first}:{last}"
