from __future__ import annotations

import uuid

import pytest


@pytest.fixture
def table(base):
    return base.add_table("T", [{"field_name": "名", "type": 1}])


@pytest.fixture
def create(api, table, at):
    def act(**body):
        return api.call("POST", f"{at(table)}/fields", json=body)

    return act


@pytest.mark.parametrize(
    "body, property_",
    [
        ({"type": 1}, None),
        ({"type": 1, "ui_type": "Email"}, None),
        (
            {"type": 1, "ui_type": "Barcode"},
            {"allowed_edit_modes": {"manual": True, "scan": True}},
        ),
        ({"type": 2}, {"formatter": "0.0"}),
        ({"type": 2, "property": {"formatter": "1,000.00"}}, {"formatter": "1,000.00"}),
        (
            {
                "type": 2,
                "ui_type": "Currency",
                "property": {"formatter": "0", "currency_code": "JPY"},
            },
            {"formatter": "0", "currency_code": "JPY"},
        ),
        (
            {"type": 2, "ui_type": "Progress", "property": {"formatter": "0%"}},
            {"formatter": "0%", "min": 0, "max": 1, "range_customize": False},
        ),
        (
            {"type": 2, "ui_type": "Rating", "property": {"formatter": "0", "min": 0, "max": 10}},
            {"formatter": "0", "min": 0, "max": 10, "rating": {"symbol": "star"}},
        ),
        ({"type": 5}, {"date_formatter": "yyyy/MM/dd", "auto_fill": False}),
        ({"type": 7}, None),
        ({"type": 11}, {"multiple": True}),
        ({"type": 13}, None),
        ({"type": 15}, None),
        ({"type": 17}, None),
        ({"type": 20}, {"formatter": ""}),
        ({"type": 22}, {"location": {"input_type": "not_limit"}}),
        ({"type": 23, "property": {"multiple": False}}, {"multiple": False}),
        ({"type": 1001}, {"date_formatter": "yyyy/MM/dd"}),
        ({"type": 1003}, None),
        ({"type": 1005}, {"auto_serial": {"type": "auto_increment_number"}}),
    ],
)
def test_the_platform_fills_in_a_property(create, body, property_):
    reply = create(field_name="新", **body)
    assert reply["msg"] == "Success"
    field = reply["data"]["field"]
    assert field["property"] == property_
    assert field["field_id"].startswith("fld")
    assert field["is_primary"] is False


@pytest.mark.parametrize(
    "body, code",
    [
        ({"type": 1}, 1254028),
        ({"field_name": "", "type": 1}, 1254028),
        ({"field_name": "  ", "type": 1}, 1254028),
        ({"field_name": "名", "type": 1}, 1254014),
        ({"field_name": " 名 ", "type": 1}, 1254014),
        ({"field_name": "x"}, 99992402),
        ({"field_name": "x", "type": "1"}, 99992402),
        ({"field_name": "x", "type": 6}, 1254012),
        ({"field_name": "x", "type": 19}, 1254012),
        ({"field_name": "x", "type": 24}, 1254012),
        ({"field_name": "x", "type": 3001}, 1254012),
        ({"field_name": "x", "type": 1, "ui_type": "Number"}, 1254012),
        ({"field_name": "x", "type": 1, "property": {"formatter": "0"}}, 1254080),
        ({"field_name": "x", "type": 2, "property": {"formatter": "0,0"}}, 1254081),
        ({"field_name": "x", "type": 2, "ui_type": "Currency"}, 1254081),
        (
            {
                "field_name": "x",
                "type": 2,
                "ui_type": "Currency",
                "property": {"formatter": "0.00"},
            },
            1254081,
        ),
        ({"field_name": "x", "type": 2, "ui_type": "Progress"}, 1254081),
        (
            {
                "field_name": "x",
                "type": 2,
                "ui_type": "Progress",
                "property": {"formatter": "0%", "range_customize": True},
            },
            1254081,
        ),
        ({"field_name": "x", "type": 2, "ui_type": "Rating"}, 1254081),
        (
            {
                "field_name": "x",
                "type": 2,
                "ui_type": "Rating",
                "property": {"formatter": "0", "min": 1, "max": 11},
            },
            1254081,
        ),
        ({"field_name": "x", "type": 3, "property": {"options": [{"name": ""}]}}, 1254026),
        ({"field_name": "x", "type": 3, "property": {"options": ["a"]}}, 1254082),
        (
            {"field_name": "x", "type": 4, "property": {"options": [{"name": "a", "color": 55}]}},
            1254083,
        ),
        (
            {"field_name": "x", "type": 4, "property": {"options": [{"name": "a", "id": "o"}]}},
            1254083,
        ),
        ({"field_name": "x", "type": 5, "property": {"date_formatter": "YYYY"}}, 1254084),
        ({"field_name": "x", "type": 7, "property": {"a": 1}}, 1254085),
        ({"field_name": "x", "type": 11, "property": {"multiple": "yes"}}, 1254086),
        ({"field_name": "x", "type": 15, "property": {"a": 1}}, 1254087),
        ({"field_name": "x", "type": 17, "property": {"a": 1}}, 1254088),
        ({"field_name": "x", "type": 18}, 1254089),
        ({"field_name": "x", "type": 18, "property": {"table_id": "tblNone"}}, 1254041),
        ({"field_name": "x", "type": 20, "property": {"formula_expression": 1}}, 1254091),
        ({"field_name": "x", "type": 21}, 1254092),
        ({"field_name": "x", "type": 1001, "property": {"date_formatter": "x"}}, 1254093),
        ({"field_name": "x", "type": 1002, "property": {"date_formatter": "x"}}, 1254094),
        ({"field_name": "x", "type": 1003, "property": {"a": 1}}, 1254095),
        ({"field_name": "x", "type": 1004, "property": {"a": 1}}, 1254096),
    ],
)
def test_a_field_that_breaks_a_rule_is_refused(create, table, body, code):
    assert create(**body)["code"] == code
    assert len(table.data.fields) == 1


