"""Calendars v4: calendars, events, attendees, subscriptions."""

from __future__ import annotations

from feishu_connect.endpoints.row import Endpoint
from feishu_connect.pacing import STANDARD

_DOCS = "/uAjLw4CM/ukTMukTMukTM/reference/calendar-v4"
_CALENDARS = ("calendar:calendar:read", "calendar:calendar:readonly", "calendar:calendar")
_EVENTS = ("calendar:calendar.event:read", "calendar:calendar:readonly", "calendar:calendar")

CALENDAR_LIST = Endpoint(
    name="calendar.list",
    method="GET",
    path="/open-apis/calendar/v4/calendars",
    rate=STANDARD,
    scopes=_CALENDARS,
    page_size=1000,
    items="calendar_list",
    docs=f"{_DOCS}/calendar/list",
)
CALENDAR_GET = Endpoint(
    name="calendar.get",
    method="GET",
    path="/open-apis/calendar/v4/calendars/{calendar_id}",
    rate=STANDARD,
    scopes=_CALENDARS,
    docs=f"{_DOCS}/calendar/get",
)
EVENT_LIST = Endpoint(
    name="calendar.event.list",
    method="GET",
    path="/open-apis/calendar/v4/calendars/{calendar_id}/events",
    rate=STANDARD,
    scopes=_EVENTS,
    page_size=1000,
    people=True,
    docs=f"{_DOCS}/calendar-event/list",
)
ATTENDEE_LIST = Endpoint(
    name="calendar.event_attendee.list",
    method="GET",
    path="/open-apis/calendar/v4/calendars/{calendar_id}/events/{event_id}/attendees",
    rate=STANDARD,
    scopes=_EVENTS,
    page_size=100,
    people=True,
    docs=f"{_DOCS}/calendar-event-attendee/list",
)
EVENT_SUBSCRIPTION = Endpoint(
    name="calendar.event.subscription",
    method="POST",
    path="/open-apis/calendar/v4/calendars/{calendar_id}/events/subscription",
    rate=STANDARD,
    scopes=_EVENTS,
    identities=("user",),
    counted=False,
    docs=f"{_DOCS}/calendar-event/subscription",
)
EVENT_UNSUBSCRIPTION = Endpoint(
    name="calendar.event.unsubscription",
    method="POST",
    path="/open-apis/calendar/v4/calendars/{calendar_id}/events/unsubscription",
    rate=STANDARD,
    scopes=_EVENTS,
    identities=("user",),
    counted=False,
    docs=f"{_DOCS}/calendar-event/unsubscription",
)
