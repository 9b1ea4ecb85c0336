"""Values that Feishu or a codec refuses: named, and put aside where the route says so."""

from __future__ import annotations

import json
import typing as t

import pytest

from feishu_connect import FeishuError, RejectedError
from tests.target_feishu.bitable.rows import (
    CREATE,
    UPDATE,
    counts,
    expected,
    filled,
    pairs,
    people,
    run,
)
from tests.target_feishu.support import NUMBER, TEXT, Line, record, schema

if t.TYPE_CHECKING:
    from pathlib import Path

    from feishu_sandbox import BaseBuilder, Sandbox

#: Code -> type of the field that it is about, and a value that its codec takes.
CODES: list[tuple[int, int, t.Any]] = [
    (1254007, 1, "x"),
    (1254010, 1, "x"),
    (1254015, 22, "116.3,39.9"),
    (1254015, 23, "oc_1"),
    (1254026, 3, "x"),
    (1254060, 1, "x"),
    (1254061, 2, 1),
    (1254062, 3, "x"),
    (1254063, 4, ["x"]),
    (1254064, 5, "2026-01-31"),
    (1254065, 7, True),
    (1254066, 11, "ou_1"),
    (1254067, 18, "rec1"),
    (1254068, 15, "https://acme.com"),
    (1254070, 1, "x"),
    (1254071, 1, "x"),
    (1254072, 13, "123"),
    (1254073, 1, "x"),
    (1254130, 1, "x"),
    (1254027, 17, [{"file_token": "box1"}]),
    (1254069, 17, [{"file_token": "box1"}]),
    (1254106, 17, [{"file_token": "box1"}]),
    (1254303, 17, [{"file_token": "box1"}]),
    (1254074, 21, "rec1"),
]
#: Codes that do not even tell the type.
VAGUE = {1254007, 1254010, 1254070, 1254071, 1254073}
IDS = [f"{code}-{kind}" for code, kind, _ in CODES]
ANYTHING: Line = {}


def letters(path: Path) -> list[Line]:
    lines = path.read_text(encoding="utf-8").splitlines() if path.exists() else []
    return [json.loads(line) for line in lines]


def aside(path: Path, **route: t.Any) -> dict[str, t.Any]:
    """Give the settings that put records aside."""
    return {"route": {"on_error": "dead_letter", **route}, "dead_letter_path": str(path)}


@pytest.mark.parametrize("code, kind, value", CODES, ids=IDS)
def test_each_code_of_a_value_is_named_with_row_field_kind_and_value(
    sandbox: Sandbox, base: BaseBuilder, code: int, kind: int, value: t.Any
):
    table = base.add_table("people", [{"field_name": "id", "type": 2}])
    other = {"table_id": table.table_id} if kind in {18, 21} else None
    field = table.add_field("value", kind, "", other)
    sandbox.faults.add(CREATE, "code", code=code, status=200, times=None)
    columns = schema("people", id=NUMBER, value=ANYTHING)
    lines = [record("people", id=7, value=value)]
    with pytest.raises(RejectedError) as refused:
        run(sandbox, base, columns, *lines, validate_records=False)
    sandbox.faults.clear()
    error = refused.value
    both = code in VAGUE or kind == 2
    assert (error.code, error.field) == (code, "id, value" if both else "value")
    assert "row with the key list [7]" in str(error)
    assert f"field `value` ({field.ui_type}) with" in str(error)
    assert error.log_id
    assert error.cure


def test_the_row_that_is_to_blame_is_put_aside_and_the_others_land(
    sandbox: Sandbox, base: BaseBuilder, tmp_path: Path
):
    table = filled(base, 10, "old")
    table.add_field("who", 11)
    person = next(iter(sandbox.world.state.users))
    lines = [
        record("people", id=str(i), name=f"n{i}", who="ou_nobody" if i in {3, 13} else person)
        for i in range(20)
    ]
    columns = schema("people", id=TEXT, name=TEXT, who=TEXT)
    path = tmp_path / "aside.jsonl"
    target = run(sandbox, base, columns, *lines, **aside(path))
    good = expected(0, 20) - expected(3, 4) - expected(13, 14) + expected(3, 4, "old")
    assert pairs(table) == good
    found = letters(path)
    assert sorted(each["record"]["id"] for each in found) == ["13", "3"]
    assert {(each["code"], each["field"]) for each in found} == {(1254066, "who")}
    assert all("ou_nobody" in each["message"] and each["log_id"] for each in found)
    assert counts(target) == {"created": 9, "updated": 9, "dead_lettered": 2}
    again = run(sandbox, base, columns, *lines, **aside(path))
    assert pairs(table) == good
    assert counts(again) == {"unchanged": 18, "dead_lettered": 2}


@pytest.mark.parametrize("method", ["append-only", "overwrite"])
def test_without_a_key_each_good_row_lands_once(
    sandbox: Sandbox, base: BaseBuilder, tmp_path: Path, method: str
):
    table = filled(base, 1, "old")
    table.add_field("who", 11)
    lines = [record("people", id=str(i), name=f"n{i}", who=None) for i in range(20)]
    lines[13]["record"]["who"] = "ou_nobody"
    columns = schema("people", (), id=TEXT, name=TEXT, who=TEXT)
    path = tmp_path / "aside.jsonl"
    target = run(sandbox, base, columns, *lines, **aside(path, load_method=method))
    before = expected(0, 1, "old") if method == "append-only" else expected(0, 0)
    assert pairs(table) == before + expected(0, 20) - expected(13, 14)
    assert [each["record"]["id"] for each in letters(path)] == ["13"]
    assert counts(target)["created"] == 19


