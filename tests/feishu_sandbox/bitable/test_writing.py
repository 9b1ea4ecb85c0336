from __future__ import annotations

import pytest

SEGMENTS = [{"type": "text", "text": "x"}]


@pytest.fixture
def table(sandbox, base):
    other = base.add_table("Other", [{"field_name": "名", "type": 1}])
    made = base.add_table(
        "T",
        [
            {"field_name": "文本", "type": 1},
            {"field_name": "邮箱", "type": 1, "ui_type": "Email"},
            {"field_name": "数字", "type": 2},
            {"field_name": "单选", "type": 3, "property": {"options": [{"name": "甲"}]}},
            {"field_name": "多选", "type": 4, "property": {"options": [{"name": "甲"}]}},
            {"field_name": "日期", "type": 5},
            {"field_name": "复选框", "type": 7},
            {"field_name": "人员", "type": 11},
            {"field_name": "一人", "type": 11, "property": {"multiple": False}},
            {"field_name": "电话", "type": 13},
            {"field_name": "链接", "type": 15},
            {"field_name": "附件", "type": 17},
            {"field_name": "关联", "type": 18, "property": {"table_id": other.table_id}},
            {"field_name": "双向", "type": 21, "property": {"table_id": other.table_id}},
            {"field_name": "位置", "type": 22},
            {"field_name": "群组", "type": 23},
            {"field_name": "公式", "type": 20},
            {"field_name": "查找", "type": 19},
            {"field_name": "流程", "type": 24},
            {"field_name": "创建时间", "type": 1001},
            {"field_name": "修改时间", "type": 1002},
            {"field_name": "创建人", "type": 1003},
            {"field_name": "修改人", "type": 1004},
            {"field_name": "编号", "type": 1005},
            {"field_name": "按钮", "type": 3001},
        ],
    )
    sandbox.media = sandbox.world.add_media(base.app_token, "a.txt", b"a")
    sandbox.linked = other.add_row({"名": "target"})
    return made


@pytest.fixture
def write(api, table, at):
    """Create one row with one cell and return the reply."""

    def act(name, value):
        return api.call("POST", f"{at(table)}/records", json={"fields": {name: value}})

    return act


@pytest.fixture
def first_cell(api, table):
    """Return a cell of the first row as search shows it."""
    return lambda name: api.search(table)["data"]["items"][0]["fields"][name]


@pytest.fixture
def update(api, table, at):
    """Write cells of a row and return the code."""

    def act(record_id, fields):
        return api.code("PUT", f"{at(table)}/records/{record_id}", json={"fields": fields})

    return act


@pytest.fixture
def post(api, table, at):
    """Post a body below the records and return the code."""
    return lambda path, body: api.code("POST", f"{at(table)}/records/{path}", json=body)


