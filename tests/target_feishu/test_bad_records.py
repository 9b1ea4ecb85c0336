"""Records that are refused before anything is sent: the message names record and column."""

from __future__ import annotations

import json
import typing as t

import pytest
from singer_sdk.exceptions import MissingKeyPropertiesError

from feishu_connect import CellError
from target_feishu.errors import RecordError
from tests.target_feishu.support import NUMBER, TEXT, feed, make_target, record, schema

if t.TYPE_CHECKING:
    from pathlib import Path

    from feishu_sandbox import BaseBuilder, Sandbox
    from tests.target_feishu.support import Line

SCHEMA = schema("a", id=TEXT, n=NUMBER, tags={"type": "array", "items": {"type": "string"}})


def letters(sandbox: Sandbox, base: BaseBuilder, path: Path, *lines: Line) -> list[t.Any]:
    """Feed records; give the field and the message of each that was put aside."""
    target = make_target(
        sandbox,
        routes=[{"stream": "*", "base": base.app_token, "on_error": "dead_letter"}],
        dead_letter_path=str(path / "letters"),
    )
    feed(target, *lines)
    found = [json.loads(line) for line in (path / "letters").read_text("utf-8").splitlines()]
    return [(each["field"], each["message"]) for each in found]


@pytest.mark.parametrize(
    "values, fault",
    [({"n": "x"}, "'x' is not of type"), ({"tags": ["a", 5]}, "5 is not of type")],
    ids=["value", "inside"],
)
def test_a_record_against_its_schema_is_named_with_its_column(
    sandbox: Sandbox, base: BaseBuilder, tmp_path: Path, values: Line, fault: str
):
    (column,) = values
    ((field, message),) = letters(sandbox, base, tmp_path, SCHEMA, record("a", id="7", **values))
    assert field == column
    assert f'column `{column}`, record id=text "7"' in message
    assert fault in message


def test_a_required_column_that_is_missing_is_named(
    sandbox: Sandbox, base: BaseBuilder, tmp_path: Path
):
    lines = [{**SCHEMA, "schema": {**SCHEMA["schema"], "required": ["n"]}}, record("a", id="7")]
    ((field, message),) = letters(sandbox, base, tmp_path, *lines)
    assert field == "n"
    assert 'column `n`, record id=text "7"' in message


@pytest.mark.parametrize("key", [{}, {"id": None}], ids=["missing", "empty"])
def test_a_record_without_its_key_is_named_by_what_it_has(
    sandbox: Sandbox, base: BaseBuilder, tmp_path: Path, key: Line
):
    ((field, message),) = letters(sandbox, base, tmp_path, SCHEMA, record("a", n=5, **key))
    assert field == "id"
    assert "n=number 5" in message


def test_a_record_without_its_key_stops_the_run_in_one_line(sandbox: Sandbox, base: BaseBuilder):
    target = make_target(sandbox, base=base.app_token)
    with pytest.raises(
        MissingKeyPropertiesError, match=r"has no `id`, its key .*n=number 5.* -> Let"
    ):
        feed(target, SCHEMA, record("a", n=5))


def test_an_empty_key_stops_the_run_and_names_the_record(sandbox: Sandbox, base: BaseBuilder):
    target = make_target(sandbox, base=base.app_token)
    with pytest.raises(CellError, match=r"empty key .*n=number 5"):
        feed(target, SCHEMA, record("a", id=None, n=5))


def test_a_schema_that_knows_no_column_still_names_the_record(sandbox: Sandbox, base: BaseBuilder):
    lines = [{**SCHEMA, "schema": {**SCHEMA["schema"], "maxProperties": 1}}]
    target = make_target(sandbox, base=base.app_token)
    with pytest.raises(RecordError, match=r"SCHEMA message, record id=text \"7\": "):
        feed(target, *lines, record("a", id="7", n=5))
