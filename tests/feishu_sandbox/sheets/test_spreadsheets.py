from __future__ import annotations

import pytest


@pytest.fixture
def made(sandbox):
    return sandbox.world.sheets.add_spreadsheet("表", [("a",)])


def v3(api, token, tail="", **params):
    return api.call("GET", f"/sheets/v3/spreadsheets/{token}{tail}", params=params)


def test_a_spreadsheet_tells_its_owner_in_the_callers_id_kind(sandbox, api, made):
    shown = v3(api, made.token, user_id_type="user_id")["data"]["spreadsheet"]
    user = sandbox.world.state.users[made.owner]
    assert shown["owner_id"] == user.user_id
    assert shown["url"].endswith(f"/sheets/{made.token}")


def test_worksheets_have_a_grid_and_embedded_tables_none(sandbox, api, made):
    sheets = sandbox.world.sheets
    sheets.add_sheet(made.token, "hidden", hidden=True)
    sheets.add_sheet(made.token, "base", resource_type="bitable")
    first, hidden, base = v3(api, made.token, "/sheets/query")["data"]["sheets"]
    assert [one["index"] for one in (first, hidden, base)] == [0, 1, 2]
    assert (first["hidden"], hidden["hidden"]) == (False, True)
    assert first["grid_properties"]["column_count"] == 20
    assert "grid_properties" not in base
    assert "merges" not in first


def test_every_edit_is_a_revision_of_the_workbook(sandbox, made):
    sheets, sheet = sandbox.world.sheets, made.sheets[0].sheet_id
    sheets.add_row(made.token, sheet, ["b"])
    sheets.set_cells(made.token, sheet, "B1", [(1, None)])
    sheets.delete_row(made.token, sheet, 1)
    other = sheets.add_sheet(made.token, "two").sheet_id
    sheets.remove_sheet(made.token, other)
    assert made.revision == 5
    assert (made.sheets[0].row_count, list(made.sheets[0].cells)) == (200, ["1:1"])


def test_closed_and_missing_spreadsheets_are_told_apart(sandbox, api, made):
    sheets, sheet = sandbox.world.sheets, made.sheets[0].sheet_id
    path = f"/sheets/v2/spreadsheets/{made.token}/values/{sheet}!A1:A1"
    sheets.share(made.token, sandbox.app.app_id, None)
    assert v3(api, made.token)["code"] == v3(api, made.token, "/sheets/query")["code"] == 1310213
    reply = api.send("GET", path)
    assert (reply.status_code, reply.json()["code"]) == (403, 90213)
    sheets.delete(made.token)
    assert v3(api, made.token)["code"] == 1310249
    assert api.code("GET", path) == 90214
    assert v3(api, "none")["code"] == 1310214


def test_unknown_parameters_and_a_missing_scope_are_refused(sandbox, api, made):
    assert v3(api, made.token, "/sheets/query", user_id_type="open_id")["code"] == 99992402
    del sandbox.app.scopes["sheets:spreadsheet:readonly"]
    assert v3(api, made.token)["code"] == 99991672
