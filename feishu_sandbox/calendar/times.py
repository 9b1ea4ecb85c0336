"""Times of events: instants with a zone, or whole days."""

from __future__ import annotations

import datetime as dt

ZONE = "Asia/Shanghai"


def moment(value: int | str, zone: str = ZONE) -> dict[str, str]:
    """Show Unix seconds, or a day as `YYYY-MM-DD`, as the API does."""
    if isinstance(value, int):
        return {"timestamp": str(value), "timezone": zone}
    return {"date": value, "timezone": "UTC"}


def seconds(shown: dict[str, str]) -> int:
    """Return the instant of a time; that of a day is its midnight in UTC."""
    if "timestamp" in shown:
        return int(shown["timestamp"])
    day = dt.date.fromisoformat(shown["date"])
    return int(dt.datetime(day.year, day.month, day.day, tzinfo=dt.timezone.utc).timestamp())
