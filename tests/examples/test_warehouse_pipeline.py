"""What goes into the warehouse comes out of it: every row, every value."""

from __future__ import annotations

import io
import json
from contextlib import redirect_stdout
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest
from singer_sdk.exceptions import InvalidRecord

from sqlite_warehouse.store import Warehouse
from sqlite_warehouse.tap import TapWarehouse
from sqlite_warehouse.target import TargetWarehouse

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

Properties = dict[str, Any]

KEYED: Properties = {"id": {"type": "string"}, "n": {"type": ["null", "integer"]}}
TRICKY: Properties = {
    "id": {"type": "string"},
    "文本": {"type": ["null", "string"]},
    "integer": {"type": ["null", "integer"]},
    "number": {"type": ["null", "number"]},
    "flag": {"type": ["null", "boolean"]},
    "at": {"type": ["null", "string"], "format": "date-time"},
    "day": {"type": ["null", "string"], "format": "date"},
    "list": {"type": ["null", "array"], "items": {}},
    "object": {"type": ["null", "object"]},
    "any": {"anyOf": [{"type": "string"}, {"type": "array"}, {"type": "null"}]},
    'a "quoted" name; drop table': {"type": ["null", "string"]},
}


def schema(stream: str, properties: Properties, keys: tuple[str, ...] = ("id",)) -> str:
    return json.dumps(
        {
            "type": "SCHEMA",
            "stream": stream,
            "schema": {"type": "object", "properties": properties},
            "key_properties": keys,
        }
    )


def records(stream: str, rows: Iterable[Mapping[str, Any]]) -> list[str]:
    return [json.dumps({"type": "RECORD", "stream": stream, "record": row}) for row in rows]


def load(path: Path, lines: Iterable[str], **config: object) -> str:
    """Run the target over the lines; return what it printed, that is the state."""
    output = io.StringIO()
    target = TargetWarehouse(config={"path": str(path), **config})
    with redirect_stdout(output):
        target.listen(io.StringIO("\n".join(lines) + "\n"))
    return output.getvalue()


def messages(path: Path, **config: object) -> list[dict[str, Any]]:
    """Run the tap; return what it printed."""
    output = io.StringIO()
    with redirect_stdout(output):
        TapWarehouse(config={"path": str(path), **config}).sync_all()
    return [json.loads(line, parse_float=Decimal) for line in output.getvalue().splitlines()]


def rows(path: Path, stream: str, **config: object) -> list[dict[str, Any]]:
    return [
        message["record"]
        for message in messages(path, **config)
        if message["type"] == "RECORD" and message["stream"] == stream
    ]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "warehouse.sqlite"


def test_every_value_survives_the_round_trip(path: Path):
    full = {
        "id": "行-1",
        "文本": "多行\n文字 😀 'quotes' \" NUL:\x00 e\u0301",
        "integer": 12345678901234567890123456789,
        "number": 0.1,
        "flag": False,
        "at": "2026-01-31T08:00:00.120Z",
        "day": "2026-01-31",
        "list": ["a", None, 1, {"深": [True]}],
        "object": {"link": "https://example.com/?a=1&b=2", "n": 1.5, "empty": {}},
        "any": "[not a list]",
        'a "quoted" name; drop table': "0012.50",
    }
    nulls = dict.fromkeys(full) | {"id": "行-2"}
    load(path, [schema("表__订单", TRICKY), *records("表__订单", [full, nulls])])
    expected = json.loads(json.dumps([full, nulls]), parse_float=Decimal)
    assert rows(path, "表__订单") == expected


@pytest.mark.parametrize(
    "digits",
    [
        "0.1",
        "-0.30",
        "1e400",
        "123456789.123456789123456789",
        "9223372036854775808",
        "1.0",
        "5e-324",
    ],
)
def test_a_number_keeps_all_its_digits(path: Path, digits: str):
    line = f'{{"type": "RECORD", "stream": "t", "record": {{"id": "1", "number": {digits}}}}}'
    load(path, [schema("t", TRICKY), line])
    (row,) = rows(path, "t")
    assert Decimal(row["number"]) == Decimal(digits)


def test_ten_thousand_rows_in_small_batches_all_arrive(path: Path):
    sent = [{"id": f"r{n}", "n": n} for n in range(10_003)]
    load(path, [schema("t", KEYED), *records("t", sent)], batch_size_rows=97)
    assert rows(path, "t") == sent


def test_rows_of_interleaved_streams_all_arrive(path: Path):
    streams = [f"s{n}" for n in range(12)]
    lines = [schema(stream, KEYED) for stream in streams]
    for n in range(60):
        lines += [line for stream in streams for line in records(stream, [{"id": str(n), "n": n}])]
    load(path, lines)
    assert [len(rows(path, stream)) for stream in streams] == [60] * 12


def test_a_key_that_comes_again_replaces_its_row_within_and_between_batches(path: Path):
    sent = [{"id": str(n % 10), "n": n} for n in range(40)]
    load(path, [schema("t", KEYED), *records("t", sent)], batch_size_rows=7)
    load(path, [schema("t", KEYED), *records("t", [{"id": "3", "n": -1}])])
    found = {row["id"]: row["n"] for row in rows(path, "t")}
    assert found == {str(n): n + 30 for n in range(10)} | {"3": -1}


