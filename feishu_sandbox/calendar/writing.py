"""Making, changing and deleting events by the API.

Docs: R/calendar-v4/calendar-event/{create,patch,delete}.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from feishu_sandbox.calendar.access import WRITERS, calendar_of, entry_of, role_of
from feishu_sandbox.calendar.checks import CREATE, PATCH, check, rule_of_series, span
from feishu_sandbox.calendar.rendering import shown_event
from feishu_sandbox.envelope import ApiError, refuse_field
from feishu_sandbox.limits import STANDARD
from feishu_sandbox.model import Remembered
from feishu_sandbox.operation import Operation

if TYPE_CHECKING:
    from feishu_sandbox.calendar.model import Calendar, Event
    from feishu_sandbox.model import Json
    from feishu_sandbox.operation import Incoming

_WRITABLE = ("primary", "shared")
_SHORTEST_KEY, _LONGEST_KEY = 32, 128
#: What guests change is theirs alone; the organizer changes everything.
_OWN = frozenset({"visibility", "free_busy_status", "color", "reminders", "need_notification"})


def writable_calendar(call: Incoming) -> Calendar:
    """Return the calendar of the path, if the caller may write to it.

    Raises:
        ApiError: As `calendar_of`; 191002 below writer, 191004 for a type that is read only.
    """
    calendar = calendar_of(call)
    if calendar.type not in _WRITABLE:
        raise ApiError(191004)
    if role_of(calendar, call.principal) not in WRITERS:
        raise ApiError(191002)
    return calendar


def written_event(call: Incoming, calendar: Calendar) -> Event:
    """Return the event of the path; a replica may not know it yet.

    Raises:
        ApiError: As `entry_of`.
    """
    if not call.world.visible(call.path["event_id"]):
        raise ApiError(193001)
    return entry_of(call, calendar)[1]


def organizes(call: Incoming, event: Event) -> bool:
    """Tell whether the caller may do everything with an event: its calendar is the organizer."""
    home = call.world.state.calendars.calendars.get(event.organizer_calendar_id)
    return home is not None and role_of(home, call.principal) in WRITERS


def _create(call: Incoming) -> Json:
    calendar = writable_calendar(call)
    check(call.body, CREATE)
    key = call.query.get("idempotency_key")
    if key is not None and not _SHORTEST_KEY <= len(key) <= _LONGEST_KEY:
        refuse_field("idempotency_key", key, "32 to 128 characters")
    return _shown(call, calendar, _once(call, calendar, key))


def _once(call: Incoming, calendar: Calendar, key: str | None) -> Event:
    """Make an event, unless this app has made one in this calendar with this key."""
    start, end = span(call.body)
    if key is None:
        return _made(call, calendar, start, end)
    place = f"{call.app.app_id}:{calendar.calendar_id}:event:{key}"
    remembered, now = call.world.state.remembered, call.world.clock.now()
    life = call.world.calendars.key_seconds
    known = remembered.get(place)
    if known is not None and (life is None or now - known.at < life):
        return call.world.state.calendars.events[known.data["event_id"]]
    event = _made(call, calendar, start, end)
    remembered[place] = Remembered("", {"event_id": event.event_id}, now)
    return event


def _made(call: Incoming, calendar: Calendar, start: Json, end: Json) -> Event:
    members = _members(call.body)
    acts = call.world.calendars
    event = acts.add_event(calendar, "", start=1, end=1)
    event.start, event.end = start, end
    # The default of the API; people see each other in what they make themselves.
    acts.edit_event(event, **{"attendee_ability": "none", **members})
    call.world.created_by_api(event.event_id)
    return event


def _patch(call: Incoming) -> Json:
    calendar = writable_calendar(call)
    event = written_event(call, calendar)
    check(call.body, PATCH)
    if not organizes(call, event) and call.body.keys() - _OWN:
        raise ApiError(193002)
    members = _members(call.body)
    # One of the two alone is documented to have no effect.
    if call.body.keys() >= {"start_time", "end_time"}:
        members["start"], members["end"] = span(call.body)
    if "attachments" in members:
        members["attachments"] = _files(event, members["attachments"])
    call.world.calendars.edit_event(event, **members)
    return _shown(call, calendar, event)


def _files(event: Event, given: list[Json]) -> list[Json]:
    gone = {one["file_token"] for one in given if one.get("is_deleted")}
    kept = {one["file_token"]: one for one in event.details.get("attachments", ())}
    kept.update({one["file_token"]: one for one in given if not one.get("is_deleted")})
    return [one for token, one in kept.items() if token not in gone]


def _members(body: Json) -> Json:
    left_out = {"start_time", "end_time", "need_notification"}
    members = {name: value for name, value in body.items() if name not in left_out}
    if "recurrence" in members:
        members["recurrence"] = rule_of_series(members["recurrence"])
    return members


def _delete(call: Incoming) -> Json:
    calendar = writable_calendar(call)
    event = written_event(call, calendar)
    call.choice("need_notification", ("true", "false"), "true")
    if not organizes(call, event):
        raise ApiError(193002)
    call.world.calendars.cancel_event(event)
    return {}


def _shown(call: Incoming, calendar: Calendar, event: Event) -> Json:
    return {"event": shown_event(call, calendar, calendar.entries[event.event_id], event)}


OPERATIONS = (
    Operation(
        "calendar.event.create",
        "POST",
        "/calendar/v4/calendars/{calendar_id}/events",
        _create,
        STANDARD,
        ("calendar:calendar", "calendar:calendar.event:create"),
        writes=True,
        body="json",
        query=("user_id_type", "idempotency_key"),
    ),
    Operation(
        "calendar.event.patch",
        "PATCH",
        "/calendar/v4/calendars/{calendar_id}/events/{event_id}",
        _patch,
        STANDARD,
        ("calendar:calendar", "calendar:calendar.event:update"),
        writes=True,
        body="json",
        query=("user_id_type",),
    ),
    Operation(
        "calendar.event.delete",
        "DELETE",
        "/calendar/v4/calendars/{calendar_id}/events/{event_id}",
        _delete,
        STANDARD,
        ("calendar:calendar", "calendar:calendar.event:delete"),
        writes=True,
        query=("need_notification",),
    ),
)