@pytest.mark.parametrize(
    "name, value, code",
    [
        ("文本", SEGMENTS, 1254060),
        ("文本", 1, 1254060),
        ("文本", {"text": "x"}, 1254060),
        ("文本", "x" * 100_001, 1254130),
        ("邮箱", [{"type": "url", "text": "a@b.example", "link": "mailto:a@b.example"}], 1254060),
        ("数字", "1", 1254061),
        ("数字", True, 1254061),
        ("数字", [1], 1254061),
        ("数字", 10**400, 1254061),
        ("单选", ["甲"], 1254062),
        ("单选", 1, 1254062),
        ("单选", "", 1254062),
        ("多选", "甲", 1254063),
        ("多选", [1], 1254063),
        ("多选", [""], 1254063),
        ("多选", ["甲"] * 1001, 1254063),
        ("日期", "2026-01-01", 1254064),
        ("日期", "1767225600000", 1254064),
        ("日期", 1767225600000.5, 1254064),
        ("日期", True, 1254064),
        ("复选框", "true", 1254065),
        ("复选框", 1, 1254065),
        ("人员", "ou_x", 1254066),
        ("人员", ["ou_x"], 1254066),
        ("人员", [{"id": "ou_unknown"}], 1254066),
        ("人员", [{"name": "王思远"}], 1254066),
        ("人员", {"id": "ou_x"}, 1254066),
        ("人员", [], 1254066),
        ("电话", 13800138000, 1254072),
        ("电话", "138-0013-8000", 1254072),
        ("电话", "+" + "1" * 64, 1254072),
        ("电话", "\uff11\uff13", 1254072),
        ("链接", "https://a.example", 1254068),
        ("链接", {"text": "x"}, 1254068),
        ("链接", {"link": "https://a.example"}, 1254068),
        ("链接", [{"text": "x", "link": "https://a.example"}], 1254068),
        ("附件", "token", 1254069),
        ("附件", ["token"], 1254069),
        ("附件", [{"file_token": "unknown"}], 1254303),
        ("附件", [{"file_token": "unknown"}] * 101, 1254106),
        ("关联", {"link_record_ids": ["recX"]}, 1254067),
        ("关联", "recX", 1254067),
        ("关联", ["recX"], 1254067),
        ("关联", [1], 1254067),
        ("双向", {"link_record_ids": ["recX"]}, 1254074),
        ("双向", "recX", 1254074),
        ("双向", ["recX"], 1254067),
        ("位置", {"location": "116.3,39.9"}, 1254015),
        ("位置", "天安门", 1254015),
        ("位置", "39.9, 116.3", 1254015),
        ("位置", "181,0", 1254015),
        ("位置", "39.9,116.3", 1254015),
        ("群组", ["oc_x"], 1254015),
        ("群组", [{"id": "oc_unknown"}], 1254015),
        ("公式", 1, 1254015),
        ("查找", 1, 1254015),
        ("流程", "x", 1254015),
        ("创建时间", 1767225600000, 1254015),
        ("修改时间", 1767225600000, 1254015),
        ("创建人", [{"id": "ou_x"}], 1254015),
        ("修改人", None, 1254015),
        ("编号", "1", 1254015),
        ("按钮", "x", 1254015),
        ("文本 ", "x", 1254045),
        ("none", "x", 1254045),
        ("record_id", "x", 1254045),
    ],
)
def test_a_value_of_the_wrong_shape_is_refused_and_nothing_is_written(
    write, table, name, value, code
):
    assert write(name, value)["code"] == code
    assert table.rows() == {}


@pytest.mark.parametrize(
    "name, value, shown",
    [
        ("文本", "**x**", [{"type": "text", "text": "**x**"}]),
        ("文本", "x" * 100_000, [{"type": "text", "text": "x" * 100_000}]),
        (
            "邮箱",
            "a@b.example",
            [{"type": "url", "text": "a@b.example", "link": "mailto:a@b.example"}],
        ),
        ("数字", 0.34, 0.34),
        ("数字", 0, 0),
        ("数字", 2**53 + 1, 2**53),
        ("单选", "甲", "甲"),
        ("单选", "新", "新"),
        ("多选", ["甲", "新"], ["甲", "新"]),
        ("日期", 1767225600000, 1767225600000),
        ("日期", 0, 0),
        ("复选框", True, True),
        ("电话", "+8613800138000", "+8613800138000"),
        (
            "链接",
            {"text": "x", "link": "https://a.example"},
            {"text": "x", "link": "https://a.example"},
        ),
    ],
)
def test_a_value_of_the_right_shape_comes_back_in_search_shape(
    write, first_cell, name, value, shown
):
    reply = write(name, value)
    assert reply["data"]["record"]["fields"] == {name: value}
    assert first_cell(name) == shown


