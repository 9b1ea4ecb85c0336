"""Worksheets and rows against the sandbox: one revision of the workbook, in answers that fit."""

from __future__ import annotations

import collections
import types

import pytest

from feishu_connect.errors import IncompleteError
from feishu_sandbox.sheets.model import Cell
from tap_feishu.documents import cells

BOTH = ("sheets", "sheet_rows")
QUERY, VALUES = "sheets.spreadsheet.sheet.query", "sheets.values_batch_get"


@pytest.fixture
def sheets(sandbox):
    return sandbox.world.sheets


@pytest.fixture
def book(sheets):
    return sheets.add_spreadsheet("预算", [("a", 1), (), ("b", None, 2.5)])


@pytest.fixture
def read(bench, book):
    """Run over one spreadsheet, unless told otherwise."""

    def run(*streams, **config):
        bench.sandbox.calls.clear()
        bench.config["bases"] = []
        outcome = bench.run(*(streams or BOTH), **{"spreadsheets": [book.token], **config})
        outcome.calls = collections.Counter(
            call.operation for call in bench.sandbox.calls if call.operation.startswith("sheets")
        )
        return outcome

    return run


def rows(run, sheet=None):
    found = run.records.get("sheet_rows", [])
    return [(row["row"], row["values"]) for row in found if row["sheet_id"] == sheet or not sheet]


@pytest.fixture
def editing(sandbox, book):
    """Have a row appended just before a call that matches."""

    def plan(match, times=1, **more):
        def act(_call):
            sandbox.world.sheets.add_row(book.token, book.sheets[0].sheet_id, ["edited"])

        sandbox.faults.add(match, "callback", times=times, call=act, **more)

    return plan


def test_rows_are_those_of_feishu(sheets, book, read):
    hidden = sheets.add_sheet(book.token, "内部", [(None, "x")], hidden=True).sheet_id
    empty = sheets.add_sheet(book.token, "empty").sheet_id
    base = sheets.add_sheet(book.token, "base", resource_type="bitable").sheet_id
    run = read()
    assert not run.error
    assert rows(run, book.sheets[0].sheet_id) == [(1, ["a", 1]), (2, []), (3, ["b", None, 2.5])]
    assert rows(run, hidden) == [(1, [None, "x"])]
    assert rows(run, empty) == [(1, [])]
    assert rows(run, base) == []
    assert {row["revision"] for row in run.records["sheet_rows"]} == {book.revision}
    listed = [(row["sheet_id"], row["hidden"]) for row in run.records["sheets"]]
    assert listed == [(one.sheet_id, one.hidden) for one in book.sheets]
    assert run.calls == {"sheets.spreadsheet.get": 1, QUERY: 2, VALUES: 2}


def test_values_are_results_in_the_types_of_the_api(sandbox, sheets, book, read):
    user = next(iter(sandbox.world.state.users.values()))
    mention = {"type": "mention", "text": "@x", "token": user.open_id}
    row = [
        Cell(46_027, formatter="yyyy/MM/dd"),
        Cell(12.5, "=A1*2", "¥#,##0.00"),
        Cell(0.125, formatter="0.00%"),
        True,
        [{"type": "text", "text": "s"}, mention],
        {"type": "url", "text": "t", "link": "http://x"},
    ]
    sheets.set_cells(book.token, book.sheets[0].sheet_id, "A1", [row])
    values = dict(rows(read("sheet_rows", user_id_type="union_id")))[1]
    assert values[:4] == ["2026/01/05", 12.5, 0.125, True]
    assert values[4][1]["token"] == user.union_id
    assert values[5]["link"] == "http://x"
    assert dict(rows(read("sheet_rows", user_id_type="user_id")))[1][4][1] == mention


def test_worksheets_tell_of_their_spreadsheet_where_that_is_selected(bench, book, read):
    (row,) = read("sheets").records["sheets"]
    assert (row["spreadsheet_title"], row["spreadsheet_owner_id"]) == ("预算", book.owner)
    assert row["spreadsheet_url"].endswith(book.token)
    assert row["grid_properties"]["row_count"] == 200
    entry = bench.discover()["sheets"]
    for told in entry["metadata"]:
        if told["breadcrumb"] and told["breadcrumb"][-1].startswith("spreadsheet_"):
            told["metadata"]["selected"] = told["breadcrumb"][-1] == "spreadsheet_token"
    assert read("sheets", catalog={"streams": [entry]}).calls == {QUERY: 1}


