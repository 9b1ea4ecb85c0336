"""Schemas that change: new columns, renamed fields, types that do not go together, whole specs."""

from __future__ import annotations

import typing as t

import pytest

from feishu_connect import SettingsError
from target_feishu.bitable.specs import spec_problems
from target_feishu.config import config_problems
from tests.target_feishu.support import (
    INTEGER,
    NUMBER,
    TAGS,
    TEXT,
    TIME,
    feed,
    make_target,
    record,
    schema,
)

if t.TYPE_CHECKING:
    from feishu_sandbox import BaseBuilder, Sandbox

BOOLEAN = {"type": ["boolean", "null"]}
OBJECT = {"type": ["object", "null"]}
ID = {"field_name": "id", "type": 1}


def names(base: BaseBuilder) -> list[tuple[str, int]]:
    return [(each.name, each.type) for each in base.table("a").data.fields]


def test_a_new_column_becomes_a_new_field(sandbox: Sandbox, base: BaseBuilder):
    feed(make_target(sandbox, base=base.app_token), schema("a", id=TEXT))
    feed(make_target(sandbox, base=base.app_token), schema("a", id=TEXT, n=NUMBER, at=TIME))
    assert names(base) == [("id", 1), ("n", 2), ("at", 5)]


def test_a_day_gets_a_format_that_feishu_has(sandbox: Sandbox, base: BaseBuilder):
    day = {"type": ["string", "null"], "format": "date"}
    feed(make_target(sandbox, base=base.app_token), schema("a", id=TEXT, day=day))
    field = base.table("a").field("day")
    assert (field.type, field.property["date_formatter"]) == (5, "yyyy/MM/dd")


def test_a_field_that_was_renamed_between_runs_is_found_by_its_id(
    sandbox: Sandbox, base: BaseBuilder
):
    columns = {"id": TEXT, "name": TEXT}
    lines = [schema("a", **columns), record("a", id="1", name="x")]
    feed(make_target(sandbox, base=base.app_token), *lines)
    base.table("a").rename_field("name", "Betreff")
    base.table("a").rename_field("id", "Nummer")
    feed(make_target(sandbox, base=base.app_token), lines[0], record("a", id="1", name="y"))
    assert names(base) == [("Nummer", 1), ("Betreff", 1)]
    (row,) = base.table("a").rows().values()
    assert row["Betreff"][0]["text"] == "y"


def test_the_routes_choice_comes_before_the_field_of_the_last_run(
    sandbox: Sandbox, base: BaseBuilder
):
    lines = [schema("a", id=TEXT, name=TEXT), record("a", id="1", name="x")]
    feed(make_target(sandbox, base=base.app_token), *lines)
    base.table("a").add_field("Other", 1)
    routes = [{"stream": "a", "base": base.app_token, "fields": {"name": "Other"}}]
    feed(make_target(sandbox, routes=routes), *lines)
    (row,) = base.table("a").rows().values()
    assert row["Other"][0]["text"] == "x"


def test_a_chosen_field_that_was_renamed_is_found_by_its_id(sandbox: Sandbox, base: BaseBuilder):
    routes = [{"stream": "a", "base": base.app_token, "fields": {"name": "Title"}}]
    lines = [schema("a", id=TEXT, name=TEXT), record("a", id="1", name="x")]
    feed(make_target(sandbox, routes=routes), *lines)
    base.table("a").rename_field("Title", "Headline")
    feed(make_target(sandbox, routes=routes), *lines)
    assert names(base) == [("id", 1), ("Headline", 1)]


def test_a_field_that_was_deleted_is_made_again(sandbox: Sandbox, base: BaseBuilder):
    lines = [schema("a", id=TEXT, name=TEXT), record("a", id="1", name="x")]
    feed(make_target(sandbox, base=base.app_token), *lines)
    base.table("a").remove_field("name")
    feed(make_target(sandbox, base=base.app_token), *lines)
    (row,) = base.table("a").rows().values()
    assert row["name"][0]["text"] == "x"


