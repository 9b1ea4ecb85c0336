"""Simple fields of an event: texts, choices, numbers, lists of numbers; with the API's limits.

Docs: `/uAjLw4CM/ukTMukTMukTM/reference/calendar-v4/calendar-event/create`.
"""

from __future__ import annotations

import re
import typing as t

from feishu_connect.bitable.fields.coercion import from_json_text, is_blank, members
from target_feishu.errors import refusal

if t.TYPE_CHECKING:
    from collections.abc import Callable

#: Turns a value of a record into one of the API; None says that it is empty.
Reader: t.TypeAlias = "Callable[[t.Any, str], t.Any]"

#: Minutes before an event, two weeks at most; negative ones are after its beginning.
MOST_MINUTES: t.Final = 20_160
MOST_RECURRENCE: t.Final = 2_000
_INT32: t.Final = 2**31

_TRUE, _FALSE = ("true", "1", "yes"), ("false", "0", "no")
_FREQUENCIES: t.Final = ("SECONDLY", "MINUTELY", "HOURLY", "DAILY", "WEEKLY", "MONTHLY", "YEARLY")
_PART = re.compile(r"([A-Z-]+)=([^;=\s]+)", re.ASCII)


def text(most: int, least: int = 0) -> Reader:
    """Read a text of a length that the API takes."""

    def read(value: t.Any, name: str) -> str | None:
        if is_blank(value):
            return None
        if isinstance(value, (dict, list, bool)):
            raise refusal(value, name, "a text")
        found = str(value)
        if not least <= len(found) <= most:
            raise refusal(value, name, f"at most {most} characters, not {len(found)}")
        return found

    return read


def choice(*allowed: str) -> Reader:
    """Read one of some words."""

    def read(value: t.Any, name: str) -> str | None:
        if is_blank(value):
            return None
        if value not in allowed:
            raise refusal(value, name, " or ".join(f"`{each}`" for each in allowed))
        return str(value)

    return read


def boolean(value: t.Any, name: str) -> bool | None:
    """Read a yes or no, also as text."""
    if value is None or isinstance(value, bool):
        return value
    word = str(value).strip().lower()
    if word in {*_TRUE, *_FALSE}:
        return word in _TRUE
    if not word:
        return None
    raise refusal(value, name, "true or false")


def whole(value: t.Any, name: str, least: int, most: int) -> int:
    """Read a whole number between bounds."""
    try:
        number = float(value) if not isinstance(value, bool) else None
    except (TypeError, ValueError, OverflowError):
        number = None
    if number is None or not number.is_integer() or not least <= number <= most:
        raise refusal(value, name, f"a whole number from {least} to {most}")
    return int(number)


def number(least: float, most: float) -> Reader:
    """Read a number between bounds."""

    def read(value: t.Any, name: str) -> float | None:
        if is_blank(value):
            return None
        try:
            found = float(value) if not isinstance(value, bool) else least - 1
        except (TypeError, ValueError):
            found = least - 1
        if not least <= found <= most:
            raise refusal(value, name, f"a number from {least:g} to {most:g}")
        return found

    return read


def color(value: t.Any, name: str) -> int | None:
    """Read a color: RGB in an int32; 0 and -1 are that of the calendar."""
    return None if is_blank(value) else whole(value, name, -_INT32, _INT32 - 1)


def reminders(value: t.Any, name: str) -> list[dict[str, int]] | None:
    """Read minutes, or the API's `{minutes}`, one or several."""
    found = members(from_json_text(value))
    minutes = [each.get("minutes") if isinstance(each, dict) else each for each in found]
    read = [whole(each, name, -MOST_MINUTES, MOST_MINUTES) for each in minutes]
    return [{"minutes": each} for each in dict.fromkeys(read)] or None


def recurrence(value: t.Any, name: str) -> str | None:
    """Read the rule of a series, RFC 5545; one of COUNT and UNTIL at most."""
    given = text(MOST_RECURRENCE)(value, name)
    if given is None:
        return None
    rule = str(given).strip().removeprefix("RRULE:")
    parts = [_PART.fullmatch(part) for part in rule.rstrip(";").split(";")]
    names = [part[1] for part in parts if part]
    rules = {part[1]: part[2] for part in parts if part}
    if None in parts or len(rules) < len(names) or rules.get("FREQ") not in _FREQUENCIES:
        raise refusal(value, name, "a rule such as FREQ=WEEKLY;BYDAY=MO")
    if {"COUNT", "UNTIL"} <= rules.keys():
        raise refusal(value, name, "a rule with one of COUNT and UNTIL, not both")
    return rule
