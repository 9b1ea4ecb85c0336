"""Records that the source has deleted, and versions of a stream."""

from __future__ import annotations

import logging
import typing as t

import pytest

from tests.target_feishu.bitable.rows import (
    CREATE,
    DELETE,
    UPDATE,
    calls,
    counts,
    expected,
    filled,
    pairs,
    people,
    run,
    text,
)
from tests.target_feishu.support import NUMBER, TEXT, Line, record, schema

if t.TYPE_CHECKING:
    from pathlib import Path

    from feishu_sandbox import BaseBuilder, Sandbox, TableBuilder

AT = "2026-01-31T08:00:00.000Z"
MILLISECONDS = 1769846400000
HARD = {"hard_delete": True}
MARK = {"fields": {"_sdc_deleted_at": "Deleted"}}


def tombstone(key: str, **values: t.Any) -> Line:
    return record("people", id=key, name=None, _sdc_deleted_at=AT, **values)


def activate(version: int) -> Line:
    return {"type": "ACTIVATE_VERSION", "stream": "people", "version": version}


def versioned(version: int, first: int, last: int) -> list[Line]:
    return [{**line, "version": version} for line in people(first, last)]


def marks(table: TableBuilder, name: str = "Deleted") -> dict[str | None, t.Any]:
    return {text(row, "id"): row[name] for row in table.rows().values() if name in row}


@pytest.mark.parametrize("settings", [{"route": HARD}, HARD], ids=["route", "setting"])
def test_a_deleted_record_deletes_its_row(
    sandbox: Sandbox, base: BaseBuilder, settings: dict[str, t.Any]
):
    run(sandbox, base, *people(0, 4))
    target = run(sandbox, base, tombstone("1"), tombstone("2"), tombstone("99"), **settings)
    assert pairs(base.table("people")) == expected(0, 1) + expected(3, 4)
    assert counts(target) == {"deleted": 2, "unchanged": 1}
    assert len(sandbox.calls.of(DELETE)) == 1


def test_a_record_after_its_tombstone_in_one_batch_keeps_the_row(
    sandbox: Sandbox, base: BaseBuilder
):
    columns = schema("people", id=TEXT, name=TEXT, n=NUMBER)
    run(sandbox, base, columns, record("people", id="1", name="old", n=1))
    before = list(base.table("people").rows())
    lines = [tombstone("1"), record("people", id="1", name="new")]
    run(sandbox, base, columns, *lines, tombstone("2"), record("people", id="2"), route=HARD)
    first, second = base.table("people").rows().items()
    assert [first[0]] == before
    # What the source has made anew has nothing of what was before.
    assert (text(first[1], "name"), first[1].get("n")) == ("new", None)
    assert text(second[1], "id") == "2"
    assert not sandbox.calls.of(DELETE)


def test_the_route_has_the_last_word_on_deleting(sandbox: Sandbox, base: BaseBuilder):
    run(sandbox, base, *people(0, 2))
    run(sandbox, base, tombstone("1"), route={"hard_delete": False}, **HARD)
    assert pairs(base.table("people")) == expected(0, 2)


def test_more_rows_than_one_call_deletes(sandbox: Sandbox, base: BaseBuilder):
    run(sandbox, base, *people(0, 600))
    run(sandbox, base, *[tombstone(str(i)) for i in range(550)], route=HARD)
    assert [len(call.body["records"]) for call in sandbox.calls.of(DELETE)] == [500, 50]
    assert pairs(base.table("people")) == expected(550, 600)


def test_without_a_field_for_it_a_deleted_record_leaves_its_row_alone(
    sandbox: Sandbox, base: BaseBuilder
):
    run(sandbox, base, *people(0, 2))
    target = run(sandbox, base, tombstone("1"), tombstone("99"))
    assert pairs(base.table("people")) == expected(0, 2)
    assert counts(target) == {"left": 2}


