from __future__ import annotations

import pytest
from jsonschema import Draft202012Validator

from tap_feishu import columns
from tap_feishu.streams import FIXED_STREAMS


@pytest.mark.parametrize(
    "column,value,read",
    [
        (columns.SECONDS, 1769846400, "2026-01-31T08:00:00.000Z"),
        (columns.SECONDS, "1769846400", "2026-01-31T08:00:00.000Z"),
        (columns.MILLISECONDS, "1769846400123", "2026-01-31T08:00:00.123Z"),
        (columns.SECONDS, "0", None),
        (columns.SECONDS, 0, None),
        (columns.SECONDS, "", None),
        (columns.MILLISECONDS, None, None),
        (columns.INTEGER, "42", 42),
        (columns.INTEGER, 0, 0),
        (columns.INTEGER, "", None),
        (columns.TEXT, "文本", "文本"),
        (columns.TEXT, "", ""),
        (columns.TEXT, 100, "100"),
        (columns.TEXT, {"名": 1}, '{"名": 1}'),
        (columns.BOOLEAN, False, False),
    ],
)
def test_values_of_the_api_become_values_of_the_column(column, value, read):
    assert column.read(value) == read
    Draft202012Validator(column.schema).validate(read)


def test_every_column_is_in_every_row():
    table = {"a": columns.TEXT, "b": columns.SECONDS}
    assert columns.shape(table, {"a": "x", "more": 1}, pytest.fail) == {"a": "x", "b": None}


@pytest.mark.parametrize(
    "column,value",
    [
        (columns.MILLISECONDS, "soon"),
        (columns.MILLISECONDS, 10**17),
        (columns.INTEGER, [1]),
        (columns.BOOLEAN, "yes"),
        (columns.OBJECT, [1]),
        (columns.TEXTS, "a"),
    ],
)
def test_a_value_that_does_not_fit_is_told_and_becomes_null(column, value):
    told = []
    row = columns.shape({"a": column}, {"a": value}, lambda name, _: told.append(name))
    assert row == {"a": None}
    assert told == ["a"]


@pytest.mark.parametrize("stream", FIXED_STREAMS, ids=lambda stream: stream.name)
def test_keys_of_a_fixed_stream_are_never_null(stream):
    schema = columns.row_schema(stream.columns, stream.keys)
    Draft202012Validator.check_schema(schema)
    for key in stream.keys:
        assert "null" not in schema["properties"][key]["type"]
    assert schema["required"] == list(stream.keys)
