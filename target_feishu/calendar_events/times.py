"""When an event is: an instant with a zone, or a whole day.

Docs: `/uAjLw4CM/ukTMukTMukTM/reference/calendar-v4/calendar-event/introduction`.
"""

from __future__ import annotations

import datetime as dt
import re
import typing as t
import zoneinfo

from feishu_connect import CellError
from feishu_connect.bitable import milliseconds_of
from feishu_connect.bitable.fields.coercion import from_json_text, is_blank
from target_feishu.errors import RecordError, refusal

#: As the API takes it: `{timestamp, timezone}` with seconds as text, or `{date}`.
Moment: t.TypeAlias = "dict[str, str]"

START, END = "start_time", "end_time"

_MEMBERS: t.Final = frozenset({"date", "timestamp", "timezone"})
_DAY = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)
_DIGITS = re.compile(r"\d+(\.0+)?", re.ASCII)
_WITHOUT_ZONE = re.compile(r"\d{4}-\d\d-\d\d[Tt ]\d\d:\d\d(:\d\d([.,]\d+)?)?", re.ASCII)
#: Seconds that the API takes; milliseconds of our days are beyond.
_LAST_SECOND: t.Final = 16_725_225_600

_CURE: t.Final = (
    "Give a time such as 2026-01-31T09:00:00+08:00, a day such as 2026-01-31, Unix seconds, or "
    '{"timestamp": ..., "timezone": "Asia/Shanghai"}'
)


def moment(value: t.Any, name: str) -> Moment | None:
    """Read one end of an event; None where the record says nothing.

    Raises:
        RecordError: It is no time, or not one that Feishu takes.
    """
    value = from_json_text(value)
    if is_blank(value):
        return None
    if not isinstance(value, dict):
        return _day(value, name) or {"timestamp": _seconds(value, "", name)}
    given = {key: each for key, each in value.items() if not is_blank(each)}
    if not given.keys() - {"timezone"}:
        return None
    if given.keys() - _MEMBERS or {"date", "timestamp"} <= given.keys():
        raise refusal(value, name, "one of `date` and `timestamp`, with a `timezone`", _CURE)
    if "date" in given:
        # Whole days are in UTC, whatever zone is given with them.
        day = _day(given["date"], name)
        if day is None:
            raise refusal(given["date"], name, "a day", _CURE)
        return day
    zone = _zone(given["timezone"], name) if "timezone" in given else ""
    timed = {"timestamp": _seconds(given["timestamp"], zone, name)}
    return {**timed, "timezone": zone} if zone else timed


def span(start: Moment | None, end: Moment | None) -> tuple[Moment, Moment]:
    """Give both ends, in the zone that one of them names.

    Raises:
        RecordError: One is missing, they are not of one kind, or not in order.
    """
    if start is None or end is None:
        name = START if start is None else END
        msg = f"`{name}` is missing: an event has both `{START}` and `{END}`"
        raise RecordError(msg, cure=_CURE, field=name)
    if ("date" in start) != ("date" in end):
        msg = f"`{START}` and `{END}` have to be both days or both times"
        raise RecordError(msg, cure=_CURE, field=END)
    if instant_of(end) < instant_of(start):
        msg = f"`{END}` is before `{START}`"
        raise RecordError(msg, field=END)
    zone = start.get("timezone") or end.get("timezone")
    zoned = {"timezone": zone} if zone else {}
    return {**zoned, **start}, {**zoned, **end}


def instant_of(when: t.Mapping[str, t.Any]) -> int:
    """Give Unix seconds; of a day its midnight in UTC."""
    if when.get("date"):
        return milliseconds_of(str(when["date"])) // 1000
    return int(when.get("timestamp") or 0)


def _day(value: t.Any, name: str) -> Moment | None:
    text = value.strip() if isinstance(value, str) else ""
    if not _DAY.fullmatch(text):
        return None
    try:
        return {"date": dt.date.fromisoformat(text).isoformat()}
    except ValueError:
        raise refusal(value, name, "a day of the calendar", _CURE) from None


def _seconds(value: t.Any, zone: str, name: str) -> str:
    text = str(value).strip()
    if isinstance(value, bool) or not isinstance(value, (int, float, str)):
        raise refusal(value, name, "a time", _CURE)
    seconds = int(float(text)) if _DIGITS.fullmatch(text) else _of_text(text, zone, name)
    if not 1 <= seconds <= _LAST_SECOND:
        raise refusal(value, name, f"seconds from 1 to {_LAST_SECOND}, not milliseconds", _CURE)
    return str(seconds)


def _of_text(text: str, zone: str, name: str) -> int:
    """Read ISO 8601; without a zone it is in the zone given beside it, else in UTC."""
    try:
        if zone and _WITHOUT_ZONE.fullmatch(text):
            local = dt.datetime.fromtimestamp(milliseconds_of(text) / 1000, dt.timezone.utc)
            return int(local.replace(tzinfo=zoneinfo.ZoneInfo(zone)).timestamp())
        return milliseconds_of(text) // 1000
    except CellError:
        raise refusal(text, name, "a time", _CURE) from None


def _zone(value: t.Any, name: str) -> str:
    text = str(value).strip()
    try:
        zoneinfo.ZoneInfo(text)
    except (zoneinfo.ZoneInfoNotFoundError, ValueError, OSError):
        raise refusal(value, name, "an IANA time zone such as Asia/Shanghai", _CURE) from None
    return text
