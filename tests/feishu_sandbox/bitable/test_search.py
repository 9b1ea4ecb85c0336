from __future__ import annotations

import pytest


@pytest.fixture
def table(base):
    made = base.add_table("T", [{"field_name": "名", "type": 1}, {"field_name": "数", "type": 2}])
    for number in range(45):
        made.add_row({"名": f"r{number:02d}", "数": number})
    return made


def test_paging_is_read_from_the_query_string_only(api, table):
    body = {"page_size": 3, "page_token": "nonsense"}
    assert len(api.search(table, body)["data"]["items"]) == 20


def test_pages_follow_each_other_and_the_last_one_still_has_a_token(api, table):
    first = api.search(table, page_size=40)["data"]
    last = api.search(table, page_size=40, page_token=first["page_token"])["data"]
    assert (len(first["items"]), first["has_more"], first["total"]) == (40, True, 45)
    assert (len(last["items"]), last["has_more"]) == (5, False)
    assert last["page_token"]


def test_a_deletion_between_pages_shifts_the_rows(api, table):
    first = api.search(table, page_size=20)["data"]
    table.remove_rows(first["items"][0]["record_id"])
    assert api.titles(table, {}, page_size=20, page_token=first["page_token"])[0] == "r21"


@pytest.mark.parametrize(
    "size, code", [("501", 99992402), ("0", 1254011), ("-1", 1254011), ("x", 99992402)]
)
def test_a_bad_page_size_is_refused(api, table, at, size, code):
    path = f"{at(table)}/records/search"
    reply = api.send("POST", path, params={"page_size": size}, json={})
    assert (reply.status_code, reply.json()["code"]) == (400, code)
    if code == 99992402:
        assert reply.json()["error"]["field_violations"][0]["field"] == "page_size"


def test_five_hundred_rows_fit_one_page(api, table):
    for number in range(500):
        table.add_row({"数": number})
    assert len(api.search(table, page_size=500)["data"]["items"]) == 500


@pytest.mark.parametrize("token", ["nonsense", "e30=", "WyJ4IiwgMSwgMV0="])
def test_a_foreign_page_token_is_refused(api, table, token):
    assert api.search(table, page_token=token)["code"] == 1254002


def test_empty_cells_are_absent(api, table):
    table.add_row({})
    assert api.search(table, page_size=500)["data"]["items"][-1]["fields"] == {}


def test_automatic_fields_come_on_request_outside_the_cells(api, table):
    plain, full = (api.search(table, {"automatic_fields": flag}) for flag in (False, True))
    assert set(plain["data"]["items"][0]) == {"fields", "record_id"}
    item = full["data"]["items"][0]
    assert isinstance(item["created_time"], int)
    assert isinstance(item["last_modified_time"], int)
    assert set(item["created_by"]) == {"id", "name", "en_name", "email", "avatar_url"}


def test_chosen_columns_only(api, table):
    reply = api.search(table, {"field_names": ["数"]})
    assert set(reply["data"]["items"][0]["fields"]) == {"数"}


@pytest.mark.parametrize("names", [["nope"], ["名", "last_modified_time"], [1], ["名 "]])
def test_an_unknown_column_is_refused(api, table, names):
    assert api.search(table, {"field_names": names})["code"] == 1254024


def test_at_most_200_columns_may_be_named(api, table):
    assert api.search(table, {"field_names": ["名"] * 201})["code"] == 99992402


def test_rows_are_sorted_with_empty_cells_last(api, table):
    table.add_row({"名": "none"})
    body = {"sort": [{"field_name": "数", "desc": True}]}
    titles = api.titles(table, body, page_size=500)
    assert (titles[0], titles[-1]) == ("r44", "none")


@pytest.mark.parametrize(
    "sort",
    [
        [{"field_name": "created_time", "desc": True}],
        [{"field_name": "last_modified_time"}],
        [{"field_name": "名", "desc": "yes"}],
        ["名"],
        [{}],
    ],
)
def test_a_bad_sort_is_refused(api, table, sort):
    assert api.search(table, {"sort": sort})["code"] == 1254016


def test_a_sort_has_its_limits(api, table):
    rule = {"field_name": "名"}
    assert api.search(table, {"sort": [rule] * 101})["code"] == 99992402
    assert api.search(table, {"sort": [{"field_name": "名" * 990}]})["code"] == 1254108


def view_of_small_numbers(table):
    field = table.field("数")
    condition = {"field_id": field.field_id, "operator": "isLess", "value": '["3"]'}
    info = {"conjunction": "and", "conditions": [condition]}
    return table.add_view("small", {"filter_info": info}).view_id


