"""Cutting worksheets into ranges, and putting answers together again."""

from __future__ import annotations

import pytest

from tap_feishu.documents.spreadsheets import up_to_last
from tap_feishu.documents.windows import Window, below, beside, letters, number, trimmed


@pytest.mark.parametrize(
    "column, name", [(1, "A"), (26, "Z"), (27, "AA"), (702, "ZZ"), (703, "AAA"), (13_000, "SEZ")]
)
def test_columns_are_named_as_in_a_spreadsheet(column, name):
    assert letters(column) == name
    assert number(name) == column


def test_a_range_tells_both_ends():
    assert Window("0bdf12", 3, 5, 2, 28).text == "0bdf12!B3:AB5"
    assert Window("0bdf12", 3, 5, 2, 28).cells == 81


def test_a_window_is_cut_until_it_is_one_cell():
    window = Window("s", 1, 5, 1, 3)
    assert window.rows() == (Window("s", 1, 3, 1, 3), Window("s", 4, 5, 1, 3))
    assert window.columns() == (Window("s", 1, 5, 1, 2), Window("s", 1, 5, 3, 3))
    assert Window("s", 2, 2, 2, 2).rows() is Window("s", 2, 2, 2, 2).columns() is None


@pytest.mark.parametrize(
    "told, values, rows",
    [
        ("s!B2:C3", [[1, 2], [3]], [[1, 2], [3]]),
        ("s!C4:C4", [[1]], [[], [], [None, 1]]),
        ("", None, []),
        ("", [[None, 1]], [[None, 1]]),
        ("s!C2", [[1], None], [[None, 1], [None]]),
    ],
)
def test_values_stand_where_the_answer_says(told, values, rows):
    assert Window("s", 2, 9, 2, 9).placed(told, values) == rows


def test_pieces_are_joined_at_their_places():
    assert below([[1]], 3, [[2]]) == [[1], [], [], [2]]
    assert below([[1]], 3, []) == [[1]]
    assert beside([[1]], 3, [[2]]) == [[1, None, None, 2]]
    assert beside([], 2, [[3]]) == [[None, None, 3]]
    assert beside([[1]], 3, []) == [[1]]


@pytest.mark.parametrize(
    "row, rest",
    [([None, ""], []), ([0, None], [0]), ([False], [False]), (["", [], None], ["", []]), ([], [])],
)
def test_only_empty_cells_are_cut_off(row, rest):
    assert trimmed(row) == rest


def test_rows_go_as_far_as_the_last_one_with_values_and_the_first_is_always_there():
    assert list(up_to_last([[None], [1, None], [], [2], [None]])) == [
        (1, []),
        (2, [1]),
        (3, []),
        (4, [2]),
    ]
    assert list(up_to_last([[], []])) == [(1, [])]
    assert list(up_to_last([])) == [(1, [])]
