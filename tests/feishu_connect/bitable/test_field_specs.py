"""Fields made out of columns."""

from __future__ import annotations

from typing import Any, TypeAlias

import pytest

from feishu_connect.bitable import INDEX_FIELD_TYPES, field_spec_for

Schema: TypeAlias = dict[str, Any]

STRINGS = {"type": ["array", "null"], "items": {"type": "string"}}
LONG = {"type": ["integer", "null"], "minimum": -(2**63), "maximum": 2**63 - 1}
SHORT = {"type": "integer", "minimum": -(2**31), "maximum": 2**31 - 1}


@pytest.mark.parametrize(
    "schema,number,ui_type",
    [
        ({"type": ["string", "null"]}, 1, "Text"),
        ({}, 1, "Text"),
        ({"type": ["string", "integer", "null"]}, 1, "Text"),
        ({"type": ["object", "null"]}, 1, "Text"),
        ({"type": "array", "items": {"type": "object"}}, 1, "Text"),
        ({"type": "array"}, 1, "Text"),
        (STRINGS, 4, "MultiSelect"),
        ({"type": ["number", "null"]}, 2, "Number"),
        ({"type": ["integer", "null"]}, 2, "Number"),
        (SHORT, 2, "Number"),
        (LONG, 1, "Text"),
        ({"type": "integer", "exclusiveMaximum": 1e18}, 1, "Text"),
        ({"type": ["boolean", "null"]}, 7, "Checkbox"),
        ({"type": ["string", "null"], "format": "date-time"}, 5, "DateTime"),
        ({"type": ["string", "null"], "format": "date"}, 5, "DateTime"),
        ({"type": ["string", "null"], "format": "time"}, 1, "Text"),
        ({"type": "string", "format": "uri"}, 15, "Url"),
        ({"anyOf": [{"type": "string", "format": "date-time"}, {"type": "null"}]}, 5, "DateTime"),
        ({"anyOf": [{"type": "string", "format": "date-time"}, {"type": "string"}]}, 1, "Text"),
        ({"oneOf": [{"type": "integer"}, {"type": "number"}]}, 2, "Number"),
    ],
)
def test_a_column_of_any_tap_becomes_a_field_by_its_schema(
    schema: Schema, number: int, ui_type: str
):
    spec = field_spec_for(" Name ", schema)
    assert (spec["field_name"], spec["type"], spec["ui_type"]) == ("Name", number, ui_type)


@pytest.mark.parametrize(
    "number,ui_type,settings",
    [
        (1, "Text", None),
        (1, "Email", None),
        (1, "Barcode", None),
        (2, "Number", {"formatter": "0.00"}),
        (2, "Currency", {"formatter": "0.00", "currency_code": "CNY"}),
        (2, "Progress", {"formatter": "0%", "range_customize": True, "min": 0, "max": 1}),
        (2, "Rating", {"formatter": "0", "min": 0, "max": 10, "rating": {"symbol": "star"}}),
        (3, "SingleSelect", None),
        (4, "MultiSelect", None),
        (5, "DateTime", {"date_formatter": "yyyy-MM-dd HH:mm", "auto_fill": False}),
        (7, "Checkbox", None),
        (11, "User", {"multiple": True}),
        (13, "Phone", None),
        (15, "Url", None),
        (17, "Attachment", None),
        (22, "Location", {"location": {"input_type": "not_limit"}}),
        (23, "GroupChat", {"multiple": True}),
    ],
)
def test_a_column_of_a_field_becomes_that_type_again(
    number: int, ui_type: str, settings: Schema | None
):
    spec = field_spec_for("n", {"type": "number"}, {"type": number, "ui_type": ui_type})
    expected = {"field_name": "n", "type": number, "ui_type": ui_type}
    assert spec == (expected if settings is None else {**expected, "property": settings})


@pytest.mark.parametrize(
    "schema,source,number",
    [
        ({"type": ["number", "null"]}, (20, "Formula"), 2),
        ({"type": ["string", "null"]}, (19, "Lookup"), 1),
        ({"type": ["string", "null"]}, (1005, "AutoNumber"), 1),
        ({"type": ["string", "null"], "format": "date-time"}, (1001, "CreatedTime"), 5),
        ({"type": ["array", "null"], "items": {"type": "object"}}, (1003, "CreatedUser"), 11),
        ({"type": ["array", "null"], "items": {"type": "object"}}, (1004, "ModifiedUser"), 11),
        ({"type": ["string", "null"]}, (24, "Stage"), 1),
        ({"type": ["string", "null"]}, (3001, "Button"), 1),
        (STRINGS, (18, "SingleLink"), 4),
        (STRINGS, (21, "DuplexLink"), 4),
    ],
)
def test_a_field_that_cannot_be_made_becomes_an_ordinary_one(
    schema: Schema, source: tuple[int, str], number: int
):
    x_feishu = dict(zip(("type", "ui_type"), source, strict=True))
    assert field_spec_for("n", {**schema, "x-feishu": x_feishu})["type"] == number


def test_a_source_without_ui_type_is_of_the_plain_type():
    assert field_spec_for("n", {"type": "string"}, {"type": 13}) == {"field_name": "n", "type": 13}


def test_whole_numbers_are_shown_whole():
    assert field_spec_for("n", {"type": "integer"})["property"] == {"formatter": "0"}


def test_a_rating_keeps_a_known_maximum():
    schema = {"type": "number", "maximum": 10}
    spec = field_spec_for("n", schema, {"type": 2, "ui_type": "Rating"})
    assert spec["property"]["max"] == 10


def test_a_person_may_not_be_the_first_field_of_a_table():
    assert {1, 2, 5, 13, 15, 20, 22} == INDEX_FIELD_TYPES
