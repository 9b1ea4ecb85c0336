"""`tap-feishu | target-feishu` without accidents: what arrives is what left."""

from __future__ import annotations

import typing as t
from collections import Counter

import pytest

if t.TYPE_CHECKING:
    from feishu_sandbox import Sandbox, TableBuilder
    from tests.end_to_end.processes import Bench, Output

#: Field types that the API lets an app make; the others become ordinary fields in a copy.
MAKEABLE = {1, 2, 3, 4, 5, 7, 11, 13, 15, 17, 22, 23}


def comparable(sandbox: Sandbox, value: t.Any) -> t.Any:
    """Reduce a value to what a copy can have: files by content, places by coordinates."""
    if isinstance(value, dict) and "longitude" in value:
        # Only coordinates can be written; Feishu looks the address up.
        return (value["longitude"], value["latitude"])
    if isinstance(value, list) and value and isinstance(value[0], dict):
        media = sandbox.world.state.media
        return [
            (each["name"], each["type"], each["size"], media[each["file_token"]].content)
            if "file_token" in each
            else each
            for each in value
        ]
    return value


def cells(sandbox: Sandbox, output: Output, key: str) -> dict[str, dict[str, dict[str, t.Any]]]:
    """Arrange a base as table -> row -> column -> value; `key` names the rows."""
    return {
        stream: {
            row[key]: {
                column: comparable(sandbox, value)
                for column, value in row.items()
                if not column.startswith("_") and column != key
            }
            for row in rows
        }
        for stream, rows in output.rows.items()
        if key in rows[0]
    }


def rows(table: TableBuilder) -> Counter[tuple[str, float]]:
    """Count the rows of a plain table by name and number."""
    return Counter((row["名称"][0]["text"], row["数"]) for row in table.rows().values())


def people(count: int) -> list[dict[str, t.Any]]:
    return [{"名称": f"第 {number} 行", "数": number} for number in range(count)]


def test_every_field_type_arrives_as_it_was(bench: Bench, sandbox: Sandbox):
    crm = sandbox.world.base("CRM 客户管理")
    bench.run(crm)
    before, after = bench.read(crm), bench.read(bench.copy)
    assert cells(sandbox, after, "record_id") == cells(sandbox, before, "_record_id")
    files = [row["附件"] for row in before.rows["字段大全_all_fields"] if row["附件"]]
    copies = [row["附件"] for row in after.rows["字段大全_all_fields"] if row["附件"]]
    assert files
    assert files[0][0]["file_token"] != copies[0][0]["file_token"]


def test_a_copy_has_the_field_types_of_its_source(bench: Bench, sandbox: Sandbox):
    crm = sandbox.world.base("CRM 客户管理")
    bench.run(crm)
    copied = bench.copied("字段大全_all_fields")
    for field in crm.table("字段大全 All fields").data.fields:
        if field.type in MAKEABLE:
            copy = copied.field(field.name)
            assert (copy.type, copy.ui_type) == (field.type, field.ui_type)


def test_links_stay_links_where_the_table_is_in_the_same_base(bench: Bench, sandbox: Sandbox):
    crm = sandbox.world.base("CRM 客户管理")
    customers = {"table_id": crm.table("客户 Customers").table_id}
    twin = crm.add_table(
        "副本",
        [
            {"field_name": "文本", "type": 1},
            {"field_name": "单向关联", "type": 18, "property": customers},
            {"field_name": "双向关联", "type": 21, "property": customers},
        ],
    )
    bench.run(crm, route={"stream": "*__字段大全*", "base": crm.app_token, "table": "副本"})
    links = [
        tuple(crm.table(name).cell(row, field) for field in ("单向关联", "双向关联"))
        for name in ("字段大全 All fields", twin.table_id)
        for row in crm.table(name).rows()
    ]
    assert len(links) == 6
    assert links[:3] == links[3:]
    assert all(links[0])


def test_the_same_input_again_leaves_the_same_rows(bench: Bench, sandbox: Sandbox):
    crm = sandbox.world.base("CRM 客户管理")
    bench.run(crm)
    once = bench.read(bench.copy)
    bench.run(crm)
    again = bench.read(bench.copy)
    assert cells(sandbox, again, "_record_id") == cells(sandbox, once, "_record_id")


