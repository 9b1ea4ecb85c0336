"""Fields of an event that have fields of their own: place, video meeting, what is shown, files.

Docs: `/uAjLw4CM/ukTMukTMukTM/reference/calendar-v4/calendar-event/create`.
"""

from __future__ import annotations

import typing as t

from feishu_connect.bitable.fields.coercion import from_json_text, is_blank, members
from target_feishu.calendar_events.values import boolean, choice, number, text, whole
from target_feishu.errors import refusal

if t.TYPE_CHECKING:
    from collections.abc import Mapping

    from target_feishu.calendar_events.values import Reader

_LOCATION: t.Final[Mapping[str, Reader]] = {
    "name": text(512),
    "address": text(255),
    "latitude": number(-90, 90),
    "longitude": number(-180, 180),
}
_THIRD_PARTY: t.Final[Mapping[str, Reader]] = {
    "icon_type": choice("vc", "live", "default"),
    "description": text(500),
    "meeting_url": text(2000),
}
_SCREEN_PARTS: t.Final = (
    "ForwardIcon",
    "MeetingChatIcon",
    "MeetingMinutesIcon",
    "MeetingVideo",
    "RSVP",
    "Attendee",
    "OrganizerOrCreator",
)
_SCHEMA: t.Final[Mapping[str, Reader]] = {
    "ui_name": choice(*_SCREEN_PARTS),
    "ui_status": choice("hide"),
}
_MOST_HOSTS: t.Final = 10
_AFTER_START: t.Final = ("before_event_start", "after_event_start", "after_event_end")
_OFFSETS: t.Final = (0, 5, 15, 30, 60)


def _hosts(value: t.Any, name: str) -> list[str] | None:
    ids = [str(each) for each in members(value)]
    if len(ids) > _MOST_HOSTS:
        raise refusal(value, name, f"at most {_MOST_HOSTS} people")
    return ids or None


_SETTINGS: t.Final[Mapping[str, Reader]] = {
    "owner_id": text(100),
    "join_meeting_permission": choice(
        "anyone_can_join", "only_organization_employees", "only_event_attendees"
    ),
    "assign_hosts": _hosts,
    "auto_record": boolean,
    "open_lobby": boolean,
    "allow_attendees_start": boolean,
}


def location(value: t.Any, name: str) -> dict[str, t.Any] | None:
    """Read a place: its name, or the API's object."""
    value = from_json_text(value)
    if is_blank(value):
        return None
    found = _members(value if isinstance(value, dict) else {"name": value}, name, _LOCATION)
    return found or None


def vchat(value: t.Any, name: str) -> dict[str, t.Any] | None:
    """Read a video meeting: its `vc_type`, or the API's object.

    Of a meeting of Feishu itself only the settings are written, its link is Feishu's.
    """
    value = from_json_text(value)
    if isinstance(value, str) and value.strip():
        value = {"vc_type": value}
    if is_blank(value) or value == {}:
        return None
    if not isinstance(value, dict):
        raise refusal(value, name, "an object with `vc_type`")
    kind = choice("vc", "third_party", "no_meeting")(value.get("vc_type"), f"{name}.vc_type")
    rest = {key: each for key, each in value.items() if key != "vc_type"}
    settings = _settings(rest.pop("meeting_settings", None), f"{name}.meeting_settings")
    details = _members(rest, name, _THIRD_PARTY)
    if kind is None:
        return details or None
    read: dict[str, t.Any] = {"vc_type": kind}
    if kind == "third_party":
        return {**read, **details}
    return {**read, "meeting_settings": settings} if kind == "vc" and settings else read


def schemas(value: t.Any, name: str) -> list[dict[str, t.Any]] | None:
    """Read which parts of the event's page are hidden: their names, or the API's objects."""
    found = []
    for each in members(from_json_text(value)):
        given = each if isinstance(each, dict) else {"ui_name": each}
        # A link is in what Feishu shows, and is not taken.
        shown = {key: one for key, one in given.items() if key != "app_link"}
        found.append({"ui_status": "hide", **_members(shown, name, _SCHEMA)})
    return found or None


def attachments(value: t.Any, name: str) -> list[dict[str, str]] | None:
    """Read tokens of files that were uploaded for this calendar, or objects with `file_token`."""
    tokens = []
    for each in members(from_json_text(value)):
        token = each.get("file_token") if isinstance(each, dict) else each
        if not isinstance(token, str) or not token:
            raise refusal(value, name, "tokens of files")
        tokens.append(token)
    return [{"file_token": token} for token in dict.fromkeys(tokens)] or None


def check_in(value: t.Any, name: str) -> dict[str, t.Any] | None:
    """Read how attendees check in."""
    value = from_json_text(value)
    if is_blank(value) or value == {}:
        return None
    read: Mapping[str, Reader] = {
        "enable_check_in": boolean,
        "check_in_start_time": _check_in_time,
        "check_in_end_time": _check_in_time,
        "need_notify_attendees": boolean,
    }
    found = _members(value, name, read)
    if "enable_check_in" not in found:
        raise refusal(value, name, "an object with `enable_check_in`")
    return found


def _check_in_time(value: t.Any, name: str) -> dict[str, t.Any] | None:
    if is_blank(value):
        return None
    if not isinstance(value, dict) or value.keys() != {"time_type", "duration"}:
        raise refusal(value, name, "an object with `time_type` and `duration`")
    kind = choice(*_AFTER_START)(value["time_type"], f"{name}.time_type")
    minutes = whole(value["duration"], f"{name}.duration", 0, max(_OFFSETS))
    if minutes not in _OFFSETS or (kind == "before_event_start" and not minutes):
        raise refusal(minutes, f"{name}.duration", f"one of {', '.join(map(str, _OFFSETS))}")
    return {"time_type": kind, "duration": minutes}


def _settings(value: t.Any, name: str) -> dict[str, t.Any]:
    return {} if is_blank(value) else _members(value, name, _SETTINGS)


def _members(value: t.Any, name: str, readers: Mapping[str, Reader]) -> dict[str, t.Any]:
    """Read an object member by member; empty ones are left out, unknown ones refused."""
    if not isinstance(value, dict):
        raise refusal(value, name, "an object")
    unknown = sorted(set(value) - set(readers))
    if unknown:
        raise refusal(value, f"{name}.{unknown[0]}", f"one of {', '.join(readers)}")
    found = {key: readers[key](each, f"{name}.{key}") for key, each in value.items()}
    return {key: each for key, each in found.items() if each is not None}
