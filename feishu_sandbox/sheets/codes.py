"""Error codes of sheets: code -> usual HTTP status and message.

Docs: D/sheets-v3/spreadsheet/get for v3, K/ugjM14COyUjL4ITN for v2.
"""

from __future__ import annotations

CODES: dict[int, tuple[int, str]] = {
    90202: (400, "validate RangeVal fail"),
    90213: (403, "PermissionFail"),
    90214: (400, "SpreadSheetNotFound"),
    90215: (400, "SheetIdNotFound"),
    90221: (400, "TooLargeResponse"),
    90229: (400, "WrongURLParam"),
    1310213: (400, "Permission Fail"),
    1310214: (400, "SpreadSheet Not Found"),
    1310249: (400, "Spreadsheet Deleted"),
}