def test_people_files_links_and_chats_are_looked_up(api, sandbox, write, table):
    user, chat = next(iter(sandbox.world.state.users)), next(iter(sandbox.world.state.chats))
    assert write("人员", [{"id": user}])["code"] == 0
    assert write("附件", [{"file_token": sandbox.media.file_token}])["code"] == 0
    assert write("关联", [sandbox.linked])["code"] == 0
    assert write("双向", [sandbox.linked])["code"] == 0
    assert write("位置", "116.397755,39.903179")["code"] == 0
    assert write("群组", [{"id": chat}])["code"] == 0
    rows = [item["fields"] for item in api.search(table)["data"]["items"]]
    assert rows[0]["人员"][0]["id"] == user
    assert rows[1]["附件"][0]["name"] == "a.txt"
    assert rows[2]["关联"] == {"link_record_ids": [sandbox.linked]}
    assert rows[4]["位置"]["location"] == "116.397755,39.903179"
    assert rows[5]["群组"][0]["id"] == chat


@pytest.mark.parametrize(
    "name, value, empty",
    [
        ("文本", "x", None),
        ("文本", "x", ""),
        ("数字", 1, None),
        ("单选", "甲", None),
        ("多选", ["甲"], []),
        ("日期", 1, None),
        ("复选框", True, False),
        ("复选框", True, None),
        ("电话", "1", None),
    ],
)
def test_a_cell_can_be_emptied(table, update, name, value, empty):
    record_id = table.add_row({name: value})
    assert update(record_id, {name: empty}) == 0
    assert table.rows() == {record_id: {"编号": "1", **_history(table, record_id)}}


def _history(table, record_id):
    names = ("创建时间", "修改时间", "创建人", "修改人")
    return {name: table.rows()[record_id][name] for name in names}


def test_one_person_fields_take_one_person(sandbox, write):
    users = [{"id": user} for user in list(sandbox.world.state.users)[:2]]
    assert write("一人", users)["code"] == 1254066
    assert write("一人", users[:1])["code"] == 0


def test_the_id_kind_of_people_has_to_match(api, sandbox, table, at):
    user = next(iter(sandbox.world.state.users.values()))
    path, params = f"{at(table)}/records", {"user_id_type": "union_id"}
    wrong = {"fields": {"人员": [{"id": user.open_id}]}}
    right = {"fields": {"人员": [{"id": user.union_id}]}}
    assert api.code("POST", path, params=params, json=wrong) == 1254066
    assert api.code("POST", path, params=params, json=right) == 0


def test_what_reading_shows_of_a_person_may_not_be_written_back(api, sandbox, table, write):
    user = next(iter(sandbox.world.state.users))
    write("人员", [{"id": user}])
    cell = api.search(table)["data"]["items"][0]["fields"]["人员"]
    assert write("人员", cell)["code"] == 1254066


def names_of(table, field):
    return [option["name"] for option in table.field(field).property["options"]]


def batch(api, table, at, *rows):
    body = {"records": [{"fields": row} for row in rows]}
    return api.call("POST", f"{at(table)}/records/batch_create", json=body)


def test_a_new_multi_select_name_makes_an_option_each_time_it_is_given(api, table, at):
    batch(api, table, at, {"多选": ["新", "新"]}, {"多选": ["新"]})
    assert names_of(table, "多选") == ["甲", "新", "新", "新"]
    batch(api, table, at, {"多选": ["新"]})
    assert names_of(table, "多选") == ["甲", "新", "新", "新"]


def test_a_new_single_select_name_makes_one_option(api, table, at):
    batch(api, table, at, {"单选": "新"}, {"单选": "新"})
    assert names_of(table, "单选") == ["甲", "新"]


def test_a_batch_happens_as_a_whole_or_not_at_all(api, table, at):
    reply = batch(api, table, at, {"文本": "good", "单选": "新"}, {"数字": "bad"})
    assert reply["code"] == 1254061
    assert table.rows() == {}
    assert names_of(table, "单选") == ["甲"]
    assert table.data.revision == 1


