"""Fingerprints of cells."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feishu_connect.bitable import Field, codec_for
from target_feishu.bitable.prints import PRINT_BYTES, Prints, print_of

NUMBER = codec_for(Field("fld1", "n", 2, "Number"))
TAGS = codec_for(Field("fld2", "tags", 4, "MultiSelect"))
BOX = codec_for(Field("fld3", "box", 7, "Checkbox"))


def test_equal_cells_have_equal_prints():
    assert print_of(NUMBER, 1) == print_of(NUMBER, 1.0) != print_of(NUMBER, 1.5)
    assert print_of(TAGS, ["a", "b"]) == print_of(TAGS, ["b", "a"]) != print_of(TAGS, ["a"])
    assert print_of(BOX, None) == print_of(BOX, value=False) != print_of(BOX, value=True)


@given(st.lists(st.tuples(st.sampled_from("ab"), st.sampled_from("xyz"), st.binary(min_size=8))))
def test_prints_are_kept_cell_by_cell(given_: list[tuple[str, str, bytes]]):
    prints = Prints()
    kept: dict[tuple[str, str], bytes] = {}
    for row, field_id, content in given_:
        each = content[:PRINT_BYTES]
        prints.put(row, {field_id: each})
        kept[row, field_id] = each
    for row in "ab":
        for field_id in "xyz":
            each = kept.get((row, field_id))
            assert prints.get(row, field_id) == (each if each != bytes(PRINT_BYTES) else None)


@pytest.mark.parametrize("field_id", ["x", "y"])
def test_a_row_that_is_forgotten_is_unknown(field_id: str):
    prints = Prints()
    prints.put("rec1", {"x": b"12345678"})
    prints.forget("rec1")
    assert prints.get("rec1", field_id) is None
