"""Bodies for making fields, out of the JSON schema of a column and where it came from."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping

#: Types that the first (index) field of a table may have
#: (docs /uAjLw4CM/ukTMukTMukTM/reference/bitable-v1/app-table-field/guide).
INDEX_FIELD_TYPES = frozenset((1, 2, 5, 13, 15, 20, 22))

#: Types that the API can create without knowing of another table.
_CREATABLE_TYPES = frozenset((1, 2, 3, 4, 5, 7, 11, 13, 15, 17, 22, 23))
_PERSON_TYPES = frozenset((1003, 1004))

#: Beyond this a 64-bit float, which is what a number field keeps, skips integers.
_EXACT_INTEGERS = 2**53
_MAX_RATING = 10

#: The formats of a DateTime field are five; a day with dashes is not one of them.
_DATE_FORMAT = "yyyy/MM/dd"
_TIME_FORMAT = "yyyy-MM-dd HH:mm"


def field_spec_for(
    name: str,
    json_schema: Mapping[str, Any],
    x_feishu: Mapping[str, Any] | None = None,
) -> dict[str, Any]:
    """Make the body of `POST …/fields` for a column.

    A column that came from a Feishu field of a type that can be made gets that type again. One
    that was computed or kept by Feishu, and one that linked to another table, becomes an ordinary
    field by its JSON schema. The columns of any other tap do so too.

    Args:
        name: The name of the new field.
        json_schema: The column's schema.
        x_feishu: `{type, ui_type, …}` of the source field; by default the schema's own
            `x-feishu`.
    """
    source = x_feishu if x_feishu is not None else json_schema.get("x-feishu") or {}
    json_schema = _plain(json_schema)
    number = source.get("type")
    if number in _CREATABLE_TYPES:
        spec = _same_type(int(number), str(source.get("ui_type") or ""), json_schema)
    elif number in _PERSON_TYPES:
        spec = _same_type(11, "User", json_schema)
    else:
        spec = _by_schema(json_schema)
    return {"field_name": name.strip(), **spec}


def _same_type(number: int, ui_type: str, schema: Mapping[str, Any]) -> dict[str, Any]:
    spec: dict[str, Any] = {"type": number}
    if ui_type:
        spec["ui_type"] = ui_type
    settings = _property(number, ui_type, schema)
    return {**spec, "property": settings} if settings else spec


def _property(number: int, ui_type: str, schema: Mapping[str, Any]) -> dict[str, Any]:
    by_ui_type: dict[str, dict[str, Any]] = {
        "Currency": {"formatter": "0.00", "currency_code": "CNY"},
        "Progress": {"formatter": "0%", "range_customize": True, "min": 0, "max": 1},
        "Rating": _rating(schema),
    }
    by_type: dict[int, dict[str, Any]] = {
        2: _number_format(schema),
        5: {"date_formatter": _TIME_FORMAT, "auto_fill": False},
        11: {"multiple": True},
        22: {"location": {"input_type": "not_limit"}},
        23: {"multiple": True},
    }
    return by_ui_type.get(ui_type) or by_type.get(number) or {}


def _rating(schema: Mapping[str, Any]) -> dict[str, Any]:
    # Of a source that does not tell its scale, every value must fit: the longest one the API has.
    highest = schema.get("maximum")
    known = isinstance(highest, int) and 1 <= highest <= _MAX_RATING
    stars = {"symbol": "star"}
    return {"formatter": "0", "min": 0, "max": highest if known else _MAX_RATING, "rating": stars}


def _number_format(schema: Mapping[str, Any]) -> dict[str, Any]:
    # It decides how numbers are shown, not what is kept; the API's own default is "0.0".
    return {"formatter": "0" if _types(schema) == {"integer"} else "0.00"}


def _by_schema(schema: Mapping[str, Any]) -> dict[str, Any]:
    types = _types(schema)
    if types == {"string"}:
        return _by_format(schema.get("format"))
    if types == {"boolean"}:
        return {"type": 7, "ui_type": "Checkbox"}
    if types and types <= {"integer", "number"} and not _is_too_precise(schema):
        return {"type": 2, "ui_type": "Number", "property": _number_format(schema)}
    if types == {"array"} and _types(_plain(schema.get("items") or {})) == {"string"}:
        return {"type": 4, "ui_type": "MultiSelect"}
    return {"type": 1, "ui_type": "Text"}


def _by_format(text_format: object) -> dict[str, Any]:
    if text_format in {"date-time", "date"}:
        shown = _DATE_FORMAT if text_format == "date" else _TIME_FORMAT
        settings = {"date_formatter": shown, "auto_fill": False}
        return {"type": 5, "ui_type": "DateTime", "property": settings}
    if text_format == "uri":
        return {"type": 15, "ui_type": "Url"}
    return {"type": 1, "ui_type": "Text"}


def json_types(schema: Mapping[str, Any]) -> set[str]:
    """Give the JSON types of a column but null; empty where its schema is silent."""
    return _types(_plain(schema))


def _types(schema: Mapping[str, Any]) -> set[str]:
    own = schema.get("type") or []
    return ({own} if isinstance(own, str) else set(own)) - {"null"}


def _plain(schema: Mapping[str, Any]) -> dict[str, Any]:
    """Resolve `anyOf` and `oneOf`, of which null is one branch as a rule.

    One branch that is not null is the schema. Of several only the types are kept: a value of one
    branch need not have the format or the limits of another.
    """
    branches = [
        plain
        for keyword in ("anyOf", "oneOf")
        for branch in schema.get(keyword) or ()
        if _types(plain := _plain(branch))
    ]
    if not branches:
        return dict(schema)
    if len(branches) == 1:
        return {**schema, **branches[0]}
    return {"type": sorted(set().union(*(_types(branch) for branch in branches)))}


def _is_too_precise(schema: Mapping[str, Any]) -> bool:
    limits = (
        schema.get(key) for key in ("minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum")
    )
    return "integer" in _types(schema) and any(
        isinstance(limit, (int, float)) and abs(limit) > _EXACT_INTEGERS for limit in limits
    )
