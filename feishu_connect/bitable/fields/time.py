"""Times: DateTime, CreatedTime and ModifiedTime. Cells hold milliseconds since 1970."""

from __future__ import annotations

import datetime as dt
import re

from feishu_connect.bitable.fields.base import FieldCodec, ReadOnly, Schema, Value
from feishu_connect.bitable.fields.coercion import iso_utc, nullable, refusal
from feishu_connect.bitable.fields.number import to_number
from feishu_connect.errors import CellError

_EPOCH = dt.datetime(1970, 1, 1, tzinfo=dt.timezone.utc)
_MILLISECOND = dt.timedelta(milliseconds=1)
_ISO = re.compile(
    r"(?P<day>\d{4}-\d\d-\d\d)"
    r"(?:[Tt ](?P<hour>\d\d):(?P<minute>\d\d)(?::(?P<second>\d\d)(?:[.,](?P<fraction>\d+))?)?"
    r" ?(?P<zone>Z|z|UTC|[+-]\d\d(?::?\d\d)?)?)?",
    re.ASCII,
)
#: Text of fewer digits may be a year, a day or seconds; of this many it can only be milliseconds.
_MILLISECOND_DIGITS = re.compile(r"-?[0-9]{11,15}")


def instant_text(milliseconds: int) -> str:
    """Write milliseconds since 1970 as `2026-01-31T08:00:00.000Z`, exact to the millisecond."""
    try:
        return iso_utc(_EPOCH + dt.timedelta(milliseconds=milliseconds))
    except OverflowError as error:
        wanted = "milliseconds between the years 1 and 9999"
        raise refusal(milliseconds, wanted) from error


def read_instant(cell: Value) -> str:
    """Read a cell of milliseconds; a string of them is accepted as well."""
    return instant_text(_whole(to_number(cell), cell))


def milliseconds_of(value: Value) -> int:
    """Turn a number of milliseconds, a time object or ISO text into milliseconds since 1970.

    Without a zone a time is UTC, and a day is its midnight in UTC. Parts of a millisecond are cut.
    """
    if isinstance(value, str):
        text = value.strip()
        moment = text if _MILLISECOND_DIGITS.fullmatch(text) else _parse(text)
    else:
        moment = value
    if isinstance(moment, dt.date):
        return _since_epoch(moment)
    try:
        milliseconds = _whole(to_number(moment), value)
    except CellError:
        raise refusal(value, "a time") from None
    instant_text(milliseconds)
    return milliseconds


def _since_epoch(moment: dt.date) -> int:
    if not isinstance(moment, dt.datetime):
        moment = dt.datetime(moment.year, moment.month, moment.day, tzinfo=dt.timezone.utc)
    elif moment.tzinfo is None:
        moment = moment.replace(tzinfo=dt.timezone.utc)
    milliseconds = (moment - _EPOCH) // _MILLISECOND
    instant_text(milliseconds)
    return milliseconds


def _parse(text: str) -> dt.datetime:
    match = _ISO.fullmatch(text)
    if match is None:
        raise refusal(text, "a time")
    fraction = (match["fraction"] or "")[:6].ljust(6, "0")
    clock = f"{match['hour'] or '00'}:{match['minute'] or '00'}:{match['second'] or '00'}"
    try:
        return dt.datetime.fromisoformat(f"{match['day']}T{clock}.{fraction}{_offset(match)}")
    except ValueError as error:
        raise refusal(text, "a time") from error


def _offset(match: re.Match[str]) -> str:
    zone = match["zone"] or "Z"
    if zone in {"Z", "z", "UTC"}:
        return "+00:00"
    return f"{zone[:3]}:{zone[3:].lstrip(':') or '00'}"


def _whole(number: float, value: Value) -> int:
    if number != number // 1:
        raise refusal(value, "whole milliseconds")
    return int(number)


class DateTime(FieldCodec):
    """Day and time: milliseconds in the cell, a UTC date-time string in the column."""

    type = 5
    ui_type = "DateTime"

    @property
    def schema(self) -> Schema:
        """A date-time string."""
        return nullable("string", format="date-time")

    def _read(self, cell: Value) -> Value:
        return read_instant(cell)

    def _write(self, value: Value) -> Value:
        return milliseconds_of(value)


class CreatedTime(ReadOnly, DateTime):
    """When the row was made; kept by Feishu."""

    type = 1001
    ui_type = "CreatedTime"


class ModifiedTime(ReadOnly, DateTime):
    """When the row was last changed; kept by Feishu."""

    type = 1002
    ui_type = "ModifiedTime"
