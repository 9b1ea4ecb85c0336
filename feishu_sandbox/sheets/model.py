"""State of sheets as plain data."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

Json = dict[str, Any]


@dataclass(slots=True)
class Cell:
    """A cell that is not empty.

    Attributes:
        value: What it shows or what its formula gives: text, number, flag, or the segments of a
            rich text; dates are days since 1899-12-30, people in mentions are open_ids.
        formula: The formula, such as `=A1*2`.
        formatter: Its number format, such as `yyyy/MM/dd`, `0.00%` or `¥#,##0.00`.
    """

    value: Any
    formula: str = ""
    formatter: str = ""


@dataclass(slots=True)
class Sheet:
    """A worksheet, or an embedded table without cells; cells have the key `row:column`, from 1."""

    sheet_id: str
    title: str
    row_count: int = 200
    column_count: int = 20
    frozen_row_count: int = 0
    frozen_column_count: int = 0
    hidden: bool = False
    resource_type: str = "sheet"
    merges: list[Json] = field(default_factory=list)
    cells: dict[str, Cell] = field(default_factory=dict)


@dataclass(slots=True)
class Spreadsheet:
    """A workbook; `access` maps an app id or open_id to `view` or `edit`."""

    token: str
    title: str
    owner: str
    revision: int = 0
    sheets: list[Sheet] = field(default_factory=list)
    access: dict[str, str] = field(default_factory=dict)
    deleted: bool = False


@dataclass(slots=True)
class SheetsState:
    """What a restart must bring back."""

    spreadsheets: dict[str, Spreadsheet] = field(default_factory=dict)
