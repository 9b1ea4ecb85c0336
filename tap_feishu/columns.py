"""Columns of the fixed streams: schema and reading side by side, one line a column in a stream.

Fixed streams keep the API's names. Every time becomes a UTC date-time string, `"0"` and 0 mean
"not set" and become null, and every column is in every row.
"""

from __future__ import annotations

import functools
import json
import typing as t
from dataclasses import dataclass

from feishu_connect.bitable import instant_text
from feishu_connect.errors import CellError

if t.TYPE_CHECKING:
    from collections.abc import Callable, Mapping

Schema = dict[str, t.Any]
Row = dict[str, t.Any]


@dataclass(frozen=True, slots=True)
class Column:
    """What a column may hold, and how the API's value becomes it."""

    schema: Schema
    read: Callable[[t.Any], t.Any]


Columns: t.TypeAlias = "Mapping[str, Column]"


def _same(value: t.Any) -> t.Any:
    return value


def _instance(kind: type, value: t.Any) -> t.Any:
    """Let a value of this kind through; what is empty is null."""
    if value is None or value == "" or isinstance(value, kind):
        return None if value == "" else value
    msg = f"a {kind.__name__} was expected"
    raise TypeError(msg)


def _nullable(kind: str, **more: t.Any) -> Schema:
    return {"type": [kind, "null"], **more}


def _text(value: t.Any) -> str | None:
    """Keep text; numbers and flags that the API may send one day become text, objects JSON."""
    if value is None or isinstance(value, str):
        return value
    return json.dumps(value, ensure_ascii=False)


def _whole(value: t.Any) -> int | None:
    return None if value is None or value == "" else int(value)


def _milliseconds(value: t.Any) -> str | None:
    return instant_text(int(value)) if value and int(value) else None


def _seconds(value: t.Any) -> str | None:
    return _milliseconds(int(value) * 1000) if value else None


TEXT = Column(_nullable("string"), _text)
INTEGER = Column(_nullable("integer"), _whole)
BOOLEAN = Column(_nullable("boolean"), functools.partial(_instance, bool))
#: Unix seconds, as number or string.
SECONDS = Column(_nullable("string", format="date-time"), _seconds)
#: Unix milliseconds, as number or string.
MILLISECONDS = Column(_nullable("string", format="date-time"), _milliseconds)
#: A time that is text already.
TIME = Column(_nullable("string", format="date-time"), _same)
#: An object whose keys the API may extend.
OBJECT = Column(_nullable("object"), functools.partial(_instance, dict))
TEXTS = Column(_nullable("array", items={"type": "string"}), functools.partial(_instance, list))
INTEGERS = Column(_nullable("array", items={"type": "integer"}), functools.partial(_instance, list))


def objects(**properties: Column) -> Column:
    """Make a list of objects with these keys and whatever else the API sends."""
    inner = {name: column.schema for name, column in properties.items()}
    schema = _nullable("array", items={"type": "object", "properties": inner})
    return Column(schema, functools.partial(_instance, list))


def record(**properties: Column) -> Column:
    """Make an object with these keys and whatever else the API sends."""
    inner = {name: column.schema for name, column in properties.items()}
    return Column(_nullable("object", properties=inner), functools.partial(_instance, dict))


def row_schema(columns: Columns, keys: t.Sequence[str]) -> Schema:
    """Build the JSON schema of a stream; keys are never null."""
    properties = {name: column.schema for name, column in columns.items()}
    for key in keys:
        kinds = [kind for kind in properties[key]["type"] if kind != "null"]
        properties[key] = {**properties[key], "type": kinds}
    return {"type": "object", "properties": properties, "required": list(keys)}


def shape(
    columns: Columns, item: Mapping[str, t.Any], misfit: Callable[[str, Exception], None]
) -> Row:
    """Turn an item of the API into a row with every column.

    A value that does not fit its column becomes null, and `misfit` is told its name and why.
    """
    row: Row = {}
    for name, column in columns.items():
        try:
            row[name] = column.read(item.get(name))
        except (ArithmeticError, CellError, LookupError, TypeError, ValueError) as error:
            row[name] = None
            misfit(name, error)
    return row
