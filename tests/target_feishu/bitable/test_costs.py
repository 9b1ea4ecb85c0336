"""An upsert makes the calls that it needs, and no more."""

from __future__ import annotations

import typing as t

import pytest

from tests.target_feishu.bitable.rows import (
    calls,
    counts,
    expected,
    filled,
    pairs,
    people,
    run,
)
from tests.target_feishu.support import NUMBER, TEXT, TIME, record, schema

if t.TYPE_CHECKING:
    from feishu_sandbox import BaseBuilder, Sandbox


def test_a_thousand_rows_of_which_400_are_there_take_three_calls(
    sandbox: Sandbox, base: BaseBuilder
):
    table = filled(base, 400, "old")
    target = run(sandbox, base, *people(0, 1000))
    assert calls(target) == {"search": 1, "batch_update": 1, "batch_create": 1}
    assert pairs(table) == expected(0, 1000)


def test_the_same_input_again_only_reads(sandbox: Sandbox, base: BaseBuilder):
    run(sandbox, base, *people(0, 1200))
    before = base.table("people").rows()
    again = run(sandbox, base, *people(0, 1200))
    assert calls(again) == {"search": 3}
    assert counts(again) == {"unchanged": 1200}
    assert base.table("people").rows() == before


def test_two_records_of_a_large_table_are_looked_up_by_the_ledger(
    sandbox: Sandbox, base: BaseBuilder
):
    run(sandbox, base, *people(0, 3000))
    target = run(sandbox, base, *people(7, 9, "new"))
    assert calls(target) == {"batch_get": 1, "batch_update": 1}
    assert counts(target) == {"updated": 2}


def test_without_a_ledger_they_are_looked_up_by_a_filter(sandbox: Sandbox, base: BaseBuilder):
    table = filled(base, 3000)
    target = run(sandbox, base, *people(2990, 2992, "new"), *people(3000, 3001))
    assert calls(target) == {"search": 2, "batch_update": 1, "batch_create": 1}
    new = expected(2990, 2992, "new")
    assert pairs(table) == expected(0, 3001) - expected(2990, 2992) + new


def test_keys_that_filters_do_not_find_for_sure_are_scanned_for(
    sandbox: Sandbox, base: BaseBuilder
):
    fields = [{"field_name": "id", "type": 1}, {"field_name": "at", "type": 5}]
    table = base.add_table("people", fields)
    for number in range(1001):
        table.add_row({"id": "x", "at": number * 1000})
    lines = [schema("people", ["at"], id=TEXT, at=TIME)]
    at = "1970-01-01T00:16:40.000Z"
    target = run(sandbox, base, *lines, record("people", id="y", at=at))
    assert calls(target) == {"search": 3, "batch_update": 1}


def test_a_key_of_two_fields_is_asked_for_at_once(sandbox: Sandbox, base: BaseBuilder):
    fields = [{"field_name": "id", "type": 1}, {"field_name": "n", "type": 2}]
    table = base.add_table("people", fields)
    for number in range(1600):
        table.add_row({"id": str(number % 40), "n": number})
    columns = schema("people", ["id", "n"], id=TEXT, n=NUMBER, more=TEXT)
    lines = [record("people", id=str(n % 40), n=n, more="x") for n in (3, 1599, 5000)]
    target = run(sandbox, base, columns, *lines)
    assert calls(target) == {"search": 2, "batch_update": 1, "batch_create": 1}
    assert len(table.rows()) == 1601


def test_many_batches_cost_one_scan_and_little_more(sandbox: Sandbox, base: BaseBuilder):
    run(sandbox, base, *people(0, 5000))
    lines = [*people(0, 2), *people(2, 4, "new"), *people(4, 5000)]
    target = run(sandbox, base, *lines)
    assert calls(target) == {"search": 10, "batch_update": 1}
    assert counts(target) == {"updated": 2, "unchanged": 4998}


def test_batches_that_nobody_expected_cost_two_scans_at_most(sandbox: Sandbox, base: BaseBuilder):
    run(sandbox, base, *people(0, 4000))
    run(sandbox, base, *people(0, 1))
    target = run(sandbox, base, *people(0, 4000), batch_size_rows=200)
    assert calls(target)["search"] == 8
    assert calls(target)["batch_get"] <= 8


def test_without_verification_what_was_written_is_taken_as_there(
    sandbox: Sandbox, base: BaseBuilder
):
    run(sandbox, base, *people(0, 700))
    trusting = {"verify": False}
    again = run(sandbox, base, *people(0, 700), route=trusting)
    assert calls(again) == {}
    changed = run(sandbox, base, *people(0, 698), *people(698, 700, "new"), route=trusting)
    assert calls(changed) == {"batch_get": 1, "batch_update": 1}
    back = run(sandbox, base, *people(0, 700), route=trusting)
    assert counts(back) == {"updated": 2, "unchanged": 698}
    assert pairs(base.table("people")) == expected(0, 700)


def test_only_cells_that_differ_are_sent(sandbox: Sandbox, base: BaseBuilder):
    columns = schema("people", id=TEXT, name=TEXT, n=NUMBER)
    run(sandbox, base, columns, record("people", id="1", name="a", n=1))
    run(sandbox, base, columns, record("people", id="1", name="b", n=1.0))
    (call,) = sandbox.calls.of("bitable.record.batch_update")
    assert [row["fields"] for row in call.body["records"]] == [{"name": "b"}]


def test_what_tells_of_the_run_alone_changes_nothing(sandbox: Sandbox, base: BaseBuilder):
    metadata = {"add_record_metadata": True}
    run(sandbox, base, *people(0, 3), **metadata)
    again = run(sandbox, base, *people(0, 3), **metadata)
    assert counts(again) == {"unchanged": 3}
    changed = run(sandbox, base, *people(0, 3, "new"), **metadata)
    assert counts(changed) == {"updated": 3}


def test_written_back_rows_are_read_first_and_only_differences_are_sent(
    sandbox: Sandbox, base: BaseBuilder
):
    table = base.add_table("people", [{"field_name": "name", "type": 1}])
    ids = [table.add_row({"name": f"n{i}"}) for i in range(1200)]
    origin = {"_app_token": base.app_token, "_table_id": table.table_id}
    columns = {"_record_id": TEXT, "_app_token": TEXT, "_table_id": TEXT, "name": TEXT}
    lines = [
        record("people", _record_id=each, name="new" if number < 2 else f"n{number}", **origin)
        for number, each in enumerate(ids)
    ]
    first = run(sandbox, base, schema("people", ["_record_id"], **columns), *lines)
    assert calls(first) == {"search": 3, "batch_update": 1}
    assert counts(first) == {"updated": 2, "unchanged": 1198}
    few = run(sandbox, base, schema("people", ["_record_id"], **columns), *lines[:2])
    assert counts(few) == {"unchanged": 2}
    assert calls(few) == {"search": 1, "batch_get": 0} or calls(few) == {"search": 1}


@pytest.mark.parametrize("columns", [201, 250])
def test_tables_of_more_columns_than_a_search_names_are_read_whole(
    sandbox: Sandbox, base: BaseBuilder, columns: int
):
    names = {f"c{number}": TEXT for number in range(columns)}
    line = record("people", id="1", **dict.fromkeys(names, "x"))
    run(sandbox, base, schema("people", id=TEXT, **names), line)
    again = run(sandbox, base, schema("people", id=TEXT, **names), line)
    assert counts(again) == {"unchanged": 1}
