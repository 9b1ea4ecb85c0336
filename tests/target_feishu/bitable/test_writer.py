"""Looking and sending: what the table tells, and what Feishu answers."""

from __future__ import annotations

import typing as t
from collections import Counter

import pytest

from feishu_connect import AmbiguousWriteError, CellError, IncompleteError, RejectedError
from feishu_connect.bitable.base import Table
from target_feishu.bitable.batches import Row
from target_feishu.bitable.scan import record_ids
from target_feishu.bitable.table import DestinationTable
from target_feishu.bitable.writer import Writer
from target_feishu.errors import RecordError
from tests.support import ScriptedTransport, client, reply
from tests.target_feishu.support import NUMBER, TEXT, feed, make_target, record, schema

if t.TYPE_CHECKING:
    from feishu_sandbox import BaseBuilder, Sandbox
    from tests.support import Step

FIELDS = reply(
    {
        "items": [
            {"field_id": "fld1", "field_name": "id", "type": 1, "ui_type": "Text"},
            {"field_id": "fld2", "field_name": "n", "type": 2, "ui_type": "Number"},
        ]
    }
)
UPDATE = "bitable.record.batch_update"
DELETE = "bitable.record.batch_delete"


def table_of(*script: Step) -> tuple[DestinationTable, ScriptedTransport]:
    """Make a table whose calls are answered from a script."""
    transport = ScriptedTransport(FIELDS, *script)
    return DestinationTable(client(transport), "app", Table("tbl1", "people")), transport


def page(*ids: str, total: int) -> Step:
    """Make one whole page of a search."""
    return reply({"items": [{"record_id": each, "fields": {}} for each in ids], "total": total})


def test_a_reply_without_all_rows_is_ambiguous():
    table, _ = table_of(reply({"records": [{"record_id": "rec1"}]}))
    with pytest.raises(AmbiguousWriteError, match="1 of 2 rows"):
        Writer(table).create([Row({"fld1": "a"}), Row({"fld1": "b"})])


def test_empty_cells_are_left_out_of_new_rows_and_cleared_in_old_ones():
    table, transport = table_of(reply({"records": [{"record_id": "rec1"}]}), reply({}))
    Writer(table).create([Row({"fld1": "a", "fld2": None})])
    Writer(table).update([Row({"fld2": None}, record_id="rec1")])
    create, update = transport.sent[-2:]
    assert create.body == {"records": [{"fields": {"id": "a"}}]}
    assert update.body == {"records": [{"record_id": "rec1", "fields": {"n": None}}]}
    assert create.params["user_id_type"] == "open_id"


def test_a_scan_is_repeated_until_it_finds_what_feishu_counts():
    table, _ = table_of(page("rec1", total=2), page("rec2", "rec3", total=2))
    assert record_ids(table) == {"rec1", "rec2", "rec3"}


def test_scans_that_found_enough_together_are_good():
    script = [page("rec1", total=2), page("rec2", total=2)] * 2
    table, _ = table_of(*script)
    assert record_ids(table) == {"rec1", "rec2"}


def test_rows_that_stay_missing_are_an_error():
    table, _ = table_of(*[page("rec1", total=2)] * 4)
    with pytest.raises(IncompleteError, match="Only 1 of 2 rows"):
        record_ids(table)


def test_rows_made_long_ago_are_forgotten():
    table, _ = table_of()
    table.landed(["rec1"], [{}])
    table.client.clock.sleep(2000)
    table.landed(["rec2"], [{}])
    assert ["rec1" in table.made, "rec2" in table.made, table.made.count] == [False, True, 2]


@pytest.mark.parametrize("kind", ["cut", "lost_reply", "html", "truncate"])
def test_an_overwrite_deletes_each_row_once(sandbox: Sandbox, base: BaseBuilder, kind: str):
    table = base.add_table("a", [{"field_name": "id", "type": 1}])
    for number in range(501):
        table.add_row({"id": str(number)})
    sandbox.faults.add(DELETE, kind, every=2, times=3)
    target = make_target(sandbox, base=base.app_token, load_method="overwrite")
    feed(target, schema("a", id=TEXT), record("a", id="new"))
    assert [row["id"][0]["text"] for row in table.rows().values()] == ["new"]


def test_rows_that_others_delete_meanwhile_do_not_stop_an_overwrite(
    sandbox: Sandbox, base: BaseBuilder
):
    table = base.add_table("a", [{"field_name": "id", "type": 1}])
    first, _ = table.add_row({"id": "1"}), table.add_row({"id": "2"})
    sandbox.faults.add(DELETE, "callback", call=lambda _: table.remove_rows(first))
    target = make_target(sandbox, base=base.app_token, load_method="overwrite")
    feed(target, schema("a", id=TEXT), record("a", id="new"))
    assert [row["id"][0]["text"] for row in table.rows().values()] == ["new"]


@pytest.mark.parametrize("there", [False, True])
def test_the_row_whose_value_feishu_refuses_is_named(
    sandbox: Sandbox, base: BaseBuilder, *, there: bool
):
    table = base.add_table("a", [{"field_name": "id", "type": 1}])
    table.add_field("who", 11)
    for number in range(20 if there else 0):
        table.add_row({"id": str(number)})
    person = next(iter(sandbox.world.state.users))
    lines = [record("a", id=str(i), who="ou_nobody" if i == 13 else person) for i in range(20)]
    with pytest.raises(RejectedError, match=r"row with the key list \[\"13\"\]"):
        feed(make_target(sandbox, base=base.app_token), schema("a", id=TEXT, who=TEXT), *lines)


def test_a_record_against_its_schema_is_told_in_one_line(sandbox: Sandbox, base: BaseBuilder):
    with pytest.raises(RecordError, match=r"stream `a` does not fit its SCHEMA .*'x' is not of"):
        feed(
            make_target(sandbox, base=base.app_token),
            schema("a", id=TEXT, n=NUMBER),
            record("a", id="1", n="x"),
        )


def test_a_key_that_cannot_be_written_is_an_error(sandbox: Sandbox, base: BaseBuilder):
    base.add_table("a", [{"field_name": "id", "type": 2}])
    with pytest.raises(CellError, match="field `id`"):
        feed(make_target(sandbox, base=base.app_token), schema("a", id=TEXT), record("a", id="one"))


def test_streams_with_different_keys_into_one_table_see_each_others_rows(
    sandbox: Sandbox, base: BaseBuilder
):
    routes = [{"stream": "*", "base": base.app_token, "table": "all"}]
    columns = {"a": TEXT, "b": TEXT}
    target = make_target(sandbox, routes=routes, batch_size_rows=1)
    feed(
        target,
        schema("by_a", ["a"], **columns),
        schema("by_b", ["b"], **columns),
        record("by_a", a="1", b="x"),
        record("by_b", a="2", b="x"),
        record("by_a", a="2", b="y"),
        record("by_b", a="3", b="y"),
    )
    rows = base.table("all").rows().values()
    found = Counter((row["a"][0]["text"], row["b"][0]["text"]) for row in rows)
    assert found == Counter({("3", "y"): 1})