def test_append_only_appends_equal_rows_on_purpose(bench: Bench):
    source = bench.table("表", people(30))
    for _ in range(2):
        bench.run(route={"load_method": "append-only"})
    assert rows(bench.copied("表")) == rows(source) + rows(source)


def test_overwrite_replaces_what_was_there(bench: Bench):
    source = bench.table("表", people(30))
    bench.run(route={"load_method": "overwrite"})
    copy = bench.copied("表")
    first = set(copy.rows())
    copy.add_row({"名称": "somebody's", "数": 7})
    source.remove_rows(*list(source.rows())[:10])
    bench.run(route={"load_method": "overwrite"})
    assert rows(copy) == rows(source)
    assert first.isdisjoint(copy.rows())


def test_thousands_of_rows_over_several_pages_and_batches(bench: Bench, sandbox: Sandbox):
    source = bench.table("订单", people(2_345))
    bench.run()
    assert rows(bench.copied("订单")) == rows(source)
    pages = sandbox.calls.of(f"*/{source.table_id}/records/search")
    batches = sandbox.calls.of("bitable.record.batch_create")
    assert [len(call.body["records"]) for call in batches] == [1_000, 1_000, 345]
    assert len(pages) == 5


def test_a_run_calls_the_token_endpoint_once_and_no_limit_is_met(bench: Bench, sandbox: Sandbox):
    bench.table("订单", people(1_200))
    bench.run(sandbox.world.base("CRM 客户管理"))
    bench.run()
    assert len(sandbox.calls.of("auth.*")) == 2 * 2
    assert {call.code for call in sandbox.calls} == {0}


def test_an_empty_table_arrives_with_its_fields(bench: Bench):
    source = bench.table("空表")
    bench.run()
    copy = bench.copied("空表")
    assert {field.name for field in source.data.fields} < {f.name for f in copy.data.fields}
    assert copy.rows() == {}


def test_a_table_as_wide_as_feishu_allows(bench: Bench, sandbox: Sandbox):
    # The copy keeps the rows' keys in a field of its own: 300 in all.
    kinds = (1, 2, 5, 7, 13)
    fields = [{"field_name": f"列 {number}", "type": kinds[number % 5]} for number in range(299)]
    values = ("文字", 1.5, 1_769_846_400_000, True, "+8613800138000")
    row = {field["field_name"]: values[n % 5] for n, field in enumerate(fields)}
    bench.table("宽表", [row] * 3, fields)
    bench.run()
    copied, source = bench.read(bench.copy), bench.read(bench.source)
    assert cells(sandbox, copied, "record_id") == cells(sandbox, source, "_record_id")
    assert len(copied.schemas["宽表"]) == 300 + 7


def test_names_that_look_alike_keep_their_values_apart(bench: Bench):
    names = ["Amount", "amount", "AMOUNT", "金额(元)", "金额（元）", "🎉", "a/b\nc", '"引号"']
    fields = [{"field_name": name, "type": 2} for name in names]
    values = {name: number for number, name in enumerate(names)}
    source = bench.table("名称", [values], fields)
    source.rename_field("amount", "amount ")
    bench.run()
    (copy,) = bench.copied("名称").rows().values()
    assert {name: copy[name] for name in names} == values


@pytest.mark.parametrize("load_method", ["upsert", "append-only"])
def test_the_state_of_a_run_brings_only_what_changed_since(bench: Bench, load_method: str):
    source = bench.table("表", people(40))
    bench.sandbox.clock.advance(1)
    state = bench.run(route={"load_method": load_method}).states[-1]
    first, *_ = source.rows()
    source.edit_row(first, {"名称": "改"})
    source.add_row({"名称": "新", "数": 99})
    bench.sandbox.calls.clear()
    bench.run(state=state, route={"load_method": load_method})
    written = bench.sandbox.calls.of("bitable.record.batch_*")
    assert sum(len(call.body["records"]) for call in written) == 2
    expected = rows(source)
    if load_method == "append-only":
        expected["第 0 行", 0] += 1
    assert rows(bench.copied("表")) == expected
