"""Sheets: spreadsheets and worksheets in v3, values in v2, which v3 cannot read."""

from __future__ import annotations

from feishu_connect.endpoints.row import Endpoint
from feishu_connect.pacing import Rate

_V3 = Rate(per_minute=100)
_SCOPES = (
    "sheets:spreadsheet:readonly",
    "sheets:spreadsheet",
    "drive:drive:readonly",
    "drive:drive",
)

SPREADSHEET_GET = Endpoint(
    name="sheets.spreadsheet.get",
    method="GET",
    path="/open-apis/sheets/v3/spreadsheets/{spreadsheet_token}",
    rate=_V3,
    scopes=_SCOPES,
    people=True,
    docs="/ukTMukTMukTM/uUDN04SN0QjL1QDN/sheets-v3/spreadsheet/get",
)
#: All worksheets in one answer.
SHEET_QUERY = Endpoint(
    name="sheets.spreadsheet.sheet.query",
    method="GET",
    path="/open-apis/sheets/v3/spreadsheets/{spreadsheet_token}/sheets/query",
    rate=_V3,
    scopes=_SCOPES,
    items="sheets",
    docs="/ukTMukTMukTM/uUDN04SN0QjL1QDN/sheets-v3/spreadsheet-sheet/query",
)
#: An answer holds 10 MB at most; ranges are separated by commas.
VALUES_BATCH_GET = Endpoint(
    name="sheets.spreadsheet.values_batch_get",
    method="GET",
    path="/open-apis/sheets/v2/spreadsheets/{spreadsheet_token}/values_batch_get",
    rate=Rate(per_second=100),
    scopes=_SCOPES,
    docs="/ukTMukTMukTM/ukTMzUjL5EzM14SOxMTN",
)
