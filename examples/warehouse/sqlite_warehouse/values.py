"""How one JSON value is kept in one SQLite cell, and how it comes back unchanged.

A column has one of four kinds, taken from its JSON schema:

| kind | schema | cell |
|---|---|---|
| text | string, also dates and times | the text as it came |
| number | integer, number | INTEGER or REAL where that is exact, else the digits as TEXT |
| boolean | boolean | 1 or 0, which SQL can sum |
| json | everything else: arrays, objects, unions, no type at all | JSON text |

Columns are declared without a type: SQLite then stores what it is given, whereas a declared type
would turn text that looks like a number into a rounded number.
"""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any, TypeAlias

from singer_sdk.singerlib.json import deserialize_json, serialize_json

Schema = dict[str, Any]
#: Whatever a JSON text may hold, numbers with a fraction as Decimal.
Json: TypeAlias = Any
Cell: TypeAlias = str | int | float | None
Codec = Callable[[Any], Any]

#: A column that may hold any value: what is left when two schemas of one column disagree.
ANYTHING: Schema = {"type": ["null", "string", "number", "boolean", "array", "object"]}

_INTEGER_RANGE = range(-(2**63), 2**63)
_KINDS = {
    frozenset({"string"}): "text",
    frozenset({"integer"}): "number",
    frozenset({"number"}): "number",
    frozenset({"integer", "number"}): "number",
    frozenset({"boolean"}): "boolean",
}


def kind_of(schema: Schema) -> str:
    """Name the kind of the column that a property schema describes."""
    types = schema.get("type", [])
    names = {types} if isinstance(types, str) else set(types)
    return _KINDS.get(frozenset(names - {"null"}), "json")


def encoder(kind: str) -> Codec:
    """Return the function that turns a JSON value of a kind into a cell."""
    return {"text": _same, "number": _number_cell, "boolean": _same, "json": _json_cell}[kind]


def decoder(kind: str) -> Codec:
    """Return the function that turns a cell of a kind into the JSON value it was made from."""
    return {"text": _same, "number": _number, "boolean": _boolean, "json": _json}[kind]


def _same(value: Cell) -> Cell:
    return value


def _json_cell(value: Json) -> Cell:
    # The SQL null is the JSON null, so that `is null` finds it in every kind of column.
    return None if value is None else serialize_json(value, ensure_ascii=False)


def _json(cell: Cell) -> Json:
    return None if cell is None else deserialize_json(str(cell))


def _number_cell(value: Decimal | float | None) -> Cell:
    if value is None:
        return None
    if isinstance(value, int):
        return value if value in _INTEGER_RANGE else str(value)
    as_float = float(value)
    # A float prints as the shortest digits that name it: equal digits mean nothing is lost.
    return as_float if Decimal(repr(as_float)) == value else str(value)


def _number(cell: Cell) -> Decimal | float | None:
    if not isinstance(cell, str):
        return cell
    number = Decimal(cell)
    return int(number) if number.is_finite() and number == number.to_integral_value() else number


def _boolean(cell: Cell) -> bool | None:
    return None if cell is None else bool(cell)
