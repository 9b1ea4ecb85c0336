"""Upsert, append-only, overwrite and writing back."""

from __future__ import annotations

import logging
import typing as t

import pytest

from feishu_connect import CellError, FeishuError, NotFoundError, SettingsError
from tests.target_feishu.support import (
    INTEGER,
    NUMBER,
    TEXT,
    TIME,
    feed,
    make_target,
    record,
    schema,
    state,
    states,
)

if t.TYPE_CHECKING:
    from feishu_sandbox import BaseBuilder, Sandbox, TableBuilder


def text(row: dict[str, t.Any], name: str) -> str | None:
    """Give the words of a text cell."""
    return row[name][0]["text"] if name in row else None


def pairs(table: TableBuilder) -> list[tuple[str | None, str | None]]:
    """Give id and name of all rows, sorted."""
    rows = table.rows().values()
    return sorted(((text(row, "id"), text(row, "name")) for row in rows), key=str)


def people(base: BaseBuilder, *rows: tuple[str, str]) -> TableBuilder:
    """Make a table as a person would."""
    fields = [{"field_name": "id", "type": 1}, {"field_name": "name", "type": 1}]
    table = base.add_table("people", fields)
    for key, name in rows:
        table.add_row({"id": key, "name": name})
    return table


def test_rows_that_people_made_are_found_by_their_key(sandbox: Sandbox, base: BaseBuilder):
    table = people(base, ("1", "one"), ("2", "two"))
    table.add_row({})
    target = make_target(sandbox, base=base.app_token)
    feed(target, schema("people"), record("people", id="2", name="zwei"))
    assert pairs(table) == [("1", "one"), ("2", "zwei"), (None, None)]


def test_running_the_same_input_again_changes_nothing(sandbox: Sandbox, base: BaseBuilder):
    columns = {"id": INTEGER, "name": TEXT, "at": TIME}
    lines = [record("people", id=i, name=f"n{i}", at="2026-01-31T08:00:00+08:00") for i in range(3)]
    feed(make_target(sandbox, base=base.app_token), schema("people", **columns), *lines)
    before = base.table("people").rows()
    feed(make_target(sandbox, base=base.app_token), schema("people", **columns), *lines)
    assert base.table("people").rows() == before
    assert next(iter(before.values()))["at"] == 1769817600000


def test_later_records_of_a_key_merge_over_earlier_ones(sandbox: Sandbox, base: BaseBuilder):
    target = make_target(sandbox, base=base.app_token)
    columns = {"id": TEXT, "name": TEXT, "n": NUMBER}
    first, second = record("p", id="1", name="a", n=1), record("p", id="1", n=None)
    feed(target, schema("p", **columns), first, second)
    (row,) = base.table("p").rows().values()
    assert text(row, "name") == "a"
    assert "n" not in row


def test_null_clears_a_cell_and_a_missing_column_keeps_it(sandbox: Sandbox, base: BaseBuilder):
    table = people(base, ("1", "one"), ("2", "two"))
    target = make_target(sandbox, base=base.app_token)
    feed(target, schema("people"), record("people", id="1", name=None), record("people", id="2"))
    assert pairs(table) == [("1", None), ("2", "two")]
    counts = target.summary.counts[("people", "table `people`")]
    assert (counts["created"], counts["updated"], counts["unchanged"]) == (0, 1, 1)


def test_of_rows_with_the_same_key_the_first_is_written_and_the_rest_is_told(
    sandbox: Sandbox, base: BaseBuilder, caplog: pytest.LogCaptureFixture
):
    table = people(base, ("1", "first"), ("1", "second"))
    feed(
        make_target(sandbox, base=base.app_token),
        schema("people"),
        record("people", id="1", name="new"),
    )
    assert pairs(table) == [("1", "new"), ("1", "second")]
    assert [r.message for r in caplog.records if r.levelno == logging.WARNING] == [
        "table `people`: 1 rows have a key that an earlier row has; they are left alone"
    ]


def test_a_record_without_a_key_value_is_an_error(sandbox: Sandbox, base: BaseBuilder):
    with pytest.raises(CellError, match="empty key"):
        feed(make_target(sandbox, base=base.app_token), schema("people"), record("people", id=None))


def test_a_value_that_does_not_fit_names_table_field_and_record(
    sandbox: Sandbox, base: BaseBuilder
):
    target = make_target(sandbox, base=base.app_token, validate_records=False)
    columns = {"id": TEXT, "n": NUMBER}
    with pytest.raises(CellError, match=r"table `people`, field `n`, record id=text \"7\""):
        feed(target, schema("people", **columns), record("people", id="7", n="seven"))


