"""Names, schemas and values of every field type."""

from __future__ import annotations

import json
import re

import pytest
from jsonschema import Draft202012Validator

from feishu_connect.errors import AccessError, FeishuError, SettingsError

NASTY = [
    "Amount",
    "amount ",
    "AMOUNT",
    "金额(元)",
    "金额（元）",
    "emoji 🎉 name",
    "🎉",
    "a/b\\c",
    "line\nbreak",
    "quote\"s 'n' `ticks`",
    "_leading",
    "trailing_",
    "ﬁ Ⅷ ①",
    "Привет мир",
    "हिन्दी",
    "日本語テキスト",
    "❤️ heart",
]


def nasty_table(bench, width: int = len(NASTY)):
    names = [*NASTY, *(f"Column {number}" for number in range(width - len(NASTY)))]
    return bench.table("宽 / Wide", [{"field_name": name, "type": 1} for name in names])


def test_columns_of_nasty_names_are_stable_and_never_collide(bench):
    nasty_table(bench, 300)
    entry = bench.discover()["测试_base__宽_wide"]
    properties = entry["schema"]["properties"]
    told = {name: one["x-feishu"] for name, one in properties.items() if "x-feishu" in one}
    assert len(told) == 300
    ids = {one["field_name"]: one["field_id"] for one in told.values()}
    columns = {one["field_name"]: name for name, one in told.items()}
    assert columns["Amount"] == "amount"
    assert columns["AMOUNT"] == f"amount_{ids['AMOUNT']}"
    assert columns["金额(元)"] == "金额_元"
    assert columns["金额（元）"] == f"金额_元_{ids['金额（元）']}"
    assert columns["🎉"] == ids["🎉"]
    assert columns["ﬁ Ⅷ ①"] == "fi_viii_1"
    assert columns["हिन्दी"] == "हिन्दी"
    assert not [name for name in columns.values() if name.startswith("_") or name.endswith("_")]
    assert bench.discover()["测试_base__宽_wide"] == entry


def test_a_catalog_is_plain_json_and_every_schema_is_valid(bench):
    nasty_table(bench)
    config = {"bases": [*bench.sandbox.config["bases"], bench.base.app_token]}
    catalog = json.loads(bench.tap(**config).catalog_json_text)
    names = [entry["tap_stream_id"] for entry in catalog["streams"]]
    assert len(names) == len(set(names))
    for entry in catalog["streams"]:
        Draft202012Validator.check_schema(entry["schema"])


def test_columns_can_be_named_after_field_ids(bench):
    table = bench.table("T", [{"field_name": "名称", "type": 1}])
    properties = bench.discover(column_naming="id")["测试_base__t"]["schema"]["properties"]
    assert table.field("名称").field_id in properties
    assert "名称" not in properties


def test_tables_of_one_slug_both_get_their_id_also_when_one_is_left_out(bench):
    one, two = bench.table("Deals"), bench.table("deals!")
    both = {f"测试_base__deals_{one.table_id}", f"测试_base__deals_{two.table_id}"}
    assert both <= set(bench.discover())
    kept = bench.discover(bases=[{"base": bench.base.app_token, "tables": ["Deals"]}])
    assert both & set(kept) == {f"测试_base__deals_{one.table_id}"}


def test_a_base_can_be_named_and_its_tables_kept_and_aliased(bench):
    one, two = bench.table("客户"), bench.table("订单")
    bench.table("不要")
    entry = {
        "base": bench.base.app_token,
        "name": "CRM 2",
        "tables": ["客户", two.table_id],
        "aliases": {two.table_id: "orders"},
    }
    names = {name for name in bench.discover(bases=[entry]) if name.startswith(("crm", "ord"))}
    assert names == {"crm_2__客户", "orders"}
    assert one.table_id


def test_bases_of_one_name_get_their_token(bench):
    bench.table("T")
    twin = bench.sandbox.world.add_base("测试 Base")
    twin.add_table("T", [{"field_name": "a", "type": 1}])
    names = set(bench.discover(bases=[bench.base.app_token, twin.app_token]))
    assert f"测试_base_{bench.base.app_token}__t" in names
    assert f"测试_base_{twin.app_token}__t" in names


def test_a_base_named_twice_is_opened_once(bench):
    one, two = bench.table("一"), bench.table("二")
    links = [
        f"https://acme.feishu.cn/base/{bench.base.app_token}?table={table.table_id}"
        for table in (one, two, one)
    ]
    names = [name for name in bench.discover(bases=links) if name.startswith("测试")]
    assert names == ["测试_base__一", "测试_base__二"]