def test_a_view_limits_the_rows(api, table):
    assert api.titles(table, {"view_id": view_of_small_numbers(table)}) == ["r00", "r01", "r02"]


def test_filter_or_sort_make_the_view_ignored(api, table):
    view_id = view_of_small_numbers(table)
    sort = [{"field_name": "数", "desc": True}]
    assert api.titles(table, {"view_id": view_id, "sort": sort})[0] == "r44"
    condition = {"field_name": "数", "operator": "is", "value": ["44"]}
    wanted = {"conjunction": "and", "conditions": [condition]}
    assert api.titles(table, {"view_id": view_id, "filter": wanted}) == ["r44"]
    nothing = {"conjunction": "and", "conditions": []}
    assert len(api.titles(table, {"view_id": view_id, "filter": nothing})) == 3


def test_an_unknown_view_is_refused_unless_it_is_ignored(api, table):
    assert api.search(table, {"view_id": "vewNone"})["code"] == 1254042
    assert api.search(table, {"view_id": "vewNone", "sort": [{"field_name": "数"}]})["code"] == 0


@pytest.mark.parametrize("body, code", [("{", 1254000), ("[]", 1254001), ('{"a": NaN}', 1254000)])
def test_a_malformed_body_is_told_apart(api, table, at, body, code):
    headers = {"Content-Type": "application/json; charset=utf-8"}
    path = f"{at(table)}/records/search"
    assert api.code("POST", path, data=body, headers=headers) == code


def test_every_cell_shape_of_search(api, sandbox):
    table = sandbox.world.base("CRM 客户管理").table("字段大全 All fields")
    cells = api.search(table)["data"]["items"][0]["fields"]
    assert [part["type"] for part in cells["文本"]] == ["text", "mention", "text", "url"]
    assert cells["邮箱"][0]["link"] == "mailto:hello@stardust.example"
    assert (cells["数字"], cells["进度"]) == (2323.2323, 0.66)
    assert (cells["单选"], cells["多选"]) == ("进行中", ["进行中", "待定"])
    assert isinstance(cells["日期"], int)
    assert cells["复选框"] is True
    assert set(cells["附件"][0]) == {"file_token", "name", "type", "size", "url", "tmp_url"}
    assert list(cells["单向关联"]) == ["link_record_ids"]
    assert cells["地理位置"]["location"] == "116.397755,39.903179"
    assert set(cells["群组"][0]) == {"id", "name", "avatar_url"}
    assert cells["数字公式"] == {"type": 2, "ui_type": "Number", "value": [4646.4646]}
    assert "ui_type" not in cells["查找引用"]
    assert isinstance(cells["创建人"], list)
    assert cells["自动编号"] == "1"
    assert "按钮" not in cells


def test_avatars_and_user_ids_need_their_scopes(api, sandbox):
    table = sandbox.world.base("CRM 客户管理").table("客户 Customers")
    for scope in ("contact:user.base:readonly", "contact:user.employee_id:readonly"):
        del sandbox.app.scopes[scope]
    person = api.search(table, user_id_type="user_id")["data"]["items"][0]["fields"]["负责人"][0]
    assert set(person) == {"name", "en_name", "email"}


def test_an_unknown_id_kind_is_refused(api, table):
    assert api.search(table, user_id_type="lark_id")["code"] == 99992402


def test_the_older_endpoints_answer_in_older_shapes(api, sandbox, at):
    table = sandbox.world.base("CRM 客户管理").table("字段大全 All fields")
    item = api.data("GET", f"{at(table)}/records", params={"page_size": 1})["items"][0]
    cells = item["fields"]
    assert cells["文本"] == "你好 @王思远 说明"
    assert cells["数字"] == "2323.2323"
    assert cells["创建人"]["name"] == "周洁"
    assert cells["单向关联"][0]["record_ids"]
    assert cells["数字公式"] == [4646.4646]
    got = api.data("GET", f"{at(table)}/records/{item['record_id']}")["record"]
    assert got["fields"] == cells


def test_the_older_listing_refuses_what_it_cannot_do(api, table, at):
    path = f"{at(table)}/records"
    assert api.code("GET", path, params={"filter": "CurrentValue.[数]>1"}) == 1254018
    assert api.code("GET", path, params={"sort": '["数 DESC"]'}) == 1254016
    assert api.code("GET", path, params={"field_names": "名"}) == 1254024
    chosen = api.data("GET", path, params={"field_names": '["数"]', "page_size": 1})
    assert chosen["items"][0]["fields"] == {"数": "0"}