def test_an_unchanged_workbook_costs_two_calls_and_an_edited_one_comes_whole(sheets, book, read):
    first = read("sheet_rows")
    assert first.state["bookmarks"]["sheet_rows"] == {"cursors": {book.token: 0}}
    second = read("sheet_rows", state=first.state)
    assert (second.records, second.calls) == ({}, {QUERY: 1, VALUES: 1})
    sheets.delete_row(book.token, book.sheets[0].sheet_id, 1)
    third = read("sheet_rows", state=second.state)
    assert rows(third) == [(1, []), (2, ["b", None, 2.5])]
    assert {row["revision"] for row in third.records["sheet_rows"]} == {1}


@pytest.fixture
def small_answers(sheets, monkeypatch):
    monkeypatch.setattr(cells, "_CELLS", 2000)
    return sheets


@pytest.mark.parametrize("after", [1, 2, 3])
def test_rows_of_two_revisions_never_mix(small_answers, book, editing, read, after):
    sheets = small_answers
    sheets.resize(book.token, book.sheets[0].sheet_id, 300, 20)
    editing(VALUES, after=after)
    run = read("sheet_rows")
    assert not run.error
    assert rows(run)[3:] == [(4, ["edited"])]
    assert {row["revision"] for row in run.records["sheet_rows"]} == {2}
    assert run.state["bookmarks"]["sheet_rows"] == {"cursors": {book.token: 2}}


def test_rows_that_came_after_the_grid_was_asked_for_are_not_missed(sheets, book, editing, read):
    sheets.resize(book.token, book.sheets[0].sheet_id, 3, 3)
    editing(VALUES)
    editing(QUERY, after=1)
    run = read("sheet_rows")
    assert [row for _, row in rows(run)][3:] == [["edited"], ["edited"]]


def test_a_worksheet_that_goes_while_it_is_read_is_no_failure(sandbox, sheets, book, read):
    other = sheets.add_sheet(book.token, "other", [("x",)]).sheet_id
    first = book.sheets[0].sheet_id
    sandbox.faults.add(
        VALUES, "callback", call=lambda _call: sheets.remove_sheet(book.token, first)
    )
    run = read("sheet_rows")
    assert not run.error
    assert [row["sheet_id"] for row in run.records["sheet_rows"]] == [other]


def test_a_workbook_that_is_always_edited_is_a_failure_without_rows(book, editing, read):
    editing(VALUES, times=None)
    run = read("sheet_rows")
    assert f"spreadsheet {book.token} of stream sheet_rows" in run.error
    assert run.records == {}
    assert run.state["bookmarks"]["sheet_rows"] == {"cursors": {}}


def test_answers_that_are_too_large_are_asked_for_in_pieces(sandbox, sheets, book, read):
    wide = [[f"{row}:{column}" * 9 for column in range(40)] for row in range(6)]
    sheets.set_cells(book.token, book.sheets[0].sheet_id, "A1", wide)
    sheets.add_sheet(book.token, "more", [("x",)])
    sandbox.behaviour.sheet_reply_bytes = 900
    run = read("sheet_rows")
    assert not run.error
    assert rows(run, book.sheets[0].sheet_id) == list(enumerate(wide, 1))
    assert rows(run, book.sheets[1].sheet_id) == [(1, ["x"])]


def test_a_cell_that_is_too_large_alone_is_a_failure(sandbox, sheets, book, read):
    sheets.set_cells(book.token, book.sheets[0].sheet_id, "B2", [("x" * 1000,)])
    sandbox.behaviour.sheet_reply_bytes = 500
    assert f"spreadsheet {book.token}" in read("sheet_rows").error


def test_all_columns_of_a_wide_worksheet_are_read(sheets, book, read):
    sheets.set_cells(book.token, book.sheets[0].sheet_id, "SEZ1", [("last",)])
    values = dict(rows(read("sheet_rows")))[1]
    assert (len(values), values[-1]) == (13_000, "last")


