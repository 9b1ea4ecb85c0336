"""Converted blocks in the form and the portions in which Feishu takes them."""

from __future__ import annotations

import pytest

from target_feishu.documents.blocks import read_blocks
from target_feishu.errors import RecordError


def line(block_id, *children):
    elements = [{"text_run": {"content": block_id}}]
    return {
        "block_id": block_id,
        "block_type": 2,
        "parent_id": "",
        "revision_id": 0,
        "text": {"elements": elements},
        "children": list(children),
    }


def picture(block_id):
    image = {"width": 1, "height": 1, "token": "", "align": 1}
    return {"block_id": block_id, "block_type": 27, "image": image}


def converted(roots, *blocks, images=()):
    urls = [{"block_id": each, "image_url": f"/{each}.png"} for each in images]
    return {
        "first_level_block_ids": list(roots),
        "blocks": list(blocks),
        "block_id_to_image_urls": urls,
    }


def grid(rows, columns, *inside):
    cells = [f"{row}.{column}" for row in range(rows) for column in range(columns)]
    shape = {
        "row_size": rows,
        "column_size": columns,
        "column_width": [100] * columns,
        "merge_info": [{"row_span": 1, "col_span": 1}] * len(cells),
        "header_row": False,
    }
    table = {"block_id": "table", "block_type": 31, "children": cells}
    table["table"] = {"cells": cells, "property": shape}
    blocks = [
        {"block_id": cell, "block_type": 32, "table_cell": {}, "children": list(inside)}
        for cell in cells
    ]
    return [table, *blocks]


def test_what_is_read_only_stays_out():
    body = read_blocks(converted(["table", "p"], *grid(1, 1), picture("p"), images=["p"]))
    [portion] = body.portions
    table, cell, text, image = portion.blocks
    assert table["table"] == {
        "property": {"row_size": 1, "column_size": 1, "column_width": [100], "header_row": False}
    }
    assert image == {"block_id": "p", "block_type": 27, "image": {"align": 1}}
    assert cell["children"] == [text["block_id"]]
    assert text["text"] == {"elements": [{"text_run": {"content": ""}}]}
    assert body.images == {"p": "/p.png"}


def test_parents_stand_before_their_children_whatever_the_order_was():
    body = read_blocks(converted(["a", "d"], line("d"), line("c"), line("b", "c"), line("a", "b")))
    [portion] = body.portions
    assert [block["block_id"] for block in portion.blocks] == ["a", "b", "c", "d"]
    assert portion.body()["children_id"] == ["a", "d"]
    assert "children" not in portion.blocks[-1]
    assert "parent_id" not in portion.blocks[0]


def test_trees_stay_together():
    first = [line("a", *(f"a{n}" for n in range(600))), *(line(f"a{n}") for n in range(600))]
    second = [line("b", *(f"b{n}" for n in range(600))), *(line(f"b{n}") for n in range(600))]
    body = read_blocks(converted(["a", "b"], *first, *second))
    assert [(each.parent, each.roots, len(each.blocks)) for each in body.portions] == [
        ("", ["a"], 601),
        ("", ["b"], 601),
    ]


def test_what_is_larger_than_a_call_comes_before_its_children():
    below = [f"a{n}" for n in range(1500)]
    body = read_blocks(converted(["a", "b"], line("a", *below), *map(line, below), line("b")))
    assert [(each.parent, len(each.blocks)) for each in body.portions] == [
        ("", 1),
        ("a", 1000),
        ("a", 500),
        ("", 1),
    ]


def test_a_cut_table_repeats_its_head_with_its_pictures():
    table, *cells = grid(30, 1)
    for cell in cells:
        cell["children"] = [f"p{cell['block_id']}"]
    pictures = [picture(f"p{cell['block_id']}") for cell in cells]
    ids = [each["block_id"] for each in pictures]
    body = read_blocks(converted(["table"], table, *cells, *pictures, images=ids))
    rows = [each.blocks[0]["table"]["property"]["row_size"] for each in body.portions]
    assert rows == [20, 11]
    assert len(body.images) == 31
    assert sorted(body.images.values()).count("/p0.0.png") == 2
    used = {block["block_id"] for each in body.portions for block in each.blocks}
    assert set(body.images) <= used


def test_a_row_that_is_larger_than_a_call_is_refused():
    with pytest.raises(RecordError, match="one row of a table"):
        read_blocks(converted(["table"], *grid(2, 600)))


def test_nothing_is_nothing():
    assert read_blocks({}).portions == []