def test_two_streams_into_one_table_share_its_rows(sandbox: Sandbox, base: BaseBuilder):
    routes = [{"stream": "*", "base": base.app_token, "table": "all"}]
    target = make_target(sandbox, routes=routes, batch_size_rows=1)
    feed(
        target,
        schema("a"),
        schema("b"),
        record("a", id="1", name="a"),
        record("b", id="1", name="b"),
        record("b", id="2", name="b"),
        record("a", id="2", name="a"),
    )
    assert pairs(base.table("all")) == [("1", "b"), ("2", "a")]
    assert len(sandbox.calls.of("bitable.table.list")) == 1


def test_overwrite_replaces_all_rows_at_the_end(
    sandbox: Sandbox, base: BaseBuilder, capsys: pytest.CaptureFixture[str]
):
    table = people(base, ("1", "old"), ("9", "old"))
    target = make_target(sandbox, base=base.app_token, load_method="overwrite", batch_size_rows=1)
    lines = [record("people", id="1", name="new"), state(1), record("people", id="1", name="newer")]
    feed(target, schema("people"), *lines, record("people", id="2", name="new"), state(2))
    assert pairs(table) == [("1", "newer"), ("2", "new")]
    assert states(capsys) == [2]


def test_an_overwrite_that_fails_leaves_the_old_rows(
    sandbox: Sandbox, base: BaseBuilder, capsys: pytest.CaptureFixture[str]
):
    table = people(base, ("1", "old"))
    sandbox.faults.add("bitable.record.batch_create", "code", code=1254103, status=200, after=1)
    target = make_target(sandbox, base=base.app_token, load_method="overwrite", batch_size_rows=1)
    with pytest.raises(FeishuError):
        feed(
            target,
            schema("people"),
            record("people", id="1", name="new"),
            state(1),
            record("people", id="2", name="new"),
        )
    assert ("1", "old") in pairs(table)
    assert states(capsys) == []


def test_overwrite_of_a_stream_without_key_keeps_equal_rows(sandbox: Sandbox, base: BaseBuilder):
    table = people(base, ("1", "old"))
    target = make_target(sandbox, base=base.app_token, load_method="overwrite")
    feed(target, schema("people", ()), *[record("people", id="1", name="new")] * 2)
    assert pairs(table) == [("1", "new"), ("1", "new")]


def test_upsert_needs_a_key(sandbox: Sandbox, base: BaseBuilder):
    routes = [{"stream": "*", "base": base.app_token, "load_method": "upsert"}]
    with pytest.raises(SettingsError, match="has no key"):
        feed(make_target(sandbox, routes=routes), schema("people", ()))


TAP_ROW = {
    "_record_id": TEXT,
    "_app_token": TEXT,
    "_table_id": TEXT,
    "_created_time": TIME,
    "name": {**TEXT, "x-feishu": {"field_name": "Name", "type": 1, "ui_type": "Text"}},
}


def tap_row(table: TableBuilder, record_id: str, name: str) -> dict[str, t.Any]:
    """Make the record that the tap makes of a row."""
    return record(
        "t",
        _record_id=record_id,
        _app_token=table.base.app_token,
        _table_id=table.table_id,
        _created_time="2026-01-31T08:00:00.000Z",
        name=name,
    )


def test_rows_that_the_tap_read_are_written_back_by_their_id(sandbox: Sandbox, base: BaseBuilder):
    table = base.add_table("t", [{"field_name": "Name", "type": 1}])
    record_id = table.add_row({"Name": "old"})
    other = table.add_row({"Name": "stays"})
    target = make_target(sandbox, base=base.app_token)
    feed(target, schema("t", ["_record_id"], **TAP_ROW), tap_row(table, record_id, "new"))
    assert [field.name for field in table.data.fields] == ["Name"]
    assert text(table.rows()[record_id], "Name") == "new"
    assert text(table.rows()[other], "Name") == "stays"


def test_a_row_that_is_gone_is_named_when_it_is_written_back(sandbox: Sandbox, base: BaseBuilder):
    table = base.add_table("t", [{"field_name": "Name", "type": 1}])
    gone, there = table.add_row({"Name": "a"}), table.add_row({"Name": "b"})
    table.remove_rows(gone)
    lines = [tap_row(table, gone, "x"), tap_row(table, there, "y")]
    with pytest.raises(NotFoundError, match=gone):
        feed(
            make_target(sandbox, base=base.app_token),
            schema("t", ["_record_id"], **TAP_ROW),
            *lines,
        )


def test_rows_of_another_table_get_a_key_column(sandbox: Sandbox, base: BaseBuilder):
    source = sandbox.world.add_base("source").add_table("t", [{"field_name": "Name", "type": 1}])
    table = base.add_table("t", [{"field_name": "Name", "type": 1}])
    for name in ("first", "second"):
        feed(
            make_target(sandbox, base=base.app_token),
            schema("t", ["_record_id"], **TAP_ROW),
            tap_row(source, "recAAAAAAAAAA", name),
        )
    assert [field.name for field in table.data.fields] == ["Name", "_record_id"]
    assert [text(row, "Name") for row in table.rows().values()] == ["second"]
