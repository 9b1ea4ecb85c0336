"""The settings of a route that makes calendar events: the API's own field names."""

from __future__ import annotations

import typing as t
from dataclasses import dataclass, fields

from target_feishu.calendar_events.attendees import FIELD as ATTENDEES
from target_feishu.calendar_events.events import PRIMARY
from target_feishu.kind import Properties, Route
from target_feishu.objects.sink import UPSERT

if t.TYPE_CHECKING:
    from collections.abc import Mapping

_FLAG: t.Final = ["boolean", "string"]
_NUMBER: t.Final = ["integer", "string"]
_OBJECT: t.Final = ["object", "string"]
_LIST: t.Final = ["array", "string"]
_TIME: t.Final = ["string", "integer", "object"]


def _property(kind: str | list[str], title: str, description: str) -> dict[str, t.Any]:
    return {"type": kind, "title": title, "description": description}


PROPERTIES: t.Final[Properties] = {
    "calendar_id": {
        **_property(
            "string",
            "Calendar",
            "Id of the calendar (`...@group.calendar...`), or `primary` for that of the app or the "
            "signed-in user. A template; columns of this name are not looked at.",
        ),
        "default": PRIMARY,
        "minLength": 1,
    },
    "operation": {
        **_property(
            "string", "Operation", "`upsert` or `delete`. A template, e.g. over a status column."
        ),
        "default": UPSERT,
        "minLength": 1,
    },
    "summary": _property("string", "Title", "At most 1,000 characters."),
    "description": _property("string", "Description", "At most 40,960 characters; HTML tags work."),
    "start_time": _property(
        _TIME,
        "Beginning",
        "A time with its zone (`2026-01-31T09:00:00+08:00`), a day for a whole-day event, Unix "
        "seconds, or `{timestamp, timezone}` or `{date}`.",
    ),
    "end_time": _property(_TIME, "End", "As `start_time`; both are needed."),
    ATTENDEES: _property(
        _LIST,
        "Attendees",
        "Ids, e-mails or mobiles of people, chats (`oc_...`), rooms (`omm_...`), or the API's "
        "objects. An e-mail that no colleague has is invited as a guest.",
    ),
    "location": _property(_OBJECT, "Place", "A name, or `{name, address, latitude, longitude}`."),
    "reminders": _property(
        ["array", "integer", "string"],
        "Reminders",
        "Minutes before the beginning, from -20160 to 20160, one or several.",
    ),
    "recurrence": _property(
        "string", "Series", "Rule of RFC 5545, e.g. `FREQ=WEEKLY;BYDAY=MO`; COUNT or UNTIL."
    ),
    "visibility": _property("string", "Visibility", "`default`, `public` or `private`."),
    "attendee_ability": _property(
        "string",
        "What attendees may do",
        "`none`, `can_see_others`, `can_invite_others` or `can_modify_event`.",
    ),
    "free_busy_status": _property("string", "Busy or free", "`busy` or `free`."),
    "color": _property(_NUMBER, "Color", "RGB in an int32; -1 is that of the calendar."),
    "vchat": _property(
        _OBJECT,
        "Video meeting",
        "`vc`, `no_meeting`, or the API's object, e.g. `{vc_type: third_party, meeting_url}`.",
    ),
    "schemas": _property(_LIST, "Hidden parts", "Parts of the event's page, e.g. `ForwardIcon`."),
    "attachments": _property(
        _LIST, "Files", "Tokens of files that were uploaded for this calendar."
    ),
    "event_check_in": _property(_OBJECT, "Check-in", "The API's object."),
    "need_notification": _property(
        _FLAG,
        "Tell attendees",
        "Whether the bot tells attendees of changes; by default yes.",
    ),
}


@dataclass(frozen=True, slots=True)
class EventRoute(Route):
    """One event a key; strings are templates."""

    calendar_id: str = PRIMARY
    operation: str = UPSERT
    summary: t.Any = None
    description: t.Any = None
    start_time: t.Any = None
    end_time: t.Any = None
    attendees: t.Any = None
    location: t.Any = None
    reminders: t.Any = None
    recurrence: t.Any = None
    visibility: t.Any = None
    attendee_ability: t.Any = None
    free_busy_status: t.Any = None
    color: t.Any = None
    vchat: t.Any = None
    schemas: t.Any = None
    attachments: t.Any = None
    event_check_in: t.Any = None
    need_notification: t.Any = None

    @property
    def given(self) -> Mapping[str, t.Any]:
        """The fields of the event, None where the route leaves them to the record's columns."""
        own = {"stream", "on_error", "calendar_id", "operation"}
        return {
            each.name: getattr(self, each.name) for each in fields(self) if each.name not in own
        }
