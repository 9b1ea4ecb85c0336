"""Which field a column goes to."""

from __future__ import annotations

import logging
import typing as t

import pytest

from feishu_connect import NotFoundError, SettingsError
from feishu_connect.bitable import Field
from target_feishu.bitable.columns import Wanted, plan_columns
from target_feishu.bitable.structure import index_first, table_name
from tests.target_feishu.support import (
    NUMBER,
    TAGS,
    TEXT,
    feed,
    make_target,
    record,
    schema,
)

if t.TYPE_CHECKING:
    from feishu_sandbox import BaseBuilder, Sandbox


def field(field_id: str, name: str, kind: int = 1, ui_type: str = "Text") -> Field:
    return Field(field_id, name, kind, ui_type)


def read_from(field_id: str, name: str) -> dict[str, t.Any]:
    """Make the schema of a column that the tap read."""
    origin = {"field_id": field_id, "field_name": name, "type": 1, "ui_type": "Text"}
    return {**TEXT, "x-feishu": origin}


def test_columns_find_their_fields_in_the_documented_order():
    fields = [
        field("fld1", "Order No."),
        field("fld2", "Amount (¥)"),
        field("fld3", "Exact"),
        field("fld4", "Chosen"),
        field("fld5", "Renamed"),
    ]
    columns = {
        "order_no": TEXT,
        "sum": read_from("fldX", "Amount (¥)"),
        "Exact": TEXT,
        "anything": TEXT,
        "old_name": read_from("fld5", "Old name"),
        "new": NUMBER,
    }
    plan = plan_columns(Wanted(columns, chosen={"anything": "Chosen"}), fields)
    assert plan.fields == {
        "order_no": "fld1",
        "sum": "fld2",
        "Exact": "fld3",
        "anything": "fld4",
        "old_name": "fld5",
    }
    assert plan.missing["new"]["field_name"] == "new"


def test_a_field_goes_to_the_column_that_fits_best():
    plan = plan_columns(Wanted({"name": TEXT, "Name": TEXT}), [field("fld1", "Name")])
    assert plan.fields == {"Name": "fld1"}
    assert plan.missing["name"]["field_name"] == "name"


def test_a_chosen_field_that_is_not_there_is_made_as_the_route_says():
    spec = {"field_name": "Stars", "type": 2, "ui_type": "Rating", "property": {"min": 1}}
    plan = plan_columns(Wanted({"a": TEXT, "b": TEXT}, chosen={"a": spec, "b": "Bee"}), [])
    assert plan.missing["a"] == spec
    assert plan.missing["b"]["field_name"] == "Bee"


def test_two_columns_cannot_share_a_field():
    fields = [field("fld1", "Name")]
    with pytest.raises(SettingsError, match="cannot get a field of its own"):
        plan_columns(Wanted({"a": TEXT, "b": TEXT}, chosen={"a": "Name", "b": "fld1"}), fields)
    with pytest.raises(SettingsError, match="cannot get a field of its own"):
        plan_columns(Wanted({"a": TEXT, " a ": TEXT}), [])


def test_fields_that_feishu_fills_are_skipped_and_cannot_be_keys():
    fields = [field("fld1", "No", 1005, "AutoNumber")]
    plan = plan_columns(Wanted({"No": TEXT}), fields)
    assert (plan.fields, plan.missing, list(plan.skipped)) == ({}, {}, ["No"])
    with pytest.raises(SettingsError, match=r"key column `No` .* which Feishu fills itself"):
        plan_columns(Wanted({"No": TEXT}, keys=["No"]), fields)


def test_the_taps_row_metadata_is_left_out_of_copies_only():
    columns = {"_record_id": TEXT, "_app_token": TEXT, "_created_time": TEXT, "a": TEXT}
    plan = plan_columns(Wanted(columns, keys=["_record_id"]), [])
    assert list(plan.missing) == ["_record_id", "a"]
    plan = plan_columns(Wanted(columns, keys=["_app_token", "_record_id"]), [])
    assert "_app_token" in plan.missing
    plan = plan_columns(Wanted(columns, chosen={"_created_time": "Made"}), [])
    assert "_created_time" in plan.missing
    plan = plan_columns(Wanted({"_app_token": TEXT, "a": TEXT}), [])
    assert "_app_token" in plan.missing


