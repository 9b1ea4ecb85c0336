"""The filter of `records/search`: strict reading, then one predicate per condition.

Docs: R/bitable-v1/app-table-record/record-filter-guide.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from feishu_sandbox.bitable import kinds
from feishu_sandbox.envelope import ApiError, refuse_field

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from feishu_sandbox.bitable.matching import Matcher
    from feishu_sandbox.model import Field, Json, Record

EMPTINESS = frozenset({"isEmpty", "isNotEmpty"})
EQUALITY = frozenset({"is", "isNot"})
CONTAINMENT = frozenset({"contains", "doesNotContain"})
ORDER = frozenset({"isGreater", "isGreaterEqual", "isLess", "isLessEqual"})
OPERATORS = EMPTINESS | EQUALITY | CONTAINMENT | ORDER
_DATE_OPERATORS = EMPTINESS | {"is", "isGreater", "isLess"}
_MANY_VALUES = kinds.SELECT_TYPES | kinds.PERSON_TYPES | kinds.LINK_TYPES | {kinds.GROUP_CHAT}
_TEXTS = frozenset({kinds.TEXT, kinds.PHONE, kinds.URL, kinds.LOCATION, kinds.AUTO_NUMBER})
#: type -> the operators it knows; types that are missing cannot be filtered (formula, lookup …)
_ALLOWED: dict[int, frozenset[str]] = {
    **dict.fromkeys(_TEXTS | _MANY_VALUES, EMPTINESS | EQUALITY | CONTAINMENT),
    **dict.fromkeys(kinds.DATE_TYPES, _DATE_OPERATORS),
    kinds.NUMBER: EMPTINESS | EQUALITY | ORDER,
    kinds.CHECKBOX: frozenset({"is"}),
    kinds.ATTACHMENT: EMPTINESS,
}
_MAX_CONDITIONS = 50
_MAX_VALUES = 10
_MAX_NAME = 1000
_MAX_LENGTH = 2000


@dataclass(frozen=True, slots=True)
class Condition:
    """One checked condition."""

    field: Field
    operator: str
    values: list[str]


class FilterReader:
    """Turns the `filter` object of a request into a predicate over records.

    Args:
        fields: Columns of the table.
        matcher: Compares stored cells with condition values.
    """

    def __init__(self, fields: Iterable[Field], matcher: Matcher) -> None:
        """Index the columns by name."""
        self._fields = {field.name: field for field in fields}
        self._matcher = matcher

    def read(self, given: Json) -> Callable[[Record], bool]:
        """Check the whole filter and return its predicate.

        Raises:
            ApiError: 1254018 for anything outside the grammar, 99992402 for lists that are too
                long, 1254107 above 2,000 characters.
        """
        if len(json.dumps(given, ensure_ascii=False, separators=(",", ":"))) > _MAX_LENGTH:
            raise ApiError(1254107)
        return self._group(given, nested=False)

    def _group(self, given: object, *, nested: bool) -> Callable[[Record], bool]:
        if not isinstance(given, dict) or given.get("conjunction") not in ("and", "or"):
            raise ApiError(1254018, "InvalidFilter: conjunction must be and, or")
        conditions, children = given.get("conditions") or [], given.get("children") or []
        if not isinstance(conditions, list) or not isinstance(children, list):
            raise ApiError(1254018)
        if len(conditions) > _MAX_CONDITIONS:
            refuse_field("filter.conditions", len(conditions), "the max len is 50")
        if nested and children:
            raise ApiError(1254018, "InvalidFilter: children may not be nested")
        tests = [self._matcher.predicate(self._condition(item)) for item in conditions]
        tests += [self._group(child, nested=True) for child in children]
        if not tests:
            return lambda _record: True
        combine = all if given["conjunction"] == "and" else any
        return lambda record: combine(test(record) for test in tests)

    def _condition(self, given: object) -> Condition:
        if not isinstance(given, dict):
            raise ApiError(1254018)
        name, operator, values = (given.get(key) for key in ("field_name", "operator", "value"))
        if not isinstance(name, str) or len(name) > _MAX_NAME:
            refuse_field("filter.conditions.field_name", name, "must be a string")
        if not isinstance(values, list) or not all(isinstance(v, str) for v in values):
            raise ApiError(1254018, "InvalidFilter: value must be an array of strings")
        if len(values) > _MAX_VALUES:
            refuse_field("filter.conditions.value", len(values), "the max len is 10")
        field = self._fields.get(name)
        if field is None:
            raise ApiError(1254018, f"InvalidFilter: no field {name}")
        known = _ALLOWED.get(field.type, frozenset())
        if not isinstance(operator, str) or operator not in known:
            raise ApiError(1254018, f"InvalidFilter: {operator} is not supported for {name}")
        condition = Condition(field, operator, values)
        _check_values(condition)
        return condition


def _check_values(condition: Condition) -> None:
    """Refuse a wrong number of values, or values that the type cannot have."""
    values, kind = condition.values, condition.field.type
    if condition.operator in EMPTINESS:
        fits = not values
    elif kind in kinds.DATE_TYPES:
        fits = _is_date_value(condition)
    elif kind == kinds.CHECKBOX:
        fits = values in (["true"], ["false"])
    elif kind in _MANY_VALUES and condition.operator in CONTAINMENT:
        fits = bool(values)
    else:
        fits = len(values) == 1 and (kind != kinds.NUMBER or _is_number(values[0]))
    if not fits:
        raise ApiError(1254018, f"InvalidFilter: bad value of {condition.field.name}")


def _is_number(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return True


def _is_date_value(condition: Condition) -> bool:
    values = condition.values
    if values[:1] == ["ExactDate"]:
        return len(values) == len(("ExactDate", "ms")) and values[1].lstrip("-").isdecimal()
    if len(values) != 1:
        return False
    if values[0] in {"Today", "Tomorrow", "Yesterday"}:
        return True
    spans = {"CurrentWeek", "LastWeek", "CurrentMonth", "LastMonth"}
    spans |= {"TheLastWeek", "TheNextWeek", "TheLastMonth", "TheNextMonth"}
    return condition.operator == "is" and values[0] in spans


def view_filter(property_: Json | None, fields: Iterable[Field]) -> Json | None:
    """Translate a view's `filter_info` (by field id, JSON values) into a search filter."""
    info: Json = (property_ or {}).get("filter_info") or {}
    if not info.get("conditions"):
        return None
    names = {field.field_id: field.name for field in fields}
    conditions: list[dict[str, Any]] = [
        {
            "field_name": names.get(item["field_id"], ""),
            "operator": item["operator"],
            "value": json.loads(item.get("value") or "[]"),
        }
        for item in info["conditions"]
    ]
    return {"conjunction": info.get("conjunction", "and"), "conditions": conditions}