@pytest.mark.parametrize(
    "column, kind, ui_type",
    [
        (NUMBER, 7, "Checkbox"),
        (TAGS, 2, "Number"),
        (BOOLEAN, 2, "Number"),
        (BOOLEAN, 5, "DateTime"),
        (OBJECT, 3, "SingleSelect"),
        (NUMBER, 11, "User"),
        (BOOLEAN, 17, "Attachment"),
        (INTEGER, 15, "Url"),
        (OBJECT, 13, "Phone"),
        (NUMBER, 22, "Location"),
    ],
)
def test_a_column_whose_values_no_field_of_this_type_takes_is_named(
    sandbox: Sandbox, base: BaseBuilder, column: t.Any, kind: int, ui_type: str
):
    table = base.add_table("a", [ID])
    table.add_field("x", kind)
    expected = rf"column `x` is of type \w+, but its field `x` is of type {kind} \({ui_type}\)"
    with pytest.raises(SettingsError, match=expected):
        feed(make_target(sandbox, base=base.app_token), schema("a", id=TEXT, x=column))


@pytest.mark.parametrize(
    "column, kind, value, cell",
    [
        (INTEGER, 7, 1, True),
        (TEXT, 7, "yes", True),
        (TEXT, 2, "7.5", 7.5),
        (INTEGER, 5, 86_400_000, 86_400_000),
        (NUMBER, 3, 5, "5"),
        (TEXT, 4, "x", ["x"]),
        ({}, 2, 3, 3),
        ({"type": ["boolean", "integer", "null"]}, 2, 3, 3),
    ],
)
def test_values_that_convert_go_in(  # noqa: PLR0913 - fixtures and cases
    sandbox: Sandbox, base: BaseBuilder, *, column: t.Any, kind: int, value: t.Any, cell: t.Any
):
    table = base.add_table("a", [ID])
    table.add_field("x", kind)
    target = make_target(sandbox, base=base.app_token)
    feed(target, schema("a", id=TEXT, x=column), record("a", id="1", x=value))
    (row,) = table.rows().values()
    assert row["x"] == cell


def test_a_spec_of_another_type_than_the_field_is_an_error(sandbox: Sandbox, base: BaseBuilder):
    base.add_table("a", [ID])
    fields = {"id": {"field_name": "id", "type": 2}}
    routes = [{"stream": "a", "base": base.app_token, "fields": fields}]
    with pytest.raises(SettingsError, match=r"asks in `fields` .* type 2, but `id` .* type 1"):
        feed(make_target(sandbox, routes=routes), schema("a", id=TEXT))


def test_a_table_without_room_for_the_new_fields_is_told(sandbox: Sandbox, base: BaseBuilder):
    base.add_table("a", [{"field_name": f"f{number}", "type": 1} for number in range(299)])
    target = make_target(sandbox, base=base.app_token)
    with pytest.raises(SettingsError, match="has 299 fields and would get 2 more"):
        feed(target, schema("a", id=TEXT, name=TEXT))


GOOD: list[dict[str, t.Any]] = [
    {"type": 1, "ui_type": "Email"},
    {"type": 1, "ui_type": "Barcode", "property": {"allowed_edit_modes": {"scan": True}}},
    {"type": 2, "property": {"formatter": "$0.00"}},
    {
        "type": 2,
        "ui_type": "Currency",
        "property": {"formatter": "0.00", "currency_code": "EUR"},
    },
    {"type": 2, "ui_type": "Progress", "property": {"formatter": "0%"}},
    {
        "type": 2,
        "ui_type": "Progress",
        "property": {"formatter": "0", "range_customize": True, "min": 0, "max": 10},
    },
    {
        "type": 2,
        "ui_type": "Rating",
        "property": {"formatter": "0", "min": 1, "max": 5, "rating": {"symbol": "heart"}},
    },
    {"type": 3, "property": {"options": [{"name": "a", "color": 54}, {"name": "b"}]}},
    {"type": 4},
    {"type": 5, "property": {"date_formatter": "yyyy-MM-dd HH:mm", "auto_fill": True}},
    {"type": 7},
    {"type": 11, "property": {"multiple": False}},
    {"type": 13},
    {"type": 15, "property": None},
    {"type": 17},
    {"type": 22, "property": {"location": {"input_type": "only_mobile"}}},
    {"type": 23, "property": {"multiple": False}},
]