def test_the_key_becomes_the_index_field_where_it_can():
    specs = {
        "a": {"field_name": "a", "type": 4},
        "b": {"field_name": "b", "type": 1},
        "c": {"field_name": "c", "type": 2},
    }
    assert [spec["field_name"] for spec in index_first(specs, ["c"], "t")] == ["c", "a", "b"]
    assert [spec["field_name"] for spec in index_first(specs, ["a"], "t")] == ["b", "a", "c"]
    only = {"t": {"field_name": "t", "type": 4}}
    assert index_first(only, [], "t")[0] == {"field_name": "t_", "type": 1}


def test_a_table_of_more_than_300_fields_is_refused():
    specs = {str(i): {"field_name": str(i), "type": 1} for i in range(301)}
    with pytest.raises(SettingsError, match="Feishu takes 300"):
        index_first(specs, [], "t")


def test_table_names_are_made_fit():
    assert table_name(" a/b:c ") == "a_b_c"
    assert len(table_name("x" * 200)) == 100


def test_a_new_table_has_the_columns_types(sandbox: Sandbox, base: BaseBuilder):
    target = make_target(sandbox, base=base.app_token)
    feed(target, schema("a:b", ["id"], tags=TAGS, n=NUMBER, id=TEXT))
    fields = base.table("a_b").data.fields
    assert [(each.name, each.type) for each in fields] == [("id", 1), ("tags", 4), ("n", 2)]


def test_where_no_column_can_be_the_index_one_is_added(sandbox: Sandbox, base: BaseBuilder):
    target = make_target(sandbox, base=base.app_token)
    feed(target, schema("a", (), tags=TAGS), record("a", tags=["x"]))
    assert [each.name for each in base.table("a").data.fields] == ["a", "tags"]
    assert [row["tags"] for row in base.table("a").rows().values()] == [["x"]]


@pytest.mark.parametrize(
    "route, error, problem",
    [
        ({"create_table": False}, NotFoundError, "The base has no table `a`"),
        ({"table": "tblAAAAAAAAAAAAA"}, NotFoundError, "has no table `tblAAAA"),
    ],
)
def test_a_table_that_may_not_be_made_is_an_error(
    sandbox: Sandbox,
    base: BaseBuilder,
    route: dict[str, t.Any],
    error: type[Exception],
    problem: str,
):
    routes = [{"stream": "*", "base": base.app_token, **route}]
    with pytest.raises(error, match=problem):
        feed(make_target(sandbox, routes=routes), schema("a"))


def test_fields_that_may_not_be_made_are_named(sandbox: Sandbox, base: BaseBuilder):
    base.add_table("a", [{"field_name": "id", "type": 1}])
    routes = [{"stream": "*", "base": base.app_token, "add_fields": False}]
    with pytest.raises(SettingsError, match="no field for `name` of stream `a`"):
        feed(make_target(sandbox, routes=routes), schema("a"))


def test_a_wiki_link_and_a_table_id_lead_to_the_table(sandbox: Sandbox, base: BaseBuilder):
    table = base.add_table("Orders", [{"field_name": "id", "type": 1}])
    node = sandbox.world.add_node(base.app_token, "wiki")
    link = f"https://stardust.feishu.cn/wiki/{node.node_token}?table={table.table_id}"
    routes = [{"stream": "*", "base": link, "table": table.table_id}]
    feed(make_target(sandbox, routes=routes), schema("x"), record("x", id="1"))
    assert len(table.rows()) == 1


def test_skipped_columns_are_told_once(
    sandbox: Sandbox, base: BaseBuilder, caplog: pytest.LogCaptureFixture
):
    caplog.set_level(logging.INFO)
    table = base.add_table("a", [{"field_name": "id", "type": 1}])
    table.add_field("name", 1005)
    target = make_target(sandbox, base=base.app_token)
    feed(target, schema("a"), *[record("a", id=str(i), name="x") for i in range(3)])
    told = [each.message for each in caplog.records if "left out" in each.message]
    assert told == ["Column `name` is left out: Feishu fills the field `name` itself (AutoNumber)"]
