from __future__ import annotations

import pytest

from feishu_sandbox.sheets.model import Cell

DAY = Cell(46_027.5, formatter="yyyy/MM/dd HH:mm")
PRICE = Cell(1234.5, "=A1*2", "¥#,##0.00")
SHARE = Cell(0.125, formatter="0.00%")
RICH = [{"type": "text", "text": "a"}, {"type": "text", "text": "b"}]


@pytest.fixture
def made(sandbox):
    rows = [(DAY, PRICE, SHARE, RICH, True), (), (None, "x")]
    return sandbox.world.sheets.add_spreadsheet("表", rows)


@pytest.fixture
def read(api, made):
    def act(cells="!A1:E9", token=made.token, **params):
        path = f"/sheets/v2/spreadsheets/{token}/values/{made.sheets[0].sheet_id}{cells}"
        return api.call("GET", path, params=params)

    return act


def first(read, **params):
    return read(**params)["data"]["valueRange"]["values"][0]


def test_without_options_a_formula_is_text_and_a_date_a_number(read):
    assert first(read) == [46_027.5, "=A1*2", 0.125, RICH, True]
    assert first(read, valueRenderOption="Formula")[1] == "=A1*2"


def test_options_compute_and_format(read):
    dates = {"dateTimeRenderOption": "FormattedString"}
    day = "2026/01/05 12:00"
    assert first(read, valueRenderOption="UnformattedValue", **dates) == [
        day,
        1234.5,
        0.125,
        RICH,
        True,
    ]
    assert first(read, valueRenderOption="FormattedValue")[:3] == [day, "¥1,234.50", "12.50%"]
    assert first(read, valueRenderOption="ToString")[1:] == [1234.5, 0.125, "ab", "TRUE"]
    assert read(valueRenderOption="Unformatted")["code"] == 90229
    assert read(dateTimeRenderOption="Text")["code"] == 90229


def test_empty_edges_are_cut_off_and_an_empty_range_has_neither_name_nor_values(made, read):
    sheet = made.sheets[0].sheet_id
    found = read("!A1:T50")["data"]["valueRange"]
    assert found["range"] == f"{sheet}!A1:E3"
    assert found["values"][1:] == [[None] * 5, [None, "x", None, None, None]]
    empty = read("!A5:T50")["data"]["valueRange"]
    assert (empty["range"], "values" in empty, empty["revision"]) == ("", False, 0)


@pytest.mark.parametrize("cells", ["", "!A:E", "!A1:E"])
def test_ranges_may_be_open(read, cells):
    assert len(read(cells)["data"]["valueRange"]["values"]) == 3


def test_open_ranges_end_at_100_columns(sandbox, made, read):
    sheet = made.sheets[0].sheet_id
    sandbox.world.sheets.set_cells(made.token, sheet, "DZ1", [("far",)])
    assert len(first(read, cells="!A:DZ")) == 5
    assert first(read, cells="!A1:DZ1")[-1] == "far"


@pytest.mark.parametrize("cells", ["!A1:A201", "!A1:U1", "!B1:A1", "!A:A1", "!A1", "!a1:b2"])
def test_ranges_outside_the_grid_are_refused(read, cells):
    assert read(cells)["code"] == 90202


def test_people_have_an_old_id_unless_another_is_asked_for(sandbox, made, read):
    user = next(iter(sandbox.world.state.users.values()))
    mention = {"type": "mention", "text": "@x", "token": user.open_id}
    sandbox.world.sheets.set_cells(made.token, made.sheets[0].sheet_id, "A1", [(mention,)])
    assert first(read)[0]["token"].isdecimal()
    assert first(read, user_id_type="union_id")[0]["token"] == user.union_id
    assert read(user_id_type="user_id")["code"] == 90229


def test_several_ranges_come_in_one_answer_that_is_bounded(sandbox, api, made):
    other = sandbox.world.sheets.add_sheet(made.token, "two", [("y",)]).sheet_id
    path = f"/sheets/v2/spreadsheets/{made.token}/values_batch_get"
    params = {"ranges": f"{made.sheets[0].sheet_id}!A3:B3,{other}!A1:A1"}
    data = api.data("GET", path, params=params)
    assert [one["values"] for one in data["valueRanges"]] == [[[None, "x"]], [["y"]]]
    assert (data["revision"], data["totalCells"]) == (1, 3)
    sandbox.behaviour.sheet_reply_bytes = 100
    assert api.code("GET", path, params=params) == 90221
    assert api.code("GET", path, params={"ranges": "none!A1:A1"}) == 90215
    assert api.code("GET", path) == 90215
