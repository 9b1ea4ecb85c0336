"""Worksheets and their rows."""

from __future__ import annotations

import typing as t

from feishu_connect import endpoints
from tap_feishu.columns import BOOLEAN, INTEGER, TEXT, Column, objects, record
from tap_feishu.documents.sought import ENDPOINTS, only_if
from tap_feishu.documents.spreadsheets import GONE
from tap_feishu.streams.sought import SoughtStream

if t.TYPE_CHECKING:
    from collections.abc import Generator, Mapping

    from feishu_connect.endpoints import Endpoint
    from tap_feishu.columns import Columns
    from tap_feishu.documents.sought import Sought

Item = dict[str, t.Any]

#: Column -> member of the spreadsheet that it takes.
_OF_SPREADSHEET: t.Final = {
    "spreadsheet_title": "title",
    "spreadsheet_owner_id": "owner_id",
    "spreadsheet_url": "url",
}


def _list(value: t.Any) -> t.Any:
    return value


#: Cells of any kind.
_VALUES = Column({"type": ["array", "null"], "items": {}}, _list)


class _OfSpreadsheets(SoughtStream):
    unit = "spreadsheet"
    named_by = ("spreadsheets", "drive_folders", "wiki_spaces")
    gone = GONE

    @property
    def sought(self) -> Sought:
        """The spreadsheets to read."""
        return self.run.spreadsheets.sought


class Sheets(_OfSpreadsheets):
    """Worksheets, hidden ones and embedded tables too; the latter have no grid.

    Docs: `/ukTMukTMukTM/uUDN04SN0QjL1QDN/sheets-v3/spreadsheet-sheet/query`.
    """

    name = "sheets"
    keys = ("spreadsheet_token", "sheet_id")
    only_if: t.ClassVar[Mapping[Endpoint, str]] = {
        **only_if("spreadsheets"),
        endpoints.sheets.SPREADSHEET_GET: "a column `spreadsheet_...` is selected",
    }
    endpoints = (endpoints.sheets.SHEET_QUERY, endpoints.sheets.SPREADSHEET_GET, *ENDPOINTS)
    cost = "1 per spreadsheet, and 1 more for title, owner and url of the spreadsheet"
    columns: t.ClassVar[Columns] = {
        "spreadsheet_token": TEXT,
        "sheet_id": TEXT,
        "title": TEXT,
        "index": INTEGER,
        "hidden": BOOLEAN,
        "resource_type": TEXT,
        "grid_properties": record(
            frozen_row_count=INTEGER,
            frozen_column_count=INTEGER,
            row_count=INTEGER,
            column_count=INTEGER,
        ),
        "merges": objects(
            start_row_index=INTEGER,
            end_row_index=INTEGER,
            start_column_index=INTEGER,
            end_column_index=INTEGER,
        ),
        "spreadsheet_title": TEXT,
        "spreadsheet_owner_id": TEXT,
        "spreadsheet_url": TEXT,
    }

    def read(self, unit: str, cursor: t.Any) -> Generator[Item, None, None]:  # noqa: ARG002
        """Give the worksheets of a spreadsheet, with what is selected of the latter."""
        shared: Item = {"spreadsheet_token": unit}
        if self.wants(*_OF_SPREADSHEET):
            described = self.run.spreadsheets.described(unit)
            shared |= {name: described.get(key) for name, key in _OF_SPREADSHEET.items()}
        for sheet in self.run.spreadsheets.sheets(unit):
            yield {**sheet, **shared}


class SheetRows(_OfSpreadsheets):
    """Rows of worksheets; `values` holds the cells from column A on, without the empty ones behind.

    `values` are the API's: null for an empty cell, text, numbers (currency and percent too: 0.5
    for 50%), flags, objects and lists of them for rich text, links, mentions, files. Formulas give
    their result, except those over other workbooks and array formulas, which give none; dates and
    times give the text that the cell shows. People in mentions come as `open_id` where
    `user_id_type` is `user_id`, which values do not know.

    Rows have no ids, only numbers. Rows go as far as the last one that is not empty, with empty
    ones between; the first row is always there. A workbook is read whole at one `revision`; rows
    that are gone since keep an older one: current are the rows with the greatest `revision` of
    their spreadsheet. What changes without an edit, such as `=TODAY()`, moves no revision.
    Docs: `/ukTMukTMukTM/ukTMzUjL5EzM14SOxMTN`.
    """

    name = "sheet_rows"
    keys = ("spreadsheet_token", "sheet_id", "row")
    replication_key = "revision"
    replication = "by spreadsheet: all of it again when its revision is another one"
    only_if: t.ClassVar[Mapping[Endpoint, str]] = only_if("spreadsheets")
    endpoints = (endpoints.sheets.SHEET_QUERY, endpoints.sheets.VALUES_BATCH_GET, *ENDPOINTS)
    cost = "2 per spreadsheet; where it was edited 1 more, and 1 per 50,000 cells of its grids"
    columns: t.ClassVar[Columns] = {
        "spreadsheet_token": TEXT,
        "sheet_id": TEXT,
        "row": INTEGER,
        "values": _VALUES,
        "revision": INTEGER,
    }

    def read(self, unit: str, cursor: t.Any) -> Generator[Item, None, t.Any]:
        """Give all rows where the revision is not that of the last run."""
        return self.run.spreadsheets.rows(unit, cursor)


STREAMS = (Sheets, SheetRows)