@pytest.mark.parametrize("spec", GOOD, ids=[str(number) for number in range(len(GOOD))])
def test_a_right_spec_is_taken_by_feishu(
    sandbox: Sandbox, base: BaseBuilder, spec: dict[str, t.Any]
):
    whole = {"field_name": "X", **spec}
    assert spec_problems(whole) == []
    routes = [{"stream": "a", "base": base.app_token, "fields": {"x": whole}}]
    feed(make_target(sandbox, routes=routes), schema("a", id=TEXT, x={}))
    assert base.table("a").field("X").type == spec["type"]


@pytest.mark.parametrize(
    "spec, problem",
    [
        ({"type": 19}, "Feishu fills itself"),
        ({"type": 20}, "Feishu fills itself"),
        ({"type": 1005}, "Feishu fills itself"),
        ({"type": 6}, "cannot be made"),
        ({"type": 2, "ui_type": "Text"}, "has the ui_type 'Text', but type 2 has"),
        ({"type": 1, "property": {"formatter": "0"}}, "has a `property`, which its type does not"),
        ({"type": 2, "property": {"formatter": "0.00000"}}, "`property.formatter` '0.00000'"),
        ({"type": 2, "ui_type": "Currency", "property": {"formatter": "0"}}, "currency_code"),
        ({"type": 2, "ui_type": "Currency", "property": {"currency_code": "EUR"}}, "formatter"),
        ({"type": 2, "ui_type": "Progress"}, "needs `property.formatter`"),
        (
            {
                "type": 2,
                "ui_type": "Progress",
                "property": {"formatter": "0", "range_customize": True},
            },
            "needs `property.min` below `property.max`",
        ),
        ({"type": 2, "ui_type": "Rating", "property": {"formatter": "0"}}, "`property.min`"),
        (
            {
                "type": 2,
                "ui_type": "Rating",
                "property": {"formatter": "0", "min": 0, "max": 11},
            },
            "`property.max` 11",
        ),
        ({"type": 3, "property": {"options": [{"color": 1}]}}, "list of {name, color}"),
        ({"type": 3, "property": {"options": [{"name": "a", "color": 55}]}}, "from 0 to 54"),
        ({"type": 4, "property": {"options": [{"name": "a"}, {"name": "a"}]}}, "two options"),
        ({"type": 5, "property": {"date_formatter": "yyyy-MM-dd"}}, "`property.date_formatter`"),
        ({"type": 11, "property": {"multiple": "yes"}}, "true or false"),
        ({"type": 18}, "needs `property.table_id`, or an entry in `links`"),
        ({"type": 22, "property": {"location": {"input_type": "any"}}}, "`property.input_type`"),
        ({"type": 1, "field_id": "fld1"}, "has `field_id`, which a field does not have"),
    ],
)
def test_a_wrong_spec_is_told_before_the_first_call(spec: dict[str, t.Any], problem: str):
    fields = {"x": {"field_name": "X", **spec}}
    config = {"base": "BascnXXXXXXXXXXXXXXXXXXXXXX", "routes": [{"stream": "a", "fields": fields}]}
    found = [each for each in config_problems(config, {}) if "fields.x" in each]
    assert any(problem in each for each in found), found


def test_a_field_named_twice_is_told():
    routes = [{"stream": "a", "fields": {"x": "Name", "y": "Name"}}]
    config = {"base": "BascnXXXXXXXXXXXXXXXXXXXXXX", "routes": routes}
    assert any("names the field `Name` twice" in each for each in config_problems(config, {}))


def test_dead_letters_of_links_need_a_file():
    links = {"x": {"table": "t", "key": "k", "unresolved": "dead_letter"}}
    config = {
        "base": "BascnXXXXXXXXXXXXXXXXXXXXXX",
        "routes": [{"stream": "a", "links": links}],
    }
    expected = "`links.x.unresolved: dead_letter` needs `dead_letter_path`"
    assert any(expected in each for each in config_problems(config, {}))