def test_option_colours_count_on(create):
    options = [{"name": "a"}, {"name": "b"}, {"name": "c", "color": 9}, {"name": "d"}]
    field = create(field_name="x", type=3, property={"options": options})["data"]["field"]
    assert [option["color"] for option in field["property"]["options"]] == [0, 1, 9, 10]
    assert all(option["id"].startswith("opt") for option in field["property"]["options"])


def test_a_table_takes_300_fields(create, table):
    for number in range(299):
        table.add_field(f"f{number}", 1)
    assert create(field_name="one more", type=1)["code"] == 1254105


def test_a_table_takes_100_formulas(create, table):
    for number in range(100):
        table.add_field(f"f{number}", 20)
    assert create(field_name="one more", type=20)["code"] == 1254105


def test_a_field_name_is_trimmed(create):
    assert create(field_name="  新  ", type=1)["data"]["field"]["field_name"] == "新"


def test_a_duplex_link_makes_its_back_field(create, base, table):
    other = base.add_table("Other", [{"field_name": "名", "type": 1}])
    field = create(field_name="链", type=21, property={"table_id": other.table_id})["data"]["field"]
    assert field["property"]["back_field_name"] == "T-链"
    back = other.field(field["property"]["back_field_id"])
    assert back.property["back_field_id"] == field["field_id"]
    again = create(
        field_name="二", type=21, property={"table_id": other.table_id, "back_field_name": "名"}
    )
    assert again["code"] == 1254014
    assert len(table.data.fields) == 2


def test_listing_fields_is_paged_and_complete(api, table, at):
    for number in range(120):
        table.add_field(f"f{number}", 1)
    first = api.data("GET", f"{at(table)}/fields", params={"page_size": 100})
    params = {"page_size": 100, "page_token": first["page_token"]}
    second = api.data("GET", f"{at(table)}/fields", params=params)
    assert (len(first["items"]), len(second["items"])) == (100, 21)
    assert (first["has_more"], second["has_more"], second["total"]) == (True, False, 121)
    assert first["items"][0]["is_primary"] is True
    assert api.code("GET", f"{at(table)}/fields", params={"page_size": 101}) == 99992402


def test_a_description_is_text_or_segments(api, create, table, at):
    create(field_name="x", type=1, description={"text": "why"})
    plain = api.data("GET", f"{at(table)}/fields")["items"][1]
    params = {"text_field_as_array": "true"}
    array = api.data("GET", f"{at(table)}/fields", params=params)["items"][1]
    assert plain["description"] == "why"
    assert array["description"] == [{"type": "text", "text": "why"}]


def test_a_view_hides_its_fields_from_the_listing(api, table, at):
    hidden = table.add_field("秘", 1)
    view = table.add_view("v", {"hidden_fields": [hidden.field_id]})
    items = api.data("GET", f"{at(table)}/fields", params={"view_id": view.view_id})["items"]
    assert [item["field_name"] for item in items] == ["名"]
    assert api.code("GET", f"{at(table)}/fields", params={"view_id": "vewNone"}) == 1254042