def test_an_append_that_stops_leaves_no_row_of_its_batch(sandbox: Sandbox, base: BaseBuilder):
    table = filled(base, 1, "old")
    table.add_field("who", 11)
    lines = [record("people", id=str(i), name=f"n{i}", who=None) for i in range(20)]
    lines[13]["record"]["who"] = "ou_nobody"
    columns = schema("people", (), id=TEXT, name=TEXT, who=TEXT)
    with pytest.raises(RejectedError, match=r"row without a key, field `who`.*ou_nobody"):
        run(sandbox, base, columns, *lines)
    assert pairs(table) == expected(0, 1, "old")


def test_written_back_rows_land_but_the_one_to_blame(
    sandbox: Sandbox, base: BaseBuilder, tmp_path: Path
):
    table = base.add_table("people", [{"field_name": "name", "type": 1}])
    table.add_field("who", 11)
    ids = [table.add_row({"name": "old"}) for _ in range(5)]
    gone = table.add_row({"name": "old"})
    table.remove_rows(gone)
    origin = {"_app_token": base.app_token, "_table_id": table.table_id, "name": "new"}
    columns = {"_record_id": TEXT, "_app_token": TEXT, "_table_id": TEXT, "name": TEXT, "who": TEXT}
    lines = [
        record("people", _record_id=each, who="ou_nobody" if each == ids[2] else None, **origin)
        for each in [*ids, gone]
    ]
    path = tmp_path / "aside.jsonl"
    run(sandbox, base, schema("people", ["_record_id"], **columns), *lines, **aside(path))
    assert [row["name"][0]["text"] for row in table.rows().values()].count("new") == 4
    assert [each["record"]["_record_id"] for each in letters(path)] == [gone, ids[2]]


def test_what_a_codec_refuses_is_put_aside_too(sandbox: Sandbox, base: BaseBuilder, tmp_path: Path):
    columns = schema("people", id=TEXT, name=TEXT, n=NUMBER)
    lines = [
        *people(0, 3),
        record("people", id="3", name="x", n="three"),
        record("people", id=None),
    ]
    path = tmp_path / "aside.jsonl"
    settings = aside(path)
    target = run(sandbox, base, columns, *lines, validate_records=False, **settings)
    assert pairs(base.table("people")) == expected(0, 3)
    assert [(each["record"]["id"], each["field"]) for each in letters(path)] == [
        ("3", "n"),
        (None, "id"),
    ]
    assert counts(target) == {"created": 3, "dead_lettered": 2}


def test_of_records_of_one_key_only_the_one_to_blame_is_put_aside(
    sandbox: Sandbox, base: BaseBuilder, tmp_path: Path
):
    table = filled(base, 0)
    table.add_field("who", 11)
    columns = schema("people", id=TEXT, name=TEXT, who=TEXT)
    lines = [*people(0, 1), record("people", id="0", who="ou_nobody"), *people(1, 2)]
    path = tmp_path / "aside.jsonl"
    run(sandbox, base, columns, *lines, **aside(path))
    assert pairs(table) == expected(0, 2)
    assert [each["record"] for each in letters(path)] == [{"id": "0", "who": "ou_nobody"}]


def test_a_field_whose_type_changes_meanwhile_is_named(sandbox: Sandbox, base: BaseBuilder):
    table = filled(base, 0)
    field = table.add_field("n", 2)

    def somebody_changes(_: object) -> None:
        field.type, field.ui_type = 11, "User"

    sandbox.faults.add(CREATE, "callback", call=somebody_changes)
    columns = schema("people", id=TEXT, name=TEXT, n=NUMBER)
    with pytest.raises(FeishuError, match=r"field `n` \(User, Number when the run began\)"):
        run(sandbox, base, columns, record("people", id="1", name="a", n=5))


def test_a_field_whose_type_changes_meanwhile_takes_what_it_can(
    sandbox: Sandbox, base: BaseBuilder, tmp_path: Path
):
    table = filled(base, 2)
    field = table.add_field("n", 1)

    def somebody_changes(_: object) -> None:
        field.type, field.ui_type = 2, "Number"

    sandbox.faults.add(UPDATE, "callback", call=somebody_changes)
    columns = schema("people", id=TEXT, name=TEXT, n=TEXT)
    lines = [record("people", id="0", n="5"), record("people", id="1", n="five")]
    path = tmp_path / "aside.jsonl"
    run(sandbox, base, columns, *lines, **aside(path))
    assert sorted(row.get("n", 0) for row in table.rows().values()) == [0, 5]
    assert [each["record"]["id"] for each in letters(path)] == ["1"]


def test_a_failure_that_is_no_records_fault_stops_the_run(
    sandbox: Sandbox, base: BaseBuilder, tmp_path: Path
):
    sandbox.faults.add(CREATE, "code", code=1254103, status=200)
    path = tmp_path / "aside.jsonl"
    with pytest.raises(FeishuError, match="1254103"):
        run(sandbox, base, *people(0, 2), **aside(path))
    assert letters(path) == []


def test_an_overwrite_of_which_nothing_lands_keeps_the_old_rows(
    sandbox: Sandbox, base: BaseBuilder, tmp_path: Path
):
    table = filled(base, 2, "old")
    table.add_field("who", 11)
    columns = schema("people", id=TEXT, name=TEXT, who=TEXT)
    lines = [record("people", id="9", who="ou_nobody")]
    settings = aside(tmp_path / "aside.jsonl", load_method="overwrite")
    run(sandbox, base, columns, *lines, **settings)
    assert pairs(table) == expected(0, 2, "old")
