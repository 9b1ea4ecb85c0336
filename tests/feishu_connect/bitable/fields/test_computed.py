"""Formula and Lookup: the type of the column is found once and kept."""

from __future__ import annotations

from typing import Any, TypeAlias

import pytest

from feishu_connect import CellError
from feishu_connect.bitable import (
    Field,
    ResultShape,
    codec_for,
    result_shape,
    shape_from_cells,
    shape_from_metadata,
    shape_from_schema,
)

Schema: TypeAlias = dict[str, Any]

PERSON = {"id": "ou_1", "name": "A", "en_name": "A", "email": "a@b.c"}
FILE = {"file_token": "b", "name": "n", "type": "t", "size": 1, "url": "u", "tmp_url": "v"}
PLACE = ("name", "full_address", "address", "pname", "cityname", "adname")
SPOT = {**dict.fromkeys(PLACE), "longitude": 116.5, "latitude": 40.5}
MOMENT = "2026-01-31T08:00:00.000Z"


def wrapped(number: int, *values: object) -> Schema:
    return {"type": number, "value": list(values)}


def formula(**settings: object) -> Field:
    return Field("fld1", "Sum", 20, "Formula", settings)


def typed(number: int, ui_type: str = "Number") -> Field:
    return formula(type={"data_type": number, "ui_type": ui_type})


def read_all(*cells: object) -> tuple[str, bool, list[Any]]:
    """Discover the shape from the cells and read them into it, and as a later run does too."""
    shape = result_shape(formula(), cells)
    first = codec_for(formula(), shape=shape)
    later = codec_for(formula(), shape=shape_from_schema(first.schema))
    assert later.schema == first.schema
    values = [first.read(cell) for cell in cells]
    assert [later.read(cell) for cell in cells] == values
    return shape.kind, shape.many, values


@pytest.mark.parametrize(
    "cell,kind,many,value",
    [
        (
            wrapped(1, {"type": "text", "text": "✅ "}, {"type": "text", "text": "ok"}),
            "text",
            0,
            "✅ ok",
        ),
        (wrapped(2, 12.5), "number", 0, 12.5),
        (wrapped(2, 1, 2), "number", 1, [1, 2]),
        (wrapped(3, "open"), "option", 0, "open"),
        (wrapped(3, "open", "shut"), "option", 1, ["open", "shut"]),
        (wrapped(4, "a"), "option", 1, ["a"]),
        (wrapped(4, ["a"], ["b"]), "option", 1, ["a", "b"]),
        (wrapped(5, 1769846400000), "date", 0, MOMENT),
        (wrapped(1001, 1769846400000, 1769846400000), "date", 1, [MOMENT, MOMENT]),
        (wrapped(1002, 1769846400000), "date", 0, MOMENT),
        (wrapped(7, *[True]), "checkbox", 0, True),
        (wrapped(7, *[False, True]), "checkbox", 1, [False, True]),
        (wrapped(11, {**PERSON, "avatar_url": "x"}), "person", 1, [PERSON]),
        (wrapped(1003, PERSON), "person", 1, [PERSON]),
        (wrapped(1004, [PERSON]), "person", 1, [PERSON]),
        (wrapped(13, "+861"), "option", 0, "+861"),
        (wrapped(15, {"text": "X", "link": "l"}), "url", 0, {"text": "X", "link": "l"}),
        (wrapped(15, {"link": "l"}, {"text": "X"}), "url", 1, None),
        (wrapped(17, FILE), "attachment", 1, [FILE]),
        (wrapped(18, {"link_record_ids": ["r1", "r2"]}), "link", 1, ["r1", "r2"]),
        (
            wrapped(21, {"link_record_ids": ["r1"]}, {"link_record_ids": ["r2"]}),
            "link",
            1,
            ["r1", "r2"],
        ),
        (wrapped(22, {"location": "116.5,40.5"}), "location", 0, SPOT),
        (
            wrapped(23, {"id": "oc", "name": "T", "avatar_url": "x"}),
            "chat",
            1,
            [{"id": "oc", "name": "T"}],
        ),
        (wrapped(1005, "A-1"), "option", 0, "A-1"),
    ],
)
def test_rows_tell_the_type_of_the_column(cell: object, kind: str, many: int, value: object):
    found_kind, found_many, (found,) = read_all(cell)
    assert (found_kind, found_many) == (kind, bool(many))
    if value is not None:
        assert found == value


def test_several_values_in_one_row_make_a_list_of_every_row():
    assert read_all(wrapped(2, 1), wrapped(2, 2, 3), wrapped(2), None) == (
        "number",
        True,
        [[1], [2, 3], None, None],
    )