def test_with_a_field_for_it_the_row_is_marked_and_keeps_its_cells(
    sandbox: Sandbox, base: BaseBuilder
):
    run(sandbox, base, *people(0, 3), route=MARK)
    lines = [tombstone("1"), tombstone("99")]
    target = run(sandbox, base, *lines, route=MARK)
    table = base.table("people")
    assert marks(table) == {"1": MILLISECONDS}
    assert pairs(table) == expected(0, 3)
    assert counts(target)["marked"] == 1
    again = run(sandbox, base, *lines, route=MARK)
    assert "batch_update" not in calls(again)


def test_a_later_record_takes_the_mark_away(sandbox: Sandbox, base: BaseBuilder):
    run(sandbox, base, *people(0, 2), tombstone("1"), route=MARK)
    assert marks(base.table("people")) == {"1": MILLISECONDS}
    run(sandbox, base, *people(0, 2), route=MARK)
    assert marks(base.table("people")) == {}


def test_a_field_of_that_name_is_used_unasked(sandbox: Sandbox, base: BaseBuilder):
    table = filled(base, 2)
    table.add_field("_sdc_deleted_at", 5)
    run(sandbox, base, tombstone("1"))
    assert marks(table, "_sdc_deleted_at") == {"1": MILLISECONDS}


def test_record_metadata_brings_the_field(sandbox: Sandbox, base: BaseBuilder):
    metadata = {"add_record_metadata": True}
    run(sandbox, base, *people(0, 2), **metadata)
    run(sandbox, base, tombstone("1"), **metadata)
    assert marks(base.table("people"), "_sdc_deleted_at") == {"1": MILLISECONDS}
    run(sandbox, base, *people(0, 2), **metadata)
    assert marks(base.table("people"), "_sdc_deleted_at") == {}


def test_a_key_that_comes_and_goes_in_one_batch_is_as_it_was_last(
    sandbox: Sandbox, base: BaseBuilder
):
    lines = [*people(0, 2), tombstone("0"), *people(2, 3), tombstone("1"), *people(1, 2, "new")]
    run(sandbox, base, *lines, route=HARD)
    assert pairs(base.table("people")) == expected(1, 2, "new") + expected(2, 3)


def test_rows_of_this_very_table_are_deleted_by_their_id(sandbox: Sandbox, base: BaseBuilder):
    table = base.add_table("people", [{"field_name": "name", "type": 1}])
    ids = [table.add_row({"name": f"n{i}"}) for i in range(3)]
    table.remove_rows(ids[0])
    origin = {"_app_token": base.app_token, "_table_id": table.table_id, "name": None}
    columns = {"_record_id": TEXT, "_app_token": TEXT, "_table_id": TEXT, "name": TEXT}
    lines = [record("people", _record_id=each, _sdc_deleted_at=AT, **origin) for each in ids[:2]]
    run(sandbox, base, schema("people", ["_record_id"], **columns), *lines, route=HARD)
    assert list(table.rows()) == ids[2:]


def test_a_deleted_record_of_a_stream_without_key_is_no_row(sandbox: Sandbox, base: BaseBuilder):
    lines = [schema("people", (), id=TEXT, name=TEXT), *people(0, 1), tombstone("1")]
    target = run(sandbox, base, *lines)
    assert pairs(base.table("people")) == expected(0, 1)
    assert counts(target) == {"created": 1, "left": 1}


def test_a_new_version_deletes_what_did_not_come_again(
    sandbox: Sandbox, base: BaseBuilder, caplog: pytest.LogCaptureFixture
):
    table = filled(base, 1, "typed")
    table.add_row({"id": "mine", "name": "typed"})
    caplog.set_level(logging.INFO)
    run(sandbox, base, *versioned(1, 0, 5), activate(1), route=HARD)
    target = run(sandbox, base, *versioned(2, 1, 3), activate(2), route=HARD)
    # The row `0` was there before, so it is not the target's to delete.
    typed = [("mine", "typed"), ("0", "n0")]
    assert sorted(pairs(table)) == sorted([*expected(1, 3), *typed], key=str)
    assert counts(target) == {"unchanged": 2, "deleted": 2}
    assert "Rows that this target did not make" in caplog.text