def test_running_the_same_input_again_changes_nothing(path: Path):
    lines = [schema("t", KEYED), *records("t", [{"id": str(n), "n": n} for n in range(100)])]
    load(path, lines)
    first = rows(path, "t")
    load(path, lines)
    assert rows(path, "t") == first


def test_a_stream_without_keys_is_appended_to(path: Path):
    lines = [schema("t", KEYED, keys=()), *records("t", [{"id": "1", "n": 1}] * 3)]
    load(path, lines)
    load(path, lines)
    assert rows(path, "t") == [{"id": "1", "n": 1}] * 6


def test_a_compound_key_is_one_key(path: Path):
    sent = [{"id": "1", "n": 1}, {"id": "1", "n": 2}, {"id": "1", "n": 1}]
    load(path, [schema("t", KEYED, keys=("id", "n")), *records("t", sent)])
    assert rows(path, "t") == [{"id": "1", "n": 1}, {"id": "1", "n": 2}]


def test_a_new_column_is_added_and_old_rows_have_null_in_it(path: Path):
    load(path, [schema("t", KEYED), *records("t", [{"id": "1", "n": 1}])])
    wider = {**KEYED, "新": {"type": ["null", "array"]}}
    load(path, [schema("t", wider), *records("t", [{"id": "2", "n": 2, "新": ["x"]}])])
    assert rows(path, "t") == [{"id": "1", "n": 1, "新": None}, {"id": "2", "n": 2, "新": ["x"]}]


def test_a_schema_that_changes_within_a_run_loses_no_buffered_row(path: Path):
    wider = {**KEYED, "more": {"type": ["null", "string"]}}
    lines = [
        schema("t", KEYED),
        *records("t", [{"id": "1", "n": 1}]),
        schema("t", wider),
        *records("t", [{"id": "2", "n": 2, "more": "x"}]),
    ]
    load(path, lines)
    assert [row["more"] for row in rows(path, "t")] == [None, "x"]


def test_a_column_that_left_the_schema_keeps_its_values(path: Path):
    load(path, [schema("t", KEYED), *records("t", [{"id": "1", "n": 1}])])
    load(path, [schema("t", {"id": KEYED["id"]}), *records("t", [{"id": "2"}])])
    assert rows(path, "t") == [{"id": "1", "n": 1}, {"id": "2", "n": None}]


@pytest.mark.parametrize(
    "before, old, after, new",
    [
        ({"type": "string"}, "1", {"type": "array"}, ["2"]),
        ({"type": "integer"}, 2**70, {"type": "string"}, "2"),
        ({"type": "boolean"}, True, {"type": "number"}, 2),
        ({"type": "array"}, [1], {"type": "string"}, "[1]"),
    ],
)
def test_a_column_whose_type_changes_keeps_old_and_new_values(
    path: Path, before: Properties, old: object, after: Properties, new: object
):
    load(path, [schema("t", {**KEYED, "v": before}), *records("t", [{"id": "1", "v": old}])])
    load(path, [schema("t", {**KEYED, "v": after}), *records("t", [{"id": "2", "v": new}])])
    assert [row["v"] for row in rows(path, "t")] == [old, new]


def test_keys_that_change_are_upserted_by_from_then_on(path: Path):
    load(path, [schema("t", KEYED), *records("t", [{"id": "1", "n": 1}])])
    load(path, [schema("t", KEYED, keys=("n",)), *records("t", [{"id": "2", "n": 1}])])
    assert rows(path, "t") == [{"id": "2", "n": 1}]


def test_a_property_that_the_schema_does_not_name_is_kept(path: Path):
    load(path, [schema("t", KEYED), *records("t", [{"id": "1", "n": 1, "extra": {"a": 1}}])])
    assert rows(path, "t") == [{"id": "1", "n": 1, "extra": {"a": 1}}]


def test_the_deletion_mark_of_a_tap_is_kept(path: Path):
    properties = {**KEYED, "_sdc_deleted_at": {"type": ["null", "string"], "format": "date-time"}}
    row = {"id": "1", "n": 1, "_sdc_deleted_at": "2026-01-31T08:00:00.000Z"}
    load(path, [schema("t", properties), *records("t", [row])])
    assert rows(path, "t") == [row]


def test_record_metadata_is_added_where_asked_for(path: Path):
    lines = [schema("t", KEYED), *records("t", [{"id": "1", "n": 1}])]
    load(path, lines, add_record_metadata=True)
    (row,) = rows(path, "t")
    assert row["_sdc_received_at"].startswith("20")
    assert isinstance(row["_sdc_sequence"], int)


def test_a_batch_that_fails_leaves_nothing_behind_and_prints_no_state(path: Path):
    lines = [
        schema("t", KEYED),
        *records("t", [{"id": "1", "n": 1}, {"id": "2", "n": "not a number"}]),
        json.dumps({"type": "STATE", "value": {"done": True}}),
    ]
    with pytest.raises(InvalidRecord):
        load(path, lines)
    assert rows(path, "t") == []


def test_state_is_printed_after_its_rows_are_written(path: Path):
    lines = [
        schema("t", KEYED),
        *records("t", [{"id": "1", "n": 1}]),
        json.dumps({"type": "STATE", "value": {"done": True}}),
    ]
    assert json.loads(load(path, lines)) == {"done": True}
    assert len(Warehouse(str(path)).tables()) == 1
