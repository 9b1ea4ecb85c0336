"""Comparing stored cells with the values of a filter condition."""

from __future__ import annotations

import operator
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from feishu_sandbox.bitable import kinds
from feishu_sandbox.bitable.dates import midnight, single_day, span, to_ms, zone
from feishu_sandbox.bitable.reading import plain_text, raw_cell

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from feishu_sandbox.bitable.filters import Condition
    from feishu_sandbox.model import Base, Field, Record
    from feishu_sandbox.world import World

_NUMERIC: dict[str, Callable[[float, float], bool]] = {
    "is": operator.eq,
    "isGreater": operator.gt,
    "isGreaterEqual": operator.ge,
    "isLess": operator.lt,
    "isLessEqual": operator.le,
}


class Matcher:
    """Makes the predicate of a condition for one base and one caller's id kind."""

    def __init__(self, world: World, base: Base, id_type: str) -> None:
        """Keep what comparing needs."""
        self._world = world
        self._zone = zone(base.time_zone)
        self._id_type = id_type

    def predicate(self, condition: Condition) -> Callable[[Record], bool]:
        """Return the test of one checked condition."""
        field = condition.field
        if condition.operator == "isEmpty":
            return lambda record: raw_cell(record, field) is None
        if condition.operator == "isNotEmpty":
            return lambda record: raw_cell(record, field) is not None
        test = self._test(condition)
        return lambda record: test(raw_cell(record, field))

    def _test(self, condition: Condition) -> Callable[[Any], bool]:
        kind = condition.field.type
        if kind in kinds.DATE_TYPES:
            return self._date_test(condition)
        if kind == kinds.NUMBER:
            return _number_test(condition)
        if kind == kinds.CHECKBOX:
            wanted = condition.values == ["true"]
            return lambda cell: bool(cell) is wanted
        if kind in kinds.SELECT_TYPES | kinds.PERSON_TYPES | kinds.LINK_TYPES | {kinds.GROUP_CHAT}:
            return self._set_test(condition)
        return _text_test(condition)

    def _date_test(self, condition: Condition) -> Callable[[Any], bool]:
        start, end = self._days(condition.values)
        low, high = to_ms(start), to_ms(end)
        if condition.operator == "is":
            return lambda cell: cell is not None and low <= cell < high
        if condition.operator == "isLess":
            return lambda cell: cell is not None and cell < low
        if self._world.behaviour.date_greater == "day":
            return lambda cell: cell is not None and cell >= high
        return lambda cell: cell is not None and cell > low

    def _days(self, values: list[str]) -> tuple[datetime, datetime]:
        now = self._world.clock.now_ms()
        days = span(values[0], now, self._zone)
        if days is not None:
            return days
        if values[0] == "ExactDate":
            day = midnight(int(values[1]), self._zone)
        else:
            day = single_day(values[0], now, self._zone) or midnight(now, self._zone)
        return day, day + timedelta(days=1)

    def _set_test(self, condition: Condition) -> Callable[[Any], bool]:
        field, wanted = condition.field, set(condition.values)
        members = self._members
        if condition.operator == "is":
            return lambda cell: members(field, cell) == wanted
        if condition.operator == "isNot":
            return lambda cell: members(field, cell) != wanted
        if condition.operator == "contains":
            return lambda cell: bool(members(field, cell) & wanted)
        return lambda cell: not members(field, cell) & wanted

    def _members(self, field: Field, cell: Any) -> set[str]:
        if cell is None:
            return set()
        values = [cell] if isinstance(cell, str) else list(cell)
        if field.type in kinds.SELECT_TYPES:
            options = (field.property or {}).get("options", [])
            names = {option["id"]: option["name"] for option in options}
            return {names[value] for value in values}
        if field.type in kinds.PERSON_TYPES and self._id_type != "open_id":
            users = [self._world.find_user(value) for value in values]
            return {str(getattr(user, self._id_type)) for user in users if user}
        return set(values)


def _number_test(condition: Condition) -> Callable[[Any], bool]:
    wanted = float(condition.values[0])
    if condition.operator == "isNot":
        return lambda cell: cell is None or cell != wanted
    compare = _NUMERIC[condition.operator]
    return lambda cell: cell is not None and compare(cell, wanted)


def _text_test(condition: Condition) -> Callable[[Any], bool]:
    field, wanted = condition.field, condition.values[0]

    def text(cell: Any) -> str:
        if cell is None:
            return ""
        shown = plain_text(field, cell)
        if field.type == kinds.AUTO_NUMBER:
            return shown[len(_fixed_prefix(field)) :]
        return shown

    tests: dict[str, Callable[[Any], bool]] = {
        "is": lambda cell: cell is not None and text(cell) == wanted,
        "isNot": lambda cell: text(cell) != wanted,
        "contains": lambda cell: wanted in text(cell),
        "doesNotContain": lambda cell: wanted not in text(cell),
    }
    return tests[condition.operator]


def _fixed_prefix(field: Field) -> str:
    """Return the leading fixed text of an automatic number; filters leave it out."""
    rules = (field.property or {}).get("auto_serial", {}).get("options", [])
    if rules and rules[0]["type"] == "fixed_text":
        return str(rules[0]["value"])
    return ""
