"""The shape of a formula's or lookup's column, which the field type alone does not tell."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from feishu_connect.bitable.field import DEFAULT_UI_TYPES
from feishu_connect.bitable.fields.attachment import attachment_schema
from feishu_connect.bitable.fields.coercion import array_of, nullable, object_of
from feishu_connect.bitable.fields.location import location_schema
from feishu_connect.bitable.fields.people import CHAT_KEYS, PERSON_KEYS
from feishu_connect.bitable.fields.results import (
    KIND_OF_TYPE,
    LIST_TYPES,
    TEXTUAL_KINDS,
    Kind,
    read_result,
)
from feishu_connect.bitable.fields.url import URL_KEYS

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from feishu_connect.bitable.field import Field
    from feishu_connect.bitable.fields.base import Schema, Value

_TYPE_OF_UI_TYPE = {
    **{ui_type: number for number, ui_type in DEFAULT_UI_TYPES.items()},
    **dict.fromkeys(("Email", "Barcode"), 1),
    **dict.fromkeys(("Progress", "Currency", "Rating"), 2),
}

#: Attributes that tell one kind of object from another, the most telling first.
_TELLING_KEYS: tuple[tuple[str, Kind], ...] = (
    ("file_token", "attachment"),
    ("longitude", "location"),
    ("link", "url"),
    ("en_name", "person"),
    ("id", "chat"),
)


@dataclass(frozen=True, slots=True)
class ResultShape:
    """What a computed column holds: one value of a kind to a row, or a list of them.

    "json" is a string: text as it is, anything else as JSON.
    """

    kind: Kind
    many: bool = False

    @property
    def schema(self) -> Schema:
        """JSON schema of the column."""
        element = _element_schema(self.kind)
        return array_of(element) if self.many else element


#: For a column of which neither metadata nor rows tell anything.
UNKNOWN_SHAPE = ResultShape("json")


def _element_schema(kind: Kind) -> Schema:
    schemas: dict[Kind, Schema] = {
        "number": nullable("number"),
        "date": nullable("string", format="date-time"),
        "checkbox": nullable("boolean"),
        "person": object_of(PERSON_KEYS),
        "chat": object_of(CHAT_KEYS),
        "url": object_of(URL_KEYS),
        "attachment": attachment_schema(),
        "location": location_schema(),
    }
    return schemas.get(kind, nullable("string"))


def shape_from_metadata(field: Field) -> ResultShape | None:
    """Take the shape from `property.type`, which bases with `formula_type` 2 fill in."""
    result = field.property.get("type")
    if not isinstance(result, dict):
        return None
    number = result.get("data_type") or _TYPE_OF_UI_TYPE.get(str(result.get("ui_type")))
    kind = KIND_OF_TYPE.get(number) if isinstance(number, int) else None
    return None if kind is None else ResultShape(kind, many=number in LIST_TYPES)


def shape_from_cells(cells: Iterable[Value]) -> ResultShape | None:
    """Take the shape from cells of sampled rows; null when all of them are empty.

    One kind, never more than one value to a row: that scalar. Several in some row: a list of it.
    Mixed kinds, or a form that is not known: a string.
    """
    results = [result for cell in cells if (result := read_result(cell)) is not None]
    if not results:
        return None
    kinds = {result.kind for result in results}
    if len(kinds) > 1 or "json" in kinds:
        return UNKNOWN_SHAPE
    return ResultShape(kinds.pop(), many=any(result.many for result in results))


def result_shape(field: Field, cells: Iterable[Value] = ()) -> ResultShape:
    """Decide the shape at discovery: by the rows, else by the metadata, else a string."""
    return shape_from_cells(cells) or shape_from_metadata(field) or UNKNOWN_SHAPE


def shape_from_schema(schema: Mapping[str, Any]) -> ResultShape | None:
    """Recognise the shape of a column that a catalog keeps; null when it is none of them."""
    kinds = _types(schema)
    if kinds == {"array"}:
        items = schema.get("items")
        element = shape_from_schema(items) if isinstance(items, dict) else None
        if element is None or element.many:
            return None
        return ResultShape("option" if element.kind == "json" else element.kind, many=True)
    if kinds == {"string"}:
        return ResultShape("date") if schema.get("format") == "date-time" else UNKNOWN_SHAPE
    if kinds == {"number"}:
        return ResultShape("number")
    if kinds == {"boolean"}:
        return ResultShape("checkbox")
    properties = schema.get("properties") or {}
    named = (kind for key, kind in _TELLING_KEYS if key in properties)
    return ResultShape(kind) if kinds == {"object"} and (kind := next(named, None)) else None


def _types(schema: Mapping[str, Any]) -> set[str]:
    types = schema.get("type", [])
    return {types} - {"null"} if isinstance(types, str) else set(types) - {"null"}


def is_string(shape: ResultShape) -> bool:
    """Tell whether the column is one string to a row, which holds a value of any kind."""
    return not shape.many and shape.kind in {*TEXTUAL_KINDS, "json"}
