"""What a formula or lookup cell holds: the kind of its result and the values in it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal, TypeAlias

from feishu_connect.bitable.fields.attachment import read_attachment
from feishu_connect.bitable.fields.checkbox import to_boolean
from feishu_connect.bitable.fields.coercion import compact_json
from feishu_connect.bitable.fields.link import read_links
from feishu_connect.bitable.fields.location import read_location
from feishu_connect.bitable.fields.number import to_number
from feishu_connect.bitable.fields.people import read_chat, read_person
from feishu_connect.bitable.fields.select import option_name
from feishu_connect.bitable.fields.text import read_text
from feishu_connect.bitable.fields.time import read_instant
from feishu_connect.bitable.fields.url import read_url
from feishu_connect.errors import CellError

if TYPE_CHECKING:
    from feishu_connect.bitable.fields.base import Value

#: What one value of a result is. Option names, telephone and serial numbers are text too, and
#: "json" is any form that is not known.
Kind: TypeAlias = Literal[
    "text",
    "option",
    "link",
    "number",
    "date",
    "checkbox",
    "person",
    "chat",
    "url",
    "attachment",
    "location",
    "json",
]

#: Kinds whose field type holds a list: their results are lists, whatever the number of values.
LIST_TYPES = frozenset((4, 11, 17, 18, 21, 23, 1003, 1004))

#: Kinds whose values are strings that need no JSON around them.
TEXTUAL_KINDS: frozenset[Kind] = frozenset(("text", "option", "link"))

#: Result type (the type number of the field whose values come out) to kind.
KIND_OF_TYPE: dict[int, Kind] = {
    1: "text",
    2: "number",
    3: "option",
    4: "option",
    5: "date",
    7: "checkbox",
    11: "person",
    13: "option",
    15: "url",
    17: "attachment",
    18: "link",
    21: "link",
    22: "location",
    23: "chat",
    1001: "date",
    1002: "date",
    1003: "person",
    1004: "person",
    1005: "option",
}

_READERS: dict[Kind, Callable[[Any], Any]] = {
    "option": option_name,
    "number": to_number,
    "date": read_instant,
    "checkbox": to_boolean,
    "person": read_person,
    "chat": read_chat,
    "url": read_url,
    "attachment": read_attachment,
    "location": read_location,
}


@dataclass(frozen=True, slots=True)
class Result:
    """The content of one cell: values in the form of the contract, or of the API when "json"."""

    kind: Kind
    values: list[Any]
    many: bool

    def as_string(self) -> str:
        """Write as text: one text or time is itself, anything else is its JSON."""
        value = self.values if self.many else self.values[0]
        return value if isinstance(value, str) else compact_json(value)


def read_result(cell: Value) -> Result | None:
    """Read a wrapper `{type, ui_type, value: […]}`, or null when there is no value in it.

    A bare value, as older listings give it, is taken by its own form. What cannot be read as the
    type it claims to be is of the kind "json", never an error: error values have no documented
    form.
    """
    type_number, content = _unwrap(cell)
    listed = isinstance(content, list)
    values = [each for each in (content if listed else [content]) if each is not None]
    if not values:
        return None
    kind = KIND_OF_TYPE.get(type_number, "json")
    try:
        found = _read_values(kind, values)
    except CellError:
        kind = "json"
    if kind == "json":
        return Result(kind, values, many=listed)
    if not found:
        return None
    return Result(kind, found, many=type_number in LIST_TYPES or len(found) > 1)


def _unwrap(cell: Value) -> tuple[int, Value]:
    if isinstance(cell, Mapping) and "value" in cell:
        number = cell.get("type")
        return number if isinstance(number, int) else 0, cell["value"]
    return _type_of_bare(cell), cell


def _type_of_bare(cell: Value) -> int:
    if isinstance(cell, bool):
        return 7
    if isinstance(cell, (int, float)):
        return 2
    segments = cell if isinstance(cell, list) else [cell]
    is_text = all(
        isinstance(each, str) or (isinstance(each, Mapping) and {"type", "text"} <= set(each))
        for each in segments
    )
    return 1 if is_text else 0


def _read_values(kind: Kind, values: list[Any]) -> list[Any]:
    if kind == "text":
        return [read_text(values)]
    if kind == "link":
        return read_links(values)
    reader = _READERS.get(kind)
    return [reader(value) for value in _flat(values)] if reader else values


def _flat(values: list[Any]) -> list[Any]:
    # A lookup of a list type may hold one list per linked row.
    return [
        inner
        for value in values
        for inner in (_flat(value) if isinstance(value, list) else [value])
        if inner is not None
    ]
