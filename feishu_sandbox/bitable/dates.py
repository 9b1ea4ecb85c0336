"""Days in a base's time zone: what the date filters reckon in.

Docs: R/bitable-v1/app-table-record/record-filter-guide, date section. The milliseconds of an
ExactDate are truncated to 00:00 of that day in the document's zone.
"""

from __future__ import annotations

from datetime import datetime, timedelta, timezone, tzinfo
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

#: Feishu's own samples use a name that no zone database knows.
_ALIASES = {"Asia/Beijing": "Asia/Shanghai"}
_CHINA = timezone(timedelta(hours=8))
_DAYS_OF_WEEK = 7
_DAYS_OF_MONTH = 30


def zone(name: str) -> tzinfo:
    """Return the zone of this name; China time for a name that is unknown here."""
    try:
        return ZoneInfo(_ALIASES.get(name, name))
    except (ZoneInfoNotFoundError, ValueError):
        return _CHINA


def midnight(at_ms: int, where: tzinfo) -> datetime:
    """Return 00:00 of the day of this instant."""
    moment = datetime.fromtimestamp(at_ms / 1000, where)
    return moment.replace(hour=0, minute=0, second=0, microsecond=0)


def to_ms(moment: datetime) -> int:
    """Return an instant in milliseconds."""
    return int(moment.timestamp() * 1000)


def _first_of_month(day: datetime) -> datetime:
    return day.replace(day=1)


def single_day(keyword: str, now_ms: int, where: tzinfo) -> datetime | None:
    """Return the day that Today, Tomorrow or Yesterday names, else None."""
    offset = {"Today": 0, "Tomorrow": 1, "Yesterday": -1}.get(keyword)
    return None if offset is None else midnight(now_ms, where) + timedelta(days=offset)


def span(keyword: str, now_ms: int, where: tzinfo) -> tuple[datetime, datetime] | None:
    """Return the half-open range of days that a keyword names, else None."""
    today = midnight(now_ms, where)
    monday = today - timedelta(days=today.weekday())
    first = _first_of_month(today)
    next_first = _first_of_month(first + timedelta(days=31))
    last_first = _first_of_month(first - timedelta(days=1))
    tomorrow = today + timedelta(days=1)
    ranges = {
        "CurrentWeek": (monday, monday + timedelta(days=_DAYS_OF_WEEK)),
        "LastWeek": (monday - timedelta(days=_DAYS_OF_WEEK), monday),
        "CurrentMonth": (first, next_first),
        "LastMonth": (last_first, first),
        "TheLastWeek": (tomorrow - timedelta(days=_DAYS_OF_WEEK), tomorrow),
        "TheNextWeek": (today, today + timedelta(days=_DAYS_OF_WEEK)),
        "TheLastMonth": (tomorrow - timedelta(days=_DAYS_OF_MONTH), tomorrow),
        "TheNextMonth": (today, today + timedelta(days=_DAYS_OF_MONTH)),
    }
    return ranges.get(keyword)
