"""Times of tasks: text of milliseconds, with seconds that count, or whole days in UTC.

Docs: `/uAjLw4CM/ukTMukTMukTM/task-v2/task/overview`.
"""

from __future__ import annotations

import datetime as dt
import re
import typing as t

from feishu_connect.bitable.fields.coercion import from_json_text, is_blank
from target_feishu.errors import refusal

if t.TYPE_CHECKING:
    from collections.abc import Mapping

#: A time as the API takes it: `{"timestamp": "1675454764000", "is_all_day": false}`.
Moment: t.TypeAlias = dict[str, t.Any]

#: What `completed_at` holds while a task is open.
OPEN: t.Final = "0"
#: Says that a task is completed, whenever that was; never sent.
DONE: t.Final = "done"

_DAY_MS = 86_400_000
_SECOND_MS = 1000
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")
_DIGITS = re.compile(r"\d{1,15}")
#: Python 3.10 reads fractions of three or six digits only.
_FRACTION = re.compile(r"([.,]\d{1,6})\d*")
_YES: t.Final = ("true", "yes")
_NO: t.Final = ("false", "no")

_CURE: t.Final = (
    "Give an RFC 3339 time (2026-01-31T08:00:00Z), a date (2026-01-31), or milliseconds since 1970"
)

_EXPECTED: t.Final = "a time from 1970 on"


def moment(value: t.Any, field: str) -> Moment | None:
    """Read `due` or `start`; None where the value clears it. A time without zone is UTC.

    Raises:
        RecordError: It is no time.
    """
    value = from_json_text(value)
    if isinstance(value, dict):
        return _of_object(value, field)
    if is_blank(value):
        return None
    milliseconds, is_day = _instant(value, field)
    return _moment(milliseconds, is_day=is_day)


def completion(value: t.Any, field: str) -> str:
    """Read `completed_at`: `OPEN`, milliseconds as text, or `DONE`.

    Raises:
        RecordError: It is none of these.
    """
    word = value.strip().casefold() if isinstance(value, str) else value
    if word is True or word in _YES:
        return DONE
    if not word or word in _NO:
        return OPEN
    milliseconds = _instant(value, field)[0]
    return str(milliseconds) if milliseconds else OPEN


def same_second(one: str, other: str) -> bool:
    """Tell whether two texts of milliseconds name the same second."""
    return int(one) // _SECOND_MS == int(other) // _SECOND_MS


def _of_object(value: Mapping[str, t.Any], field: str) -> Moment | None:
    """Read the API's own object, also as a tap wrote it, with a date-time for the timestamp."""
    stamp = value.get("timestamp")
    if is_blank(stamp):
        return None
    milliseconds, is_day = _instant(stamp, f"{field}.timestamp")
    given = value.get("is_all_day")
    return _moment(milliseconds, is_day=is_day if given is None else bool(given))


def _moment(milliseconds: int, *, is_day: bool) -> Moment | None:
    # The API reads 0 as "no time".
    if not milliseconds:
        return None
    unit = _DAY_MS if is_day else _SECOND_MS
    return {"timestamp": str(milliseconds - milliseconds % unit), "is_all_day": is_day}


def _instant(value: t.Any, field: str) -> tuple[int, bool]:
    """Give the milliseconds, and whether the value is a date."""
    if isinstance(value, (int, float)) and not isinstance(value, bool) and value >= 0:
        return int(value), False
    text = value.strip() if isinstance(value, str) else ""
    if _DIGITS.fullmatch(text):
        return int(text), False
    try:
        read = dt.datetime.fromisoformat(_readable(text))
    except ValueError:
        raise refusal(value, field, _EXPECTED, _CURE) from None
    aware = read if read.tzinfo else read.replace(tzinfo=dt.timezone.utc)
    milliseconds = round(aware.timestamp() * _SECOND_MS)
    if milliseconds < 0:
        raise refusal(value, field, _EXPECTED, _CURE)
    return milliseconds, bool(_DATE.fullmatch(text))


def _readable(text: str) -> str:
    """Bring RFC 3339 into the form that every supported Python reads."""
    text = re.sub(r"[zZ]$", "+00:00", text)
    return _FRACTION.sub(lambda found: "." + found[1][1:].ljust(6, "0"), text)