def test_many_small_worksheets_share_an_answer(sheets, book, read):
    for number in range(10):
        sheets.add_sheet(book.token, str(number), [(number,)])
    run = read("sheet_rows")
    assert [row["values"] for row in run.records["sheet_rows"][3:]] == [[n] for n in range(10)]
    assert run.calls[VALUES] == 2


def test_closed_and_missing_configured_spreadsheets_fail_and_the_others_go_on(
    sandbox, sheets, book, read, caplog
):
    closed, deleted = sheets.add_spreadsheet("closed"), sheets.add_spreadsheet("deleted")
    sheets.share(closed.token, sandbox.app.app_id, None)
    sheets.delete(deleted.token)
    tokens = [closed.token, deleted.token, "x" * 27, book.token]
    run = read(spreadsheets=tokens)
    assert {row["spreadsheet_token"] for row in run.records["sheet_rows"]} == {book.token}
    for token in tokens[:3]:
        assert f"spreadsheet {token} of stream sheets" in run.error
    assert "Add document app" in caplog.text


def test_a_missing_scope_is_told_once(sandbox, read, caplog):
    del sandbox.app.scopes["sheets:spreadsheet:readonly"]
    assert "stream sheet_rows" in read("sheet_rows").error
    assert caplog.text.count("The app lacks a scope") == 1


def test_folders_and_spaces_are_searched_where_no_spreadsheet_is_named(sandbox, sheets, read):
    world = sandbox.world
    space, folder = world.wiki.add_space("space"), world.drive.add_folder("folder")
    world.drive.share(folder, sandbox.app.app_id, "view")
    made = [sheets.add_spreadsheet(title, [(title,)]).token for title in "abc"]
    for token in made[:2]:
        world.drive.put(folder, token, "sheet", "x")
    for token in made[1:]:
        world.wiki.add_node(space, "x", kind="sheet", obj_token=token)
    sheets.delete(made[0])
    run = read(spreadsheets=[], drive_folders=[folder], wiki_spaces=[space.space_id])
    assert not run.error
    assert [row["values"] for row in run.records["sheet_rows"]] == [["b"], ["c"]]
    assert len(run.records["sheets"]) == 2


def test_where_nothing_is_configured_nothing_is_called(bench, read):
    run = read(spreadsheets=[])
    assert (run.records, run.error, list(bench.sandbox.calls)) == ({}, "", [])


def test_a_killed_run_goes_on_with_the_spreadsheets_that_are_left(sandbox, sheets, read):
    tokens = [sheets.add_spreadsheet(title, [(title,)]).token for title in "abc"]
    sandbox.faults.add(VALUES, "code", code=90213, status=403, times=None, after=2)
    broken = read("sheet_rows", spreadsheets=tokens)
    sandbox.faults.clear()
    rest = read("sheet_rows", spreadsheets=tokens, state=broken.state)
    assert "sheet_rows" in broken.error
    assert [row["values"] for row in broken.records["sheet_rows"]] == [["a"]]
    assert [row["values"] for row in rest.records["sheet_rows"]] == [["b"], ["c"]]


class Answers:
    """A client that gives these ranges, whatever is asked for in one call."""

    def __init__(self, answer):
        self.client, self.answer, self.asked = self, answer, []
        connection = types.SimpleNamespace(user_id_type="open_id")
        self.settings = types.SimpleNamespace(connection=connection)

    def call(self, _endpoint, *, params, **_parts):
        self.asked.append(params["ranges"])
        return {"revision": 1, "valueRanges": self.answer(params["ranges"])}


def test_ranges_that_cannot_be_told_apart_are_asked_for_one_by_one():
    run = Answers(lambda ranges: [] if "," in ranges else [{"range": ranges, "values": [[ranges]]}])
    found = cells.Cells(run, "token").by_sheet({"s1": (1, 1), "s2": (1, 1)})
    alone = ["s1!A1:A1", "s2!A1:A1"]
    assert [list(rows) for _, rows in found] == [[[one]] for one in alone]
    assert run.asked == [",".join(alone), *alone]


def test_other_cells_than_those_asked_for_are_a_failure():
    run = Answers(lambda _: [{"range": "other!A1:A1", "values": [[1]]}])
    with pytest.raises(IncompleteError, match="other cells"):
        cells.Cells(run, "token").look("s")
