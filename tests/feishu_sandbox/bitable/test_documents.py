from __future__ import annotations

import pytest

APPS = "/bitable/v1/apps"


@pytest.fixture
def tables(base):
    return f"{APPS}/{base.app_token}/tables"


def test_a_base_describes_itself(api, base):
    app = api.data("GET", f"{APPS}/{base.app_token}")["app"]
    assert app == {
        "app_token": base.app_token,
        "name": "Test base",
        "revision": 1,
        "is_advanced": False,
        "time_zone": "Asia/Shanghai",
        "formula_type": 1,
        "advance_version": "v1",
    }


def test_a_created_base_belongs_to_the_app_and_a_second_call_makes_a_second(api, sandbox):
    first, second = (api.data("POST", APPS, json={"name": "x"})["app"] for _ in range(2))
    assert first["app_token"] != second["app_token"]
    assert len(first["app_token"]) == 27
    tables = api.data("GET", f"{APPS}/{first['app_token']}/tables")["items"]
    assert [table["table_id"] for table in tables] == [first["default_table_id"]]
    assert sandbox.world.state.bases[first["app_token"]].access == {sandbox.app.app_id: "manage"}


@pytest.mark.parametrize(
    "body, code",
    [
        ({"name": "x" * 256}, 1254031),
        ({"folder_token": "fldNone"}, 1254702),
        ({"name": 1}, 99992402),
    ],
)
def test_a_base_that_breaks_a_rule_is_refused(api, body, code):
    assert api.code("POST", APPS, json=body) == code


@pytest.mark.parametrize(
    "name", ["", " ", "a/b", "a\\b", "a?b", "a*b", "a:b", "a[b", "a]b", "x" * 101]
)
def test_a_table_name_has_its_rules(api, base, tables, name):
    for path, body in (
        (tables, {"table": {"name": name}}),
        (f"{tables}/batch_create", {"tables": [{"name": name}]}),
    ):
        assert api.code("POST", path, json=body) == 99992402
    assert base.data.tables == {}


def test_a_taken_table_name_is_refused(api, base, tables):
    table = base.add_table("一", [])
    base.add_table("二", [])
    assert api.code("POST", tables, json={"table": {"name": " 一 "}}) == 1254013
    batch = {"tables": [{"name": "三"}, {"name": "三"}]}
    assert api.code("POST", f"{tables}/batch_create", json=batch) == 1254013
    reply = api.send("PATCH", f"{tables}/{table.table_id}", json={"name": "二"})
    assert (reply.status_code, reply.json()["code"]) == (400, 1254013)


def test_a_table_comes_with_a_text_index_and_a_view(api, base, tables):
    reply = api.data("POST", tables, json={"table": {"name": "新"}})
    assert list(reply) == ["table_id"]
    table = base.table(reply["table_id"])
    assert [(field.type, field.is_primary) for field in table.data.fields] == [(1, True)]
    assert len(table.data.views) == 1


@pytest.mark.parametrize(
    "table, code",
    [
        ({"name": "x", "fields": [{"field_name": "a", "type": 3}]}, 1254012),
        ({"name": "x", "fields": [{"field_name": "a", "type": 1}] * 2}, 1254014),
        ({"name": "x", "fields": []}, 99992402),
        ({"name": "x", "fields": ["a"]}, 99992402),
        ({"name": "x", "default_view_name": "v"}, 99992402),
        (
            {
                "name": "x",
                "default_view_name": "[v]",
                "fields": [{"field_name": "a", "type": 1}],
            },
            1254022,
        ),
        (
            {
                "name": "x",
                "fields": [
                    {"field_name": "a", "type": 1},
                    {"field_name": "b", "type": 21, "property": {"table_id": "$other"}},
                    {"field_name": "c", "type": 19},
                ],
            },
            1254012,
        ),
    ],
)
def test_a_table_with_a_bad_field_leaves_nothing_behind(api, base, tables, table, code):
    other = base.add_table("Other", [])
    for field in table.get("fields", []):
        if isinstance(field, dict) and "property" in field:
            field["property"] = {"table_id": other.table_id}
    assert api.code("POST", tables, json={"table": table}) == code
    assert list(base.data.tables) == [other.table_id]
    assert len(other.data.fields) == 1


def test_a_base_takes_100_tables(api, base, tables):
    for number in range(99):
        base.add_table(f"t{number}", [])
    batch = {"tables": [{"name": "a"}, {"name": "b"}]}
    assert api.code("POST", f"{tables}/batch_create", json=batch) == 1254100
    assert api.code("POST", tables, json={"table": {"name": "a"}}) == 0
    assert api.code("POST", tables, json={"table": {"name": "b"}}) == 1254100


def test_an_empty_or_equal_name_renames_nothing(api, base, tables):
    table = base.add_table("一", [])
    path = f"{tables}/{table.table_id}"
    assert api.data("PATCH", path, json={"name": ""}) == {"name": "一"}
    assert api.data("PATCH", path, json={"name": "一"}) == {"name": "一"}
    assert table.data.revision == 1
    assert api.data("PATCH", path, json={"name": " 新 "}) == {"name": "新"}
    assert table.data.revision == 2


def test_the_last_table_stays(api, base, tables):
    first, last = base.add_table("一", []), base.add_table("二", [])
    assert api.code("DELETE", f"{tables}/{first.table_id}") == 0
    reply = api.send("DELETE", f"{tables}/{last.table_id}")
    assert (reply.status_code, reply.json()["code"]) == (403, 1254034)


def test_listing_tables_is_paged_to_100(api, base, tables):
    for number in range(30):
        base.add_table(f"t{number:02d}", [])
    first = api.data("GET", tables)
    second = api.data("GET", tables, params={"page_token": first["page_token"]})
    assert (len(first["items"]), len(second["items"]), first["total"]) == (20, 10, 30)
    assert api.code("GET", tables, params={"page_size": 101}) == 99992402
    assert api.code("GET", tables, params={"page_size": 0}) == 1254011
    assert api.code("GET", tables, params={"page_token": "x"}) == 1254002


def test_views_have_their_rules(api, base, tables):
    table = base.add_table("一", [])
    path = f"{tables}/{table.table_id}/views"
    assert api.code("POST", path, json={"view_name": "表格"}) == 1254020
    assert api.code("POST", path, json={"view_name": ""}) == 1254021
    assert api.code("POST", path, json={"view_name": "x" * 101}) == 1254022
    assert api.code("POST", path, json={"view_name": "x", "view_type": "chart"}) == 1254019
    assert api.code("GET", f"{path}/vewNone") == 1254042
    for number in range(199):
        table.add_view(f"v{number}")
    assert api.code("POST", path, json={"view_name": "one more"}) == 1254101