def test_mixed_types_are_a_string_in_which_text_is_itself():
    cells = [
        wrapped(1, {"type": "text", "text": "none"}),
        wrapped(2, 12.5),
        wrapped(5, 1769846400000),
        wrapped(2, 1, 2),
        wrapped(11, PERSON),
    ]
    assert read_all(*cells) == (
        "json",
        False,
        [
            "none",
            "12.5",
            MOMENT,
            "[1,2]",
            '[{"id":"ou_1","name":"A","en_name":"A","email":"a@b.c"}]',
        ],
    )


@pytest.mark.parametrize(
    "cell,text",
    [
        (wrapped(99, {"a": 1}), '[{"a":1}]'),
        ({"type": 2, "value": ["#DIV/0!"]}, '["#DIV/0!"]'),
        ({"error": "cycle"}, '{"error":"cycle"}'),
        ({"type": None, "value": 5}, "5"),
        ([{"type": "text", "text": "legacy"}], "legacy"),
        ("legacy", "legacy"),
    ],
)
def test_unknown_forms_and_errors_are_kept_as_text(cell: object, text: str):
    assert codec_for(formula()).read(cell) == text


@pytest.mark.parametrize("cell,kind", [(5, "number"), (True, "checkbox"), ({"a": 1}, "json")])
def test_a_bare_value_is_taken_by_its_form(cell: object, kind: str):
    assert shape_from_cells([cell]) == ResultShape(kind)


@pytest.mark.parametrize(
    "empty", [None, [], wrapped(2), wrapped(1, None), wrapped(18, {"link_record_ids": []})]
)
def test_an_empty_result_is_null_and_tells_nothing(empty: object):
    assert shape_from_cells([empty]) is None
    assert codec_for(formula()).read(empty) is None


def test_metadata_tell_the_type_where_the_base_gives_them():
    assert shape_from_metadata(typed(2)) == ResultShape("number")
    assert shape_from_metadata(typed(1005)) == ResultShape("option")
    assert shape_from_metadata(typed(11)) == ResultShape("person", many=True)
    assert shape_from_metadata(formula(type={"ui_type": "Currency"})) == ResultShape("number")
    assert shape_from_metadata(typed(20, "Formula")) is None
    assert shape_from_metadata(formula()) is None
    assert codec_for(typed(5)).schema["format"] == "date-time"


def test_rows_decide_before_metadata_and_metadata_before_nothing():
    assert result_shape(typed(2), [wrapped(1, "x")]) == ResultShape("text")
    assert result_shape(typed(2), [None, wrapped(2)]) == ResultShape("number")
    assert result_shape(formula(), []) == ResultShape("json")
    assert codec_for(formula()).schema == {"type": ["string", "null"]}


@pytest.mark.parametrize(
    "shape,cell,reason",
    [
        (ResultShape("number"), wrapped(1, "abc"), "expected one number .+, got text abc"),
        (
            ResultShape("number"),
            wrapped(2, 1, 2),
            "expected one number .+, got 2 values in one row",
        ),
        (ResultShape("number"), wrapped(2, "#ERR"), "got json"),
        (ResultShape("date", many=True), wrapped(2, 1), "expected a list of date .+, got number 1"),
        (ResultShape("option", many=True), wrapped(2, 1), "a list of option .+, got number 1"),
    ],
)
def test_a_value_that_does_not_fit_the_kept_type_is_an_error(
    shape: ResultShape, cell: object, reason: str
):
    kept = shape_from_schema(shape.schema)
    assert kept is not None
    with pytest.raises(CellError, match=reason):
        codec_for(formula(), shape=kept).read(cell)


def test_a_kept_string_takes_results_of_every_type():
    reader = codec_for(formula(), shape=shape_from_schema({"type": ["null", "string"]}))
    assert reader.read(wrapped(2, 5)) == "5"
    assert reader.read(wrapped(4, "a", "b")) == '["a","b"]'


@pytest.mark.parametrize(
    "schema",
    [
        {},
        {"type": ["integer", "null"]},
        {"type": ["string", "number"]},
        {"type": "object", "properties": {"a": {}}},
        {"type": "array"},
        {"type": "array", "items": {"type": "array", "items": {"type": "string"}}},
    ],
)
def test_a_schema_of_no_known_shape_tells_nothing(schema: Schema):
    assert shape_from_schema(schema) is None


def test_a_lookup_reads_like_a_formula():
    assert (
        codec_for(Field("f", "n", 19, "Lookup"), shape=ResultShape("number")).read(wrapped(2, 1))
        == 1
    )