def test_an_alias_that_is_taken_is_a_wrong_setting(bench):
    one, two = bench.table("一"), bench.table("二")
    aliases = {one.table_id: "same", two.table_id: "same"}
    with pytest.raises(SettingsError, match="same"):
        bench.discover(bases=[{"base": bench.base.app_token, "aliases": aliases}])


def test_an_alias_that_is_a_fixed_streams_name_is_a_wrong_setting(bench):
    table = bench.table("一")
    aliases = {table.table_id: "users"}
    with pytest.raises(SettingsError, match="users"):
        bench.discover(bases=[{"base": bench.base.app_token, "aliases": aliases}])


def test_a_wiki_link_leads_to_its_base(bench):
    bench.table("客户")
    node = bench.sandbox.world.add_node(bench.base.app_token, "CRM")
    link = f"https://acme.feishu.cn/wiki/{node.node_token}"
    assert "测试_base__客户" in bench.discover(bases=[link])


def test_a_wiki_page_that_is_no_base_is_told(bench):
    node = bench.sandbox.world.add_node("doxcnAAAAAAAAAAAAAAAAAAAAAA", "Doc", obj_type="docx")
    with pytest.raises(FeishuError, match="holds a docx, not a base"):
        bench.discover(bases=[f"https://acme.feishu.cn/wiki/{node.node_token}"])


def test_a_table_that_is_not_there_names_those_that_are(bench):
    bench.table("客户")
    with pytest.raises(FeishuError, match=r"no table 'tblNope'.*客户"):
        bench.discover(bases=[{"base": bench.base.app_token, "tables": ["tblNope"]}])


def test_a_base_that_is_not_shared_ends_discovery_with_the_cure_when_it_is_the_only_one(bench):
    bench.base.share(bench.sandbox.app.app_id, None)
    with pytest.raises(AccessError, match="Add document app"):
        bench.discover()


def test_every_field_type_of_the_showcase_is_read_as_the_contract_says(bench):
    stream = "crm_客户管理__字段大全_all_fields"
    run = bench.run(stream, bases=bench.sandbox.config["bases"])
    schema = run.schemas[stream]["schema"]
    for record in run.records[stream]:
        Draft202012Validator(schema).validate(record)
        assert set(record) == set(schema["properties"])
    row, _title_only, empty = run.records[stream]
    assert row["文本"] == "你好 @王思远 说明"
    assert row["数字公式"] == 4646.4646
    assert row["文本公式"] == "✅ 正常"
    assert row["流程"] == '"审批中"'
    assert set(row["人员"][0]) == {"id", "name", "en_name", "email"}
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z", row["日期"])
    assert row["地理位置"]["longitude"] == 116.397755
    assert empty["复选框"] is False
    assert empty["文本"] is None
    assert run.schemas[stream]["key_properties"] == ["_record_id"]
    assert run.schemas[stream]["bookmark_properties"] == ["_last_modified_time"]


@pytest.mark.parametrize(
    "mode,value",
    [
        ("markdown", "看[这里](https://a.example)"),
        (
            "segments",
            [
                {"type": "text", "text": "看"},
                {"type": "url", "text": "这里", "link": "https://a.example"},
            ],
        ),
    ],
)
def test_rich_text_comes_in_the_mode_that_is_asked_for(bench, mode, value):
    table = bench.table("T")
    link = {"type": "url", "text": "这里", "link": "https://a.example"}
    table.add_row({"名称": [{"type": "text", "text": "看"}, link]})
    run = bench.run("测试_base__t", text=mode)
    got = run.records["测试_base__t"][0]["名称"]
    if mode == "segments":
        got = [{key: part[key] for key in want} for part, want in zip(got, value, strict=True)]
    assert got == value


def formula(*cells):
    def build(bench):
        fields = [{"field_name": "a", "type": 1}, {"field_name": "f", "type": 20}]
        table = bench.table("F", fields)
        for cell in cells:
            table.add_row({"f": cell} if cell else {})
        return table

    return build


NUMBER = {"type": 2, "value": [12.5]}
NUMBERS = {"type": 2, "value": [1, 2]}
TEXT = {"type": 1, "value": [{"type": "text", "text": "x"}, {"type": "text", "text": "y"}]}


