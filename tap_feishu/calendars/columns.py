"""Columns of calendar events whose values are converted inside an object or list."""

from __future__ import annotations

import typing as t

from feishu_connect.errors import CellError
from tap_feishu.columns import INTEGER, SECONDS, TEXT, Column, objects, record

if t.TYPE_CHECKING:
    from collections.abc import Callable


def _if_sound(read: Callable[[t.Any], t.Any], value: t.Any) -> t.Any:
    """Convert a value; one that Feishu never sends becomes null."""
    try:
        return read(value)
    except (TypeError, ValueError, CellError):
        return None


def _seconds(value: t.Any) -> str | None:
    return t.cast("str | None", _if_sound(SECONDS.read, value))


def _moment(value: t.Any) -> dict[str, t.Any] | None:
    """Convert the instant of a time; whole days have a date, and no instant."""
    if not isinstance(value, dict):
        return None
    plain = {"date": value.get("date") or None, "timezone": value.get("timezone") or None}
    return {**value, **plain, "timestamp": _seconds(value.get("timestamp"))}


def _attachments(value: t.Any) -> list[dict[str, t.Any]] | None:
    """Make numbers of the sizes, which come as text."""
    if not isinstance(value, list):
        return None
    files = (one for one in value if isinstance(one, dict))
    return [{**one, "file_size": _if_sound(INTEGER.read, one.get("file_size"))} for one in files]


NUMBER = Column({"type": ["number", "null"]}, lambda value: value)
#: Unix seconds as text.
CREATED = Column(SECONDS.schema, _seconds)
#: `{date, timestamp, timezone}`: an instant, or a day where the event takes whole days.
MOMENT = Column(record(date=TEXT, timestamp=SECONDS, timezone=TEXT).schema, _moment)
ATTACHMENTS = Column(objects(file_token=TEXT, file_size=INTEGER, name=TEXT).schema, _attachments)
