"""Calendars v4: calendars, events, attendees, subscriptions.

The bot ability is needed, or a signed-in user; events are written where the identity is writer or
owner of the calendar, in primary and shared ones.
"""

from __future__ import annotations

from feishu_connect.endpoints.row import Endpoint, Repeat
from feishu_connect.pacing import STANDARD

_DOCS = "/uAjLw4CM/ukTMukTMukTM/reference/calendar-v4"
_CALENDARS = ("calendar:calendar:read", "calendar:calendar:readonly", "calendar:calendar")
_EVENTS = ("calendar:calendar.event:read", "calendar:calendar:readonly", "calendar:calendar")
_UPDATE = ("calendar:calendar.event:update", "calendar:calendar")

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
#: The calendar of whoever calls; the scope of all writing does not open it.
CALENDAR_PRIMARY = Endpoint(
    name="calendar.primary",
    method="POST",
    path="/open-apis/calendar/v4/calendars/primary",
    rate=STANDARD,
    scopes=("calendar:calendar:read", "calendar:calendar:readonly"),
    docs=f"{_DOCS}/calendar/primary",
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
#: The key is 32 to 128 characters and unique in the calendar; how long it lives is not told.
EVENT_CREATE = Endpoint(
    name="calendar.event.create",
    method="POST",
    path="/open-apis/calendar/v4/calendars/{calendar_id}/events",
    rate=STANDARD,
    scopes=("calendar:calendar.event:create", "calendar:calendar"),
    repeat=Repeat.KEYED,
    key="idempotency_key",
    people=True,
    docs=f"{_DOCS}/calendar-event/create",
)
EVENT_PATCH = Endpoint(
    name="calendar.event.patch",
    method="PATCH",
    path="/open-apis/calendar/v4/calendars/{calendar_id}/events/{event_id}",
    rate=STANDARD,
    scopes=_UPDATE,
    people=True,
    docs=f"{_DOCS}/calendar-event/patch",
)
EVENT_DELETE = Endpoint(
    name="calendar.event.delete",
    method="DELETE",
    path="/open-apis/calendar/v4/calendars/{calendar_id}/events/{event_id}",
    rate=STANDARD,
    scopes=("calendar:calendar.event:delete", "calendar:calendar"),
    docs=f"{_DOCS}/calendar-event/delete",
)
#: What becomes of somebody who is added twice is not told: list before a repetition.
ATTENDEE_CREATE = Endpoint(
    name="calendar.event_attendee.create",
    method="POST",
    path="/open-apis/calendar/v4/calendars/{calendar_id}/events/{event_id}/attendees",
    rate=STANDARD,
    scopes=_UPDATE,
    repeat=Repeat.NEVER,
    people=True,
    docs=f"{_DOCS}/calendar-event-attendee/create",
)
ATTENDEE_BATCH_DELETE = Endpoint(
    name="calendar.event_attendee.batch_delete",
    method="POST",
    path="/open-apis/calendar/v4/calendars/{calendar_id}/events/{event_id}/attendees/batch_delete",
    rate=STANDARD,
    scopes=_UPDATE,
    people=True,
    docs=f"{_DOCS}/calendar-event-attendee/batch_delete",
)