@pytest.mark.parametrize(
    "cells,kind,values",
    [
        ([NUMBER, None], "number", [12.5, None]),
        ([NUMBER, NUMBERS], "array", [[12.5], [1, 2]]),
        ([TEXT], "string", ["xy"]),
        ([NUMBER, TEXT], "string", ["12.5", "xy"]),
        ([None], "string", [None]),
    ],
)
def test_the_type_of_a_formula_is_found_in_its_rows(bench, cells, kind, values):
    formula(*cells)(bench)
    run = bench.run("测试_base__f")
    assert kind in run.schemas["测试_base__f"]["schema"]["properties"]["f"]["type"]
    assert [row["f"] for row in run.records["测试_base__f"]] == values


def test_the_type_kept_in_a_catalog_holds_and_a_misfit_is_told(bench):
    table = formula(NUMBER)(bench)
    catalog = bench.tap().catalog_dict
    bad = table.add_row({"f": TEXT})
    run = bench.run("测试_base__f", catalog=catalog)
    assert [row["f"] for row in run.records["测试_base__f"]] == [12.5, None]
    assert "incomplete" in run.error
    assert run.state["bookmarks"]["测试_base__f"] == {}
    assert bad


def test_a_catalog_saves_the_calls_that_find_types(bench):
    formula(NUMBER)(bench)
    catalog = bench.tap().catalog_dict
    bench.sandbox.calls.clear()
    bench.run("测试_base__f", catalog=catalog)
    names = [call.operation for call in bench.sandbox.calls]
    assert names.count("bitable.record.search") == 1


def test_fields_of_tables_that_are_not_selected_are_not_listed(bench):
    bench.table("一")
    bench.table("二")
    catalog = bench.tap().catalog_dict
    for entry in catalog["streams"]:
        root = next(one for one in entry["metadata"] if not one["breadcrumb"])
        root["metadata"]["selected"] = entry["tap_stream_id"] == "测试_base__一"
    bench.sandbox.calls.clear()
    run = bench.run(catalog=catalog)
    names = [call.operation for call in bench.sandbox.calls]
    assert names.count("bitable.field.list") == 1
    assert names.count("bitable.record.search") == 1
    assert not run.error


def test_columns_gone_are_null_and_columns_new_wait_for_discovery(bench):
    table = bench.table("T", [{"field_name": "a", "type": 1}, {"field_name": "b", "type": 1}])
    catalog = bench.tap().catalog_dict
    table.remove_field("b")
    table.add_field("c", 1)
    table.add_row({"a": "1", "c": "3"})
    row = bench.run("测试_base__t", catalog=catalog).records["测试_base__t"][0]
    assert (row["a"], row["b"]) == ("1", None)
    assert "c" not in row


def selecting(entries, *names):
    for name, entry in entries.items():
        root = next(one for one in entry["metadata"] if not one["breadcrumb"])
        root["metadata"]["selected"] = name in names
    return {"streams": list(entries.values())}


def test_no_base_is_opened_where_nothing_of_it_is_selected(bench):
    bench.table("T")
    entries = bench.discover()
    bench.sandbox.calls.clear()
    run = bench.run(catalog=selecting(entries, "chats"))
    assert not run.error
    assert not [call for call in bench.sandbox.calls if call.operation.startswith("bitable.")]
    assert bench.run(catalog=selecting(entries, "bitable_tables")).records["bitable_tables"]


def test_a_stream_of_the_other_identity_is_in_the_catalog_but_no_pattern_selects_it(bench):
    entry = bench.discover()["my_tasks"]
    root = next(one for one in entry["metadata"] if not one["breadcrumb"])["metadata"]
    assert root["inclusion"] == "unsupported"


def test_a_stream_of_the_other_identity_that_is_selected_all_the_same_is_a_failure(bench):
    run = bench.run(catalog=selecting(bench.discover(), "my_tasks", "chats"))
    assert "stream my_tasks" in run.error
    assert "my_tasks" not in run.records


def meant(bench, **config):
    entries = bench.discover(**config)
    return {
        name
        for name, entry in entries.items()
        if any(
            one["metadata"].get("selected-by-default")
            for one in entry["metadata"]
            if not one["breadcrumb"]
        )
    }


def test_what_the_settings_name_is_selected_unasked_and_no_more(bench):
    bench.table("T")
    structure = {"bitable_apps", "bitable_tables", "bitable_views", "bitable_fields"}
    assert meant(bench) == {"测试_base__t", *structure, "departments", "users"}
    chats = {"chats", "chat_members", "messages"}
    assert meant(bench, bases=[], chat_ids=["oc_1"]) == chats
    assert {"calendars", "tasks", *chats} <= meant(bench, bases=[])