@pytest.mark.parametrize(
    "path, records, code",
    [
        ("batch_create", [{"fields": {}}] * 1001, 1254104),
        ("batch_update", [{"record_id": "recX", "fields": {}}] * 1001, 1254104),
        ("batch_delete", ["recX"] * 501, 1254104),
        ("batch_create", [None] * 0, 99992402),
        ("batch_create", [{"文本": "x"}] * 1, 1254001),
        ("batch_create", ["x"] * 1, 1254001),
        ("batch_update", [{"fields": {}}] * 1, 1254006),
        ("batch_update", [{"record_id": "recMissing", "fields": {}}] * 1, 1254043),
        ("batch_delete", ["recMissing"] * 1, 1254043),
        ("batch_delete", [{"record_id": "recMissing"}] * 1, 1254006),
    ],
)
def test_a_batch_that_is_too_long_or_malformed_is_refused(post, path, records, code):
    assert post(path, {"records": records}) == code


def test_a_thousand_rows_fit_one_batch(api, table, at):
    reply = batch(api, table, at, *({"数字": n} for n in range(1000)))
    assert len(reply["data"]["records"]) == 1000
    assert reply["data"]["records"][0]["id"] == reply["data"]["records"][0]["record_id"]


def test_an_update_leaves_other_cells_alone(api, table, at):
    record_id = table.add_row({"文本": "keep", "数字": 1})
    body = {"records": [{"record_id": record_id, "fields": {"数字": 2}}]}
    reply = api.data("POST", f"{at(table)}/records/batch_update", json=body)
    assert reply["records"][0]["fields"] == {"数字": 2}
    row = table.rows()[record_id]
    assert (row["文本"][0]["text"], row["数字"]) == ("keep", 2)


def test_a_foreign_file_is_refused_with_403_in_batch_update(api, sandbox, table, at):
    foreign = sandbox.world.add_media("another base", "b.txt", b"b")
    cell = {"附件": [{"file_token": foreign.file_token}]}
    record_id = table.add_row({})
    create = api.send("POST", f"{at(table)}/records", json={"fields": cell})
    body = {"records": [{"record_id": record_id, "fields": cell}]}
    update = api.send("POST", f"{at(table)}/records/batch_update", json=body)
    assert (create.status_code, create.json()["code"]) == (200, 1254303)
    assert (update.status_code, update.json()["code"]) == (403, 1254303)


def test_a_deleted_row_is_gone_for_every_call(api, table, at):
    record_id = table.add_row({"文本": "x"})
    path = f"{at(table)}/records/{record_id}"
    assert api.data("DELETE", path) == {"deleted": True, "record_id": record_id}
    assert api.code("DELETE", path) == 1254043
    assert api.code("PUT", path, json={"fields": {}}) == 1254043
    body = {"record_ids": [record_id, record_id]}
    assert api.data("POST", f"{at(table)}/records/batch_get", json=body) == {
        "records": [],
        "forbidden_record_ids": [],
        "absent_record_ids": [record_id],
    }


@pytest.mark.parametrize("ids", [[], ["recX"] * 101, [1], "recX", None])
def test_batch_get_takes_1_to_100_ids(api, table, at, ids):
    path = f"{at(table)}/records/batch_get"
    assert api.code("POST", path, json={"record_ids": ids}) == 99992402


def test_batch_get_reads_its_id_kind_from_the_body_alone(api, sandbox, table, at):
    user = next(iter(sandbox.world.state.users.values()))
    record_id = table.add_row({"人员": [{"id": user.open_id}]})
    body = {"record_ids": [record_id], "user_id_type": "union_id", "with_shared_url": True}
    path, params = f"{at(table)}/records/batch_get", {"user_id_type": "open_id"}
    assert api.send("POST", path, json=body, params=params).json()["code"] == 99992402
    record = api.data("POST", path, json=body)["records"][0]
    assert record["fields"]["人员"][0]["id"] == user.union_id
    assert record["shared_url"].startswith("https://")