def test_a_new_version_marks_where_nothing_is_deleted(sandbox: Sandbox, base: BaseBuilder):
    run(sandbox, base, *versioned(1, 0, 4), activate(1), route=MARK)
    run(sandbox, base, *versioned(2, 2, 4), activate(2), route=MARK)
    assert set(marks(base.table("people"))) == {"0", "1"}
    again = run(sandbox, base, *versioned(3, 2, 4), activate(3), route=MARK)
    assert "batch_update" not in calls(again)
    run(sandbox, base, *versioned(4, 0, 4), activate(4), route=MARK)
    assert marks(base.table("people")) == {}


def test_a_row_whose_key_people_changed_is_not_the_targets_any_more(
    sandbox: Sandbox, base: BaseBuilder
):
    run(sandbox, base, *versioned(1, 0, 3), route=HARD)
    table = base.table("people")
    table.edit_row(next(iter(table.rows())), {"id": "renamed"})
    run(sandbox, base, *versioned(2, 1, 2), activate(2), route=HARD)
    assert sorted(pairs(table)) == [("1", "n1"), ("renamed", "n0")]


def test_versions_of_another_stream_into_the_same_table_are_left_alone(
    sandbox: Sandbox, base: BaseBuilder
):
    route = {**HARD, "table": "all"}
    other = [{**line, "stream": "others"} for line in versioned(1, 10, 12)]
    run(sandbox, base, schema("others"), *other, route=route)
    run(sandbox, base, *versioned(1, 0, 2), activate(7), route=route)
    assert pairs(base.table("all")) == expected(10, 12)


def test_versions_are_not_followed_where_the_setting_says_so(sandbox: Sandbox, base: BaseBuilder):
    off = {"process_activate_version_messages": False}
    run(sandbox, base, *versioned(1, 0, 2), activate(2), route=HARD, **off)
    assert pairs(base.table("people")) == expected(0, 2)


def test_records_are_written_before_their_version_is_activated(sandbox: Sandbox, base: BaseBuilder):
    run(sandbox, base, *versioned(1, 0, 3))
    run(sandbox, base, *versioned(2, 0, 3), activate(2), *versioned(2, 3, 4), route=HARD)
    assert pairs(base.table("people")) == expected(0, 4)
    assert [len(call.body["records"]) for call in sandbox.calls.of(CREATE)] == [3, 1]
    assert not sandbox.calls.of(UPDATE)


@pytest.mark.parametrize("verify", [True, False])
def test_rows_that_came_again_unchanged_are_of_the_new_version(
    sandbox: Sandbox, base: BaseBuilder, *, verify: bool
):
    route = {**HARD, "verify": verify}
    run(sandbox, base, *versioned(1, 0, 4), route=route)
    run(sandbox, base, *versioned(2, 0, 3), activate(2), route=route)
    assert pairs(base.table("people")) == expected(0, 3)


def test_the_row_of_a_record_that_was_put_aside_is_no_leftover(
    sandbox: Sandbox, base: BaseBuilder, tmp_path: Path
):
    columns = schema("people", id=TEXT, name=TEXT, n=NUMBER)
    run(sandbox, base, columns, *versioned(1, 0, 3), route=HARD)
    bad = {**record("people", id="0", name="x", n="zero"), "version": 2}
    aside = {"dead_letter_path": str(tmp_path / "aside.jsonl"), "validate_records": False}
    lines = [columns, bad, *versioned(2, 1, 2), activate(2)]
    run(sandbox, base, *lines, route={**HARD, "on_error": "dead_letter"}, **aside)
    assert pairs(base.table("people")) == expected(0, 2)
