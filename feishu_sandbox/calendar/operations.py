"""Every endpoint of calendar.

Docs: R/calendar-v4/calendar/{list,get,primary}, R/calendar-v4/calendar-event/{list,subscription,
unsubscription} and R/calendar-v4/calendar-event-attendee/list; those that write are in `writing`,
`attendance` and `sharing`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from feishu_sandbox.calendar import attendance, sharing, tokens, writing
from feishu_sandbox.calendar.access import (
    calendar_of,
    entry_of,
    need_bot,
    readable_calendar,
    sees_attendees,
)
from feishu_sandbox.calendar.listing import list_calendars, list_events
from feishu_sandbox.calendar.rendering import shown_attendee, shown_calendar
from feishu_sandbox.envelope import ApiError
from feishu_sandbox.limits import STANDARD
from feishu_sandbox.operation import Operation
from feishu_sandbox.paging import PageRules, page_size
from feishu_sandbox.people import id_in

if TYPE_CHECKING:
    from feishu_sandbox.model import Json
    from feishu_sandbox.operation import Incoming

_PRIMARY = ("calendar:calendar:read", "calendar:calendar:readonly")
_CALENDARS = ("calendar:calendar", *_PRIMARY)
_EVENTS = ("calendar:calendar", "calendar:calendar.event:read", "calendar:calendar:readonly")
_ATTENDEE_PAGES = PageRules(default=20, maximum=100)
_MIN_ATTENDEES = 10


def _get(call: Incoming) -> Json:
    return shown_calendar(calendar_of(call), call.principal)


def _primary(call: Incoming) -> Json:
    """Show the caller's own calendar; an app has no user_id."""
    need_bot(call)
    if call.user is None and call.user_id_type == "user_id":
        raise ApiError(190002)
    calendar = call.world.calendars.primary(call.principal)
    own = id_in(call.world, call.actor, call.user_id_type, call.app) or call.actor
    return {"calendars": [{"calendar": shown_calendar(calendar, call.principal), "user_id": own}]}


def _attendees(call: Incoming) -> Json:
    """List who is invited, if the caller may see it; fewer than 10 to a page count as 10."""
    calendar = readable_calendar(call)
    _, event = entry_of(call, calendar)
    if not sees_attendees(call, event):
        raise ApiError(194001)
    call.flag("need_resource_customization")
    size = max(page_size(call, _ATTENDEE_PAGES), _MIN_ATTENDEES)
    listing = f"attendees {calendar.calendar_id} {event.event_id}"
    place = tokens.start(call, listing)
    first = place.after + 1
    last = first + min(size, call.world.calendars.most_per_page or size) - 1
    items = [shown_attendee(call, attendee) for attendee in event.attendees[first : last + 1]]
    if last + 1 >= len(event.attendees):
        return {"items": items, "has_more": False}
    token = tokens.page_token(call, listing, place, last)
    return {"items": items, "has_more": True, "page_token": token}


def _subscribe(call: Incoming) -> Json:
    calendar = readable_calendar(call)
    if call.principal not in calendar.watchers:
        calendar.watchers.append(call.principal)
    return {}


def _unsubscribe(call: Incoming) -> Json:
    calendar = readable_calendar(call)
    if call.principal in calendar.watchers:
        calendar.watchers.remove(call.principal)
    return {}


OPERATIONS: tuple[Operation, ...] = (
    Operation(
        "calendar.list",
        "GET",
        "/calendar/v4/calendars",
        list_calendars,
        STANDARD,
        _CALENDARS,
        query=("page_size", "page_token", "sync_token"),
    ),
    Operation(
        "calendar.primary",
        "POST",
        "/calendar/v4/calendars/primary",
        _primary,
        STANDARD,
        _PRIMARY,
        query=("user_id_type",),
    ),
    Operation(
        "calendar.get",
        "GET",
        "/calendar/v4/calendars/{calendar_id}",
        _get,
        STANDARD,
        _CALENDARS,
        query=(),
    ),
    Operation(
        "calendar.event.list",
        "GET",
        "/calendar/v4/calendars/{calendar_id}/events",
        list_events,
        STANDARD,
        _EVENTS,
        query=(
            "page_size",
            "anchor_time",
            "page_token",
            "sync_token",
            "start_time",
            "end_time",
            "user_id_type",
        ),
    ),
    Operation(
        "calendar.event.subscription",
        "POST",
        "/calendar/v4/calendars/{calendar_id}/events/subscription",
        _subscribe,
        STANDARD,
        _EVENTS,
        writes=True,
        counted=False,
        identities=("user",),
        query=(),
    ),
    Operation(
        "calendar.event.unsubscription",
        "POST",
        "/calendar/v4/calendars/{calendar_id}/events/unsubscription",
        _unsubscribe,
        STANDARD,
        _EVENTS,
        writes=True,
        counted=False,
        identities=("user",),
        query=(),
    ),
    Operation(
        "calendar.event_attendee.list",
        "GET",
        "/calendar/v4/calendars/{calendar_id}/events/{event_id}/attendees",
        _attendees,
        STANDARD,
        _EVENTS,
        query=("user_id_type", "need_resource_customization", "page_token", "page_size"),
    ),
    *writing.OPERATIONS,
    *attendance.OPERATIONS,
    *sharing.OPERATIONS,
)
