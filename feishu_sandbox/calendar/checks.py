"""Shapes and limits of what is written into calendars: anything else is refused.

Docs: R/calendar-v4/calendar-event/{create,patch} and R/calendar-v4/calendar-event/introduction.
"""

from __future__ import annotations

import datetime as dt
import re
import zoneinfo
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from feishu_sandbox.envelope import ApiError, refuse_field

if TYPE_CHECKING:
    from collections.abc import Mapping

    from feishu_sandbox.model import Json

BAD = 190002
_LAST_SECOND = 16_725_225_600
_INT32 = 2**31
_RULE_PART = re.compile(r"[A-Z-]+=[^;=\s]+")


@dataclass(frozen=True, slots=True)
class Rule:
    """What one member may be: of which type, how long or large, one of which words.

    `members` are those of an object, or of each object in a list; nothing else may be in it.
    """

    kind: type | tuple[type, ...]
    least: float = 0
    most: float | None = None
    words: tuple[Any, ...] = ()
    members: Mapping[str, Rule] = field(default_factory=dict)
    needed: bool = False


def text(most: int, least: int = 0) -> Rule:
    """Return the rule of a text."""
    return Rule(str, least, most)


def word(*words: str, needed: bool = False) -> Rule:
    """Return the rule of an enumeration."""
    return Rule(str, words=words, needed=needed)


def listing(members: Mapping[str, Rule], most: int | None = None) -> Rule:
    """Return the rule of a list of objects."""
    return Rule(list, most=most, members=members)


def whole(least: int, most: int) -> Rule:
    """Return the rule of a whole number."""
    return Rule(int, least, most)


FLAG = Rule(bool)
PLAIN = Rule(str)
PEOPLE = Rule(list, most=10)
TIME = Rule(dict, members={"date": PLAIN, "timestamp": PLAIN, "timezone": PLAIN})
COLOR = whole(-_INT32, _INT32 - 1)
_CHECK_IN_TIME = Rule(
    dict,
    members={
        "time_type": word(
            "before_event_start", "after_event_start", "after_event_end", needed=True
        ),
        "duration": Rule(int, 0, 60, words=(0, 5, 15, 30, 60), needed=True),
    },
)
_MEETING = Rule(
    dict,
    members={
        "owner_id": PLAIN,
        "join_meeting_permission": word(
            "anyone_can_join", "only_organization_employees", "only_event_attendees"
        ),
        "assign_hosts": PEOPLE,
        "auto_record": FLAG,
        "open_lobby": FLAG,
        "allow_attendees_start": FLAG,
    },
)

#: Members of the body that makes an event; those that change one have one more, see `PATCH`.
CREATE: dict[str, Rule] = {
    "summary": text(1000),
    "description": text(40_960),
    "need_notification": FLAG,
    "start_time": TIME,
    "end_time": TIME,
    "vchat": Rule(
        dict,
        members={
            "vc_type": word("vc", "third_party", "no_meeting"),
            "icon_type": word("vc", "live", "default"),
            "description": text(500),
            "meeting_url": text(2000, 1),
            "meeting_settings": _MEETING,
        },
    ),
    "visibility": word("default", "public", "private"),
    "attendee_ability": word("none", "can_see_others", "can_invite_others", "can_modify_event"),
    "free_busy_status": word("busy", "free"),
    "location": Rule(
        dict,
        members={
            "name": text(512, 1),
            "address": text(255, 1),
            "latitude": Rule((int, float), -90, 90),
            "longitude": Rule((int, float), -180, 180),
        },
    ),
    "color": COLOR,
    "reminders": listing({"minutes": whole(-20_160, 20_160)}),
    "recurrence": text(2000),
    "schemas": listing(
        {
            "ui_name": word(
                "ForwardIcon",
                "MeetingChatIcon",
                "MeetingMinutesIcon",
                "MeetingVideo",
                "RSVP",
                "Attendee",
                "OrganizerOrCreator",
            ),
            "ui_status": word("hide"),
        }
    ),
    "attachments": listing({"file_token": PLAIN}),
    "event_check_in": Rule(
        dict,
        members={
            "enable_check_in": Rule(bool, needed=True),
            "check_in_start_time": _CHECK_IN_TIME,
            "check_in_end_time": _CHECK_IN_TIME,
            "need_notify_attendees": FLAG,
        },
    ),
}
PATCH = {**CREATE, "attachments": listing({"file_token": PLAIN, "is_deleted": FLAG})}


