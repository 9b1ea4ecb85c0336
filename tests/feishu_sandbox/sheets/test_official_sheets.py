"""Drives the endpoints of sheets with `lark-oapi`; v2 has no models, so its raw request is used."""

from __future__ import annotations

import json

from lark_oapi import AccessTokenType, BaseRequest, HttpMethod
from lark_oapi.api.sheets.v3 import GetSpreadsheetRequest, QuerySpreadsheetSheetRequest

from feishu_sandbox.sheets.operations import OPERATIONS


def good(response):
    assert response.success(), (response.code, response.msg)
    return response.data


def values(lark, token, tail, **query):
    uri = f"/open-apis/sheets/v2/spreadsheets/{token}/{tail}"
    request = BaseRequest.builder().http_method(HttpMethod.GET).uri(uri)
    request = request.queries(list(query.items())).token_types({AccessTokenType.TENANT}).build()
    response = lark.request(request)
    assert response.success(), (response.code, response.msg)
    return json.loads(response.raw.content)["data"]


def test_every_endpoint_answers_the_official_client(lark, sandbox):
    made = sandbox.world.sheets.add_spreadsheet("预算", [("a", 1), (None, 2)])
    sheet = made.sheets[0]
    sheet.merges = [
        {"start_row_index": 0, "end_row_index": 1, "start_column_index": 0, "end_column_index": 0}
    ]
    request = GetSpreadsheetRequest.builder().spreadsheet_token(made.token)
    found = good(lark.sheets.v3.spreadsheet.get(request.user_id_type("open_id").build()))
    assert (found.spreadsheet.title, found.spreadsheet.owner_id) == ("预算", made.owner)
    request = QuerySpreadsheetSheetRequest.builder().spreadsheet_token(made.token).build()
    shown = good(lark.sheets.v3.spreadsheet_sheet.query(request)).sheets[0]
    assert (shown.sheet_id, shown.hidden, shown.grid_properties.row_count) == (
        sheet.sheet_id,
        False,
        200,
    )
    assert shown.merges[0].end_row_index == 1
    area = f"{sheet.sheet_id}!A1:B9"
    one = values(lark, made.token, f"values/{area}", valueRenderOption="UnformattedValue")
    assert one["valueRange"]["values"] == [["a", 1], [None, 2]]
    both = values(lark, made.token, "values_batch_get", ranges=f"{area},{sheet.sheet_id}!B2:B2")
    assert [len(one["values"]) for one in both["valueRanges"]] == [2, 1]
    assert {call.operation for call in sandbox.calls} >= {item.name for item in OPERATIONS}