@pytest.fixture
def select(table):
    field = table.add_field("选", 4, "", {"options": [{"name": "a"}, {"name": "b"}]})
    table.add_row({"名": "row", "选": ["a", "b"]})
    return field


@pytest.fixture
def update(api, table, at):
    def act(field, **body):
        return api.call("PUT", f"{at(table)}/fields/{field.field_id}", json=body)

    return act


def cell(table, name):
    return next(iter(table.rows().values())).get(name)


def test_an_update_that_keeps_option_ids_keeps_the_cells(update, table, select):
    first, second = select.property["options"]
    options = [{**first, "name": "A"}, second, {"name": "c"}]
    assert update(select, field_name="选", type=4, property={"options": options})["code"] == 0
    assert cell(table, "选") == ["A", "b"]


def test_options_that_are_not_sent_again_are_lost(update, table, select):
    first, _ = select.property["options"]
    assert update(select, field_name="选", type=4, property={"options": [first]})["code"] == 0
    assert cell(table, "选") == ["a"]
    assert update(select, field_name="选", type=4)["code"] == 0
    assert cell(table, "选") is None


def test_options_sent_without_their_ids_are_new_ones(update, table, select):
    options = [{"name": "a"}, {"name": "b"}]
    assert update(select, field_name="选", type=4, property={"options": options})["code"] == 0
    assert cell(table, "选") is None


def test_an_update_with_a_foreign_option_id_is_refused(update, table, select):
    options = [{"name": "a", "id": "optForeign"}]
    assert update(select, field_name="选", type=4, property={"options": options})["code"] == 1254083
    assert cell(table, "选") == ["a", "b"]


def test_an_update_that_changes_nothing_says_so(update, select):
    body = {"field_name": "选", "type": 4, "property": select.property}
    assert update(select, **body)["code"] == 1254606


def test_a_property_part_that_is_left_out_falls_back(update, table):
    field = table.add_field("币", 2, "Number", {"formatter": "0.00"})
    assert update(field, field_name="币", type=2)["data"]["field"]["property"]["formatter"] == "0.0"


def test_a_change_of_type_empties_the_column(update, table):
    field = table.add_field("值", 2)
    table.add_row({"值": 5})
    assert update(field, field_name="值", type=1)["code"] == 0
    assert cell(table, "值") is None


@pytest.mark.parametrize(
    "body, code",
    [
        ({"field_name": "名", "type": 3}, 1254012),
        ({"field_name": "值", "type": 1}, 1254014),
        ({"field_name": "", "type": 1}, 1254028),
        ({"field_name": "名", "type": 1}, 1254606),
    ],
)
def test_the_index_field_changes_by_the_rules(update, table, body, code):
    table.add_field("值", 2)
    assert update(table.field("名"), **body)["code"] == code


def test_the_index_field_cannot_be_deleted(api, table, at):
    path = f"{at(table)}/fields"
    assert api.code("DELETE", f"{path}/{table.field('名').field_id}") == 1254046
    assert api.code("DELETE", f"{path}/fldNone") == 1254044


def test_deleting_a_duplex_link_deletes_both_sides(api, base, table, at):
    other = base.add_table("Other", [{"field_name": "名", "type": 1}])
    field = table.add_field("链", 21, "", {"table_id": other.table_id})
    path = f"{at(table)}/fields/{field.field_id}"
    assert api.data("DELETE", path) == {"field_id": field.field_id, "deleted": True}
    assert len(other.data.fields) == 1


def test_creating_a_field_twice_with_one_token_makes_one(api, table, at):
    params = {"client_token": str(uuid.uuid4())}
    body = {"field_name": "新", "type": 1}
    path = f"{at(table)}/fields"
    first = api.data("POST", path, params=params, json=body)
    assert api.data("POST", path, params=params, json=body) == first
    assert len(table.data.fields) == 2


def test_formula_results_are_described_where_the_base_knows_them(api, base, table, at):
    result = {"data_type": 2, "ui_type": "Number", "ui_property": {"formatter": "0"}}
    table.add_field("式", 20, "", {"formula_expression": "1", "type": result})
    path = f"{at(table)}/fields"
    assert "type" not in api.data("GET", path)["items"][1]["property"]
    base.data.formula_type = 2
    assert api.data("GET", path)["items"][1]["property"]["type"] == result
