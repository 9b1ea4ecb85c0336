"""Calendars, events and attendees as JSON.

Docs: R/calendar-v4/calendar/list, R/calendar-v4/calendar-event/list and
R/calendar-v4/calendar-event-attendee/list.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from feishu_sandbox.calendar.access import role_of, sees_details
from feishu_sandbox.people import id_in

if TYPE_CHECKING:
    from feishu_sandbox.calendar.model import Attendee, Calendar, Entry, Event
    from feishu_sandbox.model import Json
    from feishu_sandbox.operation import Incoming

#: Members of an event that a reader of a private one does not see.
_PRIVATE = ("summary", "description", "location", "vchat", "attachments")
#: Kind of an attendee -> the member that names who it is.
TARGETS = {
    "user": "user_id",
    "chat": "chat_id",
    "resource": "room_id",
    "third_party": "third_party_email",
}


def shown_calendar(calendar: Calendar, principal: str) -> Json:
    """Return a calendar as this app or person sees it."""
    return {
        "calendar_id": calendar.calendar_id,
        "summary": calendar.summary,
        "description": calendar.description,
        "permissions": calendar.permissions,
        "color": calendar.color,
        "type": calendar.type,
        "summary_alias": calendar.aliases.get(principal, ""),
        "is_deleted": calendar.deleted,
        "is_third_party": calendar.third_party,
        "role": role_of(calendar, principal) or "unknown",
    }


def shown_event(call: Incoming, calendar: Calendar, entry: Entry, event: Event) -> Json:
    """Return an event as a calendar shows it; members that are not set are absent."""
    shown: Json = {
        "event_id": event.event_id,
        "organizer_calendar_id": event.organizer_calendar_id,
        "summary": event.summary,
        "description": event.description,
        "start_time": event.start,
        "end_time": event.end,
        "vchat": {"vc_type": "vc", "meeting_url": f"https://vc.feishu.cn/j/{event.created}"},
        "visibility": event.visibility,
        "attendee_ability": event.attendee_ability,
        "free_busy_status": "busy",
        "color": -1,
        "reminders": [{"minutes": 5}],
        "recurrence": event.recurrence,
        "status": "cancelled" if entry.gone else event.status,
        "is_exception": event.is_exception,
        "create_time": str(event.created),
        "event_organizer": _organizer(call, event),
        "app_link": f"https://applink.feishu.cn/client/calendar/event/detail?key={event.event_id}",
        **event.details,
    }
    if event.is_exception:
        shown["recurring_event_id"] = event.recurring_event_id
    if not sees_details(calendar, event, call.principal):
        for name in _PRIVATE:
            shown.pop(name, None)
    return shown


def _organizer(call: Incoming, event: Event) -> Json:
    user = call.world.state.users.get(event.organizer)
    if user is None:
        return {"display_name": event.organizer}
    identifier = id_in(call.world, user.open_id, call.user_id_type, call.app)
    return {**({"user_id": identifier} if identifier else {}), "display_name": user.name}


def shown_attendee(call: Incoming, attendee: Attendee) -> Json:
    """Return an attendee; only the member that fits its kind tells who it is."""
    target = attendee.target
    if attendee.kind == "user":
        target = id_in(call.world, target, call.user_id_type, call.app)
    shown: Json = {
        "type": attendee.kind,
        "attendee_id": attendee.attendee_id,
        "rsvp_status": attendee.rsvp,
        "is_optional": attendee.optional,
        "is_organizer": attendee.organizer,
        "is_external": attendee.external,
        "display_name": attendee.name,
    }
    if target:
        shown[TARGETS[attendee.kind]] = target
    if attendee.operator:
        shown["operate_id"] = attendee.operator
    return shown
