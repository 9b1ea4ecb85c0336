"""Cells of records/search become the values of the contract."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feishu_connect import CellError
from feishu_connect.bitable import Field, codec_for

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any, TypeAlias

    from feishu_connect.bitable import FieldCodec

    Codecs: TypeAlias = Callable[..., FieldCodec]
    Schema: TypeAlias = dict[str, Any]

STRING = {"type": ["string", "null"]}
NUMBER = {"type": ["number", "null"]}
DATE_TIME = {"type": ["string", "null"], "format": "date-time"}
AVATAR = {"avatar_url": "https://a"}
PERSON = {"id": "ou_1", "name": "黄泡泡", "en_name": "Amanda", "email": "a@b.c"}
CHAT = {"id": "oc_1", "name": "Team"}
LINK = {"text": "Docs", "link": "https://x"}
FILE = {
    "file_token": "box1",
    "name": "a.png",
    "type": "image/png",
    "size": 10,
    "url": "https://u",
    "tmp_url": "https://t",
}
PLACE = {
    "name": "字节跳动",
    "full_address": "字节跳动\uff0c北京市",
    "address": "学清路",
    "pname": "北京市",
    "cityname": "北京市",
    "adname": "海淀区",
}
SEGMENTS = [
    {"type": "text", "text": "See "},
    {"type": "url", "text": "docs [1]", "link": "https://x"},
    {"type": "mention", "text": "@Ann", "mentionType": "User", "mentionNotify": True, "token": "o"},
    {"type": "mention", "text": "Plan", "mentionType": "Docx", "token": "d", "link": "https://y z"},
]


def objects(*keys: str, **others: object) -> Schema:
    properties = {**{key: {"type": ["string", "null"]} for key in keys}, **others}
    return {"type": ["object", "null"], "properties": properties}


def arrays(items: Schema) -> Schema:
    kind = items["type"][0]
    return {"type": ["array", "null"], "items": {**items, "type": kind}}


def text(value: str) -> list[Schema]:
    return [{"type": "text", "text": value}]


PEOPLE = arrays(objects("id", "name", "en_name", "email"))
FILES = arrays(
    objects("file_token", "name", "type", "url", "tmp_url", size={"type": ["integer", "null"]}),
)

ROWS = [
    ("Text", STRING, SEGMENTS, "See docs [1]@AnnPlan"),
    ("Text", STRING, "legacy", "legacy"),
    ("Text", STRING, text(" "), " "),
    ("Email", STRING, [{"type": "url", "text": "a@b.c", "link": "mailto:a@b.c"}], "a@b.c"),
    ("Barcode", STRING, text("FS0001"), "FS0001"),
    ("Phone", STRING, "+8613800000000", "+8613800000000"),
    ("AutoNumber", STRING, "A-001", "A-001"),
    ("SingleSelect", STRING, "进行中", "进行中"),
    ("Number", NUMBER, 12, 12),
    ("Number", NUMBER, "12.50", 12.5),
    ("Number", NUMBER, "9007199254740993", 9007199254740993),
    ("Progress", NUMBER, 0.34, 0.34),
    ("Currency", NUMBER, 0, 0),
    ("Rating", NUMBER, 4, 4),
    ("MultiSelect", arrays(STRING), ["a", "b"], ["a", "b"]),
    ("DateTime", DATE_TIME, 1769846400000, "2026-01-31T08:00:00.000Z"),
    ("CreatedTime", DATE_TIME, 0, "1970-01-01T00:00:00.000Z"),
    ("ModifiedTime", DATE_TIME, "1675526400123", "2023-02-04T16:00:00.123Z"),
    ("Checkbox", {"type": ["boolean", "null"]}, True, True),
    ("User", PEOPLE, [{**PERSON, **AVATAR}], [PERSON]),
    ("User", PEOPLE, [{"id": "ou_2"}], [dict.fromkeys(PERSON) | {"id": "ou_2"}]),
    ("CreatedUser", PEOPLE, {**PERSON, **AVATAR}, [PERSON]),
    ("ModifiedUser", PEOPLE, [PERSON], [PERSON]),
    ("GroupChat", arrays(objects("id", "name")), [{**CHAT, **AVATAR}], [CHAT]),
    ("Url", objects("text", "link"), {**LINK, "type": "url"}, LINK),
    ("Url", objects("text", "link"), {"link": "https://x"}, {"text": None, "link": "https://x"}),
    ("Attachment", FILES, [{**FILE, "extra": 1}], [FILE]),
    ("Attachment", FILES, [{"file_token": "b"}], [dict.fromkeys(FILE) | {"file_token": "b"}]),
    ("SingleLink", arrays(STRING), {"link_record_ids": ["rec1", "rec2"]}, ["rec1", "rec2"]),
    ("DuplexLink", arrays(STRING), [{"record_ids": ["rec1"], "text": "x"}], ["rec1"]),
    ("DuplexLink", arrays(STRING), ["rec1"], ["rec1"]),
    (
        "Location",
        objects(*PLACE, longitude=NUMBER, latitude=NUMBER),
        {**PLACE, "location": "116.352681,40.01437"},
        {**PLACE, "longitude": 116.352681, "latitude": 40.01437},
    ),
    (
        "Location",
        objects(*PLACE, longitude=NUMBER, latitude=NUMBER),
        {"name": "somewhere"},
        {**dict.fromkeys(PLACE), "name": "somewhere", "longitude": None, "latitude": None},
    ),
    ("Url", objects("text", "link"), "https://x", {"text": "https://x", "link": "https://x"}),
    ("Stage", STRING, {"id": 1, "name": "阶段"}, '{"id":1,"name":"阶段"}'),
    ("Button", STRING, "pressed", '"pressed"'),
    ("Hologram", STRING, [1, {"a": None}], '[1,{"a":null}]'),
]


@pytest.mark.parametrize("ui_type,schema,cell,value", ROWS)
def test_each_row_of_the_value_table(
    codec: Codecs, ui_type: str, schema: Schema, cell: object, value: object
):
    reader = codec(ui_type)
    assert reader.schema == schema
    assert reader.read(cell) == value


def test_a_location_may_be_its_coordinates_alone(codec: Codecs):
    found = codec("Location").read("116.5,40.5")
    assert (found["longitude"], found["latitude"], found["name"]) == (116.5, 40.5, None)


def test_an_empty_cell_is_null_and_an_empty_checkbox_is_false(
    codec: Codecs, ui_types: tuple[str, ...]
):
    for ui_type in ui_types:
        expected = False if ui_type == "Checkbox" else None
        for empty in (None, []):
            assert codec(ui_type).read(empty) is expected, ui_type


@pytest.mark.parametrize(
    "ui_type,cell",
    [
        ("SingleLink", {"link_record_ids": []}),
        ("SingleLink", {"link_record_ids": None}),
        ("DuplexLink", [{"record_ids": None, "table_id": "tbl1", "text": ""}]),
        ("Text", [{"type": "text", "text": ""}]),
        ("Location", {}),
        ("SingleSelect", ""),
    ],
)
def test_a_cell_that_holds_nothing_is_null(codec: Codecs, ui_type: str, cell: object):
    assert codec(ui_type).read(cell) is None


def test_markdown_keeps_the_links_of_text(codec: Codecs):
    expected = r"See [docs \[1\]](https://x)@Ann[Plan](<https://y z>)"
    assert codec("Text", text="markdown").read(SEGMENTS) == expected


def test_segments_have_fixed_keys(codec: Codecs):
    reader = codec("Text", text="segments")
    keys = {"type", "text", "link", "token", "mentionType", "mentionNotify", "name"}
    assert set(reader.schema["items"]["properties"]) == keys
    found = reader.read(SEGMENTS)
    assert all(set(each) == keys for each in found)
    assert found[2]["mentionNotify"] is True
    assert reader.read("legacy")[0] == dict.fromkeys(keys) | {"type": "text", "text": "legacy"}


@pytest.mark.parametrize("ui_type", ["Email", "Barcode", "Phone"])
def test_the_text_setting_leaves_other_types_alone(codec: Codecs, ui_type: str):
    for mode in ("markdown", "segments"):
        assert codec(ui_type, text=mode).schema == STRING


def test_downloads_make_room_for_path_and_hash(codec: Codecs):
    reader = codec("Attachment", downloads=True)
    assert {"path", "sha256"} < set(reader.schema["items"]["properties"])
    assert reader.read([FILE]) == [{**FILE, "path": None, "sha256": None}]


@pytest.mark.parametrize(
    "milliseconds,expected",
    [
        (-1, "1969-12-31T23:59:59.999Z"),
        (-62135596800000, "0001-01-01T00:00:00.000Z"),
        (253402300799999, "9999-12-31T23:59:59.999Z"),
        (1769846400001.0, "2026-01-31T08:00:00.001Z"),
    ],
)
def test_times_are_exact_to_the_millisecond(codec: Codecs, milliseconds: float, expected: object):
    assert codec("DateTime").read(milliseconds) == expected


@pytest.mark.parametrize(
    "ui_type,cell",
    [
        ("Number", "abc"),
        ("Number", True),
        ("Number", {"a": 1}),
        ("Number", float("nan")),
        ("DateTime", 253402300800000),
        ("DateTime", 1.5),
        ("Checkbox", "perhaps"),
        ("SingleSelect", {"id": "opt"}),
        ("Text", {"value": 1}),
        ("User", "ou_1"),
        ("Attachment", ["box1"]),
        ("Location", {"location": "somewhere"}),
        ("Url", 5),
    ],
)
def test_a_cell_of_another_form_is_an_error(codec: Codecs, ui_type: str, cell: object):
    with pytest.raises(CellError, match=r"expected .+, got"):
        codec(ui_type).read(cell)


def test_halves_of_a_character_in_two_segments_meet(codec: Codecs):
    assert codec("Text").read([*text("\ud83d"), *text("\ude00")]) == "😀"


def test_a_new_ui_type_of_a_known_type_is_read_like_the_plain_one():
    assert codec_for(Field("f", "n", 2, "Temperature")).read(3) == 3


@given(st.recursive(st.none() | st.text() | st.integers(), lambda each: st.lists(each, min_size=1)))
def test_an_unknown_type_is_passed_through_as_json(cell: object):
    read = codec_for(Field("f", "n", 4711, "Hologram")).read(cell)
    assert read is None if cell in (None, "") else json.loads(read) == cell