def check(body: Json, rules: Mapping[str, Rule], path: str = "") -> None:
    """Check an object member by member.

    Raises:
        ApiError: 99992402 naming the first member that breaks its rule.
    """
    for name, value in body.items():
        rule = rules.get(name)
        if rule is None:
            refuse_field(path + name, value, "no such field")
        _check_one(path + name, value, rule)
    for name, rule in rules.items():
        if rule.needed and name not in body:
            refuse_field(path + name, "", f"{path + name} is required")


def _check_one(name: str, value: Any, rule: Rule) -> None:
    kinds = rule.kind if isinstance(rule.kind, tuple) else (rule.kind,)
    if not isinstance(value, kinds) or (isinstance(value, bool) and bool not in kinds):
        refuse_field(name, value, f"{name} has the wrong type")
    if rule.words and value not in rule.words:
        refuse_field(name, value, f"must be one of {list(rule.words)}")
    size: Any = len(value) if isinstance(value, (str, list)) else value
    if rule.most is not None and not rule.least <= size <= rule.most:
        refuse_field(name, value, f"must be between {rule.least} and {rule.most}")
    if isinstance(value, dict):
        check(value, rule.members, f"{name}.")
    if isinstance(value, list) and rule.members:
        for each in value:
            if not isinstance(each, dict):
                refuse_field(name, each, "must be an object")
            check(each, rule.members, f"{name}.")


def span(body: Json) -> tuple[dict[str, str], dict[str, str]]:
    """Read when an event is, as the API shows it.

    Raises:
        ApiError: 190002 where an end is missing or not one of a day and an instant, where they
            are of two kinds, or in the wrong order.
    """
    start, end = (_moment(body.get(name)) for name in ("start_time", "end_time"))
    if start.keys() != end.keys() or _order(end) < _order(start):
        raise ApiError(BAD)
    return start, end


def _order(shown: dict[str, str]) -> tuple[int, str]:
    return int(shown.get("timestamp", "0")), shown.get("date", "")


def _moment(given: Json | None) -> dict[str, str]:
    if not given or ("date" in given) == ("timestamp" in given):
        raise ApiError(BAD)
    try:
        if "date" in given:
            if given.get("timezone", "UTC") != "UTC":
                raise ApiError(BAD)
            return {"date": dt.date.fromisoformat(given["date"]).isoformat(), "timezone": "UTC"}
        zone = given.get("timezone", "Asia/Shanghai")
        zoneinfo.ZoneInfo(zone)
    except (ValueError, zoneinfo.ZoneInfoNotFoundError, OSError):
        raise ApiError(BAD) from None
    seconds = given["timestamp"]
    if not (seconds.isascii() and seconds.isdecimal() and 1 <= int(seconds) <= _LAST_SECOND):
        raise ApiError(BAD)
    return {"timestamp": seconds, "timezone": zone}


def rule_of_series(given: str) -> str:
    """Read an RRULE.

    Raises:
        ApiError: 190002 for one without FREQ, with a part that is none, or with both ends.
    """
    if not given:
        return ""
    parts = given.split(";")
    names = [part.partition("=")[0] for part in parts]
    bad = not all(_RULE_PART.fullmatch(part) for part in parts) or len(set(names)) < len(names)
    if bad or "FREQ" not in names or {"COUNT", "UNTIL"} <= set(names):
        raise ApiError(BAD)
    return given
